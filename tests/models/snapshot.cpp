// Snapshots: a run that goes on from one has the bits of a run that was never interrupted; what is no snapshot of the
// object is refused and changes nothing.
#include <cstring>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "catapult/owned.hpp"
#include "support/aligned.hpp"

using namespace catapult;

namespace {

double variate(std::uint64_t i) { return normal({7, 0}, i); }

struct problem {
    std::vector<double> x, y, projected;
    owned_data<double> data;
    owned<network_state<double>> state;
    training_objective<double> objective;

    problem(std::size_t m, std::size_t d, std::size_t k, double width) : x(m * d), y(m * k)
    {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = variate(i);
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = variate(100000 + i);
        REQUIRE(data.reduce({x.data(), m, d}, {y.data(), m, k}, true) == status::ok);
        REQUIRE(draw_initial(*data, width, 3, state) == status::ok);
        projected.resize(m * data->rank);
        objective.data = *data;
        objective.loss = squared_loss<double>();
        objective.inputs = {projected.data(), m, data->rank};
        objective.targets = {y.data(), m, k};
        REQUIRE(project_inputs<double>(*data, {x.data(), m, d}, {projected.data(), m, data->rank}) == status::ok);
    }
};

template <class Model>
std::vector<std::byte> saved(const Model& model)
{
    std::vector<std::byte> bytes(model->snapshot_size());
    REQUIRE(model->save(bytes) == status::ok);
    return bytes;
}

template <class Model>
status restored(Model& model, const std::vector<std::byte>& bytes)
{
    return model->restore(bytes);
}

/// Steps the first, saves it, restores into the second, and steps both on.
template <class Model, class Step>
void check_continued(Model& first, Model& second, Step step)
{
    for (std::size_t t = 0; t < 7; ++t) REQUIRE(step(first, t) == status::ok);
    REQUIRE(restored(second, saved(first)) == status::ok);
    CHECK(second->steps() == 7);
    CHECK(saved(first) == saved(second));
    for (std::size_t t = 7; t < 25; ++t) {
        REQUIRE(step(first, t) == status::ok);
        REQUIRE(step(second, t) == status::ok);
        REQUIRE(saved(first) == saved(second));
    }
}

/// Samples, inputs, outputs and width: wide, with a tail, and narrow. There is a tail from rank 182 on.
constexpr std::tuple<std::size_t, std::size_t, std::size_t, double> sizes[] = {
    {20, 6, 1, 1e6}, {30, 200, 3, 1e4}, {200, 190, 1, 1e12}, {20, 6, 2, 3}};

}  // namespace

TEST_CASE("gradient descent goes on from a snapshot with the same bits, wide, with a tail, and narrow")
{
    for (const auto& [m, d, k, width] : sizes) {
        problem p(m, d, k, width);
        owned<gram_model<double>> first, second;
        REQUIRE(first.create(*p.data, *p.state) == status::ok);
        REQUIRE(second.create(*p.data, *p.state) == status::ok);
        CHECK((detail::tail_interval<double>(p.data->rank, k) > 1) == (m == 200));
        check_continued(first, second, [](auto& model, std::size_t) { return model->step(0.01); });
    }
}

TEST_CASE("a snapshot tells nothing of what the memory of its model held before")
{
    for (const auto& [m, d, k, width] : sizes) {
        const double shown = width;  // no lambda may capture a binding
        CAPTURE(shown);
        problem p(m, d, k, width);
        const network_dims dims = {p.data->rank, k, width};
        training_rule momentum;
        momentum.momentum = 0.9;
        std::vector<std::byte> plain[2], trained[2];
        for (const int fill : {0, 1}) {
            test::aligned_memory memory = test::memory_for(gram_model<double>::bytes, dims);
            std::memset(memory.span().data(), 85 * (fill + 1), memory.span().size());
            gram_model<double> model;
            REQUIRE(gram_model<double>::create(*p.data, *p.state, memory.span(), model) == status::ok);
            for (int step = 0; step < 3; ++step) REQUIRE(model.step(0.01) == status::ok);
            plain[fill] = saved(&model);
            if (keeps_factor(dims)) continue;
            test::aligned_memory of_rule = test::memory_for(gram_training<double>::bytes, dims, momentum);
            std::memset(of_rule.span().data(), 85 * (fill + 1), of_rule.span().size());
            gram_training<double> training;
            REQUIRE(gram_training<double>::create(p.objective, *p.state, momentum, 1, 1, of_rule.span(), training) == status::ok);
            for (int step = 0; step < 3; ++step) REQUIRE(training.step(0.01) == status::ok);
            trained[fill] = saved(&training);
        }
        CHECK(plain[0] == plain[1]);
        CHECK(trained[0] == trained[1]);
    }
}

