#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "command/subcommands.hpp"
#include "options/options.hpp"
#include "plotting/gnuplot.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/report.hpp"
#include "vocabulary/failure.hpp"
#include "writers/output_file.hpp"
#include "writers/progress.hpp"

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

std::vector<const figure*> chosen_figures(const reproduce_options& options)
{
    std::vector<const figure*> chosen;
    for (const figure& f : figures()) {
        bool wanted = options.figures.empty() && (options.has_data() || !f.takes_data);
        for (const std::string& name : options.figures) wanted = wanted || &find_figure(name) == &f;
        if (wanted && f.takes_data && !options.has_data())
            throw request_error("figure " + std::string(f.name) + ": of which data? --inputs and --targets say");
        if (wanted) chosen.push_back(&f);
    }
    return chosen;
}

void prepare_folder(const reproduce_options& options)
{
    std::error_code error;
    if (std::filesystem::exists(options.folder, error) && !options.force)
        throw request_error("--out " + in_quotes(options.folder) + ": is there already; --force writes into it");
    for (const char* part : {"/data", "/figures"}) {
        std::filesystem::create_directories(options.folder + part, error);
        if (error) throw request_error("--out " + in_quotes(options.folder) + ": " + error.message());
    }
}

drawn_picture draw_picture(const picture& p, const std::string& folder)
{
    plot_input input;
    input.set("data", folder + "/data/");
    input.set("name", p.name);
    const std::string wide = draw(p.script, input, "png", picture_layout::wide);
    for (const auto& [ending, bytes] :
         {std::pair<const char*, std::string>{".svg", draw(p.script, input, "svg", picture_layout::wide)},
          std::pair<const char*, std::string>{".png", wide}}) {
        output_file file(folder + "/figures/" + p.name + ending);
        file.write(bytes);
        file.commit();
    }
    return {p, wide, draw(p.script, input, "png", picture_layout::narrow)};
}

figure_result make(const figure& f, const reproduce_options& options, bool pictures)
{
    figure_result result;
    result.which = &f;
    figure_run run(options.folder, options.seed, options.has_data() ? &options.data : nullptr);
    try {
        f.run(run);
        result.claims = run.claims();
        for (const picture& p : run.pictures()) {
            if (!pictures) break;
            result.pictures.push_back(draw_picture(p, options.folder));
        }
    } catch (const std::exception& error) {
        result.claims = run.claims();
        result.failure = error.what();
    }
    return result;
}

void reproduce(const reproduce_options& options)
{
    if (options.data.inputs.empty() != options.data.targets.empty())
        throw request_error("--inputs and --targets go together: the samples, and what they are trained to");
    refuse_without_data(options.data);
    const std::vector<const figure*> chosen = chosen_figures(options);
    const bool uses_data = std::any_of(chosen.begin(), chosen.end(), [](const figure* f) { return f->takes_data; });
    if (options.has_data() && !uses_data)
        throw request_error("--inputs: none of the chosen figures is drawn of data; leave it out, or name one that is");
    prepare_folder(options);
    const bool pictures = gnuplot_found();

    reproduction all;
    all.folder = options.folder;
    all.seed = options.seed;
    std::string failed;
    progress shown("figures", chosen.size(), false);
    for (const figure* f : chosen) {
        shown.at(all.results.size());
        all.results.push_back(make(*f, options, pictures));
        if (!all.results.back().failure.empty()) failed += "; figure " + std::string(f->name) + ": " + all.results.back().failure;
    }
    write_summary(all);
    write_page(all);
    write_verdicts(all, table_format::json, options.folder + "/summary.json");
    write_verdicts(all, options.format, "");
    if (!pictures) std::fprintf(stderr, "catapult: %s\n", gnuplot_advice);
    if (!failed.empty()) throw run_error(failed.substr(2));
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
    add_data(*command, options->data, false);
    add_isa(*command);
    command->callback([options, &run] { run = [options] { reproduce(*options); }; });
}

}  // namespace catapult::tools
