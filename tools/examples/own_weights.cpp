// A network of one's own weights: its largest learning rates, and what training does at one between them.
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
    const double inputs[3][2] = {{1, 0.5}, {-0.5, 1}, {0.25, -1}}, targets[3] = {1, -1, 0.5};
    const double u[4][2] = {{0.5, -1}, {1, 0.25}, {-0.75, 1}, {0.5, 0.5}}, v[4] = {1, -0.5, 0.25, 1.5};

    learning_rate_borders rates;
    check(borders_of_weights<double>({&inputs[0][0], 3, 2}, {&u[0][0], 4, 2}, {v, 4, 1}, rates));
    std::printf("eta: catapults from %.9g, diverges from %.9g\n", rates.critical, rates.largest);

    owned_data<double> data;
    owned<network_state<double>> state;
    owned<gram_model<double>> model;
    owned<top_eigenvalue<double>> lambda;
    run_summary result;
    check(data.reduce({&inputs[0][0], 3, 2}, {targets, 3, 1}, true));
    check(state_of_weights<double>(*data, {&u[0][0], 4, 2}, {v, 4, 1}, state));
    check(model.create(*data, *state));
    check(lambda.create(*model, lambda_tolerance));
    check(run(model_engine{*model, *lambda}, rates.critical / 2, 2 / rates.critical, {}, result));
    std::printf("phase %s after %zu steps: lambda %.9g -> %.9g, loss %.9g -> %.9g\n", phase_name(classify(result)), result.steps,
                result.lambda_initial, result.lambda_final, result.loss_initial, result.loss_final);
}
