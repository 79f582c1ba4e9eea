// Orbits of the warmup model with a label, at learning rates where training neither converges nor diverges
// (theory.md, 5 and 7). In double only: residuals are told apart at 1e-9 (orbit_options::tolerance), which is less than a
// float's rounding.
//
// In the universal variables A = η‖u+v‖²x²/2n, B = η‖u−v‖²x²/2n and ω = ηxy/√n (x is the input, y the label), with
// ρ = (A − B)/2 − ω:
//     A' = (1 − ρ)² A,   B' = (1 + ρ)² B,   ηλ = A + B,   ηfx/√n = (A − B)/2.
// On u = ±v (B = 0) the orbit period-doubles at ω = 1, √5 − 1, 1.2880, 1.2992, … and escapes at ω = 2.
#ifndef CATAPULT_OBSERVABLES_ORBIT_HPP
#define CATAPULT_OBSERVABLES_ORBIT_HPP

#include <cstddef>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// A point of the universal map.
struct orbit_point {
    double sum = 0;         ///< A ≥ 0
    double difference = 0;  ///< B ≥ 0
};

/// How long an orbit is followed, and how closely.
struct orbit_options {
    std::size_t transient = 10000;  ///< steps before anything is recorded
    std::size_t steps = 4096;       ///< steps recorded
    double tolerance = 1e-9;        ///< residuals that differ by no more than this (absolutely) count as equal
};

/// Where an orbit ends.
struct orbit_summary {
    bool bounded = false;  ///< false if the orbit escaped; the other members are then 0 and false
    /// The period of the attracting periodic orbit that this orbit is on or approaches. At most steps/2. It is 1 where
    /// training converges, and 0 where the orbit is chaotic or not settled. Newton's method finds the periodic orbit
    /// itself, so that the period is right near bifurcations too, where an orbit needs very many steps to approach it.
    std::size_t period = 0;
    /// True if `period` is known: the record has come nearer to a periodic orbit that attracts, or training converges,
    /// or the orbit is chaotic (a Lyapunov exponent above 0.01). If false, take more steps. At the bifurcation itself
    /// no number of steps is enough.
    bool settled = false;
    double multiplier = 0;  ///< modulus of the periodic orbit's larger multiplier over one period; 0 if `period` is 0
    /// The largest Lyapunov exponent, per step: that of the periodic orbit (negative) if Newton's method found one,
    /// otherwise that of the record (positive in chaos). It is −∞ for a superstable orbit.
    double lyapunov = 0;
    double lowest = 0;   ///< smallest residual ρ in the record
    double highest = 0;  ///< largest residual ρ in the record
};

/// Follows the orbit from `start` with the label `omega` = ω. `residuals` (options.steps elements) receives the
/// recorded ρ: one column of a bifurcation diagram. An orbit escapes when |ρ| > 100, from where it only grows. The
/// status is then `ok`, `bounded` is false, and `residuals` is unspecified. Errors: `not_finite` for a NaN or an
/// infinity in `start`, `omega` or the tolerance; `invalid_argument` if A < 0, B < 0 or A = B = 0, for fewer than 4
/// steps, and for a negative tolerance; `shape_mismatch` if `residuals` has another size.
CATAPULT_EXPORT status follow_orbit(orbit_point start, double omega, const orbit_options& options, span<double> residuals,
                                    orbit_summary& result) noexcept;

}  // namespace catapult

#endif
