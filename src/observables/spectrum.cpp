#include "catapult/observables/spectrum.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

constexpr std::size_t most_products = 2000;  // for each eigenvalue of E

template <class T>
status check(const reduced_data<T>& data, const network_state<T>& state) noexcept
{
    if (data.rank == 0 || data.outputs == 0 || data.samples == 0) return status::invalid_argument;
    if (const status wrong = detail::check_width(state.width); wrong != status::ok) return wrong;
    const bool fit = data.singular_values.size() == data.rank && detail::fits(state, {data.rank, data.outputs, state.width});
    return fit ? status::ok : status::shape_mismatch;
}

}  // namespace

template <class T>
void kernel_spectrum<T>::storage::block_operator::apply(const T* x, T* y) noexcept
{
    const std::size_t r = data->rank;
    const T* const sigma = data->singular_values.data();
    for (std::size_t i = 0; i < r; ++i) scaled[i] = sigma[i] * x[i];
    if (state->first_layer.rows > 0) {
        detail::apply_factor<T>(state->first_layer, state->second_layer, scratch, {scaled, r, 1}, {image, r, 1});
    } else {
        // A set of one vector lies in panels as it lies in memory.
        detail::kernels<T>().symmetric.product(r, 1, state->first_deviation.data, scaled, image, image);
    }
    const T samples = static_cast<T>(data->samples);
    for (std::size_t i = 0; i < r; ++i) y[i] = sigma[i] * (identity * scaled[i] + image[i]) / samples;
}

template <class T>
void kernel_spectrum<T>::storage::diagonalise(matrix_view<const T> second) noexcept
{
    const std::size_t k = outputs;
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l <= c; ++l) second_matrix[c * k + l] = second_matrix[l * k + c] = second(c, l);
    detail::tridiagonalise(k, second_matrix, second_values, off, second_vectors, reflector);
    detail::tridiagonal_eigenvalues(k, second_values, off, second_vectors, k);
    for (std::size_t c = 0; c + 1 < k; ++c) {
        std::size_t best = c;
        for (std::size_t l = c + 1; l < k; ++l)
            if (second_values[l] > second_values[best]) best = l;
        detail::exchange(second_values[c], second_values[best]);
        for (std::size_t l = 0; l < k; ++l) detail::exchange(second_vectors[c * k + l], second_vectors[best * k + l]);
    }
}

template <class T>
T kernel_spectrum<T>::storage::second_residual(matrix_view<const T> second, std::size_t which) const noexcept
{
    const T* const w = second_vectors + which * outputs;
    T square = 0;
    for (std::size_t c = 0; c < outputs; ++c) {
        T rest = -second_values[which] * w[c];
        for (std::size_t l = 0; l < outputs; ++l) rest += (l <= c ? second(c, l) : second(l, c)) * w[l];
        square += rest * rest;
    }
    return std::sqrt(square);
}

template <class T>
void kernel_spectrum<T>::storage::choose() noexcept
{
    for (std::size_t i = 0; i < count; ++i) {
        choice best = {blocks, 0};
        for (std::size_t c = 0; c < blocks; ++c) {
            std::size_t next = 0;
            for (std::size_t a = 0; a < i; ++a)
                if (chosen[a].second == c) ++next;
            if (next == pairs[c].count) continue;
            if (best.second == blocks || pairs[c].values[next] > pairs[best.second].values[best.first]) best = {c, next};
        }
        chosen[i] = best;
    }
}

template <class T>
void kernel_spectrum<T>::storage::write_vectors() noexcept
{
    const std::size_t r = rank, k = outputs;
    for (std::size_t i = 0; i < count; ++i) {
        const T* const b = pairs[chosen[i].second].vector(chosen[i].first);
        const T* const w = second_vectors + chosen[i].second * k;
        T* const to = vector(i);
        T largest = 0;
        for (std::size_t a = 0; a < r; ++a)
            for (std::size_t c = 0; c < k; ++c) {
                const T element = b[a] * w[c];
                to[a * k + c] = element;
                if (std::fabs(element) > std::fabs(largest)) largest = element;
            }
        if (largest < 0)
            for (std::size_t a = 0; a < r * k; ++a) to[a] = -to[a];
    }
}

