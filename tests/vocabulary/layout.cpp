#include <doctest/doctest.h>

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
