// The options of how a network is trained.
#ifndef CATAPULT_TOOLS_OPTIONS_TRAINING_OPTIONS_HPP
#define CATAPULT_TOOLS_OPTIONS_TRAINING_OPTIONS_HPP

#include <CLI/CLI.hpp>

#include "engines/observations.hpp"
#include "engines/training.hpp"
#include "readers/dataset.hpp"

namespace catapult::tools {

/// Adds the options of the rule, the loss, batches and the schedule.
void add_shared_training(CLI::App& command, training_options& options);
/// Adds these and the options of the two-layer network's rules and parametrisation.
void add_training(CLI::App& command, training_options& options);

/// Adds --test-inputs and --test-targets.
void add_test_data(CLI::App& command, dataset_options& options);
/// request_error unless both were given or neither, and if observations need what was not given.
void require_test_data(const dataset_options& options, const chosen_observations& observations);
/// Whether there is a test set of which no observation was asked for. It gets the usual ones.
bool wants_test_columns(const dataset_options& options, const chosen_observations& observations);
inline constexpr char usual_test_columns[] = "test_loss,test_accuracy";

}  // namespace catapult::tools

#endif
