// CIFAR's binary files: pixels and labels in their places, data sets of one file, and files that are refused.
#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "readers/dataset.hpp"
#include "support/file_bytes.hpp"
#include "support/reading.hpp"
#include "support/temporary_folder.hpp"

using namespace catapult::tools;
using namespace catapult::test;

namespace {

std::string noise(std::size_t size, unsigned seed)
{
    std::mt19937 random(seed);
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return bytes;
}

struct labelled_pictures {
    std::string bytes;
    std::vector<std::string> pixels;
};

// A record for each element of `labels`, with random pixels.
labelled_pictures pictures(const std::vector<std::string>& labels)
{
    labelled_pictures result;
    for (const std::string& label : labels) {
        result.pixels.push_back(noise(3072, 7 + static_cast<unsigned>(result.pixels.size())));
        result.bytes += label + result.pixels.back();
    }
    return result;
}

std::string one(int label) { return {static_cast<char>(label)}; }
std::string two(int coarse, int fine) { return {static_cast<char>(coarse), static_cast<char>(fine)}; }

void check_pixels(const file_matrix& m, const std::vector<std::string>& pixels)
{
    REQUIRE(m.rows == pixels.size());
    REQUIRE(m.columns == 3072);
    for (std::size_t i = 0; i < m.rows; ++i)
        for (std::size_t j = 0; j < 3072; ++j) REQUIRE(m(i, j) == static_cast<unsigned char>(pixels[i][j]) / 255.0);
    CHECK(m.image.channels == 3);
    CHECK(m.image.height == 32);
    CHECK(m.image.width == 32);
    CHECK(m.notes.empty());
}

std::string failure(const dataset_options& options)
{
    try {
        const dataset data(options);
    } catch (const request_error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("CIFAR: every pixel and label, also through gzip, and of files put together")
{
    const temporary_folder folder;
    const labelled_pictures ten = pictures({one(3), one(0), one(9), one(3)});
    const labelled_pictures hundred = pictures({two(19, 99), two(0, 42), two(4, 0)});
    for (const std::string& path : {folder.write("data_batch_1.bin", ten.bytes), folder.write("a.bin.gz", gzip(ten.bytes)),
                                    folder.write("b.bin.gz", gzip(ten.bytes.substr(0, 3073)) + gzip(ten.bytes.substr(3073)))}) {
        const file_matrix m = read_matrix(path);
        check_pixels(m, ten.pixels);
        CHECK(m.own_labels == std::vector<unsigned char>{3, 0, 9, 3});
    }
    for (const std::string& path : {folder.write("train.bin", hundred.bytes), folder.write("c.bin.gz", gzip(hundred.bytes))}) {
        const file_matrix m = read_matrix(path);
        check_pixels(m, hundred.pixels);
        CHECK(m.own_labels == std::vector<unsigned char>{99, 42, 0});
    }
}

TEST_CASE("CIFAR: red, green, blue, each row by row")
{
    const temporary_folder folder;
    std::string record(3073, '\0');
    record[0] = 5;
    record[1 + 2 * 1024 + 3 * 32 + 30] = '\xff';  // blue, row 3, column 30
    const file_matrix m = read_matrix(folder.write("a.bin", record));
    const std::size_t place = (2 * m.image.height + 3) * m.image.width + 30;
    for (std::size_t j = 0; j < 3072; ++j) CHECK(m(0, j) == (j == place ? 1 : 0));
}

TEST_CASE("the shape of an image: of IDX too, and none of other data")
{
    const temporary_folder folder;
    const image_shape digits = read_matrix(folder.write("x.idx", idx(0x08, {2, 1, 3}, "abcdef"))).image;
    CHECK(digits.channels == 1);
    CHECK(digits.height == 1);
    CHECK(digits.width == 3);
    for (const std::string& path : {folder.write("l.idx", idx(0x08, {2}, "ab")), folder.write("m.idx", idx(0x08, {1, 2}, "ab")),
                                    folder.write("x.npy", npy(2, 3, six)), folder.write("x.csv", "1,2\n")}) {
        const image_shape none = read_matrix(path).image;
        CHECK(none.channels == 0);
        CHECK(none.height == 0);
        CHECK(none.width == 0);
    }
}

TEST_CASE("CIFAR: the size that both kinds can have is told by the labels, and noted")
{
    const temporary_folder folder;
    for (const bool of_hundred : {false, true}) {
        const std::size_t record = of_hundred ? 3074 : 3073;
        std::string bytes(3073 * 3074, '\x40');
        for (std::size_t i = 0; i < bytes.size(); i += record) {
            bytes[i] = 1;
            if (of_hundred) bytes[i + 1] = 50;
        }
        const file_matrix m = read_matrix(folder.write("a.bin", bytes));
        CHECK(m.rows == (of_hundred ? 3073 : 3074));
        CHECK(m.own_labels == std::vector<unsigned char>(m.rows, of_hundred ? 50 : 1));
        REQUIRE(m.notes.size() == 1);
        CHECK(contains(m.notes[0].text, of_hundred ? "is taken as CIFAR-100" : "is taken as CIFAR-10"));
        CHECK(contains(m.notes[0].text, "CIFAR-100") == true);
        CHECK_FALSE(m.notes[0].detail);
    }
}

TEST_CASE("a name that ends in .bin does not hide other formats, nor do black pixels look like them")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& bytes) { return read_matrix(folder.write("a.bin", bytes)); };
    CHECK(all(read(npy(2, 3, six))) == six);
    CHECK(all(read(idx(0x0d, {2, 3}, elements<float>(six, true)))) == six);
    CHECK(all(read("1,2,3\n4,5,-6.5\n")) == six);
    CHECK(refused(folder.write("a.bin", "\x89PNG\r\n\x1a\n"), "is a PNG picture"));
    CHECK(
        refused(folder.write("a.tar.gz", gzip("cifar-10-batches-bin/" + std::string(100, '\0'))), "is the archive of CIFAR-10"));
    // Label 0 or 9, and pixels that begin like UTF-32 or UTF-16 text.
    for (const std::string& begin :
         {std::string("\0\0\xfe\xff", 4), std::string("\0a\0b", 4), std::string("\ta\0b\0", 5),
          std::string("\x09\x41\x42\x43", 4), std::string("\0\0\0\0", 4), std::string("\0\0\x09\0", 4)})
        CHECK(read(begin + std::string(3073 - begin.size(), 'a')).own_labels ==
              std::vector<unsigned char>{static_cast<unsigned char>(begin[0])});
}

TEST_CASE("CIFAR: wrong files are refused, with the reason")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& bytes, const std::string& why) {
        CHECK(refused(folder.write("a.bin", bytes), why));
        CHECK(refused(folder.write("b.bin.gz", gzip(bytes)), why));
    };
    const std::string ten = pictures({one(3), one(0), one(9)}).bytes;
    check(
        ten.substr(0, ten.size() - 1),
        "has 9218 bytes, which is no whole number of records: CIFAR-10's records have 3073 bytes, so 6146 or 9219 would be right; "
        "CIFAR-100's records have 3074 bytes, so 6148 or 9222 would be right; fetch");
    check(ten + "a", "has 9220 bytes");
    check(ten.substr(0, 5),
          "has 5 bytes, which is no whole number of records: CIFAR-10's records have 3073 bytes, so 3073 would");
    check("", "is empty");
    check(pictures({one(3), one(9), one(10)}).bytes, "record 3 has the label 10; those of CIFAR-10 run from 0 to 9");
    check(pictures({one(200), one(9)}).bytes, "record 1 has the label 200; those of CIFAR-10");
    check(pictures({two(3, 4), two(20, 4)}).bytes, "record 2 has the coarse label 20; those of CIFAR-100 run from 0 to 19");
    check(pictures({two(3, 4), two(19, 100)}).bytes, "record 2 has the fine label 100; those of CIFAR-100 run from 0 to 99");
    std::filesystem::create_directory(folder.path("d.bin"));
    CHECK(refused(folder.path("d.bin"), "is a folder"));
}

