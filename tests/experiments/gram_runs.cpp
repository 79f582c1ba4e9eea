#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "catapult/experiments/gram_runs.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/models/initial_state.hpp"
#include "support/aligned.hpp"
#include "support/effort.hpp"
#include "support/kernel_harness.hpp"
#include "support/same_run.hpp"

using namespace catapult;
using test::fraction;
using test::memory_for;
using test::same_bits;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tolerance = 1e-6;

template <class T>
struct small_data {
    explicit small_data(std::size_t rank, std::size_t outputs = 1) : singular_values(rank), targets(rank * outputs)
    {
        for (std::size_t i = 0; i < rank; ++i) singular_values[i] = static_cast<T>(4 / (1 + 0.1 * static_cast<double>(i)));
        for (std::size_t i = 0; i < rank * outputs; ++i) targets[i] = static_cast<T>(3 * fraction(i) - 1);
        reduced.samples = reduced.inputs = reduced.rank = rank;
        reduced.outputs = outputs;
        reduced.singular_values = singular_values;
        reduced.targets = {targets.data(), rank, outputs};
    }
    std::vector<T> singular_values, targets;
    reduced_data<T> reduced;
};

/// A trajectory at its start, with its memory.
template <class T>
struct trajectory {
    trajectory(const reduced_data<T>& data, double width, std::uint64_t seed, double rate)
        : state_memory(memory_for(network_state_bytes<T>, dims(data))),
          model_memory(memory_for(gram_model<T>::bytes, dims(data))),
          lambda_memory(memory_for(top_eigenvalue<T>::bytes, dims(data)))
    {
        test::aligned_memory work = memory_for(draw_initial_bytes<T>, dims(data), width);
        REQUIRE(create_network_state<T>(dims(data), state_memory.span(), state) == status::ok);
        REQUIRE(draw_initial<T>(width, seed, work.span(), state) == status::ok);
        begin(data);
        eta = static_cast<T>(rate) / lambda0;
    }
    void begin(const reduced_data<T>& data)
    {
        REQUIRE(gram_model<T>::create(data, state, model_memory.span(), model) == status::ok);
        REQUIRE(top_eigenvalue<T>::create(model, tolerance, lambda_memory.span(), lambda) == status::ok);
        eigenvalue_result<T> found;
        const status s = lambda.update(found);
        REQUIRE((s == status::ok || s == status::not_converged));
        lambda0 = found.value;
    }
    static network_dims dims(const reduced_data<T>& data) { return {data.rank, data.outputs}; }

    test::aligned_memory state_memory, model_memory, lambda_memory;
    network_state<T> state;
    gram_model<T> model;
    top_eigenvalue<T> lambda;
    T eta = 0, lambda0 = 0;
};

template <class T>
using trajectories = std::vector<std::unique_ptr<trajectory<T>>>;

/// Every phase, at small, large and infinite width.
template <class T>
trajectories<T> mixed(const reduced_data<T>& data, std::size_t count)
{
    const double widths[] = {static_cast<double>(data.rank + data.outputs), 60, 1e3, 1e6, 1e12, infinity};
    trajectories<T> result;
    for (std::size_t i = 0; i < count; ++i)
        result.push_back(std::make_unique<trajectory<T>>(data, widths[i % 6], i / 2, 0.1 + 5 * fraction(100 + i)));
    return result;
}

template <class T>
struct batch_with_memory {
    batch_with_memory(const reduced_data<T>& data, const stopping_rule& rule)
        : memory(memory_for(gram_runs<T>::bytes, data.rank, data.outputs))
    {
        REQUIRE(gram_runs<T>::create(data, tolerance, rule, memory.span(), batch) == status::ok);
    }
    test::aligned_memory memory;
    gram_runs<T> batch;
};

