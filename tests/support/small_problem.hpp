// A problem that fits its objects, for tests that then spoil one part of it.
#ifndef CATAPULT_TESTS_SUPPORT_SMALL_PROBLEM_HPP
#define CATAPULT_TESTS_SUPPORT_SMALL_PROBLEM_HPP

#include <doctest/doctest.h>

#include <vector>

#include "catapult/models/network_state.hpp"
#include "catapult/models/output_loss.hpp"
#include "catapult/models/training_objective.hpp"
#include "support/aligned.hpp"

namespace catapult::test {

/// Data of rank 2 with k outputs and three samples, an objective with their inputs, and a state that fits.
template <class T>
struct small_problem {
    static constexpr network_dims dims(std::size_t k) { return {2, k}; }
    std::vector<T> singular_values = {2, 1}, reduced_targets, inputs = {1, 0.5, -1, 2, 0.25, 0}, targets;
    training_objective<T> objective;
    aligned_memory state_memory;
    network_state<T> state;

    explicit small_problem(std::size_t k = 1)
        : reduced_targets(2 * k, T(0.5)), targets(3 * k, T(1)), state_memory(memory_for(network_state_bytes<T>, dims(k)))
    {
        objective.data.samples = 3;
        objective.data.inputs = objective.data.rank = 2;
        objective.data.outputs = k;
        objective.data.singular_values = singular_values;
        objective.data.targets = {reduced_targets.data(), 2, k};
        objective.loss = squared_loss<T>();
        objective.inputs = {inputs.data(), 3, 2};
        objective.targets = {targets.data(), 3, k};
        REQUIRE(create_network_state<T>(dims(k), state_memory.span(), state) == status::ok);
        state.width = 100;
        state.predictor(0, 0) = 1;
    }
    small_problem(const small_problem&) = delete;
};

}  // namespace catapult::test

#endif
