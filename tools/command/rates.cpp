#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "catapult/experiments/measured_borders.hpp"
#include "catapult/observables/borders.hpp"
#include "command/subcommands.hpp"
#include "concurrency/parallel.hpp"
#include "engines/network_observer.hpp"
#include "engines/own_kernel.hpp"
#include "engines/rule_run.hpp"
#include "engines/trainer.hpp"
#include "options/options.hpp"
#include "options/phase_help.hpp"
#include "options/training_options.hpp"
#include "options/warmup_options.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "writers/distinct_files.hpp"

namespace catapult::tools {

namespace {

struct rates_request {
    common_options common;
    dataset_options data;
    network_options network;
    training_options training;
    warmup_options warmup;  // without width and seed, which are those of `network`
    learning_rate_options rate;
    bool measured = false;
    std::optional<std::uint64_t> steps;
    std::string kernel;
    std::string jacobian;
    std::uint64_t outputs = 1;
    std::uint64_t threads = 0;

    bool own_kernel() const { return !kernel.empty() || !jacobian.empty(); }
};

border_options trials(const rates_request& request)
{
    border_options options;
    options.rule.max_steps = request.steps.value_or(1000);
    return options;
}

/// The borders of a rule, by runs of its own.
measured_borders measure_rule(const rates_request& request, const run_data& data)
{
    struct {
        const rates_request& request;
        chosen_observations nothing;
        rule_runs runs;
        sweep_options options;
        std::exception_ptr failure;
    } trials = {request, {}, {data, request.training, trials.nothing}, {}, nullptr};
    trials.options.follow = true;
    trials.options.rule.max_steps = request.steps.value_or(1000);
    const auto train = [](void* context, double rate, sweep_record& record) {
        auto& all = *static_cast<decltype(trials)*>(context);
        try {  // the search is the library's, which no exception may pass
            const network_options& network = all.request.network;
            record = all.runs.run(*network.width, network.seed.value_or(0), rate, true, all.options);
            return status::ok;
        } catch (...) {
            all.failure = std::current_exception();
            return status::invalid_argument;
        }
    };
    measured_borders result;
    border_options options;
    options.resolution = 1e-3;  // a run of a rule takes long, and its borders are no formula's
    const status s = measure_borders({train, &trials}, options, result);
    if (trials.failure) std::rethrow_exception(trials.failure);
    check(s, "--measured");
    return result;
}

measured_borders measure(const rates_request& request, const run_data& loaded)
{
    if (!request.training.plain()) return measure_rule(request, loaded);
    const training_data& data = loaded.training;
    const double width = *request.network.width;
    measured_borders result;
    memory work = memory_for([&](std::size_t& b) { return full_borders_bytes(data.reduced, width, b); }, "--measured");
    check(measure_full_borders(data.reduced, width, request.network.seed.value_or(0), trials(request), work.view(), result),
          "--measured");
    return result;
}

measured_borders measure(const rates_request& request, const warmup_options& model)
{
    warmup_setting setting;
    setting.input = model.x();
    setting.label = model.y();
    setting.given_start = !model.seeded();
    setting.output = model.f0.value_or(0);
    setting.lambda = model.lambda0.value_or(0);
    measured_borders result;
    check(measure_warmup_borders(*model.width, model.seed.value_or(0), setting, trials(request), result), model.describe());
    return result;
}

/// What is known of a network at its start.
struct start_curvature {
    eigenvalue_result<double> lambda0;
    double sharpness = 0;  ///< of the loss Hessian; only of losses other than squared error
};

start_curvature curvature_at_start(const rates_request& request, const run_data& data)
{
    thread_team team(thread_count(request.threads));
    const drawing how = request.network.given() ? drawing::weights : drawing::law;
    const reduced_data<double>& reduced = data.training.reduced;
    const std::unique_ptr<trainer> network = request.training.plain()
                                                 ? make_gram_trainer(reduced, request.network, how, team)
                                                 : make_rule_trainer({reduced, data.samples, request.network, request.training},
                                                                     how, team);
    start_curvature result;
    result.lambda0 = network->lambda0();
    if (request.training.loss != loss_name::squared) {
        network_observer observer({reduced, request.training.made_loss(), true, &data.samples, nullptr,
                                   request.training.made_rule(width_of(request.network)), 0},
                                  *network);
        result.sharpness = observer.sharpness_value().value();  // a network as it is drawn has one
    }
    return result;
}

/// Refuses options that would have no effect.
void refuse_unused(const rates_request& request, bool with_data)
{
    if (request.steps && !request.measured)
        throw request_error("--steps without --measured: without it nothing is run; leave it out, or give --measured");
    if (!request.measured && (!request.training.schedule_text.empty() || request.training.linearise_at))
        throw request_error(
            std::string(request.training.linearise_at ? "--linearise-at" : "--schedule") +
            " without --measured: the borders at the start do not depend on it; leave it out, or give --measured");
    request.training.require_consistent();
    if (!with_data) {
        refuse_without_data(request.data);
        if (!request.training.plain())
            throw request_error(
                "the warmup model is trained by gradient descent with squared error; give data for other rules and losses");
        const network_options& n = request.network;
        if (!n.initial_u.empty() || !n.initial_v.empty())
            throw request_error(std::string(n.initial_u.empty() ? "--initial-v" : "--initial-u") +
                                " without data; give --inputs and --targets");
        return;
    }
    const warmup_options& w = request.warmup;
    const char* foreign = w.f0 ? "--f0" : w.lambda0 ? "--lambda0" : w.label ? "--label" : w.input ? "--input" : nullptr;
    if (foreign != nullptr)
        throw request_error(std::string(foreign) +
                            " with --inputs: it is the warmup model's, and data have their own; leave one of them out");
}

/// The borders of a network of one's own, by its kernel.
void run_own_rates(const rates_request& request)
{
    if (!request.kernel.empty() && !request.jacobian.empty())
        throw request_error("--kernel and --jacobian were both given; one of them gives the kernel");
    if (!request.data.inputs.empty() || !request.data.targets.empty() || request.network.width || request.network.given())
        throw request_error(std::string(request.kernel.empty() ? "--jacobian" : "--kernel") +
                            " with data or a network, which have a kernel of their own; leave them out");
    if (request.measured) throw request_error("--measured with a kernel alone: there is no network to train; leave it out");
    if (request.rate.given()) request.rate.require_one();
    request.training.require_consistent();
    if (request.training.loss != loss_name::squared || request.training.batch || request.training.weights != parametrisation::ntk)
        throw request_error(
            "--kernel knows the curvature of squared error only; leave --loss, --batch and --parametrisation out");
    require_distinct_files({{"--kernel", request.kernel}, {"--jacobian", request.jacobian}}, {{"--out", request.common.out}});
    output_file out(request.common.out);
    const eigenvalue_result<double> known = request.kernel.empty() ? top_of_jacobian(request.jacobian, request.outputs)
                                                                   : top_of_kernel(request.kernel, request.outputs);
    learning_rate_borders all;
    check(borders(known.value, all), "lambda0 " + shortest(known.value));
    const bool plain = request.training.plain();
    cell eta, phase_at_eta;
    if (request.rate.given()) {
        const double value = request.rate.resolve(known.value);
        eta = value;
        if (plain) phase_at_eta = std::string(phase_name(predicted_phase(all, value)));
    }
    if (request.common.verbose) say(describe_lambda0(known));
    table_writer table(out, request.common.format, {"lambda0", "eta_crit", "eta_max", "eta_relu", "eta", "phase"});
    table.row({known.value, request.training.has_border() ? cell(2 / (request.training.border_factor() * known.value)) : cell(),
               plain ? cell(all.largest) : cell(), plain ? cell(all.relu) : cell(), eta, phase_at_eta});
    table.finish();
    out.commit();
}

void run_rates(const rates_request& request)
{
    if (request.own_kernel()) return run_own_rates(request);
    if (request.rate.given()) request.rate.require_one();
    if (request.data.inputs.empty() && !request.data.targets.empty())
        throw request_error("--inputs and --targets belong together; give both, or neither for the warmup model");
    const bool with_data = !request.data.inputs.empty();
    refuse_unused(request, with_data);
    require_distinct_files({{"--inputs", request.data.inputs},
                            {"--targets", request.data.targets},
                            {"--initial-u", request.network.initial_u},
                            {"--initial-v", request.network.initial_v}},
                           {{"--out", request.common.out}});
    output_file out(request.common.out);

    double lambda0 = 0;
    double sharpness0 = 0;
    eigenvalue_result<double> known;  // λ₀ with its evidence; set only with data
    std::size_t outputs = 1;
    warmup_borders exact;
    measured_borders measured;
    if (with_data) {
        request.network.require_one();
        if (request.measured && request.network.given())
            throw request_error(
                "--measured draws its network in law; give --width and --seed instead of --initial-u and --initial-v");
        run_needs needs;
        if (request.network.given()) needs.basis = "--initial-u";
        needs.width = width_of(request.network);
        needs.threads = thread_count(request.threads);
        const run_data data = load_run_data(request.data, {}, request.training, needs);
        say_notes(data.training, request.common.verbose);
        const double factor = request.training.scales(needs.width).output_scale;
        const run_data scaled = factor == 1 ? run_data() : scaled_copy(factor, data);
        const start_curvature start = curvature_at_start(request, factor == 1 ? data : scaled);
        known = start.lambda0;
        lambda0 = known.value;
        sharpness0 = start.sharpness;
        outputs = data.training.reduced.outputs;
        if (request.measured) measured = measure(request, data);
    } else {
        warmup_options model = request.warmup;
        model.width = request.network.width;
        model.seed = request.network.seed;
        model.require_start();
        const warmup_start<double> start = model.start();
        lambda0 = start.lambda;
        check(warmup_exact_borders(*model.width, model.x(), model.y(), start.output, start.lambda, exact), model.describe());
        if (request.measured) measured = measure(request, model);
    }
    learning_rate_borders all;
    check(borders(lambda0, all), "lambda0 " + shortest(lambda0));

    cell critical = all.critical, largest = all.largest, relu = all.relu;
    cell largest_exact;
    cell eta;
    cell phase_at_eta;
    if (!with_data) largest_exact = exact.largest;
    if (!request.training.plain()) {
        // What is known beyond gradient descent: where plain and momentum steps become unstable. The rest is measured.
        largest = relu = cell();
        const double curvature = request.training.squares() ? request.training.curvature(outputs) * lambda0 : sharpness0;
        critical = request.training.has_border() ? cell(2 / (request.training.border_factor() * curvature)) : cell();
        if (request.rate.given()) eta = request.rate.resolve(lambda0);
    } else if (request.rate.given()) {
        const double value = with_data ? request.rate.resolve(lambda0) : request.rate.resolve(lambda0, rate_range);
        eta = value;
        phase_at_eta = std::string(phase_name(with_data ? predicted_phase(all, value) : predicted_phase(exact, value)));
    }
    if (request.common.verbose && with_data)
        say("learning rates are those of the loss |F - Y|^2/2m; for a loss of 1/2mk, with k = " + std::to_string(outputs) +
            " outputs, multiply them by " + std::to_string(outputs));
    if (request.common.verbose)
        say((request.network.given() || request.warmup.f0 ? "no seed"
                                                          : "seed " + std::to_string(request.network.seed.value_or(0))) +
            (with_data ? ", " + describe_lambda0(known) : ""));
    std::vector<std::string> columns = {"lambda0", "eta_crit", "eta_max", "eta_relu", "eta_exact", "eta", "phase"};
    std::vector<cell> cells = {lambda0, critical, largest, relu, largest_exact, eta, phase_at_eta};
    if (request.training.loss != loss_name::squared) {
        columns.emplace_back("sharpness0");
        cells.emplace_back(sharpness0);
    }
    if (request.measured) {
        columns.insert(columns.end(),
                       {"eta_crit_low", "eta_crit_high", "eta_sharpen_low", "eta_sharpen_high", "eta_max_low", "eta_max_high"});
        for (const border_interval& i : {measured.loss_rises, measured.lambda_rises, measured.diverges}) {
            cells.emplace_back(i.low / lambda0);
            cells.emplace_back(i.high / lambda0);
        }
    }
    table_writer table(out, request.common.format, columns);
    table.row(cells);
    table.finish();
    out.commit();
}

}  // namespace

void add_rates(CLI::App& app, action& run)
{
    auto request = std::make_shared<rates_request>();
    CLI::App* command = app.add_subcommand(
        "rates",
        "The largest eigenvalue lambda0 of the tangent kernel at the start, and the learning rates where training changes its phase:\n"
        "eta_crit = 2/lambda0, eta_max = 4/lambda0, eta_relu = 12/lambda0 for ReLU networks, and eta_exact, the exact largest step\n"
        "(warmup model only). With a learning rate, also the phase to expect there.\n"
        "Rates belong to the loss |F - Y|^2/2m over m samples; with k outputs, those of a loss 1/2mk are k times as large.\n"
        "2/lambda0 is a theorem of the dynamics near the start, 4/lambda0 one of the warmup model and what wide networks do, and\n"
        "12/lambda0 the paper's observation. Of other rules and losses only eta_crit is known: 2(1+beta)/lambda0 with momentum,\n"
        "2(1+beta)/((1+2beta) lambda0) with Nesterov's, and the same of the loss Hessian's top eigenvalue sharpness0 instead of lambda0\n"
        "for losses other than squared; with batches, clipping or decay none is. --measured finds the borders of any rule.");
    command->footer(std::string(phase_meanings) +
                    "Examples: of data; and of the warmup model with a label\n"
                    "  catapult rates --inputs x.npy --targets y.npy --width 1e6 --seed 1 --eta 0.1\n"
                    "  catapult rates --width 1000 --f0 1 --lambda0 2 --label 3\n"
                    "A network of your own, by the kernel of its 100 samples with 10 outputs each, under momentum\n"
                    "  catapult rates --kernel ntk.npy --outputs 10 --rule momentum --momentum 0.9\n"
                    "What data do, beside what theory says\n"
                    "  catapult rates --inputs x.npy --targets y.npy --width 1e6 --measured");
    add_data(*command, request->data, data_source::files_or_reduced);
    command->get_option("--inputs")->required(false);
    add_network(*command, request->network);
    add_warmup_start(*command, request->warmup);
    add_learning_rate(*command, request->rate);
    add_training(*command, request->training);
    command
        ->add_option("--kernel", request->kernel,
                     "Instead of data and a network: the kernel of a network of your own, the products of the gradients of its\n"
                     "outputs, with a row for each sample and output, not divided by the number of samples")
        ->type_name("FILE");
    command->add_option("--jacobian", request->jacobian, "The same by the gradients themselves, one a row")->type_name("FILE");
    add_count(*command, "--outputs", request->outputs, positive_count, "With --kernel or --jacobian: outputs of each sample [1]",
              "K");
    command->add_flag(
        "--measured", request->measured,
        "Also find by runs, in columns _low and _high that it lies between, where the loss (eta_crit) and lambda (eta_sharpen)\n"
        "first exceed their start, and where divergence begins (eta_max); 0 or inf where that is not between 1/8 and 32 over lambda0");
    add_count(*command, "--steps", request->steps, positive_count,
              "With --measured: steps of each of these runs, about a hundred [1000]", "T");
    add_count(*command, "--threads", request->threads, positive_count,
              "Threads for passes over the data and large Gram matrices; the results are the same [all cores]", "N");
    add_common(*command, request->common, false);
    command->callback([request, &run] { run = [request] { run_rates(*request); }; });
}

}  // namespace catapult::tools
