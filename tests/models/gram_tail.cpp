// The Gram engine at ranks where D is large: its updates wait in a tail before they are folded, and passes over it are spread.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "catapult/owned.hpp"
#include "support/hurtful.hpp"
#include "support/scattered.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
struct problem {
    network_dims dims;
    std::vector<T> singular_values, targets;
    reduced_data<T> data;
    owned<network_state<T>> state;

    problem(std::size_t r, std::size_t k, double width) : dims{r, k}, singular_values(r), targets(r * k)
    {
        for (std::size_t i = 0; i < r; ++i) singular_values[i] = static_cast<T>(4 / (1 + 0.05 * static_cast<double>(i)));
        for (std::size_t i = 0; i < r * k; ++i) targets[i] = static_cast<T>(fraction(i) - 0.5);
        data.samples = 40;
        data.inputs = r;
        data.outputs = k;
        data.rank = r;
        data.singular_values = singular_values;
        data.targets = {targets.data(), r, k};
        REQUIRE(draw_initial(data, width, 11, state) == status::ok);
    }
    /// A learning rate with η·λ₀ near `ratio`. λ₀ is 2σ₁²/m plus the part of D and E, which is O(n^{-1/2}) of it.
    T rate(double ratio) const { return static_cast<T>(ratio * 40 / 32); }
};

template <class T>
owned<gram_model<T>> model_of(const problem<T>& p)
{
    owned<gram_model<T>> model;
    REQUIRE(model.create(p.data, *p.state) == status::ok);
    return model;
}

template <class T>
owned<network_state<T>> empty_state(const problem<T>& p)
{
    owned<network_state<T>> state;
    REQUIRE(state.create(p.dims) == status::ok);
    return state;
}

/// The recurrence of theory.md, 3, in plain loops: ω, D and E.
template <class T>
struct recurrence {
    std::size_t r, k;
    const problem<T>& p;
    long double width;
    std::vector<long double> first, predictor, second, residual;

    explicit recurrence(const problem<T>& from)
        : r(from.dims.rank), k(from.dims.outputs), p(from), width(from.state->width), first(r * r), predictor(r * k),
          second(k * k), residual(r * k)
    {
        for (std::size_t i = 0; i < r; ++i) {
            for (std::size_t j = 0; j < r; ++j) first[i * r + j] = p.state->first_deviation.get(i, j);
            for (std::size_t c = 0; c < k; ++c) predictor[i * k + c] = p.state->predictor(i, c);
        }
        for (std::size_t c = 0; c < k * k; ++c) second[c] = p.state->second_deviation(c / k, c % k);
        find_residual();
    }
    void find_residual()
    {
        for (std::size_t i = 0; i < r * k; ++i) residual[i] = p.singular_values[i / k] * predictor[i] - p.targets[i];
    }
    void step(long double eta)
    {
        std::vector<long double> z(r * k), mz(r * k), zs(r * k), overlap(k * k), bend(k * k);
        for (std::size_t i = 0; i < r * k; ++i) z[i] = p.singular_values[i / k] * residual[i] / p.data.samples;
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c) {
                mz[i * k + c] = zs[i * k + c] = z[i * k + c];
                for (std::size_t j = 0; j < r; ++j) mz[i * k + c] += first[i * r + j] * z[j * k + c];
                for (std::size_t l = 0; l < k; ++l) zs[i * k + c] += z[i * k + l] * second[l * k + c];
            }
        for (std::size_t c = 0; c < k; ++c)
            for (std::size_t l = 0; l < k; ++l)
                for (std::size_t i = 0; i < r; ++i) {
                    overlap[c * k + l] += predictor[i * k + c] * z[i * k + l];
                    bend[c * k + l] += z[i * k + c] * mz[i * k + l];
                }
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t j = 0; j < r; ++j)
                for (std::size_t c = 0; c < k; ++c)
                    first[i * r + j] += eta / width *
                                        (eta * zs[i * k + c] * z[j * k + c] - predictor[i * k + c] * z[j * k + c] -
                                         z[i * k + c] * predictor[j * k + c]);
        for (std::size_t i = 0; i < r; ++i)
            for (std::size_t c = 0; c < k; ++c) {
                predictor[i * k + c] -= eta * (mz[i * k + c] + zs[i * k + c]);
                for (std::size_t l = 0; l < k; ++l) predictor[i * k + c] += eta * eta / width * z[i * k + l] * overlap[l * k + c];
            }
        for (std::size_t c = 0; c < k; ++c)
            for (std::size_t l = 0; l < k; ++l)
                second[c * k + l] += eta / width * (eta * bend[c * k + l] - overlap[c * k + l] - overlap[l * k + c]);
        find_residual();
    }
};

