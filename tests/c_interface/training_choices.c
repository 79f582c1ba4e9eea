// What a training is given besides its data: rules, the order of batches, schedules of rates and parametrisations.
#include "c_interface/check.h"

#include <math.h>

static void rules(void)
{
    const catapult_training_rule plain = catapult_default_training_rule();
    CHECK(plain.momentum == 0 && !plain.nesterov && plain.sam_radius == 0 && isinf(plain.clip) && plain.clip > 0);
    CHECK(plain.scaling == CATAPULT_GRADIENT_SCALING_NONE && plain.averaging == 0.99 && plain.weight_decay == 0);
    CHECK(plain.rate_first == 1 && plain.rate_second == 1);
    CHECK(catapult_is_gradient_descent(plain));
    CHECK_STATUS(CATAPULT_OK, catapult_check_training_rule(plain));
#define CHECKED(expected, member, value)                                                                  \
    do {                                                                                                  \
        catapult_training_rule rule = plain;                                                              \
        rule.member = value;                                                                              \
        CHECK_STATUS(expected, catapult_check_training_rule(rule));                                       \
        CHECK(!catapult_is_gradient_descent(rule) || rule.nesterov || rule.averaging != plain.averaging); \
    } while (0)
    CHECKED(CATAPULT_OK, momentum, 0.5);
    CHECKED(CATAPULT_OK, sam_radius, 0.5);
    CHECKED(CATAPULT_OK, clip, 0.5);
    CHECKED(CATAPULT_OK, scaling, CATAPULT_GRADIENT_SCALING_NORMALIZED);
    CHECKED(CATAPULT_OK, scaling, CATAPULT_GRADIENT_SCALING_RMSPROP);
    CHECKED(CATAPULT_OK, scaling, CATAPULT_GRADIENT_SCALING_POLAR);
    CHECKED(CATAPULT_OK, averaging, 0);
    CHECKED(CATAPULT_OK, weight_decay, 0.5);
    CHECKED(CATAPULT_OK, rate_first, 0);
    CHECKED(CATAPULT_OK, rate_second, 2);
    CHECKED(CATAPULT_INVALID_ARGUMENT, momentum, 1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, nesterov, true);
    CHECKED(CATAPULT_INVALID_ARGUMENT, sam_radius, -1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, clip, 0);
    CHECKED(CATAPULT_INVALID_ARGUMENT, scaling, -1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, scaling, CATAPULT_GRADIENT_SCALING_POLAR + 1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, averaging, 1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, weight_decay, -1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, rate_first, -1);
    CHECKED(CATAPULT_INVALID_ARGUMENT, rate_second, -1);
    CHECKED(CATAPULT_NOT_FINITE, momentum, (double)NAN);
    CHECKED(CATAPULT_NOT_FINITE, sam_radius, (double)INFINITY);
    CHECKED(CATAPULT_NOT_FINITE, clip, (double)NAN);
    CHECKED(CATAPULT_NOT_FINITE, averaging, (double)NAN);
    CHECKED(CATAPULT_NOT_FINITE, weight_decay, (double)INFINITY);
    CHECKED(CATAPULT_NOT_FINITE, rate_first, (double)NAN);
    CHECKED(CATAPULT_NOT_FINITE, rate_second, (double)NAN);
#undef CHECKED
    catapult_training_rule rule = plain;
    rule.rate_first = rule.rate_second = 0;
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_check_training_rule(rule));
    rule = plain, rule.momentum = 0.5, rule.nesterov = true;
    CHECK_STATUS(CATAPULT_OK, catapult_check_training_rule(rule));
    rule.scaling = CATAPULT_GRADIENT_SCALING_POLAR;
    CHECK_STATUS(CATAPULT_UNSUPPORTED, catapult_check_training_rule(rule));
}

