#include <memory>
#include <string>

#include "catapult/borders.hpp"
#include "command/memory.hpp"
#include "command/options.hpp"
#include "command/subcommands.hpp"
#include "command/trainer.hpp"
#include "command/training_data.hpp"
#include "command/warmup_options.hpp"

namespace catapult::tools {

namespace {

struct rates_request {
    common_options common;
    dataset_options data;
    network_options network;
    warmup_options warmup;  // its width and seed are the network's
    learning_rate_options rate;
};

double data_lambda0(const rates_request& request)
{
    request.network.require_one();
    const training_data data = load_training_data(request.data, request.network.given());
    thread_team team(1);
    return make_gram_trainer(data.reduced, request.network, request.network.given() ? drawing::weights : drawing::law, team)->lambda();
}

void run_rates(const rates_request& request)
{
    if (request.rate.given()) request.rate.require_one();
    if (request.data.inputs.empty() != request.data.targets.empty())
        throw request_error("--inputs and --targets belong together; give both, or neither for the warmup model");
    const bool with_data = !request.data.inputs.empty();
    output_file out(request.common.out);

    double lambda0 = 0;
    warmup_borders exact;
    if (with_data) {
        lambda0 = data_lambda0(request);
    } else {
        if (request.network.given() || !request.network.initial_v.empty())
            throw request_error("--initial-u without data; give --inputs and --targets");
        warmup_options model = request.warmup;
        model.width = request.network.width;
        model.seed = request.network.seed;
        model.require_start();
        const warmup_start<double> start = model.start();
        lambda0 = start.lambda;
        check(warmup_exact_borders(*model.width, model.input, model.label, start.output, start.lambda, exact), model.describe());
    }
    learning_rate_borders all;
    check(borders(lambda0, all), "lambda0 " + shortest(lambda0));

    cell largest_exact;
    cell eta;
    cell phase_at_eta;
    if (!with_data) largest_exact = exact.largest;
    if (request.rate.given()) {
        const double value = request.rate.resolve(lambda0);
        eta = value;
        phase_at_eta = std::string(phase_name(with_data ? predicted_phase(all, value) : predicted_phase(exact, value)));
    }
    if (request.common.verbose)
        say(request.network.given() || request.warmup.f0 ? "no seed" : "seed " + std::to_string(request.network.seed.value_or(0)));
    table_writer table(out, request.common.format, {"lambda0", "eta_crit", "eta_max", "eta_relu", "eta_exact", "eta", "phase"});
    table.row({lambda0, all.critical, all.largest, all.relu, largest_exact, eta, phase_at_eta});
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
        "(warmup model only). With a learning rate, also the phase to expect there.");
    command->footer("Examples: of data; and of the warmup model with a label\n"
                    "  catapult rates --inputs x.npy --targets y.npy --width 1e6 --seed 1 --eta 0.1\n"
                    "  catapult rates --width 1000 --f0 1 --lambda0 2 --label 3");
    add_data(*command, request->data);
    command->get_option("--inputs")->required(false);
    command->get_option("--targets")->required(false);
    add_network(*command, request->network);
    add_warmup_start(*command, request->warmup);
    add_learning_rate(*command, request->rate);
    add_common(*command, request->common, false);
    command->callback([request, &run] { run = [request] { run_rates(*request); }; });
}

}  // namespace catapult::tools
