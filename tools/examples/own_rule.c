// Momentum with a loss of one's own, √(1 + r²) − 1 of each residual r, from weights of one's own.
#include <catapult/catapult.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void check(catapult_status s)
{
    if (s == CATAPULT_OK) return;
    fprintf(stderr, "%s\n", catapult_status_text(s));
    exit(1);
}

static void* memory_of(size_t bytes)
{
    void* memory = aligned_alloc(CATAPULT_ALIGNMENT, bytes);
    if (memory == NULL) check(CATAPULT_OUT_OF_MEMORY);
    return memory;
}

static double loss(const void* context, size_t outputs, const double* f, const double* y, double* gradient)
{
    double total = 0;
    (void)context;
    for (size_t j = 0; j < outputs; ++j) {
        const double r = f[j] - y[j], root = sqrt(1 + r * r);
        total += root - 1;
        gradient[j] = r / root;
    }
    return total;
}

static void curvature(const void* context, size_t outputs, const double* f, const double* y, const double* direction,
                      double* result)
{
    (void)context;
    for (size_t j = 0; j < outputs; ++j) {
        const double r = f[j] - y[j], square = 1 + r * r;
        result[j] = direction[j] / (square * sqrt(square));
    }
}

int main(void)
{
    const double inputs[4][2] = {{1, 0.5}, {-0.5, 1}, {0.25, -1}, {1, 1}}, targets[4] = {1, -1, 0.5, 0};
    const double u_numbers[4][2] = {{1, -0.5}, {0.5, 1}, {-1, 1.5}, {0.5, 0.5}}, v_numbers[4] = {1, -1, 0.5, 1.5};
    const catapult_matrix x = {&inputs[0][0], 4, 2, 2}, y = {targets, 4, 1, 1};
    const catapult_matrix u = {&u_numbers[0][0], 4, 2, 2}, v = {v_numbers, 4, 1, 1};
    const catapult_data_dims dims = {4, 2, 1, true};

    size_t bytes;
    catapult_data* data;
    catapult_network_state* state;
    catapult_weights_reduction* weights;
    catapult_gram_training* training;
    catapult_sharpness* sharpness;
    catapult_eigenvalue top;
    double mean_loss;

    check(catapult_data_bytes(dims, &bytes));
    check(catapult_data_create(dims, memory_of(bytes), bytes, &data));
    check(catapult_data_add(data, x, y));
    check(catapult_data_finish(data));

    check(catapult_network_state_bytes(data, 4, &bytes));
    check(catapult_network_state_create(data, 4, memory_of(bytes), bytes, &state));
    check(catapult_weights_reduction_bytes(data, 4, &bytes));
    check(catapult_weights_reduction_create(data, 4, memory_of(bytes), bytes, &weights));
    check(catapult_weights_reduction_add(weights, u, v));
    check(catapult_weights_reduction_finish(weights, state));
    free(weights);  // an object begins where its memory begins

    double projected[4 * 2];  // two inputs that are independent: the rank is two
    const catapult_writable_matrix to = {projected, 4, 2, 2};
    const catapult_training_objective objective = {data, {loss, curvature, NULL, NULL}, {projected, 4, 2, 2}, y};
    check(catapult_project_inputs(data, x, to));

    catapult_training_rule rule = catapult_default_training_rule();
    rule.momentum = 0.9;
    check(catapult_gram_training_bytes(state, rule, &bytes));
    check(catapult_gram_training_create(objective, state, rule, 1, 1, memory_of(bytes), bytes, &training));
    check(catapult_sharpness_bytes(objective, state, &bytes));
    check(catapult_sharpness_create(objective, state, 1e-12, memory_of(bytes), bytes, &sharpness));

    check(catapult_gram_training_loss(training, &mean_loss));
    check(catapult_sharpness_update(sharpness, state, &top));
    printf("loss %.9g, sharpness %.9g", mean_loss, top.value);
    for (int step = 0; step < 100; ++step) check(catapult_gram_training_step(training, 0.5, NULL, 0));
    check(catapult_gram_training_state(training, state));
    check(catapult_gram_training_loss(training, &mean_loss));
    check(catapult_sharpness_update(sharpness, state, &top));
    printf(" -> loss %.9g, sharpness %.9g\n", mean_loss, top.value);
    free(sharpness);
    free(training);
    free(state);
    free(data);
    return 0;
}
