// Momentum with a loss of one's own, √(1 + r²) − 1 of each residual r, from weights of one's own.
#include <catapult/owned.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace catapult;

void check(status s)
{
    if (s == status::ok) return;
    std::fprintf(stderr, "%s\n", status_text(s));
    std::exit(1);
}

double loss(const void*, std::size_t outputs, const double* f, const double* y, double* gradient)
{
    double total = 0;
    for (std::size_t j = 0; j < outputs; ++j) {
        const double r = f[j] - y[j], root = std::sqrt(1 + r * r);
        total += root - 1;
        gradient[j] = r / root;
    }
    return total;
}

void curvature(const void*, std::size_t outputs, const double* f, const double* y, const double* direction, double* result)
{
    for (std::size_t j = 0; j < outputs; ++j) {
        const double r = f[j] - y[j], square = 1 + r * r;
        result[j] = direction[j] / (square * std::sqrt(square));
    }
}

int main()
{
    const double inputs[4][2] = {{1, 0.5}, {-0.5, 1}, {0.25, -1}, {1, 1}}, targets[4] = {1, -1, 0.5, 0};
    const double u[4][2] = {{1, -0.5}, {0.5, 1}, {-1, 1.5}, {0.5, 0.5}}, v[4] = {1, -1, 0.5, 1.5};

    owned_data<double> data;
    owned<network_state<double>> state;
    check(data.reduce({&inputs[0][0], 4, 2}, {targets, 4, 1}, true));
    check(state_of_weights<double>(*data, {&u[0][0], 4, 2}, {v, 4, 1}, state));

    double projected[4 * 2];
    training_objective<double> objective;
    objective.data = *data;
    objective.loss.value = loss;
    objective.loss.curvature = curvature;
    objective.inputs = {projected, 4, data->rank};
    objective.targets = {targets, 4, 1};
    check(project_inputs<double>(*data, {&inputs[0][0], 4, 2}, {projected, 4, data->rank}));

    training_rule rule;
    rule.momentum = 0.9;
    owned<gram_training<double>> training;
    owned<sharpness<double>> curved;
    eigenvalue_result<double> top;
    check(training.create(objective, *state, rule, 1.0, 1.0));
    check(curved.create(objective, hessian_dims{training->dims(), 4}, 1e-12));
    check(curved->update(*state, top));
    std::printf("loss %.9g, sharpness %.9g", training->loss(), top.value);
    for (int step = 0; step < 100; ++step) check(training->step(0.5));
    check(training->state(*state));
    check(curved->update(*state, top));
    std::printf(" -> loss %.9g, sharpness %.9g\n", training->loss(), top.value);
}
