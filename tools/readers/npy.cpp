#include <cctype>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/matrix.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

// The header is a Python dictionary of a string, a truth value and a tuple of whole numbers. A structured array has a
// list of fields instead of the string.
struct header {
    std::string type;
    bool structured = false;
    bool fortran_order = false;
    std::vector<std::uint64_t> shape;
};

class header_parser {
public:
    explicit header_parser(std::string_view text) : rest_(text) {}

    bool parse(header& result)
    {
        bool has_type = false;
        bool has_order = false;
        bool has_shape = false;
        if (!take("{")) return false;
        while (!take("}")) {
            std::string key;
            if (!string(key) || !take(":")) return false;
            if (key == "descr" && !has_type)
                has_type = string(result.type) || (result.structured = list());
            else if (key == "fortran_order" && !has_order)
                has_order = truth(result.fortran_order);
            else if (key == "shape" && !has_shape)
                has_shape = tuple(result.shape);
            else
                return false;
            if (!take(",") && !(skip_blanks(), rest_.substr(0, 1) == "}")) return false;
        }
        skip_blanks();
        return rest_.empty() && has_type && has_order && has_shape;
    }

private:
    void skip_blanks()
    {
        while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0])) != 0) rest_.remove_prefix(1);
    }
    bool take(std::string_view token)
    {
        skip_blanks();
        if (rest_.substr(0, token.size()) != token) return false;
        rest_.remove_prefix(token.size());
        return true;
    }
    bool string(std::string& value)
    {
        skip_blanks();
        if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return false;
        const std::size_t close = rest_.find(rest_[0], 1);
        if (close == std::string_view::npos) return false;
        value = rest_.substr(1, close - 1);
        rest_.remove_prefix(close + 1);
        return true;
    }
    // Reads a list of anything, with nested brackets.
    bool list()
    {
        if (!take("[")) return false;
        for (int depth = 1; depth > 0;) {
            std::string ignored;
            if (string(ignored)) continue;
            if (rest_.empty()) return false;
            depth += rest_[0] == '[' ? 1 : rest_[0] == ']' ? -1 : 0;
            rest_.remove_prefix(1);
        }
        return true;
    }
    bool truth(bool& value)
    {
        value = take("True");
        return value || take("False");
    }
    bool tuple(std::vector<std::uint64_t>& values)
    {
        if (!take("(")) return false;
        while (!take(")")) {
            skip_blanks();
            std::uint64_t value = 0;
            const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
            if (error != std::errc()) return false;
            rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
            values.push_back(value);
            take("L");  // Python 2 wrote long integers with this suffix
            if (!take(",") && !(skip_blanks(), rest_.substr(0, 1) == ")")) return false;
        }
        return true;
    }

    std::string_view rest_;
};

bool type_of_name(const std::string& name, element& type, bool& big_endian)
{
    static const struct {
        const char* name;
        element type;
    } types[] = {{"f8", element::f64}, {"f4", element::f32}, {"f2", element::f16}, {"b1", element::u8},
                 {"u1", element::u8},  {"u2", element::u16}, {"u4", element::u32}, {"u8", element::u64},
                 {"i1", element::i8},  {"i2", element::i16}, {"i4", element::i32}, {"i8", element::i64}};
    if (name.size() != 3) return false;
    for (const auto& known : types) {
        if (name.compare(1, 2, known.name) != 0) continue;
        const bool single_byte = element_size(known.type) == 1;
        if (name[0] != '<' && name[0] != '>' && !(name[0] == '|' && single_byte)) return false;
        type = known.type;
        big_endian = name[0] == '>';
        return true;
    }
    return false;
}

// Names what an array of another type holds, and how to convert it.
std::string advice_for(const std::string& name)
{
    switch (name.size() > 1 ? name[1] : ' ') {
    case 'c': return "complex numbers; save their real and imaginary parts as columns: numpy.hstack([x.real, x.imag])";
    case 'f': return "floating-point numbers wider than a double; save x.astype(float)";
    case 'O': return "Python objects; if they are numbers, save x.astype(float)";
    case 'S':
    case 'U':
    case 'a': return "text; if it is numbers, save x.astype(float)";
    case 'M':
    case 'm': return "dates or times; save them as numbers: x.astype('int64')";
    case 'V': return "raw bytes; save them as numbers";
    default: return "no type that can be read; save x.astype(float)";
    }
}

