#include "numerics/householder.hpp"

#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"
#include "vocabulary/checks.hpp"

namespace catapult::detail {

namespace {

/// Squared norms below this have lost digits to underflow. A vector this short is below the rounding of elements near
/// one.
template <class T>
constexpr T negligible_square = sizeof(T) == 8 ? T(0x1p-900) : T(0x1p-90);

/// Column j of T, from the products of v_j with the earlier vectors: T_jj = τ_j, T_0…j−1,j = −τ_j T (V_0…j−1 · v_j).
template <class T>
void extend_triangle(std::size_t j, T scale, std::size_t length, const reflector_scratch<T>& s) noexcept
{
    const auto& dense = kernels<T>().dense;
    const std::size_t p = s.stride;
    T products[most_reflectors];
    dense.matrix_vector(j, length, s.vectors, length, s.vectors + j * length, products);
    for (std::size_t i = 0; i < j; ++i) {
        T sum = 0;
        for (std::size_t l = i; l < j; ++l) sum += s.triangle[i * p + l] * products[l];
        s.triangle[i * p + j] = -scale * sum;
        s.triangle[j * p + i] = 0;
    }
    s.triangle[j * p + j] = scale;
}

template <class T>
void transpose_triangle(const reflector_scratch<T>& s) noexcept
{
    for (std::size_t i = 0; i < s.block; ++i)
        for (std::size_t j = 0; j < i; ++j) exchange(s.triangle[i * s.stride + j], s.triangle[j * s.stride + i]);
}

/// Gathers the reflectors of rows `first` … first + count − 1 of A, as vectors over the columns from `first` on, and
/// forms their T.
template <class T>
void gather_rows(std::size_t first, std::size_t count, std::size_t columns, const T* a, std::size_t stride, const T* scales,
                 const reflector_scratch<T>& s) noexcept
{
    const std::size_t length = columns - first;
    for (std::size_t i = 0; i < count; ++i) {
        T* v = s.vectors + i * length;
        const T* row = a + (first + i) * stride + first;
        fill_zero(i, v);
        v[i] = T(1);
        for (std::size_t l = i + 1; l < length; ++l) v[l] = row[l];
        for (std::size_t l = 0; l < length; ++l) s.transposed[l * s.stride + i] = v[l];
        extend_triangle(i, scales[first + i], length, s);
    }
}

/// M ← M (I − Vᵀ T V) for the gathered vectors.
template <class T>
void apply_to_rows(std::size_t rows, std::size_t count, std::size_t length, T* m, std::size_t stride,
                   const reflector_scratch<T>& s) noexcept
{
    const auto& blocked = kernels<T>().blocked;
    const std::size_t p = s.stride;
    for (std::size_t i = 0; i < rows; i += s.strip) {
        const std::size_t height = smaller(s.strip, rows - i);
        T* part = m + i * stride;
        fill_zero(height * p, s.product);
        fill_zero(height * p, s.scaled_product);
        blocked.multiply_add(height, count, length, part, stride, 1, s.transposed, p, s.product, p);
        blocked.multiply_add(height, count, count, s.product, p, 1, s.triangle, p, s.scaled_product, p);
        blocked.multiply_subtract(height, length, count, s.scaled_product, p, 1, s.vectors, length, part, stride);
    }
}

}  // namespace

template <class T>
T make_reflector(T& first, std::size_t n, T* rest) noexcept
{
    const T square = kernels<T>().dense.dot(n, rest, rest);
    if (!(square > negligible_square<T>)) {
        fill_zero(n, rest);
        return T(0);
    }
    const T norm = std::sqrt(first * first + square);
    const T image = first > 0 ? -norm : norm;
    const T scale = (image - first) / image;
    const T divisor = first - image;
    for (std::size_t i = 0; i < n; ++i) rest[i] /= divisor;
    first = image;
    return scale;
}

template <class T>
void fold(std::size_t rows, std::size_t triangular, std::size_t columns, T* r, T* c, std::size_t stride,
          const reflector_scratch<T>& s) noexcept
{
    const auto& dense = kernels<T>().dense;
    const auto& blocked = kernels<T>().blocked;
    const std::size_t p = s.stride, strip = s.strip;
    for (std::size_t first = 0; first < triangular; first += s.block) {
        const std::size_t count = smaller(s.block, triangular - first);
        // Transposes the columns of C in this panel into rows. The reflectors are made there.
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < count; ++j) s.vectors[j * rows + i] = c[i * stride + first + j];
        for (std::size_t j = 0; j < count; ++j) {
            T* row = r + (first + j) * stride + first;
            T* v = s.vectors + j * rows;
            const T scale = make_reflector(row[j], rows, v);
            if (scale != 0)
                for (std::size_t l = j + 1; l < count; ++l) {
                    T* column = s.vectors + l * rows;
                    const T factor = scale * (row[l] + dense.dot(rows, v, column));
                    row[l] -= factor;
                    dense.add_scaled(rows, -factor, v, column);
                }
            extend_triangle(j, scale, rows, s);
        }
        // [R; C] ← (I − V Tᵀ Vᵀ) [R; C] with V = [I; Vc], on the columns right of the panel.
        for (std::size_t j = first + count; j < columns; j += strip) {
            const std::size_t width = smaller(strip, columns - j);
            T* top = r + first * stride + j;
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t l = 0; l < width; ++l) s.product[i * strip + l] = top[i * stride + l];
                fill_zero(width, s.scaled_product + i * strip);
            }
            blocked.multiply_add(count, width, rows, s.vectors, rows, 1, c + j, stride, s.product, strip);
            blocked.multiply_add(count, width, count, s.triangle, 1, p, s.product, strip, s.scaled_product, strip);
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t l = 0; l < width; ++l) top[i * stride + l] -= s.scaled_product[i * strip + l];
            blocked.multiply_subtract(rows, width, count, s.vectors, 1, rows, s.scaled_product, strip, c + j, stride);
        }
    }
}

