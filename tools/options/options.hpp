// Options that several subcommands share.
#ifndef CATAPULT_TOOLS_OPTIONS_OPTIONS_HPP
#define CATAPULT_TOOLS_OPTIONS_OPTIONS_HPP

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>

#include "catapult/kernels/isa.hpp"
#include "engines/network.hpp"
#include "readers/dataset.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/range.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// An option whose text becomes a value by `parse(option name, text)`, which throws a request_error for a wrong text.
template <class Value, class Parse>
CLI::Option* add_parsed(CLI::App& command, const std::string& name, Value& value, Parse parse, const std::string& help,
                        const std::string& type)
{
    return command
        .add_option_function<std::string>(
            name, [&value, parse, name](const std::string& text) { value = parse(name, text); }, help)
        ->type_name(type);
}

/// An option whose value is a number in a range. Its help states the range too.
template <class Value>
CLI::Option* add_real(CLI::App& command, const std::string& name, Value& value, const real_range& allowed,
                      const std::string& help, const std::string& type)
{
    const auto parse = [allowed](const std::string& option, const std::string& text) {
        return parse_real_in(option, text, allowed);
    };
    return add_parsed(command, name, value, parse, help + "; " + allowed.text, type);
}
template <class Value>
CLI::Option* add_count(CLI::App& command, const std::string& name, Value& value, const count_range& allowed,
                       const std::string& help, const std::string& type)
{
    const auto parse = [allowed](const std::string& option, const std::string& text) {
        return parse_count_in(option, text, allowed);
    };
    return add_parsed(command, name, value, parse, help + "; " + allowed.text, type);
}

/// Finds the value of a name in `values`. Any other name is a request_error that lists the names.
template <class Value>
Value parse_name(const std::string& option, const std::string& text, const std::map<std::string, Value>& values)
{
    const auto found = values.find(text);
    if (found != values.end()) return found->second;
    std::string names;
    for (const auto& value : values) names += (names.empty() ? "" : ", ") + value.first;
    throw request_error(option + " " + in_quotes(text) + ": one of " + names + " is wanted");
}

/// The options --out, --format, --isa (also $CATAPULT_ISA) and --verbose.
struct common_options {
    std::string out;
    table_format format = table_format::csv;
    bool verbose = false;
};
void add_common(CLI::App& command, common_options& options, bool result_is_array);

/// The names of the instruction sets for which `included` is true.
std::string isa_names(bool (*included)(isa), const char* between);

/// Adds --isa alone, for a subcommand whose result is not one table.
void add_isa(CLI::App& command);

/// The options --eta and --eta-lambda0.
struct learning_rate_options {
    std::optional<double> eta;
    std::optional<double> eta_lambda0;

    bool given() const { return eta || eta_lambda0; }
    /// request_error unless exactly one of the two was given.
    void require_one() const;
    /// The value of η. request_error if it follows from η·λ₀ and is not in the range.
    double resolve(double lambda0, const real_range& allowed = {5e-324, 1.7976931348623157e308, "that fits a double"}) const;
};
void add_learning_rate(CLI::App& command, learning_rate_options& options);

/// Adds --width and --seed, and --initial-u and --initial-v.
void add_network(CLI::App& command, network_options& options);

/// What --inputs may be.
enum class data_source {
    files,            ///< files of numbers
    files_or_reduced  ///< or a reduced data set
};
/// Adds --inputs, which may be `required`, --targets, --samples, --classes, --one-hot and --normalize.
void add_data(CLI::App& command, dataset_options& options, data_source from, bool required = true);

/// request_error if options of data were given without data.
void refuse_without_data(const dataset_options& options);

}  // namespace catapult::tools

#endif
