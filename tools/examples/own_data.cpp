// A network of a million hidden units, drawn in law, on data of one's own, at ηλ₀ = 3.
#include <catapult/owned.hpp>

#include <cstdio>
#include <cstdlib>

using namespace catapult;

void check(status s)
{
    if (s == status::ok) return;
    std::fprintf(stderr, "%s\n", status_text(s));
    std::exit(1);
}

int main()
{
    const double inputs[4][2] = {{1, 0.5}, {-0.5, 1}, {0.25, -1}, {1, 1}}, targets[4] = {1, -1, 0.5, 0};

    owned_data<double> data;
    owned<network_state<double>> state;
    owned<gram_model<double>> model;
    owned<top_eigenvalue<double>> lambda;
    eigenvalue_result<double> lambda0;
    run_summary result;
    check(data.reduce({&inputs[0][0], 4, 2}, {targets, 4, 1}));
    check(state.create(network_dims{data->rank, data->outputs, 1e6}));
    check(draw_initial(1e6, 1, *state));
    check(model.create(*data, *state));
    check(lambda.create(*model, lambda_tolerance));
    check(certify(*lambda, *model, lambda0));
    check(run(model_engine{*model, *lambda}, 3 / lambda0.value, lambda0.value, {}, result));
    std::printf("phase %s after %zu steps: lambda %.9g -> %.9g, loss %.9g -> %.9g\n", phase_name(classify(result)), result.steps,
                result.lambda_initial, result.lambda_final, result.loss_initial, result.loss_final);
}
