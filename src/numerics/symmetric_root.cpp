#include "numerics/symmetric_root.hpp"

#include <limits>

#include "catapult/vocabulary/detail/layout.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

template <class T>
bool inverse_root(std::size_t k, T* a, T* vectors, T* root) noexcept
{
    constexpr int most_sweeps = 40;  // it converges quadratically; 10 are seen
    for (std::size_t i = 0; i < k * k; ++i) vectors[i] = i % (k + 1) == 0 ? T(1) : T(0);
    bool rotated = true;
    for (int sweep = 0; sweep < most_sweeps && rotated; ++sweep) {
        rotated = false;
        for (std::size_t p = 0; p + 1 < k; ++p)
            for (std::size_t q = p + 1; q < k; ++q) {
                const T pp = a[p * k + p], qq = a[q * k + q], pq = a[p * k + q];
                if (pp < 0 || qq < 0) continue;  // it is not positive semi-definite, and stays so
                // A NaN gets to the diagonal by rotations, and is found there.
                if (magnitude(pq) <= std::numeric_limits<T>::epsilon() * (std::sqrt(pp) * std::sqrt(qq))) continue;
                rotated = true;
                const T tangent = plane_tangent(pp, qq, pq), c = plane_cosine(pp, qq, pq), s = plane_sine(pp, qq, pq, c);
                for (std::size_t j = 0; j < k; ++j) {
                    if (j == p || j == q) continue;
                    const T x = a[p * k + j], y = a[q * k + j];
                    a[p * k + j] = a[j * k + p] = c * x + s * y;
                    a[q * k + j] = a[j * k + q] = c * y - s * x;
                }
                a[p * k + p] = pp + tangent * pq;
                a[q * k + q] = qq - tangent * pq;
                a[p * k + q] = a[q * k + p] = 0;
                kernels<T>().dense.rotate(k, c, s, vectors + p * k, vectors + q * k);
            }
    }
    fill_zero(k * k, root);
    for (std::size_t e = 0; e < k; ++e) {
        const T value = a[e * k + e];
        const T* const vector = vectors + e * k;
        if (value == T(0)) continue;
        if (!(value > T(0)) || !(value <= std::numeric_limits<T>::max())) return false;
        const T factor = 1 / std::sqrt(value);
        for (std::size_t i = 0; i < k; ++i) add_scaled(k, factor * vector[i], vector, root + i * k);
    }
    return true;
}

template bool inverse_root(std::size_t, float*, float*, float*) noexcept;
template bool inverse_root(std::size_t, double*, double*, double*) noexcept;

}  // namespace catapult::detail
