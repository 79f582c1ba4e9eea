// Command lines: whole ones, which are parsed and not run, and the values of single options.
#include <algorithm>
#include <cmath>
#include <exception>

#include "command/command_line.hpp"
#include "fuzz/choices.hpp"
#include "fuzz/target.hpp"
#include "options/axis.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/range.hpp"

using namespace catapult::test;
using namespace catapult::tools;

const std::size_t catapult::test::fuzz_fixed_inputs = 4000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    return {
        "\1warmup\n--width\n1e6\n--eta-lambda0\n3\n--steps\n100\n--out\nrun.csv",
        "\1train\n--inputs\na.npy\n--targets\nb.npy\n--width\n1e12\n--eta\n0.5\n--classes\n0,1\n--normalize\nunit\n--verbose",
        "\1rates\n--inputs\na\n--targets\nb\n--width\ninf",
        "\1sweep\n--eta-lambda0\n0.1:4.5:45\n--width\n1e2:1e12:11:log\n--seeds\n4\n--resume\n--threads\n2\n--follow",
        "\1exponents\n--width\n16000,1e6,1e9\n--format\njson",
        "\1plot\nrun.csv\n--narrow\n--out=-",
        "\1reproduce\n2\nS1\n--out\nresults\n--force",
        "\1info\n--isa\nscalar",
        "\1--help",
        "\1sweep\n--help",
        "\1--version",
        "\1train\n--initial-u\nu\n--initial-v\nv\n--seed\n18446744073709551615",
        "\1train\n--inputs\na\n--targets\nb\n--width\n1e6\n--eta\n0.1\n--rule\nmomentum\n--momentum\n0.9\n--loss\nsoftmax\n--batch\n"
        "32\n--shuffle\nwith-replacement\n--one-hot\n--test-inputs\nc\n--test-targets\nd\n--columns\naccuracy,lambda_2",
        "\1train\n--inputs\na\n--targets\nb\n--width\n5\n--eta\n1\n--rule\nsam\n--sam-radius\n0.1\n--clip\n2\n--weight-decay\n1e-3\n"
        "--schedule\nstep:1=0.5,2.5=0\n--rate-u\n0\n--scale-v\n2\n--linearise-at\n7",
        "\1sweep\n--model\nfull\n--inputs\na\n--targets\nb\n--eta\n1,2\n--width\n10\n--parametrisation\nmup\n--schedule\nwarmup:5",
        "\1rates\n--inputs\na\n--targets\nb\n--width\n10\n--rule\nadam",
        "\2"
        "0.1:4.5:45",
        "\2"
        "1,2,3e5",
        "\3"
        "1e2:1e12:61:log",
        "\3"
        "10,inf",
        "\4"
        "1e6",
        "\5"
        "-1e30"};
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {"\n",      "--width\n",   "--eta\n", "--steps\n", "--seed\n",     "--",          "-",
            "=",       ":",           ",",       "inf",       "nan",          "1e309",       "1e-400",
            "0x1p3",   "-0",          "1e15",    "log",       ":log",         "\n@file",     "[",
            "--out\n", "--isa\nsse2", "++1",     "--rule\n",  "--schedule\n", "--columns\n", "--batch\n",
            "step:",   "cosine:",     "=0.5,",   "softmax",   "sharpness,"};
}

namespace {

template <class Parse, class Check>
void parse_one(Parse parse, Check check)
{
    try {
        check(parse());
    } catch (const request_error& error) {
        require(std::string(error.what()).find("--option") == 0, "a message begins with the option");
    }
}

void check_axis(const axis& values, bool widths)
{
    require(values.size() > 0, "an axis has values");
    if (values.size() > 100000) return;
    const std::vector<double> all = values.values();
    require(!all.empty() && all.size() <= values.size(), "no more values than were counted");
    for (const double value : all) {
        require(value > 0 && (widths ? value >= 1 && value == std::floor(value) : std::isfinite(value)), "values are in range");
    }
    if (values.listed.empty()) require(std::is_sorted(all.begin(), all.end()), "a range ascends");
}

void parse_line(const std::string& text)
{
    // Words are the lines of the input.
    std::vector<std::string> words = {"catapult", ""};
    for (const char c : text)
        if (c == '\n')
            words.emplace_back();
        else if (c != '\0')
            words.back() += c;
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    try {
        require(static_cast<bool>(parse_command_line(static_cast<int>(argv.size()), argv.data())),
                "a command line that is right asks for something");
    } catch (const request_error& error) {
        require(error.what()[0] != '\0', "a refusal says why");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    const std::size_t what = in.byte() % 6;
    const std::string text = in.rest();
    switch (what) {
    case 2: parse_one([&] { return parse_rates("--option", text); }, [](const axis& a) { check_axis(a, false); }); break;
    case 3: parse_one([&] { return parse_widths("--option", text); }, [](const axis& a) { check_axis(a, true); }); break;
    case 4:
        parse_one([&] { return parse_count_in("--option", text, up_to_a_million); },
                  [](std::uint64_t n) { require(n >= 1 && n <= 1000000, "a count is in its range"); });
        break;
    case 5:
        parse_one([&] { return parse_real_in("--option", text, output_range); },
                  [](double x) { require(std::fabs(x) <= 1e30, "a number is in its range"); });
        break;
    default: parse_line(text); break;
    }
    double value = 0;
    if (parse_real(text, value) && !std::isnan(value)) {
        double again = 0;
        require(parse_real(shortest(value), again) && again == value, "a number that is printed reads back to the same");
    }
    return 0;
}
