#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "support/file_bytes.hpp"
#include "support/reading.hpp"
#include "support/temporary_folder.hpp"

using namespace catapult::tools;
using namespace catapult::test;

namespace {

std::string dictionary(const std::string& type, bool fortran, const std::string& shape)
{
    return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
}

}  // namespace

TEST_CASE(".npy: byte orders, types, Fortran order, versions")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& bytes) { return read_matrix(folder.write("a.npy", bytes)); };
    for (const unsigned version : {1u, 2u, 3u}) {
        CHECK(all(read(npy(dictionary("<f8", false, "(2, 3)"), elements<double>(six, false), version))) == six);
        CHECK(all(read(npy(dictionary(">f8", false, "(2, 3)"), elements<double>(six, true), version))) == six);
    }
    CHECK(all(read(npy(dictionary("<f4", false, "(2, 3)"), elements<float>(six, false)))) == six);
    CHECK(all(read(npy(dictionary(">f4", false, "(2, 3)"), elements<float>(six, true)))) == six);
    CHECK(all(read(npy(dictionary("<i8", false, "(2, 3)"), elements<std::int64_t>(six_whole, false)))) == six_whole);
    CHECK(all(read(npy(dictionary(">i4", false, "(2, 3)"), elements<std::int32_t>(six_whole, true)))) == six_whole);
    CHECK(all(read(npy(dictionary("<i2", false, "(2, 3)"), elements<std::int16_t>(six_whole, false)))) == six_whole);
    CHECK(all(read(npy(dictionary("|i1", false, "(2, 3)"), elements<std::int8_t>(six_whole, false)))) == six_whole);

    // Stored column by column. The rows are (1, 4), (2, 5), (3, −6.5).
    const file_matrix columns = read(npy(dictionary("<f8", true, "(3, 2)"), elements<double>(six, false)));
    CHECK(columns.rows == 3);
    CHECK(all(columns) == std::vector<double>{1, 4, 2, 5, 3, -6.5});

    const file_matrix column = read(npy(dictionary("<f8", false, "(6,)"), elements<double>(six, false)));
    CHECK(column.rows == 6);
    CHECK(column.columns == 1);
    const file_matrix flattened = read(npy(dictionary("<f8", false, "(2, 3, 1)"), elements<double>(six, false)));
    CHECK(flattened.rows == 2);
    CHECK(flattened.columns == 3);
    // Bytes of a .npy file are numbers, not pixels.
    CHECK(all(read(npy(dictionary("|u1", false, "(1, 2)"), "\xff\x01"))) == std::vector<double>{255, 1});
    // A file without a telling name is recognised by its first bytes.
    CHECK(all(read_matrix(folder.write("nameless", npy(2, 3, six)))) == six);
    CHECK(all(read_matrix(folder.write("a.npy.gz", gzip(npy(2, 3, six))))) == six);
}

TEST_CASE(".npy: wrong files are refused, with the reason")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& bytes, const std::string& why) {
        CHECK(refused(folder.write("a.npy", bytes), why));
    };
    const std::string whole = npy(2, 3, six);
    check("", "is empty");
    check("\x93NUMPY", "ends before");
    check("\x93NUMPX" + whole.substr(6), "does not begin with");
    check(whole.substr(0, whole.size() - 1), "ends before its last element");
    check(whole + "x", "goes on after the last element");
    const auto check_type = [&](const std::string& type, const std::string& why) {
        check(npy(dictionary(type, false, "(1, 1)"), std::string(16, '\0')), "type '" + type + "': " + why);
    };
    check_type("<c16", "complex numbers");
    check_type("<f16", "floating-point numbers wider than a double");
    check_type("|O", "Python objects");
    check_type("<U3", "text");
    check_type("|S3", "text");
    check_type("<M8[D]", "dates");
    check_type("|V16", "raw bytes");
    check_type("<x4", "no type");
    check_type("f8", "no type");
    check(npy("{'descr': [('a', '<f8'), ('b]', '<i4', (2,))], 'fortran_order': False, 'shape': (1,), }", "abcdefgh"),
          "structured_to_unstructured");
    check(npy("{'descr': [('a', [('b', '<f8')])], 'fortran_order': False, 'shape': (1,), }", "abcdefgh"),
          "structured_to_unstructured");
    check(npy("{'descr': [('a', '<f8'), 'fortran_order': False, 'shape': (1,), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'shape': (1, 1), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 1), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "abcdefgh"), "single number");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", ""), "without elements");
    check(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1, 1), }", "abcdefgh"),
          "Fortran order with 3 dimensions; two at most can be read so: save numpy.ascontiguousarray(x)");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", "abcdefgh", 9), "version 9");
    // A file of this size cannot hold that many elements. Nothing of their size may be allocated.
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 3), }", "abc"), "more than the file can hold");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "abc"), "more than any file");
    check(npy(2, 3, {1, 2, 3, 4, 5, std::strtod("nan", nullptr)}), "row 2, column 3 is NaN");
    check(npy(2, 3, {1, 2, -std::strtod("inf", nullptr), 4, 5, 6}), "row 1, column 3 is infinite");
}

