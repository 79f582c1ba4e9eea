// catapult deep train from outside: divergence is a result, a seed gives its bytes, and each format holds the same numbers.
// argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "support/command_table.hpp"

using namespace catapult::test;

namespace {

// Sixteen images of 4 × 4 pixels of three classes.
std::string data()
{
    std::string inputs, targets;
    std::uint64_t state = 1;
    for (int i = 0; i < 16; ++i) {
        for (int j = 0; j < 16; ++j) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            inputs += std::to_string(static_cast<double>(state >> 40) / 8388608.0 - 1) + (j < 15 ? "," : "\n");
        }
        targets += std::to_string(i % 3) + "\n";
    }
    return "--inputs " + folder().write("x.csv", inputs) + " --targets " + folder().write("y.csv", targets) + " --one-hot ";
}
std::string train(const std::string& options) { return "deep train " + data() + options + " "; }

std::string bytes_of(const std::string& line)
{
    CAPTURE(line);
    const int code = run_command(line);
    INFO(read("stderr"));
    REQUIRE(code == 0);
    return read("stdout");
}

bool has_odd_number(const std::string& text)
{
    return text.find("nan") != std::string::npos || text.find("NaN") != std::string::npos ||
           text.find("inf") != std::string::npos;
}

const std::vector<std::string> networks = {"--hidden 12", "--hidden 12,9 --activation erf --sigma-b 0.3", "--model cnn:4:2",
                                           "--model wide-resnet:10:1 --batch 8", "--hidden none"};

}  // namespace

TEST_CASE("divergence ends the rows at the last finite one, and is no failure")
{
    // (Rectified linear units would die instead: then all outputs are 0.)
    const std::string precisions[] = {"float", "double"};
    std::size_t turn = 0;
    for (const std::string network : {"--hidden 12", "--hidden 10,10", "--model cnn:4:2", "--hidden 12 --batch 4",
                                      "--hidden 12 --rule momentum", "--hidden 12 --linearise-at 0"}) {
        CAPTURE(network);
        const std::string line = train(network + " --activation identity --precision " + precisions[turn++ % 2] +
                                       " --eta-lambda0 50 --steps 1000");
        const command_table table = table_of(line);
        const std::size_t last = table.rows.size() - 1;
        CHECK(last > 0);
        CHECK(last < 1000);
        CHECK(read("stderr") ==
              "catapult: divergent after step " + std::to_string(last) + ": the next step would not be finite\n");
        CHECK_FALSE(has_odd_number(read("stdout")));
        const std::vector<double> step = table.column("step"), loss = table.column("loss"), lambda = table.column("lambda_max");
        for (std::size_t t = 0; t <= last; ++t) {
            CHECK(step[t] == static_cast<double>(t));
            CHECK(std::isfinite(loss[t]));
            CHECK(std::isfinite(lambda[t]));
        }
        CHECK(loss[last] > 100 * loss[0]);
        // The last row is there whatever rows are left out.
        const command_table fewer = table_of(line + "--every 1000");
        CHECK(fewer.column("step") == std::vector<double>{0, static_cast<double>(last)});
        CHECK(fewer.column("loss").back() == loss[last]);
    }
    // In a sweep it is a phase.
    const command_table swept = table_of("deep sweep " + data() +
                                         "--hidden 12 --activation identity --eta-lambda0 1,50 --steps 300");
    CHECK(swept.texts("phase")[1] == "divergent");
    CHECK(swept.texts("phase")[0] != "divergent");
    CHECK(read("stdout").find("nan") == std::string::npos);
}

TEST_CASE("a seed gives the same bytes again, and another seed others")
{
    const std::string batches[] = {" --batch 8", " --batch 8 --shuffle with-replacement --rule momentum", ""};
    std::size_t turn = 0;
    for (const std::string& network : networks) {
        CAPTURE(network);
        const bool has_batch = network.find("--batch") != std::string::npos;
        const std::string line = train(network + (has_batch ? "" : batches[turn++ % 3]) + " --eta-lambda0 1 --steps 4") +
                                 "--seed ";
        const std::string first = bytes_of(line + "3");
        CHECK(first == bytes_of(line + "3"));
        CHECK(first != bytes_of(line + "4"));
    }
}

