// The arrays of weights_reduction and weights_transform, in their order in memory. Only the library's own headers need this
// file.
#ifndef CATAPULT_MODELS_DETAIL_WEIGHTS_STORAGE_HPP
#define CATAPULT_MODELS_DETAIL_WEIGHTS_STORAGE_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/detail/draw_storage.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

namespace catapult {

namespace detail {

constexpr bool valid(const weights_dims& dims) noexcept
{
    return dims.inputs > 0 && dims.outputs > 0 && dims.rank > 0 && dims.rank <= dims.inputs && dims.width >= 1;
}

}  // namespace detail

template <class T>
struct weights_reduction<T>::storage {
    weights_dims dims;
    bool project_rows;   // whether rows are projected to [UP V] and then summed; otherwise the sums are projected
    std::size_t summed;  // columns of U that are summed: r or d
    std::size_t second;  // column of the sums where V begins, at a whole block
    std::size_t stride;  // of the sums
    std::size_t rows_total;
    std::size_t in_segment;  // rows so far in the segment of `add`
    T* basis;                // P, d × r
    T* rows;                 // sum_rows × stride; zero between U and V
    T* packed;
    T* segment;  // stride × stride
    T* total;
    std::size_t kept_rows;  // n of a narrow network, whose rows are stored; 0 for any other
    T* first_layer;         // UP
    T* second_layer;        // V

    constexpr network_dims shape() const noexcept { return {dims.rank, dims.outputs, dims.width}; }
    /// Writes rows of UP and V.
    void project(matrix_view<const T> u, matrix_view<const T> v, T* up, T* kept_v) const noexcept;
    void accumulate(matrix_view<const T> u, matrix_view<const T> v, T* to_rows, T* to_packed, T* sums) const noexcept;
    void add_held(std::size_t count) noexcept;

    static constexpr void lay_out(detail::layout& l, const weights_dims& dims, storage*& placed, storage& s) noexcept
    {
        const std::size_t r = dims.rank, d = dims.inputs, k = dims.outputs;
        s.dims = dims;
        s.kept_rows = 0;
        if (keeps_factor(s.shape())) {
            s.kept_rows = detail::factor_rows(l, s.shape());
            s.summed = s.second = s.stride = 0;
            placed = l.take<storage>(1);
            s.basis = l.take<T>(l.product(d, r));
            s.first_layer = l.take<T>(l.product(s.kept_rows, r));
            s.second_layer = l.take<T>(l.product(s.kept_rows, k));
            return;
        }
        // Multiplications for each row, twice; AᵀA costs half of a full product. In double, because integers may overflow.
        const double inner = static_cast<double>(r) + static_cast<double>(k),
                     outer = static_cast<double>(d) + static_cast<double>(k);
        s.project_rows = 2 * static_cast<double>(d) * static_cast<double>(r) + inner * inner < outer * outer;
        s.summed = s.project_rows ? r : d;
        s.second = l.whole_blocks<T>(s.summed);
        s.stride = l.whole_blocks<T>(l.sum(s.second, k));
        placed = l.take<storage>(1);
        s.basis = l.take<T>(l.product(d, r));
        s.rows = l.take<T>(l.product(detail::sum_rows, s.stride));
        s.packed = l.take<T>(l.product(detail::sum_rows, s.stride));
        s.segment = l.take<T>(l.product(s.stride, s.stride));
        s.total = l.take<T>(l.product(s.stride, s.stride));
    }
};

template <class T>
constexpr status weights_reduction<T>::bytes(const weights_dims& dims, std::size_t& result) noexcept
{
    if (!detail::valid(dims)) return status::invalid_argument;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, result);
}

template <class T>
struct weights_transform<T>::storage {
    weights_dims dims;
    std::size_t stride;
    bool momentum;
    T kept_first;  // T = diag(kept_first I, kept_second I) + [first second]
    T kept_second;
    T* basis;       // Pᵀ, r × d
    T* first;       // (r + k) × r, rows `stride` apart
    T* second;      // (r + k) × k
    T* first_rate;  // the same of the velocities, whose part of the identity is zero; empty without momentum
    T* second_rate;
    T* columns[3];   // of a gradient, transposed: Kᵀ, Pᵀ and Zᵀ, k × r, rows `stride` apart
    T* inner;        // ZᵀP, k × k
    T* outer_along;  // work space of a step, k
    T* inner_along;  // likewise
    T* prepared;     // [P 0; 0 I] [first second]: (d + k) × (r + k)

    static constexpr void lay_out(detail::layout& l, const weights_dims& dims, const training_rule& rule, storage*& placed,
                                  storage& s) noexcept
    {
        const std::size_t r = dims.rank, k = dims.outputs, q = l.sum(r, k);
        s.dims = dims;
        s.stride = l.whole_blocks<T>(r);
        s.momentum = rule.momentum > 0;
        placed = l.take<storage>(1);
        s.basis = l.take<T>(l.product(r, dims.inputs));
        s.first = l.take<T>(l.product(q, s.stride));
        s.second = l.take<T>(l.product(q, k));
        s.first_rate = l.take<T>(s.momentum ? l.product(q, s.stride) : 0);
        s.second_rate = l.take<T>(s.momentum ? l.product(q, k) : 0);
        for (T*& array : s.columns) array = l.take<T>(l.product(k, s.stride));
        s.inner = l.take<T>(l.product(k, k));
        for (T** array : {&s.outer_along, &s.inner_along}) *array = l.take<T>(k);
        s.prepared = l.take<T>(l.product(l.sum(dims.inputs, k), q));
    }
};

template <class T>
constexpr status weights_transform<T>::bytes(const weights_dims& dims, std::size_t& result) noexcept
{
    return bytes(dims, {}, result);
}

template <class T>
constexpr status weights_transform<T>::bytes(const weights_dims& dims, const training_rule& rule, std::size_t& result) noexcept
{
    if (!detail::valid(dims)) return status::invalid_argument;
    if (const status wrong = check_rule(rule); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, rule, placed, s); }, result);
}

}  // namespace catapult

#endif
