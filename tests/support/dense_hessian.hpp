// The Hessian of the loss in all weights of a reference_network, by definition and in 128-bit arithmetic.
#ifndef CATAPULT_TESTS_SUPPORT_DENSE_HESSIAN_HPP
#define CATAPULT_TESTS_SUPPORT_DENSE_HESSIAN_HPP

#include <cstddef>
#include <vector>

#include "catapult/models/training_objective.hpp"
#include "catapult/observables/sharpness.hpp"
#include "support/reduced_problem.hpp"
#include "support/reference_functions.hpp"

namespace catapult::test {

// The losses by definition, in 128-bit arithmetic.

enum class kind { squared, softmax, logistic, linear, concave };

struct derivatives {
    std::vector<real128> gradient;   // ∂ℓ/∂f
    std::vector<real128> curvature;  // ∂²ℓ/∂f², k × k

    template <class T>
    derivatives(kind loss, std::size_t k, const T* f, const T* y) : gradient(k), curvature(k * k)
    {
        std::vector<real128> p(k);
        real128 total = 0;
        for (std::size_t c = 0; c < k; ++c) total += p[c] = reference_exp(real128(f[c]));
        for (std::size_t c = 0; c < k; ++c) {
            const real128 target = real128(y[c]), output = real128(f[c]);
            const real128 sigma = loss == kind::logistic ? 1 / (1 + reference_exp(target * output)) : real128(0);
            real128* const own = &curvature[c * k + c];
            switch (loss) {
            case kind::squared: gradient[c] = output - target, *own = 1; break;
            case kind::linear: gradient[c] = target; break;
            case kind::concave: gradient[c] = target - output, *own = -1; break;
            case kind::logistic: gradient[c] = -target * sigma, *own = target * target * sigma * (1 - sigma); break;
            case kind::softmax:
                gradient[c] = p[c] / total - target;
                for (std::size_t l = 0; l < k; ++l) curvature[c * k + l] = p[c] / total * (real128(c == l) - p[l] / total);
                break;
            }
        }
    }
};

/// The library's, or one by definition.
template <class T>
output_loss<T> loss_of(const kind& which)
{
    if (which == kind::squared) return squared_loss<T>();
    if (which == kind::softmax) return softmax_loss<T>();
    if (which == kind::logistic) return logistic_loss<T>();
    output_loss<T> loss;
    loss.context = &which;
    loss.value = [](const void* context, std::size_t k, const T* f, const T* y, T* gradient) {
        const derivatives found(*static_cast<const kind*>(context), k, f, y);
        for (std::size_t c = 0; c < k; ++c) gradient[c] = static_cast<T>(found.gradient[c]);
        return T(0);
    };
    loss.curvature = [](const void* context, std::size_t k, const T* f, const T* y, const T* direction, T* result) {
        const derivatives found(*static_cast<const kind*>(context), k, f, y);
        for (std::size_t c = 0; c < k; ++c) {
            result[c] = 0;
            for (std::size_t l = 0; l < k; ++l) result[c] += static_cast<T>(found.curvature[c * k + l]) * direction[l];
        }
    };
    return loss;
}

/// The Hessian of the mean loss in all weights, U before V, by the second derivatives of the network.
inline std::vector<real128> dense_hessian(const reference_network<real128>& net, kind loss)
{
    const std::size_t n = net.rows, d = net.inputs, k = net.outputs, size = n * (d + k);
    const std::vector<real128> f = net.output();
    const real128 root = net.root_width(), samples = real128(static_cast<double>(net.samples));
    std::vector<real128> hessian(size * size), jacobian(k * size), image(k * size);
    for (std::size_t s = 0; s < net.samples; ++s) {
        const real128* const x = &net.x[s * d];
        const derivatives at(loss, k, &f[s * k], &net.y[s * k]);
        for (std::size_t i = 0; i < n; ++i) {
            real128 hidden = 0;
            for (std::size_t a = 0; a < d; ++a) hidden += net.u[i * d + a] * x[a];
            for (std::size_t j = 0; j < k; ++j) {
                for (std::size_t a = 0; a < d; ++a) {
                    const std::size_t first = i * d + a, second = n * d + i * k + j;
                    jacobian[j * size + first] = x[a] * net.v[i * k + j] / root;
                    const real128 mixed = at.gradient[j] * x[a] / root / samples;
                    hessian[first * size + second] += mixed;
                    hessian[second * size + first] += mixed;
                }
                for (std::size_t l = 0; l < k; ++l) jacobian[j * size + n * d + i * k + l] = j == l ? hidden / root : real128(0);
            }
        }
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t p = 0; p < size; ++p) {
                image[j * size + p] = 0;
                for (std::size_t l = 0; l < k; ++l)
                    image[j * size + p] += at.curvature[j * k + l] / samples * jacobian[l * size + p];
            }
        for (std::size_t p = 0; p < size; ++p)
            for (std::size_t q = 0; q <= p; ++q) {
                real128 total = 0;
                for (std::size_t j = 0; j < k; ++j) total += jacobian[j * size + p] * image[j * size + q];
                hessian[p * size + q] += total;
                if (q < p) hessian[q * size + p] += total;
            }
    }
    return hessian;
}

