#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "catapult/models/weights.hpp"
#include "support/reduced_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

struct shape {
    std::size_t width, inputs, outputs, rank;
};

/// U and V of a problem's network, in T.
template <class T>
struct stored_weights {
    std::vector<T> u, v;
    std::size_t inputs, outputs;

    explicit stored_weights(const reduced_problem<T>& p) : inputs(p.inputs), outputs(p.outputs)
    {
        for (const real128& e : p.network.u) u.push_back(static_cast<T>(e));
        for (const real128& e : p.network.v) v.push_back(static_cast<T>(e));
    }
    std::size_t rows() const { return u.size() / inputs; }
    matrix_view<T> first(std::size_t row, std::size_t count) { return {u.data() + row * inputs, count, inputs}; }
    matrix_view<T> second(std::size_t row, std::size_t count) { return {v.data() + row * outputs, count, outputs}; }
};

template <class T>
struct owned_reduction {
    aligned_memory memory;
    weights_reduction<T> reduction;

    explicit owned_reduction(const reduced_problem<T>& p)
        : memory(memory_for(weights_reduction<T>::bytes, weights_dims{p.inputs, p.outputs, p.rank}))
    {
        REQUIRE(weights_reduction<T>::create({p.inputs, p.outputs, p.rank}, p.data.basis, memory.span(), reduction) ==
                status::ok);
    }
};

/// The largest distance of two states, separately for D and E, and for ω.
template <class S, class T>
void distances(const network_state<S>& a, const network_state<T>& b, double& deviations, double& predictor)
{
    const std::size_t r = a.predictor.rows, k = a.predictor.columns;
    deviations = predictor = 0;
    const auto apart = [](auto x, auto y) { return std::fabs(static_cast<double>(x) - static_cast<double>(y)); };
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j <= i; ++j)
            deviations = std::max(deviations, apart(a.first_deviation.get(i, j), b.first_deviation.get(i, j)));
        for (std::size_t c = 0; c < k; ++c) predictor = std::max(predictor, apart(a.predictor(i, c), b.predictor(i, c)));
    }
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j)
            deviations = std::max(deviations, apart(a.second_deviation(i, j), b.second_deviation(i, j)));
}

template <class T>
bool same_state(const network_state<T>& a, const network_state<T>& b)
{
    const std::size_t r = a.predictor.rows, k = a.predictor.columns;
    return std::memcmp(a.first_deviation.data, b.first_deviation.data, symmetric_view<T>::elements(r) * sizeof(T)) == 0 &&
           std::memcmp(a.predictor.data, b.predictor.data, r * k * sizeof(T)) == 0 &&
           std::memcmp(a.second_deviation.data, b.second_deviation.data, k * k * sizeof(T)) == 0 && a.width == b.width;
}

}  // namespace

TEST_CASE_TEMPLATE("given weights are reduced to the state that they have by definition", T, float, double)
{
    // The shapes cover both ways of summing. The last two have small rank, so they project the rows first.
    for (const shape s : {shape{1, 1, 1, 1}, shape{5, 3, 1, 3}, shape{130, 9, 4, 7}, shape{256, 9, 4, 7}, shape{9000, 6, 2, 6},
                          shape{300, 40, 3, 4}, shape{4500, 12, 1, 2}}) {
        CAPTURE(s.width);
        const reduced_problem<T> p(3, s.inputs, s.outputs, std::min<std::size_t>(s.rank, 3), s.width, 9);
        stored_weights<T> weights(p);
        owned_reduction<T> reduction(p);
        owned_state<T> state(p.rank, s.outputs), expected(p.rank, s.outputs);
        p.write_state(expected.state);
        REQUIRE(reduction.reduction.add(weights.first(0, s.width), weights.second(0, s.width)) == status::ok);
        CHECK(reduction.reduction.rows() == s.width);
        REQUIRE(reduction.reduction.finish(state.state) == status::ok);
        CHECK(state.state.width == static_cast<double>(s.width));
        // D and E: the basis is orthonormal to d ε; sums of 128 rows lose at most some ε of their size 128 · 1.44, and n/128
        // of them are averaged. ω has √n times the scale of D.
        double deviations, predictor;
        distances(state.state, expected.state, deviations, predictor);
        const double allowed = (10 + 4 * static_cast<double>(s.inputs)) * static_cast<double>(epsilon<T>);
        CHECK(deviations <= allowed);
        CHECK(predictor <= allowed * std::sqrt(static_cast<double>(s.width)));
    }
}