TEST_CASE("every rule goes on from a snapshot with the same bits")
{
    problem p(20, 9, 2, 1e5);
    std::vector<training_rule> rules(5);
    rules[1].momentum = 0.9;
    rules[1].weight_decay = 0.1;  // for which a linearised run needs its reference
    rules[2].sam_radius = 0.1;
    rules[3].scaling = gradient_scaling::rmsprop;
    rules[4].scaling = gradient_scaling::polar;
    for (const training_rule& rule : rules)
        for (const bool linearised : {false, true}) {
            owned<gram_training<double>> first, second;
            REQUIRE(first.create(p.objective, *p.state, rule, 1.0, 1.0) == status::ok);
            REQUIRE(second.create(p.objective, *p.state, rule, 1.0, 1.0) == status::ok);
            check_continued(first, second, [&](auto& model, std::size_t t) {
                if (linearised && t == 3) model->linearise();
                const std::size_t batch[] = {t % 20, (3 * t + 1) % 20};
                return model->step(0.02, batch);
            });
        }
}

TEST_CASE("what is no snapshot of the object is refused, and nothing changes")
{
    problem p(20, 6, 1, 1e6), other(20, 6, 1, 1e7);
    owned<gram_model<double>> model, wider;
    owned<gram_training<double>> trained;
    training_rule momentum;
    momentum.momentum = 0.5;
    REQUIRE(model.create(*p.data, *p.state) == status::ok);
    REQUIRE(wider.create(*other.data, *other.state) == status::ok);
    REQUIRE(trained.create(p.objective, *p.state, momentum, 1.0, 1.0) == status::ok);
    REQUIRE(model->step(0.01) == status::ok);
    const std::vector<std::byte> good = saved(model);

    std::vector<std::byte> short_of_one(good.size() - 1);
    CHECK(model->save(short_of_one) == status::workspace_too_small);
    REQUIRE(wider->step(0.01) == status::ok);
    const std::vector<std::byte> before = saved(wider);
    CHECK(wider->restore(good) == status::shape_mismatch);
    CHECK(trained->restore(good) == status::unsupported);
    CHECK(restored(model, saved(trained)) == status::unsupported);
    CHECK(model->restore({good.data(), good.size() - 1}) == status::shape_mismatch);
    CHECK(model->restore({good.data(), 10}) == status::unsupported);
    CHECK(model->restore({}) == status::unsupported);
    for (const std::size_t place : {std::size_t{0}, std::size_t{8}, std::size_t{12}, std::size_t{16}}) {
        std::vector<std::byte> bad = good;
        bad[place] ^= std::byte{0x40};
        CHECK(model->restore(bad) == status::unsupported);
    }
    for (std::size_t place = 20; place < good.size(); place += 37) {
        std::vector<std::byte> bad = good;
        bad[place] ^= std::byte{1};
        CHECK(model->restore(bad) == status::invalid_argument);
    }
    // More steps in the tail than it has places for, in bytes with a right checksum.
    std::vector<std::byte> crafted = good;
    crafted[20 + 5 * 8] = std::byte{9};
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (std::size_t i = 0; i + 8 < crafted.size(); ++i) hash = (hash ^ static_cast<std::uint64_t>(crafted[i])) * 0x100000001b3u;
    for (std::size_t i = 0; i < 8; ++i) crafted[crafted.size() - 8 + i] = static_cast<std::byte>(hash >> 8 * i & 0xff);
    CHECK(model->restore(crafted) == status::shape_mismatch);
    CHECK(saved(wider) == before);
    CHECK(saved(model) == good);
    training_rule faster = momentum;
    faster.momentum = 0.6;
    owned<gram_training<double>> second;
    REQUIRE(second.create(p.objective, *p.state, faster, 1.0, 1.0) == status::ok);
    CHECK(restored(second, saved(trained)) == status::shape_mismatch);
    CHECK(gram_model<double>().snapshot_size() == 0);
    CHECK(gram_model<double>().restore(good) == status::invalid_argument);
}

TEST_CASE("the format: magic, version, class, bytes of an element, all little-endian")
{
    problem p(4, 2, 1, 1e6);
    owned<gram_model<double>> model;
    REQUIRE(model.create(*p.data, *p.state) == status::ok);
    const std::vector<std::byte> bytes = saved(model);
    const unsigned char expected[] = {'c', 'a', 't', 'a', 'p', 'u', 'l', 't', 2, 0, 0, 0, 1, 0,
                                      0,   0,   8,   0,   0,   0,   2,   0,   0, 0, 0, 0, 0, 0};
    CHECK(std::memcmp(bytes.data(), expected, sizeof expected) == 0);
    CHECK(bytes[20 + 16 + 7] == std::byte{0x41});  // the width, 1e6, is 0x412e848000000000
    CHECK(bytes[20 + 16 + 6] == std::byte{0x2e});
}
