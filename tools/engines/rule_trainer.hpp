// Trainers for any rule, loss and batches.
#ifndef CATAPULT_TOOLS_ENGINES_RULE_TRAINER_HPP
#define CATAPULT_TOOLS_ENGINES_RULE_TRAINER_HPP

#include "engines/samples.hpp"
#include "engines/trainer.hpp"
#include "engines/training.hpp"

namespace catapult::tools {

/// What a rule's trainer is made of. All of it must outlive the trainer.
struct rule_setting {
    const reduced_data<double>& data;
    const projected_samples& samples;  ///< empty unless training.sampled(), or for the parameter engine
    const network_options& network;
    const training_options& training;
    bool final_weights = false;  ///< whether the weights at the end are wanted, which costs as much again as a step
};

/// Makes the Gram engine of all rules. A narrow network, which has no Gram form, gets the plain parameter engine in reduced
/// coordinates, and then needs the samples.
std::unique_ptr<trainer> make_rule_trainer(const rule_setting& setting, drawing how, thread_team& team);
/// Makes the plain parameter engine. It trains UP and V, in reduced coordinates, with weights drawn one by one.
std::unique_ptr<trainer> make_plain_trainer(const rule_setting& setting, drawing how, thread_team& team);

/// The width that `network` says, also if it says it by files.
double width_of(const network_options& network);

}  // namespace catapult::tools

#endif
