#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include "command/subcommands.hpp"
#include "concurrency/distribute.hpp"
#include "concurrency/hand_out.hpp"
#include "options/axis.hpp"
#include "options/options.hpp"
#include "options/phase_help.hpp"
#include "options/training_options.hpp"
#include "options/warmup_options.hpp"
#include "sweeps/sweep_job.hpp"
#include "sweeps/sweep_run.hpp"
#include "vocabulary/say.hpp"
#include "writers/distinct_files.hpp"
#include "writers/interruption.hpp"
#include "writers/progress.hpp"
#include "writers/row_file.hpp"

namespace catapult::tools {

namespace {

struct sweep_request {
    common_options common;
    sweep_model model = sweep_model::warmup;
    dataset_options data;
    dataset_options test;
    training_options training;
    chosen_observations observations;
    axis widths;
    std::optional<axis> eta;
    std::optional<axis> eta_lambda0;
    std::optional<std::uint64_t> seed;
    std::uint64_t seeds = 1;
    std::optional<double> f0;
    std::optional<double> lambda0;
    std::optional<double> label;
    std::optional<double> input;
    std::uint64_t steps = stopping_rule().max_steps;
    std::optional<double> physical_time;
    bool follow = false;
    bool resume = false;
    std::uint64_t threads = 0;
};

void check_model_options(const sweep_request& request)
{
    const bool with_data = !request.data.inputs.empty() || !request.data.targets.empty();
    if (request.model == sweep_model::full) {
        if (request.data.inputs.empty())
            throw request_error("--model full trains on data; give --inputs FILE and --targets FILE");
        const char* foreign = request.f0        ? "--f0"
                              : request.lambda0 ? "--lambda0"
                              : request.label   ? "--label"
                              : request.input   ? "--input"
                                                : nullptr;
        if (foreign != nullptr)
            throw request_error(std::string(foreign) + " is the warmup model's; leave it out, or use --model warmup");
        require_test_data(request.test, request.observations);
        return;
    }
    if (with_data)
        throw request_error(std::string(request.data.inputs.empty() ? "--targets" : "--inputs") +
                            " is the full model's; leave it out, or use --model full");
    refuse_without_data(request.data);
    if (!request.observations.empty() || !request.test.inputs.empty() || !request.test.targets.empty())
        throw request_error("--columns and --test-inputs are of --model full; leave them out, or use --model full");
    if (!request.training.plain())
        throw request_error(
            "the warmup model is trained by gradient descent with squared error; other rules and losses are of --model full");
    if (request.f0.has_value() != request.lambda0.has_value())
        throw request_error(std::string(request.f0 ? "--f0 without --lambda0" : "--lambda0 without --f0") +
                            "; a start needs both");
    if (request.f0 && request.seeds > 1)
        throw request_error("--seeds with --f0 and --lambda0: all runs of a width would be the same; leave one out");
    if (request.f0 && request.seed)
        throw request_error("--seed and --f0 were both given; the starts are drawn or given, not both");
}

sweep_job make_job(const sweep_request& request)
{
    if (request.eta.has_value() == request.eta_lambda0.has_value())
        throw request_error(request.eta ? "--eta and --eta-lambda0 were both given; one of them sets the learning rates"
                                        : "no learning rates; give --eta-lambda0 LO:HI:COUNT, or --eta");
    check_model_options(request);
    request.training.require_consistent();
    request.training.require_linearised_by(request.steps);
    if (request.f0) {
        warmup_options given;
        given.f0 = request.f0;
        given.lambda0 = request.lambda0;
        given.input = request.input;
        const std::vector<double> widths = request.widths.values();
        given.require_possible(*std::min_element(widths.begin(), widths.end()));
    }
    const std::uint64_t first_seed = request.seed.value_or(0);
    if (first_seed > UINT64_MAX - (request.seeds - 1))
        throw request_error("--seed " + std::to_string(first_seed) + " and --seeds " + std::to_string(request.seeds) +
                            ": seeds end at 2^64 - 1");
    const axis& rates = request.eta ? *request.eta : *request.eta_lambda0;
    std::uint64_t points = request.widths.size();
    for (const std::uint64_t factor : {request.seeds, rates.size()})
        if (__builtin_mul_overflow(points, factor, &points) || points >> 63 != 0)
            throw request_error("the grid has 2^63 points or more; use fewer seeds, widths or rates");

    sweep_job job;
    job.model = request.model;
    job.training = request.training;
    job.observations = request.observations;
    job.widths = request.widths.values();
    job.rates = rates.values();
    job.relative = !request.eta;
    job.first_seed = first_seed;
    job.seeds = request.seeds;
    job.options.rule.max_steps = request.steps;
    job.options.follow = request.follow || request.physical_time;
    job.options.physical_time = request.physical_time.value_or(0);
    job.warmup.input = request.input.value_or(1);
    job.warmup.label = request.label.value_or(0);
    job.warmup.given_start = request.f0.has_value();
    job.warmup.output = request.f0.value_or(0);
    job.warmup.lambda = request.lambda0.value_or(0);
    return job;
}

/// Whether a line has the values of this grid point in its first columns, and the right number of columns.
bool has_point(const sweep_job& job, const row_text& text, std::uint64_t row, std::string_view line)
{
    const sweep_point point = sweep_point_at(job.grid(), row);
    sweep_record record;
    record.width = point.width;
    record.seed = point.seed;
    record.eta_lambda0 = record.run.eta = point.rate;
    std::string expected;
    std::vector<cell> cells;
    sweep_cells(job, record, {}, cells);
    text.append(expected, cells);
    expected.pop_back();
    if (std::count(line.begin(), line.end(), ',') != std::count(expected.begin(), expected.end(), ',')) return false;
    std::string_view left = expected;
    for (int column = 0; column < 5; ++column) {
        const std::size_t a = left.find(','), b = line.find(',');
        const bool derived = column == (job.relative ? 3 : 4);
        if (!derived && left.substr(0, a) != line.substr(0, b)) return false;
        left.remove_prefix(a + 1);
        line.remove_prefix(b + 1);
    }
    return true;
}

resumable_rows describe_rows(const sweep_job& job, const row_text& text, table_format format)
{
    resumable_rows rows;
    rows.identity = job.identity(format);
    rows.header = text.header();
    rows.total = job.points();
    rows.matches = [&](std::uint64_t row, std::string_view line) { return has_point(job, text, row, line); };
    rows.first_row = [&] {
        sweep_record record;
        const std::unique_ptr<sweep_worker> worker = make_worker(job);
        worker->run(0, span<sweep_record>(&record, 1));
        return sweep_lines(job, text, span<const sweep_record>(&record, 1), {worker->observed()});
    };
    return rows;
}

/// Passes rows on to their file.
class sweep_output {
public:
    /// Calls `passed_on` with the number of rows in the file each time it grows.
    sweep_output(row_file& file, std::uint64_t total, std::size_t threads, std::function<void(std::uint64_t)> passed_on)
        : file_(file), passed_on_(std::move(passed_on)), shown_("points", total, file.is_terminal(), file.rows()),
          ranges_(file.rows(), total, 16 + 4 * threads,
                  [this](const std::string& rows, std::uint64_t count) { pass_on(rows, count); })
    {
    }

