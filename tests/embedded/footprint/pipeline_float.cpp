// Everything that a device needs to tune its learning rate: 20 samples of 5 inputs are reduced, a network is drawn, λ₀ is
// found, and the network is trained in the catapult phase under a stopping rule. All memory is static.
#include "catapult/experiments/run.hpp"
#include "catapult/observables/phase.hpp"
#include "embedded/device.hpp"
#include "embedded/footprint/program.hpp"

namespace catapult::embedded {

int program()
{
    reduced_data<float> data;
    network_state<float> state;
    if (!ok(begin(data, state))) return 1;
    gram_model<float> model;
    if (!ok(gram_model<float>::create(data, state, model_memory, model))) return 2;
    tangent_kernel<float> kernel;
    if (!ok(tangent_kernel<float>::create(model, kernel_memory, kernel))) return 3;
    followed_lambda lambda{make_operator<float>(kernel)};
    eigenvalue_result<float> lambda0;
    if (!ok(lambda.update(lambda0))) return 4;

    run_summary result;
    if (!ok(run(model_engine{model, lambda}, 3 / double{lambda0.value}, lambda0.value, {}, result))) return 5;
    return classify(result) == phase::catapult ? 0 : 6;
}

}  // namespace catapult::embedded
