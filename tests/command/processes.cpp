// Sweeps over several processes of an MPI launch on this machine. They give the bytes of one process, and a file to
// resume from if a rank dies. argv: the command, and mpirun; mpirun is left out if it is missing or the command was
// built without MPI.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

std::string launcher;

pid_t launch(int ranks, const std::string& arguments)
{
    return start(words(launcher + " -n " + std::to_string(ranks) + " " + command_path() + " " + arguments));
}

// The lines of the command, without those of the launcher.
std::vector<std::string> said()
{
    std::istringstream in(read("stderr"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        if (line.compare(0, 10, "catapult: ") == 0) lines.push_back(line);
    return lines;
}

// Waits until the partial file has this size or the run is complete. False after a minute.
bool grows_beyond(const std::string& name, off_t size)
{
    const auto start = std::chrono::steady_clock::now();
    struct stat about = {};
    while (stat(path(name + ".partial").c_str(), &about) != 0 || about.st_size < size) {
        if (exists(name)) return true;
        if (std::chrono::steady_clock::now() - start > std::chrono::seconds(60)) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

const std::string grid = "sweep --width 100:1e9:100:log --eta-lambda0 0.05:4.05:200 --seed 5 ";
// Close to the border and watched at every step, so it is more than a second of work.
const std::string slow_grid = "sweep --width 1e9:1e11:12:log --eta-lambda0 1.99:2.01:200 --follow ";

const std::string& slow_whole()
{
    static const std::string bytes = [] {
        REQUIRE(run_command(slow_grid + "--out " + path("slow.csv")) == 0);
        return read("slow.csv");
    }();
    return bytes;
}

constexpr int launcher_itself = -1;

// Starts three processes and sends a signal to one of them, or to their launcher, while they work. False if they were
// done before.
bool interrupt_one(const std::string& name, int rank, int signal_number)
{
    folder().write("rank.sh", "echo $$ > " + path("rank") + "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}\nexec \"$@\"\n");
    const pid_t all = start(
        words(launcher + " -n 3 sh " + path("rank.sh") + " " + command_path() + " " + slow_grid + "--out " + path(name)));
    REQUIRE(grows_beyond(name, 2000));
    kill(rank == launcher_itself ? all : static_cast<pid_t>(std::atoi(read("rank" + std::to_string(rank)).c_str())),
         signal_number);
    const int exit_code = finish(all);
    if (exists(name)) return false;
    CHECK(exit_code != 0);
    return true;
}

// Checks that an interrupted run's file is finished by another launch or by one process.
void end_one(int rank, int signal_number, int resuming_ranks)
{
    CAPTURE(rank);
    CAPTURE(signal_number);
    const std::string name = "ended" + std::to_string(rank) + "-" + std::to_string(signal_number) + ".csv";
    bool interrupted = interrupt_one(name, rank, signal_number);
    // The launcher may pass the signal on only after a second, when all may be done. Then the test tries again.
    for (int attempt = 2; !interrupted && rank != launcher_itself; ++attempt) {
        REQUIRE(attempt <= 25);
        std::filesystem::remove(path(name));
        interrupted = interrupt_one(name, rank, signal_number);
    }
    if (interrupted && rank != 0) {
        const std::vector<std::string> lines = said();
        INFO(read("stderr"));
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].find(" points, kept in " + path(name + ".partial") + ": the same command with --resume goes on") !=
              std::string::npos);
    }
    const std::string more = slow_grid + "--resume --out " + path(name);
    CHECK((resuming_ranks == 1 ? run_command(more) : finish(launch(resuming_ranks, more))) == 0);
    CHECK((read(name) == slow_whole()));
    CHECK_FALSE(exists(name + ".partial"));
}

}  // namespace

TEST_CASE("the bytes do not depend on the number of processes, nor on their threads")
{
    REQUIRE(run_command(grid + "--out " + path("one.csv")) == 0);
    const std::string expected = read("one.csv");
    const std::string end_of_run = said().at(0);
    for (const int ranks : {1, 2, 4}) {
        CAPTURE(ranks);
        REQUIRE(finish(launch(ranks, grid + (ranks == 2 ? "--threads 3 " : "") + "--out " + path("many.csv"))) == 0);
        CHECK((read("many.csv") == expected));
        CHECK(said() == std::vector<std::string>{end_of_run});  // the counts are those of all processes
    }
    REQUIRE(finish(launch(2, grid)) == 0);
    CHECK((read("stdout") == expected));
}

TEST_CASE("the full model, in JSON")
{
    folder().write("x.csv", "1,0.5,0\n0.2,-1,0.3\n0,0.7,1\n-1,0.1,0.4\n");
    folder().write("y.csv", "1\n-1\n1\n-1\n");
    const std::string full = "sweep --model full --inputs " + path("x.csv") + " --targets " + path("y.csv") +
                             " --width 1e3,1e6 --seeds 7 --eta-lambda0 0.5:4.5:20 --format json --out ";
    REQUIRE(run_command(full + path("one.json")) == 0);
    REQUIRE(finish(launch(3, full + path("three.json"))) == 0);
    CHECK((read("three.json") == read("one.json")));
}

TEST_CASE("a rank that dies, or a signal, ends the run with one line and a file to resume from")
{
    end_one(2, SIGKILL, 2);
    end_one(0, SIGKILL, 1);
    end_one(1, SIGTERM, 1);
    end_one(launcher_itself, SIGINT, 1);
}

TEST_CASE("an error of all processes is reported once")
{
    for (const char* wrong : {"sweep --width 100 --eta-lambda0 3:1:5", "sweep --width 100 --eta 1 --eta-lambda0 1"}) {
        CAPTURE(wrong);
        CHECK(finish(launch(3, wrong)) == 2);
        CHECK(said().size() == 1);
    }
}

TEST_CASE("an error of one process is reported by the first")
{
    folder().write("data.sh", "cd " + folder().path("") + "${OMPI_COMM_WORLD_RANK:-$PMI_RANK}\nexec \"$@\"\n");
    for (const char* rank : {"0", "1"}) {
        mkdir(path(rank).c_str(), 0777);
        folder().write(std::string(rank) + "/y.csv", "1\n-1\n");
        folder().write(std::string(rank) + "/x.csv", *rank == '0' ? "1,2\n3,4\n" : "1,2\n3,5\n");
    }
    const std::string line = launcher + " -n 2 sh " + path("data.sh") + " " + command_path() +
                             " sweep --model full --inputs x.csv --targets y.csv --width 100 --eta-lambda0 1 --out rows.csv";
    CHECK(finish(start(words(line))) == 2);
    CHECK(said() == std::vector<std::string>{"catapult: rank 1: its data, options or version are not those of rank 0"});
    unlink(path("1/x.csv").c_str());
    CHECK(finish(start(words(line))) == 2);
    REQUIRE(said().size() == 1);
    CHECK(said()[0].compare(0, 23, "catapult: rank 1: x.csv") == 0);
    CHECK_FALSE(exists("0/rows.csv"));
    CHECK_FALSE(exists("0/rows.csv.partial"));
}

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::printf("skipped: no MPI: neither built with one nor mpirun found\n");
        return 77;
    }
    launcher = argv[2];
    // Settings of Open MPI, which other MPIs ignore. They allow root, more ranks than cores, and no network except this
    // machine's own. TCP is excluded, because over TCP a process whose peer is gone is ended before it can report.
    for (const char* setting : {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
                                "OMPI_MCA_rmaps_base_oversubscribe=1", "OMPI_MCA_pml=ob1", "OMPI_MCA_btl=self,vader",
                                "OMPI_MCA_btl_vader_single_copy_mechanism=none", "OMPI_MCA_oob_tcp_if_include=lo"})
        putenv(const_cast<char*>(setting));
    // Memory that an MPI does not free at its end is not a fault of the command.
    const char* const sanitizer = std::getenv("ASAN_OPTIONS");
    setenv("ASAN_OPTIONS", ((sanitizer != nullptr ? std::string(sanitizer) + ":" : std::string()) + "detect_leaks=0").c_str(), 1);
    return run_tests_of_command(argc, argv);
}
