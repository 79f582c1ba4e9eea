// The built command under bad conditions: signals, refused threads, refused memory, full disks. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

void check_one_line(const std::string& part)
{
    const std::string error = read("stderr");
    INFO(error);
    CHECK(error.compare(0, 10, "catapult: ") == 0);
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(error.find(part) != std::string::npos);
}

// Waits until `happened` returns true or the child has ended. (If neither comes, the test's time limit ends it.)
bool wait_until(pid_t child, const std::function<bool()>& happened)
{
    while (!happened()) {
        siginfo_t gone = {};
        if (waitid(P_PID, static_cast<id_t>(child), &gone, WEXITED | WNOHANG | WNOWAIT) == 0 && gone.si_pid == child)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

// The names of all files in the folder and its subfolders.
std::vector<std::string> files()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder().path("")))
        names.push_back(entry.path().string());
    std::sort(names.begin(), names.end());
    return names;
}

void limit(int resource, rlim_t most)
{
    const rlimit both = {most, most};
    if (setrlimit(static_cast<__rlimit_resource_t>(resource), &both) != 0) _exit(126);
}

const std::string& data()
{
    static const std::string options = "--inputs " + folder().write("x.csv", "1,0.5,0\n0.2,-1,0.3\n0,0.7,1\n-1,0.1,0.4\n") +
                                       " --targets " + folder().write("y.csv", "1\n-1\n1\n-1\n") + " ";
    return options;
}

// Every second run takes about 10^13 steps, because it converges very close to the border.
const std::string endless =
    "sweep --width 1e14:1e15:300:log --f0 1e-6 --lambda0 2 --steps 1e15 --eta-lambda0 1.5,1.9999999999992 ";

}  // namespace

TEST_CASE("a signal ends every subcommand that waits for its data, and no file is left")
{
    const std::string pipe = path("pipe");
    REQUIRE(mkfifo(pipe.c_str(), 0666) == 0);
    folder().write("y.csv", "1\n-1\n");
    folder().write("stdout", "");
    folder().write("stderr", "");
    const auto before = files();
    const std::string of_pipe = "--inputs " + pipe + " --targets " + path("y.csv") + " ";
    for (const std::string& line :
         {"train " + of_pipe + "--width 100 --eta 0.1 --final-u " + path("u.npy") + " --final-v " + path("v.npy") + " --out " +
              path("rows"),
          "train --inputs " + path("y.csv") + " --targets " + path("y.csv") + " --initial-u " + pipe + " --initial-v " +
              path("y.csv") + " --eta 0.1 --out " + path("rows"),
          "plot " + pipe + " --out " + path("rows.svg"), "rates " + of_pipe + "--width 100 --out " + path("rows"),
          "sweep --model full " + of_pipe + "--width 100 --eta 0.1 --out " + path("rows")})
        for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
            CAPTURE(line);
            const pid_t child = start_command(line);
            int writing = -1;
            // Opening the pipe for writing succeeds once the child has opened its end.
            REQUIRE(wait_until(child, [&] { return (writing = open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0; }));
            kill(child, signal_number);
            CHECK(finish(child) == 128 + signal_number);
            close(writing);
            CHECK(files() == before);
        }
    unlink(pipe.c_str());
}

TEST_CASE("a signal ends exponents and reproduce while they compute, and no file is half written")
{
    for (const int signal_number : {SIGINT, SIGTERM}) {
        folder().write("stdout", "");
        folder().write("stderr", "");
        const auto before = files();
        const pid_t child = start_command("exponents --width 1e12,1e13,1e14,1e15 --seeds 10000 --points 1000 --out " +
                                          path("rows"));
        REQUIRE(wait_until(child, [&] { return files() != before; }));
        kill(child, signal_number);
        CHECK(finish(child) == 128 + signal_number);
        CHECK(files() == before);
    }
    const pid_t child = start_command("reproduce --out " + path("results"));
    REQUIRE(wait_until(child, [] { return exists("results/data") && !std::filesystem::is_empty(path("results/data")); }));
    kill(child, SIGTERM);
    CHECK(finish(child) == 128 + SIGTERM);
    for (const std::string& name : files()) CHECK(name.find(".part") == std::string::npos);
    std::filesystem::remove_all(path("results"));
}

TEST_CASE("a sweep with endless points ends soon after a signal, and keeps its rows")
{
    const std::pair<const char*, int> ways[] = {{"1", SIGINT}, {"3", SIGTERM}, {"8", SIGHUP}};
    for (const auto& way : ways) {  // (a lambda cannot capture a structured binding)
        const char* const threads = way.first;
        const int signal_number = way.second;
        CAPTURE(threads);
        const pid_t child = start_command(endless + "--threads " + std::string(threads) + " --out " + path("rows"));
        REQUIRE(wait_until(child, [] { return exists("rows.partial") && !read("rows.partial").empty(); }));
        const auto sent = std::chrono::steady_clock::now();
        kill(child, signal_number);
        CHECK(finish(child) == 128 + signal_number);
        // The command has two seconds to end. The rest allows for a busy machine.
        CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds(20));
        check_one_line("interrupted after 0 of 600 points, kept in " + path("rows.partial") +
                       ": the same command with --resume goes on");
        CHECK_FALSE(exists("rows"));
        unlink(path("rows.partial").c_str());
    }
}

