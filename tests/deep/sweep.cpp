// catapult deep sweep from outside: its rows, the same bytes after kills and resumes, and what it does not go on with.
// argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "support/command_table.hpp"

using namespace catapult::test;

namespace {

/// Twelve samples of four inputs and two outputs; other ones for other `kind`s.
std::string data(double kind = 0)
{
    std::string inputs, targets;
    for (int i = 0; i < 12; ++i) {
        for (int j = 0; j < 4; ++j) inputs += std::to_string(std::sin(1 + kind + 4 * i + j + i * i)) + (j < 3 ? "," : "\n");
        targets += std::to_string(std::sin(7 * i)) + "," + std::to_string(std::cos(5 * i)) + "\n";
    }
    const std::string name = "x" + std::to_string(kind) + ".csv";
    return "--inputs " + folder().write(name, inputs) + " --targets " + folder().write("y.csv", targets) + " ";
}

const std::string grid = "--hidden 16 --seed 4 --seeds 3 --eta-lambda0 0.5:3.5:4 --steps 60 ";

/// Rows of some hundredths of a second each, two networks of fifteen rates.
const std::string long_grid = "--hidden 32,32 --seed 4 --seeds 2 --eta-lambda0 0.5:4:15 --steps 200 ";

pid_t start_sweep(const std::string& options) { return start_command("deep sweep " + options); }

bool has_ended(pid_t child)
{
    siginfo_t gone = {};
    return waitid(P_PID, static_cast<id_t>(child), &gone, WEXITED | WNOHANG | WNOWAIT) == 0 && gone.si_pid == child;
}

auto lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

/// Starts a sweep, sends it a signal once so many of its rows are there, and returns how it ended.
int end_sweep(const std::string& options, const std::string& name, std::ptrdiff_t rows, int signal_number)
{
    const pid_t child = start_sweep(options + "--out " + path(name));
    // Before the rows there are two lines: what the sweep is, and the names of the columns.
    while (lines_of(read(name + ".partial")) < rows + 2 && !has_ended(child))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill(child, signal_number);
    return finish(child);
}

}  // namespace

TEST_CASE("rows in the order of seeds and rates, each the run that train shows")
{
    const command_table table = table_of("deep sweep " + data() + grid);
    REQUIRE(table.rows.size() == 12);
    CHECK(table.names == std::vector<std::string>{"model", "seed", "eta", "eta_lambda0", "lambda0", "phase", "steps_to_converge",
                                                  "steps", "loss_max", "loss_final", "lambda_final", "accuracy"});
    for (std::size_t i = 0; i < 12; ++i) {
        CAPTURE(i);
        const std::size_t seed = 4 + i / 4;
        CHECK(table.texts("seed")[i] == std::to_string(seed));
        CHECK(table.column("eta_lambda0")[i] == doctest::Approx(0.5 + static_cast<double>(i % 4)).epsilon(1e-15));
        if (i % 3 != 1) continue;
        const command_table run = table_of("deep train " + data() + "--hidden 16 --steps 60 --columns accuracy --seed " +
                                           std::to_string(seed) + " --eta " + table.texts("eta")[i]);
        CHECK(table.texts("lambda0")[i] == run.texts("lambda_max")[0]);
        if (table.texts("phase")[i] == "divergent") continue;
        // Both follow λ to the same tolerance, from different steps on.
        CHECK(table.texts("loss_final")[i] == run.texts("loss").back());
        CHECK(table.column("lambda_final")[i] == doctest::Approx(run.column("lambda_max").back()).epsilon(2e-4));
        CHECK(table.texts("accuracy")[i] == run.texts("accuracy").back());
        double peak = 0;
        for (const double loss : run.column("loss")) peak = std::fmax(peak, loss);
        CHECK(table.column("loss_max")[i] == peak);
    }
}

TEST_CASE("runs end at the same time, and tell what they make of a test set")
{
    const std::string test = "--test-inputs " + path("x0.000000.csv") + " --test-targets " + path("y.csv") + " ";
    const command_table table = table_of("deep sweep " + data() + test + "--hidden 16 --eta 0.5,1,2 --until-time 20");
    CHECK(table.column("steps") == std::vector<double>{40, 20, 10});
    // The test samples are those of training.
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(table.column("test_loss")[i] == doctest::Approx(table.column("loss_final")[i]).epsilon(1e-6));
        CHECK(table.texts("test_accuracy")[i] == table.texts("accuracy")[i]);
    }
    REQUIRE(run_command("deep sweep " + data() + "--hidden 16 --eta 1 --steps 5 --format json") == 0);
    CHECK(read("stdout").rfind("{\"model\":\"deep\",\"seed\":0,\"eta\":1,", 0) == 0);
    CHECK(lines_of(read("stdout")) == 1);
}

