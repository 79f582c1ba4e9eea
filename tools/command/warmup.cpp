#include "catapult/models/warmup_model.hpp"

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catapult/experiments/run.hpp"
#include "command/subcommands.hpp"
#include "options/options.hpp"
#include "options/phase_help.hpp"
#include "options/warmup_options.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

enum class warmup_engine { function, parameters };

struct warmup_request {
    common_options common;
    warmup_options model;
    learning_rate_options rate;
    std::uint64_t steps = 100;
    warmup_engine with = warmup_engine::function;
};

template <class Model>
void train(const warmup_request& request, Model& model)
{
    output_file out(request.common.out);
    table_writer table(out, request.common.format, {"step", "f", "loss", "lambda"});
    const auto write_row = [&] { table.row({std::uint64_t{model.steps()}, model.output(), model.loss(), model.lambda()}); };
    progress shown("steps", request.steps, out.is_terminal());

    stopping_rule rule;
    rule.max_steps = request.steps;
    catapult::warmup_engine engine{model};
    training_run<decltype(engine)> run;
    run.start(engine, model.problem().eta, model.lambda(), rule);
    write_row();
    std::string reason;
    // The run takes the given number of steps even if it has converged before.
    for (std::uint64_t step = 1; step <= request.steps && reason.empty(); ++step) {
        check(run.step(), "step " + std::to_string(step));
        if (run.lost()) {
            reason = "the next step would not be finite";
            break;
        }
        if (!run.running() && run.summary().end == outcome::divergent) reason = "it left every bound";
        write_row();
        shown.at(step);
    }
    table.finish();
    out.commit();
    if (!reason.empty()) say("divergent after step " + std::to_string(model.steps()) + ": " + reason);
    const run_summary& summary = run.summary();
    if (request.common.verbose)
        say("phase " + std::string(phase_name(classify(summary))) + ", peak loss " + shortest(summary.loss_peak) + " at step " +
            std::to_string(summary.peak_step) +
            (summary.end == outcome::converged ? ", converged at step " + std::to_string(summary.steps) : ""));
}

void run_warmup(const warmup_request& request)
{
    request.rate.require_one();
    request.model.require_start();
    warmup_problem<double> problem = request.model.problem();
    memory weights;
    warmup_start<double> start;
    if (request.with == warmup_engine::parameters) {
        if (!request.model.seeded())
            throw request_error("--f0 and --lambda0 leave the weights open, which --engine parameters needs; give --seed, or use "
                                "--engine function");
        if (std::isinf(problem.width))
            throw request_error("--width " + shortest(problem.width) +
                                ": --engine parameters stores the weights; use --engine function");
        const auto width = static_cast<std::size_t>(problem.width);
        weights = memory_for_doubles(2, width, "the weights of --width " + shortest(problem.width));
        draw_warmup_weights(request.model.seed.value_or(0), span<double>(weights.as<double>(), width),
                            span<double>(weights.as<double>() + width, width));
        check(warmup_start_from_weights(span<const double>(weights.as<double>(), width),
                                        span<const double>(weights.as<double>() + width, width), problem.input, start),
              "the drawn weights");
    } else {
        start = request.model.start();
    }
    problem.eta = request.rate.resolve(start.lambda, rate_range);
    if (request.common.verbose)
        say((request.model.seeded() ? "seed " + std::to_string(request.model.seed.value_or(0)) : "no seed") + ", f0 " +
            shortest(start.output) + ", lambda0 " + shortest(start.lambda) + ", eta " + shortest(problem.eta) + " (eta*lambda0 " +
            shortest(problem.eta * start.lambda) + ")");
    if (request.with == warmup_engine::parameters) {
        const auto width = static_cast<std::size_t>(problem.width);
        warmup_network<double> network;
        check(warmup_network<double>::create(problem, span<double>(weights.as<double>(), width),
                                             span<double>(weights.as<double>() + width, width), network),
              "the model");
        train(request, network);
    } else {
        warmup_model<double> model;
        check(warmup_model<double>::create(problem, start, model), request.model.describe());
        train(request, model);
    }
}

}  // namespace

void add_warmup(CLI::App& app, action& run)
{
    auto request = std::make_shared<warmup_request>();
    CLI::App* command = app.add_subcommand(
        "warmup",
        "One trajectory of the warmup model f = x v.u/sqrt(n), loss (f - y)^2/2: step,f,loss,lambda, from row 0 at the start");
    command->footer(
        std::string(phase_meanings) +
        "With --verbose the phase is said. Example: a catapult, in which the loss rises before it falls, and lambda ends below 2/eta\n"
        "  catapult warmup --width 1e6 --seed 1 --eta-lambda0 3 --steps 60");
    add_warmup_width(*command, request->model);
    add_warmup_start(*command, request->model);
    add_learning_rate(*command, request->rate);
    add_count(*command, "--steps", request->steps, any_count, "Steps of gradient descent [100]", "T");
    add_parsed(
        *command, "--engine", request->with,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text,
                              std::map<std::string, warmup_engine>{{"function", warmup_engine::function},
                                                                   {"parameters", warmup_engine::parameters}});
        },
        "function: f and lambda alone, at any width, the start drawn from its exact law; parameters: n + n stored weights, "
        "drawn one by one [function]",
        "NAME");
    add_common(*command, request->common, true);
    command->callback([request, &run] { run = [request] { run_warmup(*request); }; });
}

}  // namespace catapult::tools
