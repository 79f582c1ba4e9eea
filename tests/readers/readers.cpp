// IDX, gzip, formats told by their first bytes, and data sets of two files.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "readers/dataset.hpp"
#include "support/file_bytes.hpp"
#include "support/reading.hpp"
#include "support/temporary_folder.hpp"

using namespace catapult::tools;
using namespace catapult::test;

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

TEST_CASE("IDX: wrong files are refused, with the reason")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& bytes, const std::string& why) {
        CHECK(refused(folder.write("a.idx", bytes), why));
        // Through gzip the file's size says less, but the file must still be refused.
        CHECK(refused(folder.write("b.idx.gz", gzip(bytes)), ""));
    };
    const std::string whole = idx(0x08, {2, 2}, "abcd");
    check("", "is empty");
    check(whole.substr(0, 3), "ends before");
    check(whole.substr(0, 9), "ends before the end of its header");
    check(whole.substr(0, whole.size() - 1), "ends before its last element");
    check(whole + "e", "goes on after the last element");
    check("PNG!" + whole.substr(4), "its magic number is 50 4e 47 21");
    check(std::string(4, '\0') + whole.substr(4), "its magic number is 00 00 00 00");
    check(idx(0x07, {2, 2}, "abcd"), "its magic number is 00 00 07 02");
    check(idx(0x08, {}, ""), "its magic number is 00 00 08 00");
    check(idx(0x08, {0, 2}, ""), "dimension 1 of its header is 0");
    check(idx(0x08, {0xffffffffu, 0xffffu}, "abcd"), "more than the file can hold");
    check(idx(0x0e, {0xffffffffu, 0xffffffffu, 0xffffffffu}, "abcd"), "more than any file can hold");
    check(idx(0x0d, {1, 2}, elements<float>({1, std::strtod("inf", nullptr)}, true)), "row 1, column 2 is infinite");
}

TEST_CASE("gzip streams that are cut off or damaged, missing files, folders")
{
    const temporary_folder folder;
    const std::string whole = gzip("1,2\n3,4\n");
    for (std::size_t size = 3; size < whole.size(); ++size) CHECK(refused(folder.write("a.csv.gz", whole.substr(0, size)), ""));
    std::string damaged = whole;
    damaged[16] ^= 4;
    CHECK(refused(folder.write("a.csv.gz", damaged), "the gzip stream is damaged"));
    CHECK(refused(folder.path("missing.csv"), "cannot be read"));
    CHECK(refused(folder.path(""), "is a folder"));
}

