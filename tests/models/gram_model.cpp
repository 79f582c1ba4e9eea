#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <sstream>
#include <vector>

#include "catapult/models/gram_model.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

struct shape {
    std::size_t samples, inputs, rank, outputs;
};

/// A network of `hidden` units on data whose Q and P are the first columns of the identity: inputs[i] = σ_i e_i.
template <class T>
struct problem {
    shape size;
    reference_network<real128> reference;
    std::vector<T> singular_values, targets;
    aligned_memory state_memory;
    network_state<T> initial;
    reduced_data<T> data;

    problem(shape s, std::size_t hidden, double label = 1.0)
        : size(s), reference(hidden, s.inputs, s.outputs, s.samples), singular_values(s.rank), targets(s.rank * s.outputs),
          state_memory(state_bytes(s))
    {
        const std::size_t r = s.rank, k = s.outputs;
        // Half of the units have large U and small V, the other half the reverse. Kernels are then as usual, but
        // outputs are small.
        const auto scale = [&](std::size_t unit, bool first) { return (unit < hidden / 2) == first ? 1.4 : 0.05; };
        for (std::size_t i = 0; i < hidden * s.inputs; ++i) reference.u[i] = real128(scale(i / s.inputs, true) * variate(i));
        for (std::size_t i = 0; i < hidden * k; ++i) reference.v[i] = real128(scale(i / k, false) * variate(1000000 + i));
        data.unreachable_loss = 0;
        for (std::size_t i = 0; i < s.samples; ++i)
            for (std::size_t j = 0; j < k; ++j) {
                const T y = static_cast<T>(label * variate(2000000 + i * k + j));
                reference.y[i * k + j] = real128(y);
                if (i < r)
                    targets[i * k + j] = y;
                else
                    data.unreachable_loss += y * y / (2 * static_cast<T>(s.samples));
            }
        for (std::size_t i = 0; i < r; ++i) {
            singular_values[i] = static_cast<T>(4.0 / (1.0 + static_cast<double>(i)));
            reference.x[i * s.inputs + i] = real128(singular_values[i]);
        }
        data.samples = s.samples;
        data.inputs = s.inputs;
        data.outputs = k;
        data.rank = r;
        data.singular_values = singular_values;
        data.targets = {targets.data(), r, k};
        REQUIRE(create_network_state<T>({r, k}, state_memory.span(), initial) == status::ok);
        write_state(initial);
    }
    static std::size_t state_bytes(shape s)
    {
        std::size_t bytes = 0;
        REQUIRE(network_state_bytes<T>({s.rank, s.outputs}, bytes) == status::ok);
        return bytes;
    }
    real128 gram(const std::vector<real128>& a, std::size_t a_columns, std::size_t i, const std::vector<real128>& b,
                 std::size_t b_columns, std::size_t j) const
    {
        real128 sum = 0;
        for (std::size_t h = 0; h < reference.rows; ++h) sum += a[h * a_columns + i] * b[h * b_columns + j];
        return sum;
    }
    /// D, ω and E of the reference's present state.
    real128 first(std::size_t i, std::size_t j) const
    {
        return gram(reference.u, size.inputs, i, reference.u, size.inputs, j) / reference.width - real128(i == j);
    }
    real128 second(std::size_t i, std::size_t j) const
    {
        return gram(reference.v, size.outputs, i, reference.v, size.outputs, j) / reference.width - real128(i == j);
    }
    real128 predictor(std::size_t i, std::size_t j) const
    {
        return gram(reference.u, size.inputs, i, reference.v, size.outputs, j) / reference.root_width();
    }
    void write_state(network_state<T>& s) const
    {
        s.width = static_cast<T>(reference.width);
        for (std::size_t i = 0; i < size.rank; ++i) {
            for (std::size_t j = 0; j <= i; ++j) s.first_deviation.set(i, j, static_cast<T>(first(i, j)));
            for (std::size_t j = 0; j < size.outputs; ++j) s.predictor(i, j) = static_cast<T>(predictor(i, j));
        }
        for (std::size_t i = 0; i < size.outputs; ++i)
            for (std::size_t j = 0; j < size.outputs; ++j) s.second_deviation(i, j) = static_cast<T>(second(i, j));
    }
    /// λ₀ by power iteration on B ↦ Σ((I + D)ΣB + ΣB(I + E))/m.
    double lambda() const
    {
        const std::size_t r = size.rank, k = size.outputs;
        std::vector<double> b(r * k, 1.0), next(r * k);
        double value = 0;
        for (int iteration = 0; iteration < 400; ++iteration) {
            double square = 0;
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t c = 0; c < k; ++c) {
                    double sum = 2 * double(singular_values[i]) * b[i * k + c];
                    for (std::size_t j = 0; j < r; ++j)
                        sum += double(initial.first_deviation.get(i, j)) * double(singular_values[j]) * b[j * k + c];
                    for (std::size_t l = 0; l < k; ++l)
                        sum += double(singular_values[i]) * b[i * k + l] * double(initial.second_deviation(l, c));
                    next[i * k + c] = double(singular_values[i]) * sum / double(size.samples);
                    square += next[i * k + c] * next[i * k + c];
                }
            value = std::sqrt(square);
            for (std::size_t i = 0; i < r * k; ++i) b[i] = next[i] / value;
        }
        return value;
    }
};

