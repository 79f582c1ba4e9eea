#include "catapult/sweep.hpp"

#include <cmath>

#include "catapult/warmup_batch.hpp"
#include "elementary.hpp"
#include "lambda_path.hpp"
#include "layout.hpp"
#include "warmup_access.hpp"

namespace catapult {

namespace {

using access = detail::warmup_access<double>;

/// Zero where there are too many.
std::uint64_t product(const sweep_grid& grid) noexcept
{
    std::uint64_t points = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(grid.widths.size()), grid.seeds, &points) ||
        __builtin_mul_overflow(points, static_cast<std::uint64_t>(grid.rates.size()), &points) || points >> 63 != 0)
        return 0;
    return points;
}

struct warmup_storage {
    warmup_model<double>* models = nullptr;
    run_summary* summaries = nullptr;

    void lay_out(detail::layout& l, std::size_t records) noexcept
    {
        models = l.take<warmup_model<double>>(records);
        summaries = l.take<run_summary>(records);
    }
};

void follow(warmup_model<double>& m, const sweep_options& options, sweep_record& record) noexcept
{
    const double eta = m.problem().eta;
    detail::lambda_path path(eta, options.physical_time, m.lambda());
    const auto square = [&] { return access::residual(m) * access::residual(m); };
    run_monitor monitor;
    monitor.start(options.rule, eta, square(), m.lambda(), m.eta_lambda());
    while (monitor.running()) {
        if (m.step() != status::ok) {
            monitor.lose(m.lambda());
            break;
        }
        if (monitor.observe(square(), m.relative_step())) monitor.settle(m.lambda(), m.eta_lambda());
        path.see(m.steps(), m.lambda());
    }
    record.run = monitor.summary();
    access::to_units(m, record.run);
    path.write(record);
}

}  // namespace

status space_axis(double low, double high, bool logarithmic, span<double> result) noexcept
{
    if (!std::isfinite(low) || !std::isfinite(high)) return status::not_finite;
    if (result.empty() || low > high || (low == high && result.size() > 1) || (logarithmic && !(low > 0)))
        return status::invalid_argument;
    const double last = static_cast<double>(result.size() - 1);
    const double span_log = logarithmic ? detail::log(high) - detail::log(low) : 0;
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double share = static_cast<double>(i) / last;
        // (The difference itself could overflow.)
        const double value = logarithmic ? low * detail::exp(share * span_log) : low * (1 - share) + high * share;
        result[i] = i == 0 ? low : i + 1 == result.size() ? high : value;
    }
    return status::ok;
}

status sweep_points(const sweep_grid& grid, std::uint64_t& result) noexcept
{
    for (const double width : grid.widths) {
        if (std::isnan(width)) return status::not_finite;
        if (!(width >= 1)) return status::invalid_argument;
    }
    for (const double rate : grid.rates) {
        if (!std::isfinite(rate)) return status::not_finite;
        if (!(rate > 0)) return status::invalid_argument;
    }
    if (grid.widths.empty() || grid.seeds == 0 || grid.rates.empty()) return status::invalid_argument;
    if (grid.first_seed > UINT64_MAX - (grid.seeds - 1)) return status::invalid_argument;
    const std::uint64_t points = product(grid);
    if (points == 0) return status::size_overflow;
    result = points;
    return status::ok;
}

sweep_point sweep_point_at(const sweep_grid& grid, std::uint64_t index) noexcept
{
    const std::uint64_t network = index / grid.rates.size();
    return {grid.widths[network / grid.seeds], grid.first_seed + network % grid.seeds, grid.rates[index % grid.rates.size()]};
}

status sweep_warmup_bytes(std::size_t records, std::size_t& result) noexcept
{
    warmup_storage s;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, records); }, result);
}

status sweep_warmup(const sweep_grid& grid, const warmup_sweep& setting, const sweep_options& options, std::uint64_t first,
                    span<sweep_record> records, workspace memory) noexcept
{
    const std::uint64_t points = product(grid);
    if (first > points || records.size() > points - first) return status::invalid_argument;
    warmup_storage s;
    const auto lay_out = [&](detail::layout& l) { s.lay_out(l, records.size()); };
    if (const status placed = detail::place(lay_out, memory); placed != status::ok) return placed;

    warmup_problem<double> problem;
    problem.input = setting.input;
    problem.label = setting.label;
    warmup_start<double> start{setting.output, setting.lambda};
    std::uint64_t drawn = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const sweep_point point = sweep_point_at(grid, first + i);
        problem.width = point.width;
        const std::uint64_t network = (first + i) / grid.rates.size();
        if (!setting.given_start && (i == 0 || network != drawn)) {
            const status d = draw_warmup_start(point.width, setting.input, point.seed, start);
            if (d != status::ok) return d;
            drawn = network;
        }
        problem.eta = grid.relative ? point.rate / start.lambda : point.rate;
        if (const status c = warmup_model<double>::create(problem, start, s.models[i]); c != status::ok) return c;
        records[i].width = point.width;
        records[i].seed = point.seed;
        records[i].eta_lambda0 = grid.relative ? point.rate : point.rate * start.lambda;
    }
    if (options.follow) {
        for (std::size_t i = 0; i < records.size(); ++i) follow(s.models[i], options, records[i]);
    } else {
        const status ran = run_batch(span<warmup_model<double>>(s.models, records.size()), options.rule,
                                     span<run_summary>(s.summaries, records.size()));
        if (ran != status::ok) return ran;
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].run = s.summaries[i];
            detail::write_no_path(records[i]);
        }
    }
    for (sweep_record& record : records) record.end_phase = classify(record.run);
    return status::ok;
}

}  // namespace catapult
