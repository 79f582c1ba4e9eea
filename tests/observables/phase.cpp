#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/observables/phase.hpp"

using namespace catapult;

namespace {

/// Runs a monitor over given losses at a constant ηλ and counts how often it asks for λ.
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
    // Growth by the rounding of a float does not count.
    CHECK(classify(watch({}, {1, 1 + 1e-6, 1e-9}, 1.2).summary) == phase::lazy);
}

TEST_CASE("a loss that dips while eta lambda is above 2 has not converged")
{
    stopping_rule rule;
    rule.max_steps = 4;
    const watched w = watch(rule, {1, 1e-9, 1e-3, 1e-12, 1}, 2.5);
    CHECK(w.summary.end == outcome::out_of_steps);
    CHECK(w.asked == 3);  // two dips and the last step
    CHECK(classify(w.summary) == phase::undecided);
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

TEST_CASE("a run out of steps whose loss has long been falling has the phase that it tends to")
{
    stopping_rule rule;
    rule.max_steps = 100;
    std::vector<double> falling;
    for (int i = 0; i <= 100; ++i) falling.push_back(std::exp2(-i / 50.0));
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::lazy);
    CHECK(classify(watch(rule, falling, 2.1).summary) == phase::undecided);
    falling[2] = 10;
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::catapult);
    falling[100 - falling_steps + 1] = falling[100 - falling_steps] * 1.01;
    CHECK(classify(watch(rule, falling, 1.9).summary) == phase::undecided);
}

TEST_CASE("a run out of steps is bounded if its loss goes up and down without a trend, and else undecided")
{
    const auto phase_of = [](std::size_t steps, double eta_lambda, auto loss) {
        stopping_rule rule;
        rule.max_steps = steps;
        std::vector<double> losses;
        for (std::size_t t = 0; t <= steps; ++t) losses.push_back(loss(static_cast<double>(t)));
        return classify(watch(rule, losses, eta_lambda).summary);
    };
    const auto periodic = [](double period) { return [period](double t) { return 1 + 0.5 * std::fmod(t, period); }; };
    // A fraction of the logistic map's orbit is chaotic.
    const auto chaotic = [x = 0.3](double) mutable { return x = 3.99 * x * (1 - x); };
    for (const std::size_t steps : {std::size_t{256}, std::size_t{1000}, std::size_t{100000}}) {
        CAPTURE(steps);
        const double n = static_cast<double>(steps);
        for (const double period : {2.0, 3.0, 7.0, 8.0, 16.0}) CHECK(phase_of(steps, 1.9, periodic(period)) == phase::bounded);
        CHECK(phase_of(steps, 2.5, chaotic) == phase::bounded);
        // The same with a trend of one in a hundred, up or down, over the whole run.
        for (const double slope : {0.01, -0.01})
            CHECK(phase_of(steps, 2.5, [&](double t) { return (1 + slope * t / n) * periodic(2)(t); }) == phase::undecided);
        // An algebraic decay, as exactly at a bifurcation. Also the top of a slow catapult, at the end and shortly
        // before it.
        CHECK(phase_of(steps, 2.0, [&](double t) { return periodic(2)(t) / (1 + t); }) == phase::undecided);
        for (const double top : {1.0, 0.97, 0.9})
            CHECK(phase_of(steps, 2.0, [&](double t) { return periodic(2)(t) / std::cosh(10 * (t / n - top)); }) ==
                  phase::undecided);
        // Cycles of a few blocks that die out.
        CHECK(phase_of(steps, 2.0, [&](double t) {
                  const double watched = static_cast<double>(trend_watch::watched(steps));
                  return std::exp(-2 * (t - n) / watched) * (1.5 + std::cos(16 * t / watched));
              }) == phase::undecided);
        // Falls, rises and constants do not swing. If the residual only changes its sign at each step, the loss is
        // constant.
        CHECK(phase_of(steps, 2.1, [&](double t) { return 1 + std::exp(-10 * t / n); }) == phase::undecided);
        CHECK(phase_of(steps, 2.1, [&](double t) { return 1 + t / n; }) == phase::undecided);
        CHECK(phase_of(steps, 1.9, [](double) { return 1.0; }) == phase::undecided);
        CHECK(phase_of(steps, 2.0, [](double) { return 1.0; }) == phase::bounded);
        CHECK(phase_of(steps, 2.1, [](double) { return 1.0; }) == phase::undecided);
        // The rounding of a float is not a swing.
        CHECK(phase_of(steps, 1.9, [&](double t) { return 1 + 1e-7 * periodic(2)(t); }) == phase::undecided);
    }
    // Long orbits, watched for long.
    CHECK(phase_of(100000, 1.9, periodic(100)) == phase::bounded);
    // A few steps tell nothing, whatever the loss does.
    for (const std::size_t steps : {std::size_t{0}, std::size_t{5}, std::size_t{100}, std::size_t{255}}) {
        CHECK(phase_of(steps, 1.9, periodic(2)) == phase::undecided);
        CHECK(phase_of(steps, 2.5, chaotic) == phase::undecided);
    }
}

