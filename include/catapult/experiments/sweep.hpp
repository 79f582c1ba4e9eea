// Many trajectories over a grid of learning rates, widths and seeds: a range of grid points in, one record each out.
// A record depends on its grid point alone, so that ranges can be computed in any order, by any number of threads or
// machines, with the same bytes. In double only: λ is followed to 1e-12 of it (lambda_tolerance), and what is read from records
// is differences between rates that a float cannot tell apart.
#ifndef CATAPULT_EXPERIMENTS_SWEEP_HPP
#define CATAPULT_EXPERIMENTS_SWEEP_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/data_reduction.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// The grid order has widths outermost, then seeds, then rates. So the trajectories of one network are neighbours.
struct sweep_grid {
    span<const double> widths;     ///< each n ≥ 1, or infinity
    std::uint64_t first_seed = 0;  ///< seed of the first network of each width
    std::uint64_t seeds = 1;       ///< the seeds first_seed, first_seed + 1, …
    span<const double> rates;      ///< positive
    bool relative = true;          ///< the rates are η·λ₀ of each network; otherwise they are η
};

/// result[i] ← values from `low` to `high` in even steps, or in even steps of the logarithm. Both ends keep their bits.
/// A single element is `low`. The bits are the same on every machine. `invalid_argument` for no elements, for low >
/// high, for low = high with several elements, and for low ≤ 0 in the logarithm. `not_finite` for an end that is NaN or
/// infinite.
CATAPULT_EXPORT status space_axis(double low, double high, bool logarithmic, span<double> result) noexcept;

/// result ← widths × seeds × rates. `invalid_argument` for an empty axis, a value out of range, or seeds beyond 2⁶⁴ −
/// 1. `not_finite` for a NaN, a width of −∞ or an infinite rate. `size_overflow` for 2⁶³ points or more.
CATAPULT_EXPORT status sweep_points(const sweep_grid& grid, std::uint64_t& result) noexcept;

/// The place of one trajectory in a sweep_grid.
struct sweep_point {
    double width = 0;        ///< n
    std::uint64_t seed = 0;  ///< of the network
    double rate = 0;         ///< an element of sweep_grid::rates
};
/// The point with the number `index` in grid order. Requires `index` < sweep_points.
CATAPULT_EXPORT sweep_point sweep_point_at(const sweep_grid& grid, std::uint64_t index) noexcept;

/// The rule that ends a trajectory, and the choice of what is recorded.
struct sweep_options {
    stopping_rule rule;  ///< of every trajectory
    /// Whether λ is watched at every step. Without it, the members of sweep_record that describe λ along the run are
    /// NaN, and peak_step of a warmup run is 0. It makes the warmup model about ten times as slow, the full model about
    /// three times.
    bool follow = false;
    double physical_time = 0;  ///< η·t at which lambda_at_time is taken
};

/// The record of one trajectory: its place in the grid and its summary (phase.hpp). A plain value of fixed size.
struct sweep_record {
    double width = 0;                    ///< n
    std::uint64_t seed = 0;              ///< of the network
    double eta_lambda0 = 0;              ///< η·λ₀; for a relative grid, exactly the rate given
    run_summary run;                     ///< η, λ₀, steps, peak loss and its step, final loss and λ
    phase end_phase = phase::undecided;  ///< of `run`, as by classify
    /// λ after the first step with η·t ≥ physical_time. A run that converged earlier keeps its last λ, so this is the
    /// last λ. NaN if the run ended earlier in any other way, or was not followed.
    double lambda_at_time = 0;
    double lambda_lowest = 0;   ///< the lowest λ of a followed run, start and last step included
    double lambda_highest = 0;  ///< the highest λ of a followed run
    double residual = 0;        ///< f − y after the last step of the warmup model; 0 for the full model
};

/// The data of the warmup model, and how its trajectories start.
struct warmup_setting {
    double input = 1;          ///< x
    double label = 0;          ///< y
    bool given_start = false;  ///< every network starts at (output, lambda); otherwise its start is drawn in law from its seed
    double output = 0;         ///< f₀
    double lambda = 0;         ///< λ₀
};

/// records[i] ← the record of grid point first + i, for all i. `invalid_argument` for a range outside the grid. Errors
/// of draw_warmup_start and warmup_model::create come back as they are, and leave the records unspecified. Long ranges
/// are faster: trajectories run side by side, and at the end of a range the others wait for the longest. Uses about 28
/// KiB of stack.
CATAPULT_EXPORT status run_warmup_sweep(const sweep_grid& grid, const warmup_setting& setting, const sweep_options& options,
                                        std::uint64_t first, span<sweep_record> records) noexcept;

/// Sweeps of the full model. Every network is drawn in law (initial_state.hpp). Consecutive points that share a network
/// also share its drawing and its λ₀, within one call of run() and across calls. The object is a view of the caller's
/// workspace. It refers to the data and the grid, which must outlive it.
class full_sweep {
public:
    /// O(r² + rk + k²) elements, whatever the size of the grid. Errors are those of draw_initial_bytes for each width.
    static status bytes(const reduced_data<double>& data, const sweep_grid& grid, std::size_t& result) noexcept;
    /// Errors are those of sweep_points, and of draw_initial_bytes for each width.
    static status create(const reduced_data<double>& data, const sweep_grid& grid, const sweep_options& options, workspace memory,
                         full_sweep& result) noexcept;

    /// records[i] ← the record of grid point first + i, for all i. Long ranges are faster if trajectories run side by
    /// side. `invalid_argument` for a range outside the grid, and for a rate that λ₀ makes infinite. Errors of
    /// gram_model::create and top_eigenvalue::update come back as they are. The records are unspecified after an error.
    status run(std::uint64_t first, span<sweep_record> records) noexcept;
    /// Whether trajectories run side by side. They do on small problems (gram_runs.hpp), unless they are followed.
    bool side_by_side() const noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