template <class T>
std::vector<run_summary> run_together(const reduced_data<T>& data, const stopping_rule& rule, const trajectories<T>& all,
                                      bool backwards = false)
{
    batch_with_memory<T> b(data, rule);
    std::vector<run_summary> result(all.size());
    std::vector<int> finished(all.size());
    for (std::size_t next = 0;;) {
        if (next < all.size() && b.batch.size() < b.batch.capacity) {
            const std::size_t i = backwards ? all.size() - 1 - next : next;
            REQUIRE(b.batch.add(all[i]->model, all[i]->lambda, all[i]->eta, all[i]->lambda0, 1000 + i) == status::ok);
            ++next;
        } else if (b.batch.size() > 0) {
            std::uint64_t tag = 0;
            run_summary summary;
            REQUIRE(b.batch.finish_next(tag, summary) == status::ok);
            result[tag - 1000] = summary;
            ++finished[tag - 1000];
        } else {
            break;
        }
    }
    for (const int times : finished) REQUIRE(times == 1);
    return result;
}

/// Runs all trajectories in a batch. Afterwards they are at their start again.
template <class T>
std::vector<run_summary> run_alone(const reduced_data<T>& data, const stopping_rule& rule, trajectories<T>& all)
{
    std::vector<run_summary> result(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        REQUIRE(run(model_engine{all[i]->model, all[i]->lambda}, all[i]->eta, all[i]->lambda0, rule, result[i]) == status::ok);
        all[i]->begin(data);
    }
    return result;
}

void check_same(const std::vector<run_summary>& a, const std::vector<run_summary>& b)
{
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CAPTURE(i);
        test::check_same_run(a[i], b[i]);
        REQUIRE(a[i].peak_step == b[i].peak_step);
    }
}

/// The lanes of a kernel's call between canaries, with numbers of order one.
template <class T>
struct guarded_lanes {
    using lanes = detail::gram_lanes<T>;
    std::size_t rank, outputs;
    std::vector<T> singular_values, gains;
    test::guarded<T> first, rows, second, overlap, bend;
    lanes at{};

