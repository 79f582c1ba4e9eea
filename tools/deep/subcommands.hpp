// Each function adds one subcommand of catapult deep. If the user chooses it, `run` is set to the action to run.
#ifndef CATAPULT_TOOLS_DEEP_SUBCOMMANDS_HPP
#define CATAPULT_TOOLS_DEEP_SUBCOMMANDS_HPP

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <functional>

namespace catapult::tools {

using action = std::function<void()>;

void add_deep_train(CLI::App& app, action& run);
void add_deep_rates(CLI::App& app, action& run);
void add_deep_sweep(CLI::App& app, action& run);
void add_deep_reproduce(CLI::App& app, action& run);

/// The steps that come closest to the physical time ηt = `time`, at least one.
inline std::uint64_t steps_until(double time, double eta)
{
    return static_cast<std::uint64_t>(std::fmax(1, std::fmin(std::round(time / eta), 1e9)));
}

}  // namespace catapult::tools

#endif
