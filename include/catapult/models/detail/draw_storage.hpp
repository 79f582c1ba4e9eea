// What draw_initial needs. For the library's own headers: callers use initial_state.hpp.
#ifndef CATAPULT_MODELS_DETAIL_DRAW_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_DRAW_STORAGE_HPP

#include <cstddef>
#include <limits>

#include "catapult/models/network_state.hpp"
#include "catapult/vocabulary/detail/dims.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult::detail {

/// The most rows of one call of the kernel: its fastest, and short enough that sums over them lose next to nothing.
inline constexpr std::size_t sum_rows = 128;

constexpr status check_draw(const network_dims& dims, double width) noexcept
{
    if (const status wrong = check_width(width); wrong != status::ok) return wrong;
    return dims.rank > 0 && dims.outputs > 0 && whole(width) ? status::ok : status::invalid_argument;
}

template <class T>
struct draw_storage {
    std::size_t stride = 0;
    T* rows = nullptr;  // of L/√n transposed or of the weights: all, and at most sum_rows
    T* packed = nullptr;
    T* sums = nullptr;         // stride × stride
    T* diagonal = nullptr;     // L_ii/√n
    T* independent = nullptr;  // H, r × k
    T* predictor = nullptr;    // ω, column by column

    constexpr void lay_out(layout& l, const network_dims& dims, double width) noexcept
    {
        // A factor is drawn in place. From width r + k the law holds; below it, the few rows of the weights themselves are drawn.
        if (width > std::numeric_limits<double>::max() || keeps_factor(dims)) return;
        const bool law = !keeps_factor({dims.rank, dims.outputs, width});
        stride = l.whole_blocks<T>(law ? dims.rank : l.sum(dims.rank, dims.outputs));
        const double all = law ? static_cast<double>(dims.rank) : width;
        const std::size_t count = all < sum_rows ? static_cast<std::size_t>(all) : sum_rows;
        rows = l.take<T>(l.product(count, stride));
        packed = l.take<T>(l.product(count, stride));
        sums = l.take<T>(l.product(stride, stride));
        if (!law) return;
        diagonal = l.take<T>(dims.rank);
        independent = l.take<T>(l.product(dims.rank, dims.outputs));
        predictor = l.take<T>(l.product(dims.rank, dims.outputs));
    }
};

}  // namespace catapult::detail

#endif
