// The options of how a network is trained.
#ifndef CATAPULT_TOOLS_OPTIONS_TRAINING_OPTIONS_HPP
#define CATAPULT_TOOLS_OPTIONS_TRAINING_OPTIONS_HPP

#include <CLI/CLI.hpp>

#include "engines/training.hpp"

namespace catapult::tools {

/// Adds the options of the rule, the loss, batches, the schedule and the parametrisation.
void add_training(CLI::App& command, training_options& options);

}  // namespace catapult::tools

#endif