/// The largest difference over the largest value.
template <class Mine, class Theirs>
double relative(std::size_t rows, std::size_t columns, Mine mine, Theirs theirs)
{
    long double difference = 0, largest = 0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const long double expected = theirs(i, j);
            difference = std::fmax(difference, std::fabs(static_cast<long double>(mine(i, j)) - expected));
            largest = std::fmax(largest, std::fabs(expected));
        }
    return static_cast<double>(difference / largest);
}

template <class T>
struct shape {
    static constexpr std::size_t rank = sizeof(T) == 8 ? 186 : 261;  // just beyond the first tail
};

}  // namespace

// The long double's own errors are about 2⁻⁶⁴, or 2⁻⁵³ if it is a double. A step adds a rounding error of a few ε to ρ,
// and one of r ε/√r to the products with D. The catapult lets these errors grow as it lets ρ grow. A pair of the tail
// that is lost, or folded twice, would cause an error of order 1/n, above 1e-5.
TEST_CASE_TEMPLATE("a trajectory with a tail is that of the plain recurrence", T, float, double)
{
    const std::size_t r = shape<T>::rank;
    for (const std::size_t k : {1, 3, 11}) {
        problem<T> p(r, k, 300);
        owned<gram_model<T>> model = model_of(p);
        recurrence<T> reference(p);
        owned<network_state<T>> now = empty_state(p);
        const T eta = p.rate(2.5);
        const double tolerance = 500 * static_cast<double>(std::numeric_limits<T>::epsilon());
        double worst = 0, moved = 0;
        // With one output, three folds of ten steps; then steps with an incomplete tail.
        for (int step = 1; step <= 34; ++step) {
            REQUIRE(model->step(eta) == status::ok);
            reference.step(eta);
            worst = std::fmax(worst, relative(r, k, model->residual(),
                                              [&](std::size_t i, std::size_t c) { return reference.residual[i * k + c]; }));
            if (step % 11 != 1) continue;
            REQUIRE(model->state(*now) == status::ok);
            const auto first = [&](std::size_t i, std::size_t j) { return reference.first[i * r + j]; };
            worst = std::fmax(worst,
                              relative(
                                  r, r, [&](std::size_t i, std::size_t j) { return now->first_deviation.get(i, j); }, first));
            moved = relative(
                r, r, [&](std::size_t i, std::size_t j) { return p.state->first_deviation.get(i, j); }, first);
        }
        CAPTURE(k);
        CHECK(worst < tolerance);
        CHECK(moved > 1000 * tolerance);
    }
}

TEST_CASE_TEMPLATE("observing every step changes no bit, and shows the whole D", T, float, double)
{
    const std::size_t r = shape<T>::rank;
    for (const std::size_t k : {1, 3}) {
        problem<T> p(r, k, 300);
        owned<gram_model<T>> quiet = model_of(p), watched = model_of(p);
        owned<network_state<T>> now = empty_state(p), last = empty_state(p);
        owned<top_eigenvalue<T>> lambda;
        REQUIRE(lambda.create(*watched, 1e-4) == status::ok);
        std::vector<T> out(r * k);
        const T eta = p.rate(2.5);
        for (int step = 0; step < 25; ++step) {
            REQUIRE(quiet->step(eta) == status::ok);
            REQUIRE(watched->step(eta) == status::ok);
            eigenvalue_result<T> found;
            REQUIRE(lambda->update(found) == status::ok);
            REQUIRE(watched->state(*now) == status::ok);
            watched->apply_first_deviation(watched->gradient(), {out.data(), r, k});
            // A sum of r terms in its own order, and the tail's.
            const double slack = 50 * static_cast<double>(std::numeric_limits<T>::epsilon());
            CHECK(relative(
                      r, k, [&](std::size_t i, std::size_t c) { return out[i * k + c]; },
                      [&](std::size_t i, std::size_t c) {
                          long double sum = 0;
                          for (std::size_t j = 0; j < r; ++j)
                              sum += static_cast<long double>(now->first_deviation.get(i, j)) * watched->gradient()(j, c);
                          return sum;
                      }) < slack);
        }
        REQUIRE(quiet->state(*last) == status::ok);
        CHECK(std::memcmp(now->first_deviation.data, last->first_deviation.data, symmetric_view<T>::elements(r) * sizeof(T)) ==
              0);
        CHECK(std::memcmp(now->predictor.data, last->predictor.data, r * k * sizeof(T)) == 0);
        CHECK(std::memcmp(now->second_deviation.data, last->second_deviation.data, k * k * sizeof(T)) == 0);
    }
}

