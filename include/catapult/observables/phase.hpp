// When a trajectory has converged or diverged, and which phase it shows (theory.md, 6 and 7).
#ifndef CATAPULT_OBSERVABLES_PHASE_HPP
#define CATAPULT_OBSERVABLES_PHASE_HPP

#include <cstddef>

namespace catapult {

enum class phase {
    lazy,       ///< converges, and the loss never exceeds its start
    catapult,   ///< converges after the loss has grown above its start
    bounded,    ///< neither converges nor diverges, seen long enough to say so: periodic or chaotic
    divergent,  ///< leaves every bound
    undecided,  ///< out of steps before any of these could be told
};
inline constexpr int phase_count = 5;

/// "lazy", "catapult", "bounded", "divergent" or "undecided". Static storage.
const char* phase_name(phase p) noexcept;

/// When a run stops. Loss means excess loss here: what training can remove.
struct stopping_rule {
    std::size_t max_steps = 1000000;  ///< step budget; used up means "not converged", never "divergent"
    /// Converged: loss ≤ this × initial loss, while ηλ < 2, so that it stays there.
    double converged_ratio = 1e-8;
    /// Divergent: η‖Z‖/√n above this (one step then scales the weights by about its square), or a loss above
    /// `divergent_ratio` × initial loss (what is left at infinite width), or a state that would not be finite.
    double divergent_step = 100;
    double divergent_ratio = 1e30;
};

enum class outcome { converged, divergent, out_of_steps };

/// What one trajectory did: the record of a run, the input of `classify`.
struct run_summary {
    outcome end = outcome::out_of_steps;
    std::size_t steps = 0;  ///< steps taken; to convergence if converged
    double eta = 0;
    double loss_initial = 0;  ///< excess loss at step 0
    double loss_peak = 0;     ///< largest excess loss of the run, its last step included; infinite if the state was
    std::size_t peak_step = 0;
    double loss_final = 0;
    double lambda_initial = 0;  ///< λ₀
    double lambda_final = 0;
    bool falling = false;  ///< out of steps, but ηλ < 2 and the loss has fallen at each of the last `falling_steps`
    bool steady = false;   ///< out of steps, and trend_watch has seen the loss go up and down and nowhere
};

/// So many falling steps in a row, at ηλ < 2, count as a trend: a periodic orbit below that length has risen meanwhile.
inline constexpr std::size_t falling_steps = 16;

/// Watches the last steps of a run that uses its budget up: whether the loss goes up and down without going anywhere. They are
/// taken as `blocks` blocks, the largest loss of each of which says where the run goes, whatever its period or its noise:
///   - to and fro: these turn `least_turns` times or more, as they do in chaos and on orbits longer than a block, and the largest
///     of their first half is that of their second within `most_change`, so that the cycles do not die out or grow; or
///   - nowhere: they are the same to a hundred-thousandth, as on a shorter orbit.
/// One hump is neither, nor is a slow rise or fall, as long as it would matter within as many steps again. And in both cases the
/// loss itself has swung, beyond the rounding of a float: risen after it had fallen, `least_swings` times or more.
class trend_watch {
public:
    static constexpr std::size_t blocks = 16;
    static constexpr std::size_t least_steps = 256;  ///< in fewer, a catapult may still be bouncing
    static constexpr unsigned least_turns = 4;
    static constexpr unsigned least_swings = 3;
    static constexpr double most_change = 1.25;

    /// Of a run of so many steps, how many at its end are watched: a part that grows with the run, and so does the length of
    /// the cycles and the slowness of the trends that are seen. Zero for runs that are too short for a verdict.
    static constexpr std::size_t watched(std::size_t max_steps) noexcept
    {
        return max_steps < least_steps ? 0 : blocks * (8 + max_steps / 2048);
    }

    /// After the step before the first that is watched.
    void start(std::size_t max_steps, double loss) noexcept;
    /// After each of the watched steps.
    void see(double loss) noexcept;

