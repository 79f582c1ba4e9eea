// The built command and the user's files: which it reads, which notes it prints, which files it refuses. argv[1] is the
// command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/file_bytes.hpp"
#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

// Runs the command in the test's folder, with the folder's file "stdin" as standard input.
int run(const std::string& arguments)
{
    return finish(
        start({"/bin/sh", "-c", "cd " + folder().path("") + " && exec " + command_path() + " " + arguments + " < stdin"}));
}

void given(const std::string& name, const std::string& bytes) { folder().write(name, bytes); }

// Checks for exit code 2, empty standard output, and exactly this line on standard error.
void check_refused(const std::string& arguments, const std::string& line)
{
    CAPTURE(arguments);
    CHECK(run(arguments) == 2);
    CHECK(read("stdout").empty());
    CHECK(read("stderr") == "catapult: " + line + "\n");
}

// Checks for exit code 0, rows, and exactly these lines on standard error.
void check_noted(const std::string& arguments, const std::string& lines)
{
    CAPTURE(arguments);
    CHECK(run(arguments) == 0);
    CHECK_FALSE(read("stdout").empty());
    CHECK(read("stderr") == lines);
}

const std::string rates = "rates --width 1e6 ";
const char* const numbers = "1,2\n3,4\n-1,0.5\n2,0.25\n";

}  // namespace

TEST_CASE("the same numbers in every format are the same data")
{
    given("stdin", "");
    given("x.csv", numbers);
    given("y.csv", "0.5\n1.5\n-1\n0.25\n");
    REQUIRE(run(rates + "--inputs x.csv --targets y.csv") == 0);
    const std::string expected = read("stdout");
    given("x.txt", "# x\n1.000000000000000000e+00 2.000000000000000000e+00\n3 4\n-1 5e-1\n2 2.5e-1\n");
    given("x.tsv", "a\tb\r\n1\t2\r\n3\t4\r\n\r\n-1\t0.5\r\n2\t0.25\r\n");
    given("x", "1;2;\r3;4;\r-1;.5;\r2;.25;\r");
    given("x.npy", npy(4, 2, {1, 2, 3, 4, -1, 0.5, 2, 0.25}));
    for (const char* name : {"x.txt", "x.tsv", "x", "x.npy"}) {
        CAPTURE(name);
        REQUIRE(run(rates + "--targets y.csv --inputs " + name) == 0);
        CHECK(read("stdout") == expected);
        CHECK(read("stderr").empty());
        // Through standard input, the bytes alone must tell the format.
        given("stdin", folder().read(name));
        REQUIRE(run(rates + "--targets y.csv --inputs -") == 0);
        CHECK(read("stdout") == expected);
    }
    given("stdin", gzip(numbers));
    REQUIRE(run(rates + "--targets y.csv --inputs - --out -") == 0);
    CHECK(read("stdout") == expected);
    CHECK_FALSE(exists("-"));
}

TEST_CASE("standard input can be read once, and messages name it")
{
    given("y.csv", "1\n2\n5\n");
    given("stdin", numbers);
    check_refused(rates + "--inputs - --targets -", "standard input: can be read once only; give one of the two as a file");
    check_refused(rates + "--inputs - --targets y.csv",
                  "y.csv: 3 rows of targets for the 4 rows of inputs in standard input; there must be as many");
    given("stdin", "");
    check_refused(rates + "--inputs - --targets y.csv",
                  "standard input: is empty; a file of numbers is wanted: text, .npy, IDX or CIFAR");
    given("stdin", "0,0\n0,0\n0,0\n");
    check_refused(rates + "--inputs - --targets y.csv", "standard input: all inputs are zero");
}

TEST_CASE("notes: in every subcommand that reads data, details with --verbose")
{
    given("stdin", "");
    given("x.csv", "a,b\n0,2.5\n1,4\n2,0.5\n3,0.25\n");
    given("y.csv", "0\n1\n2\n1\n");
    const std::string index =
        "catapult: x.csv: column 1 counts the rows, from 0, and is used like the others; if it is an index, write the file without it\n";
    const std::string labels =
        "catapult: y.csv: 3 different whole numbers from 0 to 2 are taken as one regression target; --one-hot makes a target of each class\n";
    const std::string data = "--inputs x.csv --targets y.csv --width 1e6 ";
    check_noted("train " + data + "--eta-lambda0 1 --steps 2", index + labels);
    check_noted("rates " + data, index + labels);
    check_noted("sweep --model full " + data + "--eta-lambda0 1", index + labels);
    check_noted("rates --one-hot " + data, index);
    check_noted("rates --classes 0,1 " + data, index);
    REQUIRE(run("rates --verbose " + data) == 0);
    CHECK(read("stderr").find("catapult: x.csv: line 1 is taken as a header: 'a,b'\n") == 0);
}

