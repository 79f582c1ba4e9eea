// The built command's sweeps from outside: rows in order, the same bytes after kills and resumes, and wrong requests.
// argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

void check_refused(const std::string& arguments)
{
    CAPTURE(arguments);
    CHECK(run_command(arguments) == 2);
    const std::string error = read("stderr");
    CHECK(error.compare(0, 10, "catapult: ") == 0);
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(read("stdout").empty());
}

// Each takes one thread about a tenth of a second: one is close to the border and watched at every step, one is of the
// full model.
const std::string grid = "sweep --width 1e6:1e9:10:log --eta-lambda0 1.9:2.1:400 --follow --seed 5 ";

const std::string& full_grid()
{
    static const std::string line = [] {
        // Sines serve as arbitrary numbers.
        std::string inputs, targets;
        for (int i = 0; i < 20; ++i) {
            for (int j = 0; j < 12; ++j) inputs += std::to_string(std::sin(1 + 12 * i + j + i * i)) + (j < 11 ? "," : "\n");
            targets += std::to_string(std::sin(7 * i)) + "\n";
        }
        return "sweep --model full --inputs " + folder().write("x.csv", inputs) + " --targets " +
               folder().write("y.csv", targets) + " --width 1e3,1e6 --seeds 20 --eta-lambda0 0.5:4.5:40 --steps 1000 ";
    }();
    return line;
}

const std::string& whole()
{
    static const std::string bytes = [] {
        REQUIRE(run_command(grid + "--threads 1 --out " + path("whole.csv")) == 0);
        return read("whole.csv");
    }();
    return bytes;
}

}  // namespace

TEST_CASE("rows in grid order with the contract's columns")
{
    REQUIRE(run_command("sweep --width 100,inf --seeds 2 --eta-lambda0 1:3:2") == 0);
    std::istringstream lines(read("stdout"));
    std::string line;
    std::getline(lines, line);
    CHECK(line.compare(0, 98,
                       "model,width,seed,eta,eta_lambda0,lambda0,phase,steps_to_converge,loss_max,lambda_final,end,steps") == 0);
    std::vector<std::string> starts;
    while (std::getline(lines, line)) starts.push_back(line.substr(0, line.find(',', line.find(',', 7) + 1)));
    CHECK(starts == std::vector<std::string>{"warmup,100,0", "warmup,100,0", "warmup,100,1", "warmup,100,1", "warmup,inf,0",
                                             "warmup,inf,0", "warmup,inf,1", "warmup,inf,1"});
}

TEST_CASE("the bytes do not depend on the threads")
{
    for (const std::string& line : {grid, full_grid()}) {
        CAPTURE(line);
        REQUIRE(run_command(line + "--threads 1 --out " + path("one.csv")) == 0);
        const std::string expected = read("one.csv");
        for (const char* threads : {"2", "7"}) {
            REQUIRE(run_command(line + "--threads " + threads + " --out " + path("threads.csv")) == 0);
            CHECK((read("threads.csv") == expected));  // (double parentheses: do not print the file on failure)
        }
    }
}

TEST_CASE("killed 20 times at random moments and resumed, the file is that of an uninterrupted run")
{
    using clock = std::chrono::steady_clock;
    std::uint64_t random = 12345;
    for (const std::string& model : {grid, full_grid()})
        for (const std::string format : {"csv", "json"}) {
            const std::string line = model + "--format " + format + " --out " + path("killed") + " --threads ";
            CAPTURE(line);
            unlink(path("killed").c_str());
            const clock::time_point began = clock::now();
            REQUIRE(run_command(line + "1") == 0);
            const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
            const std::string expected = read("killed");
            unlink(path("killed").c_str());
            int resumed = 0;
            for (int killed = format == "csv" ? 0 : 15; killed < 20;) {
                resumed += exists("killed.partial") ? 1 : 0;
                const pid_t child = start_command(line + (killed % 3 == 0 ? "1" : killed % 3 == 1 ? "2" : "7") + " --resume");
                random = random * 6364136223846793005u + 1442695040888963407u;
                std::this_thread::sleep_for(took * static_cast<int>(random >> 33 & 0xff) / 512);
                kill(child, SIGKILL);
                const int code = finish(child);
                REQUIRE((code == 1000 + SIGKILL || code == 0));
                killed += code == 0 ? 0 : 1;
                if (!exists("killed")) continue;
                CHECK((read("killed") == expected));
                CHECK_FALSE((code == 0 && exists("killed.partial")));
                unlink(path("killed").c_str());
            }
            CHECK(resumed > 0);
            REQUIRE(run_command(line + "2 --resume") == 0);
            CHECK((read("killed") == expected));
            CHECK_FALSE(exists("killed.partial"));
        }
}

