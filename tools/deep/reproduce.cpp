#include <memory>
#include <string>
#include <vector>

#include "deep/figures.hpp"
#include "deep/subcommands.hpp"
#include "reproduce/reproduction.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

namespace {

struct deep_reproduce_options {
    std::vector<std::string> figures;
    reproduction_request request;
    deep_figure_setting setting;
};

void reproduce(deep_reproduce_options& options)
{
    const dataset_options& data = options.setting.data;
    if (!data.complete()) throw request_error("--inputs and --targets go together: the samples, and what they are trained to");
    if (!options.setting.test.complete())
        throw request_error("--test-inputs and --test-targets belong together; give both, or neither");
    const bool has_data = !data.inputs.empty();
    const std::vector<figure> all = deep_figures(options.setting);
    options.request.figures = choose_figures(all, options.figures, has_data);
    options.request.data = has_data ? &data : nullptr;
    make_reproduction(options.request);
}

}  // namespace

void add_deep_reproduce(CLI::App& app, action& run)
{
    auto options = std::make_shared<deep_reproduce_options>();
    CLI::App* command = app.add_subcommand(
        "reproduce", "The paper's figures on deep networks as data, pictures and verdicts, and a page that shows them");
    std::string footer = "Figures:\n";
    for (const figure& f : deep_figures(options->setting))
        footer += "  " + std::string(f.name) + std::string(10 - std::string(f.name).size(), ' ') + f.title +
                  (f.takes_data ? "" : " (of random images without --inputs)") + "\n";
    command->footer(
        footer +
        "\nExamples: all of them, small; and the paper's figure 3 at its size, which takes 12 minutes of a core\n"
        "  catapult deep reproduce --out deep --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz\n"
        "  catapult deep reproduce 3 --scale paper --out figure-3 --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz\n"
        "The Wide ResNet at the paper's size on a GPU\n"
        "  catapult deep reproduce 3def --scale paper --device cuda --out wide-resnet --inputs data_batch_1.bin --test-inputs test_batch.bin");
    command->add_option("figures", options->figures, "Which of them [all]")
        ->type_name("FIGURE")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--out", options->request.folder, "A folder for the results: open index.html in it")
        ->type_name("DIR")
        ->required();
    command->add_flag("--force", options->request.force, "Write into a folder that is there already");
    add_parsed(
        *command, "--scale", options->setting.paper,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text, std::map<std::string, bool>{{"small", false}, {"paper", true}});
        },
        "small, for a minute or two, or paper: its sizes of networks and data [small]", "NAME");
    add_count(*command, "--seed", options->request.seed, any_count, "Which random networks [1]", "S");
    add_parsed(
        *command, "--format", options->request.format,
        [](const std::string& option, const std::string& text) {
            return parse_name(option, text,
                              std::map<std::string, table_format>{{"csv", table_format::csv}, {"json", table_format::json}});
        },
        "Of the verdicts on standard output: csv or json (one object a line) [csv]", "NAME");
    add_parsed(*command, "--device", options->setting.place.device, parse_device, "cpu or cuda [cpu]", "NAME");
    add_data(*command, options->setting.data, data_source::files, false);
    add_test_data(*command, options->setting.test);
    command->callback([options, &run] { run = [options] { reproduce(*options); }; });
}

}  // namespace catapult::tools
