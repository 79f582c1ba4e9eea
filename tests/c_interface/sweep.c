// Sweeps: the bits of the C++ interface and of runs alone, and every refusal.
#include <math.h>

#include "c_interface/runs.h"

enum { samples = 4, inputs = 2, most_points = 64 };
static const double x_numbers[samples * inputs] = {1, 0.5, -0.5, 1, 0.25, -1, 1, 1};
static const double y_numbers[samples * 2] = {1, -1, 0.5, 0, 0.25, -0.5, 0.75, 1};
static const double widths[] = {30, 1e6}, rates[] = {0.5, 1.5, 2.5, 3.5, 4.5};

static catapult_sweep_grid grid_of(bool relative)
{
    const catapult_sweep_grid grid = {widths, 2, 7, 3, rates, 5, relative};
    return grid;
}

static catapult_sweep_options options_of(bool follow)
{
    catapult_sweep_options options = {catapult_default_rule(), follow, 20};
    options.rule.max_steps = 2000;
    return options;
}

static catapult_data* data_of(size_t outputs)
{
    size_t bytes = 0;
    catapult_data* data = NULL;
    const catapult_data_dims dims = {samples, inputs, outputs, false};
    const catapult_matrix x = {x_numbers, samples, inputs, inputs}, y = {y_numbers, samples, outputs, outputs};
    CHECK_STATUS(CATAPULT_OK, catapult_data_bytes(dims, &bytes));
    CHECK_STATUS(CATAPULT_OK, catapult_data_create(dims, take(bytes), bytes, &data));
    CHECK_STATUS(CATAPULT_OK, catapult_data_add(data, x, y));
    CHECK_STATUS(CATAPULT_OK, catapult_data_finish(data));
    return data;
}

static catapult_full_sweep* sweep_of(const catapult_data* data, catapult_sweep_grid grid, bool follow)
{
    size_t bytes = 0;
    catapult_full_sweep* sweep = NULL;
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_bytes(data, grid, &bytes));
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_create(data, grid, options_of(follow), take(bytes), bytes, &sweep));
    return sweep;
}

static void axes(void)
{
    double even[5], logarithmic[3], kept[1] = {7};
    CHECK_STATUS(CATAPULT_OK, catapult_space_axis(0, 1, false, even, 5));
    for (int i = 0; i < 5; ++i) CHECK(even[i] == 0.25 * i);
    CHECK_STATUS(CATAPULT_OK, catapult_space_axis(1, 100, true, logarithmic, 3));
    CHECK(logarithmic[0] == 1 && logarithmic[2] == 100);
    CHECK_NEAR(logarithmic[1], 10, 1e-15);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_space_axis(1, 2, false, kept, 0));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_space_axis(2, 1, false, kept, 1));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_space_axis(0, 1, true, kept, 1));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, kept, catapult_space_axis(0, (double)NAN, false, kept, 1));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_space_axis(1, 2, false, NULL, 2));
}

static void points(void)
{
    const catapult_sweep_grid grid = grid_of(true);
    uint64_t count = 1;
    catapult_sweep_point point = {1, 2, 3};
    CHECK_STATUS(CATAPULT_OK, catapult_sweep_points(grid, &count));
    CHECK(count == 30);
    for (uint64_t i = 0; i < count; ++i) {
        CHECK_STATUS(CATAPULT_OK, catapult_sweep_point_at(grid, i, &point));
        CHECK(point.width == widths[i / 15] && point.seed == 7 + i / 5 % 3 && point.rate == rates[i % 5]);
    }
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, point, catapult_sweep_point_at(grid, count, &point));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_sweep_point_at(grid, 0, NULL));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_sweep_points(grid, NULL));
#define REFUSED(expected, member, value)                                         \
    do {                                                                         \
        catapult_sweep_grid bad = grid;                                          \
        bad.member = value;                                                      \
        CHECK_REFUSED(expected, count, catapult_sweep_points(bad, &count));      \
        CHECK_REFUSED(expected, point, catapult_sweep_point_at(bad, 0, &point)); \
    } while (0)
    const double bad_rates[5] = {1, 1, (double)NAN, 1, 1};
    REFUSED(CATAPULT_INVALID_ARGUMENT, widths, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, rates, NULL);
    REFUSED(CATAPULT_INVALID_ARGUMENT, width_count, 0);
    REFUSED(CATAPULT_INVALID_ARGUMENT, rate_count, 0);
    REFUSED(CATAPULT_INVALID_ARGUMENT, seeds, 0);
    REFUSED(CATAPULT_INVALID_ARGUMENT, first_seed, UINT64_MAX);
    REFUSED(CATAPULT_NOT_FINITE, rates, bad_rates);
