// Orbits of the warmup model with a label: what happens where training neither converges nor diverges (theory.md, 5 and 7).
//
// In the universal variables A = η‖u+v‖²x²/2n, B = η‖u−v‖²x²/2n and ω = ηxy/√n (x the input, y the label), with ρ = (A − B)/2 − ω:
//     A' = (1 − ρ)² A,   B' = (1 + ρ)² B,   ηλ = A + B,   ηfx/√n = (A − B)/2.
// On u = ±v (B = 0) the orbit period-doubles at ω = 1, √5 − 1, 1.2880, 1.2992, … and escapes at ω = 2.
#ifndef CATAPULT_ORBIT_HPP
#define CATAPULT_ORBIT_HPP

#include <cstddef>

#include "catapult/span.hpp"
#include "catapult/status.hpp"

namespace catapult {

/// A point of the universal map.
struct orbit_point {
    double sum = 0;         ///< A ≥ 0
    double difference = 0;  ///< B ≥ 0
};

struct orbit_options {
    std::size_t transient = 10000;  ///< steps before anything is recorded
    std::size_t steps = 4096;       ///< steps recorded
    double tolerance = 1e-9;        ///< two residuals this close (absolutely) are the same
};

struct orbit_summary {
    bool bounded = false;     ///< false: the orbit escaped; the other members are then 0
    std::size_t period = 0;   ///< smallest p ≤ steps/2 with ρ_{t+p} = ρ_t throughout the record; 0 if there is none
    double lyapunov = 0;      ///< largest Lyapunov exponent a step, over the record: negative periodic, positive chaotic
    double lowest = 0;        ///< range of the residual ρ over the record
    double highest = 0;
};

/// Follows the orbit from `start` at label `omega` (finite; A, B ≥ 0 finite, not both 0: else `invalid_argument`).
/// `residuals` receives the recorded ρ (size options.steps, ≥ 4): the column of a bifurcation diagram.
/// An orbit that escapes (|ρ| > 100, from where it can only grow) is a result with `bounded` false; `residuals` is then unspecified.
status follow_orbit(orbit_point start, double omega, const orbit_options& options, span<double> residuals,
                    orbit_summary& result) noexcept;

}  // namespace catapult

#endif