TEST_CASE("a missing file of a well-known name: where it is published")
{
    const temporary_folder folder;
    const std::string ten = "; a file of this name is part of the CIFAR-10 binary version, cs.toronto.edu/~kriz/cifar.html";
    CHECK(refused(folder.path("data_batch_4.bin"), "cannot be read: No such file or directory" + ten));
    CHECK(refused(folder.path("test_batch.bin.gz"), ten));
    CHECK(refused(folder.path("train.bin"), "part of the CIFAR-100 binary version, cs.toronto.edu/~kriz/cifar.html"));
    CHECK(refused(folder.path("t10k-images-idx3-ubyte.gz"), "part of MNIST, yann.lecun.com/exdb/mnist"));
    for (const char* name : {"x.bin", "my-train.bin", "train.csv"}) {
        CHECK(refused(folder.path(name), "No such file or directory"));
        CHECK_FALSE(contains(refusal(folder.path(name)), "part of"));
    }
}

TEST_CASE("CIFAR: a data set of one file")
{
    const temporary_folder folder;
    const std::vector<unsigned char> labels = {2, 0, 4, 2, 0};
    std::vector<std::string> of_ten, of_hundred;
    for (const int label : labels) {
        of_ten.push_back(one(label));
        of_hundred.push_back(two(19 - label, label));
    }
    const labelled_pictures ten = pictures(of_ten), hundred = pictures(of_hundred);
    for (const std::string& file :
         {folder.write("a.bin", ten.bytes), folder.write("b.bin.gz", gzip(ten.bytes)), folder.write("train.bin", hundred.bytes)})
        for (const std::string& targets : {std::string(), file, folder.path("./" + file.substr(file.find_last_of('/') + 1))}) {
            dataset_options options;
            options.inputs = file;
            options.targets = targets;
            CHECK(options.complete());
            std::vector<double> x(5 * 3072), y(5 * 5), first(3072);
            const dataset data(options);
            REQUIRE(data.samples() == 5);
            REQUIRE(data.inputs() == 3072);
            REQUIRE(data.outputs() == 5);
            CHECK(data.image().channels == 3);
            CHECK(data.notes().empty());
            data.copy(0, 5, x.data(), y.data());
            for (std::size_t i = 0; i < 5; ++i) {
                for (std::size_t c = 0; c < 5; ++c) CHECK(y[i * 5 + c] == (c == labels[i] ? 1 : 0));
                CHECK(x[i * 3072 + 2000] == static_cast<unsigned char>(ten.pixels[i][2000]) / 255.0);
            }
            options.classes = {0, 2};
            options.samples = 3;
            const dataset of_two(options);
            REQUIRE(of_two.samples() == 3);
            of_two.copy(0, 3, x.data(), y.data());
            CHECK(std::vector<double>(y.begin(), y.begin() + 3) == std::vector<double>{-1, 1, -1});
            CHECK(x[2 * 3072] == static_cast<unsigned char>(ten.pixels[3][0]) / 255.0);

            options.normalize = normalization::unit;
            dataset(options).copy(0, 1, first.data(), y.data());
            double squares = 0;
            for (const double value : first) squares += value * value;
            // 3072 squares, each rounded a few times.
            CHECK(squares == doctest::Approx(1).epsilon(1e-12));
        }
}

