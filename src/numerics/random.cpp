#include "catapult/numerics/random.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "numerics/elementary.hpp"
#include "numerics/random_integer.hpp"

namespace catapult {
namespace {

/// The last word of a counter. Each use has its own value, so that no two uses share random bits.
constexpr std::uint32_t for_uniform = 0;
constexpr std::uint32_t for_normals = 1;
constexpr std::uint32_t for_chi_squared = 2;        // and values above: two for each attempt
constexpr std::uint32_t for_integer = 0xffffffffu;  // and values below: one for each attempt

struct random_bits {
    std::uint64_t first, second;
};

random_bits bits_of(random_stream s, std::uint64_t index, std::uint32_t purpose) noexcept
{
    const std::uint32_t counter[4] = {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), s.stream,
                                      purpose};
    const std::uint32_t key[2] = {static_cast<std::uint32_t>(s.seed), static_cast<std::uint32_t>(s.seed >> 32)};
    std::uint32_t word[4];
    philox4x32(counter, key, word);
    return {word[0] | std::uint64_t(word[1]) << 32, word[2] | std::uint64_t(word[3]) << 32};
}

/// The middle of one of 2⁵² equal intervals of (0, 1). The integer is below 2⁵³, so that its conversion is exact.
double to_uniform(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11 | 1) * 0x1p-53; }

struct normal_pair {
    double cosine, sine;
};

/// Box–Muller, with the same operations as kernels/normals.inl, in the same order.
normal_pair normals_from(random_bits bits) noexcept
{
    const double radius = std::sqrt(-2 * logarithm(to_uniform(bits.first)));
    double sine, cosine;
    detail::sincos_two_pi(to_uniform(bits.second), sine, cosine);
    return {radius * cosine, radius * sine};
}

struct product {
    std::uint64_t high, low;
};

/// a·b in 128 bits, from products of 32 bits.
product multiply(std::uint64_t a, std::uint64_t b) noexcept
{
    constexpr std::uint64_t mask = 0xffffffffu;
    const std::uint64_t low = (a & mask) * (b & mask), cross = (a >> 32) * (b & mask) + (low >> 32);
    const std::uint64_t other = (a & mask) * (b >> 32) + (cross & mask);
    return {(a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32), other << 32 | (low & mask)};
}

/// log(1 + t) − (t − t²/2 + t³/3) for t > −1. The relative error is 10⁻¹³ for |t| ≤ 1/16; above, the absolute error is
/// 10⁻¹⁶.
double log_remainder(double t) noexcept
{
    if (t < -0.0625 || t > 0.0625) return logarithm(1 + t) - t * (1 - t * (0.5 - t / 3));
    double sum = 0;
    for (int k = 14; k >= 4; --k) sum = 1.0 / k - t * sum;
    return -(t * t) * (t * t) * sum;
}

}  // namespace

void philox4x32(const std::uint32_t counter[4], const std::uint32_t key[2], std::uint32_t result[4]) noexcept
{
    std::uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
    std::uint32_t key0 = key[0], key1 = key[1];
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = std::uint64_t(0xd2511f53u) * x0;
        const std::uint64_t product1 = std::uint64_t(0xcd9e8d57u) * x2;
        x0 = static_cast<std::uint32_t>(product1 >> 32) ^ x1 ^ key0;
        x1 = static_cast<std::uint32_t>(product1);
        x2 = static_cast<std::uint32_t>(product0 >> 32) ^ x3 ^ key1;
        x3 = static_cast<std::uint32_t>(product0);
        key0 += 0x9e3779b9u;
        key1 += 0xbb67ae85u;
    }
    result[0] = x0;
    result[1] = x1;
    result[2] = x2;
    result[3] = x3;
}

double uniform(random_stream s, std::uint64_t index) noexcept { return to_uniform(bits_of(s, index, for_uniform).first); }

double normal(random_stream s, std::uint64_t index) noexcept
{
    const normal_pair pair = normals_from(bits_of(s, index / 16 * 8 + index % 8, for_normals));
    return index % 16 < 8 ? pair.cosine : pair.sine;
}

template <class T>
void fill_normals(random_stream s, std::uint64_t first, span<T> out) noexcept
{
    detail::kernels<T>().normals.fill_normals(s.seed, s.stream, for_normals, first, out.size(), out.data());
}
template void fill_normals(random_stream, std::uint64_t, span<float>) noexcept;
template void fill_normals(random_stream, std::uint64_t, span<double>) noexcept;

double chi_squared_deviation(random_stream s, std::uint64_t index, double degrees_of_freedom) noexcept
{
    if (!(degrees_of_freedom > 0)) return __builtin_nan("");
    if (std::isinf(degrees_of_freedom)) return 0;
    // χ²_ν/2 is a gamma variate of shape a = ν/2. For a < 1 it is made from a gamma variate of shape a + 1, times
    // U^{1/a}.
    const double a = 0.5 * degrees_of_freedom;
    const bool below_one = a < 1;
    const double d = (below_one ? a + 1 : a) - 1.0 / 3;
    const double c = 1 / (3 * std::sqrt(d));
    for (std::uint32_t purpose = for_chi_squared;; purpose += 2) {
        // The gamma variate is d v with v = (1 + t)³ and t = c x. It is accepted if log U < x²/2 + d (1 − v + log v).
        // On the right side all terms up to t³ cancel, which leaves 3 d log_remainder(t).
        const double t = c * normals_from(bits_of(s, index, purpose)).cosine;
        const random_bits bits = bits_of(s, index, purpose + 1);
        if (t <= -1 || !(logarithm(to_uniform(bits.first)) < d * (3 * log_remainder(t)))) continue;
        if (below_one) {
            const double v = (1 + t) * (1 + t) * (1 + t);
            const double power = exponential(logarithm(to_uniform(bits.second)) / a);
            return power > 0 ? d * v * power / a - 1 : -1;
        }
        // d v/a − 1 with d/a = 1 − 2/(3ν)
        const double shift = 2 / (3 * degrees_of_freedom);
        return t * (3 + t * (3 + t)) * (1 - shift) - shift;
    }
}

namespace detail {

std::uint64_t integer_below(random_stream s, std::uint64_t index, std::uint64_t bound) noexcept
{
    // The high part of bits·bound is uniform once 2⁶⁴ mod bound of the low parts are refused (Lemire, 2019).
    for (std::uint32_t purpose = for_integer;; --purpose) {
        const product scaled = multiply(bits_of(s, index, purpose).first, bound);
        if (scaled.low >= bound || scaled.low >= (0 - bound) % bound) return scaled.high;
    }
}

}  // namespace detail
}  // namespace catapult
