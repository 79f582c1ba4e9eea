#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/vocabulary/detail/layout.hpp"

using namespace catapult;

TEST_CASE("a layout places arrays at multiples of the alignment, without overlap")
{
    alignas(workspace_alignment) std::byte memory[512];
    double* a = nullptr;
    float* b = nullptr;
    auto lay_out = [&](detail::layout& l) {
        a = l.take<double>(3);
        b = l.take<float>(17);
    };
    std::size_t bytes = 0;
    REQUIRE(detail::measure(lay_out, bytes) == status::ok);
    CHECK(bytes == 64 + 128);
    CHECK(a == nullptr);
    REQUIRE(detail::place(lay_out, workspace(memory, bytes)) == status::ok);
    CHECK(reinterpret_cast<std::byte*>(a) == memory);
    CHECK(reinterpret_cast<std::byte*>(b) == memory + 64);
}

TEST_CASE("memory that is too small or misaligned is refused")
{
    alignas(workspace_alignment) std::byte memory[256];
    auto lay_out = [](detail::layout& l) { l.take<double>(16); };
    CHECK(detail::place(lay_out, workspace(memory, 127)) == status::workspace_too_small);
    CHECK(detail::place(lay_out, workspace(memory + 8, 128)) == status::workspace_misaligned);
    CHECK(detail::place(lay_out, workspace(memory, 128)) == status::ok);
}

TEST_CASE("sizes that do not fit are an overflow, not a small size")
{
    std::size_t bytes = 7;
    CHECK(detail::measure([](detail::layout& l) { l.take<double>(SIZE_MAX / 4); }, bytes) == status::size_overflow);
    CHECK(detail::measure([](detail::layout& l) { l.take<char>(SIZE_MAX - 3); }, bytes) == status::size_overflow);
    CHECK(detail::measure([](detail::layout& l) { l.take<char>(l.product(SIZE_MAX / 2, 3)); }, bytes) == status::size_overflow);
    CHECK(detail::measure(
              [](detail::layout& l) {
                  l.take<char>(SIZE_MAX / 2);
                  l.take<char>(SIZE_MAX / 2);
                  l.take<char>(SIZE_MAX / 2);
              },
              bytes) == status::size_overflow);
    CHECK(bytes == 7);
}

namespace {

template <class T>
constexpr status weights_transform_bytes(const weights_dims& dims, std::size_t& result) noexcept
{
    return weights_transform<T>::bytes(dims, result);
}

/// Memory of a size that the compiler knows, with which `create` works; with one byte less it is refused.
template <std::size_t size, class Create>
void enough(static_workspace<size>& memory, Create&& create)
{
    const workspace all = memory;
    CHECK(create(all.subspan(0, size - 1)) == status::workspace_too_small);
    REQUIRE(create(all) == status::ok);
}

template <class T>
void check_sizes_against_each_other()
{
    constexpr network_dims wide = {20, 3}, narrow = {20, 3, 7};
    constexpr auto model = required_bytes(gram_model<T>::bytes, wide);
    static_assert(model > required_bytes(network_state_bytes<T>, wide), "a model holds a state");
    static_assert(model > required_bytes(gram_model<T>::bytes, network_dims{20, 2}) &&
                  model > required_bytes(gram_model<T>::bytes, network_dims{15, 3}));
    static_assert(model == required_bytes(gram_model<T>::bytes, network_dims{20, 3, 23}), "wide from n = r + k");
    static_assert(required_bytes(top_eigenvalue<T>::bytes, wide) >
                      required_bytes(eigenvalue_tracker<T>::bytes, std::size_t{20}, eigenvalue_options{0, 1000, 16}) +
                          required_bytes(dense_top_bytes<T>, std::size_t{3}),
                  "it is followed with these");
    static_assert(required_bytes(top_eigenvalue<T>::certify_bytes, wide) > required_bytes(dense_top_bytes<T>, std::size_t{20}),
                  "the matrix is formed");
    static_assert(required_bytes(data_reduction<T>::bytes, data_dims{100000, 20, 3}) ==
                      required_bytes(data_reduction<T>::bytes, data_dims{4097, 20, 3}),
                  "blocks of samples pass through");
    static_assert(required_bytes(data_reduction<T>::bytes, data_dims{128, 20, 3}) >
                      2 * required_bytes(data_reduction<T>::bytes, data_dims{30, 20, 3}),
                  "a block is no larger than the samples");
    static_assert(required_bytes(data_reduction<T>::bytes, data_dims{30, 20, 3, true}) >
                      required_bytes(data_reduction<T>::bytes, data_dims{30, 20, 3}),
                  "a basis is kept");
    static_assert(required_bytes(gram_model<T>::bytes, narrow) > 0 && required_bytes(tangent_kernel<T>::bytes, narrow) > 0);

    constexpr parameter_dims weights = {100, 20, 3, 30};
    static_assert(required_bytes(parameter_model<T>::bytes, weights) > 0 &&
                  required_bytes(parameter_top_eigenvalue<T>::bytes, weights) >
                      required_bytes(eigenvalue_tracker<T>::bytes, weights.samples, eigenvalue_options{0, 1000, 16}));
    static_assert(required_bytes(function_space_model<T>::bytes, std::size_t{31}) >
                  required_bytes(function_space_model<T>::bytes, std::size_t{15}));
    static_assert(required_bytes(weights_transform_bytes<T>, weights_dims{20, 3, 15}) > 0 &&
                      required_bytes(weights_reduction<T>::bytes, weights_dims{20, 3, 15}) >
                          required_bytes(weights_reduction<T>::bytes, weights_dims{20, 3, 15, 2}),
                  "few rows are kept as they are");
    static_assert(required_bytes(lanczos_bytes<T>, std::size_t{100}, eigenvalue_options{}) >
                  required_bytes(power_iteration_bytes<T>, std::size_t{100}));

    static_assert(required_bytes(weights_reduction<T>::bytes, weights_dims{20, 3, 21}) == 0, "more directions than inputs");
    static_assert(required_bytes(network_state_bytes<T>, network_dims{0, 3}) == 0, "refused dimensions");
    static_assert(required_bytes(gram_model<T>::bytes, network_dims{20, 3, 7.5}) == 0, "half a neuron");
    static_assert(required_bytes(data_reduction<T>::bytes, data_dims{30, 20, 0}) == 0);
    static_assert(required_bytes(data_reduction<T>::bytes, data_dims{SIZE_MAX / 8, SIZE_MAX / 8, 1}) == 0, "overflow");
    static_assert(required_bytes(top_eigenvalue<T>::bytes, network_dims{20, 0}) == 0);
    static_assert(required_bytes(eigenvalue_tracker<T>::bytes, std::size_t{20}, eigenvalue_options{0, 1000, 7}) == 0);
}

}  // namespace