template <class T>
status kernel_spectrum<T>::create(const network_dims& dims, std::size_t count, double tolerance, workspace memory,
                                  kernel_spectrum& result) noexcept
{
    storage s{};
    if (const status wrong = s.prepare(dims, count); wrong != status::ok) return wrong;
    if (const status wrong = detail::check_options(dims.rank, {tolerance, 1, 1}); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    const status problem = detail::place([&](detail::layout& l) { s.lay_out(l, dims, placed); }, memory);
    if (problem != status::ok) return problem;
    s.tolerance = tolerance;
    for (std::size_t c = 0; c < s.blocks; ++c) s.pairs[c].begin();
    detail::fill_zero(count * s.rank * s.outputs, s.vectors);
    for (T* array : {s.op.scaled, s.op.image}) detail::fill_zero(detail::whole_blocks<T>(s.rank), array);
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status kernel_spectrum<T>::update(const reduced_data<T>& data, const network_state<T>& state,
                                  span<eigenvalue_result<T>> results) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (const status wrong = check(data, state); wrong != status::ok) return wrong;
    if (data.rank != s.rank || data.outputs != s.outputs || state.first_layer.rows != s.narrow_width || results.size() != s.count)
        return status::shape_mismatch;
    if (!detail::all_finite<T>(state.second_deviation)) return status::not_finite;
    s.op.data = &data;
    s.op.state = &state;
    s.diagonalise(state.second_deviation);
    bool converged = true;
    std::size_t products = 0;
    for (std::size_t c = 0; c < s.blocks; ++c) {
        s.op.identity = 2 + s.second_values[c];
        const status solved = s.pairs[c].update(make_operator<T>(s.op), s.tolerance, most_products, products);
        if (solved != status::ok && solved != status::not_converged) return solved;
        converged = converged && solved == status::ok;
    }
    s.choose();
    const T sigma = data.singular_values[0], unit = square_unit(data);
    for (std::size_t i = 0; i < s.count; ++i)
        if (!std::isfinite(s.pairs[s.chosen[i].second].values[s.chosen[i].first] * unit)) return status::not_finite;
    for (std::size_t i = 0; i < s.count; ++i) {
        const detail::leading_pairs<T>& pairs = s.pairs[s.chosen[i].second];
        const T by_second = s.second_residual(state.second_deviation, s.chosen[i].second) *
                            (sigma * (sigma / static_cast<T>(data.samples)));
        results[i] = {pairs.values[s.chosen[i].first] * unit, (pairs.errors[s.chosen[i].first] + by_second) * unit, products};
    }
    s.write_vectors();
    return converged ? status::ok : status::not_converged;
}

template <class T>
std::size_t kernel_spectrum<T>::count() const noexcept
{
    return detail::held(storage_).count;
}

template <class T>
matrix_view<const T> kernel_spectrum<T>::vector(std::size_t i) const noexcept
{
    const storage& s = detail::held(storage_);
    return {s.vector(i), s.rank, s.outputs};
}

template <class T>
status kernel_spectrum<T>::project(matrix_view<const T> a, span<T> results) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const storage& s = *storage_;
    if (a.rows != s.rank || a.columns != s.outputs || results.size() != s.count) return status::shape_mismatch;
    for (std::size_t i = 0; i < s.count; ++i) {
        T total = 0;
        for (std::size_t b = 0; b < s.rank; ++b) total += detail::dot<T>(s.outputs, s.vector(i) + b * s.outputs, a.row(b));
        results[i] = total;
    }
    return status::ok;
}

template <class T>
status kernel_trace(const reduced_data<T>& data, const network_state<T>& state, T& result) noexcept
{
    if (const status wrong = check(data, state); wrong != status::ok) return wrong;
    const std::size_t n = state.first_layer.rows;
    T first = 0, squares = 0, second = 0;
    for (std::size_t i = 0; i < data.rank; ++i) {
        const T square = data.singular_values[i] * data.singular_values[i];
        T diagonal = 0;
        for (std::size_t h = 0; h < n; ++h) diagonal += state.first_layer(h, i) * state.first_layer(h, i);
        first += square * (n > 0 ? diagonal / static_cast<T>(n) : 1 + state.first_deviation.get(i, i));
        squares += square;
    }
    for (std::size_t c = 0; c < data.outputs; ++c) second += 1 + state.second_deviation(c, c);
    const T found = (static_cast<T>(data.outputs) * first + squares * second) / static_cast<T>(data.samples) * square_unit(data);
    if (!std::isfinite(found)) return status::not_finite;
    result = found;
    return status::ok;
}

template <class T>
status layer_alignment(const network_state<T>& state, T& result) noexcept
{
    const std::size_t r = state.predictor.rows, k = state.predictor.columns, n = state.first_layer.rows;
    if (r == 0 || k == 0) return status::invalid_argument;
    if (const status wrong = detail::check_width(state.width); wrong != status::ok) return wrong;
    if (!detail::fits(state, {r, k, state.width})) return status::shape_mismatch;
    T first = 0, second = 0, both = 0;   // ‖I + D‖², ‖I + E‖², ‖ω‖²
    for (std::size_t i = 0; i < n; ++i)  // of a narrow network: ‖UUᵀ/n‖²
        for (std::size_t j = 0; j <= i; ++j) {
            const T element = detail::dot<T>(r, state.first_layer.row(i), state.first_layer.row(j)) / static_cast<T>(n);
            first += (i == j ? 1 : 2) * element * element;
        }
    for (std::size_t i = 0; i < state.first_deviation.rows; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const T element = state.first_deviation.get(i, j) + (i == j ? T(1) : T(0));
            first += (i == j ? 1 : 2) * element * element;
        }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) {
            const T element = state.second_deviation(c, l) + (c == l ? T(1) : T(0));
            second += element * element;
        }
    for (std::size_t i = 0; i < r; ++i) both += detail::dot<T>(k, state.predictor.row(i), state.predictor.row(i));
    if (first == T(0) || second == T(0)) return status::invalid_argument;
    const T found = both / static_cast<T>(state.width) / (std::sqrt(first) * std::sqrt(second));
    if (!std::isfinite(found)) return status::not_finite;
    result = found;
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)                                                                    \
    template class kernel_spectrum<T>;                                                             \
    template status kernel_trace<T>(const reduced_data<T>&, const network_state<T>&, T&) noexcept; \
    template status layer_alignment<T>(const network_state<T>&, T&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
