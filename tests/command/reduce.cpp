// Data sets that `catapult reduce` has written: the same bytes as from the data, what is refused, and files that are damaged.
// argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/file_bytes.hpp"
#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

int run(const std::string& arguments)
{
    return finish(start({"/bin/sh", "-c", "cd " + folder().path("") + " && exec " + command_path() + " " + arguments}));
}

std::string printed(const std::string& arguments)
{
    CAPTURE(arguments);
    CHECK(run(arguments) == 0);
    CHECK(read("stderr").empty());
    CHECK_FALSE(read("stdout").empty());
    return read("stdout");
}

// Exit code 2, nothing on standard output, and one line on standard error.
void check_refused(const std::string& arguments, const std::string& line)
{
    CAPTURE(arguments);
    CHECK(run(arguments) == 2);
    CHECK(read("stdout").empty());
    CHECK(read("stderr") == "catapult: " + line + "\n");
}

// Numbers without a pattern, between -1 and 1.
std::string table(std::size_t rows, std::size_t columns, std::uint64_t seed, const char* factor = "")
{
    std::string text;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const double value = static_cast<double>(static_cast<std::int64_t>(seed)) * 0x1p-63;
            text += std::to_string(value) + factor + (j + 1 == columns ? "\n" : ",");
        }
    return text;
}

// One file from an earlier run of `reduce`, and its data.
const std::string data = "--inputs x.csv --targets y.csv ";

void write_data()
{
    folder().write("x.csv", table(40, 6, 1));
    folder().write("y.csv", table(40, 2, 2));
    REQUIRE(run("reduce " + data + "--out x.reduced") == 0);
    CHECK(read("stdout").empty());
    CHECK(read("stderr").empty());
}

// With the checksum that belongs to the bytes.
std::string sealed(std::string bytes)
{
    bytes.resize(bytes.size() - 8);
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
    return bytes + element_bytes(static_cast<std::uint64_t>(sum), false);
}

// Bytes of the header: its word `index`, from the version on, replaced.
std::string with_word(std::string bytes, std::size_t index, std::uint64_t value)
{
    return sealed(bytes.replace(8 + 8 * index, 8, element_bytes(value, false)));
}

// The file's text begins here.
constexpr std::size_t header = 8 + 7 * 8;

std::string with_number(std::string bytes, std::size_t index, double value)
{
    const std::size_t text = static_cast<unsigned char>(bytes[header - 8]);
    return sealed(bytes.replace(header + text + 8 * index, 8, element_bytes(value, false)));
}

}  // namespace

TEST_CASE("a reduced data set gives the bytes of its data")
{
    const struct {
        const char *name, *x, *y, *options;
    } sets[] = {
        {"tall", "40 6", "2", ""},     {"prepared", "40 6", "2", "--normalize standard --samples 30 "},
        {"wide", "3 7", "2", ""},      {"one sample", "1 5", "1", ""},
        {"one input", "9 1", "1", ""}, {"tiny", "12 3", "1", "e-120"},  // the unit is not one
        {"huge", "12 3", "1", "e60"},
    };
    for (const auto& set : sets) {
        const std::string size = set.x, options = set.options;
        CAPTURE(set.name);
        const auto rows = static_cast<std::size_t>(std::stoul(size)),
                   inputs = static_cast<std::size_t>(std::stoul(size.substr(size.find(' ')))),
                   outputs = static_cast<std::size_t>(std::stoul(set.y));
        const bool scaled = options[0] == 'e';
        folder().write("x.csv", table(rows, inputs, 3, scaled ? set.options : ""));
        folder().write("y.csv", table(rows, outputs, 4, scaled ? set.options : ""));
        const std::string from = data + (scaled ? "" : options);
        REQUIRE(run("reduce " + from + "--out x.reduced") == 0);
        for (const char* request :
             {"train --width 1e6 --eta-lambda0 3 --steps 30 ", "train --width 2 --eta-lambda0 1 --steps 30 ",
              "train --width 1e3 --eta-lambda0 0.7 --steps 30 --rule momentum --columns sharpness,residual_1 ",
              "train --width inf --eta-lambda0 1.5 --steps 30 ", "rates --width 1e6 ",
              "sweep --model full --width 1e2,1e6 --eta-lambda0 1,3 --steps 50 --threads 1 ",
              "train --width 1e4 --eta-lambda0 1 --steps 9 --rule sam --output-scale 0.5 "}) {
            CAPTURE(request);
            const int code = run(request + from);
            const std::string output = read("stdout"), messages = read("stderr");
            CHECK(run(std::string(request) + "--inputs x.reduced") == code);
            CHECK(read("stdout") == output);
            CHECK(read("stderr") == messages);
            CHECK(code == 0);
        }
    }
}

