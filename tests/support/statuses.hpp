// Shared parts of the tests of statuses. Each status that a public header names is provoked once, and outputs must stay
// unchanged.
#ifndef CATAPULT_TESTS_SUPPORT_STATUSES_HPP
#define CATAPULT_TESTS_SUPPORT_STATUSES_HPP

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"
#include "support/aligned.hpp"

namespace catapult::test {

template <class T>
constexpr T infinite = std::numeric_limits<T>::infinity();
template <class T>
constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();
/// A number whose square is too large for T.
template <class T>
constexpr T huge = std::numeric_limits<T>::max() / 4;
/// A dimension whose square is too large for std::size_t.
constexpr std::size_t far = std::numeric_limits<std::size_t>::max() / 4;

/// The bytes of an output, which is an object or the elements of a vector.
template <class Output>
void watch(std::vector<unsigned char>& bytes, const Output& output)
{
    static_assert(std::is_trivially_copyable_v<Output>);
    const auto* const first = reinterpret_cast<const unsigned char*>(&output);
    bytes.insert(bytes.end(), first, first + sizeof output);
}
template <class T>
void watch(std::vector<unsigned char>& bytes, const std::vector<T>& output)
{
    for (const T& element : output) watch(bytes, element);
}

/// Checks that `call()` answers `expected` and changes none of `outputs`.
template <class Call, class... Outputs>
void refuses(status expected, Call call, const Outputs&... outputs)
{
    std::vector<unsigned char> before, after;
    (watch(before, outputs), ...);
    const status answer = call();
    (watch(after, outputs), ...);
    INFO("expected: ", std::string(status_text(expected)), "; answered: ", std::string(status_text(answer)));
    CHECK(answer == expected);
    CHECK(before == after);
}

/// Checks that `create(workspace)`, which needs `bytes`, refuses one byte fewer and a misaligned place.
template <class Create, class... Outputs>
void refuses_workspaces(std::size_t bytes, Create create, const Outputs&... outputs)
{
    REQUIRE(bytes > 0);
    aligned_memory memory(bytes + workspace_alignment);
    const workspace all = memory.span();
    refuses(
        status::workspace_too_small, [&] { return create(all.subspan(0, bytes - 1)); }, outputs...);
    refuses(
        status::workspace_too_small, [&] { return create(workspace()); }, outputs...);
    refuses(
        status::workspace_misaligned, [&] { return create(all.subspan(8, bytes)); }, outputs...);
}

/// Checks that the function `bytes` refuses these dimensions and leaves the size as it was.
template <class Bytes, class... Dims>
void refuses_bytes(status expected, Bytes bytes, const Dims&... dims)
{
    std::size_t size = 7;
    refuses(
        expected, [&] { return bytes(dims..., size); }, size);
}

/// A copy of `object` after `change`.
template <class Object, class Change>
Object changed(Object object, Change change)
{
    change(object);
    return object;
}

}  // namespace catapult::test

#endif