TEST_CASE("a sweep whose output nobody reads ends after a signal")
{
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    REQUIRE(fcntl(ends[1], F_SETPIPE_SZ, 8192) >= 8192);
    const pid_t child = start_command("sweep --width 1e3:1e9:1000:log --eta-lambda0 0.5:3.5:1000",
                                      [&] { dup2(ends[1], STDOUT_FILENO); });
    close(ends[1]);
    // The child has written more than the header. Its next write has begun and cannot end.
    REQUIRE(wait_until(child, [&] {
        int waiting = 0;
        return ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting > 500;
    }));
    kill(child, SIGTERM);
    CHECK(finish(child) == 128 + SIGTERM);
    check_one_line("interrupted after ");
    close(ends[0]);
}

TEST_CASE("refused threads or memory: the same rows with fewer threads, or one line and a file that can be resumed")
{
    const std::string grid = "sweep --width 1e2:1e4:9:log --seeds 4 --eta-lambda0 0.1:4:50 ";
    REQUIRE(run_command(grid + "--threads 1") == 0);
    const std::string expected = read("stdout");
    CHECK(run_command(grid + "--threads 1e9") == 0);
    CHECK((read("stdout") == expected));
    REQUIRE(run_command("sweep --width 100 --eta-lambda0 1:3:3 --threads 1e9 --verbose") == 0);
    CHECK(read("stderr").find(" 3 threads") != std::string::npos);

    const rlim_t kilobyte = 1024;
    if (run_command("info", [&] { limit(RLIMIT_AS, 100000 * kilobyte); }) != 0) {
        MESSAGE("skipped: the command itself does not start in 100 MB of addresses (a sanitizer's shadow)");
        return;
    }
    CHECK(run_command(grid + "--threads 16", [&] { limit(RLIMIT_AS, 100000 * kilobyte); }) == 0);
    CHECK((read("stdout") == expected));

    // The memory that the command needs to start is not known here. So the limits go from too little to enough.
    const std::string large = "sweep --width 1e2:1e9:100:log --seeds 4 --eta-lambda0 0.1:3.9:100 --threads 64 --out ";
    REQUIRE(run_command(large + path("whole")) == 0);
    int failed = 0;
    for (const rlim_t limit_now : {14000, 16000, 20000, 30000, 45000, 70000, 110000, 250000}) {
        CAPTURE(limit_now);
        const int code = run_command(large + path("rows"), [&] { limit(RLIMIT_AS, limit_now * kilobyte); });
        // Too little even to load its libraries, or for their constants, before the command has any say.
        if (code == 127) continue;
        if (code == 1000 + SIGABRT && run_command("info", [&] { limit(RLIMIT_AS, limit_now * kilobyte); }) == code) continue;
        CHECK((code == 0 || code == 1));
        failed += code == 0 ? 0 : 1;
        if (code == 1)
            check_one_line(read("stderr").find("needs ") == std::string::npos ? "not enough memory" : ", which could not be had");
        if (code == 1 && exists("rows.partial")) REQUIRE(run_command(large + path("rows") + " --resume") == 0);
        if (exists("rows")) CHECK((read("rows") == read("whole")));
        unlink(path("rows").c_str());
        unlink(path("rows.partial").c_str());
    }
    CHECK(failed < 5);
    const std::string weights = "train " + data() + "--eta 0.1 --steps 3 --width 20000 --final-u " + path("u.npy") +
                                " --final-v " + path("v.npy") + " --threads ";
    REQUIRE(run_command(weights + "1") == 0);
    const std::string u = read("u.npy");
    for (const char* threads : {"1e9", "64"}) {
        REQUIRE(run_command(weights + threads, [&] {
                    if (*threads == '6') limit(RLIMIT_AS, 100000 * kilobyte);
                }) == 0);
        CHECK((read("u.npy") == u));
    }
}

