#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "catapult/experiments/run.hpp"
#include "command/subcommands.hpp"
#include "command/train_columns.hpp"
#include "concurrency/parallel.hpp"
#include "engines/network_observer.hpp"
#include "engines/rule_trainer.hpp"
#include "engines/run_data.hpp"
#include "engines/watched_trainer.hpp"
#include "options/options.hpp"
#include "options/phase_help.hpp"
#include "options/training_options.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "writers/disk_space.hpp"
#include "writers/distinct_files.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

enum class train_engine { gram, parameters, function };

constexpr std::uint64_t default_steps = 100;

struct train_request {
    common_options common;
    dataset_options data;
    network_options network;
    learning_rate_options rate;
    training_options training;
    dataset_options test;
    train_engine with = train_engine::gram;
    std::optional<std::uint64_t> steps;
    bool until_converged = false;
    std::uint64_t every = 1;
    train_columns columns;
    std::string final_u;
    std::string final_v;
    std::uint64_t threads = 0;
};

class training {
public:
    training(const train_request& request, trainer& network, network_observer& observer, std::size_t outputs, double eta,
             const eigenvalue_result<double>& lambda0, output_file& out)
        : request_(request), engine_{network, request.training, observer, outputs, lambda0}, observer_(observer), out_(out),
          table_(out, request.common.format, request.columns.names())
    {
        rule_.converged_ratio = request.training.converged_ratio();
        rule_.max_steps = stopping_rule().max_steps;
        if (request.steps)
            rule_.max_steps = *request.steps;
        else if (!request.until_converged)
            rule_.max_steps = default_steps;
        if (request.until_converged) rule_.max_steps = request.training.moving_steps(rule_.max_steps);
        run_.start(engine_, eta, lambda0.value, rule_);
    }

    void run()
    {
        write_row();
        progress shown("steps", request_.until_converged ? 0 : rule_.max_steps, out_.is_terminal());
        while (going_on()) {
            check(run_.step(), "step " + std::to_string(step_ + 1));
            // A step that is lost leaves the state of the step before. If the row of that step was skipped, it is
            // written below.
            if (!run_.lost()) ++step_;
            if (step_ % request_.every == 0 || !going_on()) write_row();
            shown.at(step_);
        }
        table_.finish();
    }

    void report() const
    {
        const run_summary& summary = run_.summary();
        const std::string step = "step " + std::to_string(step_);
        if (divergent())
            say("divergent after " + step + ": " + (run_.lost() ? "the next step would not be finite" : "it left every bound"));
        else if (request_.until_converged && summary.end != outcome::converged)
            say("not converged after " + step + (at_end_of_schedule() ? ", the last of --schedule" : "; --steps allows more"));
        if (!request_.common.verbose) return;
        say("phase " + std::string(phase_name(classify(summary))) + ", peak excess loss " + shortest(summary.loss_peak) +
            " at step " + std::to_string(summary.peak_step) +
            (summary.end == outcome::converged ? ", converged at " + step : ""));
    }

private:
    bool at_end_of_schedule() const { return request_.training.moving_steps(step_ + 1) == step_; }
    bool divergent() const { return run_.lost() || (!run_.running() && run_.summary().end == outcome::divergent); }
    // Without --until-converged, the run takes the given number of steps even if it has converged before.
    bool going_on() const { return request_.until_converged ? run_.running() : !divergent() && step_ < rule_.max_steps; }

    void write_row()
    {
        if (written_step_ == step_) return;
        double lambda = 0;
        check(run_.lambda(lambda), "the largest eigenvalue");
        trainer& network = engine_.network;
        const double loss = network.loss();
        const double excess = request_.training.squares() ? network.excess_loss() : loss;
        table_.row(request_.columns.row({step_, engine_.rate(run_.eta()), engine_.time, loss, excess, engine_.found, observer_}));
        written_step_ = step_;
    }

    const train_request& request_;
    watched_trainer engine_;
    network_observer& observer_;
    training_run<watched_trainer> run_;
    stopping_rule rule_;
    output_file& out_;
    table_writer table_;
    std::uint64_t step_ = 0;
    std::optional<std::uint64_t> written_step_;
};

/// Refuses what a rule's run, or an engine, cannot do.
void refuse_unsupported(const train_request& request, bool plain)
{
    require_test_data(request.test, request.columns.observations());
    request.training.require_linearised_by(
        request.steps.value_or(request.until_converged ? stopping_rule().max_steps : default_steps));
    if (plain) return;
    if (request.with == train_engine::function)
        throw request_error("--engine function: it is gradient descent with squared error only; use --engine gram");
    const training_options& t = request.training;
    if (!request.final_u.empty() && t.linearise_at && request.with == train_engine::gram)
        throw request_error(
            "--final-u with --linearise-at: the Gram engine has no weights of a linear model; use --engine parameters");
    if (request.network.given() && (t.weights != parametrisation::ntk || t.scale_u || t.scale_v))
        throw request_error("--initial-u with --parametrisation or scales, which are of drawn weights; leave them out");
}

