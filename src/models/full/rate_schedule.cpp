#include "catapult/models/rate_schedule.hpp"

#include "numerics/elementary.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {
namespace {

/// ½(1 + cos(πt/S)) = sin²(π(S − t)/2S), which loses no digits near the end.
double cosine_factor(std::uint64_t left, std::uint64_t steps) noexcept
{
    double sine = 0, cosine = 0;
    detail::sincos_two_pi(static_cast<double>(left) / (4 * static_cast<double>(steps)), sine, cosine);
    return sine * sine;
}

}  // namespace

status check_schedule(const rate_schedule& schedule) noexcept
{
    switch (schedule.kind) {
    case schedule_kind::constant: return status::ok;
    case schedule_kind::warmup:
    case schedule_kind::cosine: return schedule.steps > 0 ? status::ok : status::invalid_argument;
    case schedule_kind::changes: break;
    default: return status::invalid_argument;
    }
    bool in_range = !schedule.changes.empty();
    const rate_change* before = nullptr;
    for (const rate_change& change : schedule.changes) {
        const double numbers[] = {change.time, change.factor};
        if (!detail::all_finite(2, numbers)) return status::not_finite;
        in_range = in_range && change.time >= 0 && change.factor >= 0 && (before == nullptr || before->time < change.time);
        before = &change;
    }
    return in_range ? status::ok : status::invalid_argument;
}

double schedule_factor(const rate_schedule& schedule, std::uint64_t step, double time) noexcept
{
    const std::uint64_t steps = schedule.steps;
    switch (schedule.kind) {
    case schedule_kind::warmup: return step < steps ? static_cast<double>(step + 1) / static_cast<double>(steps) : 1;
    case schedule_kind::cosine: return step < steps ? cosine_factor(steps - step, steps) : 0;
    case schedule_kind::changes: break;
    default: return 1;
    }
    double factor = 1;
    for (const rate_change& change : schedule.changes)
        if (time >= change.time * (1 - 0x1p-30)) factor = change.factor;
    return factor;
}

}  // namespace catapult
