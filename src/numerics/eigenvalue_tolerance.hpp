// The rules that the eigenvalue solvers share: the tolerance of a residual, and the rounding error that is added to it.
#ifndef CATAPULT_SRC_NUMERICS_EIGENVALUE_TOLERANCE_HPP
#define CATAPULT_SRC_NUMERICS_EIGENVALUE_TOLERANCE_HPP

#include <cmath>
#include <limits>

#include "catapult/numerics/eigenvalue.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

/// The share of the generic vector in a start. It is large enough to find a top eigenvector that is orthogonal to the
/// rest.
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

/// True if a residual is small enough. `scale` is a lower bound of ‖A‖.
template <class T>
bool small_enough(T residual, T value, T scale, double tolerance) noexcept
{
    const T asked = static_cast<T>(tolerance);
    const T relative = asked > solver_rounding<T> ? asked : solver_rounding<T>;
    return residual <= relative * std::fabs(value) || residual <= solver_rounding<T> * scale;
}

/// A residual plus the largest error that rounding may have caused in it.
template <class T>
T with_rounding(T residual, T scale) noexcept
{
    return residual + solver_rounding<T> / 4 * scale;
}

/// An operator whose images are scaled by a power of two, so that the fourth powers of their elements neither overflow
/// nor vanish. The length of the first image decides the power. An operator of ordinary size is not scaled.
template <class T>
class ranged_operator {
public:
    explicit ranged_operator(const symmetric_operator<T>& op) noexcept : op_(op) {}
    std::size_t rows() const noexcept { return op_.rows; }
    void apply(const T* x, T* y) noexcept
    {
        constexpr int ordinary = std::numeric_limits<T>::max_exponent / 5;
        op_.apply(op_.context, x, y);
        if (!known_) {
            known_ = true;
            const T length = norm<T>(op_.rows, y);
            if (std::isfinite(length) && length > 0) (void)std::frexp(length, &exponent_);
            if (exponent_ <= ordinary && exponent_ >= -ordinary) exponent_ = 0;
            first_ = std::ldexp(T(1), -(exponent_ / 2));
            second_ = std::ldexp(T(1), -(exponent_ - exponent_ / 2));
        }
        if (exponent_ != 0)
            for (std::size_t i = 0; i < op_.rows; ++i) y[i] = y[i] * first_ * second_;  // one factor might overflow
    }
    /// Converts a result to the unscaled operator. False if the value is too large for T. It may be so without scaling too,
    /// where only images after the first are large.
    bool restore(eigenvalue_result<T>& result) const noexcept
    {
        if (exponent_ != 0) {
            const bool zero = result.value == T(0);
            for (T* number : {&result.value, &result.error_bound, &result.excess_bound}) *number = std::ldexp(*number, exponent_);
            if (!zero && std::fabs(result.value) < std::numeric_limits<T>::min())
                result.error_bound += std::numeric_limits<T>::denorm_min();
        }
        return std::isfinite(result.value) && !std::isnan(result.error_bound);
    }

private:
    symmetric_operator<T> op_;
    bool known_ = false;
    int exponent_ = 0;
    T first_ = 1;
    T second_ = 1;
};

}  // namespace catapult::detail

#endif
