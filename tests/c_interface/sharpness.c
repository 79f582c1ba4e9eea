// The Hessian of the loss: the bits of the C++ interface, the Hessian of the loss in the weights themselves, and every refusal.
#include "c_interface/trainings.h"

/// A direction in the space of all weights, or the gradient there.
enum { weight_count = most_rows * (inputs + outputs) };
struct direction {
    double at[weight_count];
};

static double* weight_of(struct network* w, int i)
{
    const int row = i / (inputs + outputs), column = i % (inputs + outputs);
    return column < inputs ? &w->u[row][column] : &w->v[row][column - inputs];
}

static struct network moved(const struct network* w, const struct direction* d, double by)
{
    struct network result = *w;
    for (int i = 0; i < weight_count; ++i) *weight_of(&result, i) += by * d->at[i];
    return result;
}

static struct direction gradient_of(const struct network* w)
{
    struct network before = *w, after = *w;
    struct direction result;
    descend(&after, 1);
    for (int i = 0; i < weight_count; ++i) result.at[i] = *weight_of(&before, i) - *weight_of(&after, i);
    return result;
}

static double product_of(const struct direction* a, const struct direction* b)
{
    double sum = 0;
    for (int i = 0; i < weight_count; ++i) sum += a->at[i] * b->at[i];
    return sum;
}

/// H d. Along a line the gradient is a cubic polynomial, whose derivative four of its values give exactly.
static struct direction curvature_along(const struct network* w, const struct direction* d)
{
    const double h = 0.125, weights[] = {8, -8, -1, 1}, places[] = {h, -h, 2 * h, -2 * h};
    struct direction result = {{0}};
    for (int p = 0; p < 4; ++p) {
        const struct network there = moved(w, d, places[p]);
        const struct direction gradient = gradient_of(&there);
        for (int i = 0; i < weight_count; ++i) result.at[i] += weights[p] * gradient.at[i] / (12 * h);
    }
    return result;
}

/// The largest eigenvalue of H by power iteration with H + 8, all of whose eigenvalues are positive.
static double sharpness_of(const struct network* w)
{
    struct direction d;
    double value = 0;
    for (int i = 0; i < weight_count; ++i) d.at[i] = 1 + 0.1 * i;
    for (int round = 0; round < 2000; ++round) {
        const double size = sqrt(product_of(&d, &d));
        for (int i = 0; i < weight_count; ++i) d.at[i] /= size;
        const struct direction image = curvature_along(w, &d);
        value = product_of(&d, &image);
        for (int i = 0; i < weight_count; ++i) d.at[i] = image.at[i] + 8 * d.at[i];
    }
    return value;
}

#define CATAPULT_EACH_PRECISION "c_interface/sharpness.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
