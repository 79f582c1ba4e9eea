#include <algorithm>
#include <memory>

#include "command/subcommands.hpp"
#include "options/options.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/reproduction.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

namespace {

struct reproduce_options {
    std::vector<std::string> figures;
    std::string folder;
    bool force = false;
    std::uint64_t seed = 1;
    table_format format = table_format::csv;
    dataset_options data;

    bool has_data() const { return !data.inputs.empty(); }
};

void reproduce(const reproduce_options& options)
{
    if (options.data.inputs.empty() && !options.data.targets.empty())
        throw request_error("--inputs and --targets go together: the samples, and what they are trained to");
    refuse_without_data(options.data);
    reproduction_request request;
    request.figures = choose_figures(figures(), options.figures, options.has_data());
    const bool uses_data = std::any_of(request.figures.begin(), request.figures.end(),
                                       [](const figure* f) { return f->takes_data; });
    if (options.has_data() && !uses_data)
        throw request_error("--inputs: none of the chosen figures is drawn of data; leave it out, or name one that is");
    request.folder = options.folder;
    request.force = options.force;
    request.seed = options.seed;
    request.format = options.format;
    request.data = options.has_data() ? &options.data : nullptr;
    make_reproduction(request);
}

}  // namespace

void add_reproduce(CLI::App& app, action& run)
{
    auto options = std::make_shared<reproduce_options>();
    CLI::App* command = app.add_subcommand("reproduce",
                                           "The paper's figures as data, pictures and verdicts, and a page that shows them");
    std::string footer = "Figures:\n";
    for (const figure& f : figures())
        footer += "  " + std::string(f.name) + std::string(18 - std::string(f.name).size(), ' ') + f.title + "\n";
    command->footer(
        footer +
        "\nExample:\n  catapult reproduce 2 S1 --out results\n  catapult reproduce --out results --force\n"
        "  catapult reproduce 2-data --out digits --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --classes 0,1 --samples 512");
    command->add_option("figures", options->figures, "Which of them [all]")
        ->type_name("FIGURE")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--out", options->folder, "A folder for the results: open index.html in it")
        ->type_name("DIR")
        ->required();
    command->add_flag("--force", options->force, "Write into a folder that is there already");
    add_count(*command, "--seed", options->seed, any_count, "Which random networks [1]", "S");
    add_parsed(
        *command, "--format", options->format,
        [](const std::string& option, const std::string& text) {
            if (text == "csv") return table_format::csv;
            if (text == "json") return table_format::json;
            throw request_error(option + " " + in_quotes(text) + ": one of csv, json is wanted");
        },
        "Of the verdicts on standard output: csv or json (one object a line) [csv]", "NAME");
    add_data(*command, options->data, data_source::files_or_reduced, false);
    add_isa(*command);
    command->callback([options, &run] { run = [options] { reproduce(*options); }; });
}

}  // namespace catapult::tools
