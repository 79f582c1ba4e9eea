// Calls of the library, with what holds of each: a refused call leaves its outputs as they were, and the size that a bytes
// function gives is enough, while one byte fewer is not.
#ifndef CATAPULT_TESTS_FUZZ_CALLS_HPP
#define CATAPULT_TESTS_FUZZ_CALLS_HPP

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

#include "catapult/owned_workspace.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/target.hpp"

namespace catapult::test {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif

/// Memory that lives until an input ends, so that a view never outlives what it views. What lies behind a piece is watched.
class arena {
public:
    ~arena()
    {
        for (piece& p : pieces_)
            for (std::size_t i = 0; i < fence; ++i)
                require(workspace(p.memory)[p.size + i] == untouched, "nothing is written behind a workspace");
    }
    workspace take(std::size_t bytes)
    {
        piece p;
        p.size = bytes;
        require(p.memory.allocate(bytes + fence) == status::ok, "there is memory");
        const workspace all = p.memory;
        for (std::byte& b : all) b = untouched;
        pieces_.push_back(std::move(p));
        return all.subspan(0, bytes);
    }
    template <class T>
    span<T> array(std::size_t count)
    {
        return {static_cast<T*>(static_cast<void*>(take(count * sizeof(T)).data())), count};
    }
    /// A matrix of numbers that the input chooses, at times with gaps between its rows.
    template <class T>
    matrix_view<T> matrix(choices& in, std::size_t rows, std::size_t columns)
    {
        const std::size_t stride = columns + (in.one_in(8) ? 3 : 0);
        const span<T> values = array<T>(rows * stride);
        // Most elements follow from a few, so that short inputs suffice.
        const T a = in.number<T>(), b = in.number<T>();
        const std::size_t chosen = in.below(8);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = i < chosen ? in.number<T>() : i % 3 == 0 ? a : i % 3 == 1 ? b : T(i % 7) - a;
        return {values.data(), rows, columns, stride};
    }

private:
    static constexpr std::byte untouched = std::byte(0xa5);
    // AddressSanitizer sees what lies behind a piece by itself, reads too.
    static constexpr std::size_t fence = sanitized ? 0 : 64;
    struct piece {
        owned_workspace memory;
        std::size_t size = 0;
    };
    std::vector<piece> pieces_;
};

/// The bytes of outputs, which are objects, elements of spans and vectors, or matrices.
class output_bytes {
public:
    template <class Object>
    void add(const Object& object)
    {
        static_assert(std::is_trivially_copyable_v<Object>);
        append(&object, sizeof object);
    }
    template <class T>
    void add(const std::vector<T>& elements)
    {
        append(elements.data(), elements.size() * sizeof(T));
    }
    template <class T>
    void add(const span<T>& elements)
    {
        append(elements.data(), elements.size() * sizeof(T));
    }
    template <class T>
    void add(const matrix_view<T>& m)
    {
        for (std::size_t i = 0; i < m.rows; ++i) append(m.row(i), m.columns * sizeof(T));
    }
    bool operator==(const output_bytes& other) const { return bytes_ == other.bytes_; }

private:
    void append(const void* first, std::size_t count)
    {
        const auto* const bytes = static_cast<const unsigned char*>(first);
        bytes_.insert(bytes_.end(), bytes, bytes + count);
    }
    std::vector<unsigned char> bytes_;
};

template <class... Outputs>
output_bytes bytes_of(const Outputs&... outputs)
{
    output_bytes all;
    (all.add(outputs), ...);
    return all;
}

/// Makes the call. Unless it answers `ok`, or `not_converged` where that writes results, the outputs must be as before.
template <class Call, class... Outputs>
status call(Call make, const Outputs&... outputs)
{
    const output_bytes before = bytes_of(outputs...);
    const status answer = make();
    require(status_text(answer) != nullptr, "a status has a text");
    if (answer != status::ok && answer != status::not_converged)
        require(before == bytes_of(outputs...), "a refused call leaves its outputs as they were");
    return answer;
}

/// Calls use(workspace) with memory of the size that `measure` gives, or with too little, or misaligned. True if it was `ok`.
template <class Measure, class Use, class... Outputs>
bool with_memory(choices& in, arena& memory, Measure measure, Use use, const Outputs&... outputs)
{
    constexpr std::size_t untouched = 12345, most = std::size_t{1} << 22;
    std::size_t bytes = untouched;
    const status measured = measure(bytes);
    if (measured != status::ok) {
        require(bytes == untouched, "a refused size leaves its output as it was");
        const workspace some = memory.take(4096);
        require(call([&] { return use(some); }, outputs...) != status::ok, "what has no size is not made");
        return false;
    }
    const std::size_t how = in.below(16);
    if (bytes > most || (how == 15 && bytes > 0)) {
        const workspace little = memory.take(bytes > most ? 4096 : bytes - 1);
        require(call([&] { return use(little); }, outputs...) != status::ok, "one byte fewer is refused");
        return false;
    }
    if (how == 14 && bytes > 0) {
        const workspace shifted = memory.take(bytes + workspace_alignment).subspan(8, bytes);
        require(call([&] { return use(shifted); }, outputs...) != status::ok, "misaligned memory is refused");
        return false;
    }
    const workspace whole = memory.take(bytes + (how == 13 ? 7 : 0));
    const status answer = call([&] { return use(whole); }, outputs...);
    require(answer != status::workspace_too_small && answer != status::workspace_misaligned && answer != status::size_overflow,
            "the size that was asked for is enough");
    return answer == status::ok;
}

/// What an input makes of a session: calls until its bytes are used up, and no more than `most`.
template <class Session>
void make_calls(choices& in, int most)
{
    Session session(in);
    for (int calls = 0; calls < most && !in.used_up(); ++calls) session.act();
}

/// A target whose sessions have a precision, which the input chooses.
template <template <class> class Session>
int in_either_precision(const std::uint8_t* data, std::size_t size, int most)
{
    choices in(data, size);
    if (in.one_in(2))
        make_calls<Session<float>>(in, most);
    else
        make_calls<Session<double>>(in, most);
    return 0;
}

}  // namespace catapult::test

#endif