template <class T>
struct engine {
    aligned_memory place;
    gram_model<T> model;

    explicit engine(const problem<T>& p) : place(size(p))
    {
        REQUIRE(gram_model<T>::create(p.data, p.initial, place.span(), model) == status::ok);
    }
    static std::size_t size(const problem<T>& p)
    {
        std::size_t bytes = 0;
        REQUIRE(gram_model<T>::bytes({p.size.rank, p.size.outputs}, bytes) == status::ok);
        return bytes;
    }
};

template <class T>
struct owned_state {
    aligned_memory place;
    network_state<T> state;
    explicit owned_state(shape s) : place(problem<T>::state_bytes(s))
    {
        REQUIRE(create_network_state<T>({s.rank, s.outputs}, place.span(), state) == status::ok);
    }
};

/// The largest difference over the largest value, for each of ρ, ω, I + D and I + E.
struct errors {
    double residual = 0, predictor = 0, first = 0, second = 0;
    double worst() const { return std::max(std::max(residual, predictor), std::max(first, second)); }
};

template <class T, class Mine, class Reference>
double relative(std::size_t rows, std::size_t columns, Mine mine, Reference reference)
{
    real128 difference = 0, largest = 0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const real128 r = reference(i, j);
            difference = std::max(difference, absolute(real128(mine(i, j)) - r));
            largest = std::max(largest, absolute(r));
        }
    return static_cast<double>(difference / largest);
}

/// The differences between two references.
template <class T>
errors compare(const problem<T>& p, const problem<T>& other)
{
    const std::size_t r = p.size.rank, k = p.size.outputs;
    const auto residual = p.reference.residual(), residual_there = other.reference.residual();
    errors e;
    e.residual = relative<T>(
        r, k, [&](std::size_t i, std::size_t j) { return residual_there[i * k + j]; },
        [&](std::size_t i, std::size_t j) { return residual[i * k + j]; });
    e.predictor = relative<T>(
        r, k, [&](std::size_t i, std::size_t j) { return other.predictor(i, j); },
        [&](std::size_t i, std::size_t j) { return p.predictor(i, j); });
    e.first = relative<T>(
        r, r, [&](std::size_t i, std::size_t j) { return other.first(i, j) + (i == j); },
        [&](std::size_t i, std::size_t j) { return p.first(i, j) + (i == j); });
    e.second = relative<T>(
        k, k, [&](std::size_t i, std::size_t j) { return other.second(i, j) + (i == j); },
        [&](std::size_t i, std::size_t j) { return p.second(i, j) + (i == j); });
    return e;
}

template <class T>
errors compare(const problem<T>& p, gram_model<T>& model)
{
    const std::size_t r = p.size.rank, k = p.size.outputs;
    owned_state<T> now(p.size);
    REQUIRE(model.state(now.state) == status::ok);
    const auto residual = p.reference.residual();
    errors e;
    e.residual = relative<T>(r, k, model.residual(), [&](std::size_t i, std::size_t j) { return residual[i * k + j]; });
    e.predictor = relative<T>(r, k, model.predictor(), [&](std::size_t i, std::size_t j) { return p.predictor(i, j); });
    e.first = relative<T>(
        r, r, [&](std::size_t i, std::size_t j) { return real128(now.state.first_deviation.get(i, j)) + (i == j); },
        [&](std::size_t i, std::size_t j) { return p.first(i, j) + (i == j); });
    e.second = relative<T>(
        k, k, [&](std::size_t i, std::size_t j) { return real128(now.state.second_deviation(i, j)) + (i == j); },
        [&](std::size_t i, std::size_t j) { return p.second(i, j) + (i == j); });
    return e;
}

