#include "deep/runs.hpp"

#include <cmath>

#include "catapult/experiments/run.hpp"
#include "vocabulary/memory.hpp"
#include "writers/interruption.hpp"

namespace catapult::tools {

void linearise_if_due(deep_training& training)
{
    if (training.setting().training.linearise_at == training.steps()) training.linearise();
}

sweep_record train_deep(deep_training& training, double eta, double lambda0, const deep_run& how)
{
    sweep_record record;
    record.eta_lambda0 = eta * lambda0;
    record.lambda_highest = lambda0;
    const auto watch = [&](training_run<deep_training>& one) {
        if (interrupting_signal() != 0) throw interruption("", interrupting_signal());
        linearise_if_due(training);
        if (!how.follow || one.summary().steps == 0 || one.lost()) return status::ok;
        double now = 0;
        const status s = one.lambda(now);
        record.lambda_highest = std::fmax(record.lambda_highest, now);
        return s;
    };
    check(run(training, eta, lambda0, how.rule, watch, record.run), "the run");
    record.end_phase = classify(record.run);
    return record;
}

}  // namespace catapult::tools
