// What the eigenvalue solvers agree on: when a residual is small enough, and what rounding adds to it.
#ifndef CATAPULT_SRC_NUMERICS_EIGENVALUE_TOLERANCE_HPP
#define CATAPULT_SRC_NUMERICS_EIGENVALUE_TOLERANCE_HPP

#include <cmath>
#include <limits>

#include "catapult/numerics/eigenvalue.hpp"
#include "numerics/vector.hpp"

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

/// An operator whose images are brought by a power of two to where squares of squares neither overflow nor vanish; that of the
/// first image decides, and ordinary ones stay as they are.
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
            for (std::size_t i = 0; i < op_.rows; ++i) y[i] = y[i] * first_ * second_;  // (one factor might overflow)
    }
    /// A result in the units of the operator. False where its value is too large for T.
    bool restore(eigenvalue_result<T>& result) const noexcept
    {
        if (exponent_ == 0) return true;
        const bool zero = result.value == T(0);
        for (T* number : {&result.value, &result.error_bound, &result.excess_bound}) *number = std::ldexp(*number, exponent_);
        if (!zero && std::fabs(result.value) < std::numeric_limits<T>::min())
            result.error_bound += std::numeric_limits<T>::denorm_min();
        return std::isfinite(result.value);
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
