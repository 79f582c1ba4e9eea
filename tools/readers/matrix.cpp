#include "readers/matrix.hpp"

#include <cmath>
#include <cstring>

#include "readers/byte_source.hpp"
#include "readers/failure.hpp"

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

std::string name_without_gz(const std::string& path)
{
    std::string name = path.substr(path.find_last_of('/') + 1);
    if (ends_with(name, ".gz")) name.resize(name.size() - 3);
    return name;
}

}  // namespace

std::size_t element_size(element type)
{
    switch (type) {
    case element::u8:
    case element::i8: return 1;
    case element::i16: return 2;
    case element::i32:
    case element::f32: return 4;
    case element::i64:
    case element::f64: return 8;
    }
    return 0;
}

double file_matrix::operator()(std::size_t row, std::size_t column) const
{
    const std::size_t size = element_size(type);
    const std::size_t index = by_columns ? column * rows + row : row * columns + column;
    const std::uint64_t bits = load(bytes.data() + index * size, size, big_endian);
    double value = 0;
    switch (type) {
    case element::u8: value = static_cast<double>(bits); break;
    case element::i8: value = from_integer<std::int8_t, std::uint8_t>(bits); break;
    case element::i16: value = from_integer<std::int16_t, std::uint16_t>(bits); break;
    case element::i32: value = from_integer<std::int32_t, std::uint32_t>(bits); break;
    case element::i64: value = from_integer<std::int64_t, std::uint64_t>(bits); break;
    case element::f32: value = from_bits<float, std::uint32_t>(bits); break;
    case element::f64: value = from_bits<double, std::uint64_t>(bits); break;
    }
    return value / divisor;
}

void file_matrix::copy_row(std::size_t row, double* to) const
{
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
    const std::string name = name_without_gz(path);
    const bool named_csv = ends_with(name, ".csv") || ends_with(name, ".txt");
    const bool named_idx = ends_with(name, ".idx") || ends_with(name, "-ubyte") || ends_with(name, ".idx1") ||
                           ends_with(name, ".idx3");
    if (source.magic().empty()) source.fail("is empty; a .npy, CSV or IDX file of numbers is wanted");
    if (ends_with(name, ".npy")) return read_npy(source);
    if (named_idx) return read_idx(source);
    if (named_csv) return read_csv(source);
    if (source.magic()[0] == '\x93') return read_npy(source);
    if (source.magic()[0] == '\0') return read_idx(source);
    return read_csv(source);
}

}  // namespace catapult::tools