TEST_CASE(".npy: bool and unsigned integers of every size and order, to their largest")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& type, const std::string& bytes, const std::string& shape) {
        return read_matrix(folder.write("a.npy", npy(dictionary(type, false, shape), bytes)));
    };
    CHECK(all(read("|b1", std::string("\0\1\1", 3), "(3,)")) == std::vector<double>{0, 1, 1});
    for (const bool big : {false, true}) {
        const std::string order = big ? ">" : "<";
        CHECK(all(read(order + "u2", elements<std::uint16_t>({0, 258, 65535}, big), "(3,)")) ==
              std::vector<double>{0, 258, 65535});
        CHECK(all(read(order + "u4", elements<std::uint32_t>({0, 16909060, 4294967295}, big), "(3,)")) ==
              std::vector<double>{0, 16909060, 4294967295});
        CHECK(all(read(order + "u8", elements<std::uint64_t>({0, 72623859790381056.0, 9223372036854775808.0}, big), "(3,)")) ==
              std::vector<double>{0, 72623859790381056.0, 9223372036854775808.0});
    }
    CHECK(all(read("<i8", elements<std::int64_t>({-9223372036854775808.0, -1}, false), "(2,)")) ==
          std::vector<double>{-9223372036854775808.0, -1});
}

TEST_CASE(".npy: half precision, every finite number of it")
{
    const temporary_folder folder;
    std::string bytes;
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) bytes += element_bytes(static_cast<std::uint16_t>(bits), true);
    const file_matrix m = read_matrix(folder.write("a.npy", npy(dictionary(">f2", false, "(65536,)"), bytes)));
    // Each number is the one before it plus the spacing there. The spacing is 2^-24 up to 2^-14 and doubles with each
    // octave from there. All of this is exact in a double.
    double size = 0;
    double spacing = std::ldexp(1, -24);
    std::size_t wrong = 0;
    for (std::size_t bits = 0; bits < 0x7c00; ++bits) {
        if (bits >= 0x800 && bits % 0x400 == 0) spacing *= 2;
        wrong += m(bits, 0) != size || m(bits + 0x8000, 0) != -size;
        size += spacing;
    }
    CHECK(wrong == 0);
    CHECK(m(0x7bff, 0) == 65504);
    CHECK(m(0x7c00, 0) == std::numeric_limits<double>::infinity());
    CHECK(m(0xfc00, 0) == -std::numeric_limits<double>::infinity());
    CHECK(std::isnan(m(0x7e00, 0)));
    CHECK(refused(folder.path("a.npy"), "row 31745, column 1 is infinite"));
}

TEST_CASE(".npy: whole numbers that a double has to round are noted, with their place")
{
    const temporary_folder folder;
    const auto note_on = [&](const std::string& type, const std::string& bytes) {
        const file_matrix m = read_matrix(folder.write("a.npy", npy(dictionary(type, false, "(2, 1)"), bytes)));
        return m.notes.empty() ? std::string() : m.notes.at(0).text;
    };
    const auto pair = [](std::uint64_t a, std::uint64_t b) { return element_bytes(a, false) + element_bytes(b, false); };
    const std::uint64_t limit = std::uint64_t{1} << 53;
    for (const char* type : {"<i8", "<u8"}) {
        CHECK(note_on(type, pair(limit - 1, limit)).empty());
        CHECK(note_on(type, pair(1, 3 * limit)).empty());
        CHECK(contains(note_on(type, pair(1, limit + 1)), "row 2, column 1 is 9007199254740993, of which"));
    }
    CHECK(note_on("<i8", pair(0 - limit, 0 - 2 * limit)).empty());
    CHECK(contains(note_on("<i8", pair(0 - limit - 1, 0)), "row 1, column 1 is -9007199254740993, of which"));
    CHECK(contains(note_on("<u8", pair(0, ~std::uint64_t{0})), "is 18446744073709551615, of which"));
}