TEST_CASE_TEMPLATE("the bits do not depend on how rows arrive", T, float, double)
{
    for (const shape s : {shape{9000, 6, 2, 3}, shape{4500, 40, 3, 3}}) {
        const reduced_problem<T> p(3, s.inputs, s.outputs, s.rank, s.width, 9);
        stored_weights<T> weights(p);
        owned_state<T> whole(s.rank, s.outputs), pieces(s.rank, s.outputs);
        owned_reduction<T> at_once(p);
        REQUIRE(at_once.reduction.add(weights.first(0, s.width), weights.second(0, s.width)) == status::ok);
        REQUIRE(at_once.reduction.finish(whole.state) == status::ok);
        for (std::size_t block : {1, 77, 128, 1000, 5000}) {
            CAPTURE(block);
            owned_reduction<T> blocks(p);
            for (std::size_t row = 0; row < s.width; row += block) {
                const std::size_t count = std::min(block, s.width - row);
                REQUIRE(blocks.reduction.add(weights.first(row, count), weights.second(row, count)) == status::ok);
            }
            REQUIRE(blocks.reduction.finish(pieces.state) == status::ok);
            CHECK(same_state(whole.state, pieces.state));
        }
        // As with threads: the segments are summed in any order and merged in theirs.
        owned_reduction<T> threads(p);
        const std::size_t segment = weights_reduction<T>::segment_rows, segments = (s.width + segment - 1) / segment;
        std::vector<std::vector<T>> sums(segments, std::vector<T>(threads.reduction.partial_size()));
        aligned_memory scratch(threads.reduction.partial_bytes());
        for (std::size_t i = segments; i-- > 0;) {
            const std::size_t row = i * segment, count = std::min(segment, s.width - row);
            REQUIRE(threads.reduction.partial(weights.first(row, count), weights.second(row, count), scratch.span(),
                                              span<T>(sums[i])) == status::ok);
        }
        for (std::size_t i = 0; i < segments; ++i)
            REQUIRE(threads.reduction.merge(span<const T>(sums[i]), std::min(segment, s.width - i * segment)) == status::ok);
        REQUIRE(threads.reduction.finish(pieces.state) == status::ok);
        CHECK(same_state(whole.state, pieces.state));
    }
}

TEST_CASE("weights back: the Gram engine delivers the weights that training them would have given")
{
    for (const shape s : {shape{12, 5, 1, 3}, shape{150, 8, 3, 5}})
        for (double rate : {1.0, 3.0}) {
            CAPTURE(rate);
            reduced_problem<double> p(6, s.inputs, s.outputs, s.rank, s.width, 21);
            stored_weights<double> weights(p);
            owned_state<double> state(s.rank, s.outputs);
            owned_reduction<double> reduction(p);
            REQUIRE(reduction.reduction.add(weights.first(0, s.width), weights.second(0, s.width)) == status::ok);
            REQUIRE(reduction.reduction.finish(state.state) == status::ok);
            owned_model<double> m(p.data, state.state);
            const weights_dims dims = {s.inputs, s.outputs, s.rank, static_cast<double>(s.width)};
            std::size_t bytes = 0;
            REQUIRE(weights_transform<double>::bytes(dims, bytes) == status::ok);
            aligned_memory memory(bytes);
            weights_transform<double> transform;
            REQUIRE(weights_transform<double>::create(dims, p.data.basis, memory.span(), transform) == status::ok);

            const double lambda = static_cast<double>(test::top_eigenvalue(p.network.kernel(), 6 * s.outputs));
            const double eta = rate / lambda;
            for (int step = 0; step < 60; ++step) {
                REQUIRE(transform.step(m.model, eta) == status::ok);
                p.network.step(real128(eta));
            }
            transform.prepare();
            aligned_memory scratch(transform.apply_bytes());
            // Rows may come in blocks of any size: here one row, then the rest.
            REQUIRE(transform.apply(weights.first(0, 1), weights.second(0, 1), scratch.span()) == status::ok);
            REQUIRE(transform.apply(weights.first(1, s.width - 1), weights.second(1, s.width - 1), scratch.span()) == status::ok);
            double worst = 0, largest = 0;
            for (std::size_t i = 0; i < weights.u.size(); ++i) {
                worst = std::max(worst, std::fabs(weights.u[i] - static_cast<double>(p.network.u[i])));
                largest = std::max(largest, std::fabs(weights.u[i]));
            }
            for (std::size_t i = 0; i < weights.v.size(); ++i)
                worst = std::max(worst, std::fabs(weights.v[i] - static_cast<double>(p.network.v[i])));
            MESSAGE("rate ", rate, ": largest error of a weight after 60 steps ", worst, ", largest weight ", largest);
            // 60 steps make errors of a few ε each. The catapult multiplies them by the growth of the outputs, up to
            // about √n = 12.
            CHECK(worst <= 5e-14);
        }
}

