// The end of a trajectory (converged, divergent or out of steps) and the phase that it shows (theory.md, 6 and 7).
#ifndef CATAPULT_OBSERVABLES_PHASE_HPP
#define CATAPULT_OBSERVABLES_PHASE_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// What a run shows of gradient descent at its learning rate.
enum class phase {
    lazy,       ///< converges, and the loss never rises above its initial value
    catapult,   ///< converges after the loss has risen above its initial value
    bounded,    ///< neither converges nor diverges, and was watched long enough to say so: periodic or chaotic
    divergent,  ///< leaves every bound
    undecided,  ///< ran out of steps before it showed one of the other phases
};
/// The number of values of phase.
inline constexpr int phase_count = 5;

/// "lazy", "catapult", "bounded", "divergent" or "undecided". Static storage.
CATAPULT_EXPORT const char* phase_name(phase p) noexcept;

/// When a run stops. "Loss" means the excess loss here: the part of the loss that training can remove.
struct stopping_rule {
    std::size_t max_steps = 1000000;  ///< the step budget; a run that uses it up is not converged, and not divergent
    /// A run has converged when loss ≤ `converged_ratio` × initial loss and ηλ < 2, which keeps the loss there.
    double converged_ratio = 1e-8;
    /// A run is divergent when η‖Z‖/√n exceeds `divergent_step`: such a step multiplies the weights by up to about this
    /// number. It is also divergent when its next state would not be finite.
    double divergent_step = 100;
    /// A run is also divergent when its loss exceeds `divergent_ratio` × initial loss. At infinite width, where η‖Z‖/√n
    /// is zero, this is the only bound.
    double divergent_ratio = 1e30;
};

/// How a run ends (stopping_rule).
enum class outcome { converged, divergent, out_of_steps };

/// The record of one trajectory, and the input of `classify`.
struct run_summary {
    outcome end = outcome::out_of_steps;  ///< how the run ended
    std::size_t steps = 0;                ///< steps taken; in a converged run, the steps until convergence
    double eta = 0;                       ///< learning rate
    double loss_initial = 0;              ///< excess loss at step 0
    double loss_peak = 0;                 ///< largest excess loss of the run; infinite if a step was refused as not finite
    std::size_t peak_step = 0;            ///< the step after which the loss was largest; 0 for the initial loss
    double loss_final = 0;                ///< excess loss after the last step
    double lambda_initial = 0;            ///< λ₀
    double lambda_final = 0;              ///< λ after the last step
    bool falling = false;  ///< out of steps, but ηλ < 2 and each of the last `falling_steps` steps lowered the loss
    bool steady = false;   ///< out of steps, and the loss goes up and down without a trend (trend_watch)
};

/// At ηλ < 2, this many falling steps in a row count as a trend: on a periodic orbit of a shorter period the loss would
/// have risen in between.
inline constexpr std::size_t falling_steps = 16;

/// Watches the last steps of a run that uses up its budget, and tells whether the loss goes up and down without a
/// trend. The watched steps are divided into `blocks` blocks. The peak of a block, its largest loss, shows the trend of
/// the run, whatever the period or the noise of the loss. A run is steady in either of two cases:
///   - The peaks go up and down. They change their direction `least_turns` times or more, as they do in chaos and on
///     orbits longer than a block. The highest peak of the first half and that of the second differ by a factor of
///     `most_change` at most, so that the cycles neither die out nor grow.
///   - The peaks stay the same, to a hundred-thousandth, as they do on orbits shorter than a block.
/// In both cases the loss itself must also have risen after a fall `least_swings` times or more, each time by more than
/// the rounding of a float. A single hump is not steady. Neither is a slow rise or fall that would matter if the run
/// went on for as many steps again.
class trend_watch {
public:
    static constexpr std::size_t blocks = 16;        ///< into which the watched steps are divided
    static constexpr std::size_t least_steps = 256;  ///< in a shorter run a catapult may not have come down yet
    static constexpr unsigned least_turns = 4;       ///< changes of direction of the peaks
    static constexpr unsigned least_swings = 3;      ///< rises of the loss after a fall
    static constexpr double most_change = 1.25;      ///< of the highest peak, from half to half

    /// The number of steps that are watched at the end of a run of `max_steps` steps. The number grows with the run, so
    /// that longer runs show longer cycles and slower trends. Zero for runs that are too short for a verdict.
    static constexpr std::size_t watched(std::size_t max_steps) noexcept
    {
        return max_steps < least_steps ? 0 : blocks * (8 + max_steps / 2048);
    }

    /// Call once, before the first watched step, with the loss at that point.
    void start(std::size_t max_steps, double loss) noexcept;
    /// Call after each watched step, with the loss after it.
    void see(double loss) noexcept;

    bool steady() const noexcept;  ///< every watched step was seen, and the run is steady as defined above
    bool still() const noexcept;   ///< every watched step was seen, and the loss has not changed by a single bit

private:
    CATAPULT_HIDDEN void end_block() noexcept;

