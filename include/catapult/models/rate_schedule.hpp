// Learning rates that change during training.
#ifndef CATAPULT_MODELS_RATE_SCHEDULE_HPP
#define CATAPULT_MODELS_RATE_SCHEDULE_HPP

#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// How the factor of η changes.
enum class schedule_kind {
    constant,  ///< it is 1
    changes,   ///< 1 at first, then what the list of changes says
    warmup,    ///< (t + 1)/S at step t (from 0), up to 1
    cosine,    ///< ½(1 + cos(πt/S)) at step t, and 0 from step S on
};

/// A new factor of η.
struct rate_change {
    double time = 0;    ///< the physical time from which it holds, until the next change: Σ η over the steps taken so far
    double factor = 1;  ///< ≥ 0
};

/// A factor of η for every step.
struct rate_schedule {
    schedule_kind kind = schedule_kind::constant;  ///< which of the fields below are used
    span<const rate_change> changes;               ///< in the order of time, at least one
    std::uint64_t steps = 0;                       ///< S ≥ 1 of a warmup or a cosine
};

/// `not_finite` for a time or a factor that is not finite. `invalid_argument` for one that is negative, for times that do not
/// ascend, and for a schedule without changes or steps. What a schedule does not use is not looked at.
CATAPULT_EXPORT status check_schedule(const rate_schedule& schedule) noexcept;

/// The factor of η at `step` (from 0), where `time` is the physical time so far; only changes look at it. A sum of many rates
/// may miss a time T by its rounding, so that T counts as reached from T(1 − 2⁻³⁰) on. Requires check_schedule(). The same
/// bits everywhere.
CATAPULT_EXPORT double schedule_factor(const rate_schedule& schedule, std::uint64_t step, double time) noexcept;

}  // namespace catapult

#endif
