#include "options/options.hpp"

#include <unistd.h>

#include <cmath>

namespace catapult::tools {

namespace {

void use_isa(const std::string& name)
{
    isa which = isa::scalar;
    if (isa_from_name(name.c_str(), which) != status::ok)
        throw request_error("--isa " + in_quotes(name) + ": " + isa_names([](isa) { return true; }, ", ") + " are known");
    if (limit_isa(which) != status::ok)
        throw request_error("--isa " + in_quotes(name) + ": not available here; " + isa_names(isa_available, ", ") + " are");
}

std::pair<double, double> parse_classes(const std::string& option, const std::string& text)
{
    const std::size_t comma = text.find(',');
    std::pair<double, double> classes;
    if (comma == std::string::npos || !parse_real(std::string_view(text).substr(0, comma), classes.first) ||
        !parse_real(std::string_view(text).substr(comma + 1), classes.second) || !std::isfinite(classes.first) ||
        !std::isfinite(classes.second) || classes.first == classes.second)
        throw request_error(option + " " + in_quotes(text) + ": two different labels are wanted, such as 0,1");
    return classes;
}

}  // namespace

std::string isa_names(bool (*included)(isa), const char* between)
{
    std::string names;
    for (int i = 0; i < isa_count; ++i)
        if (included(static_cast<isa>(i))) names += (names.empty() ? "" : between) + std::string(isa_name(static_cast<isa>(i)));
    return names;
}

void add_isa(CLI::App& command)
{
    command.add_option_function<std::string>("--isa", use_isa, "Use no instruction set above this one; the results are the same")
        ->type_name("NAME")
        ->envname("CATAPULT_ISA");
}

void add_common(CLI::App& command, common_options& options, bool result_is_array)
{
    command
        .add_option_function<std::string>(
            "--out", [&options](const std::string& name) { options.out = name == "-" ? std::string() : name; },
            "Write to this file, which appears when it is whole; - is standard output [-]")
        ->type_name("FILE");
    std::map<std::string, table_format> formats = {{"csv", table_format::csv}, {"json", table_format::json}};
    if (result_is_array) formats.emplace("npy", table_format::npy);
    add_parsed(
        command, "--format", options.format,
        [formats](const std::string& option, const std::string& text) { return parse_name(option, text, formats); },
        result_is_array ? "csv, json (one object a line) or npy (float64, rows by columns) [csv]"
                        : "csv or json (one object a line) [csv]",
        "NAME");
    add_isa(command);
    command.add_flag("--verbose", options.verbose, "Say on standard error what is run, with its seed");
}

void learning_rate_options::require_one() const
{
    if (eta.has_value() == eta_lambda0.has_value())
        throw request_error(given() ? "--eta and --eta-lambda0 were both given; one of them sets the learning rate"
                                    : "no learning rate; give --eta X, or --eta-lambda0 R for R divided by lambda0");
}

double learning_rate_options::resolve(double lambda0, const real_range& allowed) const
{
    if (eta) return *eta;
    const double value = *eta_lambda0 / lambda0;
    if (!(value >= allowed.low && value <= allowed.high))
        throw request_error("--eta-lambda0 " + shortest(*eta_lambda0) + ": lambda0 = " + shortest(lambda0) +
                            " makes the learning rate " + shortest(value) + " of it; a rate " + allowed.text + " is wanted");
    return value;
}

void add_learning_rate(CLI::App& command, learning_rate_options& options)
{
    add_real(command, "--eta", options.eta, rate_range, "The learning rate", "X");
    add_real(command, "--eta-lambda0", options.eta_lambda0, rate_range,
             "The learning rate times lambda0, the largest eigenvalue of the tangent kernel at the start", "R");
}

void add_data(CLI::App& command, dataset_options& options, data_source from, bool required)
{
    const bool reduced = from == data_source::files_or_reduced;
    command
        .add_option(
            "--inputs", options.inputs,
            std::string(
                "One sample a row: .npy, IDX or CIFAR's .bin (pixels are divided by 255), or text with commas, tabs, semicolons or blanks;\n"
                "each also as .gz; - is standard input, for all but CIFAR") +
                (reduced ? ". Or a file of catapult reduce, without --targets" : ""))
        ->type_name("FILE")
        ->required(required);
    command
        .add_option(
            "--targets", options.targets,
            "One row a sample, in the same formats; labels of IDX and CIFAR become one-hot. CIFAR's inputs have theirs with them")
        ->type_name("FILE");
    add_count(command, "--samples", options.samples, positive_count, "Use the first M samples [all]", "M");
    add_parsed(command, "--classes", options.classes, parse_classes,
               "Of a file of labels, use the samples of these two: A gets the target 1, B gets -1", "A,B");
    command.add_flag("--one-hot", options.one_hot,
                     "Of a file of labels, make a target of each class from 0 up to the largest, as of those of IDX and CIFAR");
    add_parsed(
        command, "--normalize", options.normalize,
        [](const std::string& option, const std::string& text) { return parse_name(option, text, normalization_names); },
        "none; unit: each sample has norm 1; overall: all inputs together have mean 0 and variance 1; standard: each input has mean 0 and variance 1 over the samples used [none]",
        "NAME");
}

void refuse_without_data(const dataset_options& options)
{
    const char* given = preparation(options);
    if (given != nullptr && options.inputs.empty())
        throw request_error(std::string(given) +
                            " without data, which it would prepare; leave it out, or give --inputs and --targets");
}

void add_network(CLI::App& command, network_options& options)
{
    add_parsed(command, "--width", options.width, parse_width, std::string("Hidden units: ") + width_text, "N");
    add_count(command, "--seed", options.seed, any_count,
              "Draw the initial weights, standard normal, and the order of batches from this seed [0]", "S");
    command
        .add_option("--initial-u", options.initial_u, "The first layer's initial weights, width x inputs, instead of drawn ones")
        ->type_name("FILE");
    command.add_option("--initial-v", options.initial_v, "The second layer's, width x outputs (or a vector)")->type_name("FILE");
}

}  // namespace catapult::tools
