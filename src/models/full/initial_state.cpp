#include "catapult/models/initial_state.hpp"

#include <cmath>
#include <limits>

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "models/full/row_sums.hpp"
#include "numerics/random_streams.hpp"
#include "numerics/vector.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

using namespace detail;

namespace {

/// (χ²_ν / n) − 1 for ν = n − lost degrees of freedom, without cancellation.
double diagonal_deviation(random_stream stream, std::size_t index, double width, double lost) noexcept
{
    const double freedom = width - lost;
    return (freedom * chi_squared_deviation(stream, index, freedom) - lost) / width;
}

/// D and ω by Bartlett's decomposition: with L/√n = diag(ℓ) + K, K strictly lower triangular,
/// I + D = (L/√n)(L/√n)ᵀ and ω = (L/√n) H.
template <class T>
void draw_first(double width, std::uint64_t seed, const draw_storage<T>& s, network_state<T>& result) noexcept
{
    const std::size_t r = result.predictor.rows, k = result.predictor.columns, stride = s.stride;
    const T inverse_root = static_cast<T>(1 / std::sqrt(width));
    fill_normals<T>(stream_of(seed, stream::predictor), 0, span<T>(s.independent, r * k));
    for (std::size_t i = 0; i < stride * stride; ++i) s.sums[i] = 0;
    for (std::size_t i = 0; i < r; ++i) {
        const double deviation = diagonal_deviation(stream_of(seed, stream::bartlett_diagonal), i, width, static_cast<double>(i));
        s.sums[i * stride + i] = static_cast<T>(deviation);
        s.diagonal[i] = static_cast<T>(std::sqrt(1 + deviation));
        for (std::size_t c = 0; c < k; ++c) s.predictor[c * r + i] = s.diagonal[i] * s.independent[i * k + c];
    }
    // Column l of K is a row here. A chunk of them touches only what lies below its first column.
    for (std::size_t first = 0; first < r; first += sum_rows) {
        const std::size_t count = r - first < sum_rows ? r - first : sum_rows;
        for (std::size_t l = first; l < first + count; ++l) {
            T* const column = s.rows + (l - first) * stride;
            const std::size_t start = (l + 1) / 16 * 16;
            for (std::size_t i = first; i < stride; ++i) column[i] = 0;
            if (start < r) {
                const std::uint64_t index = (static_cast<std::uint64_t>(l) << 32) + start;
                fill_normals<T>(stream_of(seed, stream::bartlett_off_diagonal), index, span<T>(column + start, r - start));
            }
            for (std::size_t i = start; i <= l && i < r; ++i) column[i] = 0;
            for (std::size_t i = l + 1; i < r; ++i) {
                column[i] *= inverse_root;
                s.sums[i * stride + l] += s.diagonal[l] * column[i];
            }
            for (std::size_t c = 0; c < k; ++c)
                add_scaled<T>(r - l - 1, s.independent[l * k + c], column + l + 1, s.predictor + c * r + l + 1);
        }
        const auto& kernel = kernels<T>().blocked;
        kernel.pack_panels(count, r - first, s.rows + first, stride, s.packed);
        kernel.gram_accumulate(count, r - first, s.packed, s.sums + first * stride + first, stride);
    }
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j <= i; ++j) result.first_deviation.set(i, j, s.sums[i * stride + j]);
        for (std::size_t c = 0; c < k; ++c) result.predictor(i, c) = s.predictor[c * r + i];
    }
}

