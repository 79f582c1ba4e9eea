// The scratch memory of Householder factorisations and of the singular value decomposition. For the library's own headers.
#ifndef CATAPULT_NUMERICS_DETAIL_SVD_SCRATCH_HPP
#define CATAPULT_NUMERICS_DETAIL_SVD_SCRATCH_HPP

#include <cstddef>

#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// The most reflectors in a block, the most rows that are folded at once, and the most rows or columns to which a block
/// is applied at once. They decide the speed. The first two also decide how sums are grouped, and so the bits.
inline constexpr std::size_t most_reflectors = 32;
inline constexpr std::size_t most_fold_rows = 128;
inline constexpr std::size_t most_strip = 96;

/// The number of rows that are folded at once, of `rows` in all: no more than there are. They come in whole blocks
/// because sums over fewer than most_fold_rows rows then have the bits of sums over most_fold_rows rows that end in
/// zeros.
template <class T>
constexpr std::size_t fold_rows(std::size_t rows) noexcept
{
    return rows < most_fold_rows ? whole_blocks<T>(rows) : most_fold_rows;
}

/// Scratch memory of the block operations on reflectors. Only as large as the matrices at hand need it.
template <class T>
struct reflector_scratch {
    std::size_t block = 0;        ///< reflectors in a block
    std::size_t stride = 0;       ///< from one row to the next of what has `block` columns: whole blocks of 64 bytes
    std::size_t strip = 0;        ///< rows or columns to which a block is applied at once
    T* vectors = nullptr;         ///< block × length, V as rows
    T* transposed = nullptr;      ///< length × stride, V as columns
    T* triangle = nullptr;        ///< T, block × stride
    T* product = nullptr;         ///< block × strip of `fold`, strip × stride of `lq_apply`
    T* scaled_product = nullptr;  ///< likewise

    /// For `fold` of `rows` rows at once.
    constexpr void lay_out_fold(layout& l, std::size_t rows, std::size_t triangular, std::size_t columns) noexcept
    {
        take_block(l, triangular, rows);
        strip = smaller(most_strip, l.whole_blocks<T>(columns - block));
        product = l.take<T>(l.product(block, strip));
        scaled_product = l.take<T>(l.product(block, strip));
    }
    /// For lq_factorise of a matrix of `rows` × `columns` and, if `apply`, for lq_apply to as many rows. A matrix of one
    /// block of rows is factorised without scratch memory.
    constexpr void lay_out_lq(layout& l, std::size_t rows, std::size_t columns, bool apply) noexcept
    {
        if (!apply && rows <= most_reflectors) return;
        take_block(l, rows, columns);
        transposed = l.take<T>(l.product(columns, stride));
        strip = smaller(most_strip, apply ? rows : rows - block);
        product = l.take<T>(l.product(strip, stride));
        scaled_product = l.take<T>(l.product(strip, stride));
    }

private:
    constexpr void take_block(layout& l, std::size_t reflectors, std::size_t length) noexcept
    {
        block = smaller(most_reflectors, reflectors);
        stride = l.whole_blocks<T>(block);
        vectors = l.take<T>(l.product(block, length));
        triangle = l.take<T>(l.product(block, stride));
    }
};

/// Scratch memory of the decomposition. Each array has `size` elements, and `outputs` has `target_columns`.
template <class T>
struct bidiagonal_scratch {
    T* left = nullptr;       ///< the left reflector
    T* right = nullptr;      ///< the right reflector
    T* row = nullptr;        ///< the left reflector subtracts left rowᵀ from A
    T* column = nullptr;     ///< the right reflector subtracts column rightᵀ from A
    T* next_left = nullptr;  ///< `left` of the next step
    T* next_row = nullptr;   ///< `row` of the next step
    T* scales = nullptr;     ///< τ of the right reflectors
    T* outputs = nullptr;    ///< one row of targets

    constexpr void lay_out(layout& l, std::size_t size, std::size_t target_columns) noexcept
    {
        left = l.take<T>(size);
        right = l.take<T>(size);
        row = l.take<T>(size);
        column = l.take<T>(size);
        next_left = l.take<T>(size);
        next_row = l.take<T>(size);
        scales = l.take<T>(size);
        outputs = l.take<T>(target_columns);
    }
};

}  // namespace catapult::detail

#endif
