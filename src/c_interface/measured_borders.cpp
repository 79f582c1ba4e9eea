#include "catapult/c_interface/measured_borders.h"

#include "c_interface/full_objects.hpp"
#include "c_interface/records.hpp"
#include "catapult/experiments/measured_borders.hpp"

namespace catapult::c_interface {

static border_options from_c(const catapult_border_options& o) noexcept
{
    return {from_c(o.rule), o.lowest, o.highest, o.resolution, o.excess};
}

static catapult_border_interval to_c(const border_interval& i) noexcept { return {i.low, i.high}; }
static catapult_measured_borders to_c(const measured_borders& b) noexcept
{
    return {b.lambda0, to_c(b.loss_rises), to_c(b.lambda_rises), to_c(b.diverges), b.runs};
}

template <class Find>
static catapult_status write_borders(catapult_measured_borders* result, Find&& find) noexcept
{
    return write_if_ok<measured_borders>(result, find, [](const measured_borders& b) { return to_c(b); });
}

namespace {

/// A training of C.
struct training {
    catapult_train train;
    void* context;
};

status run_training(void* context, double rate, sweep_record& record) noexcept
{
    const auto& [train, inner] = *static_cast<const training*>(context);
    catapult_sweep_record filled = to_c(record);
    const catapult_status s = train(inner, rate, &filled);
    record = from_c(filled);
    return static_cast<status>(s);
}

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_border_options catapult_default_border_options(void)
{
    const border_options o;
    return {to_c(o.rule), o.lowest, o.highest, o.resolution, o.excess};
}

catapult_status catapult_measure_borders(catapult_train train, void* context, catapult_border_options options,
                                         catapult_measured_borders* result)
{
    if (any_null(train, result)) return CATAPULT_INVALID_ARGUMENT;
    training of_c = {train, context};
    return write_borders(result, [&](measured_borders& found) {
        return measure_borders({run_training, &of_c}, from_c(options), found);
    });
}

catapult_status catapult_measure_warmup_borders(double width, std::uint64_t seed, catapult_warmup_setting setting,
                                                catapult_border_options options, catapult_measured_borders* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_borders(result, [&](measured_borders& found) {
        return measure_warmup_borders(width, seed, from_c(setting), from_c(options), found);
    });
}

catapult_status catapult_full_borders_bytes(const catapult_data* data, double width, std::size_t* bytes)
{
    return any_null(data, bytes) ? CATAPULT_INVALID_ARGUMENT : answer(full_borders_bytes(data->reduced, width, *bytes));
}

catapult_status catapult_measure_full_borders(const catapult_data* data, double width, std::uint64_t seed,
                                              catapult_border_options options, void* memory, std::size_t bytes,
                                              catapult_measured_borders* result)
{
    if (any_null(data, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_borders(result, [&](measured_borders& found) {
        return with_scratch(memory, bytes, [&](workspace space) {
            return measure_full_borders(data->reduced, width, seed, from_c(options), space, found);
        });
    });
}
}