// Notes the first whole number that a double has to round.
void note_inexact(file_matrix& m)
{
    if (m.type != element::i64 && m.type != element::u64) return;
    for (std::size_t i = 0; i < m.rows; ++i)
        for (std::size_t j = 0; j < m.columns; ++j) {
            const std::uint64_t stored = m.bits(i, j);
            const bool negative = m.type == element::i64 && stored >> 63 != 0;
            std::uint64_t odd = negative ? 0 - stored : stored;
            while (odd != 0 && (odd & 1) == 0) odd >>= 1;
            if (odd >> 53 == 0) continue;
            const std::string digits = negative ? std::to_string(static_cast<std::int64_t>(stored)) : std::to_string(stored);
            m.notes.push_back({m.path + ": row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1) + " is " + digits +
                               ", of which a double keeps 16 digits; if it names something, leave it out"});
            return;
        }
}

}  // namespace

file_matrix read_npy(byte_source& source)
{
    file_matrix result;
    result.path = source.path();
    result.format = file_format::npy;
    const std::string wanted = "; numpy.save writes such files";
    if (source.magic().substr(0, 6) != "\x93NUMPY") source.fail("is no .npy file: it does not begin with \\x93NUMPY" + wanted);
    const std::vector<unsigned char> preamble = source.read_exactly(8, "the end of its version");
    const unsigned version = preamble[6];
    if (version < 1 || version > 3)
        source.fail("is .npy of version " + std::to_string(version) + "; versions 1 to 3 can be read");
    const unsigned size_bytes = version == 1 ? 2 : 4;
    const std::vector<unsigned char> size_field = source.read_exactly(size_bytes, "its header");
    std::uint64_t header_size = 0;
    for (unsigned i = 0; i < size_bytes; ++i) header_size |= std::uint64_t{size_field[i]} << (8 * i);
    const std::vector<unsigned char> text = source.read_exactly(header_size, "the end of its header");
    header h;
    if (!header_parser({reinterpret_cast<const char*>(text.data()), text.size()}).parse(h))
        source.fail("has no valid .npy header: a dictionary of 'descr', 'fortran_order' and 'shape' is wanted" + wanted);
    if (h.structured)
        source.fail(
            "is a structured array, with fields of their own types; save numpy.lib.recfunctions.structured_to_unstructured(x)");
    if (!type_of_name(h.type, result.type, result.big_endian))
        source.fail("has elements of type " + in_quotes(h.type) + ": " + advice_for(h.type));

    std::uint64_t rows = 1;
    std::uint64_t columns = 1;
    bool fits = true;
    if (h.shape.empty()) source.fail("holds a single number; an array of one dimension or more is wanted");
    rows = h.shape[0];
    for (std::size_t i = 1; i < h.shape.size(); ++i) fits = fits && !__builtin_mul_overflow(columns, h.shape[i], &columns);
    if (rows == 0 || columns == 0) source.fail("holds an array without elements");
    if (h.fortran_order && h.shape.size() > 2)
        source.fail("is in Fortran order with " + std::to_string(h.shape.size()) +
                    " dimensions; two at most can be read so: save numpy.ascontiguousarray(x)");
    std::uint64_t bytes = 0;
    if (!fits || !checked_bytes(rows, columns, element_size(result.type), bytes))
        source.fail("the shape in its header is more than any file can hold");
    result.bytes = source.read_exactly(bytes, "its last element");
    source.expect_end();
    result.by_columns = h.fortran_order;
    result.rows = static_cast<std::size_t>(rows);
    result.columns = static_cast<std::size_t>(columns);
    note_inexact(result);
    return result;
}

}  // namespace catapult::tools
