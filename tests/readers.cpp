#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "file_bytes.hpp"
#include "readers/dataset.hpp"
#include "readers/failure.hpp"
#include "readers/matrix.hpp"
#include "temporary_folder.hpp"

using namespace catapult::tools;
using namespace catapult::test;

namespace {

std::vector<double> all(const file_matrix& m)
{
    std::vector<double> values(m.rows * m.columns);
    for (std::size_t i = 0; i < m.rows; ++i) m.copy_row(i, values.data() + i * m.columns);
    return values;
}

// What reading the whole file is refused with; empty if it is not.
std::string refusal(const std::string& path)
{
    try {
        (void)all(read_matrix(path));
    } catch (const request_error& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// One line that begins with the file's name and says `part`.
bool refused(const std::string& path, const std::string& part)
{
    const std::string text = refusal(path);
    INFO(text);
    CHECK(contains(text, part));
    return text.compare(0, path.size(), path) == 0 && !contains(text, "\n");
}

const std::vector<double> six = {1, 2, 3, 4, 5, -6.5};
const std::vector<double> six_whole = {1, 2, 3, 4, 5, -6};

}  // namespace

TEST_CASE(".npy: byte orders, types, Fortran order, versions")
{
    const temporary_folder folder;
    const auto dictionary = [](const std::string& type, bool fortran, const std::string& shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
    };
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

    // Stored column by column: (1, 4), (2, 5), (3, −6.5) are the rows.
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
    // Known by its first bytes too.
    CHECK(all(read_matrix(folder.write("nameless", npy(2, 3, six)))) == six);
    CHECK(all(read_matrix(folder.write("a.npy.gz", gzip(npy(2, 3, six))))) == six);
}

TEST_CASE(".npy: what is refused, and why")
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
    check(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (1, 1), }", "ab"), "type '<f2'");
    check(npy("{'descr': '<c16', 'fortran_order': False, 'shape': (1, 1), }", std::string(16, '\0')), "type '<c16'");
    check(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }", "abcdefgh"), "type '|O'");
    check(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'shape': (1, 1), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 1), }", "abcdefgh"), "no valid .npy header");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "abcdefgh"), "single number");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", ""), "without elements");
    check(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 1, 1), }", "abcdefgh"), "Fortran order");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }", "abcdefgh", 9), "version 9");
    // Counts that a file of this size cannot hold: nothing of that size may be allocated.
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 3), }", "abc"), "more than the file can hold");
    check(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "abc"), "more than any file");
    check(npy(2, 3, {1, 2, 3, 4, 5, std::strtod("nan", nullptr)}), "row 2, column 3 is NaN");
    check(npy(2, 3, {1, 2, -std::strtod("inf", nullptr), 4, 5, 6}), "row 1, column 3 is infinite");
}

TEST_CASE("CSV: headers, line ends, numbers of all forms")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& text) { return read_matrix(folder.write("a.csv", text)); };
    for (const char* text : {"1,2,3\n4,5,-6.5\n", "a,b,c\n1,2,3\n4,5,-6.5", "\xef\xbb\xbf" "1,2,3\r\n4,5,-6.5\r\n\r\n",
                             " 1 ,\t2,+3\n4e0,.5e1,-65E-1\n", "\"a\",\"b\",\"c\"\n1,2,3\n4,5,-6.5\n\n"}) {
        const file_matrix m = read(text);
        CHECK(m.rows == 2);
        CHECK(m.columns == 3);
        CHECK(all(m) == six);
    }
    CHECK(all(read("7")) == std::vector<double>{7});
    CHECK(all(read("1e-400,5e-324,1.7976931348623157e308")) == std::vector<double>{0, 5e-324, 1.7976931348623157e308});
    CHECK(all(read_matrix(folder.write("a.csv.gz", gzip("1,2,3\n4,5,-6.5\n")))) == six);
    // A line longer than the reader's block.
    std::string text = "0";
    for (int i = 1; i < 50000; ++i) text += "," + std::to_string(i);
    const file_matrix wide = read(text + "\n" + text + "\n");
    CHECK(wide.rows == 2);
    CHECK(wide.columns == 50000);
    CHECK(wide(1, 49999) == 49999);
}

TEST_CASE("CSV: what is refused, and where")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& text, const std::string& why) {
        CHECK(refused(folder.write("a.csv", text), why));
    };
    check("", "is empty");
    check("\n\n", "holds no row");
    check("a,b\n", "holds no row");
    check("1,2\n3\n", "line 2 has 1 columns");
    check("a,b,c\n1,2\n", "line 2 has 2 columns, the lines before it 3");
    check("1,2\n\n3,4\n", "line 2 is blank");
    check("1,2\n3,x\n", "line 2, column 2: 'x' is not a number");
    check("1,b\n3,4\n", "line 1, column 2: 'b' is not a number");
    check("1,2\n3,\n", "line 2, column 2: '' is not a number");
    check("1,2\n3,4 5\n", "line 2, column 2: '4 5' is not a number");
    check("1,2\n3,0x10\n", "'0x10' is not a number");
    check("1,2\n+-3,4\n", "'+-3' is not a number");
    check("1,2\nnan,4\n", "line 2, column 1: 'nan' is not finite");
    check("1,-inf\n", "line 1, column 2: '-inf' is not finite");
    check("1,1e999\n", "line 1, column 2: '1e999' is not finite");
    check(std::string("1,2\n3,\0\n", 8), "line 2, column 2: '?' is not a number");
}

