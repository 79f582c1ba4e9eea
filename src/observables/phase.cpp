#include "catapult/observables/phase.hpp"

namespace catapult {

namespace {
// A loss that has grown by this factor has grown by more than the rounding of a float.
constexpr double growth_beyond_rounding = 1 + 1e-5;
// Peaks that differ by less than this fraction count as the same. A long run is watched for its last hundredth: a drift
// of this fraction there would change the peaks by about a thousandth if the run went on for as many steps again.
constexpr double same = 1e-5;
}  // namespace

const char* phase_name(phase p) noexcept
{
    switch (p) {
    case phase::lazy: return "lazy";
    case phase::catapult: return "catapult";
    case phase::bounded: return "bounded";
    case phase::divergent: return "divergent";
    case phase::undecided: return "undecided";
    }
    return "unknown";
}

void trend_watch::start(std::size_t max_steps, double loss) noexcept
{
    *this = trend_watch();
    length_ = left_ = watched(max_steps) / blocks;
    first_ = extreme_ = loss;
}

void trend_watch::see(double loss) noexcept
{
    moved_ |= loss != first_;
    if (down_) {
        if (loss < extreme_) {
            extreme_ = loss;
        } else if (loss > growth_beyond_rounding * extreme_) {
            ++swings_;
            down_ = false;
            extreme_ = loss;
        }
    } else if (loss > extreme_) {
        extreme_ = loss;
    } else if (growth_beyond_rounding * loss < extreme_) {
        down_ = true;
        extreme_ = loss;
    }
    if (left_ == length_ || loss > peak_) peak_ = loss;
    if (--left_ == 0) end_block();
}

void trend_watch::end_block() noexcept
{
    double& highest = highest_[done_ < blocks / 2 ? 0 : 1];
    if (done_ % (blocks / 2) == 0 || peak_ > highest) highest = peak_;
    if (done_ == 0 || peak_ < lowest_) lowest_ = peak_;
    if (done_ > 0) {
        if (peak_ > last_peak_) {
            turns_ += falling_;
            rising_ = true, falling_ = false;
        } else if (peak_ < last_peak_) {
            turns_ += rising_;
            rising_ = false, falling_ = true;
        }
    }
    last_peak_ = peak_;
    left_ = length_;
    ++done_;
}

bool trend_watch::steady() const noexcept
{
    if (done_ < blocks || swings_ < least_swings) return false;
    const bool rises = highest_[1] > highest_[0];
    const double larger = highest_[rises], smaller = highest_[!rises];
    return larger - lowest_ <= same * larger || (turns_ >= least_turns && larger <= most_change * smaller);
}

bool trend_watch::still() const noexcept { return done_ >= blocks && !moved_; }

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
    watched_from_ = max_steps_ - trend_watch::watched(max_steps_);
    trend_.start(max_steps_, loss);
    converged_loss_ = rule.converged_ratio * loss;
    divergent_loss_ = rule.divergent_ratio * loss;
    divergent_step_ = rule.divergent_step;
    running_ = true;
    if (loss <= converged_loss_ || max_steps_ == 0) settle(lambda, eta_lambda);
}

bool run_monitor::observe(const watched_steps& seen, double relative_step) noexcept
{
    summary_.steps = seen.steps;
    summary_.loss_final = seen.loss;
    summary_.loss_peak = seen.loss_peak;
    summary_.peak_step = seen.peak_step;
    falling_in_a_row_ = seen.falling;
    if (seen.steps == watched_from_) trend_.start(max_steps_, seen.loss);
    return may_end(relative_step);
}

void run_monitor::skip(std::size_t steps, double loss, double loss_peak) noexcept
{
    summary_.steps += steps;
    summary_.loss_final = loss;
    falling_in_a_row_ = 0;
    if (summary_.steps == watched_from_) trend_.start(max_steps_, loss);
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
        stop(lambda, eta_lambda);
    }
}

void run_monitor::stop(double lambda, double eta_lambda) noexcept
{
    summary_.lambda_final = lambda;
    summary_.end = outcome::out_of_steps;
    summary_.falling = eta_lambda < 2 && falling_in_a_row_ >= falling_steps;
    // A loss that stays as it is while ηλ = 2 is that of a residual that changes its sign at each step.
    const bool at_two = eta_lambda >= 2 && eta_lambda <= 2 * growth_beyond_rounding;
    summary_.steady = !summary_.falling && (trend_.steady() || (at_two && trend_.still()));
    running_ = false;
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
    if (run.end == outcome::out_of_steps && !run.falling) return run.steady ? phase::bounded : phase::undecided;
    return grew ? phase::catapult : phase::lazy;
}

}  // namespace catapult
