#include "catapult/models/training_rule.hpp"

#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

// Sizes that depend on a rule are constants where the rule is.
static_assert(check_rule({}) == status::ok);
static_assert(is_gradient_descent({}));

template <class Change>
training_rule changed_rule(Change change)
{
    training_rule rule;
    change(rule);
    return rule;
}

constexpr double least = std::numeric_limits<double>::denorm_min();
constexpr double below_one = 1 - std::numeric_limits<double>::epsilon() / 2;
constexpr double largest = std::numeric_limits<double>::max();

/// One number of a rule, its smallest and largest values, and the nearest ones that are not in its range.
struct range {
    double training_rule::*number;
    double least_allowed, largest_allowed, too_small, too_large;
};
constexpr double none = 0;  // no finite number is too large
constexpr range ranges[] = {
    {&training_rule::momentum, 0, below_one, -least, 1},      {&training_rule::sam_radius, 0, largest, -least, none},
    {&training_rule::clip, least, largest, 0, none},          {&training_rule::averaging, 0, below_one, -least, 1},
    {&training_rule::weight_decay, 0, largest, -least, none}, {&training_rule::rate_first, 0, largest, -least, none},
    {&training_rule::rate_second, 0, largest, -least, none},
};

}  // namespace

TEST_CASE("each number of a rule has a range")
{
    for (const range& r : ranges) {
        CAPTURE(&r - ranges);
        const auto answer = [&](double x) { return check_rule(changed_rule([&](training_rule& rule) { rule.*r.number = x; })); };
        CHECK(answer(r.least_allowed) == status::ok);
        CHECK(answer(r.largest_allowed) == status::ok);
        CHECK(answer(r.too_small) == status::invalid_argument);
        CHECK(answer(-largest) == status::invalid_argument);
        if (r.too_large != none) CHECK(answer(r.too_large) == status::invalid_argument);
        CHECK(answer(not_a_number<double>) == status::not_finite);
        CHECK(answer(-infinite<double>) == status::not_finite);
        CHECK(answer(infinite<double>) == (r.number == &training_rule::clip ? status::ok : status::not_finite));
    }
}

TEST_CASE("rules that contradict themselves are refused")
{
    const auto answer = [](auto change) { return check_rule(changed_rule(change)); };
    CHECK(answer([](training_rule& r) { r.rate_first = r.rate_second = 0; }) == status::invalid_argument);
    CHECK(answer([](training_rule& r) { r.nesterov = true; }) == status::invalid_argument);
    CHECK(answer([](training_rule& r) { r.nesterov = true, r.momentum = 0.9; }) == status::ok);
    CHECK(answer([](training_rule& r) { r.scaling = static_cast<gradient_scaling>(4); }) == status::invalid_argument);
    CHECK(answer([](training_rule& r) { r.scaling = static_cast<gradient_scaling>(-1); }) == status::invalid_argument);
    for (const gradient_scaling scaling : {gradient_scaling::none, gradient_scaling::normalized, gradient_scaling::rmsprop})
        CHECK(answer([&](training_rule& r) { r.scaling = scaling, r.momentum = 0.5; }) == status::ok);
    CHECK(answer([](training_rule& r) { r.scaling = gradient_scaling::polar, r.momentum = 0.5; }) == status::unsupported);
    CHECK(answer([](training_rule& r) { r.scaling = gradient_scaling::polar; }) == status::ok);
}

TEST_CASE("only plain gradient descent is plain gradient descent")
{
    const auto plain = [](auto change) { return is_gradient_descent(changed_rule(change)); };
    CHECK_FALSE(plain([](training_rule& r) { r.momentum = 0.5; }));
    CHECK_FALSE(plain([](training_rule& r) { r.sam_radius = 0.1; }));
    CHECK_FALSE(plain([](training_rule& r) { r.clip = 1e300; }));
    CHECK_FALSE(plain([](training_rule& r) { r.scaling = gradient_scaling::normalized; }));
    CHECK_FALSE(plain([](training_rule& r) { r.weight_decay = 1e-4; }));
    CHECK_FALSE(plain([](training_rule& r) { r.rate_first = 2; }));
    CHECK_FALSE(plain([](training_rule& r) { r.rate_second = 0; }));
    // A number that the rule does not use does not matter.
    CHECK(plain([](training_rule& r) { r.averaging = 0.5; }));
}