void run_train(const train_request& request)
{
    request.rate.require_one();
    request.network.require_one(request.training.batch.has_value());
    if (request.final_u.empty() != request.final_v.empty())
        throw request_error(std::string(request.final_u.empty() ? "--final-v without --final-u" : "--final-u without --final-v") +
                            "; give files for both layers");
    const bool final_weights = !request.final_u.empty();
    if (final_weights && request.with == train_engine::function)
        throw request_error(
            "--final-u with --engine function, which knows outputs and kernel, not weights; use --engine gram or parameters");
    run_needs needs;
    needs.basis = final_weights                              ? "--final-u"
                  : request.network.given()                  ? "--initial-u"
                  : request.with == train_engine::parameters ? "--engine parameters"
                                                             : "";
    const bool stored = !needs.basis.empty();
    request.training.require_consistent();
    const bool plain = request.training.plain();
    refuse_unsupported(request, plain);

    std::vector<named_file> outputs = {{"--out", request.common.out}};
    if (final_weights) outputs.insert(outputs.end(), {{"--final-u", request.final_u}, {"--final-v", request.final_v}});
    require_distinct_files({{"--inputs", request.data.inputs},
                            {"--targets", request.data.targets},
                            {"--test-inputs", request.test.inputs},
                            {"--test-targets", request.test.targets},
                            {"--initial-u", request.network.initial_u},
                            {"--initial-v", request.network.initial_v}},
                           outputs);
    // The outputs are opened first, so that a missing folder shows now and not after an hour.
    output_file out(request.common.out);
    std::unique_ptr<output_file> u_out;
    std::unique_ptr<output_file> v_out;
    if (final_weights) {
        u_out = std::make_unique<output_file>(request.final_u);
        v_out = std::make_unique<output_file>(request.final_v);
    }
    const double width = width_of(request.network);
    if (request.columns.observations().need(observation_need::samples))
        needs.samples = "--columns accuracy or margin";
    else if (!plain && request.with == train_engine::parameters)
        needs.samples = needs.basis;
    needs.width = width;
    needs.threads = thread_count(request.threads);
    run_data loaded = load_run_data(request.data, request.test, request.training, needs);
    scale_inputs(request.training.scales(width).output_scale, loaded);
    const training_data& data = loaded.training;
    say_notes(data, request.common.verbose);
    // This check comes before the weights are drawn, which can take hours at large widths. Given weights need no check,
    // since their files are on a disk already.
    std::string final_size;
    if (final_weights && request.network.width) {
        const double column = *request.network.width * sizeof(double);
        const double u_bytes = column * static_cast<double>(data.reduced.inputs),
                     v_bytes = column * static_cast<double>(data.reduced.outputs);
        if (std::isfinite(column))
            require_disk_space({{"--final-u", request.final_u, u_bytes}, {"--final-v", request.final_v, v_bytes}});
        final_size = ", final weights of " + size_text(u_bytes + v_bytes);
    }
    thread_team team(thread_count(request.threads));
    const drawing how = stored ? drawing::weights : drawing::law;
    const rule_setting setting = {data.reduced, loaded.samples, request.network, request.training, final_weights};
    const std::unique_ptr<trainer> network = !plain ? request.with == train_engine::parameters
                                                          ? make_plain_trainer(setting, how, team)
                                                          : make_rule_trainer(setting, how, team)
                                             : request.with == train_engine::parameters
                                                 ? make_parameter_trainer(data.reduced, request.network, team)
                                             : request.with == train_engine::function
                                                 ? make_function_space_trainer(data.reduced, request.network, how, team)
                                                 : make_gram_trainer(data.reduced, request.network, how, team);
    network_observer observer({data.reduced, request.training.made_loss(), request.training.sampled(), &loaded.samples,
                               request.test.inputs.empty() ? nullptr : &loaded.test_samples, request.training.made_rule(width),
                               request.columns.observations().directions()},
                              *network);
    const eigenvalue_result<double> lambda0 = network->lambda0();
    const double eta = request.rate.resolve(lambda0.value);
    if (request.common.verbose)
        say((request.network.given() && !request.network.seed ? std::string("no seed")
                                                              : "seed " + std::to_string(request.network.seed.value_or(0))) +
            ", " + std::to_string(data.reduced.samples) + " samples, " + std::to_string(data.reduced.inputs) + " inputs, " +
            std::to_string(data.reduced.outputs) + " outputs, rank " + std::to_string(data.reduced.rank) + ", " +
            describe_lambda0(lambda0) + ", eta " + shortest(eta) + " (eta*lambda0 " + shortest(eta * lambda0.value) + ")" +
            request.training.describe() + final_size);
    training run(request, *network, observer, data.reduced.outputs, eta, lambda0, out);
    run.run();
    if (final_weights) {
        network->write_weights(*u_out, *v_out);
        u_out->commit();
        v_out->commit();
    }
    out.commit();
    run.report();
}

}  // namespace

