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

/// Grid order: widths outermost, then seeds, then rates, so that the trajectories of one network are neighbours.
struct sweep_grid {
    span<const double> widths;  ///< n ≥ 1 each, or infinity
    std::uint64_t first_seed = 0;
    std::uint64_t seeds = 1;   ///< first_seed, first_seed + 1, …
    span<const double> rates;  ///< positive
    bool relative = true;      ///< rates are η·λ₀ of each network; otherwise η itself
};

/// result[i] ← evenly spaced from `low` to `high`, both among them with their bits, or evenly in the logarithm; of one
/// element, `low`. The same bits everywhere. `invalid_argument` for no elements, for low > high, for low = high with
/// several elements, and for low ≤ 0 in the logarithm; `not_finite` for an end that is not.
CATAPULT_EXPORT status space_axis(double low, double high, bool logarithmic, span<double> result) noexcept;

/// result ← widths × seeds × rates. `invalid_argument` for an empty axis, a value out of range, or seeds beyond 2⁶⁴ − 1,
/// `not_finite` for a NaN, a width of −∞ or an infinite rate, `size_overflow` for 2⁶³ points or more.
CATAPULT_EXPORT status sweep_points(const sweep_grid& grid, std::uint64_t& result) noexcept;

struct sweep_point {
    double width = 0;
    std::uint64_t seed = 0;
    double rate = 0;
};
/// `index` < sweep_points.
CATAPULT_EXPORT sweep_point sweep_point_at(const sweep_grid& grid, std::uint64_t index) noexcept;

/// When a trajectory ends, and what is recorded of it.
struct sweep_options {
    stopping_rule rule;
    /// Whether λ is watched at every step: without, the members of sweep_record that say so are NaN, and a warmup run's
    /// peak_step is 0. It takes the warmup model about ten times as long, the full model about three times.
    bool follow = false;
    double physical_time = 0;  ///< η·t of lambda_at_time
};

/// One trajectory: where it stands in the grid, and what it did (phase.hpp). A plain value of fixed size.
struct sweep_record {
    double width = 0;
    std::uint64_t seed = 0;
    double eta_lambda0 = 0;  ///< η·λ₀: the rate of a relative grid, with its bits
    run_summary run;         ///< η, λ₀, steps, peak loss and its step, final loss and λ
    phase end_phase = phase::undecided;
    /// Of a followed run. λ after the first step with η·t ≥ physical_time; if it converged before, its last λ, which stays
    /// so; NaN if it ended otherwise before.
    double lambda_at_time = 0;
    double lambda_lowest = 0;  ///< of a followed run: from the start to the last step
    double lambda_highest = 0;
    double residual = 0;  ///< f − y after the last step, of the warmup model; 0 of the full model
};

/// Where the warmup trajectories start.
struct warmup_setting {
    double input = 1;          ///< x
    double label = 0;          ///< y
    bool given_start = false;  ///< every network starts at (output, lambda) instead of in law from its seed
    double output = 0;         ///< f₀
    double lambda = 0;         ///< λ₀
};

/// records[i] ← grid point first + i, for all i. `invalid_argument` for a range outside the grid; otherwise what
/// draw_warmup_start and warmup_model::create refuse. The records are then unspecified. Long ranges are faster: the
/// trajectories run side by side, and the last of a range wait for the longest. About 28 KiB of stack.
CATAPULT_EXPORT status run_warmup_sweep(const sweep_grid& grid, const warmup_setting& setting, const sweep_options& options,
                                        std::uint64_t first, span<sweep_record> records) noexcept;

/// The same for the full model, every network drawn in law (initial_state.hpp). A network is drawn, and its λ₀ found, once for
/// all points that follow each other and share it, in one call of run() or in several. A view of the caller's workspace;
/// data and grid are referred to.
class full_sweep {
public:
    /// O(r² + rk + k²) elements, whatever the length of the grid.
    /// Errors as of draw_initial_bytes, for each width.
    static status bytes(const reduced_data<double>& data, const sweep_grid& grid, std::size_t& result) noexcept;
    /// Errors as of sweep_points, and of draw_initial_bytes for each width.
    static status create(const reduced_data<double>& data, const sweep_grid& grid, const sweep_options& options, workspace memory,
                         full_sweep& result) noexcept;

    /// records[i] ← grid point first + i, for all i. Long ranges are faster where trajectories run side by side.
    /// `invalid_argument` for a range outside the grid, and a rate that λ₀ makes infinite; else what gram_model::create and
    /// top_eigenvalue::update refuse. The records are then unspecified.
    status run(std::uint64_t first, span<sweep_record> records) noexcept;
    /// Whether they do: small problems with one output (gram_runs.hpp), unless they are followed.
    bool side_by_side() const noexcept;

private:
    struct storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
