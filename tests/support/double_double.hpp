// A real type of two doubles, for references where no type of the platform has more digits than double.
#ifndef CATAPULT_TESTS_SUPPORT_DOUBLE_DOUBLE_HPP
#define CATAPULT_TESTS_SUPPORT_DOUBLE_DOUBLE_HPP

#include <limits>
#include <type_traits>

namespace catapult::test {

/// The sum of `high` and `low`, where |low| is at most half an ulp of `high`. It has 106 bits and the range of double; bits
/// below 2⁻¹⁰⁷⁴ are lost. Each operation is within 2⁻¹⁰⁰ of its result. Infinities and NaN are those of double.
class double_double {
public:
    constexpr double_double() = default;
    /// Exact: the number has at most 53 bits.
    template <class N, class = std::enable_if_t<std::is_arithmetic<N>::value>>
    constexpr double_double(N x) : high_(static_cast<double>(x))
    {
        static_assert(sizeof(N) < 8 || std::numeric_limits<N>::digits <= 53, "a number that may not fit");
    }
    /// The nearest double, rounded again for a narrower type.
    template <class N, class = std::enable_if_t<std::is_arithmetic<N>::value>>
    explicit constexpr operator N() const
    {
        return static_cast<N>(high_);
    }

    double_double operator-() const { return {-high_, -low_}; }
    friend double_double operator+(const double_double& a, const double_double& b)
    {
        const double_double s = sum(a.high_, b.high_), t = sum(a.low_, b.low_);
        const double_double u = ordered_sum(s.high_, s.low_ + t.high_);
        return ordered_sum(u.high_, u.low_ + t.low_);
    }
    friend double_double operator-(const double_double& a, const double_double& b) { return a + -b; }
    friend double_double operator*(const double_double& a, const double_double& b)
    {
        const double_double p = product(a.high_, b.high_);
        return is_finite(p.high_) ? ordered_sum(p.high_, p.low_ + (a.high_ * b.low_ + a.low_ * b.high_)) : p;
    }
    friend double_double operator/(const double_double& a, const double_double& b)
    {
        const double first = a.high_ / b.high_;
        if (!is_finite(first) || first == 0) return first;
        const double second = (a - b * first).high_ / b.high_;  // b·first may leave the range
        return is_finite(second) ? ordered_sum(first, second) : first;
    }
    double_double& operator+=(const double_double& b) { return *this = *this + b; }
    double_double& operator-=(const double_double& b) { return *this = *this - b; }
    double_double& operator*=(const double_double& b) { return *this = *this * b; }
    double_double& operator/=(const double_double& b) { return *this = *this / b; }

    friend bool operator==(const double_double& a, const double_double& b) { return a.high_ == b.high_ && a.low_ == b.low_; }
    friend bool operator!=(const double_double& a, const double_double& b) { return !(a == b); }
    friend bool operator<(const double_double& a, const double_double& b)
    {
        return a.high_ < b.high_ || (a.high_ == b.high_ && a.low_ < b.low_);
    }
    friend bool operator>(const double_double& a, const double_double& b) { return b < a; }
    friend bool operator<=(const double_double& a, const double_double& b) { return a < b || a == b; }
    friend bool operator>=(const double_double& a, const double_double& b) { return b <= a; }

private:
    constexpr double_double(double high, double low) : high_(high), low_(low) {}

    static bool is_finite(double x) { return x - x == 0; }
    /// Beside an infinity or NaN there is no rest.
    static double_double with_rest(double high, double low) { return {high, is_finite(low) ? low : 0.0}; }
    /// a + b exactly.
    static double_double sum(double a, double b)
    {
        const double s = a + b, of_b = s - a;
        return with_rest(s, (a - (s - of_b)) + (b - of_b));
    }
    /// a + b exactly, for |a| ≥ |b| or a = 0.
    static double_double ordered_sum(double a, double b)
    {
        const double s = a + b;
        return with_rest(s, b - (s - a));
    }
    /// A number of 26 bits and the rest of x, of 26 bits too.
    static double_double halves(double x)
    {
        // Powers of two keep the product in range.
        const bool is_large = x > 0x1p990 || x < -0x1p990;
        const double scale = is_large ? 0x1p-30 : 1, scaled = x * scale, shifted = scaled * 0x1.0000002p27;
        const double leading = (shifted - (shifted - scaled)) / scale;
        return {leading, x - leading};
    }
    /// ab, exactly while the rest is not subnormal.
    static double_double product(double a, double b)
    {
        const double p = a * b;
        const double_double x = halves(a), y = halves(b);
        return with_rest(p, ((x.high_ * y.high_ - p) + x.high_ * y.low_ + x.low_ * y.high_) + x.low_ * y.low_);
    }

    double high_ = 0, low_ = 0;
};

}  // namespace catapult::test

#endif
