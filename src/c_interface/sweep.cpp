#include "catapult/c_interface/sweep.h"

#include "c_interface/full_objects.hpp"
#include "c_interface/in_place.hpp"
#include "c_interface/records.hpp"

namespace catapult::c_interface {

static sweep_grid from_c(const catapult_sweep_grid& g) noexcept
{
    return {{g.widths, g.width_count}, g.first_seed, g.seeds, {g.rates, g.rate_count}, g.relative};
}

static sweep_options from_c(const catapult_sweep_options& o) noexcept { return {from_c(o.rule), o.follow, o.physical_time}; }

/// Whether an axis has elements and no data.
static bool axes_missing(const catapult_sweep_grid& g) noexcept
{
    return (g.widths == nullptr && g.width_count > 0) || (g.rates == nullptr && g.rate_count > 0);
}

template <class Run>
static catapult_status write_records(catapult_sweep_record* records, std::size_t count, Run&& run) noexcept
{
    return write_in_place<sweep_record>(
        records, count, run, [](status s) { return s == status::ok; }, [](const sweep_record& r) { return to_c(r); });
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
