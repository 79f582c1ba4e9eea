#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/matrix.hpp"

namespace catapult::tools {

namespace {

bool type_of_code(unsigned char code, element& type)
{
    switch (code) {
    case 0x08: type = element::u8; return true;
    case 0x09: type = element::i8; return true;
    case 0x0b: type = element::i16; return true;
    case 0x0c: type = element::i32; return true;
    case 0x0d: type = element::f32; return true;
    case 0x0e: type = element::f64; return true;
    default: return false;
    }
}

std::string hexadecimal(const std::vector<unsigned char>& bytes)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char b : bytes) {
        if (!text.empty()) text += ' ';
        text += digits[b >> 4];
        text += digits[b & 15];
    }
    return text;
}

}  // namespace

file_matrix read_idx(byte_source& source)
{
    file_matrix result;
    result.path = source.path();
    result.format = file_format::idx;
    result.big_endian = true;
    const std::vector<unsigned char> magic = source.read_exactly(4, "the end of its magic number");
    if (magic[0] != 0 || magic[1] != 0 || !type_of_code(magic[2], result.type) || magic[3] == 0)
        source.fail("is no IDX file: its magic number is " + hexadecimal(magic) +
                    ", not 00 00, a type (08, 09, 0b, 0c, 0d or 0e), and a number of dimensions of 1 or more");
    const unsigned dimensions = magic[3];
    const std::vector<unsigned char> sizes = source.read_exactly(4u * dimensions, "the end of its header");
    std::uint64_t rows = 0;
    std::uint64_t columns = 1;
    bool fits = true;
    const auto size_of = [&](unsigned i) {
        return std::uint64_t{sizes[4 * i]} << 24 | std::uint64_t{sizes[4 * i + 1]} << 16 | std::uint64_t{sizes[4 * i + 2]} << 8 |
               sizes[4 * i + 3];
    };
    for (unsigned i = 0; i < dimensions; ++i) {
        const std::uint64_t size = size_of(i);
        if (size == 0) source.fail("dimension " + std::to_string(i + 1) + " of its header is 0; at least one element is wanted");
        if (i == 0)
            rows = size;
        else
            fits = fits && !__builtin_mul_overflow(columns, size, &columns);
    }
    std::uint64_t bytes = 0;
    if (!fits || !checked_bytes(rows, columns, element_size(result.type), bytes))
        source.fail("the dimensions of its header are more than any file can hold");
    result.bytes = source.read_exactly(bytes, "its last element");
    source.expect_end();
    result.rows = static_cast<std::size_t>(rows);
    result.columns = static_cast<std::size_t>(columns);
    result.labels = dimensions == 1 && result.type != element::f32 && result.type != element::f64;
    if (dimensions > 1 && result.type == element::u8) result.divisor = 255;
    if (dimensions == 3) result.image = {1, static_cast<std::size_t>(size_of(1)), static_cast<std::size_t>(size_of(2))};
    return result;
}

}  // namespace catapult::tools
