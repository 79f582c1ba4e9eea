#include <memory>
#include <string>
#include <vector>

#include "catapult/version.hpp"
#include "command/subcommands.hpp"
#include "options/options.hpp"

namespace catapult::tools {

namespace {

void print_info(const common_options& options)
{
    const std::vector<std::pair<std::string, std::string>> entries = {
        {"version", CATAPULT_VERSION_TEXT},
        {"compiler", CATAPULT_COMPILER},
        {"build", CATAPULT_BUILD},
        {"isa_compiled", isa_names(isa_compiled, " ")},
        {"isa_available", isa_names(isa_available, " ")},
        {"isa_in_use", isa_name(isa_in_use())},
    };
    output_file out(options.out);
    if (options.format == table_format::csv) {
        table_writer table(out, options.format, {"key", "value"});
        for (const auto& [key, value] : entries) table.row({key, value});
        table.finish();
    } else {
        std::vector<std::string> keys;
        std::vector<cell> values;
        for (const auto& [key, value] : entries) {
            keys.push_back(key);
            values.emplace_back(value);
        }
        table_writer table(out, options.format, keys);
        table.row(values);
        table.finish();
    }
    out.commit();
}

}  // namespace

void add_info(CLI::App& app, action& run)
{
    auto options = std::make_shared<common_options>();
    CLI::App* command = app.add_subcommand("info", "Version, build, and instruction sets: compiled in, available here, in use");
    command->footer("Example:\n  catapult info --format json");
    add_common(*command, *options, false);
    command->callback([options, &run] { run = [options] { print_info(*options); }; });
}

}  // namespace catapult::tools