    hand_out& ranges() { return ranges_; }

private:
    using clock = std::chrono::steady_clock;

    void pass_on(const std::string& rows, std::uint64_t count)
    {
        file_.append(rows, count);
        passed_on_(file_.rows());
        const clock::time_point now = clock::now();
        if (now - looked_ < std::chrono::milliseconds(100)) return;
        looked_ = now;
        shown_.at(file_.rows());
    }

    row_file& file_;
    std::function<void(std::uint64_t)> passed_on_;
    progress shown_;
    clock::time_point looked_ = clock::now();
    hand_out ranges_;
};

void run_sweep(const sweep_request& request)
{
    const std::unique_ptr<process_group> group = join_processes();
    sweep_job job;
    std::optional<row_text> text;
    resumable_rows rows;
    if (!group->agree([&] {
            job = make_job(request);
            if (group->is_first())
                require_distinct_files({{"--inputs", request.data.inputs}, {"--targets", request.data.targets}},
                                       {{"--out", request.common.out}});
            if (job.model == sweep_model::full) {
                run_needs needs;
                needs.threads = static_cast<std::size_t>(request.threads == 0 ? group->usual_threads() : request.threads);
                needs.width = *std::min_element(job.widths.begin(), job.widths.end());
                for (const double width : job.widths) (void)request.training.made_rule(width);
                if (request.observations.need(observation_need::samples)) needs.samples = "--columns accuracy or margin";
                job.data = load_run_data(request.data, request.test, request.training, needs);
            }
            text.emplace(request.common.format, sweep_columns(job));
            rows = describe_rows(job, *text, request.common.format);
            // The first point is computed before any file is touched. If that fails, the request was wrong.
            return rows.identity + "\n" + rows.first_row();
        }))
        return;
    // The limit is the number of points, and a number of threads that no machine exceeds.
    const std::uint64_t most_threads = std::min<std::uint64_t>(rows.total, 4096);
    const auto threads = static_cast<std::size_t>(
        std::min<std::uint64_t>(request.threads == 0 ? group->usual_threads() : request.threads, most_threads));
    const std::size_t all_threads = threads * group->size();

    // From here on, an interruption must keep the rows that are done.
    note_interruptions(group->size() == 1);
    std::unique_ptr<row_file> file;
    if (!group->agree([&] {
            if (group->is_first()) file = std::make_unique<row_file>(request.common.out, rows, request.resume);
            return std::string();
        }))
        return;
    if (file) say_notes(job.data.training, request.common.verbose);
    if (request.common.verbose && file)
        say("seed " + std::to_string(job.first_seed) +
            (job.seeds > 1 ? " to " + std::to_string(job.first_seed + job.seeds - 1) : "") + ", " +
            std::to_string(job.widths.size()) + " widths, " + std::to_string(job.rates.size()) +
            " rates: " + std::to_string(rows.total) + " points, " +
            (group->size() > 1 ? std::to_string(group->size()) + " processes, each with " : "") + std::to_string(threads) +
            " threads" + (file->rows() > 0 ? ", " + std::to_string(file->rows()) + " there already" : ""));
    const auto how_far = [&](std::uint64_t there) {
        return "after " + std::to_string(there) + " of " + std::to_string(rows.total) + " points" + file->advice();
    };
    const auto interrupted = [&](std::uint64_t there) {
        const bool by_launcher = group->size() > 1 && interrupting_signal() == SIGTERM;
        return std::string("interrupted") + (by_launcher ? " by the launcher, if a rank has died," : "") + " " + how_far(there);
    };
    bool reported = false;
    // (With several processes, the first one reports the interruption at once instead.)
    const auto keep_last_words = [&](std::uint64_t there) {
        if (group->size() == 1)
            set_last_words((isatty(STDERR_FILENO) != 0 ? "\r\x1b[Kcatapult: " : "catapult: ") + interrupted(there));
    };
    sweep_tally ended;
    try {
        std::unique_ptr<sweep_output> output;
        if (file) {
            keep_last_words(file->rows());
            output = std::make_unique<sweep_output>(*file, rows.total, all_threads, keep_last_words);
        }
        hand_out* const ranges = output ? &output->ranges() : nullptr;
        ended = sweep_tally(group->share(
            ranges, [&](range_source& source) { return compute_sweep(job, *text, threads, all_threads, source).counts(); },
            [&] {
                say(interrupted(ranges->passed()));
                reported = true;
            }));
        output.reset();
        in_hand_is_finished();
        if (!file) return;
        if (file->rows() < rows.total)
            throw interruption(reported ? std::string() : interrupted(file->rows()), interrupting_signal());
        clean_up_when_interrupted();
        file->commit();
    } catch (const std::bad_alloc& error) {
        in_hand_is_finished();
        if (!file) throw;
        throw run_error(text_of(error) + ", " + how_far(file->rows()));
    } catch (const run_error& error) {
        in_hand_is_finished();
        if (!file) throw;
        throw run_error(std::string(error.what()) + ", " + how_far(file->rows()));
    }
    if (ended.divergent > 0) say(std::to_string(ended.divergent) + " of the points diverged");
    if (ended.out_of_steps > 0)
        say(std::to_string(ended.out_of_steps) + " of the points did not converge in " + std::to_string(request.steps) +
            " steps; --steps allows more");
}

}  // namespace

void add_sweep(CLI::App& app, action& run)
{
    auto request = std::make_shared<sweep_request>();
    CLI::App* command = app.add_subcommand(
        "sweep",
        "Many trajectories over a grid of widths, seeds and learning rates, one row each: its phase, steps to convergence, peak loss, λ");
    command->footer(
        "Examples: a phase diagram of the warmup model; digits 0 against 1, 16 networks at each rate\n"
        "  catapult sweep --eta-lambda0 0.1:4.5:200 --width 100:1e12:60:log --out diagram.csv\n"
        "  catapult sweep --model full --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --classes 0,1 \\\n"
        "      --samples 512 --width 1e6 --seeds 16 --eta-lambda0 0.5:4.5:64 --out digits.csv\n"
        "Learning rates that train under muP, at three widths:\n"
        "  catapult sweep --model full --inputs x.npy --targets y.npy --parametrisation mup --width 1e3,1e6,1e9 --eta 0.01:100:40:log\n"
        "The distribution of the final curvature over networks, in the column lambda_final:\n"
        "  catapult sweep --width 1e6 --seeds 10000 --eta-lambda0 3 --out flatness.csv\n" +
        std::string(phase_meanings) +
        "Rows come widths first, then seeds, then rates. Until they are whole they are in FILE.partial, from which --resume goes on.\n"
        "Under mpirun (of a build with MPI) all its processes share the work, whatever machines they are on; only the first needs --out's folder.");
    add_parsed(
        *command, "--model", request->model,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text,
                              std::map<std::string, sweep_model>{{"warmup", sweep_model::warmup}, {"full", sweep_model::full}});
        },
        "warmup, or full: the two-layer linear network on data, drawn in law [warmup]", "NAME");
    add_parsed(*command, "--eta-lambda0", request->eta_lambda0, parse_rates,
               std::string("Learning rates times each network's lambda0: LO:HI:COUNT, LO:HI:COUNT:log, or a list A,B,...; ") +
                   rate_range.text,
               "RANGE");
    add_parsed(*command, "--eta", request->eta, parse_rates,
               std::string("The learning rates themselves, likewise; ") + rate_range.text, "RANGE");
    add_parsed(
        *command, "--width", request->widths, parse_widths,
        "Hidden units: a list A,B,... with inf among it if wanted, or LO:HI:COUNT:log, rounded to whole numbers, each once; from 1 to 1e15",
        "RANGE")
        ->required();
    add_count(*command, "--seeds", request->seeds, positive_count, "Networks of each width, from as many seeds [1]", "N");
    add_count(*command, "--seed", request->seed, any_count, "The first of the seeds [0]", "S");
    add_data(*command, request->data, data_source::files_or_reduced, false);
    add_training(*command, request->training);
    add_test_data(*command, request->test);
    command
        ->add_option_function<std::string>(
            "--columns", [request](const std::string& names) { request->observations.add_list("--columns", names); },
            "Full model: also observe the end of each run, a list of: " + observation_names())
        ->type_name("NAME,...");
    add_real(*command, "--f0", request->f0, output_range,
             "Warmup model: start at this output, with --lambda0, instead of drawn starts", "F");
    add_real(*command, "--lambda0", request->lambda0, rate_range, "Warmup model: start at this tangent kernel, with --f0", "L");
    add_real(
        *command, "--label", request->label, output_range,
        "Warmup model: the label y; if not 0, what is bounded has in columns more its period (none: chaotic), its Lyapunov exponent, "
        "and whether it has settled (no: more --steps tell) [0]",
        "Y");
    add_real(*command, "--input", request->input, input_range, "Warmup model: the input x [1]", "X");
    add_count(*command, "--steps", request->steps, positive_count, "Steps that a run may take to converge [1e6]", "T");
    command->add_flag("--follow", request->follow, "Watch lambda at every step: more columns, and slower");
    add_real(*command, "--physical-time", request->physical_time, time_range,
             "With --follow's columns, lambda once eta*t has reached this [0]", "TIME");
    command->add_flag("--resume", request->resume, "Go on with what an interrupted run left of --out, to the same bytes");
    add_count(*command, "--threads", request->threads, positive_count,
              "Threads, of each process; the rows are the same [all cores; one under mpirun]", "N");
    add_common(*command, request->common, false);
    command->callback([request, &run] {
        if (request->model == sweep_model::full && wants_test_columns(request->test, request->observations))
            request->observations.add_list("--columns", usual_test_columns);
        run = [request] { run_sweep(*request); };
    });
}

}  // namespace catapult::tools
