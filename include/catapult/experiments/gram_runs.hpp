// Many trajectories of the Gram engine side by side. They are for small problems: at a small rank, a step of a single
// trajectory leaves most of the processor idle.
#ifndef CATAPULT_EXPERIMENTS_GRAM_RUNS_HPP
#define CATAPULT_EXPERIMENTS_GRAM_RUNS_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult CATAPULT_EXPORT {

/// Trajectories on the same data, under one stopping rule. Each has its own network, width and learning rate. Each gets
/// the summary that a run alone gives it (run.hpp), with the same bits, whatever runs beside it. A trajectory
/// that has ended frees its place for another, so no place is stepped in vain:
///     for (;;) {
///         if (more && batch.size() < batch.capacity) check(batch.add(…));
///         else if (batch.size() > 0) check(batch.finish_next(tag, summary));
///         else break;
///     }
/// The object is a view of the caller's workspace. The data must outlive it.
/// The trajectories are in the workspace. finish_next uses up to about 12 KB of stack besides (with the SSE2 kernels in
/// float), for the sums of a step of all of them.
template <class T>
class gram_runs {
public:
    /// The largest rank for k = `outputs`, 0 if there is none. At larger ranks, and for more than ten outputs, one trajectory
    /// after the other is about as fast.
    static constexpr std::size_t largest_rank(std::size_t outputs) noexcept
    {
        return outputs == 0 || outputs > 10 ? 0 : outputs == 1 ? 32 : outputs <= 3 ? 16 : outputs <= 5 ? 12 : 8;
    }
    static constexpr std::size_t capacity = 64 / sizeof(T);  ///< trajectories side by side

    /// Whether these data can run side by side: rank from 1 to largest_rank(k) for k outputs, and ordinary scale
    /// (reduced_data::exponent is 0).
    static bool takes(const reduced_data<T>& data) noexcept;
    /// O(r² + r k + k²) elements for each of `capacity` trajectories. `invalid_argument` if the rank is zero or above
    /// largest_rank(outputs).
    static status bytes(std::size_t rank, std::size_t outputs, std::size_t& result) noexcept;
    /// `data` as for gram_model::create; `invalid_argument` unless takes(data). `tolerance` is that of λ, the same as
    /// in the top_eigenvalue of each trajectory. Other errors are those of gram_model::create and
    /// top_eigenvalue::create.
    static status create(const reduced_data<T>& data, double tolerance, const stopping_rule& rule, workspace memory,
                         gram_runs& result) noexcept;

    /// The number of trajectories that were added and have not been returned by finish_next.
    std::size_t size() const noexcept;
    /// Adds the trajectory that training_run::start begins with these arguments and the batch's rule. `model` must be
    /// of this batch's data. `model` and `lambda` are copied and may be changed at once. `tag` comes back with the
    /// summary. `invalid_argument` if there is no room, for a negative rate, for a narrow network (keeps_factor), which
    /// only a run alone takes, and for a model of other data, that is, of other singular values or another number of
    /// samples. The targets may differ, because a trajectory has its own in its residual. `shape_mismatch` for a model
    /// or a `lambda` of another rank or number of outputs. `not_finite` for the rate or λ₀.
    status add(const gram_model<T>& model, const top_eigenvalue<T>& lambda, T eta, T lambda0, std::uint64_t tag) noexcept;
    /// Steps all trajectories until one ends, and returns that one. `invalid_argument` if there is none. If
    /// top_eigenvalue::update fails for a trajectory, its error comes back with its `tag`: the trajectory is gone, and
    /// it has no summary.
    status finish_next(std::uint64_t& tag, run_summary& result) noexcept;

private:
    struct CATAPULT_HIDDEN storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
