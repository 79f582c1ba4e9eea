#include "numerics/cholesky.hpp"

#include <cmath>

#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

namespace {

// They decide the speed: rows that are factorised at once, and rows of R that serve a product while they are in the cache.
constexpr std::size_t factor_rows_at_once = 32;
constexpr std::size_t product_rows_at_once = 64;

/// The first `rows` rows of the factor of A (n × n).
template <class T>
bool factorise_rows(std::size_t rows, std::size_t n, T* a, std::size_t stride) noexcept
{
    for (std::size_t i = 0; i < rows; ++i) {
        T* const row = a + i * stride;
        for (std::size_t p = 0; p < i; ++p) add_scaled<T>(n - i, -a[p * stride + i], a + p * stride + i, row + i);
        if (!(row[i] > 0) || !std::isfinite(row[i])) return false;
        const T pivot = std::sqrt(row[i]);
        row[i] = pivot;
        for (std::size_t j = i + 1; j < n; ++j) row[j] /= pivot;
        fill_zero(i, row);
    }
    return true;
}

}  // namespace

template <class T>
bool cholesky(std::size_t n, T* a, std::size_t stride) noexcept
{
    const auto multiply_subtract = kernels<T>().blocked.multiply_subtract;
    for (std::size_t first = 0; first < n; first += factor_rows_at_once) {
        const std::size_t rows = smaller(factor_rows_at_once, n - first);
        T* const panel = a + first * stride + first;
        if (!factorise_rows(rows, n - first, panel, stride)) return false;
        for (std::size_t i = 0; i < rows; ++i) fill_zero(first, a + (first + i) * stride);
        for (std::size_t j = rows; j < n - first; j += factor_rows_at_once)
            multiply_subtract(smaller(factor_rows_at_once, n - first - j), n - first - j, rows, panel + j, 1, stride, panel + j,
                              stride, panel + j * stride + j, stride);
    }
    return true;
}

template <class T>
void add_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x, T* y) noexcept
{
    for (std::size_t first = 0; first < n; first += product_rows_at_once)
        kernels<T>().blocked.multiply_add(smaller(product_rows_at_once, n - first), columns, n - first,
                                          r + first * stride + first, stride, 1, x + first * columns, columns,
                                          y + first * columns, columns);
}

template <class T>
void add_transposed_triangle_product(std::size_t n, const T* r, std::size_t stride, std::size_t columns, const T* x,
                                     T* y) noexcept
{
    for (std::size_t first = 0; first < n; first += product_rows_at_once)
        kernels<T>().blocked.multiply_add(n - first, columns, smaller(product_rows_at_once, n - first),
                                          r + first * stride + first, 1, stride, x + first * columns, columns,
                                          y + first * columns, columns);
}

#define CATAPULT_INSTANTIATE(T)                                                                                    \
    template bool cholesky<T>(std::size_t, T*, std::size_t) noexcept;                                              \
    template void add_triangle_product<T>(std::size_t, const T*, std::size_t, std::size_t, const T*, T*) noexcept; \
    template void add_transposed_triangle_product<T>(std::size_t, const T*, std::size_t, std::size_t, const T*, T*) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult::detail
