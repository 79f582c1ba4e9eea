// Data X = Q Σ Pᵀ with known factors, and the reduced state of a network, by definition and in 128-bit arithmetic.
#ifndef CATAPULT_TESTS_SUPPORT_REDUCED_PROBLEM_HPP
#define CATAPULT_TESTS_SUPPORT_REDUCED_PROBLEM_HPP

#include <cstddef>
#include <limits>
#include <vector>

#include "catapult/models/gram_model.hpp"
#include "support/aligned.hpp"
#include "support/known_matrix.hpp"
#include "support/reference.hpp"

namespace catapult::test {

template <class T>
struct reduced_problem {
    std::size_t samples, inputs, outputs, rank;
    std::vector<T> singular_values, targets, basis;
    reference_network<real128> network;
    reduced_data<T> data;

    reduced_problem(std::size_t m, std::size_t d, std::size_t k, std::size_t r, std::size_t n, std::uint64_t seed)
        : samples(m), inputs(d), outputs(k), rank(r), singular_values(r), targets(r * k), basis(r * d), network(n, d, k, m)
    {
        const known_matrix<long double> left(std::vector<double>(m, 1.0), seed), right(std::vector<double>(d, 1.0), seed + 100);
        for (std::size_t a = 0; a < r; ++a) {
            singular_values[a] = static_cast<T>(4.0 / (1.0 + 0.3 * static_cast<double>(a)));
            for (std::size_t j = 0; j < d; ++j) basis[a * d + j] = static_cast<T>(right.columns[j * d + a]);
        }
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < d; ++j)
                for (std::size_t a = 0; a < r; ++a)
                    network.x[i * d + j] += real128(left.columns[i * m + a]) * real128(singular_values[a]) *
                                            real128(right.columns[j * d + a]);
        for (std::size_t i = 0; i < m * k; ++i) network.y[i] = real128(variate(seed + 1000 + i));
        data.unreachable_loss = 0;
        for (std::size_t a = 0; a < r; ++a)
            for (std::size_t c = 0; c < k; ++c) {
                real128 total = 0;
                for (std::size_t i = 0; i < m; ++i) total += real128(left.columns[i * m + a]) * network.y[i * k + c];
                targets[a * k + c] = static_cast<T>(total);
            }
        for (std::size_t i = 0; i < n * d; ++i) network.u[i] = real128(static_cast<T>(1.2 * variate(seed + 100000 + i)));
        for (std::size_t i = 0; i < n * k; ++i) network.v[i] = real128(static_cast<T>(0.9 * variate(seed + 200000000 + i)));
        data.samples = m;
        data.inputs = d;
        data.outputs = k;
        data.rank = r;
        data.singular_values = singular_values;
        data.targets = {targets.data(), r, k};
        data.basis = {basis.data(), r, d};
    }

    /// Writes the reduced state of the present network, with a basis that is taken as exact: ω and E, and either D or
    /// the factor, whichever the state has room for.
    void write_state(network_state<T>& s) const
    {
        const std::size_t n = network.rows;
        std::vector<real128> hidden(n * rank);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t a = 0; a < rank; ++a)
                for (std::size_t j = 0; j < inputs; ++j)
                    hidden[i * rank + a] += network.u[i * inputs + j] * real128(basis[a * inputs + j]);
        const auto gram = [&](const std::vector<real128>& x, std::size_t p, std::size_t i, const std::vector<real128>& y,
                              std::size_t q, std::size_t j) {
            real128 total = 0;
            for (std::size_t h = 0; h < n; ++h) total += x[h * p + i] * y[h * q + j];
            return total;
        };
        s.width = static_cast<double>(network.width);
        for (std::size_t i = 0; i < s.first_layer.rows; ++i) {
            for (std::size_t a = 0; a < rank; ++a) s.first_layer(i, a) = static_cast<T>(hidden[i * rank + a]);
            for (std::size_t c = 0; c < outputs; ++c) s.second_layer(i, c) = static_cast<T>(network.v[i * outputs + c]);
        }
        for (std::size_t a = 0; a < rank; ++a) {
            for (std::size_t b = 0; b <= a && s.first_deviation.rows > 0; ++b)
                s.first_deviation.set(a, b,
                                      static_cast<T>(gram(hidden, rank, a, hidden, rank, b) / network.width - real128(a == b)));
            for (std::size_t c = 0; c < outputs; ++c)
                s.predictor(a, c) = static_cast<T>(gram(hidden, rank, a, network.v, outputs, c) / network.root_width());
        }
        for (std::size_t a = 0; a < outputs; ++a)
            for (std::size_t b = 0; b < outputs; ++b)
                s.second_deviation(a, b) = static_cast<T>(gram(network.v, outputs, a, network.v, outputs, b) / network.width -
                                                          real128(a == b));
    }
};

/// A network_state with its memory.
template <class T>
struct owned_state {
    aligned_memory memory;
    network_state<T> state;

    /// Has the form for infinite width, unless `width` is narrow.
    owned_state(std::size_t rank, std::size_t outputs, double width = std::numeric_limits<double>::infinity())
        : memory(memory_for(network_state_bytes<T>, network_dims{rank, outputs, width}))
    {
        REQUIRE(create_network_state<T>({rank, outputs, width}, memory.span(), state) == status::ok);
    }
};

/// A gram_model with its memory.
template <class T>
struct owned_model {
    aligned_memory memory;
    gram_model<T> model;

    owned_model(const reduced_data<T>& data, const network_state<T>& initial)
        : memory(memory_for(gram_model<T>::bytes, network_dims{data.rank, data.outputs, initial.width}))
    {
        REQUIRE(gram_model<T>::create(data, initial, memory.span(), model) == status::ok);
    }
};

}  // namespace catapult::test

#endif
