#include <doctest/doctest.h>

#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
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

TEST_CASE_TEMPLATE("sizes computed by the compiler are those of the library, and static memory of these sizes is enough", T,
                   float, double)
{
    constexpr network_dims wide = {20, 3}, narrow = {20, 3, 7};
    constexpr std::size_t state_bytes = required_bytes(network_state_bytes<T>, wide);
    constexpr std::size_t draw_bytes = required_bytes(draw_initial_bytes<T>, wide, 100.0);
    static_assert(required_bytes(network_state_bytes<T>, network_dims{0, 3}) == 0, "refused dimensions");
    static_assert(required_bytes(gram_model<T>::bytes, narrow) > 0 && required_bytes(tangent_kernel<T>::bytes, narrow) > 0);

    static static_workspace<state_bytes> state_memory;
    static static_workspace<draw_bytes> draw_memory;
    static static_workspace<required_bytes(gram_model<T>::bytes, wide)> model_memory;
    network_state<T> state;
    CHECK(create_network_state<T>(wide, workspace(state_memory).subspan(0, state_bytes - 1), state) ==
          status::workspace_too_small);
    REQUIRE(create_network_state<T>(wide, state_memory, state) == status::ok);
    REQUIRE(draw_initial<T>(100, 1, draw_memory, state) == status::ok);

    T sigma[20], targets[60] = {1};
    for (int i = 0; i < 20; ++i) sigma[i] = T(20 - i);
    reduced_data<T> data;
    data.samples = 30, data.inputs = 20, data.outputs = 3, data.rank = 20;
    data.singular_values = {sigma, 20};
    data.targets = {targets, 20, 3};
    gram_model<T> model;
    const workspace memory = model_memory;
    CHECK(gram_model<T>::create(data, state, {memory.data(), memory.size() - 1}, model) == status::workspace_too_small);
    REQUIRE(gram_model<T>::create(data, state, memory, model) == status::ok);
    CHECK(model.step(T(0.01)) == status::ok);
}
