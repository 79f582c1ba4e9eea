// The learning rates at which training changes its phase, as runs show them: for data and starts whose borders no theory
// gives, and beside those that theory does give (borders.hpp).
#ifndef CATAPULT_EXPERIMENTS_MEASURED_BORDERS_HPP
#define CATAPULT_EXPERIMENTS_MEASURED_BORDERS_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/experiments/sweep.hpp"

namespace catapult {

/// Rates η·λ₀ between which something begins: it was not seen at `low`, and it was at `high`. If it was seen at the
/// lowest rate that was tried, `low` is 0; if at none, `low` is the highest one and `high` infinite.
struct border_interval {
    double low = 0;
    double high = 0;
};

struct border_options {
    stopping_rule rule;     ///< "ever" means within its steps
    double lowest = 0.125;  ///< rates that are tried: powers of 2^{1/4} times `lowest`, as far as `highest`, …
    double highest = 32;
    double resolution = 1e-6;  ///< … and then the middle of an interval, until it is this much narrower than its middle
    double excess = 1e-9;      ///< the loss and λ exceed their start by more than this fraction, not by rounding
};

/// What was found in the runs of one network. Where something comes, goes and comes again, as it may with labels, these are
/// borders of it to the spacing of the rates that are tried: the first ones, and of convergence the last one.
struct measured_borders {
    double lambda0 = 0;
    border_interval loss_rises;    ///< the loss ever exceeds its start: 2/λ₀ for the warmup model
    border_interval lambda_rises;  ///< λ ever exceeds its start: 4/λ₀ for the warmup model without a label
    border_interval diverges;      ///< every rate above diverges: 4/λ₀ likewise
    std::size_t runs = 0;
};

/// Of the warmup model at one width, from `seed` or the given start. `options.rule` is that of every run, each watched
/// at every step. `invalid_argument` unless 0 < lowest < highest, 0 < resolution, 0 ≤ excess (infinities: `not_finite`);
/// otherwise what run_warmup_sweep refuses.
status measure_warmup_borders(double width, std::uint64_t seed, const warmup_setting& setting, const border_options& options,
                              measured_borders& result) noexcept;

/// Of the full model on data, with the network that full_sweep draws for `width` and `seed`: drawn once, for all runs.
/// Errors as of measure_warmup_borders, of full_sweep::create, and of full_sweep::run.
status full_borders_bytes(const reduced_data<double>& data, double width, std::size_t& result) noexcept;
status measure_full_borders(const reduced_data<double>& data, double width, std::uint64_t seed, const border_options& options,
                            workspace memory, measured_borders& result) noexcept;

}  // namespace catapult

#endif