TEST_CASE("an interrupted run writes its finished rows, and says how to resume")
{
    for (const std::string& line : {grid, full_grid()})
        for (const int signal_number : {SIGINT, SIGTERM}) {
            CAPTURE(line);
            unlink(path("interrupted").c_str());
            const pid_t child = start_command(line + "--threads 2 --out " + path("interrupted"));
            while (read("interrupted.partial").size() < 1000 && !exists("interrupted"))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            kill(child, signal_number);
            const int code = finish(child);
            // The run may have ended before the signal came.
            if (!exists("interrupted")) {
                CHECK(code == 128 + signal_number);
                const std::string partial = read("interrupted.partial");
                const auto rows = std::count(partial.begin(), partial.end(), '\n') - 2;
                CHECK(partial.back() == '\n');
                CHECK(read("stderr").find("catapult: interrupted after " + std::to_string(rows) + " of ") == 0);
                CHECK(read("stderr").find(" points, kept in " + path("interrupted.partial") +
                                          ": the same command with --resume goes on") != std::string::npos);
                REQUIRE(run_command(line + "--resume --out " + path("interrupted")) == 0);
            }
            REQUIRE(run_command(line + "--out " + path("expected")) == 0);
            CHECK((read("interrupted") == read("expected")));
        }
}

TEST_CASE("a torn last line of an interrupted run is dropped, wherever it is torn")
{
    const std::string expected = whole();
    std::string partial;
    for (int wait = 20; partial.size() < 2000 && wait < 5000; wait *= 2) {
        unlink(path("torn.csv.partial").c_str());
        const pid_t child = start_command(grid + "--threads 1 --out " + path("torn.csv"));
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
        kill(child, SIGKILL);
        finish(child);
        partial = read("torn.csv.partial");
    }
    REQUIRE(partial.size() >= 2000);
    const std::size_t identity = partial.find('\n'), header = partial.find('\n', identity + 1);
    for (const std::size_t cut :
         {std::size_t{0}, identity / 2, identity, identity + 1, header - 3, header, header + 1, header + 20, std::size_t{1999}}) {
        CAPTURE(cut);
        folder().write("torn.csv.partial", partial.substr(0, cut));
        unlink(path("torn.csv").c_str());
        REQUIRE(run_command(grid + "--threads 2 --resume --out " + path("torn.csv")) == 0);
        CHECK((read("torn.csv") == expected));
        CHECK_FALSE(exists("torn.csv.partial"));
    }
}

TEST_CASE("a torn last line of the file itself is dropped, wherever it is cut")
{
    const std::string small = "sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.5:7 ";
    for (const std::string format : {"csv", "json"}) {
        REQUIRE(run_command(small + "--format " + format + " --out " + path("small")) == 0);
        const std::string expected = read("small");
        for (std::size_t cut = 0; cut <= expected.size(); cut += 97) {
            CAPTURE(cut);
            folder().write("cut", expected.substr(0, cut));
            REQUIRE(run_command(small + "--resume --format " + format + " --out " + path("cut")) == 0);
            CHECK(read("cut") == expected);
        }
    }
}

