#include "catapult/vocabulary/span.hpp"

#include <doctest/doctest.h>

#include <array>
#include <type_traits>
#include <vector>

using catapult::span;

namespace {

using numbers = std::vector<double>;

// A span may refer to a named object. It must not refer to a temporary, except one that is itself a view.
static_assert(std::is_constructible_v<span<double>, numbers&>);
static_assert(std::is_constructible_v<span<const double>, numbers&>);
static_assert(std::is_constructible_v<span<const double>, const numbers&>);
static_assert(std::is_constructible_v<span<const double>, span<double>>);
static_assert(std::is_constructible_v<span<double>, const span<double>>);
static_assert(std::is_constructible_v<span<const double>, const std::array<double, 3>&>);
static_assert(std::is_constructible_v<span<double>, double (&)[3]>);
static_assert(!std::is_constructible_v<span<double>, numbers>);
static_assert(!std::is_constructible_v<span<const double>, numbers>);
static_assert(!std::is_constructible_v<span<const double>, const numbers>);
static_assert(!std::is_constructible_v<span<const double>, std::array<double, 3>>);
static_assert(!std::is_constructible_v<span<const double>, double[3]>);

// A span must not drop `const` or change the type.
static_assert(!std::is_constructible_v<span<double>, const numbers&>);
static_assert(!std::is_constructible_v<span<double>, span<const double>>);
static_assert(!std::is_constructible_v<span<double>, std::vector<float>&>);

}  // namespace

TEST_CASE("a span sees the elements that it was made of")
{
    numbers x = {1, 2, 3};
    const span<double> all = x;
    all[1] = 5;
    const span<const double> last = span<const double>(all).subspan(1, 2);
    CHECK(last.size() == 2);
    CHECK(last[0] == 5);
    CHECK(last.data() == x.data() + 1);
    CHECK(span<const double>().empty());
}
