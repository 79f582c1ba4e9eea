// Each function adds one subcommand to the command line. If the user chooses it, `run` is set to the action to run.
#ifndef CATAPULT_TOOLS_COMMAND_SUBCOMMANDS_HPP
#define CATAPULT_TOOLS_COMMAND_SUBCOMMANDS_HPP

#include <CLI/CLI.hpp>
#include <functional>

namespace catapult::tools {

using action = std::function<void()>;

void add_warmup(CLI::App& app, action& run);
void add_train(CLI::App& app, action& run);
void add_rates(CLI::App& app, action& run);
void add_reduce(CLI::App& app, action& run);
void add_sweep(CLI::App& app, action& run);
void add_exponents(CLI::App& app, action& run);
void add_reproduce(CLI::App& app, action& run);
void add_deep_networks(CLI::App& app, action& run);
void add_plot(CLI::App& app, action& run);
void add_info(CLI::App& app, action& run);

}  // namespace catapult::tools

#endif
