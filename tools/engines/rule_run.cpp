#include "engines/rule_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catapult/experiments/run.hpp"
#include "engines/watched_trainer.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

projected_samples copy_of(const projected_samples& from)
{
    projected_samples result;
    const std::size_t m = from.inputs.rows, r = from.inputs.columns, k = from.targets.columns;
    if (m == 0) return result;
    result.storage = memory_for_doubles(m, r + k, "the samples");
    double* const inputs = result.storage.as<double>();
    std::copy_n(from.inputs.data, m * r, inputs);
    std::copy_n(from.targets.data, m * k, inputs + m * r);
    result.inputs = {inputs, m, r};
    result.targets = {inputs + m * r, m, k};
    return result;
}

}  // namespace

run_data scaled_copy(double factor, const run_data& data)
{
    run_data result;
    result.training.reduced = data.training.reduced;
    result.samples = copy_of(data.samples);
    result.test_samples = copy_of(data.test_samples);
    scale_inputs(factor, result);
    return result;
}

sweep_record rule_runs::run(double width, std::uint64_t seed, double rate, bool relative, const sweep_options& options)
{
    const double factor = training_.scales(width).output_scale;
    if (factor != 1 && scaled_width_ != width) {
        scaled_ = scaled_copy(factor, data_);
        scaled_width_ = width;
    }
    const run_data& data = factor == 1 ? data_ : scaled_;
    network_options network;
    network.width = width;
    network.seed = seed;
    const rule_setting setting = {data.training.reduced, data.samples, network, training_};
    const std::unique_ptr<trainer> trained = training_.plain()
                                                 ? make_gram_trainer(data.training.reduced, network, drawing::law, team_)
                                                 : make_rule_trainer(setting, drawing::law, team_);
    if (known_width_ != width || known_seed_ != seed) {
        lambda0_ = trained->lambda0().value;
        known_width_ = width;
        known_seed_ = seed;
    } else {
        (void)trained->lambda();  // the solver starts from the first search of each trainer
    }
    network_observer observer({data.training.reduced, training_.made_loss(), training_.sampled(), &data.samples,
                               data.test_samples.inputs.rows > 0 ? &data.test_samples : nullptr, training_.made_rule(width),
                               observations_.directions()},
                              *trained);
    watched_trainer engine = {*trained, training_, observer, data.training.reduced.outputs, {}};
    engine.found.value = lambda0_;

    sweep_record record;
    record.width = width;
    record.seed = seed;
    record.eta_lambda0 = relative ? rate : rate * lambda0_;
    const double eta = relative ? rate / lambda0_ : rate;
    record.lambda_at_time = record.lambda_lowest = record.lambda_highest = std::numeric_limits<double>::quiet_NaN();
    if (options.follow) record.lambda_lowest = record.lambda_highest = lambda0_;
    stopping_rule rule = options.rule;
    rule.converged_ratio = training_.converged_ratio();
    rule.max_steps = training_.moving_steps(rule.max_steps);
    const auto watch = [&](training_run<watched_trainer>& one) {
        if (!options.follow) return status::ok;
        double lambda = 0;
        const status s = one.lambda(lambda);
        record.lambda_lowest = std::fmin(record.lambda_lowest, lambda);
        record.lambda_highest = std::fmax(record.lambda_highest, lambda);
        if (std::isnan(record.lambda_at_time) && engine.time >= options.physical_time) record.lambda_at_time = lambda;
        return s;
    };
    check(catapult::run(engine, eta, lambda0_, rule, watch, record.run),
          "width " + shortest(width) + ", seed " + std::to_string(seed));
    if (options.follow && std::isnan(record.lambda_at_time) && record.run.end == outcome::converged)
        record.lambda_at_time = record.run.lambda_final;
    record.end_phase = classify(record.run);
    if (!observations_.empty()) observed_ = observations_.of(observer);
    return record;
}

}  // namespace catapult::tools