// Seven samples in batches of three: two whole ones and one of a single sample.
static void places_of_batches(void)
{
    const catapult_batch_place known[] = {{0, 0, 3}, {0, 3, 3}, {0, 6, 1}, {1, 0, 3}, {1, 3, 3}, {1, 6, 1}, {2, 0, 3}};
    for (uint64_t step = 0; step < 7; ++step) {
        const catapult_batch_place place = catapult_place_of_batch(7, 3, step);
        CHECK(place.epoch == known[step].epoch && place.first == known[step].first && place.count == known[step].count);
    }
    const catapult_batch_place none = catapult_place_of_batch(0, 3, 5), empty = catapult_place_of_batch(7, 0, 5);
    CHECK(none.epoch == 0 && none.first == 0 && none.count == 0);
    CHECK(empty.epoch == 0 && empty.first == 0 && empty.count == 0);
}

static void orders_of_samples(void)
{
    enum { count = 100 };
    size_t first[count], again[count], other[count], kept[2] = {7, 8};
    int found[count] = {0};
    CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(5, 3, first, count));
    CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(5, 3, again, count));
    CHECK_SAME(first, again);
    for (int i = 0; i < count; ++i)
        if (CHECK(first[i] < count)) ++found[first[i]];
    for (int i = 0; i < count; ++i) CHECK(found[i] == 1);
    CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(5, 4, other, count));
    CHECK(memcmp(first, other, sizeof first) != 0);
    CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(6, 3, other, count));
    CHECK(memcmp(first, other, sizeof first) != 0);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_shuffle_samples(5, 3, kept, 0));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_shuffle_samples(5, UINT64_MAX, kept, 2));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_shuffle_samples(5, 3, NULL, 2));

    CHECK_STATUS(CATAPULT_OK, catapult_draw_batch(5, 3, 4, first, count));
    CHECK_STATUS(CATAPULT_OK, catapult_draw_batch(5, 3, 4, again, count));
    CHECK_SAME(first, again);
    memset(found, 0, sizeof found);
    for (int i = 0; i < count; ++i)
        if (CHECK(first[i] < 4)) ++found[first[i]];
    // Each of the four is missed with a probability of 0.75¹⁰⁰.
    for (int i = 0; i < 4; ++i) CHECK(found[i] > 0);
    CHECK_STATUS(CATAPULT_OK, catapult_draw_batch(5, 4, 4, other, count));
    CHECK(memcmp(first, other, sizeof first) != 0);
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_draw_batch(5, 3, 0, kept, 2));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_draw_batch(5, 3, 4, kept, 0));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_draw_batch(5, UINT64_MAX, 4, kept, 2));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_draw_batch(5, 3, 4, NULL, 2));
}

static double factor_at(catapult_rate_schedule schedule, uint64_t step, double time)
{
    double result = -1;
    CHECK_STATUS(CATAPULT_OK, catapult_schedule_factor(schedule, step, time, &result));
    return result;
}

