// Training under rules: the bits of the C++ interface, descent on weights by the definition of a rule, losses of one's own, and
// every refusal.
#include "c_interface/networks.h"
#include "c_interface/rows.h"

/// Rates are in units of 1/λ unless the rule scales gradients; clips are such that they work at some steps only.
static const struct {
    catapult_training_rule rule;
    double eta;
} rules[] = {
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0.75, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.125},
    {{0.75, true, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.125},
    {{0, false, 0.25, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0, false, 0, 0.25, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NORMALIZED, 0.99, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_RMSPROP, 0.875, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_POLAR, 0.99, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0.125, 1, 1}, 0.25},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 0.25, 1.5}, 0.25},
    {{0.5, true, 0.125, 0.5, CATAPULT_GRADIENT_SCALING_RMSPROP, 0.75, 0.25, 0.5, 1}, 0.03125},
};
enum { rule_count = sizeof rules / sizeof rules[0] };

/// Targets that each of the losses takes.
static const double one_hot[samples * outputs] = {1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0.25, 0.75};
static const double signs[samples * outputs] = {1, -1, -1, 1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1};
static const double* targets_of(int loss)
{
    return loss == sampled_softmax ? one_hot : loss == sampled_logistic ? signs : y_numbers;
}

/// Velocities of weights, and a step of momentum, Nesterov's or not, with decay and rates of layers, by its definition.
struct velocity {
    double u[most_rows][inputs], v[most_rows][outputs];
};
static void move(double* weight, double* velocity, double gradient, const catapult_training_rule* rule, double eta, double rate)
{
    *velocity = rule->momentum * *velocity + gradient;
    const double change = rule->nesterov ? gradient + rule->momentum * *velocity : *velocity;
    *weight = (1 - eta * rule->weight_decay) * *weight - eta * rate * change;
}
static void step_by_definition(struct network* w, struct velocity* b, const catapult_training_rule* rule, double eta)
{
    struct network slope = *w;  // w minus the gradient
    descend(&slope, 1);
    for (size_t i = 0; i < w->n; ++i) {
        for (int j = 0; j < inputs; ++j) move(&w->u[i][j], &b->u[i][j], w->u[i][j] - slope.u[i][j], rule, eta, rule->rate_first);
        for (int c = 0; c < outputs; ++c)
            move(&w->v[i][c], &b->v[i][c], w->v[i][c] - slope.v[i][c], rule, eta, rule->rate_second);
    }
}

#define CATAPULT_EACH_PRECISION "c_interface/gram_training.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