/// The gradient of the mean loss in all weights, in the same order.
inline std::vector<real128> dense_gradient(const reference_network<real128>& net, kind loss)
{
    const std::size_t n = net.rows, d = net.inputs, k = net.outputs;
    const std::vector<real128> f = net.output();
    const real128 scale = net.root_width() * real128(static_cast<double>(net.samples));
    std::vector<real128> gradient(n * (d + k));
    for (std::size_t s = 0; s < net.samples; ++s) {
        const derivatives at(loss, k, &f[s * k], &net.y[s * k]);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t a = 0; a < d; ++a)
                for (std::size_t j = 0; j < k; ++j) {
                    const real128 part = at.gradient[j] * net.x[s * d + a] / scale;
                    gradient[i * d + a] += part * net.v[i * k + j];
                    gradient[n * d + i * k + j] += part * net.u[i * d + a];
                }
    }
    return gradient;
}

/// An objective on the data of a reduced_problem: all its samples with a loss, or the reduced coordinates with squared error.
template <class T>
struct owned_objective {
    std::vector<T> inputs, targets;
    kind which;
    training_objective<T> objective;

    owned_objective(const reduced_problem<T>& p, kind loss, bool sampled) : which(loss)
    {
        objective.data = p.data;
        if (!sampled) return;
        inputs.resize(p.samples * p.rank);
        for (std::size_t i = 0; i < p.samples; ++i)
            for (std::size_t a = 0; a < p.rank; ++a) {
                real128 total = 0;
                for (std::size_t j = 0; j < p.inputs; ++j)
                    total += p.network.x[i * p.inputs + j] * real128(p.basis[a * p.inputs + j]);
                inputs[i * p.rank + a] = static_cast<T>(total);
            }
        for (const real128& y : p.network.y) targets.push_back(static_cast<T>(y));
        objective.loss = loss_of<T>(which);
        objective.inputs = {inputs.data(), p.samples, p.rank};
        objective.targets = {targets.data(), p.samples, p.outputs};
    }
    owned_objective(const owned_objective&) = delete;
    hessian_dims dims(double width) const
    {
        return {{objective.data.rank, objective.data.outputs, width}, objective.inputs.rows};
    }
};

struct setting {
    std::size_t samples, inputs, outputs, rank, width;
};

constexpr setting settings[] = {{5, 3, 1, 3, 50}, {6, 2, 3, 2, 20}, {4, 5, 2, 3, 30}, {3, 2, 3, 2, 5},
                                {1, 1, 1, 1, 2},  {4, 4, 2, 4, 3},  {3, 2, 4, 2, 3}};

}  // namespace catapult::test

#endif