TEST_CASE("IDX: pixels, labels and every type")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& bytes) { return read_matrix(folder.write("a.idx", bytes)); };
    const file_matrix pixels = read(idx(0x08, {2, 1, 2}, std::string("\x00\xff\x33\x01", 4)));
    CHECK(pixels.rows == 2);
    CHECK(pixels.columns == 2);
    CHECK_FALSE(pixels.labels);
    CHECK(all(pixels) == std::vector<double>{0, 1, 0.2, 1.0 / 255});
    const file_matrix labels = read(idx(0x08, {3}, std::string("\x07\x00\x09", 3)));
    CHECK(labels.labels);
    CHECK(all(labels) == std::vector<double>{7, 0, 9});
    CHECK(all(read(idx(0x09, {2, 3}, elements<std::int8_t>(six_whole, true)))) == six_whole);
    CHECK(all(read(idx(0x0b, {2, 3}, elements<std::int16_t>(six_whole, true)))) == six_whole);
    CHECK(all(read(idx(0x0c, {2, 3}, elements<std::int32_t>(six_whole, true)))) == six_whole);
    CHECK(all(read(idx(0x0d, {2, 3}, elements<float>(six, true)))) == six);
    CHECK(all(read(idx(0x0e, {2, 3}, elements<double>(six, true)))) == six);
    CHECK_FALSE(read(idx(0x0e, {6}, elements<double>(six, true))).labels);
    CHECK(all(read_matrix(folder.write("x-idx2-ubyte.gz", gzip(idx(0x0d, {2, 3}, elements<float>(six, true)))))) == six);
}

TEST_CASE("IDX: what is refused, and why")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& bytes, const std::string& why) {
        CHECK(refused(folder.write("a.idx", bytes), why));
        // Through gzip the file's size says less, and the answer is the same in kind.
        CHECK(refused(folder.write("b.idx.gz", gzip(bytes)), ""));
    };
    const std::string whole = idx(0x08, {2, 2}, "abcd");
    check("", "is empty");
    check(whole.substr(0, 3), "ends before");
    check(whole.substr(0, 9), "ends before the end of its header");
    check(whole.substr(0, whole.size() - 1), "ends before its last element");
    check(whole + "e", "goes on after the last element");
    check("PNG!" + whole.substr(4), "its magic number is 50 4e 47 21");
    check(idx(0x07, {2, 2}, "abcd"), "its magic number is 00 00 07 02");
    check(idx(0x08, {}, ""), "its magic number is 00 00 08 00");
    check(idx(0x08, {0, 2}, ""), "dimension 1 of its header is 0");
    check(idx(0x08, {0xffffffffu, 0xffffu}, "abcd"), "more than the file can hold");
    check(idx(0x0e, {0xffffffffu, 0xffffffffu, 0xffffffffu}, "abcd"), "more than any file can hold");
    check(idx(0x0d, {1, 2}, elements<float>({1, std::strtod("inf", nullptr)}, true)), "row 1, column 2 is infinite");
}

TEST_CASE("gzip streams that are cut off or damaged, files that are none")
{
    const temporary_folder folder;
    const std::string whole = gzip("1,2\n3,4\n");
    for (std::size_t size = 3; size < whole.size(); ++size)
        CHECK(refused(folder.write("a.csv.gz", whole.substr(0, size)), ""));
    std::string damaged = whole;
    damaged[16] ^= 4;
    CHECK(refused(folder.write("a.csv.gz", damaged), "the gzip stream is damaged"));
    CHECK(refused(folder.path("missing.csv"), "cannot be read"));
    CHECK(refused(folder.path(""), "is a folder"));
}

TEST_CASE("files changed at random are read or refused in one line")
{
    const temporary_folder folder;
    const std::vector<std::pair<std::string, std::string>> seeds = {
        {"a.npy", npy(2, 3, six)},
        {"b.npy", npy("{'descr': '>f4', 'fortran_order': True, 'shape': (3, 2), }", elements<float>(six, true), 2)},
        {"c.csv", "a,b,c\n1,2,3\r\n4,5,-6.5\n"},
        {"d.idx", idx(0x0b, {2, 3}, elements<std::int16_t>(six, true))},
        {"e.idx.gz", gzip(idx(0x08, {2, 2}, "abcd"))},
        {"f", idx(0x08, {3}, "abc")},
    };
    std::uint64_t state = 20200304;
    const auto next = [&state](std::size_t below) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>((state >> 33) % below);
    };
    int refusals = 0;
    for (int round = 0; round < 2400; ++round) {
        const auto& [name, bytes] = seeds[static_cast<std::size_t>(round) % seeds.size()];
        std::string changed = bytes;
        for (std::size_t change = 1 + next(3); change > 0 && !changed.empty(); --change) {
            const std::size_t at = next(changed.size());
            switch (next(5)) {
            case 0: changed.resize(at); break;
            case 1: changed[at] = static_cast<char>(next(256)); break;
            case 2: changed[at] ^= static_cast<char>(1u << next(8)); break;
            case 3: changed.erase(at, 1 + next(4)); break;
            default: changed.insert(at, changed.substr(next(changed.size()), 1 + next(8))); break;
            }
        }
        const std::string path = folder.write(name, changed);
        const std::string text = refusal(path);
        if (text.empty()) continue;
        ++refusals;
        CHECK(text.compare(0, path.size(), path) == 0);
        CHECK(text.find_first_of("\r\n") == std::string::npos);
    }
    CHECK(refusals > 500);
}

