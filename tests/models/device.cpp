// What a microcontroller needs: memory of constant sizes that fit the problem, and reduced data that a desktop hands over.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "catapult/experiments/run.hpp"
#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/gram_training.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/tangent_kernel.hpp"

using namespace catapult;

namespace {

constexpr double width = 1e6;

template <class T>
constexpr std::size_t reduction_bytes(const data_dims& dims)
{
    return required_bytes(data_reduction<T>::bytes, dims);
}
template <class T>
constexpr std::size_t drawing_bytes(const network_dims& dims)
{
    return required_bytes(draw_initial_bytes<T>, dims, dims.width);
}
/// What training takes after the data are reduced and the network is drawn.
template <class T>
constexpr std::size_t training_bytes(const network_dims& dims)
{
    return required_bytes(network_state_bytes<T>, dims) + required_bytes(gram_model<T>::bytes, dims) +
           required_bytes(top_eigenvalue<T>::bytes, dims) + required_bytes(top_eigenvalue<T>::certify_bytes, dims);
}
template <class T>
constexpr std::size_t objects = sizeof(data_reduction<T>) + sizeof(reduced_data<T>) + sizeof(network_state<T>) +
                                sizeof(gram_model<T>) + sizeof(top_eigenvalue<T>) + sizeof(run_summary);

/// What a rule takes besides the state.
template <class T>
constexpr std::size_t rule_bytes(const network_dims& dims, double momentum)
{
    training_rule rule;
    rule.momentum = momentum;
    return required_bytes(gram_training<T>::bytes, dims, rule);
}

constexpr data_dims few{20, 5, 1};
constexpr network_dims small{5, 1, width};

static_assert(reduction_bytes<float>(few) + drawing_bytes<float>(small) + training_bytes<float>(small) +
                      required_bytes(tangent_kernel<float>::bytes, small) + objects<float> <=
                  16384,
              "data are reduced, a network is drawn and trained, and λ followed, in 16 KB");
static_assert(reduction_bytes<double>(few) <= 5120 && reduction_bytes<float>(few) <= 5120);
static_assert(reduction_bytes<float>({20, 1, 1}) <= 3584 && reduction_bytes<double>({20, 1, 1}) <= 3584);
static_assert(reduction_bytes<float>({3, 5, 1}) <= 1536, "no scratch memory for reflectors with fewer samples than inputs");
static_assert(drawing_bytes<float>(small) <= 2048 && drawing_bytes<float>({1, 1, width}) <= 1536);
static_assert(drawing_bytes<double>(small) <= 1536);

static_assert(rule_bytes<float>(small, 0.9) + required_bytes(network_state_bytes<float>, small) <= 12288,
              "and trained with momentum in 12 KB");
static_assert(rule_bytes<double>({20, 1, width}, 0.9) > rule_bytes<double>({20, 1, width}, 0));

// Blocks stop growing where they have their whole size. Beyond 4,096 samples there is a second factor.
static_assert(reduction_bytes<float>({128, 5, 1}) == reduction_bytes<float>({4096, 5, 1}));
static_assert(reduction_bytes<float>({4097, 5, 1}) == reduction_bytes<float>({1000000, 5, 1}));
static_assert(reduction_bytes<float>({4097, 5, 1}) <= reduction_bytes<float>({128, 5, 1}) + 512);
static_assert(reduction_bytes<float>({112, 5, 1}) < reduction_bytes<float>({128, 5, 1}));
static_assert(drawing_bytes<float>({200, 1, width}) - drawing_bytes<float>({199, 1, width}) <= 3 * 64,
              "128 rows at a time from rank 128 on");

template <class T>
struct trained {
    T lambda0 = 0;
    std::vector<T> outputs;  // ω of each step
    run_summary summary;
};

/// A network on these data, at ηλ₀ = 3, in memory of constant size.
template <class T, std::size_t rank, std::size_t outputs>
void train(const reduced_data<T>& data, trained<T>& result)
{
    constexpr network_dims dims{rank, outputs, width};
    static static_workspace<required_bytes(network_state_bytes<T>, dims)> state_memory;
    static static_workspace<drawing_bytes<T>(dims)> draw_memory;
    static static_workspace<required_bytes(gram_model<T>::bytes, dims)> model_memory;
    static static_workspace<required_bytes(top_eigenvalue<T>::bytes, dims)> lambda_memory;
    static static_workspace<required_bytes(top_eigenvalue<T>::certify_bytes, dims)> certify_memory;

    network_state<T> state;
    REQUIRE(create_network_state<T>(dims, state_memory, state) == status::ok);
    REQUIRE(draw_initial<T>(width, 7, draw_memory, state) == status::ok);
    gram_model<T> model;
    REQUIRE(gram_model<T>::create(data, state, model_memory, model) == status::ok);
    top_eigenvalue<T> lambda;
    REQUIRE(top_eigenvalue<T>::create(model, 1e-6, lambda_memory, lambda) == status::ok);
    eigenvalue_result<T> lambda0;
    REQUIRE(lambda.certify(certify_memory, lambda0) == status::ok);
    result.lambda0 = lambda0.value;
    stopping_rule rule;
    rule.max_steps = 200;
    const auto look = [&](const auto&) {
        for (std::size_t i = 0; i < rank; ++i)
            for (std::size_t c = 0; c < outputs; ++c) result.outputs.push_back(model.predictor()(i, c));
    };
    REQUIRE(run(model_engine{model, lambda}, 3 / static_cast<double>(lambda0.value), static_cast<double>(lambda0.value), rule,
                look, result.summary) == status::ok);
}

/// The same network under a rule with momentum: ω of each step.
template <class T, std::size_t rank, std::size_t outputs>
std::vector<T> train_with_momentum(const reduced_data<T>& data, T eta)
{
    constexpr network_dims dims{rank, outputs, width};
    static static_workspace<required_bytes(network_state_bytes<T>, dims)> state_memory;
    static static_workspace<drawing_bytes<T>(dims)> draw_memory;
    static static_workspace<rule_bytes<T>(dims, 0.9)> model_memory;
    network_state<T> state;
    REQUIRE(create_network_state<T>(dims, state_memory, state) == status::ok);
    REQUIRE(draw_initial<T>(width, 7, draw_memory, state) == status::ok);
    training_objective<T> objective;
    objective.data = data;
    training_rule rule;
    rule.momentum = 0.9;
    gram_training<T> model;
    REQUIRE(gram_training<T>::create(objective, state, rule, 1, 1, model_memory, model) == status::ok);
    std::vector<T> seen;
    for (int t = 0; t < 30; ++t) {
        REQUIRE(model.step(eta) == status::ok);
        for (std::size_t i = 0; i < rank; ++i)
            for (std::size_t c = 0; c < outputs; ++c) seen.push_back(model.predictor()(i, c));
    }
    return seen;
}

template <class T, std::size_t samples, std::size_t inputs, std::size_t outputs>
void hand_over()
{
    constexpr std::size_t rank = samples < inputs ? samples : inputs;
    static static_workspace<reduction_bytes<T>({samples, inputs, outputs})> memory;
    T x[samples * inputs], y[samples * outputs];
    fill_normals<T>({1, 1}, 0, x);
    fill_normals<T>({1, 2}, 0, y);
    data_reduction<T> reduction;
    reduced_data<T> data;
    REQUIRE(data_reduction<T>::create({samples, inputs, outputs}, memory, reduction) == status::ok);
    REQUIRE(reduction.add({x, samples, inputs}, {y, samples, outputs}) == status::ok);
    REQUIRE(reduction.finish(data) == status::ok);
    REQUIRE(data.rank == rank);
    trained<T> here;
    train<T, rank, outputs>(data, here);

    // Numbers alone are copied.
    T singular_values[rank], targets[rank * outputs];
    for (std::size_t i = 0; i < rank; ++i) {
        singular_values[i] = data.singular_values[i];
        for (std::size_t c = 0; c < outputs; ++c) targets[i * outputs + c] = data.targets(i, c);
    }
    reduced_data<T> given;
    given.samples = samples;
    given.outputs = outputs;
    given.rank = rank;
    given.singular_values = singular_values;
    given.targets = {targets, rank, outputs};
    given.unreachable_loss = data.unreachable_loss;
    given.exponent = data.exponent;
    trained<T> there;
    train<T, rank, outputs>(given, there);
    const T eta = 3 / here.lambda0;
    CHECK(train_with_momentum<T, rank, outputs>(data, eta) == train_with_momentum<T, rank, outputs>(given, eta));

    CHECK(here.summary.steps > 10);
    CHECK(here.outputs.size() == (here.summary.steps + 1) * rank * outputs);
    CHECK(here.lambda0 == there.lambda0);
    CHECK(here.outputs == there.outputs);
    CHECK(here.summary.steps == there.summary.steps);
    CHECK(here.summary.loss_initial == there.summary.loss_initial);
    CHECK(here.summary.loss_peak == there.summary.loss_peak);
    CHECK(here.summary.loss_final == there.summary.loss_final);
    CHECK(here.summary.lambda_final == there.summary.lambda_final);
}

}  // namespace

TEST_CASE_TEMPLATE("training from numbers that are handed over has the bits of training from a reduction", T, float, double)
{
    hand_over<T, 20, 5, 1>();
    hand_over<T, 3, 5, 1>();
    hand_over<T, 40, 9, 3>();
}
