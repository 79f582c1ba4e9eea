// The built command's sweeps from outside: rows in order, killed and resumed to the same bytes, and requests that are wrong.
// argv[1]: the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "child.hpp"

using namespace catapult::test;

namespace {

std::string command;

pid_t start(const std::string& arguments)
{
    std::vector<std::string> line = words(arguments);
    line.insert(line.begin(), command);
    return catapult::test::start(line);
}

int run(const std::string& arguments) { return finish(start(arguments)); }

void check_refused(const std::string& arguments)
{
    CAPTURE(arguments);
    CHECK(run(arguments) == 2);
    const std::string error = read("stderr");
    CHECK(error.compare(0, 10, "catapult: ") == 0);
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(read("stdout").empty());
}

// Half a second or so of work in one thread.
const std::string grid = "sweep --width 100:1e9:300:log --eta-lambda0 0.05:3.95:1000 --seed 5 ";

const std::string& whole()
{
    static const std::string bytes = [] {
        REQUIRE(run(grid + "--threads 1 --out " + path("whole.csv")) == 0);
        return read("whole.csv");
    }();
    return bytes;
}

}  // namespace

TEST_CASE("rows in grid order with the contract's columns")
{
    REQUIRE(run("sweep --width 100,inf --seeds 2 --eta-lambda0 1:3:2") == 0);
    std::istringstream lines(read("stdout"));
    std::string line;
    std::getline(lines, line);
    CHECK(line.compare(0, 98, "model,width,seed,eta,eta_lambda0,lambda0,phase,steps_to_converge,loss_max,lambda_final,end,steps") == 0);
    std::vector<std::string> starts;
    while (std::getline(lines, line)) starts.push_back(line.substr(0, line.find(',', line.find(',', 7) + 1)));
    CHECK(starts == std::vector<std::string>{"warmup,100,0", "warmup,100,0", "warmup,100,1", "warmup,100,1", "warmup,inf,0", "warmup,inf,0",
                                             "warmup,inf,1", "warmup,inf,1"});
}

TEST_CASE("the bytes do not depend on the threads")
{
    for (const char* threads : {"2", "7"}) {
        REQUIRE(run(grid + "--threads " + threads + " --out " + path("threads.csv")) == 0);
        CHECK((read("threads.csv") == whole()));
    }
}

TEST_CASE("killed at any moment and resumed, the file is that of an uninterrupted run")
{
    const std::string expected = whole();
    std::uint64_t random = 12345;
    for (int round = 0; round < 3; ++round) {
        const std::string name = "killed" + std::to_string(round) + ".csv";
        int killed = 0;
        for (int attempt = 0; attempt < 40; ++attempt) {
            const pid_t child = start(grid + "--threads 2 --resume --out " + path(name));
            random = random * 6364136223846793005u + 1442695040888963407u;
            std::this_thread::sleep_for(std::chrono::microseconds(random >> 33 & 0x3ffff));
            kill(child, attempt % 3 == 2 ? SIGINT : SIGKILL);
            const int code = finish(child);
            if (code == 0) break;
            CHECK((code == 1000 + SIGKILL || code == 130 || code == 1000 + SIGINT));
            ++killed;
            CHECK_FALSE(exists(name));
        }
        REQUIRE(run(grid + "--resume --out " + path(name)) == 0);
        CHECK((read(name) == expected));  // (not to be printed)
        CHECK_FALSE(exists(name + ".partial"));
        CHECK(killed > 0);
    }
}

TEST_CASE("a torn last line of an interrupted run is dropped, wherever it is torn")
{
    const std::string expected = whole();
    std::string partial;
    for (int wait = 40; partial.size() < 2000 && wait < 5000; wait *= 2) {
        unlink(path("torn.csv.partial").c_str());
        const pid_t child = start(grid + "--threads 1 --out " + path("torn.csv"));
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
        kill(child, SIGKILL);
        finish(child);
        partial = read("torn.csv.partial");
    }
    REQUIRE(partial.size() >= 2000);
    const std::size_t identity = partial.find('\n'), header = partial.find('\n', identity + 1);
    for (const std::size_t cut : {std::size_t{0}, identity / 2, identity, identity + 1, header - 3, header, header + 1, header + 20, std::size_t{1999}}) {
        CAPTURE(cut);
        folder().write("torn.csv.partial", partial.substr(0, cut));
        unlink(path("torn.csv").c_str());
        REQUIRE(run(grid + "--threads 2 --resume --out " + path("torn.csv")) == 0);
        CHECK((read("torn.csv") == expected));
        CHECK_FALSE(exists("torn.csv.partial"));
    }
}