    guarded_lanes(std::size_t r, std::size_t k, std::size_t offset)
        : rank(r), outputs(k), singular_values(r), gains(r), first(lanes::elements(r) * lanes::count, offset, 1),
          rows(r * row_size(), offset, 2), second(square(), offset, 3), overlap(square(), offset, 4), bend(square(), offset, 5)
    {
        const auto number = [](std::uint64_t i) { return static_cast<T>(2 * fraction(i) - 1); };
        for (std::size_t i = 0; i < r; ++i) singular_values[i] = 1 + number(i), gains[i] = number(100 + i) / 4;
        for (std::size_t i = 0; i < lanes::elements(r) * lanes::count; ++i) first.data()[i] = number(1000 + i) / 8;
        for (std::size_t i = 0; i < r * row_size(); ++i) rows.data()[i] = number(50000 + i);
        for (std::size_t i = 0; i < square(); ++i) {
            second.data()[i] = number(400 + i);
            overlap.data()[i] = number(30000 + i);
            bend.data()[i] = 0;
        }
        for (std::size_t l = 0; l < lanes::count; ++l) {
            at.eta[l] = 1 + number(300 + l);
            at.drift[l] = at.eta[l] / 16;
            at.curvature[l] = at.eta[l] * at.drift[l];
            at.half_curvature[l] = at.curvature[l] / 2;
            at.second[l] = number(400 + l);
            at.overlap[l] = number(500 + l);
            at.loss[l] = at.peak[l] = 1;
            at.divergent[l] = at.divergent_gradient[l] = std::numeric_limits<T>::infinity();
        }
        at.active = static_cast<unsigned>((std::uint64_t{1} << lanes::count) - 1);
        if (test::filling_in_use == test::filling::everyday) return;
        // Some numbers are special instead.
        for (std::size_t i = 0; i < r; ++i) replace(singular_values[i], i), replace(gains[i], 100 + i);
        for (std::size_t i = 0; i < lanes::elements(r) * lanes::count; ++i) replace(first.data()[i], 1000 + i);
        for (std::size_t i = 0; i < r * row_size(); ++i) replace(rows.data()[i], 50000 + i);
        for (std::size_t i = 0; i < square(); ++i) replace(second.data()[i], 400 + i), replace(overlap.data()[i], 30000 + i);
        for (std::size_t l = 0; l < lanes::count; ++l) {
            replace(at.eta[l], 300 + l), replace(at.drift[l], 320 + l), replace(at.curvature[l], 340 + l);
            replace(at.half_curvature[l], 360 + l), replace(at.second[l], 400 + l), replace(at.overlap[l], 500 + l);
        }
    }
    std::size_t row_size() const { return detail::gram_lane_row::size * outputs * lanes::count; }
    std::size_t square() const { return outputs * outputs * lanes::count; }
    static void replace(T& number, std::uint64_t seed)
    {
        const std::uint64_t bits = test::mix(seed + 77);
        if (bits % 64 == 0) number = test::special<T>(test::filling_in_use, bits >> 8);
    }
    detail::gram_lanes_stop advance(isa which, std::size_t most)
    {
        at.first = first.data();
        at.rows = rows.data();
        at.seconds = second.data();
        at.overlaps = overlap.data();
        at.bends = bend.data();
        detail::gram_lanes_stop stop;
        test::table<T>(which).gram_lanes.advance({rank, outputs, singular_values.data(), gains.data(), T(6)}, at, 10, most, stop);
        // What is left here depends on how many columns an instruction set takes together.
        for (std::size_t i = 0; i < rank; ++i)
            std::fill_n(rows.data() + i * row_size() + detail::gram_lane_row::chain * outputs * lanes::count,
                        outputs * lanes::count, T(0));
        return stop;
    }
    bool same_bits(const guarded_lanes& o) const
    {
        // All numbers of the lanes, from the first array to the last.
        std::vector<T> own(offsetof(lanes, active) / sizeof(T)), other = own;
        std::memcpy(own.data(), &at, own.size() * sizeof(T));
        std::memcpy(other.data(), &o.at, own.size() * sizeof(T));
        for (std::size_t i = 0; i < own.size(); ++i)
            if (!test::same_bits(own[i], other[i])) return false;
        return first.same_bits(o.first) && rows.same_bits(o.rows) && second.same_bits(o.second) && overlap.same_bits(o.overlap) &&
               bend.same_bits(o.bend) && at.active == o.at.active && at.exchanged == o.at.exchanged;
    }
    bool canaries_alive() const
    {
        return first.canaries_alive() && rows.canaries_alive() && second.canaries_alive() && overlap.canaries_alive() &&
               bend.canaries_alive();
    }
};

}  // namespace

