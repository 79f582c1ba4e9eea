// The learning rates at which training changes its phase, measured by training. They serve data and starts for which no
// formula is known, and as a check of the formulas in borders.hpp. In double only: whether the loss or λ has risen is decided by
// a billionth of it (border_options::excess), which is less than a float's rounding.
#ifndef CATAPULT_EXPERIMENTS_MEASURED_BORDERS_HPP
#define CATAPULT_EXPERIMENTS_MEASURED_BORDERS_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/experiments/sweep.hpp"
#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// Rates η·λ₀ between which an effect begins: it was not seen at `low`, and it was seen at `high`. If the effect was
/// seen at the lowest rate of the grid, `low` is 0. If it was seen at no rate, `low` is the highest rate and `high` is
/// infinite.
struct border_interval {
    double low = 0;   ///< the highest rate η·λ₀ without the effect
    double high = 0;  ///< the lowest rate η·λ₀ with the effect
};

/// How borders are searched for.
struct border_options {
    stopping_rule rule;  ///< of every run
    /// The search first tries a grid of rates η·λ₀: `lowest` times the powers of 2^{1/4}, up to `highest`.
    double lowest = 0.125;
    double highest = 32;  ///< where the grid ends
    /// It then halves each interval until the width of the interval is at most `resolution` times the middle of it.
    double resolution = 1e-6;
    /// The loss or λ has risen when it exceeds its initial value by more than this fraction, which is more than
    /// rounding.
    double excess = 1e-9;
};

/// The borders found in the runs of one network. With labels an effect may appear, vanish and appear again as the rate
/// grows. `loss_rises` and `lambda_rises` are then the first border on the grid of rates, and `diverges` is the last.
/// Borders between two neighbouring rates of the grid can go unnoticed.
struct measured_borders {
    double lambda0 = 0;            ///< λ₀ of the network
    border_interval loss_rises;    ///< the loss exceeds its initial value at some step: above 2/λ₀ in the warmup model
    border_interval lambda_rises;  ///< λ exceeds λ₀ at some step: above 4/λ₀ in the warmup model without a label
    /// Every higher rate tried diverges: above 4/λ₀ in the warmup model without a label.
    border_interval diverges;
    std::size_t runs = 0;  ///< trajectories that the search took
};

/// Any training whose borders are wanted: of one's own network, or of another rule.
struct border_trial {
    /// Trains from the start with η·λ₀ = `rate` and fills in a record: the whole of `run`, and lambda_highest. An error ends
    /// the search.
    status (*train)(void* context, double rate, sweep_record& record) = nullptr;
    void* context = nullptr;  ///< what `train` is called with
};

/// The borders of a trial. `invalid_argument` for a trial without `train`; other errors as of measure_warmup_borders for
/// `options`, whose `rule` is not looked at, and those of `train`.
CATAPULT_EXPORT status measure_borders(const border_trial& trial, const border_options& options,
                                       measured_borders& result) noexcept;

/// The borders of the warmup model at one width, with the start drawn for `seed` or given in `setting`. λ and the loss
/// are watched at every step of every run. Errors: `not_finite` for a NaN or an infinity in `options`;
/// `invalid_argument` unless 0 < lowest < highest, 0 < resolution and 0 ≤ excess; the errors of run_warmup_sweep.
CATAPULT_EXPORT status measure_warmup_borders(double width, std::uint64_t seed, const warmup_setting& setting,
                                              const border_options& options, measured_borders& result) noexcept;

/// Workspace of measure_full_borders, in bytes. Errors as for full_sweep::bytes.
CATAPULT_EXPORT status full_borders_bytes(const reduced_data<double>& data, double width, std::size_t& result) noexcept;
/// The borders of the full model on `data`, with the network that full_sweep draws for `width` and `seed`. The network
/// is drawn once for all runs. Workspace: full_borders_bytes. Errors: those of measure_warmup_borders for `options`, of
/// full_sweep::create and of full_sweep::run.
CATAPULT_EXPORT status measure_full_borders(const reduced_data<double>& data, double width, std::uint64_t seed,
                                            const border_options& options, workspace memory, measured_borders& result) noexcept;

}  // namespace catapult

#endif