const shape shapes[] = {
    {12, 20, 12, 1},  // m < d
    {40, 9, 9, 1},    // m > d
    {16, 24, 11, 1},  // rank-deficient
    {12, 20, 12, 10}, {40, 9, 9, 10}, {24, 18, 11, 10},
};

}  // namespace

// Rounding errors of c ε, relative to the largest element, enter at each step, and the map carries them on. A
// disturbance at the start grows at most by a factor G, which is measured on the reference. Later errors have less time
// to grow. So the errors are at most steps · c · G · ε. Here c = 1: half an ε is for the addition that makes the new
// element, and as much for its change. Most terms of the change are smaller than the largest element and round either
// way.
TEST_CASE_TEMPLATE("agrees with 128-bit gradient descent on the weights", T, float, double)
{
    constexpr double roundings = 1, disturbance = 1e-12;
    std::ostringstream table;
    for (const shape& s : shapes)
        for (double ratio : {1.0, 3.0}) {
            problem<T> p(s, 60, 0.2), disturbed(s, 60, 0.2);
            for (std::size_t i = 0; i < disturbed.reference.u.size(); ++i)
                disturbed.reference.u[i] *= 1 + real128(disturbance * variate(i));
            for (std::size_t i = 0; i < disturbed.reference.v.size(); ++i)
                disturbed.reference.v[i] *= 1 + real128(disturbance * variate(i + 7));
            engine<T> e(p);
            const T eta = static_cast<T>(ratio / p.lambda());
            const T start = e.model.loss();
            CHECK(static_cast<double>(start) == doctest::Approx(static_cast<double>(p.reference.loss())).epsilon(1e-6));
            T peak = start;
            double worst = 0, growth = 1;
            for (std::size_t step = 1; step <= 100; ++step) {
                p.reference.step(real128(eta));
                disturbed.reference.step(real128(eta));
                REQUIRE(e.model.step(eta) == status::ok);
                peak = std::max(peak, e.model.loss());
                if (step != 1 && step % 10 != 0) continue;
                const errors now = compare(p, e.model);
                worst = std::max(worst, now.worst());
                growth = std::max(growth, compare(p, disturbed).worst() / disturbance);
                table << sizeof(T) * 8 << " bits, m " << s.samples << ", d " << s.inputs << ", r " << s.rank << ", k "
                      << s.outputs << ", eta*lambda0 " << ratio << ", step " << step << ": residual " << now.residual
                      << ", predictor " << now.predictor << ", I+D " << now.first << ", I+E " << now.second << '\n';
            }
            CAPTURE(s.samples);
            CAPTURE(s.inputs);
            CAPTURE(s.outputs);
            CAPTURE(ratio);
            CHECK(worst < 100 * roundings * growth * double(std::numeric_limits<T>::epsilon()));
            if (ratio > 2)
                CHECK(peak > 2 * start);
            else
                CHECK(peak <= start);
            CHECK(e.model.steps() == 100);
        }
    if (std::getenv("CATAPULT_TEST_TABLES")) MESSAGE(table.str());
}