static void schedules(void)
{
    const catapult_rate_change changes[] = {{1, 0.5}, {4, 3}, {5, 0}};
    // What a schedule does not use may be wrong.
    const catapult_rate_schedule constant = {CATAPULT_SCHEDULE_CONSTANT, NULL, 3, 0};
    const catapult_rate_schedule changing = {CATAPULT_SCHEDULE_CHANGES, changes, 3, 0};
    const catapult_rate_schedule warmup = {CATAPULT_SCHEDULE_WARMUP, NULL, 3, 8};
    const catapult_rate_schedule cosine = {CATAPULT_SCHEDULE_COSINE, NULL, 3, 12};
    CHECK(factor_at(constant, 1000, 1000) == 1);
    CHECK(factor_at(changing, 1000, 0.9) == 1 && factor_at(changing, 0, 1) == 0.5 && factor_at(changing, 0, 3.9) == 0.5);
    CHECK(factor_at(changing, 0, 4) == 3 && factor_at(changing, 0, 100) == 0);
    CHECK(factor_at(changing, 0, 4 * (1 - 0x1p-31)) == 3 && factor_at(changing, 0, 4 * (1 - 0x1p-29)) == 0.5);
    CHECK(factor_at(warmup, 0, 9) == 0.125 && factor_at(warmup, 3, 9) == 0.5 && factor_at(warmup, 7, 9) == 1);
    CHECK(factor_at(warmup, 8, 9) == 1 && factor_at(warmup, UINT64_MAX, 9) == 1);
    CHECK(factor_at(cosine, 0, 9) == 1 && factor_at(cosine, 12, 9) == 0 && factor_at(cosine, UINT64_MAX, 9) == 0);
    CHECK_NEAR(factor_at(cosine, 4, 9), 0.75, 1e-15);  // cos(π/3) = ½
    CHECK_NEAR(factor_at(cosine, 6, 9), 0.5, 1e-15);

    double kept = 7;
#define REFUSED(expected, kind, changes, count, steps)                             \
    do {                                                                           \
        const catapult_rate_schedule bad = {kind, changes, count, steps};          \
        CHECK_STATUS(expected, catapult_check_schedule(bad));                      \
        CHECK_REFUSED(expected, kept, catapult_schedule_factor(bad, 0, 0, &kept)); \
    } while (0)
    const catapult_rate_change negative_time[] = {{-1, 1}}, negative[] = {{1, -1}}, equal[] = {{1, 1}, {1, 2}};
    const catapult_rate_change no_time[] = {{(double)NAN, 1}}, infinite[] = {{1, (double)INFINITY}};
    REFUSED(CATAPULT_INVALID_ARGUMENT, -1, changes, 3, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_COSINE + 1, changes, 3, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_WARMUP, changes, 3, 0);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_COSINE, changes, 3, 0);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_CHANGES, NULL, 3, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_CHANGES, changes, 0, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_CHANGES, negative_time, 1, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_CHANGES, negative, 1, 1);
    REFUSED(CATAPULT_INVALID_ARGUMENT, CATAPULT_SCHEDULE_CHANGES, equal, 2, 1);
    REFUSED(CATAPULT_NOT_FINITE, CATAPULT_SCHEDULE_CHANGES, no_time, 1, 1);
    REFUSED(CATAPULT_NOT_FINITE, CATAPULT_SCHEDULE_CHANGES, infinite, 1, 1);
#undef REFUSED
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_schedule_factor(constant, 0, 0, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_check_schedule(constant));
    CHECK_STATUS(CATAPULT_OK, catapult_check_schedule(changing));
}

// The table of theory for n = 16, whose root is 4.
static void parametrisations(void)
{
    const catapult_parametrisation_factors known[] = {
        {1, 1, 1, 1, 1}, {1, 1, 1, 1, 16}, {1, 0.25, 1, 16, 1}, {1, 1, 0.25, 16, 16}};
    catapult_parametrisation_factors found;
    memset(&found, 0, sizeof found);
    for (catapult_parametrisation kind = CATAPULT_PARAMETRISATION_NTK; kind <= CATAPULT_PARAMETRISATION_MEAN_FIELD; ++kind) {
        CHECK_STATUS(CATAPULT_OK, catapult_parametrise(kind, 16, &found));
        CHECK_SAME(found, known[kind]);
        CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_parametrise(kind, 0.5, &found));
        CHECK_REFUSED(CATAPULT_NOT_FINITE, found, catapult_parametrise(kind, (double)NAN, &found));
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_parametrise(kind, 16, NULL));
        CHECK_STATUS(kind == CATAPULT_PARAMETRISATION_NTK ? CATAPULT_OK : CATAPULT_INVALID_ARGUMENT,
                     catapult_parametrise(kind, (double)INFINITY, &found));
    }
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_parametrise(-1, 16, &found));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_parametrise(CATAPULT_PARAMETRISATION_MEAN_FIELD + 1, 16, &found));
}

int main(void)
{
    rules();
    places_of_batches();
    orders_of_samples();
    schedules();
    parametrisations();
    return finish();
}