TEST_CASE("a dataset: one-hot labels, two classes, the first samples")
{
    const temporary_folder folder;
    dataset_options options;
    options.inputs = folder.write("x.csv", "1,10\n2,20\n3,30\n4,40\n5,50\n");
    options.targets = folder.write("y.idx", idx(0x08, {5}, std::string("\x00\x02\x01\x02\x00", 5)));
    std::vector<double> x(10);
    std::vector<double> y(15);
    SUBCASE("one-hot")
    {
        const dataset data(options);
        REQUIRE(data.samples() == 5);
        REQUIRE(data.inputs() == 2);
        REQUIRE(data.outputs() == 3);
        data.copy(0, 5, x.data(), y.data());
        CHECK(x == std::vector<double>{1, 10, 2, 20, 3, 30, 4, 40, 5, 50});
        CHECK(y == std::vector<double>{1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0});
        std::vector<double> two(4);
        data.copy(3, 2, two.data(), y.data());
        CHECK(two == std::vector<double>{4, 40, 5, 50});
    }
    SUBCASE("the number of classes does not depend on the samples used")
    {
        options.samples = 1;
        CHECK(dataset(options).outputs() == 3);
        CHECK(dataset(options).samples() == 1);
    }
    SUBCASE("two classes")
    {
        options.classes = {2, 0};
        options.samples = 3;
        const dataset data(options);
        REQUIRE(data.samples() == 3);
        REQUIRE(data.outputs() == 1);
        x.resize(6);
        y.resize(3);
        data.copy(0, 3, x.data(), y.data());
        CHECK(x == std::vector<double>{1, 10, 2, 20, 4, 40});
        CHECK(y == std::vector<double>{-1, 1, 1});
    }
}

TEST_CASE("a dataset that cannot be had is refused")
{
    const temporary_folder folder;
    dataset_options options;
    options.inputs = folder.write("x.csv", "1,10\n2,20\n3,30\n");
    options.targets = folder.write("y.csv", "0\n1\n1\n");
    const auto check = [&](const std::string& why) {
        std::string text;
        try {
            const dataset data(options);
        } catch (const request_error& error) {
            text = error.what();
        }
        INFO(text);
        CHECK(contains(text, why));
    };
    SUBCASE("more samples than there are") { options.samples = 4; check("--samples 4: " + options.inputs + " has 3"); }
    SUBCASE("more samples of two classes") { options.samples = 3; options.classes = {1, 7}; check("has 2 of the two classes"); }
    SUBCASE("a class without samples") { options.classes = {1, 7}; check("no sample has label 7"); }
    SUBCASE("rows that do not match") { options.targets = folder.write("y.csv", "0\n1\n"); check("2 rows of targets for the 3 rows"); }
    SUBCASE("classes of a matrix") { options.targets = options.inputs; options.classes = {1, 2}; check("2 columns; --classes"); }
    SUBCASE("negative labels") { options.targets = folder.write("y.idx", idx(0x09, {3}, "\xff\1\2")); check("label -1 in row 1"); }
}

TEST_CASE("normalisation")
{
    const temporary_folder folder;
    dataset_options options;
    options.inputs = folder.write("x.csv", "3,4,0.1\n0,0,0.1\n-3,8,0.1\n1e200,0,0\n");
    options.targets = folder.write("y.csv", "0\n1\n1\n1\n");
    std::vector<double> y(4);
    options.normalize = normalization::unit;
    std::vector<double> x(12);
    dataset(options).copy(0, 4, x.data(), y.data());
    double norm = 0;
    for (std::size_t j = 0; j < 3; ++j) norm += x[j] * x[j];
    CHECK(norm == doctest::Approx(1).epsilon(1e-15));
    CHECK(x[0] / x[1] == doctest::Approx(0.75).epsilon(1e-15));
    CHECK(x[3] == 0);
    CHECK(x[9] == 1);

    // Of the first three samples only; a constant input says nothing, whatever its value's rounding is.
    options.normalize = normalization::standard;
    options.samples = 3;
    x.resize(9);
    dataset(options).copy(0, 3, x.data(), y.data());
    CHECK(x[0] == doctest::Approx(1.224744871391589).epsilon(1e-15));
    CHECK(x[3] == 0);
    CHECK(x[1] == 0);
    CHECK(x[4] == doctest::Approx(-1.224744871391589).epsilon(1e-15));
    for (const std::size_t i : {2u, 5u, 8u}) CHECK(x[i] == 0);
}
