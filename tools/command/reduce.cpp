#include <memory>
#include <string>

#include "command/subcommands.hpp"
#include "concurrency/parallel.hpp"
#include "engines/reduced_file.hpp"
#include "options/options.hpp"
#include "vocabulary/say.hpp"
#include "writers/distinct_files.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

struct reduce_request {
    dataset_options data;
    std::uint64_t threads = 0;
    std::string out;
    bool verbose = false;
};

void run_reduce(const reduce_request& request)
{
    if (!request.data.complete())
        throw request_error(
            "--inputs without --targets; give both, or the inputs as a file of CIFAR (.bin), which holds its labels");
    require_distinct_files({{"--inputs", request.data.inputs}, {"--targets", request.data.targets}}, {{"--out", request.out}});
    output_file out(request.out);
    const training_data data = load_training_data(request.data, thread_count(request.threads));
    say_notes(data, request.verbose);
    const reduced_data<double>& reduced = data.reduced;
    if (request.verbose)
        say(std::to_string(reduced.samples) + " samples, " + std::to_string(reduced.inputs) + " inputs, " +
            std::to_string(reduced.outputs) + " outputs, rank " + std::to_string(reduced.rank) + ", least loss " +
            shortest(reduced.unreachable_loss));
    out.write(reduced_file(reduced, describe(request.data)));
    out.commit();
}

}  // namespace

void add_reduce(CLI::App& app, action& run)
{
    auto request = std::make_shared<reduce_request>();
    CLI::App* command = app.add_subcommand(
        "reduce",
        "Reads and reduces data once: FILE is then the --inputs of train, rates, sweep and reproduce, without --targets, and they\n"
        "print the same bytes. It holds what squared error of all samples needs: singular values and targets in their directions.\n"
        "Other losses, batches, accuracy, test data, and given and final weights need the data themselves.");
    command->footer(
        "Example: MNIST, reduced once, and trained on at two learning rates\n"
        "  catapult reduce --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --out mnist.reduced\n"
        "  catapult train --inputs mnist.reduced --width 1e12 --eta-lambda0 1 --steps 60\n"
        "  catapult train --inputs mnist.reduced --width 1e12 --eta-lambda0 3 --steps 60");
    add_data(*command, request->data, data_source::files);
    command
        ->add_option_function<std::string>(
            "--out", [request](const std::string& name) { request->out = name == "-" ? std::string() : name; },
            "Write to this file, which appears when it is whole; - is standard output")
        ->type_name("FILE")
        ->required();
    add_count(*command, "--threads", request->threads, positive_count, "Threads; the file is the same [all cores]", "N");
    add_isa(*command);
    command->add_flag("--verbose", request->verbose, "Say on standard error what has been found");
    command->callback([request, &run] { run = [request] { run_reduce(*request); }; });
}

}  // namespace catapult::tools