TEST_CASE("files of other programs are recognised whatever their names are, also through gzip")
{
    const temporary_folder folder;
    const auto zip = [](const std::string& entry) {
        return std::string("PK\3\4", 4) + std::string(22, '\0') + element_bytes(static_cast<std::uint16_t>(entry.size()), false) +
               std::string(2, '\0') + entry + "contents";
    };
    const std::pair<std::string, const char*> files[] = {
        {zip("x.npy"), "is a NumPy archive of arrays (.npz); save the one that you want with numpy.save"},
        {zip("[Content_Types].xml"), "is an Excel workbook; save the sheet as CSV"},
        {zip("archive/data.pkl"), "is a PyTorch file"},
        {zip("x.csv"), "is a ZIP archive; unpack it"},
        {"PK\3\4", "is a ZIP archive"},
        {"\xff\xfe" + std::string("1\0,\0", 4), "is UTF-16"},
        {"\xfe\xff" + std::string("\0"
                                  "1\0,",
                                  4),
         "is UTF-16"},
        {std::string("1\0,\0"
                     "2\0\n\0",
                     8),
         "is UTF-16 text; save it as UTF-8 (iconv -f UTF-16LE"},
        {std::string("\0"
                     "1\0,\0"
                     "2\0\n",
                     8),
         "is UTF-16 text; save it as UTF-8 (iconv -f UTF-16BE"},
        {"\x89HDF\r\n\x1a\n", "is an HDF5 file"},
        {"MATLAB 5.0 MAT-file, Platform", "is a MATLAB file;"},
        {"MATLAB 7.3 MAT-file, Platform", "is a MATLAB file of version 7.3"},
        {"PAR1\x15\x04", "is a Parquet file"},
        {"\x89PNG\r\n\x1a\n", "is a PNG picture"},
        {"\xff\xd8\xff\xe0", "is a JPEG picture"},
        {"\x80\x04\x95", "is a pickled Python object"},
        {"BZh91AY&SY", "is compressed with bzip2"},
        {"\xfd"
         "7zXZ",
         "is compressed with xz"},
        {gzip("1,2\n"), "is compressed twice"},
        {"<!DOCTYPE html>\n", "is a web page"},
    };
    for (const auto& [bytes, meaning] : files)
        for (const char* name : {"a", "a.csv", "a.npy", "a-ubyte"}) {
            CAPTURE(name);
            if (bytes.compare(0, 2, "\x1f\x8b") != 0) CHECK(refused(folder.write(name, bytes), meaning));
            CHECK(refused(folder.write(std::string(name) + ".gz", gzip(bytes)), meaning));
        }
    // Headers of tables must not be taken for these formats.
    for (const char* header : {"PAR1,PAR2", "BZh,x", "<TICKER>;<PER>", "PK,id"}) {
        const std::string text = std::string(header) + (contains(header, ";") ? "\n1;2\n" : "\n1,2\n");
        CHECK(all(read_matrix(folder.write("a.csv", text))) == std::vector<double>{1, 2});
    }
    // The first bytes decide before the name does.
    CHECK(all(read_matrix(folder.write("a.csv", npy(2, 3, six)))) == six);
    CHECK(all(read_matrix(folder.write("a.txt", idx(0x0e, {2, 3}, elements<double>(six, true))))) == six);
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
        {"g.txt", "# a b\n 1.0e+00  2 3\r4 5 -6.5 # end\r\n"},
        {"h.tsv", "\"a\"\tb;\n\"1\"\t2\t\n3\t4\t\n"},
        {"i.npy", npy("{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }", "abcdefghijkl")},
        {"j.npy", npy("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 2), }", "abcdefgh")},
    };
    std::uint64_t state = 20200304;
    const auto next = [&state](std::size_t below) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>((state >> 33) % below);
    };
    int refusals = 0;
    for (int round = 0; round < 4000; ++round) {
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

TEST_CASE("labels of text and .npy are used as those of IDX")
{
    const temporary_folder folder;
    dataset_options options;
    options.inputs = folder.write("x.csv", "1,10\n2,20\n3,30\n4,40\n5,50\n");
    const std::string labels = std::string("\x00\x02\x01\x02\x00", 5);
    for (const std::string& targets :
         {folder.write("y.csv", "class\n0\n2\n1\n2\n0\n"), folder.write("y.txt", "0\n2.0\n1\n2\n0\n"),
          folder.write("y.idx", idx(0x08, {5}, labels)),
          folder.write("y.npy", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }", labels)),
          folder.write("f.npy", npy(5, 1, {0, 2, 1, 2, 0}))}) {
        CAPTURE(targets);
        options.targets = targets;
        options.classes.reset();
        options.one_hot = true;
        std::vector<double> x(10);
        std::vector<double> y(15);
        const dataset one_hot(options);
        REQUIRE(one_hot.outputs() == 3);
        one_hot.copy(0, 5, x.data(), y.data());
        CHECK(y == std::vector<double>{1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0});
        CHECK(one_hot.notes().empty() == !contains(targets, "y.csv"));

        options.one_hot = false;
        options.classes = {2, 0};
        const dataset two(options);
        REQUIRE(two.samples() == 4);
        REQUIRE(two.outputs() == 1);
        y.resize(4);
        two.copy(0, 4, x.data(), y.data());
        CHECK(y == std::vector<double>{-1, 1, 1, -1});
    }
}

TEST_CASE("odd data get a note, ordinary data do not")
{
    const temporary_folder folder;
    // The notes that are printed without --verbose, without the names of the files.
    const auto notes = [&](const std::string& x, const std::string& y) {
        dataset_options options;
        options.inputs = folder.write("x.csv", x);
        options.targets = folder.write("y.csv", y);
        std::string text;
        const dataset data(options);
        for (const note& n : data.notes()) {
            CHECK(n.text.compare(0, folder.path("").size(), folder.path("")) == 0);
            CHECK_FALSE(contains(n.text, "\n"));
            if (!n.detail) text += n.text + "|";
        }
        return text;
    };
    const std::string plain = "0.5,1\n1,2\n2,5\n3,7\n";
    const std::string real = "0.1\n0.2\n0.3\n0.4\n";
    CHECK(notes(plain, real).empty());

    const std::string counted = "x.csv: column 1 counts the rows, from ";
    CHECK(contains(notes("0,1.5\n1,2\n2,5\n3,7\n", real), counted + "0"));
    CHECK(contains(notes("1,1.5\n2,2\n3,5\n4,7\n", real), counted + "1"));
    CHECK(contains(notes("id,a\n1,1\n2,2\n3,5\n4,7\n", real), counted + "1"));
    CHECK(contains(notes(",a\n0,1\n1,2\n2,5\n3,7\n", real), counted + "0"));
    CHECK(contains(notes(plain, "0,0.1\n1,0.2\n2,0.3\n3,0.4\n"), "y.csv: column 1 counts the rows"));
    for (const char* no_index : {"0,1\n1,2\n2,5\n3,7\n", "2,1.5\n3,2\n4,5\n5,7\n", "0,1.5\n1,2\n2,5\n4,7\n", "0\n1\n2\n3\n",
                                 "a,b\n0,1\n1,2\n2,5\n3,7\n"})
        CHECK(notes(no_index, real).empty());
    CHECK(notes("0,1.5\n1,2\n", "0.1\n0.2\n").empty());

    CHECK(contains(notes("0,1,2\n1,2,3.5\n2,5,1\n3,7,1\n", real), "x.csv: the first row is 0, 1, 2, ..."));
    CHECK(notes("a,b,c\n0,1,2\n1.5,2,3\n2,5,1\n3,7,1\n", real).empty());

    CHECK(contains(notes("1\n2\n5\n7\n", "1,2\n2,3\n5,5\n1,1\n"), "x.csv: 1 input for 2 targets in " + folder.path("y.csv")));
    CHECK(notes("1,2\n2,1\n5,3\n7,3\n", "1,2,3\n2,3,4\n5,5,5\n1,1,1\n").empty());
    std::string wide;
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 16; ++column) wide += "0.5" + std::string(column == 15 ? "\n" : ",");
    CHECK(contains(notes("1,0\n0,1\n0,1\n1,0\n", wide), "x.csv: 2 inputs for 16 targets"));
    CHECK(notes(wide, "1,0\n0,1\n0,1\n1,0\n").empty());

    CHECK(contains(
        notes(plain, "3\n0\n1\n1\n"),
        "y.csv: 3 different whole numbers from 0 to 3 are taken as one regression target; --one-hot makes a target of each class|"));
    CHECK(contains(notes(plain, "0\n0\n1\n1\n"), "--classes 0,1 targets of 1 and -1"));
    CHECK(contains(notes(plain, "1\n2\n1\n2\n"), "--classes 1,2 targets of 1 and -1"));
    for (const char* no_labels :
         {"-1\n1\n1\n-1\n", "0\n1\n2\n3\n", "0\n0\n1\n9\n", "5\n5\n6\n7\n", "0\n0\n1\n1.5\n", "1\n1\n1\n1\n", "0\n0\n1\n1e6\n"})
        CHECK(notes(plain, no_labels).empty());
}

