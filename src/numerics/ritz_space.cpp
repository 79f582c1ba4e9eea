#include "catapult/numerics/detail/ritz_space.hpp"

#include <cmath>

#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

template <class T>
void ritz_space<T>::combine(const T* from, std::size_t which, T* out) const noexcept
{
    for (std::size_t i = 0; i < rows; ++i) out[i] = 0;
    for (std::size_t i = 0; i < size; ++i) add_scaled(rows, vectors[which * size + i], from + i * stride, out);
}

template <class T>
bool ritz_space<T>::append(T* x) noexcept
{
    if (size == capacity) return false;
    const T whole = norm<T>(rows, x);
    if (!(whole > 0) || !std::isfinite(whole)) return false;
    divide(rows, whole, x);
    for (int pass = 0; pass < 3; ++pass) {
        for (std::size_t i = 0; i < size; ++i) add_scaled(rows, -dot<T>(rows, basis_vector(i), x), basis_vector(i), x);
        const T left = norm<T>(rows, x);
        if (!(left > solver_rounding<T>)) return false;
        divide(rows, left, x);
        if (left > T(0.7)) break;
    }
    T* to = basis_vector(size);
    for (std::size_t i = 0; i < rows; ++i) to[i] = x[i];
    ++size;
    return true;
}

template <class T>
void ritz_space<T>::append_generic() noexcept
{
    for (std::size_t i = 0; i < rows; ++i) image[i] = generic<T>(i + size);
    (void)append(image);
}

template <class T>
bool ritz_space<T>::multiply(const symmetric_operator<T>& op, std::size_t which) noexcept
{
    op.apply(op.context, basis_vector(which), image_of(which));
    bool finite = true;
    for (std::size_t i = 0; i <= which; ++i) {
        const T element = dot<T>(rows, basis_vector(i), image_of(which));
        projected[i * capacity + which] = projected[which * capacity + i] = element;
        finite = finite && std::isfinite(element);
    }
    return finite && std::isfinite(norm<T>(rows, image_of(which)));
}

template <class T>
void ritz_space<T>::solve() noexcept
{
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j) reduced[i * size + j] = projected[i * capacity + j];
    tridiagonalise(size, reduced, values, off, vectors, reflector);
    tridiagonal_eigenvalues(size, values, off, vectors, size);
    for (std::size_t a = 0; a + 1 < size; ++a) {
        std::size_t best = a;
        for (std::size_t j = a + 1; j < size; ++j)
            if (values[j] > values[best]) best = j;
        exchange(values[a], values[best]);
        for (std::size_t i = 0; i < size; ++i) exchange(vectors[a * size + i], vectors[best * size + i]);
    }
}

template <class T>
T ritz_space<T>::residual_of(std::size_t which, T* out) const noexcept
{
    combine(basis, which, vector);
    combine(images, which, image);
    for (std::size_t i = 0; i < rows; ++i) out[i] = image[i] - values[which] * vector[i];
    return norm<T>(rows, out);
}

template <class T>
void ritz_space<T>::restart(std::size_t kept, T* scratch) noexcept
{
    for (std::size_t a = 0; a < kept; ++a) {
        combine(basis, a, scratch + a * stride);
        combine(images, a, scratch + (kept + a) * stride);
    }
    for (std::size_t a = 0; a < kept; ++a) {
        for (std::size_t i = 0; i < rows; ++i) {
            basis_vector(a)[i] = scratch[a * stride + i];
            image_of(a)[i] = scratch[(kept + a) * stride + i];
        }
        for (std::size_t b = 0; b < kept; ++b) projected[a * capacity + b] = a == b ? values[a] : T(0);
    }
    size = kept;
}

template struct ritz_space<float>;
template struct ritz_space<double>;

}  // namespace catapult::detail
