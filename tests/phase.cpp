#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "catapult/phase.hpp"

using namespace catapult;

namespace {

/// Runs a monitor over given losses at a constant ηλ; how often it asked for λ is counted.
struct watched {
    run_summary summary;
    int asked = 0;
    bool still_running = false;
};

watched watch(const stopping_rule& rule, const std::vector<double>& losses, double eta_lambda, double relative_step = 0)
{
    watched w;
    run_monitor m;
    m.start(rule, 0.5, losses[0], eta_lambda / 0.5, eta_lambda);
    for (std::size_t i = 1; i < losses.size() && m.running(); ++i)
        if (m.observe(losses[i], relative_step)) {
            ++w.asked;
            m.settle(eta_lambda / 0.5, eta_lambda);
        }
    w.summary = m.summary();
    w.still_running = m.running();
    return w;
}

}  // namespace

TEST_CASE("a run that only falls is lazy; its steps are those to convergence, and lambda is asked for once")
{
    std::vector<double> losses;
    for (double l = 3; l > 1e-12; l *= 0.25) losses.push_back(l);
    const watched w = watch({}, losses, 1.5);
    CHECK(w.summary.end == outcome::converged);
    CHECK(w.summary.steps == 14);  // 4^-13 > 1e-8 > 4^-14
    CHECK(w.summary.loss_final == losses[14]);
    CHECK(w.summary.loss_peak == 3);
    CHECK(w.summary.peak_step == 0);
    CHECK(w.summary.loss_initial == 3);
    CHECK(w.summary.lambda_final == 3);
    CHECK(w.asked == 1);
    CHECK(classify(w.summary) == phase::lazy);
}

TEST_CASE("growth before convergence makes a catapult, with the peak and its step")
{
    const watched w = watch({}, {1, 4, 1000, 900, 1e-9}, 1.2);
    CHECK(w.summary.end == outcome::converged);
    CHECK(w.summary.loss_peak == 1000);
    CHECK(w.summary.peak_step == 2);
    CHECK(w.summary.steps == 4);
    CHECK(classify(w.summary) == phase::catapult);
    // Rounding of a float is no growth.
    CHECK(classify(watch({}, {1, 1 + 1e-6, 1e-9}, 1.2).summary) == phase::lazy);
}

TEST_CASE("a loss that dips while eta lambda is above 2 has not converged")
{
    stopping_rule rule;
    rule.max_steps = 4;
    const watched w = watch(rule, {1, 1e-9, 1e-3, 1e-12, 1}, 2.5);
    CHECK(w.summary.end == outcome::out_of_steps);
    CHECK(w.asked == 3);  // two dips and the last step
    CHECK(classify(w.summary) == phase::bounded);
    CHECK(watch({}, {1, 1e-9}, 2).still_running);
}

TEST_CASE("divergence: by the step, by the loss, and by a state that is lost")
{
    CHECK(classify(watch({}, {1, 2}, 5, 100.5).summary) == phase::divergent);
    CHECK(watch({}, {1, 2}, 5, 100).still_running);
    CHECK(classify(watch({}, {1, 1.1e30}, 5).summary) == phase::divergent);
    CHECK(classify(watch({}, {1, std::numeric_limits<double>::quiet_NaN()}, 5).summary) == phase::divergent);
    CHECK(classify(watch({}, {1, 1}, 5, std::numeric_limits<double>::quiet_NaN()).summary) == phase::divergent);
    run_monitor m;
    m.start({}, 1, 1, 1, 1);
    REQUIRE_FALSE(m.observe(7, 1));
    m.lose(4.5);
    CHECK_FALSE(m.running());
    CHECK(m.summary().steps == 1);
    CHECK(m.summary().loss_final == 7);
    CHECK(m.summary().lambda_final == 4.5);
    CHECK(std::isinf(m.summary().loss_peak));
    CHECK(classify(m.summary()) == phase::divergent);
}

TEST_CASE("out of steps is bounded, unless the loss has long been falling")
{
    stopping_rule rule;
    rule.max_steps = 100;
    std::vector<double> falling, periodic;
    for (int i = 0; i <= 100; ++i) {
        falling.push_back(std::exp2(-i / 50.0));
        periodic.push_back(1 + 0.5 * (i % 3));
    }
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::lazy);
    CHECK(classify(watch(rule, falling, 2.1).summary) == phase::bounded);
    CHECK(classify(watch(rule, periodic, 1.9).summary) == phase::bounded);
    falling[2] = 10;
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::catapult);
    falling[100 - falling_steps + 1] = falling[100 - falling_steps] * 1.01;
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::bounded);
}

TEST_CASE("runs that are over at step 0")
{
    run_monitor m;
    m.start({}, 1, 0, 1, 1);
    CHECK_FALSE(m.running());
    CHECK(m.summary().end == outcome::converged);
    m.start({}, 1, 0, 3, 3);  // at a minimum too sharp to stay in
    CHECK(m.running());
    stopping_rule none;
    none.max_steps = 0;
    m.start(none, 1, 1, 1, 1);
    CHECK_FALSE(m.running());
    CHECK(m.summary().end == outcome::out_of_steps);
}

TEST_CASE("every phase has its name")
{
    CHECK(std::strcmp(phase_name(phase::lazy), "lazy") == 0);
    CHECK(std::strcmp(phase_name(phase::catapult), "catapult") == 0);
    CHECK(std::strcmp(phase_name(phase::bounded), "bounded") == 0);
    CHECK(std::strcmp(phase_name(phase::divergent), "divergent") == 0);
}
