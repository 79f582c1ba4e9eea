// The built command's options from outside. The message for a wrong value names its option and the range that the help
// states. If an option is given twice, the last one counts. Options without effect are refused. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <stdlib.h>

#include <map>
#include <string>
#include <vector>

#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

using arguments = std::vector<std::string>;

int run(const arguments& line) { return finish(start_command(line)); }
int run(const std::string& line) { return run_command(line); }

arguments operator+(arguments line, const arguments& more)
{
    line.insert(line.end(), more.begin(), more.end());
    return line;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Checks for exit code 2, empty standard output, and one line on standard error that begins with `beginning` and
// contains `part`.
void check_refused(const arguments& line, const std::string& beginning, const std::string& part = "", int code = 2)
{
    std::string all;
    for (const std::string& word : line) all += word + " ";
    CAPTURE(all);
    CHECK(run(line) == code);
    const std::string error = read("stderr");
    CAPTURE(error);
    CHECK(error.rfind("catapult: " + beginning, 0) == 0);
    CHECK(contains(error, part));
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(read("stdout").empty());
}

const arguments& data()
{
    static const arguments files = {"--inputs", folder().write("x.csv", "1,2\n0,1\n3,1\n"), "--targets",
                                    folder().write("y.csv", "1,0\n0,1\n1,1\n")};
    return files;
}

/// A valid request of a subcommand.
arguments request(const std::string& which)
{
    if (which == "warmup") return words("warmup --width 100 --eta-lambda0 1 --steps 2");
    if (which == "train") return words("train --width 100 --eta-lambda0 1 --steps 2") + data();
    if (which == "rates") return words("rates --width 100 --eta-lambda0 1");
    if (which == "rates of data") return words("rates --width 100 --eta-lambda0 1") + data();
    if (which == "sweep") return words("sweep --width 100 --eta-lambda0 1");
    if (which == "sweep of data") return words("sweep --model full --width 100 --eta-lambda0 1") + data();
    if (which == "exponents") return words("exponents --width 16000 --seeds 2 --points 3 --resamples 2");
    return words("reproduce 2 --out " + path("never"));
}

const char* const rate = "a number from 1e-100 to 1e100";
const char* const factor = "a number from 0 to 1e100";
const char* const scale = "a number from 1e-50 to 1e50";
const char* const output = "a number from -1e30 to 1e30";
const char* const input = "a number from 1e-20 to 1e20, or the same below zero,";
const char* const width = "a whole number from 1 to 1e15, or inf,";
const char* const whole = "a whole number of 0 or more";
const char* const positive = "a whole number of 1 or more";

struct bad_option {
    const char* which;
    const char* option;
    const char* wanted;
    std::vector<std::string> values;  // wrong values, in addition to those that are wrong for every number
};

const bad_option options[] = {
    {"warmup", "--width", width, {"0", "-1", "1.5", "1e16", "1e-320"}},
    {"warmup", "--seed", whole, {"-1", "1.5", "inf"}},
    {"warmup", "--f0", output, {"1e31", "-1e31", "inf"}},
    {"warmup", "--lambda0", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"warmup", "--label", output, {"1e308", "-1e31", "inf"}},
    {"warmup", "--input", input, {"0", "1e-21", "-1e21", "inf"}},
    {"warmup", "--eta", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"warmup", "--eta-lambda0", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"warmup", "--steps", whole, {"-1", "1.5", "inf"}},
    {"train", "--width", width, {"0", "-1", "1.5", "1e16"}},
    {"train", "--seed", whole, {"-1", "1.5"}},
    {"train", "--eta", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"train", "--eta-lambda0", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"train", "--steps", whole, {"-1", "1.5", "inf"}},
    {"train", "--every", positive, {"0", "-1", "1.5", "inf"}},
    {"train", "--samples", positive, {"0", "-1", "1.5", "inf"}},
    {"train", "--threads", positive, {"0", "-1", "1.5", "inf"}},
    {"train", "--momentum", "a number from 0 to below 1", {"1", "-0.1", "2", "inf"}},
    {"train", "--sam-radius", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"train", "--clip", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"train", "--weight-decay", factor, {"-1", "1e101", "inf"}},
    {"train", "--rate-u", factor, {"-1", "1e101", "inf"}},
    {"train", "--rate-v", factor, {"-1", "1e101", "inf"}},
    {"train", "--scale-u", scale, {"0", "-1", "1e51", "1e-51", "inf"}},
    {"train", "--scale-v", scale, {"0", "-1", "1e51", "1e-51", "inf"}},
    {"train", "--output-scale", scale, {"0", "-1", "1e51", "1e-51", "inf"}},
    {"train", "--batch", positive, {"0", "-1", "1.5", "inf"}},
    {"train", "--linearise-at", whole, {"-1", "1.5", "inf"}},
    {"rates", "--width", width, {"0", "-1", "1.5", "1e16"}},
    {"rates", "--seed", whole, {"-1", "1.5"}},
    {"rates", "--eta", rate, {"0", "-1", "1e-320", "1e101", "inf"}},
    {"rates", "--eta-lambda0", rate, {"0", "-1", "inf"}},
    {"rates", "--f0", output, {"1e31", "inf"}},
    {"rates", "--lambda0", rate, {"0", "-1", "inf"}},
    {"rates", "--label", output, {"1e31", "inf"}},
    {"rates", "--input", input, {"0", "inf"}},
    {"rates", "--steps", positive, {"0", "-1", "1.5"}},
    {"sweep", "--width", width, {"0", "-1", "1.5", "1e16", "10,0", "10,", "10,x"}},
    {"sweep", "--eta", rate, {"0", "-1", "1e-320", "1e101", "inf", "1,0", "1,", "1,x", "nan:1:2"}},
    {"sweep", "--eta-lambda0", rate, {"0", "-1", "1e-320", "1e101", "inf", "1,0", "1,", "1,x", "1:nan:2"}},
    {"sweep", "--seed", whole, {"-1", "1.5"}},
    {"sweep", "--seeds", positive, {"0", "-1", "1.5", "inf"}},
    {"sweep", "--f0", output, {"1e31", "inf"}},
    {"sweep", "--lambda0", rate, {"0", "-1", "inf"}},
    {"sweep", "--label", output, {"1e31", "inf"}},
    {"sweep", "--input", input, {"0", "inf"}},
    {"sweep", "--steps", positive, {"0", "-1", "1.5", "inf"}},
    {"sweep", "--physical-time", "a number from 0 to 1e100", {"-1", "inf"}},
    {"sweep", "--threads", positive, {"0", "-1", "1.5"}},
    {"exponents", "--width", width, {"0", "-1", "1.5", "1e16"}},
    {"exponents", "--seed", whole, {"-1", "1.5"}},
    {"exponents", "--seeds", "a whole number from 1 to 1e6", {"0", "-1", "1.5", "1000001", "1e7", "inf"}},
    {"exponents", "--points", "a whole number from 3 to 1e6", {"2", "0", "1e7"}},
    {"exponents", "--resamples", "a whole number from 2 to 1e6", {"1", "0", "1e7"}},
    {"exponents", "--steps", positive, {"0", "-1"}},
    {"reproduce", "--seed", whole, {"-1", "1.5"}},
};

}  // namespace

