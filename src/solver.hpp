// What the eigenvalue solvers agree on: when a residual is small enough, and what rounding adds to it.
#ifndef CATAPULT_SRC_SOLVER_HPP
#define CATAPULT_SRC_SOLVER_HPP

#include <cmath>
#include <limits>

#include "catapult/eigenvalue.hpp"

namespace catapult::detail {

/// The share of the generic vector in a start: enough to find a top eigenvector that the rest of it does not see.
template <class T>
constexpr T generic_share = T(1) / 64;

template <class T>
constexpr T solver_rounding = 32 * std::numeric_limits<T>::epsilon();

inline status check_options(std::size_t rows, const eigenvalue_options& options) noexcept
{
    if (!std::isfinite(options.tolerance)) return status::not_finite;
    const bool valid = rows > 0 && options.tolerance >= 0 && options.max_products > 0;
    return valid ? status::ok : status::invalid_argument;
}

/// Whether a residual is small enough; `scale` bounds the operator from below.
template <class T>
bool small_enough(T residual, T value, T scale, double tolerance) noexcept
{
    const T asked = static_cast<T>(tolerance);
    const T relative = asked > solver_rounding<T> ? asked : solver_rounding<T>;
    return residual <= relative * std::fabs(value) || residual <= solver_rounding<T> * scale;
}

/// A residual and what rounding may have hidden of it.
template <class T>
T with_rounding(T residual, T scale) noexcept
{
    return residual + solver_rounding<T> / 4 * scale;
}

}  // namespace catapult::detail

#endif
