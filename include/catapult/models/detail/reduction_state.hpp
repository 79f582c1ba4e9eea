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

/// R and QᵀY of some rows, over their powers of two.
template <class T>
struct row_factor {
    std::size_t rows = 0;  // folded or pending
    power_of_two input_scale;
    power_of_two target_scale;
    T rotated_out = 0;    // squared norm of what folds left of the targets, over 4^target_scale
    T* values = nullptr;  // min(m, d) × [inputs, outputs]; the rows as they came if m < d
};

/// Rows on their way into a factor, m ≥ d.
template <class T>
struct row_folder {
    data_dims dims;
    std::size_t stride = 0;  // of factors and of the block
    std::size_t block_rows = 0;
    std::size_t pending = 0;  // rows in the block that are not folded yet
    T* block = nullptr;       // block_rows × [inputs, outputs], as they came
    reflector_scratch<T> reflectors;

    constexpr void set(const data_dims& of) noexcept
    {
        dims = of;
        stride = whole_blocks<T>(dims.inputs + dims.outputs);
        block_rows = fold_rows<T>(dims.samples);
    }
    constexpr void lay_out(layout& l) noexcept
    {
        block = l.take<T>(l.product(block_rows, stride));
        reflectors.lay_out_fold(l, block_rows, dims.inputs, stride);
    }

    /// The next row, which is folded with others, or when the factor has all of its rows.
    void add(const T* input, const T* target, row_factor<T>& to) noexcept;
    /// Folds the pending rows.
    void fold(row_factor<T>& to) noexcept;
    /// The rows of `next` follow those of `first`. Its values are used up.
    void merge(row_factor<T>& next, row_factor<T>& first) noexcept;
};

/// Dimensions that overflow no stride.
constexpr status check_dims(const data_dims& dims) noexcept
{
    if (dims.samples == 0 || dims.inputs == 0 || dims.outputs == 0) return status::invalid_argument;
    constexpr std::size_t limit = std::numeric_limits<std::size_t>::max() / 4;
    return dims.inputs > limit || dims.outputs > limit ? status::size_overflow : status::ok;
}

/// Lays out a State and its arrays. Returns where the State goes.
template <class State>
constexpr State* lay_out_state(layout& l, State& s) noexcept
{
    State* const home = l.take<State>(1);
    s.lay_out(l);
    return home;
}

template <class State>
constexpr status state_bytes(const data_dims& dims, std::size_t& result) noexcept
{
    State s;
    if (const status prepared = State::prepare(dims, s); prepared != status::ok) return prepared;
    return measure([&](layout& l) { (void)lay_out_state(l, s); }, result);
}

}  // namespace detail

template <class T>
struct data_reduction<T>::state {
    std::size_t size = 0;  // min(m, d)
    std::size_t basis_stride = 0;
    detail::row_folder<T> folder;
    detail::row_factor<T> whole;               // of all whole segments, and of the first one's rows so far
    detail::row_factor<T>* segment = nullptr;  // of the rows of a later segment so far, if there can be one
    bool finished = false;
    status outcome = status::ok;  // of finish, which consumes the factor
    reduced_data<T> result;

    T* segment_values = nullptr;   // as whole.values
    T* singular_values = nullptr;  // size
    T* superdiagonal = nullptr;    // size
    T* scales = nullptr;           // size, m < d only
    T* targets = nullptr;          // size × outputs
    T* basis = nullptr;            // size × inputs
    detail::bidiagonal_scratch<T> bidiagonal;

    constexpr const data_dims& dims() const noexcept { return folder.dims; }
    constexpr bool tall() const noexcept { return dims().samples >= dims().inputs; }
    constexpr bool has_segments() const noexcept { return dims().samples > segment_rows(dims()); }
    std::size_t rows() const noexcept { return whole.rows + (segment != nullptr ? segment->rows : 0); }
    T* target_row(std::size_t i) const noexcept { return targets + i * dims().outputs; }
    T* basis_row(std::size_t i) const noexcept { return basis ? basis + i * basis_stride : nullptr; }

    constexpr void lay_out(detail::layout& l) noexcept
    {
        whole.values = l.take<T>(l.product(size, folder.stride));
        segment = has_segments() ? l.take<detail::row_factor<T>>(1) : nullptr;
        segment_values = has_segments() ? l.take<T>(l.product(size, folder.stride)) : nullptr;
        singular_values = l.take<T>(size);
        superdiagonal = l.take<T>(size);
        scales = tall() ? nullptr : l.take<T>(size);
        targets = l.take<T>(l.product(size, dims().outputs));
        basis = dims().keep_basis ? l.take<T>(l.product(size, basis_stride)) : nullptr;
        if (tall())
            folder.lay_out(l);
        else
            folder.reflectors.lay_out_lq(l, size, dims().inputs, dims().keep_basis);
        bidiagonal.lay_out(l, size, dims().outputs);
    }

    static constexpr status prepare(const data_dims& dims, state& s) noexcept
    {
        if (const status checked = detail::check_dims(dims); checked != status::ok) return checked;
        s.folder.set(dims);
        s.size = s.tall() ? dims.inputs : dims.samples;
        s.basis_stride = detail::whole_blocks<T>(dims.inputs);
        return status::ok;
    }

    void add_row(const T* input, const T* target) noexcept;
    matrix_view<T> square_factor() noexcept;
    void order() noexcept;
    status publish() noexcept;
    status finish() noexcept;
};

template <class T>
struct data_segment<T>::state {
    detail::row_folder<T> folder;
    detail::row_factor<T> factor;

    std::size_t elements() const noexcept { return folder.dims.inputs * folder.stride; }
    constexpr void lay_out(detail::layout& l) noexcept
    {
        factor.values = l.take<T>(l.product(folder.dims.inputs, folder.stride));
        folder.lay_out(l);
    }
    static constexpr status prepare(const data_dims& dims, state& s) noexcept
    {
        if (const status checked = detail::check_dims(dims); checked != status::ok) return checked;
        if (dims.samples <= data_reduction<T>::segment_rows(dims)) return status::invalid_argument;
        s.folder.set(dims);
        return status::ok;
    }
};

template <class T>
constexpr status data_segment<T>::bytes(const data_dims& dims, std::size_t& result) noexcept
{
    return detail::state_bytes<state>(dims, result);
}

template <class T>
constexpr std::size_t data_reduction<T>::segment_rows(const data_dims& dims) noexcept
{
    // A merge costs a third of d rows, so one in 8 d rows costs a few per cent; short segments gain nothing.
    constexpr std::size_t shortest = 4096, inputs = 8, block = detail::most_fold_rows;
    if (dims.samples <= shortest || dims.inputs >= dims.samples / inputs) return dims.samples;
    const std::size_t rows = (inputs * dims.inputs + block - 1) / block * block;
    return detail::smaller(dims.samples, rows < shortest ? shortest : rows);
}

template <class T>
constexpr status data_reduction<T>::bytes(const data_dims& dims, std::size_t& result) noexcept
{
    return detail::state_bytes<state>(dims, result);
}

}  // namespace catapult

#endif
