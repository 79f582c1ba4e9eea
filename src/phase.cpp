#include "catapult/phase.hpp"

namespace catapult {

namespace {
// A loss this much above its start has grown by more than the rounding of a float.
constexpr double growth_beyond_rounding = 1 + 1e-5;
}  // namespace

const char* phase_name(phase p) noexcept
{
    switch (p) {
    case phase::lazy: return "lazy";
    case phase::catapult: return "catapult";
    case phase::bounded: return "bounded";
    case phase::divergent: return "divergent";
    }
    return "unknown";
}

void run_monitor::start(const stopping_rule& rule, double eta, double loss, double lambda, double eta_lambda) noexcept
{
    *this = run_monitor();
    summary_.eta = eta;
    summary_.loss_initial = loss;
    summary_.loss_peak = loss;
    summary_.loss_final = loss;
    summary_.lambda_initial = lambda;
    summary_.lambda_final = lambda;
    max_steps_ = rule.max_steps;
    converged_loss_ = rule.converged_ratio * loss;
    divergent_loss_ = rule.divergent_ratio * loss;
    divergent_step_ = rule.divergent_step;
    running_ = true;
    if (loss <= converged_loss_ || max_steps_ == 0) settle(lambda, eta_lambda);
}

bool run_monitor::observe(double loss, double relative_step) noexcept
{
    ++summary_.steps;
    falling_in_a_row_ = loss < summary_.loss_final ? falling_in_a_row_ + 1 : 0;
    summary_.loss_final = loss;
    if (loss > summary_.loss_peak) {
        summary_.loss_peak = loss;
        summary_.peak_step = summary_.steps;
    }
    return may_end(relative_step);
}

bool run_monitor::observe(const watched_steps& seen, double relative_step) noexcept
{
    summary_.steps = seen.steps;
    summary_.loss_final = seen.loss;
    summary_.loss_peak = seen.loss_peak;
    summary_.peak_step = seen.peak_step;
    falling_in_a_row_ = seen.falling;
    return may_end(relative_step);
}

bool run_monitor::may_end(double relative_step) noexcept
{
    const double loss = summary_.loss_final;
    divergent_ = !(relative_step <= divergent_step_ && loss <= divergent_loss_);  // a NaN counts as out of bounds
    return divergent_ || loss <= converged_loss_ || summary_.steps >= max_steps_;
}

void run_monitor::skip(std::size_t steps, double loss, double loss_peak) noexcept
{
    summary_.steps += steps;
    summary_.loss_final = loss;
    falling_in_a_row_ = 0;
    if (loss_peak > summary_.loss_peak) summary_.loss_peak = loss_peak;
}

void run_monitor::settle(double lambda, double eta_lambda) noexcept
{
    summary_.lambda_final = lambda;
    if (divergent_) {
        summary_.end = outcome::divergent;
        running_ = false;
    } else if (summary_.loss_final <= converged_loss_ && eta_lambda < 2) {
        summary_.end = outcome::converged;
        running_ = false;
    } else if (summary_.steps >= max_steps_) {
        summary_.end = outcome::out_of_steps;
        summary_.falling = eta_lambda < 2 && falling_in_a_row_ >= falling_steps;
        running_ = false;
    }
}

void run_monitor::lose(double lambda) noexcept
{
    summary_.lambda_final = lambda;
    summary_.loss_peak = __builtin_inf();
    summary_.peak_step = summary_.steps + 1;
    summary_.end = outcome::divergent;
    running_ = false;
}

phase classify(const run_summary& run) noexcept
{
    const bool grew = run.loss_peak > growth_beyond_rounding * run.loss_initial;
    if (run.end == outcome::divergent) return phase::divergent;
    if (run.end == outcome::out_of_steps && !run.falling) return phase::bounded;
    return grew ? phase::catapult : phase::lazy;
}

}  // namespace catapult