void add_train(CLI::App& app, action& run)
{
    auto request = std::make_shared<train_request>();
    CLI::App* command = app.add_subcommand(
        "train",
        "One trajectory of the two-layer linear network F = X U'V/sqrt(n), by gradient descent with squared error or by other rules and\n"
        "losses: step,loss,lambda_max,excess_loss. lambda_max is that of the tangent kernel, with the layers' rates over eta. excess_loss\n"
        "is what training can remove of squared error, and the whole of other losses.");
    command->footer(
        std::string(phase_meanings) +
        "With --verbose the phase is said. Examples: MNIST at width 10^12 in the catapult phase; digits 0 against 1, until converged, as JSON lines\n"
        "  catapult train --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --width 1e12 --eta-lambda0 3 --steps 60\n"
        "  catapult train --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --classes 0,1 --samples 512 \\\n"
        "      --width 1e6 --seed 1 --eta-lambda0 3 --until-converged --format json --out run.json\n"
        "Ten digits by softmax and momentum in batches, with the accuracy on the test set\n"
        "  catapult train --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --test-inputs t10k-images-idx3-ubyte.gz \\\n"
        "      --test-targets t10k-labels-idx1-ubyte.gz --width 1e6 --loss softmax --rule momentum --batch 250 --eta 0.03 --steps 200");
    add_data(*command, request->data, data_source::files_or_reduced);
    add_network(*command, request->network);
    add_learning_rate(*command, request->rate);
    add_training(*command, request->training);
    add_test_data(*command, request->test);
    add_count(*command, "--steps", request->steps, any_count,
              "Steps of gradient descent [100; with --until-converged at most 1e6]", "T");
    command->add_flag(
        "--until-converged", request->until_converged,
        "Stop where the excess loss is 1e-8 of its start and eta*lambda is below 2, so that it stays there; softmax and logistic loss,\n"
        "which may fall for ever, at 1e-3 of their start and eta*sharpness below 2");
    add_count(*command, "--every", request->every, positive_count, "Write a row each K steps, and the last [1]", "K");
    command
        ->add_option_function<std::string>(
            "--columns", [request](const std::string& names) { request->columns.add("--columns", names); },
            "More columns, a list of: " + train_columns::additional() +
                "; time is the sum of the learning rates, lambda_error bounds the error of lambda_max, sharpness is the loss Hessian's top\n"
                "eigenvalue, residual_i is the residual along the kernel's direction i, accuracy the share of samples whose largest output is that\n"
                "of the largest target (of one output: has its sign), margin the least lead of that output")
        ->type_name("NAME,...");
    add_parsed(
        *command, "--engine", request->with,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text,
                              std::map<std::string, train_engine>{{"gram", train_engine::gram},
                                                                  {"parameters", train_engine::parameters},
                                                                  {"function", train_engine::function}});
        },
        "gram: a step's cost does not depend on the width, and a network of a width and a seed is drawn from its exact law, "
        "or weight by weight where final weights are wanted; parameters: stores U and V, drawn weight by weight; function: the "
        "paper's recurrence of outputs and kernel, for one output, widths of rank + 1 or more, and no final weights [gram]",
        "NAME");
    command->add_option("--final-u", request->final_u, "Write the first layer's final weights, width x inputs, as .npy")
        ->type_name("FILE");
    command->add_option("--final-v", request->final_v, "Write the second layer's, width x outputs")->type_name("FILE");
    add_count(*command, "--threads", request->threads, positive_count,
              "Threads for passes over the data, the weights and large Gram matrices; the results are the same [all cores]", "N");
    add_common(*command, request->common, true);
    command->callback([request, &run] {
        if (wants_test_columns(request->test, request->columns.observations()))
            request->columns.add("--columns", usual_test_columns);
        run = [request] { run_train(*request); };
    });
}

}  // namespace catapult::tools