TEST_CASE_TEMPLATE("infinite width leaves the weights as they are", T, float, double)
{
    reduced_problem<T> p(4, 5, 2, 3, 20, 2);
    stored_weights<T> weights(p), before(p);
    std::size_t bytes = 0;
    REQUIRE(weights_transform<T>::bytes({5, 2, 3}, bytes) == status::ok);
    aligned_memory memory(bytes);
    weights_transform<T> transform;
    REQUIRE(weights_transform<T>::create({5, 2, 3}, p.data.basis, memory.span(), transform) == status::ok);
    owned_state<T> start(3, 2);  // of infinite width
    owned_model<T> m(p.data, start.state);
    REQUIRE(transform.step(m.model, T(0.5)) == status::ok);
    transform.prepare();
    aligned_memory scratch(transform.apply_bytes());
    REQUIRE(transform.apply(weights.first(0, 20), weights.second(0, 20), scratch.span()) == status::ok);
    CHECK(weights.u == before.u);
    CHECK(weights.v == before.v);
}

TEST_CASE("input of a wrong shape, or not finite, is refused and changes nothing")
{
    reduced_problem<double> p(4, 5, 2, 3, 20, 2);
    stored_weights<double> weights(p), good(p);
    owned_reduction<double> first(p), second(p);
    owned_state<double> a(3, 2), b(3, 2), wrong(2, 2);
    weights_reduction<double>& reduction = first.reduction;
    CHECK(reduction.finish(a.state) == status::shape_mismatch);  // no rows have been added yet
    REQUIRE(reduction.add(weights.first(0, 10), weights.second(0, 10)) == status::ok);
    CHECK(reduction.add(weights.first(10, 3), weights.second(10, 2)) == status::shape_mismatch);
    CHECK(reduction.add({weights.u.data(), 2, 4}, weights.second(0, 2)) == status::shape_mismatch);
    weights.v[25] = std::numeric_limits<double>::infinity();
    CHECK(reduction.add(weights.first(10, 10), weights.second(10, 10)) == status::not_finite);
    CHECK(reduction.merge(span<const double>(weights.u), 10) == status::shape_mismatch);
    CHECK(reduction.finish(wrong.state) == status::shape_mismatch);
    REQUIRE(reduction.add(good.first(10, 10), good.second(10, 10)) == status::ok);
    REQUIRE(reduction.finish(a.state) == status::ok);
    REQUIRE(second.reduction.add(good.first(0, 20), good.second(0, 20)) == status::ok);
    REQUIRE(second.reduction.finish(b.state) == status::ok);
    CHECK(same_state(a.state, b.state));

    std::size_t bytes = 0;
    CHECK(weights_reduction<double>::bytes({3, 1, 4}, bytes) == status::invalid_argument);
    CHECK(weights_reduction<double>::bytes({SIZE_MAX / 8, 1, 4}, bytes) == status::size_overflow);
    CHECK(weights_reduction<double>::bytes({SIZE_MAX, 1, SIZE_MAX}, bytes) == status::size_overflow);
    CHECK(weights_transform<double>::bytes({SIZE_MAX, 1, SIZE_MAX}, bytes) == status::size_overflow);
    CHECK(weights_transform<double>::bytes({5, 0, 3}, bytes) == status::invalid_argument);
    REQUIRE(weights_transform<double>::bytes({5, 2, 3}, bytes) == status::ok);
    aligned_memory memory(bytes);
    weights_transform<double> transform;
    CHECK(weights_transform<double>::create({5, 2, 3, 0.5}, p.data.basis, memory.span(), transform) == status::invalid_argument);
    CHECK(weights_transform<double>::create({5, 2, 2, 20}, p.data.basis, memory.span(), transform) == status::shape_mismatch);
    REQUIRE(weights_transform<double>::create({5, 2, 3, 20}, p.data.basis, memory.span(), transform) == status::ok);
    owned_model<double> m(p.data, a.state);
    reduced_problem<double> smaller(4, 5, 2, 2, 20, 2);
    owned_state<double> other_start(2, 2), infinite_start(3, 2);
    owned_model<double> other(smaller.data, other_start.state), infinite(p.data, infinite_start.state);
    CHECK(transform.step(m.model, -1) == status::invalid_argument);
    CHECK(transform.step(m.model, std::nan("")) == status::not_finite);
    CHECK(transform.step(m.model, 1e300) == status::diverged);
    CHECK(transform.step(other.model, 1) == status::shape_mismatch);
    CHECK(transform.step(infinite.model, 1) == status::shape_mismatch);
    CHECK(m.model.steps() == 0);
    CHECK(other.model.steps() == 0);
    // T is still the identity.
    transform.prepare();
    aligned_memory scratch(transform.apply_bytes());
    stored_weights<double> kept(p);
    REQUIRE(transform.apply(kept.first(0, 20), kept.second(0, 20), scratch.span()) == status::ok);
    CHECK(kept.u == good.u);
    CHECK(kept.v == good.v);
}