TEST_CASE("killed in the middle and resumed, the file is that of an uninterrupted sweep")
{
    for (const std::string format : {"csv", "json"}) {
        const std::string line = data() + long_grid + "--format " + format + " ";
        CAPTURE(format);
        REQUIRE(run_command("deep sweep " + line + "--out " + path("whole")) == 0);
        unlink(path("killed").c_str());
        CHECK(end_sweep(line, "killed", 2, SIGKILL) == 1000 + SIGKILL);
        CHECK_FALSE(exists("killed"));
        const std::string partial = read("killed.partial");
        REQUIRE(lines_of(partial) >= 4);
        // Killed again later, and then torn in the last line.
        CHECK(end_sweep(line + "--resume ", "killed", 9, SIGKILL) == 1000 + SIGKILL);
        CHECK(read("killed.partial").rfind(partial.substr(0, partial.rfind('\n') + 1), 0) == 0);
        const std::string later = read("killed.partial");
        folder().write("killed.partial", later.substr(0, later.rfind('\n', later.size() - 2) + 11));
        REQUIRE(run_command("deep sweep " + line + "--resume --out " + path("killed")) == 0);
        CHECK((read("killed") == read("whole")));
        CHECK_FALSE(exists("killed.partial"));
        // A whole file is no reason to train anything.
        REQUIRE(run_command("deep sweep " + line + "--resume --out " + path("killed")) == 0);
        CHECK((read("killed") == read("whole")));
    }
}

TEST_CASE("a sweep is not gone on with by another one")
{
    const std::string line = data() + grid;
    REQUIRE(end_sweep(data() + long_grid, "left", 2, SIGKILL) == 1000 + SIGKILL);
    const std::string left = read("left.partial");
    REQUIRE(run_command("deep sweep " + line + "--out " + path("own")) == 0);
    const std::string own = read("own");
    const auto with = [](std::string text, const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        return text.replace(at, from.size(), to);
    };
    for (const std::string& other :
         {long_grid + "--seed 5 ", with(long_grid, "32,32", "32,31"), long_grid + "--precision double ",
          long_grid + "--rule momentum ", long_grid + "--batch 4 ", long_grid + "--watch 5 ", long_grid + "--steps 201 ",
          with(long_grid, "0.5:4:15", "0.5:4.5:15"), with(long_grid, "--seeds 2", "--seeds 3"),
          long_grid + "--tolerance 1e-3 "}) {
        CAPTURE(other);
        check_refused("deep sweep " + data() + other + "--resume --out " + path("left"), "left.partial: of another sweep");
        CHECK((read("left.partial") == left));
    }
    check_refused("deep sweep " + data(1) + long_grid + "--resume --out " + path("left"), "left.partial: of another sweep");
    // Without --resume, what is kept is not lost either.
    check_refused("deep sweep " + data() + long_grid + "--out " + path("left"), "left.partial");
    CHECK((read("left.partial") == left));
    // A whole file is known by its rows.
    for (const std::string& other :
         {with(grid, "--seed 4", "--seed 5"), with(grid, "0.5:3.5:4", "0.5:3.6:4"), grid + "--activation erf "}) {
        CAPTURE(other);
        check_refused("deep sweep " + data() + other + "--resume --out " + path("own"), "own: of another sweep");
        CHECK((read("own") == own));
        CHECK_FALSE(exists("own.partial"));
    }
    check_refused("deep sweep " + data(1) + grid + "--resume --out " + path("own"), "own: of another sweep");
    CHECK((read("own") == own));
}

TEST_CASE("a signal keeps the rows, and the last words say how to go on")
{
    const std::string line = data() + long_grid;
    REQUIRE(run_command("deep sweep " + line + "--out " + path("expected")) == 0);
    for (const int signal_number : {SIGINT, SIGTERM}) {
        unlink(path("stopped").c_str());
        CHECK(end_sweep(line, "stopped", 3, signal_number) == 128 + signal_number);
        const std::string partial = read("stopped.partial");
        const auto rows = lines_of(partial) - 2;
        CHECK(rows >= 3);
        CHECK(read("stderr") == "catapult: interrupted after " + std::to_string(rows) + " of 30 points, kept in " +
                                    path("stopped.partial") + ": the same command with --resume goes on from there\n");
        REQUIRE(run_command("deep sweep " + line + "--resume --out " + path("stopped")) == 0);
        CHECK((read("stopped") == read("expected")));
    }
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
