#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/numerics/elementary.hpp"
#include "command/subcommands.hpp"
#include "options/axis.hpp"
#include "options/options.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"

namespace catapult::tools {

namespace {

struct exponents_request {
    common_options common;
    axis widths;
    std::uint64_t seed = 0;
    std::uint64_t seeds = 16;
    std::uint64_t points = 24;
    std::optional<std::uint64_t> resamples;
    std::uint64_t steps = 100000000;
};

/// Runs the trajectories of all seeds at one width and all given η·λ₀: seeds × rates.
std::vector<sweep_record> trajectories(const exponents_request& request, double width, const std::vector<double>& rates,
                                       bool follow = false)
{
    sweep_grid grid;
    grid.widths = span<const double>(&width, 1);
    grid.first_seed = request.seed;
    grid.seeds = request.seeds;
    grid.rates = rates;
    sweep_options options;
    options.rule.max_steps = request.steps;
    options.follow = follow;
    std::uint64_t count = 0;
    check(sweep_points(grid, count), "--seeds " + std::to_string(request.seeds));
    std::vector<sweep_record> records(count);
    check(run_warmup_sweep(grid, {}, options, 0, records), "--width " + shortest(width));
    for (const sweep_record& record : records)
        if (record.run.end != outcome::converged)
            throw run_error("width " + shortest(width) + ", seed " + std::to_string(record.seed) + ", eta*lambda0 " +
                            shortest(record.eta_lambda0) + ": not converged in " + std::to_string(record.run.steps) +
                            " steps; --steps allows more");
    return records;
}

/// |ρ| at the start, which is the amplitude φ₀ of the near-critical law.
double amplitude(const sweep_record& record) { return record.run.eta * std::sqrt(2 * record.run.loss_initial / record.width); }

struct side_fit {
    exponent_estimate measured;
    exponent_estimate predicted;
    exponent_estimate corrected;
};

side_fit fit_side(const exponents_request& request, double width, int sign, const std::vector<double>& distances)
{
    std::vector<double> rates;
    for (const double distance : distances) rates.push_back(2 + sign * distance);
    const std::vector<sweep_record> records = trajectories(request, width, rates);
    const double ratio = stopping_rule().converged_ratio;
    const std::size_t points = distances.size(), seeds = static_cast<std::size_t>(request.seeds);
    std::vector<double> measured(points * seeds), predicted(points * seeds), corrected(points * seeds);
    for (std::size_t i = 0; i < points; ++i)
        for (std::size_t j = 0; j < seeds; ++j) {
            const sweep_record& record = records[j * points + i];
            const std::size_t at = i * seeds + j;
            measured[at] = static_cast<double>(record.run.steps);
            predicted[at] = critical_steps(sign * distances[i], amplitude(record), ratio);
            corrected[at] = steps_without_logarithm(measured[at], sign * distances[i], amplitude(record), ratio);
        }
    const auto exponent_of = [&](const std::vector<double>& steps) {
        return estimate_power(distances, steps, seeds, static_cast<std::size_t>(request.resamples.value_or(1000)), request.seed);
    };
    return {exponent_of(measured), exponent_of(predicted), exponent_of(corrected)};
}

/// Fits the step of the peak loss at a fixed η·λ₀ against ln n. |f| grows from O(1) to O(√n), by a factor of ηλ₀ − 1 in
/// each step.
void report_log_law(const exponents_request& request, const std::vector<double>& widths)
{
    constexpr double rate = 3;
    std::vector<double> logs, means, weights;
    for (const double width : widths) {
        double mean = 0, square = 0;
        const std::vector<sweep_record> records = trajectories(request, width, {rate}, true);
        const auto seeds = static_cast<double>(records.size());
        for (const sweep_record& record : records) mean += static_cast<double>(record.run.peak_step) / seeds;
        for (const sweep_record& record : records) {
            const double miss = static_cast<double>(record.run.peak_step) - mean;
            square += miss * miss;
        }
        logs.push_back(logarithm(width));
        means.push_back(mean);
        weights.push_back(1 / ((seeds > 1 ? square / (seeds - 1) : 0) + 1.0 / 12) * seeds);
    }
    line_fit fit;
    check(fit_line(logs, means, weights, fit), "the fit of steps against ln n");
    say("at eta*lambda0 = 3 the loss peaks " + shortest(fit.slope) + " +- " + shortest(fit.slope_error) +
        " steps later for each unit of ln(width); the log n law, 1/(2 ln(eta*lambda0 - 1)), says " +
        shortest(0.5 / logarithm(rate - 1)));
}

void run_exponents(const exponents_request& request)
{
    const std::vector<double> widths = request.widths.values();
    if (request.seeds == 1 && request.resamples)
        throw request_error(
            "--resamples with --seeds 1: with one network there is nothing to resample; leave it out, or give more --seeds");
    if (request.seed > UINT64_MAX - (request.seeds - 1))
        throw request_error("--seed " + std::to_string(request.seed) + " and --seeds " + std::to_string(request.seeds) +
                            ": seeds end at 2^64 - 1");
    for (const double width : widths)
        if (!std::isfinite(width)) throw request_error("--width inf: a width up to 1e15 is wanted here");
    output_file out(request.common.out);
    table_writer table(out, request.common.format,
                       {"width", "side", "exponent", "stderr", "ci_low", "ci_high", "range_low", "range_high", "points", "seeds",
                        "exponent_of_law", "exponent_without_logarithm", "exponent_without_logarithm_stderr", "line_stderr",
                        "first_seed"});
    const char* const names[2] = {"below", "above"};
    std::vector<double> inverse_root, exponents[2], weights[2];
    for (const double width : widths) {
        double largest = 0;
        for (std::uint64_t j = 0; j < request.seeds; ++j) {
            warmup_start<double> start;
            check(draw_warmup_start(width, 1.0, request.seed + j, start), "--width " + shortest(width));
            largest = std::max(largest, 2 / start.lambda * std::fabs(start.output) / std::sqrt(width));  // at η = 2/λ₀
        }
        fit_range range;
        if (critical_fit_range(largest, range) != status::ok)
            throw request_error(
                "--width " + shortest(width) +
                ": too narrow for an exponent, as its finite width bends the power law everywhere; 16000 or more is wanted");
        std::vector<double> distances(static_cast<std::size_t>(request.points));
        check(space_axis(range.low, range.high, true, distances), "the fit range");
        inverse_root.push_back(1 / std::sqrt(width));
        for (const int side : {0, 1}) {
            const side_fit fit = fit_side(request, width, side == 0 ? -1 : 1, distances);
            const exponent_estimate& e = fit.measured;
            table.row({width, std::string(names[side]), e.exponent, e.standard_error, e.interval_low, e.interval_high, range.low,
                       range.high, std::uint64_t{e.points}, std::uint64_t{e.seeds}, fit.predicted.exponent,
                       fit.corrected.exponent, fit.corrected.standard_error, e.line_error, request.seed});
            exponents[side].push_back(fit.corrected.exponent);
            // The error of the line is included, because it contains the bend that remains. The extrapolation should
            // remove the bend; a small scatter at one width must not give that width too much weight.
            const double error = std::hypot(fit.corrected.standard_error, fit.corrected.line_error);
            weights[side].push_back(1 / (error * error + 1e-20));
        }
    }
    if (widths.size() >= 3) {
        // The exponents have the logarithm divided out, which would vanish only like 1/ln n. The rest vanishes like the
        // amplitude, n^{-1/2}.
        for (const int side : {0, 1}) {
            line_fit fit;
            check(fit_line(inverse_root, exponents[side], weights[side], fit), "the extrapolation in width");
            const double half = 1.96 * fit.intercept_error;
            table.row({HUGE_VAL,
                       std::string(names[side]),
                       fit.intercept,
                       fit.intercept_error,
                       fit.intercept - half,
                       fit.intercept + half,
                       {},
                       {},
                       std::uint64_t{fit.points},
                       request.seeds,
                       {},
                       {},
                       {},
                       {},
                       request.seed});
        }
        report_log_law(request, widths);
    }
    table.finish();
    out.commit();
}

}  // namespace

void add_exponents(CLI::App& app, action& run)
{
    auto request = std::make_shared<exponents_request>();
    CLI::App* command = app.add_subcommand(
        "exponents",
        "How steps to convergence diverge at eta = 2/lambda0 in the warmup model: exponents on both sides, with intervals");
    command->footer(
        "Examples:\n  catapult exponents --width 16000\n  catapult exponents --width 1e6:1e12:7:log\n"
        "The fit range is chosen from the width and reported. stderr and the 95 % interval ci_low to ci_high are of the seeds: how much the\n"
        "exponent would differ with others, from the same bootstrap resamples; line_stderr is that of the straight line through the points,\n"
        "which is larger where they bend. exponent_of_law: that of the near-critical law over the same range;\n"
        "exponent_without_logarithm: the measured one after the law's logarithm is divided out. From three widths on, rows of width\n"
        "inf extrapolate the latter, in 1/sqrt(width), to the exponent of infinite width.");
    add_parsed(*command, "--width", request->widths, parse_widths,
               "Widths: a list A,B,... or LO:HI:COUNT:log; from 16000 (or less, where the draws allow it) to 1e15", "RANGE")
        ->required();
    add_count(*command, "--seeds", request->seeds, up_to_a_million, "Networks of each width [16]", "N");
    add_count(*command, "--seed", request->seed, any_count, "The first of their seeds [0]", "S");
    add_count(*command, "--points", request->points, count_range{3, 1000000, "from 3 to 1e6"},
              "Distances from 2/lambda0 on each side [24]", "P");
    add_count(*command, "--resamples", request->resamples, count_range{2, 1000000, "from 2 to 1e6"},
              "Bootstrap resamples of the seeds, for stderr and the interval [1000]", "B");
    add_count(*command, "--steps", request->steps, positive_count, "Steps that a run may take to converge [1e8]", "T");
    add_common(*command, request->common, false);
    command->callback([request, &run] { run = [request] { run_exponents(*request); }; });
}

}  // namespace catapult::tools