TEST_CASE("a wrong number is blamed on its option, with the range that is allowed")
{
    for (const bad_option& o : options) {
        std::vector<std::string> values = {"", "ten", "nan", "1e999", "-1e999", "1,5x", "0x10"};
        values.insert(values.end(), o.values.begin(), o.values.end());
        // The other options are valid, or left out if this option excludes them.
        for (const std::string& value : values)
            check_refused(request(o.which) + arguments{o.option, value}, o.option + std::string(" '"), o.wanted);
    }
}

TEST_CASE("help states the ranges")
{
    std::map<std::string, std::string> helps;
    for (const bad_option& o : options) {
        std::string& help = helps[o.which];
        if (help.empty()) {
            REQUIRE(run(arguments{request(o.which)[0], "--help"}) == 0);
            help = read("stdout");
        }
        // An option's help goes from its line to that of the next option. Line breaks of the column are removed.
        const std::size_t at = help.find("\n  " + std::string(o.option) + " ");
        REQUIRE(at != std::string::npos);
        std::string entry;
        for (const std::string& word : words(help.substr(at, help.find("\n  -", at + 1) - at))) entry += word + " ";
        std::string range = o.wanted;
        for (const char* before : {"a number ", "a whole number of ", "a whole number "})
            if (range.rfind(before, 0) == 0) range = range.substr(std::string(before).size());
        if (range.back() == ',') range.pop_back();
        if (std::string(o.option) == "--width") range = "to 1e15";
        CAPTURE(entry);
        CHECK(contains(entry, range));
    }
}

