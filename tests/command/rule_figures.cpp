// The figures of `catapult reproduce` on training rules and losses, from outside.
#include <doctest/doctest.h>

#include "support/reproduction.hpp"

namespace {

using namespace catapult::test;

// Every verdict of these figures is yes, and each has a picture.
void check_figures(const std::string& names, std::size_t pictures, std::size_t values)
{
    const temporary_folder folder;
    const result r = run(folder, "reproduce " + names + " --format json --out " + quoted(folder.path("results")));
    REQUIRE(r.exit_code == 0);
    CHECK(count(r.out, "\"holds\":\"no\"") == 0);
    CHECK(check_verdicts(r.out) >= values);
    if (gnuplot_here) CHECK(count(folder.read("results/index.html"), "<img ") == pictures);
}

}  // namespace

TEST_CASE("Figures of momentum, of losses and of late sharpness hold")
{
    check_figures("momentum softmax logistic late-sharpness", 4, 28);
}

TEST_CASE("Figures of critical constants, batches and schedules hold")
{
    check_figures("criticals batches warmup-schedule", 3, 17);
}

TEST_CASE("Figures of parametrisations, of small weights, of edges and of balance hold")
{
    check_figures("transfer stages edges balance subspace", 5, 30);
}