TEST_CASE_TEMPLATE("sizes computed by the compiler are those of the library, and static memory of these sizes is enough", T,
                   float, double)
{
    check_sizes_against_each_other<T>();
    constexpr data_dims shape = {30, 20, 3};
    constexpr network_dims dims = {20, 3};
    static static_workspace<required_bytes(data_reduction<T>::bytes, shape)> reduction_memory;
    static static_workspace<required_bytes(network_state_bytes<T>, dims)> state_memory;
    static static_workspace<required_bytes(draw_initial_bytes<T>, dims, 100.0)> draw_memory;
    static static_workspace<required_bytes(gram_model<T>::bytes, dims)> model_memory;
    static static_workspace<required_bytes(top_eigenvalue<T>::bytes, dims)> lambda_memory;
    static static_workspace<required_bytes(top_eigenvalue<T>::certify_bytes, dims)> proof_memory;
    static static_workspace<required_bytes(tangent_kernel<T>::bytes, dims)> kernel_memory;

    T inputs[30 * 20] = {}, targets[30 * 3] = {};
    for (std::size_t i = 0; i < 30; ++i) {
        inputs[i * 20 + i % 20] = T(20 - i % 20);
        targets[i * 3 + i % 3] = 1;
    }
    data_reduction<T> reduction;
    enough(reduction_memory, [&](workspace memory) { return data_reduction<T>::create(shape, memory, reduction); });
    REQUIRE(reduction.add({inputs, 30, 20}, {targets, 30, 3}) == status::ok);
    reduced_data<T> data;
    REQUIRE(reduction.finish(data) == status::ok);
    REQUIRE(data.rank == dims.rank);

    network_state<T> state;
    enough(state_memory, [&](workspace memory) { return create_network_state<T>(dims, memory, state); });
    enough(draw_memory, [&](workspace memory) { return draw_initial<T>(100, 1, memory, state); });
    gram_model<T> model;
    enough(model_memory, [&](workspace memory) { return gram_model<T>::create(data, state, memory, model); });
    top_eigenvalue<T> lambda;
    enough(lambda_memory, [&](workspace memory) { return top_eigenvalue<T>::create(model, 0, memory, lambda); });
    eigenvalue_result<T> first, second;
    enough(proof_memory, [&](workspace memory) { return lambda.certify(memory, first); });
    CHECK(first.evidence == eigenvalue_evidence::inertia);

    REQUIRE(model.step(1 / first.value) == status::ok);
    REQUIRE(lambda.update(second) == status::ok);
    tangent_kernel<T> kernel;
    enough(kernel_memory, [&](workspace memory) { return tangent_kernel<T>::create(model, memory, kernel); });
    T image[20 * 3];
    kernel.apply(lambda.vector().data, image);
    for (std::size_t i = 0; i < 60; ++i)
        CHECK(std::fabs(image[i] - second.value * lambda.vector().data[i]) < T(1e-3) * second.value);
}