TEST_CASE("CIFAR beside other files")
{
    const temporary_folder folder;
    dataset_options options;
    options.inputs = folder.write("a.bin", pictures({one(1), one(0)}).bytes);
    options.targets = folder.write("y.csv", "0.5\n-2\n");
    std::vector<double> x(2 * 3072), y(4);
    const dataset own_targets(options);
    REQUIRE(own_targets.outputs() == 1);
    own_targets.copy(0, 2, x.data(), y.data());
    CHECK(y[0] == 0.5);
    CHECK(y[1] == -2);

    options.targets = folder.write("y.csv", "1\n2\n3\n");
    CHECK(contains(failure(options), "y.csv: 3 rows of targets for the 2 rows of inputs in " + options.inputs));
    options.targets = folder.write("b.bin", pictures({one(1), one(2)}).bytes);
    CHECK(failure(options) == options.targets + ": its labels are not those of the images in " + options.inputs +
                                  ", which holds its own; leave these targets out");

    // Features of one's own, with the labels of the images that they are of.
    options.inputs = folder.write("x.csv", "1,2\n3,4\n");
    const dataset features(options);
    REQUIRE(features.outputs() == 3);
    features.copy(0, 2, x.data(), std::vector<double>(6).data());
    CHECK(x[3] == 4);
    CHECK(features.image().channels == 0);

    options.targets.clear();
    CHECK_FALSE(options.complete());
    options.inputs = folder.write("c.bin", "1,2\n3,4\n");
    CHECK(options.complete());
    CHECK(failure(options) == options.inputs + ": holds no labels, and no file of targets is given");
}
