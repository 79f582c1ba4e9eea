#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "catapult/experiments/measured_borders.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/observables/borders.hpp"
#include "deep/options.hpp"
#include "deep/runs.hpp"
#include "deep/subcommands.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "writers/distinct_files.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

struct deep_rates_request {
    deep_options deep;
    learning_rate_options rate;
    std::uint64_t seed = 0;
    bool measured = false;
    std::optional<std::uint64_t> steps;
    double resolution = 0.05;
};

/// The borders c_loss, c_sharp and c_max of LBDSG and arXiv:2302.12250, by runs.
measured_borders measure(const deep_rates_request& request, deep_experiment& experiment, double lambda0)
{
    struct {
        const deep_rates_request& request;
        deep_experiment& experiment;
        double lambda0;
        progress shown;
        std::uint64_t done = 0;
        std::exception_ptr failure;
    } trials = {request, experiment, lambda0, {"runs", 0, false}, 0, nullptr};
    const auto train = [](void* context, double rate, sweep_record& record) {
        auto& all = *static_cast<decltype(trials)*>(context);
        try {  // the search is the library's, which no exception may pass
            deep_run run;
            run.rule.max_steps = all.request.steps.value_or(100);
            run.rule.converged_ratio = all.request.deep.training.converged_ratio();
            run.follow = true;
            deep_training training = all.experiment.start(all.request.seed);
            record = train_deep(training, rate / all.lambda0, all.lambda0, run);
            all.shown.at(++all.done);
            return status::ok;
        } catch (...) {
            all.failure = std::current_exception();
            return status::invalid_argument;
        }
    };
    border_options options;
    options.lowest = 1;
    options.resolution = request.resolution;
    // λ is known to its tolerance, and a float's loss to its rounding.
    options.excess = std::fmax(10 * request.deep.tolerance, 1e-9);
    measured_borders result;
    const status s = measure_borders({train, &trials}, options, result);
    if (trials.failure) std::rethrow_exception(trials.failure);
    check(s, "--measured");
    return result;
}

void run_rates(const deep_rates_request& request)
{
    const deep_options& deep = request.deep;
    if (request.rate.given()) request.rate.require_one();
    require_consistent(deep);
    if (request.steps && !request.measured) throw request_error("--steps without --measured: without it nothing is trained");
    if (!request.measured && (!deep.training.schedule_text.empty() || deep.training.linearise_at))
        throw request_error(std::string(deep.training.linearise_at ? "--linearise-at" : "--schedule") +
                            " without --measured: lambda0 and the borders at the start do not depend on it");
    require_distinct_files({{"--inputs", deep.data.inputs}, {"--targets", deep.data.targets}}, {{"--out", deep.common.out}});
    output_file out(deep.common.out);
    deep_experiment experiment(deep);
    eigenvalue_result<double> known;
    {
        deep_training training = experiment.start(request.seed);
        known = training.certified();
    }
    learning_rate_borders all;
    check(borders(known.value, all), "lambda0 " + shortest(known.value));
    // Nothing is claimed where nothing is known.
    const bool has_border = deep.training.has_border() && deep.training.squares();
    const bool plain = has_border && deep.training.rule == rule_name::gd;
    std::vector<std::string> columns = {"lambda0", "lambda0_error", "eta_crit", "eta_max", "eta_relu", "eta", "phase"};
    const bool relu = deep.network.act == activation::relu;
    cell eta, phase_there;
    if (request.rate.given()) {
        const double value = request.rate.resolve(known.value);
        learning_rate_borders own = all;
        if (relu) own.largest = all.relu;
        eta = value;
        if (plain) phase_there = std::string(phase_name(predicted_phase(own, value)));
    }
    const auto shown = [&](double value) { return deep.place.printed(value); };
    std::vector<cell> cells = {shown(known.value),
                               shown(known.error_bound),
                               has_border ? cell(shown(2 / (deep.training.border_factor() * known.value))) : cell(),
                               plain ? cell(shown(all.largest)) : cell(),
                               plain && relu ? cell(shown(all.relu)) : cell(),
                               eta,
                               phase_there};
    if (deep.common.verbose)
        say("seed " + std::to_string(request.seed) + ", " + experiment.describe() + ", no eigenvalue above lambda0 + " +
            shortest(known.excess_bound) + " but for a chance of " + shortest(known.miss_probability) + ", " +
            std::to_string(known.products) + " products");
    if (request.measured) {
        const measured_borders found = measure(request, experiment, known.value);
        columns.insert(columns.end(), {"c_loss_low", "c_loss_high", "c_sharp_low", "c_sharp_high", "c_max_low", "c_max_high"});
        for (const border_interval& i : {found.loss_rises, found.lambda_rises, found.diverges}) {
            cells.emplace_back(i.low);
            cells.emplace_back(i.high);
        }
    }
    table_writer table(out, deep.common.format, columns);
    table.row(cells);
    table.finish();
    out.commit();
}

}  // namespace

void add_deep_rates(CLI::App& app, action& run)
{
    auto request = std::make_shared<deep_rates_request>();
    CLI::App* command = app.add_subcommand(
        "rates",
        "The largest eigenvalue lambda0 of a deep network's tangent kernel at the start, and the learning rates eta_crit = 2/lambda0\n"
        "(2(1+beta)/lambda0 with momentum), where the loss stops falling at once; eta_max = 4/lambda0, the largest of linear networks; and\n"
        "eta_relu = 12/lambda0, the paper's observation for ReLU: of squared error and all samples. --measured finds by runs what this network does.");
    command->footer(
        "Example:\n"
        "  catapult deep rates --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --samples 512 --normalize standard \\\n"
        "      --hidden 256,256,256 --measured");
    add_deep(*command, request->deep, false);
    add_learning_rate(*command, request->rate);
    add_count(*command, "--seed", request->seed, any_count, "Which random weights [0]", "S");
    command->add_flag(
        "--measured", request->measured,
        "Also find by runs, in columns _low and _high in units of 1/lambda0, from where on the loss (c_loss) or lambda (c_sharp)\n"
        "exceeds its start at some step, and training diverges (c_max); 0 or inf where that is not from 1 to 32");
    add_count(*command, "--steps", request->steps, positive_count,
              "With --measured: steps of each of these runs, about thirty [100]", "T");
    add_real(*command, "--resolution", request->resolution, {1e-6, 0.5, "from 1e-6 to 0.5"},
             "With --measured: the relative width of the intervals [0.05]", "X");
    command->callback([request, &run] { run = [request] { run_rates(*request); }; });
}

}  // namespace catapult::tools