// One step is A' = A (I − cN) with the Gram matrix G' = (I − cN) G (I − cN). This is a congruence, so G stays positive
// semi-definite, which gives |W_ij|² ≤ M_ii S_jj. Gradient flow conserves the trace of UᵀU − VVᵀ, so a step changes it
// only by terms in η².
TEST_CASE_TEMPLATE("the blocks stay those of a Gram matrix, and balance is kept to second order", T, float, double)
{
    for (const shape& s : shapes) {
        problem<T> p(s, 60, 0.2);
        engine<T> e(p);
        const T eta = static_cast<T>(3 / p.lambda());
        owned_state<T> now(s);
        const auto imbalance = [&] {
            double first = 0, second = 0;
            for (std::size_t i = 0; i < s.rank; ++i) first += double(now.state.first_deviation.get(i, i));
            for (std::size_t j = 0; j < s.outputs; ++j) second += double(now.state.second_deviation(j, j));
            return first - second;
        };
        for (std::size_t step = 0; step < 60; ++step) {
            REQUIRE(e.model.state(now.state) == status::ok);
            const double width = now.state.width, slack = 1 + 100 * double(std::numeric_limits<T>::epsilon());
            for (std::size_t i = 0; i < s.rank; ++i) {
                const double m_ii = width * (1 + double(now.state.first_deviation.get(i, i)));
                for (std::size_t j = 0; j < s.rank; ++j) {
                    const double m_jj = width * (1 + double(now.state.first_deviation.get(j, j)));
                    const double m_ij = width * (double(now.state.first_deviation.get(i, j)) + (i == j));
                    REQUIRE(m_ij * m_ij <= m_ii * m_jj * slack);
                }
                for (std::size_t j = 0; j < s.outputs; ++j) {
                    const double s_jj = width * (1 + double(now.state.second_deviation(j, j)));
                    const double w_ij = std::sqrt(width) * double(now.state.predictor(i, j));
                    REQUIRE(w_ij * w_ij <= m_ii * s_jj * slack);
                }
            }
            const double before = imbalance();
            // tr(Z(I + E)Zᵀ) − tr(Zᵀ(I + D)Z). Each term is at most ‖Z‖² times the largest eigenvalue, which a trace
            // bounds.
            double z = 0, first = 0, second = 0;
            for (std::size_t i = 0; i < s.rank; ++i) {
                first += 1 + double(now.state.first_deviation.get(i, i));
                for (std::size_t j = 0; j < s.outputs; ++j)
                    z += double(e.model.gradient()(i, j)) * double(e.model.gradient()(i, j));
            }
            for (std::size_t j = 0; j < s.outputs; ++j) second += 1 + double(now.state.second_deviation(j, j));
            REQUIRE(e.model.step(eta) == status::ok);
            REQUIRE(e.model.state(now.state) == status::ok);
            const double allowed = double(eta) * double(eta) / width * z * std::max(first, second);
            const double rounding = 50 * double(std::numeric_limits<T>::epsilon()) * (first + second);
            REQUIRE(std::fabs(imbalance() - before) <= allowed + rounding);
        }
    }
}

// With D and E constant, each step multiplies ρ by a fixed matrix. The check uses plain loops in long double.
TEST_CASE_TEMPLATE("infinite width is the linear recurrence, and scales linearly", T, float, double)
{
    for (const shape& s : shapes) {
        const std::size_t r = s.rank, k = s.outputs;
        problem<T> p(s, 60, 0.2);
        p.initial.width = std::numeric_limits<T>::infinity();
        engine<T> e(p);
        const T eta = static_cast<T>(1.5 / p.lambda());
        std::vector<long double> rho(r * k), z(r * k);
        for (std::size_t i = 0; i < r * k; ++i)
            rho[i] = static_cast<long double>(p.singular_values[i / k]) * p.initial.predictor(i / k, i % k) - p.targets[i];
        // A problem that is 4 times as large must give the same bits except for the exponent.
        problem<T> large(s, 60, 0.2);
        large.initial.width = p.initial.width;
        for (std::size_t i = 0; i < r * k; ++i) large.targets[i] *= 4, large.initial.predictor(i / k, i % k) *= 4;
        engine<T> scaled(large);
        for (std::size_t step = 0; step < 50; ++step) {
            for (std::size_t i = 0; i < r * k; ++i) z[i] = p.singular_values[i / k] * rho[i] / s.samples;
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t c = 0; c < k; ++c) {
                    long double sum = 2 * z[i * k + c];
                    for (std::size_t j = 0; j < r; ++j) sum += p.initial.first_deviation.get(i, j) * z[j * k + c];
                    for (std::size_t l = 0; l < k; ++l) sum += z[i * k + l] * p.initial.second_deviation(l, c);
                    rho[i * k + c] -= static_cast<long double>(p.singular_values[i]) * eta * sum;
                }
            REQUIRE(e.model.step(eta) == status::ok);
            REQUIRE(scaled.model.step(eta) == status::ok);
            const auto reference = [&](std::size_t i, std::size_t c) { return real128(rho[i * k + c]); };
            REQUIRE(relative<T>(r, k, e.model.residual(), reference) < 400 * double(std::numeric_limits<T>::epsilon()));
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t c = 0; c < k; ++c) REQUIRE(scaled.model.residual()(i, c) == 4 * e.model.residual()(i, c));
        }
        owned_state<T> now(s);
        REQUIRE(e.model.state(now.state) == status::ok);
        CHECK(std::memcmp(now.state.first_deviation.data, p.initial.first_deviation.data,
                          symmetric_view<T>::elements(r) * sizeof(T)) == 0);
        CHECK(e.model.second_deviation()(0, 0) == p.initial.second_deviation(0, 0));
    }
}

