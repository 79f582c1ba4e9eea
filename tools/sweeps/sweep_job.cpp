#include "sweeps/sweep_job.hpp"

#include <cmath>
#include <cstring>

#include "catapult/models/warmup_model.hpp"
#include "catapult/observables/orbit.hpp"
#include "engines/rule_run.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr char model_names[][8] = {"warmup", "full"};
constexpr char outcome_names[][16] = {"converged", "divergent", "out_of_steps"};

/// The hash FNV-1a.
class hash {
public:
    void add(std::uint64_t value)
    {
        for (int shift = 0; shift < 64; shift += 8) value_ = (value_ ^ (value >> shift & 0xff)) * 0x100000001b3;
    }
    void add(double value)
    {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        add(bits);
    }
    void add(span<const double> values)
    {
        add(std::uint64_t{values.size()});
        for (const double value : values) add(value);
    }
    std::string text() const
    {
        std::string digits;
        for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[value_ >> shift & 0xf];
        return digits;
    }

private:
    std::uint64_t value_ = 0xcbf29ce484222325;
};

/// Throws a request_error if a range could not be computed. The cause is then a value of the grid.
void check_range(status s, std::uint64_t first)
{
    if (s != status::ok) throw request_error("grid points from " + std::to_string(first) + " on: " + status_text(s));
}

/// Whether the sweep can have orbits: with a label, a network of the warmup model may wander instead of diverging.
bool has_orbits(const sweep_job& job) { return job.model == sweep_model::warmup && job.warmup.label != 0; }

/// Follows the orbit of a warmup run that neither converged nor diverged, from the run's last state.
orbit_summary orbit_of(const warmup_setting& model, const sweep_record& record)
{
    if (!std::isfinite(record.width)) return {};
    const double eta = record.run.eta, root = std::sqrt(record.width);
    const double half = eta * record.run.lambda_final / 2, output = eta * (record.residual + model.label) * model.input / root;
    orbit_options options;
    options.transient = 256;  // only the direction of the exponent has to settle; the run has already reached the orbit
    std::vector<double> residuals(options.steps);
    orbit_summary result;
    check(follow_orbit({std::fmax(0, half + output), std::fmax(0, half - output)}, eta * model.input * model.label / root,
                       options, residuals, result),
          "the orbit");
    return result;
}

class warmup_worker final : public sweep_worker {
public:
    explicit warmup_worker(const sweep_job& job) : job_(job) {}
    void run(std::uint64_t first, span<sweep_record> records) override
    {
        check_range(run_warmup_sweep(job_.grid(), job_.warmup, job_.options, first, records), first);
    }
    bool side_by_side() const override { return true; }

private:
    const sweep_job& job_;
};

class full_worker final : public sweep_worker {
public:
    explicit full_worker(const sweep_job& job)
        : memory_(memory_for([&](std::size_t& b) { return full_sweep::bytes(job.data.training.reduced, job.grid(), b); },
                             "the sweep"))
    {
        check(full_sweep::create(job.data.training.reduced, job.grid(), job.options, memory_.view(), sweep_), "the sweep");
    }
    void run(std::uint64_t first, span<sweep_record> records) override { check_range(sweep_.run(first, records), first); }
    bool side_by_side() const override { return sweep_.side_by_side(); }

private:
    memory memory_;
    full_sweep sweep_;
};

class rule_worker final : public sweep_worker {
public:
    explicit rule_worker(const sweep_job& job) : job_(job), runs_(job.data, job.training, job.observations) {}
    void run(std::uint64_t first, span<sweep_record> records) override
    {
        for (std::size_t i = 0; i < records.size(); ++i) {
            const sweep_point point = sweep_point_at(job_.grid(), first + i);
            records[i] = runs_.run(point.width, point.seed, point.rate, job_.relative, job_.options);
        }
    }
    std::vector<cell> observed() const override { return runs_.observed(); }
    bool side_by_side() const override { return false; }

private:
    const sweep_job& job_;
    rule_runs runs_;
};

}  // namespace

sweep_grid sweep_job::grid() const
{
    sweep_grid result;
    result.widths = widths;
    result.first_seed = first_seed;
    result.seeds = seeds;
    result.rates = rates;
    result.relative = relative;
    return result;
}

std::uint64_t sweep_job::points() const
{
    std::uint64_t result = 0;
    const status s = sweep_points(grid(), result);
    if (s == status::size_overflow) throw request_error("the grid has 2^63 points or more; use fewer seeds, widths or rates");
    check(s, "the grid");
    return result;
}

