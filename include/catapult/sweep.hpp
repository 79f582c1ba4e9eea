// Many trajectories over a grid of learning rates, widths and seeds: a range of grid points in, one record each out.
// A record depends on its grid point alone, so that ranges can be computed in any order, by any number of threads or
// machines, with the same bytes.
#ifndef CATAPULT_SWEEP_HPP
#define CATAPULT_SWEEP_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/data.hpp"
#include "catapult/phase.hpp"
#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/workspace.hpp"

namespace catapult {

/// Grid order: widths outermost, then seeds, then rates, so that the trajectories of one network are neighbours.
struct sweep_grid {
    span<const double> widths;     ///< n ≥ 1 each, or infinity
    std::uint64_t first_seed = 0;
    std::uint64_t seeds = 1;       ///< first_seed, first_seed + 1, …
    span<const double> rates;      ///< positive
    bool relative = true;          ///< rates are η·λ₀ of each network; otherwise η itself
};

/// widths × seeds × rates. `invalid_argument` for an empty axis or a value out of range, `not_finite` for NaN or an
/// infinite rate, `size_overflow` for 2⁶³ points or more.
status sweep_points(const sweep_grid& grid, std::uint64_t& result) noexcept;

struct sweep_point {
    double width = 0;
    std::uint64_t seed = 0;
    double rate = 0;
};
/// `index` < sweep_points.
sweep_point sweep_point_at(const sweep_grid& grid, std::uint64_t index) noexcept;

/// One trajectory: where it stands in the grid, and what it did (phase.hpp). A plain value of fixed size.
struct sweep_record {
    double width = 0;
    std::uint64_t seed = 0;
    double eta_lambda0 = 0;   ///< η·λ₀
    run_summary run;          ///< λ₀, steps, peak loss and its step, final loss and λ
    phase end_phase = phase::bounded;
};

/// Where the warmup trajectories start.
struct warmup_sweep {
    double input = 1;          ///< x
    double label = 0;          ///< y
    bool given_start = false;  ///< every network starts at (output, lambda) instead of in law from its seed
    double output = 0;         ///< f₀
    double lambda = 0;         ///< λ₀
};

/// Records `first` … `first + records.size() − 1`. `invalid_argument` for a point outside the grid or what
/// warmup_model::create refuses; the records are then unspecified.
status sweep_warmup(const sweep_grid& grid, const warmup_sweep& setting, const stopping_rule& rule, std::uint64_t first,
                    span<sweep_record> records) noexcept;

/// The same for the full model on `data`, every network drawn in law. Workspace: sweep_full_bytes, O(r² + rk + k²),
/// independent of the grid. A network is drawn once for neighbouring points that share it.
status sweep_full_bytes(const reduced_data<double>& data, std::size_t& result) noexcept;
status sweep_full(const sweep_grid& grid, const reduced_data<double>& data, const stopping_rule& rule,
                  std::uint64_t first, span<sweep_record> records, workspace memory) noexcept;

}  // namespace catapult

#endif