#undef REFUSED
}

static void check_records(const struct sweep_problem* p, uint64_t first, const catapult_sweep_record* records, size_t count)
{
    double expected[most_points * record_numbers], found[most_points * record_numbers], *to = found;
    CHECK(cpp_sweep(p, first, count, expected));
    for (size_t i = 0; i < count; ++i) {
        const catapult_sweep_record* const r = records + i;
        const double place[] = {r->width, (double)r->seed, r->eta_lambda0};
        const double rest[] = {r->end_phase, r->lambda_at_time, r->lambda_lowest, r->lambda_highest, r->residual};
        memcpy(to, place, sizeof place);
        numbers_of_summary(&r->run, to + 3);
        memcpy(to + 3 + summary_numbers, rest, sizeof rest);
        to += record_numbers;
    }
    CHECK(memcmp(expected, found, count * record_numbers * sizeof(double)) == 0);
}

// All records, and those of a range within. What surrounds them is left alone.
static void the_bits_of_the_other_interface(void)
{
    static catapult_sweep_record records[most_points];
    for (int model = 0; model < 3; ++model)
        for (int relative = 0; relative < 2; ++relative)
            for (int follow = 0; follow < 2; ++follow)
                for (int part = 0; part < 2; ++part) {
                    free_all();
                    const struct full_problem data = {samples, inputs, (size_t)model, x_numbers, y_numbers, 0,
                                                      0,       NULL,   NULL,          0,         0,         0};
                    const struct sweep_problem p = {widths, rates, 2,    5,   7,    3,    relative, 2000,
                                                    follow, 20,    1.25, 0.5, part, 0.75, 3,        model > 0 ? &data : NULL};
                    const uint64_t first = part ? 4 : 0;
                    const size_t count = part ? 13 : 30;
                    const catapult_sweep_grid grid = grid_of(relative);
                    memset(records, 85, sizeof records);
                    catapult_sweep_record around = records[0];
                    if (model == 0) {
                        const catapult_warmup_setting setting = {1.25, 0.5, part, 0.75, 3};
                        CHECK_STATUS(CATAPULT_OK,
                                     catapult_run_warmup_sweep(grid, setting, options_of(follow), first, records + 1, count));
                    } else {
                        catapult_full_sweep* const sweep = sweep_of(data_of((size_t)model), grid, follow);
                        CHECK(catapult_full_sweep_side_by_side(sweep) == !follow);
                        CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_run(sweep, first, records + 1, count));
                    }
                    check_records(&p, first, records + 1, count);
                    CHECK(memcmp(records, &around, sizeof around) == 0);
                    CHECK(memcmp(records + count + 1, &around, sizeof around) == 0);
                }
}

