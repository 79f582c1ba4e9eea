// The multiply-add of the SSE2 blocks must equal the C library's. It has no instruction to rely on.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/simd_sse2.hpp"

using namespace catapult::detail;

namespace {

std::uint64_t mixed(std::uint64_t x)
{
    x = (x + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// Any finite number or, more often, one of moderate exponent with few bits, so that sums cancel and tie.
template <class T, class Bits>
T number(std::uint64_t seed, Bits sign, int digits)
{
    const std::uint64_t r = mixed(seed);
    if (r % 16 == 0) {
        const Bits bits = static_cast<Bits>(mixed(r));
        T any;
        std::memcpy(&any, &bits, sizeof any);
        return std::isfinite(any) ? any : T(0);
    }
    const double s = 1 + static_cast<double>(mixed(r) >> 12) * 0x1p-52;
    const T value = static_cast<T>(std::ldexp(s, static_cast<int>(mixed(r + 1) % 7) - 3));
    Bits bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits &= ~Bits(0) << (mixed(r + 2) % static_cast<unsigned>(digits));
    bits |= r & 32 ? sign : 0;
    T result;
    std::memcpy(&result, &bits, sizeof bits);
    return result;
}

}  // namespace

template <class T, class Bits>
void check(Bits sign, int digits)
{
    constexpr std::size_t w = lanes<T>;
    std::uint64_t i = 0;
    for (; i < 60000; ++i) {
        T a[w], b[w], c[w], plus[w], minus[w];
        for (std::size_t l = 0; l < w; ++l) {
            a[l] = number<T>(i * 64 + l, sign, digits);
            b[l] = number<T>(i * 64 + l + 16, sign, digits);
            c[l] = (i + l) % 3 ? number<T>(i * 64 + l + 32, sign, digits) : -a[l] * b[l];
            if (!std::isfinite(c[l])) c[l] = 1;
        }
        store(plus, fma(load(a), load(b), load(c)));
        store(minus, fnma(load(a), load(b), load(c)));
        for (std::size_t l = 0; l < w; ++l) {
            const T expected_plus = std::fma(a[l], b[l], c[l]), expected_minus = std::fma(-a[l], b[l], c[l]);
            if (std::memcmp(&plus[l], &expected_plus, sizeof(T)) == 0 && std::memcmp(&minus[l], &expected_minus, sizeof(T)) == 0)
                continue;
            CAPTURE(a[l]);
            CAPTURE(b[l]);
            CAPTURE(c[l]);
            REQUIRE(plus[l] == expected_plus);
            REQUIRE(minus[l] == expected_minus);
            FAIL("the sign of zero");
        }
    }
    CHECK(i == 60000);
}

TEST_CASE("double") { check<double>(std::uint64_t{1} << 63, 53); }
TEST_CASE("float") { check<float>(std::uint32_t{1} << 31, 24); }