template <class T>
void lq_factorise(std::size_t rows, std::size_t columns, T* a, std::size_t stride, T* scales,
                  const reflector_scratch<T>& s) noexcept
{
    const auto& dense = kernels<T>().dense;
    for (std::size_t first = 0; first < rows; first += most_reflectors) {
        const std::size_t count = smaller(most_reflectors, rows - first);
        for (std::size_t i = first; i < first + count; ++i) {
            T* row = a + i * stride + i;
            const std::size_t rest = columns - i - 1;
            scales[i] = make_reflector(row[0], rest, row + 1);
            if (scales[i] != 0)
                for (std::size_t l = i + 1; l < first + count; ++l) {
                    T* other = a + l * stride + i;
                    const T factor = scales[i] * (other[0] + dense.dot(rest, row + 1, other + 1));
                    other[0] -= factor;
                    dense.add_scaled(rest, -factor, row + 1, other + 1);
                }
        }
        if (first + count == rows) break;
        gather_rows(first, count, columns, a, stride, scales, s);
        apply_to_rows(rows - first - count, count, columns - first, a + (first + count) * stride + first, stride, s);
    }
}

template <class T>
void lq_apply(std::size_t rows, std::size_t reflectors, std::size_t columns, const T* a, std::size_t a_stride, const T* scales,
              T* m, std::size_t m_stride, const reflector_scratch<T>& s) noexcept
{
    for (std::size_t block = (reflectors + s.block - 1) / s.block; block-- > 0;) {
        const std::size_t first = block * s.block;
        const std::size_t count = smaller(s.block, reflectors - first);
        gather_rows(first, count, columns, a, a_stride, scales, s);
        transpose_triangle(s);
        apply_to_rows(rows, count, columns - first, m + first, m_stride, s);
    }
}

#define CATAPULT_INSTANTIATE(T)                                                                                              \
    template T make_reflector<T>(T&, std::size_t, T*) noexcept;                                                              \
    template void fold<T>(std::size_t, std::size_t, std::size_t, T*, T*, std::size_t, const reflector_scratch<T>&) noexcept; \
    template void lq_factorise<T>(std::size_t, std::size_t, T*, std::size_t, T*, const reflector_scratch<T>&) noexcept;      \
    template void lq_apply<T>(std::size_t, std::size_t, std::size_t, const T*, std::size_t, const T*, T*, std::size_t,       \
                              const reflector_scratch<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult::detail
