// What a data_reduction holds, in the order in which it lies. For the library's own headers: callers use data_reduction.hpp.
#ifndef CATAPULT_MODELS_DETAIL_REDUCTION_STATE_HPP
#define CATAPULT_MODELS_DETAIL_REDUCTION_STATE_HPP

#include <cstddef>
#include <limits>

#include "catapult/models/data_reduction.hpp"
#include "catapult/numerics/detail/svd_scratch.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult {

namespace detail {

/// A matrix that is held over a power of two that keeps it near one, so that squares neither overflow nor vanish.
struct power_of_two {
    int exponent = 0;
    bool known = false;  // whether anything but zeros has been seen
};

}  // namespace detail

template <class T>
struct data_reduction<T>::state {
    data_dims dims;
    std::size_t size = 0;    // min(m, d)
    std::size_t stride = 0;  // of factor and block
    std::size_t basis_stride = 0;
    std::size_t block_rows = 0;
    std::size_t rows = 0;     // added so far
    std::size_t pending = 0;  // of them, rows in `block` that are not folded yet
    detail::power_of_two input_scale;
    detail::power_of_two target_scale;
    T rotated_out = 0;  // squared norm of what folds left of the targets, over 4^target_scale
    bool finished = false;
    status outcome = status::ok;  // of finish, which consumes the factor
    reduced_data<T> result;

    T* factor = nullptr;           // size × [inputs, outputs]: R and QᵀY so far (m ≥ d), or the rows as they came
    T* block = nullptr;            // block_rows × [inputs, outputs], as they came; m ≥ d only
    T* singular_values = nullptr;  // size
    T* superdiagonal = nullptr;    // size
    T* scales = nullptr;           // size, m < d only
    T* targets = nullptr;          // size × outputs
    T* basis = nullptr;            // size × inputs
    detail::reflector_scratch<T> reflectors;
    detail::bidiagonal_scratch<T> bidiagonal;

    constexpr bool tall() const noexcept { return dims.samples >= dims.inputs; }
    T* target_row(std::size_t i) const noexcept { return targets + i * dims.outputs; }
    T* basis_row(std::size_t i) const noexcept { return basis ? basis + i * basis_stride : nullptr; }

    constexpr void lay_out(detail::layout& l) noexcept
    {
        factor = l.take<T>(l.product(size, stride));
        block = tall() ? l.take<T>(l.product(block_rows, stride)) : nullptr;
        singular_values = l.take<T>(size);
        superdiagonal = l.take<T>(size);
        scales = tall() ? nullptr : l.take<T>(size);
        targets = l.take<T>(l.product(size, dims.outputs));
        basis = dims.keep_basis ? l.take<T>(l.product(size, basis_stride)) : nullptr;
        if (tall())
            reflectors.lay_out_fold(l, block_rows, dims.inputs, stride);
        else
            reflectors.lay_out_lq(l, size, dims.inputs, dims.keep_basis);
        bidiagonal.lay_out(l, size, dims.outputs);
    }

    static constexpr status prepare(const data_dims& dims, state& s) noexcept
    {
        if (dims.samples == 0 || dims.inputs == 0 || dims.outputs == 0) return status::invalid_argument;
        constexpr std::size_t limit = std::numeric_limits<std::size_t>::max() / 4;
        if (dims.inputs > limit || dims.outputs > limit) return status::size_overflow;
        s.dims = dims;
        s.size = s.tall() ? dims.inputs : dims.samples;
        s.stride = detail::whole_blocks<T>(dims.inputs + dims.outputs);
        s.basis_stride = detail::whole_blocks<T>(dims.inputs);
        s.block_rows = detail::fold_rows<T>(dims.samples);
        return status::ok;
    }

    void fold() noexcept;
    matrix_view<T> square_factor() noexcept;
    void order() noexcept;
    status publish() noexcept;
    status finish() noexcept;
};

template <class T>
constexpr status data_reduction<T>::bytes(const data_dims& dims, std::size_t& result) noexcept
{
    state s;
    if (const status prepared = state::prepare(dims, s); prepared != status::ok) return prepared;
    return detail::measure(
        [&](detail::layout& l) {
            l.take<state>(1);
            s.lay_out(l);
        },
        result);
}

}  // namespace catapult

#endif
