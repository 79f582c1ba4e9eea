// Orbits of the warmup model with a label: what happens where training neither converges nor diverges (theory.md, 5 and 7).
//
// In the universal variables A = η‖u+v‖²x²/2n, B = η‖u−v‖²x²/2n and ω = ηxy/√n (x the input, y the label), with ρ = (A − B)/2 − ω:
//     A' = (1 − ρ)² A,   B' = (1 + ρ)² B,   ηλ = A + B,   ηfx/√n = (A − B)/2.
// On u = ±v (B = 0) the orbit period-doubles at ω = 1, √5 − 1, 1.2880, 1.2992, … and escapes at ω = 2.
#ifndef CATAPULT_OBSERVABLES_ORBIT_HPP
#define CATAPULT_OBSERVABLES_ORBIT_HPP

#include <cstddef>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult {

/// A point of the universal map.
struct orbit_point {
    double sum = 0;         ///< A ≥ 0
    double difference = 0;  ///< B ≥ 0
};

struct orbit_options {
    std::size_t transient = 10000;  ///< steps before anything is recorded
    std::size_t steps = 4096;       ///< steps recorded
    double tolerance = 1e-9;        ///< a residual this close (absolutely) to a periodic orbit, or to zero, is on it
};

struct orbit_summary {
    bool bounded = false;  ///< false: the orbit escaped; the other members are then 0
    /// Of the attracting periodic orbit that this one is on or approaches: at most steps/2, and 1 where training converges. Zero
    /// where it is chaotic, or not settled. The periodic orbit is found by itself (Newton's method), so that its period is right
    /// near bifurcations too, where an orbit takes for ever to come near.
    std::size_t period = 0;
    /// Whether the above is known: the periodic orbit attracts and the record has come nearer to it, or the orbit is chaotic (an
    /// exponent above 0.01). If not, more steps are wanted; at a bifurcation itself none suffice.
    bool settled = false;
    double multiplier = 0;  ///< the modulus of the periodic orbit's larger multiplier over a period; 0 if there is no period
    double lyapunov =
        0;  ///< largest Lyapunov exponent a step: that of the periodic orbit (negative), or over the record (positive in chaos)
    double lowest = 0;  ///< range of the residual ρ over the record
    double highest = 0;
};

/// Follows the orbit from `start` at label `omega`. `not_finite` for a NaN or an infinity in these or in the tolerance;
/// `invalid_argument` for A or B below 0 or both 0, for options.steps < 4, and for a tolerance below 0.
/// `residuals` receives the recorded ρ: the column of a bifurcation diagram. `shape_mismatch` unless its size is options.steps.
/// An orbit that escapes (|ρ| > 100, from where it can only grow) is a result with `bounded` false; `residuals` is then unspecified.
status follow_orbit(orbit_point start, double omega, const orbit_options& options, span<double> residuals,
                    orbit_summary& result) noexcept;

}  // namespace catapult

#endif