TEST_CASE("CSV, JSON and .npy hold the same numbers, on standard output and in a file")
{
    const std::string line = train("--hidden 12 --eta-lambda0 1 --steps 7 --columns time,lambda_error,accuracy");
    const std::string csv = bytes_of(line), json = bytes_of(line + "--format json"), npy = bytes_of(line + "--format npy");
    CHECK(bytes_of(line + "--format npy --out " + path("out")).empty());
    CHECK(read("out") == npy);
    const command_table table(csv);
    CHECK(table.names == std::vector<std::string>{"step", "loss", "lambda_max", "time", "lambda_error", "accuracy"});
    REQUIRE(table.rows.size() == 8);
    std::string expected;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) expected += (i == 0 ? "{\"" : ",\"") + table.names[i] + "\":" + row[i];
        expected += "}\n";
    }
    CHECK(json == expected);
    CHECK(npy.find("'descr': '<f8'") != std::string::npos);
    CHECK(npy.find("'shape': (8, 6)") != std::string::npos);
    REQUIRE(npy.size() > 8 * 48);
    for (std::size_t i = 0; i < 48; ++i) {
        double value = 0;
        std::memcpy(&value, npy.data() + npy.size() - 8 * (48 - i), 8);
        CHECK(value == std::strtod(table.rows[i / 6][i % 6].c_str(), nullptr));
    }
}

TEST_CASE("the number of steps: given, up to a time, or until it has converged")
{
    const std::string line = train("--hidden 12 --eta 0.5 --columns time");
    CHECK(table_of(line).rows.size() == 101);
    CHECK(table_of(line + "--steps 0").rows.size() == 1);
    const command_table timed = table_of(line + "--until-time 10.2");
    CHECK(timed.rows.size() == 21);
    CHECK(timed.column("time").back() == 10);
    CHECK(table_of(line + "--steps 10 --every 4").column("step") == std::vector<double>{0, 4, 8, 10});
    const command_table converged = table_of(
        train("--hidden 64 --eta-lambda0 1 --precision double --until-converged --steps 20000 --every 20000"));
    CHECK(read("stderr").empty());
    CHECK(converged.column("loss").back() <= 1e-8 * converged.column("loss")[0]);
    CHECK(table_of(train("--hidden 64 --eta-lambda0 1 --until-converged --steps 5")).rows.size() == 6);
    CHECK(read("stderr") == "catapult: not converged after step 5; --steps allows more\n");
}

TEST_CASE("what is watched: the first samples, and blocks of a batch")
{
    const auto row = [](const std::string& options) {
        return table_of(
            train("--hidden 12 --precision double --tolerance 1e-10 --eta 1 --steps 0 --columns accuracy " + options));
    };
    const command_table part = row("--watch 4"), same = row("--samples 4"), batch = row("--batch 4"),
                        blocks = row("--batch 4 --watch 8");
    for (const char* name : {"loss", "lambda_max", "accuracy"}) {
        CHECK(part.column(name)[0] == doctest::Approx(same.column(name)[0]).epsilon(1e-9));
        CHECK(batch.column(name)[0] == doctest::Approx(same.column(name)[0]).epsilon(1e-9));
    }
    // The mean over two blocks is not λ of both together.
    const double first = same.column("lambda_max")[0], mean = blocks.column("lambda_max")[0];
    CHECK(std::fabs(mean - first) > 1e-6);
    CHECK(std::fabs(mean - row("--watch 8").column("lambda_max")[0]) > 1e-6);
    CHECK(blocks.column("loss")[0] == doctest::Approx(row("--watch 8").column("loss")[0]).epsilon(1e-14));
}

TEST_CASE("--verbose says what is trained, from which seed, and what became of it")
{
    REQUIRE(run_command(train("--hidden 12 --eta-lambda0 1 --steps 3 --seed 8 --verbose")) == 0);
    const std::string said = read("stderr");
    CHECK(said.find(
              "catapult: seed 8, fully connected 12, relu, ntk, sigma_w 1.4142135623730951, sigma_b 0, 228 weights, 16 samples, "
              "3 outputs, lambda0 ") != std::string::npos);
    CHECK(said.find("catapult: phase ") != std::string::npos);
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