TEST_CASE("a file of another sweep is refused and stays as it is")
{
    const std::string small = "sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.5:7 ";
    REQUIRE(run_command(small + "--out " + path("own")) == 0);
    const std::string own = read("own");
    for (const char* other :
         {"sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.4:7 ", "sweep --width 51 --seeds 3 --eta-lambda0 0.5:3.5:7 ",
          "sweep --width 50 --seeds 2 --eta-lambda0 0.5:3.5:7 ",
          "sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.5:7 --label 1 "}) {
        check_refused(other + ("--resume --out " + path("own")));
        CHECK(read("own") == own);
        CHECK_FALSE(exists("own.partial"));
    }
    folder().write("letter", "Dear reader,");
    check_refused(small + "--resume --out " + path("letter"));
    CHECK(read("letter") == "Dear reader,");

    folder().write("left.partial", "# catapult sweep, another\nmodel\n");
    check_refused(small + "--resume --out " + path("left"));
    check_refused(small + "--out " + path("left"));
    CHECK(read("left.partial") == "# catapult sweep, another\nmodel\n");
    CHECK_FALSE(exists("left"));
}

TEST_CASE("a request that is wrong is refused before any file is touched")
{
    folder().write("kept", "kept");
    const std::string out = " --out " + path("kept");
    for (const char* options : {"--width 100 --eta-lambda0 3:1:5",
                                "--width 100 --eta-lambda0 1:1:5",
                                "--width 100 --eta-lambda0 1:3:0",
                                "--width 100 --eta-lambda0 0:3:4:log",
                                "--width 100 --eta-lambda0 -1:3:4:log",
                                "--width 100 --eta-lambda0 1:3",
                                "--width 100 --eta-lambda0 1:3:4:cubic",
                                "--width 100 --eta-lambda0 ,",
                                "--width 100.5 --eta-lambda0 1",
                                "--width 0 --eta-lambda0 1",
                                "--width 100:10:3:log --eta-lambda0 1",
                                "--width 1:inf:3:log --eta-lambda0 1",
                                "--width 100 --eta-lambda0 1 --eta 1",
                                "--width 100",
                                "--eta 1",
                                "--width 100 --eta 1 --steps 0",
                                "--width 100 --eta 1 --seeds 0",
                                "--width 100 --eta-lambda0 1:3:1e6 --seeds 18446744073709551615",
                                "--width 100 --eta 1 --model full",
                                "--width 100 --eta 1 --f0 1",
                                "--width 100 --eta 1 --inputs nowhere.csv",
                                "--width 100 --eta 1e300:1e308:3",
                                "--width 100 --eta 1 --seed 18446744073709551615 --seeds 2",
                                "--width nan --eta 1",
                                "--width 100 --eta inf",
                                "--width 100 --eta 1 --threads 0",
                                "--width 100 --eta 1 --format npy",
                                "--width 100 --eta 1 --f0 9 --lambda0 0.1"})
        check_refused("sweep " + (options + out));
    check_refused("sweep --width 100 --eta 1 --resume");
    check_refused("sweep --width 100 --eta 1 --out " + path("no/such/folder"));
    CHECK(read("kept") == "kept");
    CHECK_FALSE(exists("kept.partial"));
}

TEST_CASE("a budget that is too small is reported, and is not a divergence")
{
    REQUIRE(run_command("sweep --width 1e6 --eta-lambda0 0.1 --steps 50") == 0);
    CHECK(read("stdout").find(",out_of_steps,50\n") != std::string::npos);
    CHECK(read("stdout").find("divergent") == std::string::npos);
    CHECK(read("stderr").find("--steps allows more") != std::string::npos);
}

