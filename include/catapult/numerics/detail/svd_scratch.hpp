// The scratch memory of Householder factorisations and of the singular value decomposition. For the library's own headers.
#ifndef CATAPULT_NUMERICS_DETAIL_SVD_SCRATCH_HPP
#define CATAPULT_NUMERICS_DETAIL_SVD_SCRATCH_HPP

#include <cstddef>

#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// reflector_block is the number of reflectors in a block, fold_rows the number of rows that are folded at once, and
/// strip the number of rows or columns to which a block is applied at once. They decide the speed. `strip` changes no
/// bit.
inline constexpr std::size_t reflector_block = 32;
inline constexpr std::size_t fold_rows = 128;
inline constexpr std::size_t strip = 96;

/// Scratch memory of the block operations on reflectors.
template <class T>
struct reflector_scratch {
    T* vectors = nullptr;         ///< reflector_block × length, V as rows
    T* transposed = nullptr;      ///< length × reflector_block, V as columns
    T* triangle = nullptr;        ///< T, reflector_block × reflector_block
    T* product = nullptr;         ///< reflector_block × strip
    T* scaled_product = nullptr;  ///< reflector_block × strip

    /// For vectors of at most `length` elements.
    constexpr void lay_out(layout& l, std::size_t length) noexcept
    {
        vectors = l.take<T>(l.product(reflector_block, length));
        transposed = l.take<T>(l.product(reflector_block, length));
        triangle = l.take<T>(reflector_block * reflector_block);
        product = l.take<T>(reflector_block * strip);
        scaled_product = l.take<T>(reflector_block * strip);
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