TEST_CASE("the bytes do not depend on the threads, nor the failure")
{
    // Four segments, the last of one sample, and a wide set beside them.
    folder().write("x.csv", table(3 * 4096 + 1, 3, 7));
    folder().write("y.csv", table(3 * 4096 + 1, 1, 8));
    folder().write("wide.csv", table(3, 5, 7));
    folder().write("few.csv", table(3, 1, 8));
    for (const std::string& from : {data, std::string("--inputs wide.csv --targets few.csv ")}) {
        const std::string expected = printed("reduce --threads 1 " + from + "--out -");
        for (const char* threads : {"--threads 2 ", "--threads 3 ", "--threads 64 ", ""})
            CHECK(printed("reduce " + std::string(threads) + from + "--out -") == expected);
        for (const char* request : {"train --width 1e3 --eta-lambda0 1 --steps 5 ", "rates --width 1e3 ",
                                    "sweep --model full --width 1e3 --eta-lambda0 1 "}) {
            const std::string one = printed(request + from + "--threads 1");
            CHECK(printed(request + from + "--threads 3") == one);
            CHECK(printed(request + from) == one);
        }
    }
    // Elements that are no numbers in the second segment and in the third: the first of them is named.
    std::vector<double> values(9 * 4096, 1.0);
    values[3 * 5000 + 1] = values[3 * 9000] = std::nan("");
    folder().write("x.npy", npy(3 * 4096, 3, values));
    folder().write("z.csv", table(3 * 4096, 1, 8));
    for (const char* threads : {"1", "2", "3"})
        check_refused("reduce --inputs x.npy --targets z.csv --out x.reduced --threads " + std::string(threads),
                      "x.npy: row 5001, column 2 is NaN; every element must be a finite number");
}

TEST_CASE("the file is the same each time, comes through pipes and gzip, and says what it is of")
{
    write_data();
    const std::string bytes = folder().read("x.reduced");
    CHECK(printed("reduce " + data + "--out -") == bytes);
    CHECK(printed("reduce --isa scalar " + data + "--out -") == bytes);
    const std::string request = "rates --width 1e6 --inputs ";
    const std::string expected = printed(request + "x.reduced");
    CHECK(printed(request + "- <x.reduced") == expected);
    folder().write("x.reduced.gz", gzip(bytes));
    CHECK(printed(request + "x.reduced.gz") == expected);
    REQUIRE(run("reduce --classes 0,1 --samples 4 --normalize unit --inputs sub/../x.csv --targets z.csv --out z.reduced") == 2);
    CHECK_FALSE(exists("z.reduced"));
    std::string labels;
    for (int i = 0; i < 40; ++i) labels += i % 3 == 0 ? "0\n" : "1\n";
    folder().write("z.csv", labels);
    REQUIRE(run("reduce --classes 0,1 --samples 4 --normalize unit --inputs ./x.csv --targets z.csv --out z.reduced") == 0);
    REQUIRE(run(request + "z.reduced --verbose") == 0);
    CHECK(read("stderr").find("catapult: z.reduced: of x.csv and z.csv, --samples 4, --classes 0,1, --normalize unit\n") == 0);
}