TEST_CASE("a dataset that cannot be made is refused")
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
    SUBCASE("more samples than there are")
    {
        options.samples = 4;
        check("--samples 4: " + options.inputs + " has 3");
    }
    SUBCASE("more samples of two classes")
    {
        options.samples = 3;
        options.classes = {1, 7};
        check("has 2 of the two classes");
    }
    SUBCASE("a class without samples")
    {
        options.classes = {1, 7};
        check("no sample has label 7");
    }
    SUBCASE("rows that do not match")
    {
        options.targets = folder.write("y.csv", "0\n1\n");
        check("2 rows of targets for the 3 rows");
    }
    SUBCASE("classes of a matrix")
    {
        options.targets = options.inputs;
        options.classes = {1, 2};
        check("2 columns; --classes");
    }
    SUBCASE("negative labels")
    {
        options.targets = folder.write("y.idx", idx(0x09, {3}, "\xff\1\2"));
        check("label -1 in row 1");
    }
    SUBCASE("one-hot labels that are not whole")
    {
        options.targets = folder.write("y.csv", "0\n1.5\n1\n");
        options.one_hot = true;
        check("label 1.5 in row 2; whole labels from 0 to 65535");
    }
    SUBCASE("one-hot labels that are too many")
    {
        options.targets = folder.write("y.csv", "0\n1\n65536\n");
        options.one_hot = true;
        check("label 65536 in row 3");
    }
    SUBCASE("one-hot of NaN")
    {
        options.targets = folder.write("y.npy", npy(3, 1, {0, std::strtod("nan", nullptr), 1}));
        options.one_hot = true;
        check("label nan in row 2");
    }
    SUBCASE("one-hot of a matrix")
    {
        options.targets = options.inputs;
        options.one_hot = true;
        check("2 columns; --one-hot takes");
    }
    SUBCASE("both")
    {
        options.classes = {0, 1};
        options.one_hot = true;
        check("--one-hot and --classes were both given");
    }
    SUBCASE("columns for rows")
    {
        options.inputs = folder.write("t.csv", "1,2,3\n10,20,30\n");
        check("3 rows of targets for the 2 rows of inputs in " + options.inputs +
              "; there must be as many (a sample is a row: are the inputs transposed?)");
    }
    SUBCASE("labels for images")
    {
        options.inputs = folder.write("y.idx", idx(0x08, {3}, "abc"));
        options.targets = folder.write("x.idx", idx(0x08, {3, 1, 2}, "abcdef"));
        check("y.idx: holds labels, and " + options.targets + " what they are of; the two are swapped");
    }
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

    // Only the first three samples count. A constant input becomes 0, whatever the rounding of its value.
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
