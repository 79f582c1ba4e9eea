// Whole runs of a network under a rule, for sweeps and for measured borders.
#ifndef CATAPULT_TOOLS_ENGINES_RULE_RUN_HPP
#define CATAPULT_TOOLS_ENGINES_RULE_RUN_HPP

#include <cstdint>
#include <memory>
#include <optional>

#include "catapult/experiments/sweep.hpp"
#include "engines/observations.hpp"
#include "engines/rule_trainer.hpp"
#include "engines/run_data.hpp"

namespace catapult::tools {

/// Runs one network after the other, drawn in law. It refers to the data and to the options.
class rule_runs {
public:
    /// `observations` are made at the end of each run.
    rule_runs(const run_data& data, const training_options& training, const chosen_observations& observations)
        : data_(data), training_(training), observations_(observations)
    {
    }

    /// The record of a run from the start of the network of a width and a seed, with the rate η or, if it is `relative`, η·λ₀.
    /// `options.rule.converged_ratio` is that of the loss.
    sweep_record run(double width, std::uint64_t seed, double rate, bool relative, const sweep_options& options);
    /// The observations of the last run.
    const std::vector<cell>& observed() const { return observed_; }

private:
    const run_data& data_;
    const training_options& training_;
    const chosen_observations& observations_;
    std::vector<cell> observed_;
    thread_team team_{1};
    std::optional<double> scaled_width_;  // the width whose factor `scaled_` has, where the factor is not 1
    run_data scaled_;
    double lambda0_ = 0;  // of the last network, which is the same in all of its runs
    std::optional<double> known_width_;
    std::uint64_t known_seed_ = 0;
};

/// The data with all inputs multiplied by a factor.
run_data scaled_copy(double factor, const run_data& data);

}  // namespace catapult::tools

#endif
