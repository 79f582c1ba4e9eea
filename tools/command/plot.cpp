#include <cstdio>
#include <fstream>
#include <memory>

#include "command/options.hpp"
#include "command/subcommands.hpp"
#include "readers/failure.hpp"
#include "reproduce/gnuplot.hpp"

namespace catapult::tools {

namespace {

bool starts_with(const std::string& text, const char* beginning) { return text.rfind(beginning, 0) == 0; }

// Which script draws a table with these columns; null if none does.
const char* script_for(const std::string& columns)
{
    if (starts_with(columns, "step,")) return "plot-trajectory";
    if (starts_with(columns, "model,width,seed,")) return "plot-sweep";
    if (starts_with(columns, "width,side,exponent,")) return "plot-exponents";
    return nullptr;
}

void plot(const std::string& path)
{
    std::ifstream file(path);
    std::string columns, first_row;
    if (!std::getline(file, columns)) throw request_error(in_quotes(path) + ": cannot be read, or is empty; a CSV result is wanted");
    const char* script = script_for(columns);
    if (script == nullptr)
        throw request_error(in_quotes(path) + ": not the CSV result of warmup, train, sweep or exponents; its first line is " + in_quotes(columns));
    if (!std::getline(file, first_row)) throw request_error(in_quotes(path) + ": has no rows to draw");
    if (!gnuplot_found()) throw run_error(gnuplot_advice);
    const bool ends_in_csv = path.size() > 4 && path.compare(path.size() - 4, 4, ".csv") == 0;
    const std::string target = ends_in_csv ? path.substr(0, path.size() - 4) : path;
    draw({script, "", 1300, 600}, target,
         {{"file", path}, {"lambda", columns.find(",lambda_max") != std::string::npos ? "lambda_max" : "lambda"}});
    std::printf("%s.svg\n%s.png\n", target.c_str(), target.c_str());
}

}  // namespace

void add_plot(CLI::App& app, action& run)
{
    auto path = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("plot", "Pictures (SVG and PNG, beside the file) of a CSV result of warmup, train, sweep or exponents");
    command->footer("Example:\n  catapult warmup --width 1e6 --eta-lambda0 3 --steps 100 --out run.csv\n  catapult plot run.csv");
    command->add_option("file", *path, "The result")->type_name("FILE.csv")->required();
    command->callback([path, &run] { run = [path] { plot(*path); }; });
}

}  // namespace catapult::tools
