#include "catapult/c_interface/sweep.h"

#include "c_interface/conversions.hpp"
#include "c_interface/full_objects.hpp"
#include "catapult/experiments/sweep.hpp"

namespace catapult::c_interface {

static sweep_grid from_c(const catapult_sweep_grid& g) noexcept
{
    return {{g.widths, g.width_count}, g.first_seed, g.seeds, {g.rates, g.rate_count}, g.relative};
}

static sweep_options from_c(const catapult_sweep_options& o) noexcept { return {from_c(o.rule), o.follow, o.physical_time}; }

static warmup_setting from_c(const catapult_warmup_setting& s) noexcept
{
    return {s.input, s.label, s.given_start, s.output, s.lambda};
}

static catapult_sweep_record to_c(const sweep_record& r) noexcept
{
    return {r.width,          r.seed,          r.eta_lambda0,    to_c(r.run), static_cast<catapult_phase>(r.end_phase),
            r.lambda_at_time, r.lambda_lowest, r.lambda_highest, r.residual};
}

/// Whether an axis has elements and no data.
static bool axes_missing(const catapult_sweep_grid& g) noexcept
{
    return (g.widths == nullptr && g.width_count > 0) || (g.rates == nullptr && g.rate_count > 0);
}

/// Records are written where they are wanted, and then each becomes one of C's, as there is no other memory.
template <class Run>
static catapult_status write_records(catapult_sweep_record* records, std::size_t count, Run&& run) noexcept
{
    static_assert(sizeof(catapult_sweep_record) == sizeof(sweep_record));
    static_assert(alignof(catapult_sweep_record) == alignof(sweep_record));
    sweep_record* const written = reinterpret_cast<sweep_record*>(records);
    const status s = run(span<sweep_record>(written, count));
    for (std::size_t i = 0; s == status::ok && i < count; ++i) {
        const sweep_record record = written[i];
        ::new (static_cast<void*>(records + i)) catapult_sweep_record(to_c(record));
    }
    return answer(s);
}

}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_full_sweep {
    full_sweep sweep;

    static status bytes(const catapult_data* data, const sweep_grid& grid, std::size_t& result) noexcept
    {
        return full_sweep::bytes(data->reduced, grid, result);
    }
    static status bytes(const catapult_data* data, const sweep_grid& grid, const sweep_options&, std::size_t& result) noexcept
    {
        return bytes(data, grid, result);
    }
    status create(const catapult_data* data, const sweep_grid& grid, const sweep_options& options, workspace memory) noexcept
    {
        return full_sweep::create(data->reduced, grid, options, memory, sweep);
    }
};

extern "C" {

catapult_status catapult_space_axis(double low, double high, bool logarithmic, double* result, std::size_t count)
{
    return any_null(result) ? CATAPULT_INVALID_ARGUMENT : answer(space_axis(low, high, logarithmic, {result, count}));
}

catapult_status catapult_sweep_points(catapult_sweep_grid grid, std::uint64_t* result)
{
    if (any_null(result) || axes_missing(grid)) return CATAPULT_INVALID_ARGUMENT;
    return answer(sweep_points(from_c(grid), *result));
}

catapult_status catapult_sweep_point_at(catapult_sweep_grid grid, std::uint64_t index, catapult_sweep_point* result)
{
    std::uint64_t points = 0;
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    if (const catapult_status s = catapult_sweep_points(grid, &points); s != CATAPULT_OK) return s;
    if (index >= points) return CATAPULT_INVALID_ARGUMENT;
    const sweep_point point = sweep_point_at(from_c(grid), index);
    *result = {point.width, point.seed, point.rate};
    return CATAPULT_OK;
}

catapult_status catapult_run_warmup_sweep(catapult_sweep_grid grid, catapult_warmup_setting setting,
                                          catapult_sweep_options options, std::uint64_t first, catapult_sweep_record* records,
                                          std::size_t count)
{
    if (any_null(records) || axes_missing(grid)) return CATAPULT_INVALID_ARGUMENT;
    return write_records(records, count, [&](span<sweep_record> written) {
        return run_warmup_sweep(from_c(grid), from_c(setting), from_c(options), first, written);
    });
}

catapult_status catapult_full_sweep_bytes(const catapult_data* data, catapult_sweep_grid grid, std::size_t* bytes)
{
    return axes_missing(grid) ? CATAPULT_INVALID_ARGUMENT : measure_object<catapult_full_sweep>(bytes, data, from_c(grid));
}

catapult_status catapult_full_sweep_create(const catapult_data* data, catapult_sweep_grid grid, catapult_sweep_options options,
                                           void* memory, std::size_t bytes, catapult_full_sweep** result)
{
    if (axes_missing(grid)) return CATAPULT_INVALID_ARGUMENT;
    return create_object(memory, bytes, result, data, from_c(grid), from_c(options));
}

catapult_status catapult_full_sweep_run(catapult_full_sweep* sweep, std::uint64_t first, catapult_sweep_record* records,
                                        std::size_t count)
{
    if (any_null(sweep, records)) return CATAPULT_INVALID_ARGUMENT;
    return write_records(records, count, [&](span<sweep_record> written) { return sweep->sweep.run(first, written); });
}

bool catapult_full_sweep_side_by_side(const catapult_full_sweep* sweep)
{
    return !any_null(sweep) && sweep->sweep.side_by_side();
}
}