TEST_CASE_TEMPLATE("a batch gives each trajectory the result of a run alone, on every instruction set", T, float, double)
{
    const isa best = isa_in_use();
    std::vector<stopping_rule> rules(5);
    for (stopping_rule& rule : rules) rule.max_steps = 150;
    rules[1].max_steps = 30;
    rules[4].max_steps = 400;  // the last 128 of these are watched
    // Under rules[2] a run ends only at its last finite state. Under rules[3] losses dip below the ratio while ηλ ≥ 2,
    // and go on.
    rules[2].divergent_step = rules[2].divergent_ratio = infinity;
    rules[3].converged_ratio = 0.3;
    std::vector<std::size_t> ranks = {1, 2, 5, 8, 9, 12, 16};
    if (!test::is_slow()) ranks.insert(ranks.end(), {19, 32});
    for (const std::size_t outputs : {1, 2, 3, 4, 5, 10}) {
        CAPTURE(outputs);
        int phases[phase_count] = {}, lost = 0, problems = 0;
        for (const std::size_t rank : ranks) {
            CAPTURE(rank);
            const small_data<T> data(rank, outputs);
            if (!gram_runs<T>::takes(data.reduced)) continue;
            ++problems;
            trajectories<T> all = mixed(data.reduced, 21);
            for (const stopping_rule& rule : rules) {
                REQUIRE(limit_isa(isa::scalar) == status::ok);
                const std::vector<run_summary> expected = run_alone(data.reduced, rule, all);
                for (const run_summary& s : expected) ++phases[static_cast<int>(classify(s))], lost += std::isinf(s.loss_peak);
                test::for_each_isa([&](isa which) {
                    CAPTURE(isa_name(which));
                    REQUIRE(limit_isa(which) == status::ok);
                    check_same(run_together(data.reduced, rule, all), expected);
                    // The neighbours of a trajectory must not matter.
                    check_same(run_together(data.reduced, rule, all, true), expected);
                    REQUIRE(limit_isa(best) == status::ok);
                });
                if (rank == 8) {
                    REQUIRE(limit_isa(isa::scalar) == status::ok);
                    check_same(run_together(data.reduced, rule, all), expected);
                }
            }
        }
        for (const phase p : {phase::lazy, phase::catapult, phase::divergent, phase::undecided})
            CHECK(phases[static_cast<int>(p)] > problems);
        CHECK(lost > problems / 2);
    }
    REQUIRE(limit_isa(best) == status::ok);
}

