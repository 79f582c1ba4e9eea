#include "catapult/models/rate_schedule.hpp"

#include <cmath>

#include "support/reference_functions.hpp"
#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

rate_schedule over(schedule_kind kind, std::uint64_t steps)
{
    rate_schedule s;
    s.kind = kind;
    s.steps = steps;
    return s;
}

rate_schedule with(span<const rate_change> changes)
{
    rate_schedule s;
    s.kind = schedule_kind::changes;
    s.changes = changes;
    return s;
}

}  // namespace

TEST_CASE("a constant schedule")
{
    for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{7}, UINT64_MAX})
        CHECK(schedule_factor({}, step, 1e300) == 1);
}

TEST_CASE("a warmup rises by equal steps to one")
{
    const rate_schedule s = over(schedule_kind::warmup, 10);
    for (std::uint64_t step = 0; step < 10; ++step) CHECK(schedule_factor(s, step, 0) == static_cast<double>(step + 1) / 10);
    CHECK(schedule_factor(s, 10, 0) == 1);
    CHECK(schedule_factor(s, UINT64_MAX, 0) == 1);
    CHECK(schedule_factor(over(schedule_kind::warmup, 1), 0, 0) == 1);
}

TEST_CASE("a cosine falls from one to zero, and keeps its digits on the way")
{
    // The angle has one rounding, the sine 0.93 ulp, which squaring doubles, and the square one: below 7 halves of an ε.
    double worst = 0;
    for (const std::uint64_t steps : {1, 2, 3, 7, 100, 1000, 999983}) {
        const rate_schedule s = over(schedule_kind::cosine, steps);
        const std::uint64_t stride = steps / 500 + 1;
        double last = 2;
        for (std::uint64_t step = 0; step < steps; step += stride) {
            const double found = schedule_factor(s, step, 0);
            const real128 left = static_cast<double>(steps - step);
            const real128 sine = reference_sin(reference_pi() * left / (2 * real128(static_cast<double>(steps))));
            worst = std::max(worst, static_cast<double>(absolute(real128(found) - sine * sine) / (sine * sine)));
            REQUIRE(found < last);
            last = found;
        }
        CHECK(schedule_factor(s, 0, 0) == 1);
        CHECK(schedule_factor(s, steps, 0) == 0);
        CHECK(schedule_factor(s, UINT64_MAX, 0) == 0);
    }
    MESSAGE("relative error " << worst);
    CHECK(worst <= 3.5 * std::numeric_limits<double>::epsilon() + 100 * reference_epsilon);
    // As it is defined.
    for (std::uint64_t step = 0; step < 20; ++step)
        CHECK(schedule_factor(over(schedule_kind::cosine, 20), step, 0) ==
              doctest::Approx(0.5 * (1 + std::cos(3.14159265358979 * static_cast<double>(step) / 20))).epsilon(1e-13));
    // The last step of very many.
    const double last = schedule_factor(over(schedule_kind::cosine, UINT64_MAX), UINT64_MAX - 1, 0);
    CHECK(last == doctest::Approx(std::pow(1.5707963267948966 * 0x1p-64, 2)).epsilon(1e-12));
}

TEST_CASE("changes hold from their time on")
{
    const rate_change changes[] = {{0, 0.5}, {2, 3}, {2.5, 0}, {1e10, 7}};
    const rate_schedule all = with(changes), late = with(span<const rate_change>(changes).subspan(1, 3));
    CHECK(schedule_factor(all, 9, 0) == 0.5);
    CHECK(schedule_factor(late, 9, 0) == 1);
    CHECK(schedule_factor(all, 9, 1.999) == 0.5);
    CHECK(schedule_factor(late, 0, 2) == 3);
    CHECK(schedule_factor(late, 0, 2.499) == 3);
    CHECK(schedule_factor(late, 0, 2.5) == 0);
    CHECK(schedule_factor(late, 0, 9.9e9) == 0);
    CHECK(schedule_factor(late, 0, 1e10) == 7);
    CHECK(schedule_factor(late, 0, 1e300) == 7);
}

TEST_CASE("a time is reached by a sum of rates that rounding has left below it")
{
    // Rates whose sums fall short of the time: ten of 0.1, and a million of 1e-5.
    for (const double steps : {10.0, 1e6}) {
        const double eta = (steps == 10 ? 1 : 10) / steps, goal = steps == 10 ? 1 : 10;
        const rate_change change[] = {{goal, 0.25}};
        double time = 0;
        std::uint64_t step = 0;
        while (schedule_factor(with(change), step, time) == 1) time += eta, ++step;
        CHECK(static_cast<double>(step) == steps);
    }
    double sum = 0;
    for (int i = 0; i < 10; ++i) sum += 0.1;
    CHECK(sum < 1);
}

TEST_CASE("schedules that are refused")
{
    const auto answer = [](std::vector<rate_change> changes) { return check_schedule(with(changes)); };
    CHECK(check_schedule({}) == status::ok);
    for (const schedule_kind kind : {schedule_kind::warmup, schedule_kind::cosine}) {
        CHECK(check_schedule(over(kind, 0)) == status::invalid_argument);
        CHECK(check_schedule(over(kind, 1)) == status::ok);
        CHECK(check_schedule(over(kind, UINT64_MAX)) == status::ok);
    }
    CHECK(check_schedule(over(static_cast<schedule_kind>(4), 1)) == status::invalid_argument);
    CHECK(answer({}) == status::invalid_argument);
    CHECK(answer({{0, 0}}) == status::ok);
    CHECK(answer({{1, 2}, {3, 1}}) == status::ok);
    CHECK(answer({{3, 2}, {1, 1}}) == status::invalid_argument);
    CHECK(answer({{1, 2}, {1, 1}}) == status::invalid_argument);
    CHECK(answer({{-1e-300, 2}}) == status::invalid_argument);
    CHECK(answer({{1, -1e-300}}) == status::invalid_argument);
    for (const double bad : {not_a_number<double>, infinite<double>, -infinite<double>}) {
        CHECK(answer({{1, 2}, {bad, 1}}) == status::not_finite);
        CHECK(answer({{1, 2}, {2, bad}}) == status::not_finite);
    }
    // Fields of other kinds do not matter.
    const rate_change bad[] = {{-1, -1}};
    rate_schedule s = over(schedule_kind::cosine, 5);
    s.changes = bad;
    CHECK(check_schedule(s) == status::ok);
}
