// A trainer under a schedule, as an engine of training_run.
#ifndef CATAPULT_TOOLS_ENGINES_WATCHED_TRAINER_HPP
#define CATAPULT_TOOLS_ENGINES_WATCHED_TRAINER_HPP

#include "engines/trainer.hpp"
#include "engines/training.hpp"

namespace catapult::tools {

/// It keeps the whole result of the last search for λ.
struct watched_trainer {
    trainer& network;
    const training_options& training;
    eigenvalue_result<double> found;
    std::uint64_t steps = 0;
    double time = 0;  // the sum of the learning rates taken

    /// The learning rate of the next step.
    double rate(double eta) const { return eta * schedule_factor(training.schedule(), steps, time); }
    status step(double eta)
    {
        const double now = rate(eta);
        const status s = network.step(now);
        if (s != status::ok) return s;
        ++steps;
        // Without a schedule the product is exact where the sum would gather rounding.
        time = training.schedule_text.empty() ? eta * static_cast<double>(steps) : time + now;
        return s;
    }
    double excess_loss() const { return network.excess_loss(); }
    double relative_step(double eta) const { return network.relative_step(rate(eta)); }
    /// ηλ in units of the border 2 of the rule.
    double eta_lambda(double eta) const { return rate(eta) * found.value * training.border_factor(); }
    status lambda(double& result)
    {
        found = network.lambda();
        result = found.value;
        return status::ok;
    }
};

}  // namespace catapult::tools

#endif
