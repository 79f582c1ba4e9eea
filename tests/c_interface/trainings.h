// Rules, losses and trainings of the networks of networks.h.
#ifndef CATAPULT_TESTS_C_INTERFACE_TRAININGS_H
#define CATAPULT_TESTS_C_INTERFACE_TRAININGS_H

#include "c_interface/networks.h"
#include "c_interface/rows.h"

/// A rule of each kind, and one of several things at once, with a rate. Clips work at some steps only.
static const struct {
    catapult_training_rule rule;
    double eta;
} rules[] = {
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0.75, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.125},
    {{0.75, true, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.125},
    {{0, false, 0.25, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0, false, 0, 1, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 1, 1}, 0.25},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NORMALIZED, 0.99, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_RMSPROP, 0.875, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_POLAR, 0.99, 0, 1, 1}, 0.0625},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0.125, 1, 1}, 0.25},
    {{0, false, 0, (double)INFINITY, CATAPULT_GRADIENT_SCALING_NONE, 0.99, 0, 0.25, 1.5}, 0.25},
    {{0.5, true, 0.125, 1.25, CATAPULT_GRADIENT_SCALING_RMSPROP, 0.75, 0.25, 0.5, 1}, 0.03125},
};
enum { rule_count = sizeof rules / sizeof rules[0] };

/// Targets that each of the losses takes.
static const double one_hot[samples * outputs] = {1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0.25, 0.75};
static const double signs[samples * outputs] = {1, -1, -1, 1, 1, 1, -1, -1, 1, -1, 1, 1, -1, 1};
static inline const double* targets_of(int loss)
{
    return loss == sampled_softmax ? one_hot : loss == sampled_logistic ? signs : y_numbers;
}

/// A network that is drawn for the data.
static inline struct full_problem drawn_network(double width)
{
    const struct full_problem result = {
        .samples = samples, .inputs = inputs, .outputs = outputs, .x = x_numbers, .y = y_numbers, .width = width, .seed = 3};
    return result;
}

/// What the companion is told of one of these rules and a loss, for ten steps of all samples.
static inline struct training_problem problem_of(const struct full_problem* network, int rule, int loss)
{
    const catapult_training_rule* const r = &rules[rule].rule;
    const struct training_problem result = {.network = network,
                                            .momentum = r->momentum,
                                            .nesterov = r->nesterov,
                                            .sam_radius = r->sam_radius,
                                            .clip = r->clip,
                                            .scaling = r->scaling,
                                            .averaging = r->averaging,
                                            .weight_decay = r->weight_decay,
                                            .rate_first = r->rate_first,
                                            .rate_second = r->rate_second,
                                            .scale_first = 1,
                                            .scale_second = 1,
                                            .loss = loss,
                                            .targets = targets_of(loss),
                                            .eta = rules[rule].eta,
                                            .steps = 10,
                                            .linearise_at = 10};
    return result;
}

/// The batch of a step as the companion takes it, as a part of `order`, which has room for all samples.
static inline catapult_batch_place batch_at(const struct training_problem* p, size_t step, size_t* order)
{
    catapult_batch_place place = {0, 0, p->batch};
    if (p->drawn) {
        CHECK_STATUS(CATAPULT_OK, catapult_draw_batch(p->network->seed, step, samples, order, p->batch));
    } else if (p->batch > 0) {
        place = catapult_place_of_batch(samples, p->batch, step);
        if (place.first == 0) CHECK_STATUS(CATAPULT_OK, catapult_shuffle_samples(p->network->seed, place.epoch, order, samples));
    }
    return place;
}

#define CATAPULT_EACH_PRECISION "c_interface/trainings.inl"
#include "catapult/c_interface/each_precision.inl"

#endif