    bool steady() const noexcept;  ///< all steps seen, and what stands above
    bool still() const noexcept;   ///< all steps seen, and the loss has not changed by a bit

private:
    void end_block() noexcept;

    double extreme_ = 0;      // the largest loss since the last fall, or the smallest since the last rise
    double peak_ = 0;         // of this block
    double last_peak_ = 0;    // of the block before
    double lowest_ = 0;       // of the peaks
    double highest_[2] = {};  // of the peaks of the first half of the blocks, and of the second
    double first_ = 0;
    std::size_t length_ = 0;  // of a block
    std::size_t left_ = 0;    // steps of this block
    unsigned done_ = 0;       // blocks
    unsigned turns_ = 0;
    unsigned swings_ = 0;
    bool rising_ = false;  // the peaks
    bool falling_ = false;
    bool down_ = false;  // the loss has fallen since it last rose
    bool moved_ = false;
};

/// What `run_monitor::observe` would have noted of the first `steps` steps of a run. Losses as there.
struct watched_steps {
    std::size_t steps = 0;
    double loss = 0;       ///< after the last of them
    double loss_peak = 0;  ///< the largest, the initial one included, and the step at which it came
    std::size_t peak_step = 0;
    std::size_t falling = 0;  ///< so many of the last steps, in a row, have lowered the loss
};

/// Watches one trajectory, whatever the model: peak, convergence, divergence, trend. λ, which can cost more than a
/// step, is asked for only where the answer matters:
///     monitor.start(rule, eta, loss, lambda, eta_lambda);
///     while (monitor.running()) {
///         if (model.step(eta) == status::diverged) monitor.lose(…);
///         else if (monitor.observe(loss, step)) monitor.settle(lambda, eta_lambda);
///     }
/// Losses are excess losses in any unit; those of the summary are in the same.
class run_monitor {
public:
    /// At step 0. A loss of zero has converged already where ηλ < 2; a rule of no steps is used up.
    void start(const stopping_rule& rule, double eta, double loss, double lambda, double eta_lambda) noexcept;

    bool running() const noexcept { return running_; }

    /// After each step: the loss, and η‖Z‖/√n (zero at infinite width). True if the run may have ended here: then
    /// `settle` comes next.
    bool observe(double loss, double relative_step) noexcept;

    /// The same where the steps since the start were watched elsewhere: `observe` after the last of them. Not beyond the first
    /// of the steps that trend_watch wants to see.
    bool observe(const watched_steps& seen, double relative_step) noexcept;

    /// After `steps` more steps, of which it is known that none could end the run: the loss now, and the largest on the
    /// way (at a step that the summary then leaves open). Not into the steps that trend_watch wants to see,
    /// unless the loss fell, or stayed as it was, at every step.
    void skip(std::size_t steps, double loss, double loss_peak) noexcept;

    /// λ and ηλ where `observe` asked. The run goes on if the loss only dips, while ηλ ≥ 2.
    void settle(double lambda, double eta_lambda) noexcept;

    /// The step could not be taken, as its result would not be finite: divergent, at the last finite state,
    /// whose λ this is.
    void lose(double lambda) noexcept;

    /// Up to now; complete once the run has ended.
    const run_summary& summary() const noexcept { return summary_; }

private:
    bool may_end(double relative_step) noexcept;

    run_summary summary_;
    trend_watch trend_;
    std::size_t max_steps_ = 0;
    std::size_t watched_from_ = 0;  // the step after which trend_ is told
    std::size_t falling_in_a_row_ = 0;
    double converged_loss_ = 0;
    double divergent_loss_ = 0;
    double divergent_step_ = 0;
    bool running_ = false;
    bool divergent_ = false;
};

/// The phase of a run (theory.md, 7). Out of steps: with a falling loss the phase it tends to, `bounded` if it is steady, and
/// else `undecided`.
phase classify(const run_summary& run) noexcept;

}  // namespace catapult

#endif