std::string sweep_job::identity(table_format format) const
{
    hash all;
    all.add(static_cast<std::uint64_t>(model));
    all.add(static_cast<std::uint64_t>(format));
    all.add(span<const double>(widths));
    all.add(span<const double>(rates));
    all.add(std::uint64_t{relative});
    all.add(first_seed);
    all.add(seeds);
    all.add(std::uint64_t{options.rule.max_steps});
    for (const double x : {options.rule.converged_ratio, options.rule.divergent_step, options.rule.divergent_ratio}) all.add(x);
    all.add(std::uint64_t{options.follow});
    all.add(options.physical_time);
    all.add(std::uint64_t{warmup.given_start});
    for (const double x : {warmup.input, warmup.label, warmup.output, warmup.lambda}) all.add(x);
    if (model == sweep_model::full) {
        const reduced_data<double>& reduced = data.training.reduced;
        all.add(std::uint64_t{reduced.samples});
        all.add(reduced.singular_values);
        for (std::size_t i = 0; i < reduced.targets.rows; ++i)
            all.add(span<const double>(reduced.targets.row(i), reduced.targets.columns));
        all.add(reduced.unreachable_loss);
        if (reduced.exponent != 0) all.add(static_cast<double>(reduced.exponent));
        for (const std::string& name : observations.names())
            for (const char letter : name) all.add(static_cast<std::uint64_t>(letter));
        if (!training.plain())
            for (const char letter : training.identity()) all.add(static_cast<std::uint64_t>(letter));
        // What the reduced data do not show: the order of the samples, for batches, and those of the test set.
        for (const projected_samples* samples : {&data.samples, &data.test_samples})
            for (const matrix_view<const double>& part : {samples->inputs, samples->targets})
                for (std::size_t i = 0; i < part.rows; ++i) all.add(span<const double>(part.row(i), part.columns));
    }
    return std::string("# catapult sweep, ") + model_names[static_cast<int>(model)] + " model, " + std::to_string(widths.size()) +
           " widths, " + std::to_string(seeds) + " seeds, " + std::to_string(rates.size()) + " rates, " + all.text();
}

std::vector<std::string> sweep_columns(const sweep_job& job)
{
    std::vector<std::string> columns = {"model",       "width",        "seed",  "eta",
                                        "eta_lambda0", "lambda0",      "phase", "steps_to_converge",
                                        "loss_max",    "lambda_final", "end",   "steps"};
    if (job.options.follow) columns.insert(columns.end(), {"loss_max_step", "lambda_at_time", "lambda_min", "lambda_max"});
    if (has_orbits(job)) columns.insert(columns.end(), {"period", "lyapunov", "settled"});
    for (const std::string& name : job.observations.names()) columns.push_back(name);
    return columns;
}

void sweep_cells(const sweep_job& job, const sweep_record& record, const std::vector<cell>& observed, std::vector<cell>& cells)
{
    const run_summary& run = record.run;
    const std::size_t orbits = job.options.follow ? 16 : 12;
    cells.resize(orbits + (has_orbits(job) ? 3 : 0));
    cells[0] = model_names[static_cast<int>(job.model)];
    cells[1] = record.width;
    cells[2] = record.seed;
    cells[3] = run.eta;
    cells[4] = record.eta_lambda0;
    cells[5] = run.lambda_initial;
    cells[6] = phase_name(record.end_phase);
    cells[7] = run.end == outcome::converged ? cell(std::uint64_t{run.steps}) : cell();
    cells[8] = run.loss_peak;
    cells[9] = run.lambda_final;
    cells[10] = outcome_names[static_cast<int>(run.end)];
    cells[11] = std::uint64_t{run.steps};
    if (job.options.follow) {
        cells[12] = std::uint64_t{run.peak_step};
        cells[13] = std::isnan(record.lambda_at_time) ? cell() : cell(record.lambda_at_time);
        cells[14] = record.lambda_lowest;
        cells[15] = record.lambda_highest;
    }
    if (has_orbits(job)) {
        const orbit_summary orbit = record.end_phase == phase::bounded && run.steps > 0 ? orbit_of(job.warmup, record)
                                                                                        : orbit_summary();
        cells[orbits] = orbit.bounded && orbit.period > 0 ? cell(std::uint64_t{orbit.period}) : cell();
        cells[orbits + 1] = orbit.bounded ? cell(orbit.lyapunov) : cell();
        // For an orbit without a period, this tells chaos from an orbit that was not followed for long enough.
        cells[orbits + 2] = orbit.bounded ? cell(std::string(orbit.settled ? "yes" : "no")) : cell();
    }
    const std::size_t places = cells.size() + job.observations.count();
    cells.insert(cells.end(), observed.begin(), observed.end());
    cells.resize(places);
}

std::unique_ptr<sweep_worker> make_worker(const sweep_job& job)
{
    if (job.model == sweep_model::full && (!job.training.plain() || !job.observations.empty()))
        return std::make_unique<rule_worker>(job);
    if (job.model == sweep_model::full) return std::make_unique<full_worker>(job);
    return std::make_unique<warmup_worker>(job);
}

}  // namespace catapult::tools
