// When a trajectory has converged or diverged, and which of the four phases it shows (theory.md, 6 and 7).
#ifndef CATAPULT_PHASE_HPP
#define CATAPULT_PHASE_HPP

#include <cstddef>

namespace catapult {

enum class phase { lazy, catapult, bounded, divergent };

/// "lazy", "catapult", "bounded" or "divergent". Static storage.
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
    std::size_t steps = 0;       ///< steps taken; to convergence if converged
    double eta = 0;
    double loss_initial = 0;     ///< excess loss at step 0
    double loss_peak = 0;        ///< largest excess loss of the run
    std::size_t peak_step = 0;
    double loss_final = 0;
    double lambda_initial = 0;   ///< λ₀
    double lambda_final = 0;
    bool falling = false;        ///< out of steps, but ηλ < 2 and the loss has fallen at each of the last steps
};

/// The phase of a run (theory.md, 7). Out of steps with a falling loss counts as the phase it tends to.
phase classify(const run_summary& run) noexcept;

}  // namespace catapult

#endif
