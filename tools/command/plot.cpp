#include <memory>

#include "command/subcommands.hpp"
#include "options/options.hpp"
#include "plotting/pictures.hpp"
#include "vocabulary/failure.hpp"
#include "writers/distinct_files.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

struct plot_request {
    std::string path;
    std::string out;
    bool narrow = false;
};

bool starts_with(const std::string& text, const char* beginning) { return text.rfind(beginning, 0) == 0; }

bool ends_with(const std::string& text, const std::string& end)
{
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

prepared_picture prepare(const result_table& table)
{
    if (starts_with(table.header, "step,")) return trajectory_picture(table);
    if (starts_with(table.header, "model,width,seed,")) return sweep_picture(table);
    if (starts_with(table.header, "width,side,exponent,")) return exponents_picture(table);
    throw request_error(in_quotes(table.path) + ": not the CSV result of warmup, train, sweep or exponents; its first line is " +
                        in_quotes(table.header));
}

struct target {
    std::string path;  // empty for standard output
    std::string form;
};

std::vector<target> targets(const plot_request& request)
{
    if (request.out == "-") return {{"", "svg"}};
    if (!request.out.empty()) {
        const bool svg = ends_with(request.out, ".svg"), png = ends_with(request.out, ".png");
        if (!svg && !png && is_plain_file(request.out))
            throw request_error("--out " + in_quotes(request.out) +
                                ": a name that ends in .svg or .png is wanted, or - for SVG on standard output");
        return {{request.out, png ? "png" : "svg"}};
    }
    if (request.path == "-" || !is_plain_file(request.path))
        throw request_error(in_quotes(request.path) +
                            ": has no name to put pictures beside; --out FILE.svg, FILE.png or - says where");
    const std::string base = ends_with(request.path, ".csv") ? request.path.substr(0, request.path.size() - 4) : request.path;
    return {{base + ".svg", "svg"}, {base + ".png", "png"}};
}

void plot(const plot_request& request)
{
    const std::vector<target> wanted = targets(request);
    std::vector<named_file> outputs;
    for (const target& t : wanted) outputs.push_back({request.out.empty() ? "the picture" : "--out", t.path});
    require_distinct_files({{"the file to be drawn,", request.path}}, outputs);
    const prepared_picture picture = prepare(read_result(request.path));
    if (!gnuplot_found()) throw run_error(gnuplot_advice);
    std::vector<std::unique_ptr<output_file>> files;
    for (const target& t : wanted) {
        files.push_back(std::make_unique<output_file>(t.path));
        files.back()->write(
            draw(picture.script, picture.input, t.form, request.narrow ? picture_layout::narrow : picture_layout::wide));
    }
    for (const auto& file : files) file->commit();
    if (!request.out.empty()) return;
    output_file names("");
    for (const target& t : wanted) names.write(t.path + "\n");
    names.commit();
}

}  // namespace

void add_plot(CLI::App& app, action& run)
{
    auto request = std::make_shared<plot_request>();
    CLI::App* command = app.add_subcommand(
        "plot", "Pictures (SVG and PNG, beside the file) of a CSV result of warmup, train, sweep or exponents");
    command->footer(
        "Examples:\n  catapult warmup --width 1e6 --eta-lambda0 3 --steps 100 --out run.csv\n  catapult plot run.csv\n"
        "  catapult sweep --width 1e6 --eta-lambda0 0.5:4.5:64 | catapult plot - --out sweep.png\n"
        "A sweep over widths and learning rates becomes maps of the phase, the steps to convergence and the final curvature;\n"
        "a sweep over one of them, curves; networks that differ by their seeds alone are sorted by each value.\n"
        "Of exponents, the steps behind the fits are measured again from the same networks, and drawn with the fits.");
    command->add_option("file", request->path, "The result; - is standard input")->type_name("FILE.csv")->required();
    command
        ->add_option("--out", request->out,
                     "FILE.svg or FILE.png instead of both beside the result, or - for SVG on standard output")
        ->type_name("FILE");
    command->add_flag("--narrow", request->narrow, "Panels one below the other, in large type: for a phone");
    command->callback([request, &run] { run = [request] { plot(*request); }; });
}

}  // namespace catapult::tools