TEST_CASE_TEMPLATE("the excess loss keeps its relative accuracy down to nothing", T, float, double)
{
    problem<T> p({12, 12, 12, 1}, 60, 0.2);
    for (T& sigma : p.singular_values) sigma = 2;  // one rate for all directions
    p.initial.width = std::numeric_limits<T>::infinity();
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t j = 0; j <= i; ++j) p.initial.first_deviation.set(i, j, T(0));
    p.initial.second_deviation(0, 0) = 0;
    engine<T> e(p);
    // ρ' = (1 − 2ησ²/m) ρ = ρ/4 with exact powers of two, whatever ω is.
    const T start = e.model.excess_loss();
    for (int step = 1; step <= 25; ++step) REQUIRE(e.model.step(T(12) * T(0.75) / T(8)) == status::ok);
    const double expected = double(start) * std::pow(2.0, -100);
    CHECK(double(e.model.excess_loss()) == doctest::Approx(expected).epsilon(500 * double(std::numeric_limits<T>::epsilon())));
}

TEST_CASE_TEMPLATE("observing changes no bit, and the observed values are consistent", T, float, double)
{
    for (const shape& s : shapes) {
        const std::size_t r = s.rank, k = s.outputs;
        problem<T> p(s, 60, 0.2);
        engine<T> quiet(p), watched(p);
        owned_state<T> now(s), last(s);
        const T eta = static_cast<T>(2.5 / p.lambda());
        std::vector<T> out(r * k);
        for (int step = 0; step < 40; ++step) {
            REQUIRE(quiet.model.step(eta) == status::ok);
            REQUIRE(watched.model.step(eta) == status::ok);
            REQUIRE(watched.model.state(now.state) == status::ok);
            watched.model.apply_first_deviation(watched.model.gradient(), {out.data(), r, k});
            double largest = 0;
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t c = 0; c < k; ++c) {
                    double sum = 0, size = 0;
                    for (std::size_t j = 0; j < r; ++j) {
                        const double term = double(now.state.first_deviation.get(i, j)) * double(watched.model.gradient()(j, c));
                        sum += term;
                        size += std::fabs(term);
                    }
                    largest = std::max(largest, size);
                    CHECK(std::fabs(double(out[i * k + c]) - sum) <=
                          100 * double(std::numeric_limits<T>::epsilon()) * (size + largest));
                }
        }
        REQUIRE(quiet.model.state(last.state) == status::ok);
        REQUIRE(watched.model.state(now.state) == status::ok);
        CHECK(std::memcmp(now.state.first_deviation.data, last.state.first_deviation.data,
                          symmetric_view<T>::elements(r) * sizeof(T)) == 0);
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c) {
                REQUIRE(quiet.model.predictor()(i, c) == watched.model.predictor()(i, c));
                REQUIRE(quiet.model.residual()(i, c) == watched.model.residual()(i, c));
            }
    }
}

TEST_CASE_TEMPLATE("divergence is refused before anything is infinite, and the state stays", T, float, double)
{
    for (const shape& s : shapes) {
        const std::size_t r = s.rank, k = s.outputs;
        problem<T> p(s, 60);
        engine<T> e(p);
        owned_state<T> before(s), after(s);
        const T eta = static_cast<T>(12 / p.lambda());
        status last = status::ok;
        std::size_t steps = 0;
        while (steps < 1000) {
            REQUIRE(e.model.state(before.state) == status::ok);
            last = e.model.step(eta);
            if (last != status::ok) break;
            ++steps;
            REQUIRE(std::isfinite(e.model.loss()));
        }
        REQUIRE(last == status::diverged);
        CHECK(e.model.steps() == steps);
        CHECK(std::isfinite(e.model.loss()));
        for (int again = 0; again < 2; ++again) {
            REQUIRE(e.model.state(after.state) == status::ok);
            bool finite = true;
            for (std::size_t i = 0; i < symmetric_view<T>::elements(r); ++i)
                finite = finite && std::isfinite(after.state.first_deviation.data[i]);
            CHECK(finite);
            CHECK(std::memcmp(after.state.first_deviation.data, before.state.first_deviation.data,
                              symmetric_view<T>::elements(r) * sizeof(T)) == 0);
            CHECK(std::memcmp(after.state.predictor.data, before.state.predictor.data, r * k * sizeof(T)) == 0);
            CHECK(std::memcmp(after.state.second_deviation.data, before.state.second_deviation.data, k * k * sizeof(T)) == 0);
            CHECK(e.model.step(eta) == status::diverged);
        }
    }
}