TEST_CASE("phases of the warmup model's runs by width, label, rate and steps")
{
    const double infinity = std::numeric_limits<double>::infinity();
    const struct {
        double width, label, rate;  // η·λ₀, from f₀ = 0.9 and λ₀ = 2
        std::size_t steps;
        phase expected;
    } table[] = {
        // Five steps tell nothing.
        {1e6, 0, 0.5, 5, phase::undecided},
        {1e6, 0, 1.5, 5, phase::undecided},
        {1e6, 0, 3, 5, phase::undecided},
        {1e6, 0, 3.9, 5, phase::undecided},
        {1e6, 0, 4.1, 5, phase::undecided},
        {1e6, 0, 5, 5, phase::undecided},
        // More steps tell the phase.
        {1e6, 0, 0.5, 1000, phase::lazy},
        {1e6, 0, 3, 1000, phase::catapult},
        {1e6, 0, 3.9, 1000, phase::catapult},
        {1e6, 0, 4.1, 1000, phase::divergent},
        {1e6, 0, 5, 1000, phase::divergent},
        // A slow fall. A slow rise, stopped on its way up and near its top, which is at about step 7,350.
        {1e6, 0, 1e-4, 1000, phase::lazy},
        {1e12, 0, 2.001, 1000, phase::undecided},
        {1e12, 0, 2.001, 5000, phase::undecided},
        {1e12, 0, 2.001, 7350, phase::undecided},
        {1e12, 0, 2.001, 40000, phase::catapult},
        // A catapult that bounces for long before it settles. It is in chaos as long as rounding keeps ηλ at 4.
        {1e6, 0, 4 - 1e-13, 1000, phase::catapult},
        // At infinite width: a fall, a rise, and neither.
        {infinity, 0, 1.999, 1000, phase::lazy},
        {infinity, 0, 2.001, 1000, phase::undecided},
        {infinity, 0, 2, 1000, phase::bounded},
        {infinity, 0, 2, 100, phase::undecided},
        {infinity, 0, 2.5, 1000, phase::divergent},
        // Orbits of period 2 and 4, and chaos, at ω = η y.
        {1, 1, 2.2, 1000, phase::bounded},
        {1, 1, 2.2, 100, phase::undecided},
        {1, 1, 2.5, 1000, phase::bounded},
        {1, 1, 3.6, 1000, phase::bounded},
        {1, 1, 3.0, 1000, phase::bounded},
        {1, 1, 3.0, 1000000, phase::bounded},
        // Just beyond the first bifurcation the orbit approaches period 2 slowly, like e^{-4·10⁻⁴ t}.
        {1, 1, 2.0002, 1000, phase::undecided},
        {1, 1, 2.0002, 1000000, phase::bounded},
        // Just below the bifurcation, and at it, the loss falls, more slowly the nearer it is.
        {1, 1, 1.9998, 1000, phase::undecided},
        {1, 1, 1.9998, 1000000, phase::catapult},
        {1, 1, 2, 100000, phase::undecided},
    };
    for (const auto& row : table) {
        CAPTURE(row.width);
        CAPTURE(row.label);
        CAPTURE(row.rate);
        CAPTURE(row.steps);
        warmup_model<double> model;
        REQUIRE(warmup_model<double>::create({row.width, 1, row.label, row.rate / 2}, {0.9, 2}, model) == status::ok);
        stopping_rule rule;
        rule.max_steps = row.steps;
        CHECK(std::string(phase_name(classify(run(model, rule)))) == phase_name(row.expected));
    }
}

TEST_CASE("runs that are over at step 0")
{
    run_monitor m;
    m.start({}, 1, 0, 1, 1);
    CHECK_FALSE(m.running());
    CHECK(m.summary().end == outcome::converged);
    m.start({}, 1, 0, 3, 3);  // at a minimum too sharp for the run to stay
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
    CHECK(std::strcmp(phase_name(phase::undecided), "undecided") == 0);
}
