// Decisions that the bytes of an input make. An input that is used up decides for the first of all possibilities.
#ifndef CATAPULT_TESTS_FUZZ_CHOICES_HPP
#define CATAPULT_TESTS_FUZZ_CHOICES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

namespace catapult::test {

class choices {
public:
    choices(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

    bool used_up() const { return left_ == 0; }
    std::uint8_t byte()
    {
        if (left_ == 0) return 0;
        --left_;
        return *data_++;
    }
    /// One of 0 … n − 1, with n up to 256.
    std::size_t below(std::size_t n) { return byte() % n; }
    bool one_in(std::size_t n) { return below(n) == n - 1; }
    std::uint64_t word()
    {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
        return bits;
    }
    std::string text(std::size_t most)
    {
        std::string bytes;
        for (std::size_t n = most < left_ ? most : left_; n > 0; --n) bytes += static_cast<char>(byte());
        return bytes;
    }
    std::string rest() { return text(left_); }

    /// A dimension: mostly small, sometimes zero or one whose square does not fit std::size_t.
    std::size_t dimension()
    {
        const std::size_t which = byte();
        if (which >= 250) return which % 2 == 0 ? std::numeric_limits<std::size_t>::max() / 4 : 70 + which % 8;
        if (which >= 240) return 0;
        return which >= 230 ? 17 + which % 8 : 1 + which % 6;
    }
    /// A number that is mostly of everyday size, and otherwise one that hurts.
    template <class T>
    T number()
    {
        using limits = std::numeric_limits<T>;
        const unsigned which = byte();
        if (which < 200) return (T(which) - T(100)) / T(32);
        if (which < 240) return T(which - 200) * (which % 2 == 0 ? T(1e-3) : T(100));
        switch (which) {
        case 240: return limits::quiet_NaN();
        case 241: return limits::infinity();
        case 242: return -limits::infinity();
        case 243: return limits::max();
        case 244: return -limits::max();
        case 245: return limits::min();
        case 246: return limits::denorm_min();
        case 247: return -T(0);
        case 248: return limits::epsilon();
        case 249: return sizeof(T) == 8 ? T(1e150) : T(1e18);
        case 250: return sizeof(T) == 8 ? T(1e-150) : T(1e-18);
        case 251: return T(1e6);
        default: break;
        }
        const std::uint64_t bits = word();
        T value;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    /// A width: small, huge, infinite or wrong.
    double width()
    {
        const unsigned which = byte();
        if (which < 120) return 1 + which % 12;
        if (which < 180) return 100 + which;
        if (which < 220) return std::numeric_limits<double>::infinity();
        return which < 240 ? 1e12 : number<double>();
    }

private:
    const std::uint8_t* data_;
    std::size_t left_;
};

}  // namespace catapult::test

#endif
