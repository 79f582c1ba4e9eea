// Numbers as pictures show them.
#include "plotting/scale.hpp"

#include <doctest/doctest.h>

#include <cmath>

using catapult::tools::pretty;

TEST_CASE("a number has the form of the digits that are shown")
{
    CHECK(pretty(0) == "0");
    CHECK(pretty(-1.5) == "−1.5");
    CHECK(pretty(999) == "999");
    CHECK(pretty(1000) == "10^{3}");
    CHECK(pretty(1234.5) == "1234.5");
    CHECK(pretty(16000) == "16,000");
    CHECK(pretty(999999.4) == "999,999");
    // Rounded to six digits, this is a million.
    CHECK(pretty(999999.7) == "10^{6}");
    CHECK(pretty(2.5e7) == "2.5·10^{7}");
    CHECK(pretty(1.5e-7) == "1.5·10^{−7}");
    CHECK(pretty(HUGE_VAL) == "∞");
}
