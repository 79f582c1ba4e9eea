// A network of a million hidden units, drawn in law, on data of one's own, at ηλ₀ = 3.
#include <catapult/catapult.h>
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

int main(void)
{
    const double inputs[4][2] = {{1, 0.5}, {-0.5, 1}, {0.25, -1}, {1, 1}}, targets[4] = {1, -1, 0.5, 0};
    const catapult_matrix x = {&inputs[0][0], 4, 2, 2}, y = {targets, 4, 1, 1};
    const catapult_data_dims dims = {4, 2, 1, false};
    const double width = 1e6;

    size_t bytes;
    void* scratch;
    catapult_data* data;
    catapult_network_state* state;
    catapult_gram_model* model;
    catapult_top_eigenvalue* lambda;
    catapult_eigenvalue lambda0;
    catapult_run_summary run;

    check(catapult_data_bytes(dims, &bytes));
    check(catapult_data_create(dims, memory_of(bytes), bytes, &data));
    check(catapult_data_add(data, x, y));
    check(catapult_data_finish(data));

    check(catapult_network_state_bytes(data, width, &bytes));
    check(catapult_network_state_create(data, width, memory_of(bytes), bytes, &state));
    check(catapult_network_state_draw_bytes(state, &bytes));
    scratch = memory_of(bytes);
    check(catapult_network_state_draw(state, 1, scratch, bytes));
    free(scratch);

    check(catapult_gram_model_bytes(data, state, &bytes));
    check(catapult_gram_model_create(data, state, memory_of(bytes), bytes, &model));
    free(state);  // an object begins where its memory begins

    check(catapult_top_eigenvalue_bytes(model, &bytes));
    check(catapult_top_eigenvalue_create(model, CATAPULT_LAMBDA_TOLERANCE, memory_of(bytes), bytes, &lambda));
    check(catapult_top_eigenvalue_certify_bytes(lambda, &bytes));
    scratch = memory_of(bytes);
    check(catapult_top_eigenvalue_certify(lambda, scratch, bytes, &lambda0));
    free(scratch);

    check(catapult_gram_model_run(model, lambda, 3 / lambda0.value, lambda0.value, catapult_default_rule(), NULL, NULL, &run));
    printf("phase %s after %zu steps: lambda %.9g -> %.9g, loss %.9g -> %.9g\n", catapult_phase_name(catapult_classify(run)),
           run.steps, run.lambda_initial, run.lambda_final, run.loss_initial, run.loss_final);
    free(lambda);
    free(model);
    free(data);
    return 0;
}