TEST_CASE("CIFAR: one file is inputs and targets, in every subcommand that reads data")
{
    given("stdin", "");
    std::string images, labels;
    for (int i = 0; i < 12; ++i) {
        const auto label = static_cast<char>(i % 3);
        labels += label;
        images += label;
        for (int j = 0; j < 3072; ++j) images += static_cast<char>((i * 37 + j * (j + i)) % 256);
    }
    given("a.bin", images);
    given("l.idx", idx(0x08, {12}, labels));
    for (const std::string of :
         {"train --eta-lambda0 1 --steps 3 --loss softmax --batch 4 --width 1e6 ", "rates --width 1e6 ",
          "sweep --model full --eta-lambda0 1 --width 100 ", "train --eta 1e-3 --width 9 --classes 0,2 "}) {
        CAPTURE(of);
        REQUIRE(run(of + "--inputs a.bin --targets l.idx") == 0);
        const std::string expected = read("stdout");
        for (const char* data : {"--inputs a.bin", "--inputs a.bin --targets a.bin"}) {
            check_noted(of + data, "");
            CHECK(read("stdout") == expected);
        }
    }
    check_noted("train --inputs a.bin --test-inputs a.bin --eta-lambda0 1 --steps 3 --width 1e6 --normalize standard --samples 9",
                "");
    CHECK(read("stdout").find("test_accuracy") != std::string::npos);
    check_refused("train --inputs a.bin --classes 0,1 --loss softmax --eta 1 --width 10",
                  "a.bin: sample 1 has a target that --loss softmax does not take; probabilities that sum to 1, such as one-hot "
                  "rows (--one-hot makes them of labels), of two classes or more, are wanted");
    given("b.bin", images.substr(1));
    check_refused(
        "rates --width 1e6 --inputs b.bin",
        "b.bin: has 36875 bytes, which is no whole number of records: CIFAR-10's records have 3073 bytes, so 33803 or 36876 "
        "would be right; CIFAR-100's records have 3074 bytes, so 33814 or 36888 would be right; fetch or write the file again");
    check_refused("train --width 9 --eta 1 --inputs x.csv",
                  "x.csv: has no targets: it is neither a reduced data set (catapult reduce) nor of CIFAR (.bin), whose files "
                  "hold theirs; give --targets");
    check_refused("rates --width 9 --inputs test_batch.bin",
                  "test_batch.bin: cannot be read: No such file or directory; a file of this name is part of the CIFAR-10 binary "
                  "version, cs.toronto.edu/~kriz/cifar.html");
}

TEST_CASE("wrong files, one line each")
{
    given("stdin", "");
    given("x.csv", numbers);
    given("y.csv", "1\n2\n4\n8.5\n");
    const auto inputs = [](const std::string& name) { return rates + "--targets y.csv --inputs " + name; };
    given("d.csv", "1,5;2\n3;4\n");
    check_refused(inputs("d.csv"),
                  "d.csv: line 1, column 1: '1,5' has a decimal comma; write numbers with a decimal point, such as 1.5");
    given("r.csv", "1,b\n3,4\n");
    check_refused(
        inputs("r.csv"),
        "r.csv: line 1, column 2: 'b' is not a number; the first line is either a header of names alone or a row of numbers");
    given("z.npz", std::string("PK\3\4", 4) + std::string(22, '\0') + std::string("\5\0\0\0x.npy", 9));
    check_refused(inputs("z.npz"),
                  "z.npz: is a NumPy archive of arrays (.npz); save the one that you want with numpy.save and give that .npy");
    check_refused(rates + "--inputs x.csv --targets y.csv --samples 5", "--samples 5: x.csv has 4; ask for at most as many");
    check_refused(rates + "--inputs x.csv --targets y.csv --one-hot",
                  "y.csv: label 8.5 in row 4; whole labels from 0 to 65535 can be made one-hot");
    check_refused(rates + "--inputs x.csv --targets y.csv --one-hot --classes 1,2",
                  "--one-hot and --classes were both given; one of them makes targets of labels");
    given("i.idx", idx(0x08, {4, 1, 2}, "abcdefgh"));
    given("l.idx", idx(0x08, {4}, std::string("\0\1\0\1", 4)));
    check_refused(rates + "--inputs l.idx --targets i.idx",
                  "l.idx: holds labels, and i.idx what they are of; the two are swapped: give the labels as --targets");
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