TEST_CASE("a torn last line of the file itself is dropped, wherever it is cut")
{
    const std::string small = "sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.5:7 ";
    for (const std::string format : {"csv", "json"}) {
        REQUIRE(run(small + "--format " + format + " --out " + path("small")) == 0);
        const std::string expected = read("small");
        for (std::size_t cut = 0; cut <= expected.size(); cut += 97) {
            CAPTURE(cut);
            folder().write("cut", expected.substr(0, cut));
            REQUIRE(run(small + "--resume --format " + format + " --out " + path("cut")) == 0);
            CHECK(read("cut") == expected);
        }
    }
}

TEST_CASE("a file of another sweep is refused and stays as it is")
{
    const std::string small = "sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.5:7 ";
    REQUIRE(run(small + "--out " + path("own")) == 0);
    const std::string own = read("own");
    for (const char* other : {"sweep --width 50 --seeds 3 --eta-lambda0 0.5:3.4:7 ", "sweep --width 51 --seeds 3 --eta-lambda0 0.5:3.5:7 ",
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
    for (const char* options :
         {"--width 100 --eta-lambda0 3:1:5", "--width 100 --eta-lambda0 1:1:5", "--width 100 --eta-lambda0 1:3:0", "--width 100 --eta-lambda0 0:3:4:log",
          "--width 100 --eta-lambda0 -1:3:4:log", "--width 100 --eta-lambda0 1:3", "--width 100 --eta-lambda0 1:3:4:cubic", "--width 100 --eta-lambda0 ,",
          "--width 100.5 --eta-lambda0 1", "--width 0 --eta-lambda0 1", "--width 100:10:3:log --eta-lambda0 1", "--width 1:inf:3:log --eta-lambda0 1",
          "--width 100 --eta-lambda0 1 --eta 1", "--width 100", "--eta 1", "--width 100 --eta 1 --steps 0", "--width 100 --eta 1 --seeds 0",
          "--width 100 --eta-lambda0 1:3:1e6 --seeds 18446744073709551615", "--width 100 --eta 1 --model full", "--width 100 --eta 1 --f0 1",
          "--width 100 --eta 1 --inputs nowhere.csv", "--width 100 --eta 1 --f0 9 --lambda0 0.1"})
        check_refused("sweep " + (options + out));
    check_refused("sweep --width 100 --eta 1 --resume");
    check_refused("sweep --width 100 --eta 1 --out " + path("no/such/folder"));
    CHECK(read("kept") == "kept");
    CHECK_FALSE(exists("kept.partial"));
}

TEST_CASE("a budget that is too small is said to be, and is no divergence")
{
    REQUIRE(run("sweep --width 1e6 --eta-lambda0 0.1 --steps 50") == 0);
    CHECK(read("stdout").find(",out_of_steps,50\n") != std::string::npos);
    CHECK(read("stdout").find("divergent") == std::string::npos);
    CHECK(read("stderr").find("--steps allows more") != std::string::npos);
}

TEST_CASE("exponents: the law's at large width on both sides, and -1 without its logarithm")
{
    REQUIRE(run("exponents --width 16000,1e9,1e12 --seeds 4 --points 8") == 0);
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
        if (row < 2) continue;
        // The law leaves out terms of the order of the distance, 0.02 at 10⁹, whose slope over the range is a tenth of that.
        if (row < 6) CHECK(fields[2] == doctest::Approx(fields[10]).epsilon(0.005));
        if (row < 6) CHECK(fields[11] == doctest::Approx(-1).epsilon(0.005));
        if (row == 4 || row == 5) CHECK(fields[11] == doctest::Approx(-1).epsilon(1e-4));
        if (row >= 6) CHECK(fields[2] == doctest::Approx(-1).epsilon(1e-4));
    }
    CHECK(read("stderr").find("the log n law") != std::string::npos);
    check_refused("exponents --width 100");
    check_refused("exponents --width inf");
}

int main(int argc, char** argv)
{
    if (argc < 2) return 1;
    command = argv[1];
    folder();  // before any child has one of its own
    unsetenv("CATAPULT_ISA");
    doctest::Context context(argc, argv);
    return context.run();
}
