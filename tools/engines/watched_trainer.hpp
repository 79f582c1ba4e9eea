// A trainer under a schedule, as an engine of training_run.
#ifndef CATAPULT_TOOLS_ENGINES_WATCHED_TRAINER_HPP
#define CATAPULT_TOOLS_ENGINES_WATCHED_TRAINER_HPP

#include <cmath>

#include "engines/network_observer.hpp"
#include "engines/training.hpp"

namespace catapult::tools {

/// It keeps the whole result of the last search for λ.
struct watched_trainer {
    trainer& network;
    const training_options& training;
    network_observer& observer;
    std::size_t outputs;
    eigenvalue_result<double> found;
    std::uint64_t steps = 0;
    double time = 0;  // the sum of the learning rates taken

    /// The learning rate of the next step.
    double rate(double eta) const { return eta * schedule_factor(training.schedule(), steps, time); }
    /// The largest one from now on: what has converged must stay where it is.
    double highest_rate(double eta) const
    {
        if (training.schedule_form == schedule_kind::warmup) return eta;
        double highest = rate(eta);
        if (training.schedule_form == schedule_kind::changes)
            for (const rate_change& change : training.changes)
                if (change.time > time) highest = std::fmax(highest, eta * change.factor);
        return highest;
    }
    status step(double eta)
    {
        const double now = rate(eta);
        const status s = network.step(now);
        if (s != status::ok) return s;
        ++steps;
        observer.step();
        // Without a schedule the product is exact where the sum would gather rounding.
        time = training.schedule_text.empty() ? eta * static_cast<double>(steps) : time + now;
        return s;
    }
    double excess_loss() const { return network.excess_loss(); }
    double relative_step(double eta) const { return network.relative_step(rate(eta)); }
    /// η times the curvature of the loss in units of the border 2 of the rule. Where the curvature of a loss changes with the
    /// outputs, the bound by λ says enough before the first step and below the border; the loss Hessian says the rest.
    double eta_lambda(double eta)
    {
        const double scaled = highest_rate(eta) * training.border_factor(),
                     bound = scaled * training.curvature(outputs) * found.value;
        if (training.squares() || steps == 0 || bound < 2) return bound;
        const std::optional<double> sharpness = observer.sharpness_value();
        return sharpness ? scaled * *sharpness : bound;
    }
    status lambda(double& result)
    {
        found = network.lambda();
        result = found.value;
        return status::ok;
    }
};

}  // namespace catapult::tools

#endif
