#include "catapult/c_interface/rate_schedule.h"

#include <cstddef>

#include "c_interface/answers.hpp"
#include "catapult/models/rate_schedule.hpp"

namespace catapult {

static_assert(CATAPULT_SCHEDULE_CONSTANT == static_cast<int>(schedule_kind::constant));
static_assert(CATAPULT_SCHEDULE_CHANGES == static_cast<int>(schedule_kind::changes));
static_assert(CATAPULT_SCHEDULE_WARMUP == static_cast<int>(schedule_kind::warmup));
static_assert(CATAPULT_SCHEDULE_COSINE == static_cast<int>(schedule_kind::cosine));

// The changes of the caller are read where they are, as there is no memory to copy them to.
static_assert(sizeof(catapult_rate_change) == sizeof(rate_change));
static_assert(alignof(catapult_rate_change) == alignof(rate_change));
static_assert(offsetof(catapult_rate_change, time) == offsetof(rate_change, time));
static_assert(offsetof(catapult_rate_change, factor) == offsetof(rate_change, factor));

namespace c_interface {
namespace {

/// `invalid_argument` for changes without data. What the schedule does not use is not looked at.
status to_schedule(const catapult_rate_schedule& s, rate_schedule& result) noexcept
{
    result.kind = static_cast<schedule_kind>(s.kind);
    result.steps = s.steps;
    if (result.kind == schedule_kind::changes) {
        if (any_null(s.changes)) return status::invalid_argument;
        result.changes = {reinterpret_cast<const rate_change*>(s.changes), s.change_count};
    }
    return check_schedule(result);
}

}  // namespace
}  // namespace c_interface
}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_status catapult_check_schedule(catapult_rate_schedule schedule)
{
    rate_schedule checked;
    return answer(to_schedule(schedule, checked));
}

catapult_status catapult_schedule_factor(catapult_rate_schedule schedule, std::uint64_t step, double time, double* result)
{
    rate_schedule checked;
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = to_schedule(schedule, checked); s != status::ok) return answer(s);
    *result = schedule_factor(checked, step, time);
    return CATAPULT_OK;
}
}
