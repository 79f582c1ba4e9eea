#include "catapult/experiments/measured_borders.hpp"

#include <cmath>

namespace catapult {

namespace {

constexpr double quarter_octave = 1.189207115002721;

struct sighting {
    bool loss_rises = false;
    bool lambda_rises = false;
    bool diverges = false;
};

/// Finds the borders of one network.
class border_search {
public:
    border_search(const border_options& options, const border_trial& trial) : options_(options), trial_(trial) {}

    status find(measured_borders& result) noexcept
    {
        constexpr double none = __builtin_inf();
        double before = 0;
        found_.loss_rises = found_.lambda_rises = found_.diverges = {0, none};
        for (double rate = options_.lowest; rate <= options_.highest; rate *= quarter_octave) {
            sighting seen;
            if (const status s = look(rate, seen); s != status::ok) return s;
            note(seen.loss_rises, before, rate, found_.loss_rises);
            note(seen.lambda_rises, before, rate, found_.lambda_rises);
            // A rate that does not diverge cancels every border of divergence found below it, so the last border
            // counts.
            if (!seen.diverges)
                found_.diverges = {rate, none};
            else if (found_.diverges.high == none)
                found_.diverges.high = rate;
            before = rate;
        }
        struct {
            border_interval& interval;
            bool sighting::*what;
        } const all[] = {{found_.loss_rises, &sighting::loss_rises},
                         {found_.lambda_rises, &sighting::lambda_rises},
                         {found_.diverges, &sighting::diverges}};
        for (const auto& border : all)
            if (const status s = narrow(border.interval, border.what); s != status::ok) return s;
        result = found_;
        return status::ok;
    }

private:
    static void note(bool seen, double before, double rate, border_interval& first) noexcept
    {
        if (first.high != __builtin_inf()) return;
        if (seen)
            first = {before, rate};
        else
            first.low = rate;
    }

    status narrow(border_interval& interval, bool sighting::*what) noexcept
    {
        if (interval.low == 0 || interval.high == __builtin_inf()) return status::ok;
        for (;;) {
            const double middle = interval.low + (interval.high - interval.low) / 2;
            if (interval.high - interval.low <= options_.resolution * middle) return status::ok;
            if (!(interval.low < middle && middle < interval.high)) return status::ok;
            sighting seen;
            if (const status s = look(middle, seen); s != status::ok) return s;
            (seen.*what ? interval.high : interval.low) = middle;
        }
    }

    status look(double rate, sighting& seen) noexcept
    {
        sweep_record record;
        if (const status s = trial_.train(trial_.context, rate, record); s != status::ok) return s;
        const double exceeding = 1 + options_.excess;
        found_.lambda0 = record.run.lambda_initial;
        ++found_.runs;
        seen.loss_rises = record.run.loss_peak > exceeding * record.run.loss_initial;
        seen.lambda_rises = record.lambda_highest > exceeding * record.run.lambda_initial;
        seen.diverges = record.run.end == outcome::divergent;
        return status::ok;
    }

    const border_options& options_;
    const border_trial& trial_;
    measured_borders found_;
};

status check(const border_options& o) noexcept
{
    for (const double x : {o.lowest, o.highest, o.resolution, o.excess})
        if (!std::isfinite(x)) return status::not_finite;
    return o.lowest > 0 && o.lowest < o.highest && o.resolution > 0 && o.excess >= 0 ? status::ok : status::invalid_argument;
}

/// A grid of one point. Its spans refer to its own members, so that it cannot be copied.
struct one_network {
    double width;
    double rate = 1;
    sweep_grid grid;

    one_network(double n, std::uint64_t seed) noexcept : width(n)
    {
        grid.widths = span<const double>(&width, 1);
        grid.first_seed = seed;
        grid.rates = span<const double>(&rate, 1);
    }
    one_network(const one_network&) = delete;
    one_network& operator=(const one_network&) = delete;
};

sweep_options watched(const border_options& options) noexcept
{
    sweep_options result;
    result.rule = options.rule;
    result.follow = true;
    return result;
}

/// Searches with sweeps of one point, which `run(record)` runs.
template <class Run>
status search(one_network& network, const border_options& options, Run run, measured_borders& result) noexcept
{
    struct {
        one_network& network;
        Run& run;
    } sweeps = {network, run};
    const auto train = [](void* context, double rate, sweep_record& record) -> status {
        auto& all = *static_cast<decltype(sweeps)*>(context);
        all.network.rate = rate;
        return all.run(record);
    };
    return measure_borders({train, &sweeps}, options, result);
}

}  // namespace

status measure_borders(const border_trial& trial, const border_options& options, measured_borders& result) noexcept
{
    if (const status s = check(options); s != status::ok) return s;
    if (trial.train == nullptr) return status::invalid_argument;
    return border_search(options, trial).find(result);
}

status measure_warmup_borders(double width, std::uint64_t seed, const warmup_setting& setting, const border_options& options,
                              measured_borders& result) noexcept
{
    if (const status s = check(options); s != status::ok) return s;
    one_network network(width, seed);
    const sweep_options all = watched(options);
    const auto run = [&](sweep_record& record) noexcept {
        return run_warmup_sweep(network.grid, setting, all, 0, span<sweep_record>(&record, 1));
    };
    return search(network, options, run, result);
}

status full_borders_bytes(const reduced_data<double>& data, double width, std::size_t& result) noexcept
{
    const one_network network(width, 0);
    return full_sweep::bytes(data, network.grid, result);
}

status measure_full_borders(const reduced_data<double>& data, double width, std::uint64_t seed, const border_options& options,
                            workspace memory, measured_borders& result) noexcept
{
    if (const status s = check(options); s != status::ok) return s;
    one_network network(width, seed);
    full_sweep sweep;
    if (const status s = full_sweep::create(data, network.grid, watched(options), memory, sweep); s != status::ok) return s;
    const auto run = [&](sweep_record& record) noexcept { return sweep.run(0, span<sweep_record>(&record, 1)); };
    return search(network, options, run, result);
}

}  // namespace catapult