TEST_CASE_TEMPLATE("limits that are negative or not a number mean the same to a batch as to a run alone", T, float, double)
{
    const small_data<T> data(5);
    trajectories<T> all = mixed(data.reduced, 12);
    for (double stopping_rule::*limit :
         {&stopping_rule::converged_ratio, &stopping_rule::divergent_step, &stopping_rule::divergent_ratio})
        for (const double value : {-2.0, 0.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
            CAPTURE(value);
            stopping_rule rule;
            rule.max_steps = 300;
            rule.*limit = value;
            check_same(run_together(data.reduced, rule, all), run_alone(data.reduced, rule, all));
        }
}

TEST_CASE_TEMPLATE("orbits side by side are seen to be bounded, as they are alone", T, float, double)
{
    // One sample with a label of √n. ω is about ηλ₀/2, and there are orbits from ηλ₀ = 2 to about 2.47.
    small_data<T> data(1);
    data.singular_values[0] = 1;
    data.targets[0] = 20;
    for (const std::size_t steps : {std::size_t{255}, std::size_t{256}, std::size_t{5000}}) {
        stopping_rule rule;
        rule.max_steps = steps;
        trajectories<T> all;
        for (std::size_t i = 0; i < 40; ++i)
            all.push_back(std::make_unique<trajectory<T>>(data.reduced, 400, i, 1.9 + 0.014 * static_cast<double>(i)));
        const std::vector<run_summary> expected = run_alone(data.reduced, rule, all);
        std::size_t bounded = 0;
        for (const run_summary& s : expected) bounded += classify(s) == phase::bounded;
        CHECK((steps < 256 ? bounded == 0 : bounded > 10));
        check_same(run_together(data.reduced, rule, all), expected);
    }
}

TEST_CASE_TEMPLATE("long runs keep their peaks, however long the batch has run", T, float, double)
{
    const small_data<T> data(1);
    stopping_rule rule;
    rule.max_steps = 10000;
    rule.converged_ratio = 1e-6;
    // At infinite width the loss grows at each step, or falls. These trajectories fill all lanes before the others
    // come.
    trajectories<T> all;
    for (std::size_t i = 0; i <= gram_runs<T>::capacity; ++i)
        all.push_back(
            std::make_unique<trajectory<T>>(data.reduced, infinity, i, i % 3 == 0 ? 1e-4 : 2 + 1e-4 * static_cast<double>(i)));
    for (auto& more : mixed(data.reduced, 25)) all.push_back(std::move(more));
    const std::vector<run_summary> expected = run_alone(data.reduced, rule, all);
    CHECK(expected[1].peak_step == 10000);
    CHECK(expected[3].peak_step == 0);
    CHECK(expected[3].falling);
    check_same(run_together(data.reduced, rule, all), expected);
}

TEST_CASE("a trajectory that has taken steps continues from there")
{
    for (const std::size_t outputs : {1, 3}) {
        CAPTURE(outputs);
        const small_data<double> data(11, outputs);
        stopping_rule rule;
        rule.max_steps = 300;
        trajectories<double> all = mixed(data.reduced, 12);
        batch_with_memory<double> b(data.reduced, rule);
        for (const auto& t : all) {
            for (int step = 0; step < 3; ++step) REQUIRE(t->model.step(t->eta / 3) == status::ok);
            eigenvalue_result<double> found;
            REQUIRE(t->lambda.update(found) == status::ok);
            REQUIRE(b.batch.add(t->model, t->lambda, t->eta, found.value, 0) == status::ok);
            run_summary expected, summary;
            REQUIRE(run(model_engine{t->model, t->lambda}, t->eta, found.value, rule, expected) == status::ok);
            std::uint64_t tag = 0;
            REQUIRE(b.batch.finish_next(tag, summary) == status::ok);
            check_same({summary}, {expected});
        }
    }
}

TEST_CASE("a trajectory that ends at its start is not stepped, and one that cannot run is refused")
{
    const small_data<double> data(3);
    trajectory<double> t(data.reduced, 1e6, 1, 1);
    stopping_rule none;
    none.max_steps = 0;
    batch_with_memory<double> b(data.reduced, none);
    std::uint64_t tag = 0;
    run_summary summary;
    CHECK(b.batch.size() == 0);
    CHECK(b.batch.finish_next(tag, summary) == status::invalid_argument);
    CHECK(b.batch.add(t.model, t.lambda, -1.0, t.lambda0, 7) == status::invalid_argument);
    for (const double eta : {infinity, std::nan("")})
        CHECK(b.batch.add(t.model, t.lambda, eta, t.lambda0, 7) == status::not_finite);
    for (std::size_t i = 0; i < b.batch.capacity; ++i) REQUIRE(b.batch.add(t.model, t.lambda, t.eta, t.lambda0, i) == status::ok);
    CHECK(b.batch.size() == b.batch.capacity);
    CHECK(b.batch.add(t.model, t.lambda, t.eta, t.lambda0, 7) == status::invalid_argument);
    REQUIRE(b.batch.finish_next(tag, summary) == status::ok);
    CHECK(summary.steps == 0);
    CHECK(summary.end == outcome::out_of_steps);
    CHECK(b.batch.size() == b.batch.capacity - 1);

    const small_data<double> other(4);
    trajectory<double> foreign(other.reduced, 1e6, 1, 1);
    CHECK(b.batch.add(foreign.model, foreign.lambda, foreign.eta, foreign.lambda0, 7) == status::shape_mismatch);

    std::size_t bytes = 0;
    CHECK(gram_runs<double>::bytes(0, 1, bytes) == status::invalid_argument);
    CHECK(gram_runs<double>::bytes(gram_runs<double>::largest_rank(1) + 1, 1, bytes) == status::invalid_argument);
    REQUIRE(gram_runs<double>::bytes(3, 1, bytes) == status::ok);
    test::aligned_memory memory(bytes + 64);
    gram_runs<double> refused;
    CHECK(gram_runs<double>::create(data.reduced, tolerance, {}, {memory.span().data(), bytes - 1}, refused) ==
          status::workspace_too_small);
    CHECK(gram_runs<double>::create(data.reduced, tolerance, {}, {memory.span().data() + 8, bytes}, refused) ==
          status::workspace_misaligned);
    CHECK(gram_runs<double>::create(data.reduced, -1, {}, memory.span(), refused) == status::invalid_argument);
    const small_data<double> many(1, 11);
    CHECK(gram_runs<double>::create(many.reduced, tolerance, {}, memory.span(), refused) == status::invalid_argument);
    const small_data<double> two(3, 2);
    trajectory<double> of_two(two.reduced, 1e6, 1, 1);
    CHECK(b.batch.add(of_two.model, of_two.lambda, of_two.eta, of_two.lambda0, 7) == status::shape_mismatch);
    CHECK(b.batch.add(t.model, of_two.lambda, t.eta, t.lambda0, 7) == status::shape_mismatch);
}

TEST_CASE("more outputs leave room for fewer rows")
{
    std::size_t rank = gram_runs<double>::largest_rank(1);
    CHECK(rank == detail::gram_lanes<double>::largest_rank);
    CHECK(gram_runs<double>::largest_rank(0) == 0);
    for (std::size_t outputs = 1; outputs <= detail::gram_lanes<double>::largest_outputs; ++outputs) {
        CAPTURE(outputs);
        const std::size_t most = gram_runs<double>::largest_rank(outputs);
        CHECK((0 < most && most <= rank));
        rank = most;
        CHECK(gram_runs<double>::takes(small_data<double>(most, outputs).reduced));
        CHECK_FALSE(gram_runs<double>::takes(small_data<double>(most + 1, outputs).reduced));
    }
    CHECK(gram_runs<double>::largest_rank(detail::gram_lanes<double>::largest_outputs + 1) == 0);
}

TEST_CASE_TEMPLATE("the kernel gives the scalar kernel's bits, stays inside, and names the lanes to look at", T, float, double)
{
    using lanes = detail::gram_lanes<T>;
    test::for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const bool everyday = test::filling_in_use == test::filling::everyday;
        for (std::size_t outputs = 1; outputs <= lanes::largest_outputs; ++outputs)
            for (std::size_t rank = 1; rank <= gram_runs<T>::largest_rank(outputs); ++rank)
                for (const std::size_t offset : {0, 1, 3}) {
                    CAPTURE(rank);
                    CAPTURE(outputs);
                    guarded_lanes<T> expected(rank, outputs, offset), found(rank, outputs, offset);
                    for (const std::size_t most : {1, 2}) {
                        const auto a = expected.advance(isa::scalar, most), b = found.advance(which, most);
                        REQUIRE(a.steps == b.steps);
                        REQUIRE(a.wanted == b.wanted);
                        REQUIRE(a.lost == b.lost);
                        if (!everyday) continue;
                        REQUIRE(b.steps == most);
                        REQUIRE(b.wanted == 0);
                    }
                    if (everyday) REQUIRE(std::isfinite(expected.at.loss[0]));
                    REQUIRE(found.same_bits(expected));
                    REQUIRE(found.canaries_alive());
                }
        if (!everyday) return;
        for (const std::size_t outputs : {1, 3}) {
            CAPTURE(outputs);
            guarded_lanes<T> asked(4, outputs, 0);
            const T* const second = outputs == 1 ? asked.at.second : asked.second.data();
            const std::vector<T> start(second, second + asked.square());
            asked.at.converged[1] = asked.at.converged[2] = 1000;
            asked.at.divergent[3] = asked.at.divergent_gradient[4] = 0;
            asked.at.eta[5] = std::numeric_limits<T>::infinity();
            asked.at.active &= ~4u;
            const auto stop = asked.advance(which, 100);
            CHECK(stop.steps == 1);
            CHECK(stop.lost == 1u << 5);
            CHECK(stop.wanted == (1u << 1 | 1u << 3 | 1u << 4 | 1u << 5));
            CHECK(asked.at.loss[5] == 1);
            CHECK(asked.at.peak_clock[3] <= 11);
            // The lane that is lost keeps its E; the others have a new one.
            for (std::size_t i = 0; i < outputs * outputs; ++i)
                for (std::size_t l = 4; l < 6; ++l)
                    CHECK((second[i * lanes::count + l] == start[i * lanes::count + l]) == (l == 5));
        }
    });
}