TEST_CASE("a disk that fills up during a run: one line, and no file is left unless it can be resumed")
{
    const auto small_disk = [] { limit(RLIMIT_FSIZE, 20000); };
    folder().write("stdout", "");
    folder().write("stderr", "");
    (void)data();
    folder().write("kept", "precious\n");
    const auto before = files();
    for (const std::string& line :
         {"warmup --width 1e6 --eta-lambda0 0.1 --steps 10000 --out " + path("kept"),
          "train " + data() + "--width 1e6 --eta 0.01 --steps 10000 --format json --out " + path("kept"),
          "train " + data() + "--width 1e6 --eta 0.01 --steps 10000 --format npy --out " + path("kept"),
          "train " + data() + "--width 5000 --eta 0.01 --steps 1 --final-u " + path("u.npy") + " --final-v " + path("v.npy") +
              " --out " + path("kept")}) {
        CAPTURE(line);
        CHECK(run_command(line, small_disk) == 1);
        check_one_line("cannot be written: File too large");
        CHECK(files() == before);
        CHECK(read("kept") == "precious\n");
    }
    const std::string grid = "sweep --width 1e2:1e4:9:log --seeds 4 --eta-lambda0 0.1:4:50 --out ";
    CHECK(run_command(grid + path("rows"), small_disk) == 1);
    check_one_line(path("rows.partial") + ": cannot be written: File too large, after ");
    CHECK_FALSE(exists("rows"));
    REQUIRE(run_command(grid + path("rows") + " --resume") == 0);
    REQUIRE(run_command(grid + path("expected")) == 0);
    CHECK((read("rows") == read("expected")));
    if (access("/dev/full", W_OK) != 0) {
        MESSAGE("skipped: no /dev/full here; the limit on files above is what was tried");
        return;
    }
    for (const std::string& line :
         {std::string("warmup --width 10 --eta 0.1 "), std::string("rates --width 10 "),
          std::string("exponents --width 1e9 --seeds 2 --points 4 "), std::string("info "),
          std::string("sweep --width 100 --eta 0.1 "), "train " + data() + "--width 10 --eta 0.1 ", "reduce " + data()}) {
        CAPTURE(line);
        CHECK(run_command(line + "--out /dev/full") == 1);
        check_one_line("/dev/full: cannot be written: No space left on device");
    }
}

TEST_CASE("places that cannot be written to: one line, before anything is computed")
{
    for (const std::string& line :
         {std::string("warmup --width 10 --eta 0.1 --steps 1e15 "), std::string("exponents --width 1e15 --seeds 10000 "), endless,
          "train " + data() + "--width 10 --eta 0.1 --steps 1e15 "})
        for (const std::string& place : {path(""), path("no/such/folder/file"), path("x.csv/file"), std::string("/proc/file")}) {
            CAPTURE(line);
            CAPTURE(place);
            CHECK(run_command(line + "--out " + place) == 2);
            check_one_line(place == path("") ? "is a folder" : place == "/proc/file" ? "cannot be written" : "does not exist");
        }
    CHECK(run_command("train " + data() + "--width 10 --eta 0.1 --steps 1e15 --final-u " + path("") + " --final-v " +
                      path("v.npy")) == 2);
    check_one_line("is a folder");
}

TEST_CASE("files that are named twice, and weights larger than the disk, are refused before anything is read or computed")
{
    const std::string x = read("x.csv"), y = read("y.csv");
    REQUIRE_FALSE(x.empty());
    std::filesystem::create_symlink("x.csv", path("link.svg"));
    std::filesystem::create_symlink("x.csv", path("run.csv"));
    std::filesystem::create_symlink("run.csv", path("run.svg"));
    for (const std::string& line :
         {"train " + data() + "--width 10 --eta 0.1 --steps 1e15 --out " + path("./x.csv"),
          "train " + data() + "--width 10 --eta 0.1 --final-u " + path("y.csv") + " --final-v " + path("v.npy"),
          "train " + data() + "--width 10 --eta 0.1 --steps 1e15 --final-u " + path("w.npy") + " --final-v " + path("./w.npy"),
          "train " + data() + "--width 10 --eta 0.1 --steps 1e15 --final-u " + path("w.npy") + " --final-v " + path("v.npy") +
              " --out " + path("v.npy"),
          "plot " + path("run.csv"), "plot " + path("x.csv") + " --out " + path("link.svg"),
          "rates " + data() + "--width 10 --out " + path("x.csv"),
          "sweep --model full " + data() + "--width 10 --eta 0.1 --out " + path("y.csv"),
          "sweep --model full " + data() + "--width 10 --eta 0.1 --resume --out " + path("y.csv")}) {
        CAPTURE(line);
        CHECK(run_command(line) == 2);
        check_one_line(": the same file as ");
        CHECK(read("x.csv") == x);
        CHECK(read("y.csv") == y);
    }
    CHECK(run_command("train " + data() + "--width 1e15 --eta 0.1 --final-u " + path("w.npy") + " --final-v " + path("v.npy")) ==
          2);
    check_one_line("--final-u " + path("w.npy") + ": 24 PB would be written, and ");
    CHECK_FALSE(exists("w.npy"));
}

TEST_CASE("an output whose reader stops early leaves no file")
{
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    close(ends[0]);
    (void)data();
    const auto before = files();
    CHECK(run_command("train " + data() + "--width 10 --eta 0.01 --steps 100000 --final-u " + path("w.npy") + " --final-v " +
                          path("v.npy"),
                      [&] { dup2(ends[1], STDOUT_FILENO); }) == 128 + SIGPIPE);
    CHECK(files() == before);
    close(ends[1]);
}

int main(int argc, char** argv)
{
    for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) signal(signal_number, SIG_DFL);
    return run_tests_of_command(argc, argv);
}