/// E from VᵀV = HᵀH + C Cᵀ, with C the Bartlett factor of Wishart_k(n − r).
template <class T>
void draw_second(double width, std::uint64_t seed, const draw_storage<T>& s, network_state<T>& result) noexcept
{
    const std::size_t r = result.predictor.rows, k = result.predictor.columns;
    const random_stream below = stream_of(seed, stream::wishart_off_diagonal);
    const auto index = [](std::size_t i, std::size_t j) { return static_cast<std::uint64_t>(i) * (i - 1) / 2 + j; };
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b <= a; ++b) {
            double total = 0;
            for (std::size_t i = 0; i < r; ++i) {
                const double product = static_cast<double>(s.independent[i * k + a]) *
                                       static_cast<double>(s.independent[i * k + b]);
                total += a == b ? product - 1 : product;  // the mean r of the diagonal belongs to the degrees of freedom
            }
            for (std::size_t l = 0; l < b; ++l) total += normal(below, index(a, l)) * normal(below, index(b, l));
            const random_stream diagonal = stream_of(seed, stream::wishart_diagonal);
            const double lost = static_cast<double>(r) + static_cast<double>(b);
            const double freedom = width - lost;
            const double deviation = chi_squared_deviation(diagonal, b, freedom);
            const double element = a == b ? freedom * deviation - static_cast<double>(b)
                                          : std::sqrt(freedom * (1 + deviation)) * normal(below, index(a, b));
            result.second_deviation(a, b) = result.second_deviation(b, a) = static_cast<T>((total + element) / width);
        }
}

template <class T>
void draw_rows(std::size_t first, std::uint64_t seed, matrix_view<T> first_layer, matrix_view<T> second_layer) noexcept
{
    const std::size_t r = first_layer.columns, k = second_layer.columns;
    for (std::size_t i = 0; i < first_layer.rows; ++i) {
        const std::uint64_t row = first + i;
        fill_normals<T>(stream_of(seed, stream::reduced_first_layer), row * r, span<T>(first_layer.row(i), r));
        fill_normals<T>(stream_of(seed, stream::reduced_second_layer), row * k, span<T>(second_layer.row(i), k));
    }
}

/// D, ω and E of a narrow network, for one that is to be linearised.
template <class T>
void draw_directly(std::size_t width, std::uint64_t seed, const draw_storage<T>& s, network_state<T>& result) noexcept
{
    const std::size_t r = result.predictor.rows, k = result.predictor.columns, stride = s.stride;
    for (std::size_t i = 0; i < stride * stride; ++i) s.sums[i] = 0;
    for (std::size_t first = 0; first < width; first += sum_rows) {
        const std::size_t count = width - first < sum_rows ? width - first : sum_rows;
        draw_rows<T>(first, seed, {s.rows, count, r, stride}, {s.rows + r, count, k, stride});
        kernels<T>().blocked.pack_panels(count, r + k, s.rows, stride, s.packed);
        add_rows(count, r + k, stride, s.packed, s.sums);
    }
    state_of_sums(s.sums, stride, r, width, result);
}

}  // namespace

template <class T>
status draw_initial(double width, std::uint64_t seed, workspace memory, network_state<T>& result) noexcept
{
    // What is drawn is the form that `result` has room for.
    const std::size_t rows = result.first_layer.rows;
    const double form = rows > 0 ? static_cast<double>(rows) : std::numeric_limits<double>::infinity();
    const network_dims dims = {result.predictor.rows, result.predictor.columns, form};
    if (const status wrong = check_draw(dims, width); wrong != status::ok) return wrong;
    if (!fits(result, dims) || (rows > 0 && form != width)) return status::shape_mismatch;
    draw_storage<T> s;
    if (const status p = place([&](layout& l) { s.lay_out(l, dims, width); }, memory); p != status::ok) return p;

    if (!std::isfinite(width)) {
        for (std::size_t i = 0; i < symmetric_view<T>::elements(dims.rank); ++i) result.first_deviation.data[i] = 0;
        for (std::size_t c = 0; c < dims.outputs; ++c)
            for (std::size_t l = 0; l < dims.outputs; ++l) result.second_deviation(c, l) = 0;
        for (std::size_t i = 0; i < dims.rank; ++i)
            fill_normals<T>(stream_of(seed, stream::predictor), static_cast<std::uint64_t>(i) * dims.outputs,
                            span<T>(result.predictor.row(i), dims.outputs));
    } else if (keeps_factor(dims)) {
        draw_rows(0, seed, result.first_layer, result.second_layer);
        complete(result);
    } else if (!keeps_factor({dims.rank, dims.outputs, width})) {
        draw_first(width, seed, s, result);
        draw_second(width, seed, s, result);
    } else {
        draw_directly(static_cast<std::size_t>(width), seed, s, result);
    }
    result.width = width;
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T) template status draw_initial<T>(double, std::uint64_t, workspace, network_state<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
