#include "readers/matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "readers/byte_source.hpp"
#include "readers/foreign_format.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

namespace {

std::uint64_t load(const unsigned char* bytes, std::size_t size, bool big_endian)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size; ++i) bits = bits << 8 | bytes[big_endian ? i : size - 1 - i];
    return bits;
}

template <class Float, class Bits>
double from_bits(std::uint64_t bits)
{
    const auto narrow = static_cast<Bits>(bits);
    Float value;
    std::memcpy(&value, &narrow, sizeof value);
    return static_cast<double>(value);
}

// Half precision of IEEE 754: a sign, 5 bits of exponent, 10 bits of fraction.
double from_half(std::uint64_t bits)
{
    const auto exponent = static_cast<int>(bits >> 10 & 31);
    const auto fraction = static_cast<double>(bits & 1023);
    double size = 0;
    if (exponent == 31)
        size = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    else if (exponent == 0)
        size = std::ldexp(fraction, -24);
    else
        size = std::ldexp(1024 + fraction, exponent - 25);
    return (bits >> 15 & 1) != 0 ? -size : size;
}

template <class Signed, class Bits>
double from_integer(std::uint64_t bits)
{
    return static_cast<double>(static_cast<Signed>(static_cast<Bits>(bits)));
}

bool ends_with(const std::string& text, const char* end)
{
    const std::size_t size = std::strlen(end);
    return text.size() >= size && text.compare(text.size() - size, size, end) == 0;
}

// Whether a file of CIFAR's name can be what its name says. The first bytes of an IDX file are not taken for black pixels.
bool begins_with_label(std::string_view magic)
{
    const auto byte = [&](std::size_t i) { return i < magic.size() ? static_cast<unsigned char>(magic[i]) : 0u; };
    const bool idx = byte(0) == 0 && byte(1) == 0 && byte(2) >= 8 && byte(2) <= 14 && byte(3) >= 1 && byte(3) <= 4;
    return byte(0) < 20 && !idx;
}

bool is_plain_text(std::string_view magic)
{
    return std::all_of(magic.begin(), magic.end(), [](char c) { return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r'); });
}

}  // namespace

std::string name_without_gz(const std::string& path)
{
    std::string name = path.substr(path.find_last_of('/') + 1);
    if (ends_with(name, ".gz")) name.resize(name.size() - 3);
    return name;
}

bool has_cifar_name(const std::string& path) { return ends_with(name_without_gz(path), ".bin"); }

std::size_t element_size(element type)
{
    switch (type) {
    case element::u8:
    case element::i8: return 1;
    case element::u16:
    case element::i16:
    case element::f16: return 2;
    case element::u32:
    case element::i32:
    case element::f32: return 4;
    case element::u64:
    case element::i64:
    case element::f64: return 8;
    }
    return 0;
}

std::uint64_t file_matrix::bits(std::size_t row, std::size_t column) const
{
    const std::size_t size = element_size(type);
    const std::size_t index = by_columns ? column * rows + row : row * columns + column;
    return load(bytes.data() + index * size, size, big_endian);
}

double file_matrix::operator()(std::size_t row, std::size_t column) const
{
    const std::uint64_t stored = bits(row, column);
    double value = 0;
    switch (type) {
    case element::u8:
    case element::u16:
    case element::u32:
    case element::u64: value = static_cast<double>(stored); break;
    case element::i8: value = from_integer<std::int8_t, std::uint8_t>(stored); break;
    case element::i16: value = from_integer<std::int16_t, std::uint16_t>(stored); break;
    case element::i32: value = from_integer<std::int32_t, std::uint32_t>(stored); break;
    case element::i64: value = from_integer<std::int64_t, std::uint64_t>(stored); break;
    case element::f16: value = from_half(stored); break;
    case element::f32: value = from_bits<float, std::uint32_t>(stored); break;
    case element::f64: value = from_bits<double, std::uint64_t>(stored); break;
    }
    return value / divisor;
}

void file_matrix::copy_row(std::size_t row, double* to) const
{
    if (type == element::u8 && !by_columns) {  // images, the most common of large data
        const unsigned char* const from = bytes.data() + row * columns;
        for (std::size_t j = 0; j < columns; ++j) to[j] = from[j] / divisor;
        return;
    }
    for (std::size_t j = 0; j < columns; ++j) {
        to[j] = (*this)(row, j);
        if (!std::isfinite(to[j]))
            throw request_error(path + ": row " + std::to_string(row + 1) + ", column " + std::to_string(j + 1) + " is " +
                                (std::isnan(to[j]) ? "NaN" : "infinite") + "; every element must be a finite number");
    }
}

bool checked_bytes(std::uint64_t rows, std::uint64_t columns, std::uint64_t size, std::uint64_t& bytes)
{
    std::uint64_t elements = 0;
    return !__builtin_mul_overflow(rows, columns, &elements) && !__builtin_mul_overflow(elements, size, &bytes);
}

file_matrix read_matrix(const std::string& path)
{
    byte_source source(path);
    const std::string_view magic = source.magic();
    if (magic.empty()) source.fail("is empty; a file of numbers is wanted: text, .npy, IDX or CIFAR");
    // CIFAR's files have no first bytes of their own. So the name is asked first, and again for a file that has none of
    // the other formats' first bytes: its first label is wrong.
    const bool named_cifar = has_cifar_name(path);
    if (named_cifar && begins_with_label(magic)) return read_cifar(source);
    const std::string foreign = foreign_format(magic);
    if (!foreign.empty()) source.fail(foreign);
    // If the first bytes tell nothing, the name decides the format. Its reader then finds what is wrong with the file.
    const std::string name = name_without_gz(path);
    if (magic[0] == '\x93' || ends_with(name, ".npy")) return read_npy(source);
    bool named_idx = false;
    for (const char* end : {".idx", ".idx1", ".idx3", "-ubyte"}) named_idx = named_idx || ends_with(name, end);
    if (magic[0] == '\0' || named_idx) return read_idx(source);
    if (named_cifar && !is_plain_text(magic)) return read_cifar(source);
    return read_text(source);
}

}  // namespace catapult::tools
