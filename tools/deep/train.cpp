#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catapult/experiments/run.hpp"
#include "deep/options.hpp"
#include "deep/runs.hpp"
#include "deep/subcommands.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "vocabulary/split.hpp"
#include "writers/distinct_files.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

constexpr std::uint64_t default_steps = 100;

struct deep_train_request {
    deep_options deep;
    learning_rate_options rate;
    std::uint64_t seed = 0;
    std::optional<std::uint64_t> steps;
    std::optional<double> until_time;
    bool until_converged = false;
    std::uint64_t every = 1;
    std::vector<std::string> columns = {"step", "loss", "lambda_max"};

    std::uint64_t most_steps(double eta) const
    {
        if (steps) return *steps;
        if (until_time) return steps_until(*until_time, eta);
        return until_converged ? stopping_rule().max_steps : default_steps;
    }
};

const std::vector<std::string>& more_columns()
{
    static const std::vector<std::string> names = {"time", "lambda_error", "accuracy", "test_loss", "test_accuracy"};
    return names;
}

void add_columns(deep_train_request& request, const std::string& text)
{
    for (const std::string& name : split(text, ',')) {
        std::string known;
        bool found = false;
        for (const std::string& n : more_columns()) {
            found = found || n == name;
            known += (known.empty() ? "" : ", ") + n;
        }
        if (!found) throw request_error("--columns " + in_quotes(name) + ": one of " + known + " is wanted");
        if (std::find(request.columns.begin(), request.columns.end(), name) == request.columns.end())
            request.columns.push_back(name);
    }
}

class row_source {
public:
    row_source(const deep_train_request& request, deep_training& training, const deep_data& data)
        : request_(request), training_(training), data_(data)
    {
    }

    std::vector<cell> row(std::uint64_t step)
    {
        const auto shown = [this](double value) { return request_.deep.place.printed(value); };
        std::vector<cell> cells;
        std::optional<sample_score> test;
        for (const std::string& name : request_.columns) {
            if (name == "step") cells.emplace_back(step);
            if (name == "loss") cells.emplace_back(shown(training_.watched_loss()));
            if (name == "lambda_max") cells.emplace_back(shown(training_.found().value));
            if (name == "time") cells.emplace_back(training_.time());
            if (name == "lambda_error") cells.emplace_back(shown(training_.found().error_bound));
            if (name == "accuracy") cells.emplace_back(training_.watched_accuracy());
            if (name == "test_loss" || name == "test_accuracy") {
                if (!test) test = training_.evaluate(data_.test);
                cells.emplace_back(name == "test_loss" ? shown(test->loss) : test->accuracy);
            }
        }
        return cells;
    }

private:
    const deep_train_request& request_;
    deep_training& training_;
    const deep_data& data_;
};

void run_train(const deep_train_request& request)
{
    request.rate.require_one();
    require_consistent(request.deep);
    request.deep.training.require_linearised_by(
        request.steps.value_or(request.until_converged || request.until_time ? stopping_rule().max_steps : default_steps));
    const deep_options& deep = request.deep;
    if ((request.steps.has_value() || request.until_converged) && request.until_time)
        throw request_error("--until-time with --steps or --until-converged; one of them ends the run");
    if (deep.test.inputs.empty())
        for (const std::string& name : request.columns)
            if (name.rfind("test_", 0) == 0)
                throw request_error("--columns " + name + ": of which samples? --test-inputs and --test-targets say");
    require_distinct_files({{"--inputs", deep.data.inputs},
                            {"--targets", deep.data.targets},
                            {"--test-inputs", deep.test.inputs},
                            {"--test-targets", deep.test.targets}},
                           {{"--out", deep.common.out}});
    output_file out(deep.common.out);
    deep_experiment experiment(deep);
    deep_training training = experiment.start(request.seed);
    const eigenvalue_result<double> lambda0 = training.found();
    const double eta = request.rate.resolve(lambda0.value);
    if (deep.common.verbose)
        say("seed " + std::to_string(request.seed) + ", " + experiment.describe() + ", lambda0 " + shortest(lambda0.value) +
            " within " + shortest(lambda0.error_bound) + " of an eigenvalue, eta " + shortest(eta) + " (eta*lambda0 " +
            shortest(eta * lambda0.value) + ")");
    table_writer table(out, deep.common.format, request.columns);
    row_source rows(request, training, experiment.data());
    stopping_rule rule;
    rule.max_steps = request.most_steps(eta);
    rule.converged_ratio = deep.training.converged_ratio();
    training_run<deep_training> run;
    run.start(training, eta, lambda0.value, rule);
    std::uint64_t step = 0, written = UINT64_MAX;
    const auto going_on = [&] { return request.until_converged ? run.running() : !run.lost() && step < rule.max_steps; };
    const auto write = [&] {
        if (written != step) table.row(rows.row(step));
        written = step;
    };
    write();
    progress shown("steps", request.until_converged ? 0 : rule.max_steps, out.is_terminal());
    while (going_on()) {
        linearise_if_due(training);
        check(run.step(), "step " + std::to_string(step + 1));
        if (!run.lost()) ++step;
        if (step % request.every == 0 || !going_on()) write();
        shown.at(step);
    }
    table.finish();
    out.commit();
    const run_summary& summary = run.summary();
    if (run.lost())
        say("divergent after step " + std::to_string(step) + ": the next step would not be finite");
    else if (request.until_converged && summary.end != outcome::converged)
        say("not converged after step " + std::to_string(step) + "; --steps allows more");
    if (deep.common.verbose)
        say("phase " + std::string(phase_name(classify(summary))) + ", peak loss " + shortest(summary.loss_peak) + " at step " +
            std::to_string(summary.peak_step));
}

}  // namespace

void add_deep_train(CLI::App& app, action& run)
{
    auto request = std::make_shared<deep_train_request>();
    CLI::App* command = app.add_subcommand(
        "train", "One trajectory of a deep network: step,loss,lambda_max. lambda_max is that of its tangent kernel.");
    command->footer(
        "Example: figure 3a of the paper at one rate\n"
        "  catapult deep train --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --samples 512 --normalize standard \\\n"
        "      --hidden 2048,2048,2048 --eta-lambda0 3 --steps 40");
    add_deep(*command, request->deep, true);
    add_learning_rate(*command, request->rate);
    add_count(*command, "--seed", request->seed, any_count, "Which random weights and batches [0]", "S");
    add_count(*command, "--steps", request->steps, any_count, "Steps [100; with --until-converged at most 1e6]", "T");
    add_real(*command, "--until-time", request->until_time, time_range, "As many steps as come closest to this time eta*t", "X");
    command->add_flag("--until-converged", request->until_converged,
                      "Stop where the loss is 1e-8 of its start (softmax, logistic: 1e-3) and eta*lambda is below 2");
    add_count(*command, "--every", request->every, positive_count, "Write a row each K steps, and the last [1]", "K");
    command
        ->add_option_function<std::string>(
            "--columns", [request](const std::string& names) { add_columns(*request, names); },
            "More columns, a list of: time (eta*t), lambda_error (bounds the error of lambda_max), accuracy, test_loss, test_accuracy")
        ->type_name("NAME,...");
    command->callback([request, &run] {
        if (!request->deep.test.inputs.empty() && request->columns.size() == 3) add_columns(*request, "test_loss,test_accuracy");
        run = [request] { run_train(*request); };
    });
}

}  // namespace catapult::tools
