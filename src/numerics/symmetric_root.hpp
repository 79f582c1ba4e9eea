// Roots of small symmetric matrices by Jacobi's rotations.
#ifndef CATAPULT_SRC_NUMERICS_SYMMETRIC_ROOT_HPP
#define CATAPULT_SRC_NUMERICS_SYMMETRIC_ROOT_HPP

#include <cmath>
#include <cstddef>

namespace catapult::detail {

/// The rotation x ← c x + s y, y ← c y − s x that makes two vectors orthogonal whose products are xx, yy and xy ≠ 0.
template <class T>
T plane_tangent(T xx, T yy, T xy) noexcept
{
    const T ratio = (xx - yy) / (2 * xy);
    const T size = ratio < 0 ? -ratio : ratio;
    const T tangent = 1 / (size + std::sqrt(1 + ratio * ratio));  // 0 if the square overflows
    return ratio < 0 ? -tangent : tangent;
}
template <class T>
T plane_cosine(T xx, T yy, T xy) noexcept
{
    const T tangent = plane_tangent(xx, yy, xy);
    return 1 / std::sqrt(1 + tangent * tangent);
}
template <class T>
T plane_sine(T xx, T yy, T xy, T cosine) noexcept
{
    return cosine * plane_tangent(xx, yy, xy);
}

/// root ← A^{-1/2} on the support of a positive semi-definite A (k × k, row by row): rows and columns that are zero are
/// off it. A is destroyed. `vectors` (k × k) is scratch. If A = S B S with a diagonal S and a well-conditioned B, small
/// eigenvalues keep their relative accuracy, however small S makes them (Demmel and Veselić 1992). False if an eigenvalue
/// is not positive, or if one is not finite.
template <class T>
bool inverse_root(std::size_t k, T* a, T* vectors, T* root) noexcept;

}  // namespace catapult::detail

#endif