TEST_CASE("with a label, a run that wanders has a period and a Lyapunov exponent")
{
    // On u = v the period doubles at ω = ηy/√n = 1, √5 − 1 and 1.2880. From 1.3 to 2 there is chaos with windows.
    const struct {
        const char* label;
        const char* period;
        bool chaotic;
    } known[] = {{"11", "2", false}, {"12.7", "4", false}, {"19", "", true}};
    for (const auto& k : known) {
        CAPTURE(k.label);
        REQUIRE(run_command("sweep --width 100 --f0 5 --lambda0 1 --eta 1 --steps 1000 --label " + std::string(k.label)) == 0);
        std::istringstream lines(read("stdout"));
        std::string header, row;
        std::getline(lines, header);
        std::getline(lines, row);
        CHECK(header.find(",end,steps,period,lyapunov,settled") != std::string::npos);
        CHECK(row.find(",bounded,") != std::string::npos);
        REQUIRE(row.size() > 4);
        CHECK(row.substr(row.size() - 4) == ",yes");
        row.resize(row.size() - 4);
        const std::size_t last = row.rfind(','), before = row.rfind(',', last - 1);
        CHECK(row.substr(before + 1, last - before - 1) == k.period);
        CHECK((std::strtod(row.c_str() + last + 1, nullptr) > 0) == k.chaotic);
    }
}

TEST_CASE("next to a bifurcation, many steps show the period, and too few show no phase")
{
    const auto column = [](const char* name) {
        std::istringstream lines(read("stdout"));
        std::string header, row, all, field;
        std::getline(lines, header);
        std::size_t at = 0;
        std::istringstream fields(header);
        while (std::getline(fields, field, ',') && field != name) ++at;
        while (std::getline(lines, row)) {
            std::istringstream in(row);
            for (std::size_t i = 0; i <= at; ++i) field.clear(), std::getline(in, field, ',');
            all += field + " ";
        }
        return all;
    };
    const std::string near = "sweep --width 1 --f0 0.9 --lambda0 2 --label 1 --eta 1.0001,1.2358,1.236,1.2364 --steps ";
    REQUIRE(run_command(near + "1e6") == 0);
    CHECK(column("phase") == "bounded bounded bounded bounded ");
    CHECK(column("period") == "2 2 2 4 ");
    CHECK(column("settled") == "yes yes yes yes ");
    REQUIRE(run_command(near + "1000") == 0);
    CHECK(column("phase") == "undecided undecided undecided undecided ");
    CHECK(column("period") == "    ");
    REQUIRE(run_command("sweep --width 1e6 --eta-lambda0 0.5,1.5,3,3.9,4.1,5 --steps 5") == 0);
    CHECK(column("phase") == "undecided undecided undecided undecided undecided undecided ");
}

TEST_CASE("exponents: at large width those of the law on both sides, and -1 without its logarithm")
{
    REQUIRE(run_command("exponents --width 16000,1e9,1e12 --seeds 4 --points 8") == 0);
    std::istringstream lines(read("stdout"));
    std::string line;
    std::getline(lines, line);
    CHECK(line.compare(0, 80, "width,side,exponent,stderr,ci_low,ci_high,range_low,range_high,points,seeds,expo") == 0);
    for (int row = 0; row < 8; ++row) {
        CAPTURE(row);
        std::getline(lines, line);
        std::vector<double> fields;
        std::istringstream in(line);
        for (std::string field; std::getline(in, field, ',');) fields.push_back(std::strtod(field.c_str(), nullptr));
        CHECK(fields[2] == doctest::Approx(-1).epsilon(0.15));
        // Interval and error come from the same resamples of 4 seeds, so the interval reaches about 1.96 errors to
        // either side.
        if (row < 6) CHECK((fields[5] - fields[4]) / (2 * fields[3]) == doctest::Approx(1.9).epsilon(0.25));
        if (row < 2) continue;
        // The law leaves out terms of the order of the distance, 0.02 at 10⁹. Their slope over the range is a tenth of
        // that.
        if (row < 6) CHECK(fields[2] == doctest::Approx(fields[10]).epsilon(0.005));
        if (row < 6) CHECK(fields[11] == doctest::Approx(-1).epsilon(0.005));
        if (row == 4 || row == 5) CHECK(fields[11] == doctest::Approx(-1).epsilon(1e-4));
        if (row >= 6) CHECK(fields[2] == doctest::Approx(-1).epsilon(1e-4));
    }
    CHECK(read("stderr").find("the log n law") != std::string::npos);
    check_refused("exponents --width 100");
    check_refused("exponents --width inf");
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
