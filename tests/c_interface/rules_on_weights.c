// Training under rules, and weights back after it, against steps on the weights themselves by the definition of a rule.
#include "c_interface/trainings.h"

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

#define CATAPULT_EACH_PRECISION "c_interface/rules_on_weights.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