    double extreme_ = 0;      // the largest loss since the last fall began, or the smallest since the last rise began
    double peak_ = 0;         // largest loss of this block so far
    double last_peak_ = 0;    // peak of the block before
    double lowest_ = 0;       // lowest peak
    double highest_[2] = {};  // highest peak of the first half of the blocks, and of the second half
    double first_ = 0;        // loss at the start
    std::size_t length_ = 0;  // steps in a block
    std::size_t left_ = 0;    // steps left in this block
    unsigned done_ = 0;       // blocks finished
    unsigned turns_ = 0;      // changes of direction of the peaks
    unsigned swings_ = 0;     // rises of the loss after a fall
    bool rising_ = false;     // the last change of the peaks was a rise
    bool falling_ = false;    // the last change of the peaks was a fall
    bool down_ = false;       // the last change of the loss beyond rounding was a fall
    bool moved_ = false;      // the loss has differed from first_
};

/// A summary of the first `steps` steps of a run, for a caller who watched them without a run_monitor. The losses are
/// in the unit of that run's run_monitor.
struct watched_steps {
    std::size_t steps = 0;      ///< the number of these steps
    double loss = 0;            ///< after the last of these steps
    double loss_peak = 0;       ///< the largest loss, the initial one included
    std::size_t peak_step = 0;  ///< the step after which the loss was largest; 0 for the initial loss
    std::size_t falling = 0;    ///< number of last steps, in a row, that have lowered the loss
};

/// Watches one trajectory of any model for its peak, convergence, divergence and trend. λ can cost more than a step, so
/// that the monitor asks for it only where the answer matters:
///     monitor.start(rule, eta, loss, lambda, eta_lambda);
///     while (monitor.running()) {
///         if (model.step(eta) == status::diverged) monitor.lose(…);
///         else if (monitor.observe(loss, step)) monitor.settle(lambda, eta_lambda);
///     }
/// Losses are excess losses in any unit. The losses of the summary are in the same unit.
class run_monitor {
public:
    /// Call at step 0. The run ends at once if the loss is zero and ηλ < 2 (converged), or if the rule allows no steps.
    void start(const stopping_rule& rule, double eta, double loss, double lambda, double eta_lambda) noexcept;

    /// Whether the run has not ended yet. False before `start`.
    bool running() const noexcept { return running_; }

    /// Call after each step, with the loss and with η‖Z‖/√n (zero at infinite width). True if the run may have ended
    /// here: call `settle` next.
    bool observe(double loss, double relative_step) noexcept;

    /// Call instead after several steps that were watched elsewhere, with their summary since the start of the run.
    /// These steps must come before the ones that trend_watch watches: seen.steps ≤ max_steps −
    /// trend_watch::watched(max_steps).
    bool observe(const watched_steps& seen, double relative_step) noexcept;

    /// Call after `steps` more steps, none of which could end the run. `loss` is the loss after them, and `loss_peak`
    /// the largest loss among them; the summary does not record the step of that peak. The skipped steps must come
    /// before the ones that trend_watch watches, unless no skipped step raised the loss.
    void skip(std::size_t steps, double loss, double loss_peak) noexcept;

    /// Call after `observe` has answered true, with λ and ηλ. The run goes on if the loss is below its threshold while
    /// ηλ ≥ 2, because the loss will rise again.
    void settle(double lambda, double eta_lambda) noexcept;

    /// Call when the caller ends the run, whether it would have gone on or not. The run then ends as if its budget had
    /// ended here: `out_of_steps`, and `falling` if the loss was about to converge. λ and ηλ are as for settle().
    void stop(double lambda, double eta_lambda) noexcept;

    /// Call when a step was refused because its result would not be finite. The run ends as divergent, at the last
    /// finite state. `lambda` is the λ of that state.
    void lose(double lambda) noexcept;

    /// The record up to now. It is complete once the run has ended.
    const run_summary& summary() const noexcept { return summary_; }

private:
    bool may_end(double relative_step) noexcept;

    run_summary summary_;
    trend_watch trend_;
    std::size_t max_steps_ = 0;
    std::size_t watched_from_ = 0;  // trend_ watches the steps after this one
    std::size_t falling_in_a_row_ = 0;
    double converged_loss_ = 0;
    double divergent_loss_ = 0;
    double divergent_step_ = 0;
    bool running_ = false;
    bool divergent_ = false;
};

// Here, as a call would cost a sixth of a step of the warmup model.
inline bool run_monitor::may_end(double relative_step) noexcept
{
    const double loss = summary_.loss_final;
    divergent_ = !(relative_step <= divergent_step_ && loss <= divergent_loss_);  // a NaN counts as out of bounds
    return divergent_ || loss <= converged_loss_ || summary_.steps >= max_steps_;
}

inline bool run_monitor::observe(double loss, double relative_step) noexcept
{
    ++summary_.steps;
    falling_in_a_row_ = loss < summary_.loss_final ? falling_in_a_row_ + 1 : 0;
    summary_.loss_final = loss;
    if (loss > summary_.loss_peak) {
        summary_.loss_peak = loss;
        summary_.peak_step = summary_.steps;
    }
    if (summary_.steps > watched_from_)
        trend_.see(loss);
    else if (summary_.steps == watched_from_)
        trend_.start(max_steps_, loss);
    return may_end(relative_step);
}

/// The phase of a run (theory.md, 7). A run that is out of steps counts as lazy or catapult if its loss is falling, as
/// if it had converged. Otherwise it is `bounded` if it is steady, and `undecided` if not.
CATAPULT_EXPORT phase classify(const run_summary& run) noexcept;

}  // namespace catapult

#endif
