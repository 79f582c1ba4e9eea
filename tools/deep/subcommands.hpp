// Each function adds one subcommand of catapult deep. If the user chooses it, `run` is set to the action to run.
#ifndef CATAPULT_TOOLS_DEEP_SUBCOMMANDS_HPP
#define CATAPULT_TOOLS_DEEP_SUBCOMMANDS_HPP

#include <CLI/CLI.hpp>
#include <functional>

namespace catapult::tools {

using action = std::function<void()>;

void add_deep_train(CLI::App& app, action& run);
void add_deep_rates(CLI::App& app, action& run);
void add_deep_sweep(CLI::App& app, action& run);
void add_deep_reproduce(CLI::App& app, action& run);

}  // namespace catapult::tools

#endif
