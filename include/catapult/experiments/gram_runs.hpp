// Many trajectories of the Gram engine side by side, for small problems: a step of one of them leaves most of the
// processor idle where the rank is small.
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

/// Trajectories on the same data and with one output (k = 1), each with its own network, width and learning rate, under
/// one stopping rule. Each gets the summary that a run alone gives it (run.hpp), with the same bits, whatever runs beside it. One that has
/// ended makes room for another, so that none goes on for nothing:
///     for (;;) {
///         if (more && batch.size() < batch.capacity) check(batch.add(…));
///         else if (batch.size() > 0) check(batch.finish_next(tag, summary));
///         else break;
///     }
/// A view of the caller's workspace; the data must outlive it.
template <class T>
class gram_runs {
public:
    /// For larger ranks one trajectory after the other is about as fast.
    static constexpr std::size_t largest_rank = 32;
    static constexpr std::size_t capacity = 64 / sizeof(T);

    /// Whether data are of a kind that runs side by side: of at most largest_rank, with one output, and of an ordinary scale
    /// (reduced_data::exponent is 0).
    static bool takes(const reduced_data<T>& data) noexcept;
    /// O(r²) elements for each of `capacity` trajectories. `invalid_argument` for a rank of zero or above largest_rank.
    static status bytes(std::size_t rank, std::size_t& result) noexcept;
    /// `data` as for gram_model::create, where takes(data), else `invalid_argument`. `tolerance` of λ: as the
    /// top_eigenvalue of each trajectory has it. Errors as of gram_model::create and top_eigenvalue::create.
    static status create(const reduced_data<T>& data, double tolerance, const stopping_rule& rule, workspace memory,
                         gram_runs& result) noexcept;

    /// Trajectories that have been taken in and not let go.
    std::size_t size() const noexcept;
    /// Takes in the trajectory of training_run::start with these arguments and the batch's rule. `model`, of this batch's data, and
    /// `lambda` are copied, and may be changed at once. `tag` comes back with the summary. `invalid_argument` where there is no
    /// room, for a negative rate, for a narrow network (keeps_factor), which has no lanes (a run alone takes it), and for a model of other data: other singular values or another number of samples (its
    /// targets may be others: a trajectory has them in its residual). `shape_mismatch` for a model or a `lambda` of another rank or
    /// of several outputs; `not_finite` for the rate or λ₀.
    status add(const gram_model<T>& model, const top_eigenvalue<T>& lambda, T eta, T lambda0, std::uint64_t tag) noexcept;
    /// Steps all until one ends, and lets that one go. `invalid_argument` if there is none; else what top_eigenvalue::update refuses:
    /// the trajectory of `tag` has then gone without a summary.
    status finish_next(std::uint64_t& tag, run_summary& result) noexcept;

private:
    struct storage;
    storage* storage_ = nullptr;
};

}  // namespace catapult

#endif