TEST_CASE_TEMPLATE("a divergence in the middle of a tail leaves the state as it was", T, float, double)
{
    problem<T> p(shape<T>::rank, 1, 300);
    owned<gram_model<T>> model = model_of(p);
    owned<network_state<T>> before = empty_state(p), after = empty_state(p);
    status last = status::ok;
    for (int step = 0; step < 1000 && last == status::ok; ++step) {
        REQUIRE(model->state(*before) == status::ok);
        last = model->step(p.rate(12));
    }
    REQUIRE(last == status::diverged);
    REQUIRE(model->state(*after) == status::ok);
    const std::size_t elements = symmetric_view<T>::elements(p.dims.rank);
    CHECK(std::memcmp(before->first_deviation.data, after->first_deviation.data, elements * sizeof(T)) == 0);
    CHECK(std::memcmp(before->predictor.data, after->predictor.data, p.dims.rank * sizeof(T)) == 0);
    for (std::size_t i = 0; i < elements; ++i) REQUIRE(std::isfinite(after->first_deviation.data[i]));
}

TEST_CASE_TEMPLATE("at infinite width D never moves, tail or not", T, float, double)
{
    problem<T> p(shape<T>::rank, 1, 300);
    p.state->width = std::numeric_limits<T>::infinity();
    owned<gram_model<T>> model = model_of(p);
    owned<network_state<T>> now = empty_state(p);
    for (int step = 0; step < 25; ++step) REQUIRE(model->step(p.rate(1)) == status::ok);
    REQUIRE(model->state(*now) == status::ok);
    CHECK(std::memcmp(now->first_deviation.data, p.state->first_deviation.data,
                      symmetric_view<T>::elements(p.dims.rank) * sizeof(T)) == 0);
}

TEST_CASE_TEMPLATE("a large network has the same bits however the passes over D are spread", T, float, double)
{
    // r²k is little more than 10⁶. 1013 rows end in a strip that is not whole, and 331 in a panel that is not.
    const network_dims shapes[] = {{1013, 1}, {331, 10}};
    for (const network_dims& dims : shapes) {
        const std::size_t r = dims.rank, k = dims.outputs;
        CAPTURE(r);
        problem<T> p(r, k, 5000);
        owned<gram_model<T>> whole = model_of(p), split = model_of(p);
        top_eigenvalue<T> of_whole, of_split;
        owned_workspace memory[2];
        std::size_t bytes = 0;
        REQUIRE(top_eigenvalue<T>::bytes(dims, bytes) == status::ok);
        for (owned_workspace& m : memory) REQUIRE(m.allocate(bytes) == status::ok);
        scattered spread;
        REQUIRE(top_eigenvalue<T>::create(*whole, 1e-4, memory[0], of_whole) == status::ok);
        REQUIRE(top_eigenvalue<T>::create(*split, 1e-4, memory[1], of_split, spread.executor()) == status::ok);
        std::vector<T> x(r * k), y(r * k);
        for (int step = 0; step < 7; ++step) {
            REQUIRE(whole->step(p.rate(2.5)) == status::ok);
            REQUIRE(split->step(p.rate(2.5), spread.executor()) == status::ok);
            CHECK(spread.passes.size() > 0);
            spread.passes.clear();
            whole->apply_first_deviation(whole->gradient(), {x.data(), r, k});
            split->apply_first_deviation(split->gradient(), {y.data(), r, k}, spread.executor());
            CHECK(spread.passes.size() == 1);
            CHECK(std::memcmp(x.data(), y.data(), r * k * sizeof(T)) == 0);
            eigenvalue_result<T> lambda_whole, lambda_split;
            REQUIRE(of_whole.update(lambda_whole) == status::ok);
            REQUIRE(of_split.update(lambda_split) == status::ok);
            CHECK(lambda_whole.value == lambda_split.value);
        }
        owned<network_state<T>> one = empty_state(p), other = empty_state(p);
        REQUIRE(whole->state(*one) == status::ok);
        REQUIRE(split->state(*other) == status::ok);
        CHECK(whole->loss() == split->loss());
        CHECK(std::memcmp(one->first_deviation.data, other->first_deviation.data, symmetric_view<T>::elements(r) * sizeof(T)) ==
              0);
        CHECK(std::memcmp(one->predictor.data, other->predictor.data, r * k * sizeof(T)) == 0);
    }
}