TEST_CASE("what needs more than the file holds is refused, with the option that needs it")
{
    write_data();
    folder().write("u.csv", table(5, 6, 5));
    folder().write("v.csv", table(5, 2, 6));
    const std::string train = "train --inputs x.reduced --eta 0.1 --steps 3 ";
    const std::string wide = train + "--width 1e4 ";
    const auto lacks = [](const std::string& option, const std::string& what) {
        return option + " with the reduced data set in x.reduced, which lacks " + what +
               "; give the data that it was made of as --inputs and --targets";
    };
    const std::string samples = "the samples one by one", basis = "the directions of the inputs";
    check_refused(wide + "--loss softmax", lacks("--loss softmax", samples));
    check_refused(wide + "--loss mean-squared", lacks("--loss mean-squared", samples));
    check_refused(wide + "--batch 4", lacks("--batch", samples));
    check_refused(wide + "--columns accuracy", lacks("--columns accuracy or margin", samples));
    check_refused(wide + "--test-inputs x.csv --test-targets y.csv", lacks("--test-inputs", basis));
    check_refused(wide + "--final-u u.npy --final-v v.npy", lacks("--final-u", basis));
    check_refused(train + "--initial-u u.csv --initial-v v.csv", lacks("--initial-u", basis));
    check_refused("rates --inputs x.reduced --initial-u u.csv --initial-v v.csv", lacks("--initial-u", basis));
    check_refused(wide + "--engine parameters", lacks("--engine parameters", basis));
    check_refused(train + "--width 3 --rule momentum", lacks("a rule at --width 3, below the rank and the outputs,", samples));
    for (const char* option : {"--samples 3", "--classes 0,1", "--one-hot", "--normalize unit"}) {
        const std::string name = std::string(option).substr(0, std::string(option).find(' '));
        check_refused(wide + option, name + " with the reduced data set in x.reduced, whose samples are chosen and prepared "
                                            "already; leave it out, or give it to catapult reduce");
    }
    const std::string alone =
        "x.reduced: is a reduced data set (catapult reduce); give it as --inputs without --targets, by a name without .bin";
    check_refused(wide + "--targets y.csv", alone);
    check_refused("train --width 9 --eta 1 --inputs x.csv --targets x.reduced", alone);
    check_refused("reduce --inputs x.reduced --out y.reduced",
                  "--inputs without --targets; give both, or the inputs as a file of CIFAR (.bin), which holds its labels");
    const std::string before = folder().read("x.csv");
    CHECK(run("reduce " + data + "--out x.csv") == 2);
    CHECK(folder().read("x.csv") == before);
}

TEST_CASE("a file that is not whole is refused, and says why")
{
    write_data();
    const std::string bytes = folder().read("x.reduced");
    const std::string request = "rates --width 1e6 --inputs bad.reduced";
    const auto refused = [&](const std::string& damaged) {
        folder().write("bad.reduced", damaged);
        CHECK(run(request) == 2);
        CHECK(read("stdout").empty());
        const std::string line = read("stderr");
        CHECK(line.find("catapult: bad.reduced: ") == 0);
        CHECK(line.find('\n') == line.size() - 1);
        return line.substr(0, line.size() - 1);
    };
    const auto contains = [](const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; };
    // Every end, and every byte changed.
    for (std::size_t size = 1; size < bytes.size(); size += size < 80 ? 1 : 37) {
        CAPTURE(size);
        CHECK(contains(refused(bytes.substr(0, size)), size < 8 ? "has no targets" : "ends before"));
    }
    for (std::size_t i = 0; i < bytes.size(); i += i < 80 ? 1 : 11) {
        CAPTURE(i);
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 4);
        (void)refused(changed);
    }
    CHECK(contains(refused(bytes + "x"), "goes on after the last element"));
    std::string changed = bytes;
    changed[bytes.size() - 20] = static_cast<char>(changed[bytes.size() - 20] ^ 1);
    CHECK(contains(refused(changed), "is damaged: its checksum is wrong; make it again: catapult reduce"));
    CHECK(contains(refused(with_word(bytes, 0, 2)), "is a reduced data set of version 2, and version 1 can be read"));
    // Checksums that are right, of what no reduction gives.
    REQUIRE(sealed(bytes) == bytes);
    const double inf = HUGE_VAL, nan = std::nan("");
    const std::uint64_t far = std::uint64_t{1} << 61;
    for (const std::string& wrong :
         {with_word(bytes, 1, 5), with_word(bytes, 2, 5), with_word(bytes, 1, ~std::uint64_t{0}), with_word(bytes, 3, far),
          with_word(bytes, 4, far), with_word(bytes, 4, 0), with_word(bytes, 3, 0), with_word(bytes, 5, 2000),
          with_word(bytes, 5, ~std::uint64_t{0} - 600), with_word(bytes, 6, far), with_number(bytes, 0, -1),
          with_number(bytes, 0, nan), with_number(bytes, 1, inf), with_number(bytes, 1, 0), with_number(bytes, 2, 1e9),
          with_number(bytes, 6, -1), with_number(bytes, 7, nan), with_number(bytes, 18, inf)})
        (void)refused(wrong);
    changed = bytes;
    changed[header] = '\x1b';
    CHECK(contains(refused(sealed(changed)), "no reduction gives what it holds"));
    // A number that a reduction may give is read.
    folder().write("bad.reduced", with_number(bytes, 7, 0.25));
    CHECK(run(request) == 0);
    check_refused("train --width 9 --eta 1 --inputs x.csv",
                  "x.csv: has no targets: it is neither a reduced data set (catapult reduce) nor of CIFAR (.bin), whose files "
                  "hold theirs; give --targets");
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