TEST_CASE("ranges of axes")
{
    const auto refused = [](const std::string& option, const std::string& value, const std::string& part) {
        check_refused(request("sweep") + arguments{option, value}, option + " '" + value + "'", part);
    };
    refused("--eta", "1:2", "LO:HI:COUNT");
    refused("--eta", "1:2:3:lin", "LO:HI:COUNT");
    refused("--eta", "0.1:2:1.5", "COUNT '1.5': a whole number of 1 or more");
    refused("--eta", "0.1:2:0", "COUNT '0': a whole number of 1 or more");
    refused("--eta", "2:1:3", "reversed");
    refused("--eta", "1:1:3", "empty");
    refused("--eta", "0:1:3", "positive ends");
    refused("--eta", "-1:1:3:log", "positive ends");
    refused("--width", "1:inf:3", "finite ends");
}

TEST_CASE("names and pairs")
{
    check_refused(request("warmup") + words("--engine fast"), "--engine 'fast'", "function, parameters");
    check_refused(request("train") + words("--engine fast"), "--engine 'fast'", "gram, parameters");
    check_refused(request("sweep") + words("--model half"), "--model 'half'", "full, warmup");
    check_refused(request("train") + words("--normalize much"), "--normalize 'much'", "none, overall, standard, unit");
    check_refused(request("train") + words("--classes 1"), "--classes '1'", "two different labels");
    check_refused(request("train") + words("--classes 1,1"), "--classes '1,1'", "two different labels");
    check_refused(request("train") + words("--classes 1,nan"), "--classes '1,nan'", "two different labels");
    check_refused(request("sweep") + words("--format npy"), "--format 'npy'", "csv, json");
    check_refused(request("reproduce") + words("--format npy"), "--format 'npy'", "csv, json");
    check_refused(request("warmup") + words("--isa mmx"), "--isa 'mmx'", "scalar");
}

TEST_CASE("a start that fits no network, or a rate out of range, is blamed on the option that caused it")
{
    check_refused(words("warmup --width 100 --eta 1 --f0 30 --lambda0 1"), "--lambda0 1: no network of --width 100",
                  "6 or more is wanted");
    check_refused(words("rates --width 100 --f0 30 --lambda0 1"), "--lambda0 1: no network of --width 100",
                  "6 or more is wanted");
    check_refused(words("sweep --width 1e6,100 --eta 1 --f0 30 --lambda0 1"), "--lambda0 1: no network of --width 100",
                  "6 or more is wanted");
    CHECK(run("warmup --width inf --eta 0.1 --f0 30 --lambda0 1 --steps 1") == 0);
    CHECK(run("warmup --width 100 --eta 0.1 --f0 30 --lambda0 6 --steps 1") == 0);
    check_refused(words("warmup --width inf --input 1e-20 --eta-lambda0 1e90"),
                  "--eta-lambda0 1e+90: lambda0 = 2e-40 makes the learning rate 5e+129", "from 1e-100 to 1e100");
    check_refused(words("exponents --width inf"), "--width inf", "up to 1e15");
}

