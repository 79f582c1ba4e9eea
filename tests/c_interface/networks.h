// The data and the weights of the tests of the full model, what they compute by its definition, and their objects.
#ifndef CATAPULT_TESTS_C_INTERFACE_NETWORKS_H
#define CATAPULT_TESTS_C_INTERFACE_NETWORKS_H

#include <math.h>

#include "c_interface/check.h"

/// Seven samples of four inputs, of which the last is the sum of the first two: their rank is three. Two outputs.
enum { samples = 7, inputs = 4, outputs = 2, rank = 3, most_rows = 9 };
static const double x_numbers[samples * inputs] = {1,   0.5,   -0.25, 1.5,  -0.5, 1,     0.75,  0.5,  0.25, -1,
                                                   0.5, -0.75, 1,     1,    -0.5, 2,     0.125, 0.25, 1,    0.375,
                                                   -1,  0.5,   0.25,  -0.5, 0.75, -0.25, 0,     0.5};
static const double y_numbers[samples * outputs] = {1, -0.5, -1, 0.25, 0.5, 0.75, 0, 1, 0.25, -1, -0.5, 0.5, 0.75, 0};
static const double u_numbers[most_rows * inputs] = {0.5,  -1,  0.25, 1,    1,     0.25,  -0.5, 0.75, -0.75, 1,    0.5,  -1,
                                                     0.5,  0.5, -1,   0.25, 1.25,  -0.75, 0.5,  0,    -1,    -0.5, 0.75, 1,
                                                     0.25, 1.5, -1,   0.5,  -0.25, 0.75,  1,    -1.5, 0.125, -1,   0.5,  0.25};
static const double v_numbers[most_rows * outputs] = {1,    -0.5, 0.25, 1.5,  -1,   0.75, 0.5, -0.25, 1,
                                                      1.25, -0.5, 0.5,  0.75, -1.5, 0.25, 1,   -0.75, 0.5};

/// The first n rows of the weights, trained by the definition of gradient descent.
struct network {
    size_t n;
    double u[most_rows][inputs], v[most_rows][outputs];
};

static inline double hidden_unit(const struct network* w, size_t i, const double* x)
{
    double sum = 0;
    for (int j = 0; j < inputs; ++j) sum += w->u[i][j] * x[j];
    return sum;
}

static inline double output_at(const struct network* w, int c, const double* x)
{
    double sum = 0;
    for (size_t i = 0; i < w->n; ++i) sum += w->v[i][c] * hidden_unit(w, i, x);
    return sum / sqrt((double)w->n);
}

static inline double residual_at(const struct network* w, int sample, int c)
{
    return output_at(w, c, x_numbers + sample * inputs) - y_numbers[sample * outputs + c];
}

static inline double loss_of(const struct network* w)
{
    double sum = 0;
    for (int a = 0; a < samples; ++a)
        for (int c = 0; c < outputs; ++c) sum += residual_at(w, a, c) * residual_at(w, a, c);
    return sum / (2 * samples);
}

/// The tangent kernel (XUᵀUXᵀ ⊗ I + XXᵀ ⊗ VᵀV)/nm over samples and outputs.
struct kernel {
    double at[samples * outputs][samples * outputs];
};

static inline struct kernel kernel_of(const struct network* w)
{
    struct kernel result;
    for (int a = 0; a < samples * outputs; ++a)
        for (int b = 0; b < samples * outputs; ++b) {
            const double *x = x_numbers + a / outputs * inputs, *z = x_numbers + b / outputs * inputs;
            const int c = a % outputs, e = b % outputs;
            double first = 0, second = 0, gram = 0;
            for (int j = 0; j < inputs; ++j) gram += x[j] * z[j];
            for (size_t i = 0; i < w->n; ++i) {
                first += c == e ? hidden_unit(w, i, x) * hidden_unit(w, i, z) : 0;
                second += w->v[i][c] * w->v[i][e];
            }
            result.at[a][b] = (first + gram * second) / ((double)w->n * samples);
        }
    return result;
}

/// Its largest eigenvalue, by power iteration.
static inline double lambda_of(const struct network* w)
{
    const struct kernel kernel = kernel_of(w);
    double vector[samples * outputs], lambda = 0;
    for (int a = 0; a < samples * outputs; ++a) vector[a] = 1 + 0.1 * a;
    for (int round = 0; round < 2000; ++round) {
        double image[samples * outputs], square = 0;
        for (int a = 0; a < samples * outputs; ++a) {
            image[a] = 0;
            for (int b = 0; b < samples * outputs; ++b) image[a] += kernel.at[a][b] * vector[b];
            square += image[a] * image[a];
        }
        lambda = sqrt(square);
        for (int a = 0; a < samples * outputs; ++a) vector[a] = image[a] / lambda;
    }
    return lambda;
}

static inline void descend(struct network* w, double eta)
{
    const struct network old = *w;
    for (int a = 0; a < samples; ++a)
        for (int c = 0; c < outputs; ++c) {
            const double step = eta * residual_at(&old, a, c) / (samples * sqrt((double)w->n));
            for (size_t i = 0; i < w->n; ++i) {
                for (int j = 0; j < inputs; ++j) w->u[i][j] -= step * old.v[i][c] * x_numbers[a * inputs + j];
                w->v[i][c] -= step * hidden_unit(&old, i, x_numbers + a * inputs);
            }
        }
}

/// The weights before training.
static inline struct network first_rows(size_t n)
{
    struct network result = {.n = n};
    memcpy(result.u, u_numbers, sizeof result.u);
    memcpy(result.v, v_numbers, sizeof result.v);
    return result;
}

#define CATAPULT_EACH_PRECISION "c_interface/networks.inl"
#include "catapult/c_interface/each_precision.inl"

#endif