TEST_CASE_TEMPLATE("steps go on after a refused step as if it had not been tried", T, float, double)
{
    for (const std::size_t k : {1, 3}) {
        const shape s{20, 20, 20, k};
        problem<T> p(s, 60);
        engine<T> plain(p), tried(p);
        const T eta = static_cast<T>(0.5 / p.lambda()), wild = std::sqrt(std::numeric_limits<T>::max());
        for (int i = 0; i < 5; ++i) {
            REQUIRE(plain.model.step(eta) == status::ok);
            REQUIRE(tried.model.step(wild) == status::diverged);
            REQUIRE(tried.model.step(eta) == status::ok);
        }
        owned_state<T> expected(s), found(s);
        REQUIRE(plain.model.state(expected.state) == status::ok);
        REQUIRE(tried.model.state(found.state) == status::ok);
        const std::size_t r = plain.model.dims().rank;
        CHECK(std::memcmp(found.state.predictor.data, expected.state.predictor.data, r * k * sizeof(T)) == 0);
        CHECK(std::memcmp(found.state.second_deviation.data, expected.state.second_deviation.data, k * k * sizeof(T)) == 0);
    }
}

TEST_CASE_TEMPLATE("bad input is refused", T, float, double)
{
    const T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
    const shape s{6, 6, 6, 2};
    std::size_t bytes = 0;
    CHECK(gram_model<T>::bytes({0, 1}, bytes) == status::invalid_argument);
    CHECK(gram_model<T>::bytes({1, 0}, bytes) == status::invalid_argument);
    CHECK(gram_model<T>::bytes({SIZE_MAX, 1}, bytes) == status::size_overflow);
    CHECK(gram_model<T>::bytes({SIZE_MAX / 1024, SIZE_MAX / 1024}, bytes) == status::size_overflow);
    CHECK(network_state_bytes<T>({0, 1}, bytes) == status::invalid_argument);
    CHECK(network_state_bytes<T>({SIZE_MAX, 1}, bytes) == status::size_overflow);

    const auto create = [&](auto&& spoil) {
        problem<T> p(s, 20);
        spoil(p);
        aligned_memory place(engine<T>::size(p));
        gram_model<T> model;
        return gram_model<T>::create(p.data, p.initial, place.span(), model);
    };
    CHECK(create([](problem<T>&) {}) == status::ok);
    CHECK(create([&](problem<T>& p) { p.initial.width = infinity; }) == status::ok);
    CHECK(create([&](problem<T>& p) { p.initial.width = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.initial.width = 0; }) == status::invalid_argument);
    CHECK(create([&](problem<T>& p) { p.initial.width = T(0.5); }) == status::invalid_argument);
    CHECK(create([&](problem<T>& p) { p.data.samples = 0; }) == status::invalid_argument);
    CHECK(create([&](problem<T>& p) { p.initial.first_deviation.set(5, 2, nan); }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.initial.predictor(5, 1) = infinity; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.initial.second_deviation(1, 1) = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.targets[11] = -infinity; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.singular_values[0] = nan; }) == status::not_finite);
    CHECK(create([&](problem<T>& p) { p.data.outputs = 1; }) == status::shape_mismatch);
    CHECK(create([&](problem<T>& p) { p.data.rank = 5; }) == status::shape_mismatch);
    CHECK(create([&](problem<T>& p) { p.initial.first_deviation.rows = 5; }) == status::shape_mismatch);

    problem<T> p(s, 20);
    aligned_memory place(engine<T>::size(p) + 64);
    gram_model<T> model;
    const workspace whole = place.span();
    CHECK(gram_model<T>::create(p.data, p.initial, {whole.data(), whole.size() - 65}, model) == status::workspace_too_small);
    CHECK(gram_model<T>::create(p.data, p.initial, whole.subspan(8, whole.size() - 8), model) == status::workspace_misaligned);
    engine<T> e(p);
    for (const T eta : {nan, infinity, -infinity}) CHECK(e.model.step(eta) == status::not_finite);
    CHECK(e.model.step(-1) == status::invalid_argument);
    CHECK(e.model.steps() == 0);
    owned_state<T> other({6, 6, 5, 2});
    CHECK(e.model.state(other.state) == status::shape_mismatch);
}