TEST_CASE("the last of an option given twice counts")
{
    const auto same = [](const arguments& once, const arguments& twice) {
        REQUIRE(run(once) == 0);
        const std::string expected = read("stdout");
        CHECK(!expected.empty());
        REQUIRE(run(twice) == 0);
        CHECK(read("stdout") == expected);
    };
    same(words("warmup --width 50 --eta 0.5 --steps 3 --format json"),
         words("warmup --width 10 --eta 2 --width 50 --eta 0.5 --steps 9 --steps 3 --format csv --format json"));
    same(
        words("train --width 50 --eta-lambda0 1 --steps 3") + data(),
        words(
            "train --width 9 --width 50 --eta-lambda0 3 --eta-lambda0 1 --steps 3 --inputs none.csv --targets none.csv --engine parameters --engine gram") +
            data());
    same(words("train --width 50 --eta 0.1 --steps 5 --rule nesterov --schedule cosine:9 --columns time --batch 2") + data(),
         words("train --width 50 --eta 0.1 --steps 5 --rule adam --rule nesterov --schedule step:1=9,2=0 --schedule cosine:9 "
               "--columns none --columns time --batch 9 --batch 2") +
             data());
    same(words("rates --width 50 --seed 2"), words("rates --width 9 --width 50 --seed 1 --seed 2 --verbose --verbose"));
    same(words("sweep --width 50 --eta 0.5,1 --seeds 2 --follow"),
         words("sweep --width 9 --width 50 --eta 3 --eta 0.5,1 --seeds 7 --seeds 2 --follow --follow"));
    same(words("info --format json"), words("info --format csv --format json"));
    // A value that does not count is not checked.
    same(words("warmup --width 50 --eta 0.5 --steps 3"), words("warmup --width 50 --eta zero --eta 0.5 --steps 3"));
}

TEST_CASE("options without effect are refused, with the reason")
{
    check_refused(request("rates") + words("--steps 10"), "--steps without --measured");
    check_refused(request("rates") + words("--samples 3"), "--samples without data");
    check_refused(request("rates") + words("--classes 0,1"), "--classes without data");
    check_refused(request("rates") + words("--one-hot"), "--one-hot without data");
    check_refused(request("rates") + words("--normalize unit"), "--normalize without data");
    check_refused(request("rates") + words("--initial-u u.npy"), "--initial-u without data");
    check_refused(request("rates") + words("--initial-v v.npy"), "--initial-v without data");
    for (const char* option : {"--f0", "--lambda0", "--label", "--input"}) {
        check_refused(request("rates of data") + arguments{option, "1"}, std::string(option) + " with --inputs");
        check_refused(request("sweep of data") + arguments{option, "1"}, std::string(option) + " is the warmup model's");
    }
    check_refused(request("sweep") + words("--samples 3"), "--samples without data");
    check_refused(request("sweep") + words("--classes 0,1"), "--classes without data");
    check_refused(request("sweep") + words("--normalize unit"), "--normalize without data");
    check_refused(request("sweep") + words("--inputs x.csv"), "--inputs is the full model's");
    check_refused(request("sweep") + words("--targets x.csv"), "--targets is the full model's");
    check_refused(request("sweep") + words("--f0 0 --lambda0 2 --seed 1"), "--seed and --f0");
    check_refused(request("warmup") + words("--f0 0 --lambda0 2 --seed 1"), "--seed and --f0");
    check_refused(request("rates") + words("--f0 0 --lambda0 2 --seed 1"), "--seed and --f0");
    check_refused(request("warmup") + words("--f0 0 --lambda0 2 --engine parameters"),
                  "--f0 and --lambda0 leave the weights open");
    check_refused(request("train") + words("--initial-u u.npy --initial-v v.npy"), "--width and --initial-u");
    check_refused(words("exponents --width 16000 --seeds 1 --resamples 9"), "--resamples with --seeds 1");
    check_refused(request("reproduce") + words("--samples 3"), "--samples without data");
    check_refused(request("reproduce") + data(), "--inputs: none of the chosen figures");
    CHECK_FALSE(exists("never"));
}

TEST_CASE("rates say which loss they belong to")
{
    REQUIRE(run(request("rates of data") + words("--verbose")) == 0);
    CHECK(contains(read("stderr"), "|F - Y|^2/2m; for a loss of 1/2mk, with k = 2 outputs, multiply them by 2"));
    REQUIRE(run("rates --help") == 0);
    CHECK(contains(read("stdout"), "1/2mk are k times as large"));
}

TEST_CASE("refused memory: the message says how much, and for what")
{
#if defined(__SANITIZE_ADDRESS__)
    MESSAGE("skipped: a sanitizer's allocator ends the command, or adds lines of its own");
    return;
#endif
    // No machine has addresses for this much memory, so no system can promise it.
    check_refused(words("warmup --width 1e15 --engine parameters --eta 1"),
                  "needs 16 PB for the weights of --width 1e+15, which could not be had", "", 1);
    check_refused(words("train --width 1e15 --engine parameters --eta 1") + data(),
                  "needs 16 PB for U, 1000000000000000 x 2, which could not be had", "", 1);
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