// A record of the full model is what a run of the same network alone says.
static void runs_alone(size_t outputs)
{
    static catapult_sweep_record records[most_points];
    free_all();
    catapult_data* const data = data_of(outputs);
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_run(sweep_of(data, grid_of(true), false), 0, records, 30));
    const size_t used = memory_used;
    for (uint64_t i = 0; i < 30; ++i) {
        memory_used = used;
        size_t bytes = 0;
        catapult_network_state* state = NULL;
        catapult_gram_model* model = NULL;
        catapult_top_eigenvalue* lambda = NULL;
        catapult_eigenvalue lambda0;
        catapult_run_summary alone;
        const catapult_sweep_record* const r = records + i;
        CHECK_STATUS(CATAPULT_OK, catapult_network_state_bytes(data, r->width, &bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_network_state_create(data, r->width, take(bytes), bytes, &state));
        CHECK_STATUS(CATAPULT_OK, catapult_network_state_draw_bytes(state, &bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_network_state_draw(state, r->seed, take(bytes), bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_gram_model_bytes(data, state, &bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_gram_model_create(data, state, take(bytes), bytes, &model));
        CHECK_STATUS(CATAPULT_OK, catapult_top_eigenvalue_bytes(model, &bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_top_eigenvalue_create(model, CATAPULT_LAMBDA_TOLERANCE, take(bytes), bytes, &lambda));
        CHECK_STATUS(CATAPULT_OK, catapult_top_eigenvalue_certify_bytes(lambda, &bytes));
        CHECK_STATUS(CATAPULT_OK, catapult_top_eigenvalue_certify(lambda, take(bytes), bytes, &lambda0));
        CHECK_STATUS(CATAPULT_OK, catapult_gram_model_run(model, lambda, rates[i % 5] / lambda0.value, lambda0.value,
                                                          options_of(false).rule, NULL, NULL, &alone));
        CHECK(same_summaries(&alone, &r->run));
        CHECK(r->end_phase == catapult_classify(alone) && r->eta_lambda0 == rates[i % 5]);
    }
}

// Without a label, from one start: the phases of the borders at each rate.
static void phases(void)
{
    const catapult_warmup_setting setting = {1, 0, true, 1, 2};
    catapult_sweep_grid grid = grid_of(true);
    catapult_sweep_record records[5];
    catapult_borders borders;
    grid.widths = widths + 1, grid.width_count = 1, grid.seeds = 1;
    CHECK_STATUS(CATAPULT_OK, catapult_run_warmup_sweep(grid, setting, options_of(false), 0, records, 5));
    CHECK_STATUS(CATAPULT_OK, catapult_find_borders(2, &borders));
    for (int i = 0; i < 5; ++i) {
        CHECK(records[i].run.lambda_initial == 2 && records[i].run.eta == rates[i] / 2);
        CHECK(records[i].end_phase == catapult_predicted_phase(borders, records[i].run.eta));
        CHECK(isnan(records[i].lambda_lowest));
    }
}

static void refusals(void)
{
    free_all();
    const catapult_warmup_setting setting = {1, 0, true, 1, 2};
    const catapult_sweep_options options = options_of(false);
    const catapult_sweep_grid grid = grid_of(true);
    catapult_sweep_grid no_widths = grid, no_rates = grid;
    no_widths.widths = NULL, no_rates.rates = NULL;
    catapult_sweep_record records[2];
    memset(records, 85, sizeof records);
#define REFUSED(grid, first, records_, count) \
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, records, catapult_run_warmup_sweep(grid, setting, options, first, records_, count))
    REFUSED(grid, 0, NULL, 2);
    REFUSED(no_widths, 0, records, 2);
    REFUSED(no_rates, 0, records, 2);
    REFUSED(grid, 29, records, 2);
    REFUSED(grid, 31, records, 0);
    REFUSED(grid, UINT64_MAX, records, 2);
#undef REFUSED
    const catapult_warmup_setting no_input = {0, 0, false, 0, 0};
    CHECK_STATUS(CATAPULT_ZERO_INPUTS, catapult_run_warmup_sweep(grid, no_input, options, 0, records, 2));
    CHECK_STATUS(CATAPULT_OK, catapult_run_warmup_sweep(grid, setting, options, 0, records, 0));

    catapult_data* const data = data_of(1);
    size_t bytes = 0;
    catapult_full_sweep* sweep = NULL;
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, catapult_full_sweep_bytes(NULL, grid, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, catapult_full_sweep_bytes(data, no_widths, &bytes));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, bytes, catapult_full_sweep_bytes(data, no_rates, &bytes));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_full_sweep_bytes(data, grid, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_bytes(data, grid, &bytes));
    CHECK(bytes > 0 && bytes % CATAPULT_ALIGNMENT == 0);
    unsigned char* const memory = take(bytes + CATAPULT_ALIGNMENT);
    catapult_sweep_grid bad = grid;
    bad.rate_count = 0;
#define REFUSED(expected, data, grid, memory, bytes) \
    CHECK_REFUSED(expected, sweep, catapult_full_sweep_create(data, grid, options, memory, bytes, &sweep))
    REFUSED(CATAPULT_INVALID_ARGUMENT, NULL, grid, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, no_widths, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, no_rates, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, bad, memory, bytes);
    REFUSED(CATAPULT_INVALID_ARGUMENT, data, grid, NULL, bytes);
    REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, data, grid, memory, bytes - 1);
    REFUSED(CATAPULT_WORKSPACE_MISALIGNED, data, grid, memory + 16, bytes);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_full_sweep_create(data, grid, options, memory, bytes, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_create(data, grid, options, memory, bytes, &sweep));
    CHECK((void*)sweep == (void*)memory);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, records, catapult_full_sweep_run(NULL, 0, records, 2));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, records, catapult_full_sweep_run(sweep, 29, records, 2));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_full_sweep_run(sweep, 0, NULL, 2));
    CHECK_STATUS(CATAPULT_OK, catapult_full_sweep_run(sweep, 28, records, 2));
    CHECK(!catapult_full_sweep_side_by_side(NULL));
}

int main(void)
{
    axes();
    points();
    the_bits_of_the_other_interface();
    runs_alone(1);
    runs_alone(2);
    phases();
    refusals();
    return finish();
}
