// Snapshots of a state as bytes that every machine reads alike: a header, numbers, and a checksum, all little-endian.
//     8 bytes   "catapult"
//     4 bytes   the version of this format, 2
//     4 bytes   what the snapshot is of (snapshot_of)
//     4 bytes   the bytes of an element: 4 for float, 8 for double
//     …         the numbers that visit() of the object lists, first those that must agree with the object's
//     8 bytes   FNV-1a of all bytes before
#ifndef CATAPULT_SRC_VOCABULARY_SNAPSHOT_HPP
#define CATAPULT_SRC_VOCABULARY_SNAPSHOT_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult::detail {

enum class snapshot_of : std::uint32_t { gram_model = 1, gram_training = 2 };

inline constexpr std::uint64_t snapshot_magic = 0x746c757061746163u;  // "catapult" in little-endian bytes
inline constexpr std::uint32_t snapshot_version = 2;

inline std::uint64_t snapshot_checksum(const std::byte* bytes, std::size_t count) noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (std::size_t i = 0; i < count; ++i) hash = (hash ^ static_cast<std::uint64_t>(bytes[i])) * 0x100000001b3u;
    return hash;
}

/// Goes over the numbers of an object in one of three ways. `same` is for numbers that a snapshot shares with the object
/// that it is read into; `number` and `numbers` are for its state.
class snapshot_archive {
public:
    enum class purpose { measure, write, compare, read };

    snapshot_archive(purpose what, std::byte* at) noexcept : what_(what), at_(at) {}

    std::size_t bytes() const noexcept { return used_; }
    /// Whether all numbers that must agree do.
    bool agrees() const noexcept { return agrees_; }

    template <class T>
    void same(T value) noexcept
    {
        T held = value;
        if (what_ == purpose::measure || what_ == purpose::write) return pass(held, true);
        pass(held, true);
        agrees_ = agrees_ && bits_of(held) == bits_of(value);
    }
    template <class T>
    void number(T& value) noexcept
    {
        pass(value, what_ == purpose::read);
    }
    /// The same of a count that arrays have no more places for than `most`. A larger one does not agree.
    void count(std::size_t& value, std::size_t most) noexcept
    {
        std::size_t held = value;
        pass(what_ == purpose::compare ? held : value, what_ == purpose::read || what_ == purpose::compare);
        if (what_ == purpose::compare) agrees_ = agrees_ && held <= most;
    }
    template <class T>
    void numbers(std::size_t count, T* first) noexcept
    {
        for (std::size_t i = 0; i < count; ++i) pass(first[i], what_ == purpose::read);
    }

private:
    static std::uint64_t bits_of(double x) noexcept { return copied<std::uint64_t>(x); }
    static std::uint64_t bits_of(float x) noexcept { return copied<std::uint32_t>(x); }
    template <class Integer>
    static std::uint64_t bits_of(Integer x) noexcept
    {
        return static_cast<std::uint64_t>(x);
    }
    static void from_bits(std::uint64_t bits, double& x) noexcept { x = copied<double>(bits); }
    static void from_bits(std::uint64_t bits, float& x) noexcept { x = copied<float>(static_cast<std::uint32_t>(bits)); }
    template <class Integer>
    static void from_bits(std::uint64_t bits, Integer& x) noexcept
    {
        x = static_cast<Integer>(bits);
    }
    template <class To, class From>
    static To copied(From x) noexcept
    {
        static_assert(sizeof(To) == sizeof(From));
        To result;
        std::memcpy(&result, &x, sizeof x);
        return result;
    }

    /// One number; integers of any size take eight bytes, so that all machines agree.
    template <class T>
    void pass(T& value, bool changes) noexcept
    {
        const std::size_t size = sizeof(T) == 4 && static_cast<T>(0.5) != T(0) ? 4 : 8;
        if (what_ == purpose::write) {
            const std::uint64_t bits = bits_of(value);
            for (std::size_t i = 0; i < size; ++i) at_[used_ + i] = static_cast<std::byte>(bits >> 8 * i & 0xff);
        } else if (what_ != purpose::measure && changes) {
            std::uint64_t bits = 0;
            for (std::size_t i = 0; i < size; ++i) bits |= static_cast<std::uint64_t>(at_[used_ + i]) << 8 * i;
            from_bits(bits, value);
        }
        used_ += size;
    }

    purpose what_;
    std::byte* at_;
    std::size_t used_ = 0;
    bool agrees_ = true;
};

/// `visit(archive)` lists the numbers of the object.
template <class Visit>
std::size_t snapshot_size(Visit&& visit) noexcept
{
    snapshot_archive archive(snapshot_archive::purpose::measure, nullptr);
    visit(archive);
    return sizeof snapshot_magic + 12 + archive.bytes() + 8;
}

inline void put_little_endian(std::uint64_t value, std::size_t size, std::byte* to) noexcept
{
    for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<std::byte>(value >> 8 * i & 0xff);
}

inline std::uint64_t get_little_endian(std::size_t size, const std::byte* from) noexcept
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value |= static_cast<std::uint64_t>(from[i]) << 8 * i;
    return value;
}

template <class T, class Visit>
status save_snapshot(snapshot_of what, span<std::byte> to, Visit&& visit) noexcept
{
    const std::size_t size = snapshot_size(visit);
    if (to.size() < size) return status::workspace_too_small;
    put_little_endian(snapshot_magic, sizeof snapshot_magic, to.data());
    put_little_endian(snapshot_version, 4, to.data() + 8);
    put_little_endian(static_cast<std::uint32_t>(what), 4, to.data() + 12);
    put_little_endian(sizeof(T), 4, to.data() + 16);
    snapshot_archive archive(snapshot_archive::purpose::write, to.data() + 20);
    visit(archive);
    put_little_endian(snapshot_checksum(to.data(), size - 8), 8, to.data() + size - 8);
    return status::ok;
}

/// `unsupported` for what is no snapshot of this object, version and type; `shape_mismatch` if its size or a number that must
/// agree differs; `invalid_argument` for a wrong checksum. The object is unchanged then.
template <class T, class Visit>
status restore_snapshot(snapshot_of what, span<const std::byte> from, Visit&& visit) noexcept
{
    if (from.size() < 28 || get_little_endian(sizeof snapshot_magic, from.data()) != snapshot_magic) return status::unsupported;
    if (get_little_endian(4, from.data() + 8) != snapshot_version ||
        get_little_endian(4, from.data() + 12) != static_cast<std::uint32_t>(what) ||
        get_little_endian(4, from.data() + 16) != sizeof(T))
        return status::unsupported;
    const std::size_t size = snapshot_size(visit);
    if (from.size() != size) return status::shape_mismatch;
    if (get_little_endian(8, from.data() + size - 8) != snapshot_checksum(from.data(), size - 8)) return status::invalid_argument;
    std::byte* const numbers = const_cast<std::byte*>(from.data()) + 20;  // neither of the two writes there
    snapshot_archive compared(snapshot_archive::purpose::compare, numbers);
    visit(compared);
    if (!compared.agrees()) return status::shape_mismatch;
    snapshot_archive read(snapshot_archive::purpose::read, numbers);
    visit(read);
    return status::ok;
}

}  // namespace catapult::detail

#endif
