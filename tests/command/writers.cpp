// The parts of the command that keep results safe: telling files apart, checked lines of a resumable file, and refused
// threads.
#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "concurrency/hand_out.hpp"
#include "concurrency/parallel.hpp"
#include "support/temporary_folder.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"
#include "writers/disk_space.hpp"
#include "writers/distinct_files.hpp"
#include "writers/progress.hpp"
#include "writers/resumable_file.hpp"
#include "writers/table_writer.hpp"

using namespace catapult::tools;
using catapult::test::temporary_folder;

namespace {

// The message of the request_error that `action` throws, or an empty text.
template <class Action>
std::string refusal(Action action)
{
    try {
        action();
    } catch (const request_error& error) {
        return error.what();
    }
    return {};
}

// Runs `action` in its own process and returns the exit code, which `action` returns.
template <class Action>
int in_child(Action action)
{
    std::fflush(stdout);  // otherwise the child would write it too
    const pid_t child = fork();
    if (child == 0) _exit(action());
    int how = 0;
    waitpid(child, &how, 0);
    return WIFEXITED(how) ? WEXITSTATUS(how) : 1000 + WTERMSIG(how);
}

std::string row_line(std::uint64_t row) { return std::to_string(row * row * 7919) + ",row " + std::to_string(row); }

resumable_rows rows_of(std::uint64_t total)
{
    resumable_rows rows;
    rows.identity = "# rows of a test";
    rows.header = "number,name\n";
    rows.total = total;
    rows.matches = [](std::uint64_t row, std::string_view line) { return line == row_line(row); };
    rows.first_row = [] { return row_line(0) + "\n"; };
    return rows;
}

void append(resumable_file& file, std::uint64_t end)
{
    std::string text;
    const std::uint64_t first = file.rows();
    for (std::uint64_t row = first; row < end; ++row) text += row_line(row) + "\n";
    file.append(text, end - first);
}

std::string whole_text(std::uint64_t total)
{
    std::string text = "number,name\n";
    for (std::uint64_t row = 0; row < total; ++row) text += row_line(row) + "\n";
    return text;
}

}  // namespace

TEST_CASE("an output that is an input, by whatever path, is refused")
{
    const temporary_folder folder;
    const std::string x = folder.write("x.npy", "x"), y = folder.write("y.npy", "y");
    mkdir(folder.path("sub").c_str(), 0777);
    std::filesystem::create_symlink("x.npy", folder.path("link"));
    std::filesystem::create_hard_link(x, folder.path("hard"));
    std::filesystem::create_symlink(".", folder.path("here"));
    const std::vector<named_file> inputs = {{"--inputs", x}, {"--targets", y}, {"--initial-u", ""}};
    for (const char* name :
         {"x.npy", "./x.npy", "sub/../x.npy", "sub//..//./x.npy", "here/x.npy", "here/here/link", "link", "hard"}) {
        CAPTURE(name);
        const std::string said = refusal([&] { require_distinct_files(inputs, {{"--out", folder.path(name)}}); });
        CHECK(said ==
              "--out " + folder.path(name) + ": the same file as --inputs " + x + ", which would be lost; choose another");
    }
    CHECK(refusal([&] {
              require_distinct_files(inputs, {{"--out", folder.path("z")}, {"--final-u", y}});
          }).find("--targets") != std::string::npos);
    CHECK(refusal([&] {
              require_distinct_files(inputs, {{"--out", folder.path("sub/x.npy")}, {"--final-u", folder.path("z")}});
          }).empty());
    // Two inputs may be one file, and a device may be both input and output.
    CHECK(refusal([&] { require_distinct_files({{"--inputs", x}, {"--targets", x}}, {{"--out", folder.path("z")}}); }).empty());
    CHECK(refusal([&] { require_distinct_files({{"--inputs", "/dev/null"}}, {{"--out", "/dev/null"}}); }).empty());
}

TEST_CASE("two outputs that are one file, existing or not, are refused")
{
    const temporary_folder folder;
    mkdir(folder.path("sub").c_str(), 0777);
    std::filesystem::create_symlink(".", folder.path("here"));
    const auto both = [&](const std::string& u, const std::string& v) {
        return refusal([&] { require_distinct_files({}, {{"--final-u", u}, {"--final-v", v}}); });
    };
    for (const bool there : {false, true}) {
        if (there) folder.write("w.npy", "w");
        for (const char* name : {"w.npy", "./w.npy", "sub/../w.npy", "here/w.npy"})
            CHECK(both(folder.path("w.npy"), folder.path(name)) == "--final-v " + folder.path(name) +
                                                                       ": the same file as --final-u " + folder.path("w.npy") +
                                                                       "; each needs its own");
        CHECK(both(folder.path("w.npy"), folder.path("sub/w.npy")).empty());
        CHECK(both(folder.path("w.npy"), folder.path("w")).empty());
    }
    CHECK(both("no/such/folder/w", "no/such/folder/v").empty());
    CHECK(both("/dev/null", "/dev/null").empty());
    const std::string pipe = folder.path("pipe");
    REQUIRE(mkfifo(pipe.c_str(), 0666) == 0);
    CHECK_FALSE(both(pipe, pipe).empty());
    // Standard output is a file here.
    CHECK(in_child([&] {
              if (std::freopen(folder.path("stdout").c_str(), "w", stdout) == nullptr) return 1;
              if (both("", folder.path("stdout")).find("standard output") == std::string::npos) return 2;
              if (both("-", folder.path("here/stdout")).empty()) return 3;
              return both("", folder.path("other")).empty() ? 0 : 4;
          }) == 0);
}

TEST_CASE("files larger than the disk are refused, with their size")
{
    const temporary_folder folder;
    const std::string u = folder.path("u.npy"), v = folder.path("v.npy");
    CHECK(refusal([&] { require_disk_space({{"--final-u", u, 1000}, {"--final-v", v, 1e3}}); }).empty());
    const std::string said = refusal([&] { require_disk_space({{"--final-u", u, 1000}, {"--final-v", v, 7.84e22}}); });
    CHECK(said.find("--final-v " + v + ": 78400 EB would be written, 1.0 kB beside them, and ") == 0);
    const double free = static_cast<double>(std::filesystem::space(folder.path("")).available);
    // Each of the two files would fit, even if other programs write meanwhile.
    if (free > 0)
        CHECK_FALSE(refusal([&] { require_disk_space({{"--final-u", u, free * 0.75}, {"--final-v", v, free * 0.75}}); }).empty());
    CHECK(refusal([] { require_disk_space({{"--final-u", "/dev/null", 1e30}, {"--final-v", "", 1e30}}); }).empty());
    CHECK(size_text(999) == "999 B");
    CHECK(size_text(9.44e12) == "9.4 TB");
}

TEST_CASE("a resumable file has checksums while it grows, and none when it is complete")
{
    const temporary_folder folder;
    const std::string name = folder.path("rows.csv");
    const resumable_rows rows = rows_of(20);
    {
        resumable_file file(name, rows, false);
        append(file, 7);
    }
    {
        resumable_file file(name, rows, true);
        CHECK(file.rows() == 7);
        append(file, 20);
        file.commit();
    }
    CHECK(folder.read("rows.csv") == whole_text(20));
    CHECK(folder.files() == 1);
}

TEST_CASE("any changed byte of a partial file is found and its line is named, and the advice works")
{
    const temporary_folder folder;
    const std::string name = folder.path("rows.csv"), partial = name + ".partial";
    const resumable_rows rows = rows_of(9);
    {
        resumable_file file(name, rows, false);
        append(file, 6);
    }
    const std::string good = folder.read("rows.csv.partial");
    REQUIRE(std::count(good.begin(), good.end(), '\n') == 8);
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const int flip : {1, 0x20, 0x80}) {
            CAPTURE(at);
            CAPTURE(flip);
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ flip);
            folder.write("rows.csv.partial", bad);
            const auto line = 1 + std::count(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(at), '\n');
            std::uint64_t there = 0;
            const std::string said = refusal([&] { there = resumable_file(name, rows, true).rows(); });
            INFO(said);
            if (at + 1 == good.size()) {  // without the end of the last line, that line is torn
                CHECK(there == 5);
                continue;
            }
            CHECK(said.find(partial + ": line " + std::to_string(line) + " is damaged; ") == 0);
            CHECK(folder.read("rows.csv.partial") == bad);
            if (line < 4 || flip != 1 || at % 5 != 0) continue;
            const std::size_t sed = said.find("sed -i"), end = said.find(" keeps the " + std::to_string(line - 3) + " rows");
            REQUIRE(end != std::string::npos);
            REQUIRE(std::system(said.substr(sed, end - sed).c_str()) == 0);
            CHECK(resumable_file(name, rows, true).rows() == static_cast<std::uint64_t>(line - 3));
        }
}

TEST_CASE("lines that are lost, doubled, exchanged, or beyond the last are found")
{
    const temporary_folder folder;
    const std::string name = folder.path("rows.csv");
    {
        const resumable_rows rows = rows_of(9);
        resumable_file file(name, rows, false);
        append(file, 6);
    }
    std::vector<std::string> lines;
    std::string text = folder.read("rows.csv.partial");
    for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
        lines.push_back(text.substr(0, end + 1));
    const auto said_of = [&](const std::vector<std::string>& of, std::uint64_t total) {
        std::string all;
        for (const std::string& line : of) all += line;
        folder.write("rows.csv.partial", all);
        const resumable_rows rows = rows_of(total);
        return refusal([&] { const resumable_file file(name, rows, true); });
    };
    CHECK(said_of(lines, 9).empty());
    std::vector<std::string> lost = lines, doubled = lines, exchanged = lines;
    lost.erase(lost.begin() + 4);
    doubled.insert(doubled.begin() + 4, doubled[4]);
    std::swap(exchanged[4], exchanged[5]);
    CHECK(said_of(lost, 9).find("line 5 is damaged") != std::string::npos);
    CHECK(said_of(doubled, 9).find("line 6 is damaged") != std::string::npos);
    CHECK(said_of(exchanged, 9).find("line 5 is damaged") != std::string::npos);
    CHECK(said_of(lines, 5).find("line 8 is damaged") != std::string::npos);
}

TEST_CASE("progress counts earlier rows, but its rate does not")
{
    CHECK(progress_text("points", 0, 50, 100, 5) == "50 of 100 points, 10 points/s, 5 s left");
    CHECK(progress_text("points", 900, 950, 1000, 5) == "950 of 1000 points, 10 points/s, 5 s left");
    CHECK(progress_text("steps", 0, 12000, 0, 2) == "12000 steps, 6.0k steps/s");
}

TEST_CASE("a team starts threads for existing chunks only, and does all chunks even if threads are refused")
{
    const auto does_all = [](thread_team& team, std::size_t chunks) {
        std::vector<std::atomic<int>> done(chunks);
        std::atomic<std::size_t> largest = 0;
        const std::size_t size = team.size_for(chunks);
        team.run(chunks, [&](std::size_t first, std::size_t count, std::size_t member) {
            if (member >= size) largest = member;
            for (std::size_t i = first; i < first + count; ++i) ++done[i];
        });
        return largest == 0 && std::all_of(done.begin(), done.end(), [](const std::atomic<int>& n) { return n == 1; });
    };
    thread_team team(1000000000);
    CHECK(team.size_for(1) == 1);
    CHECK(team.size_for(3) == 3);
    for (const std::size_t chunks : {1, 3, 2, 5, 5, 1, 4}) CHECK(does_all(team, chunks));
    CHECK(team.size_for(5) == 5);
    CHECK_THROWS_AS(team.run(5,
                             [](std::size_t first, std::size_t, std::size_t) {
                                 if (first > 2) throw request_error("one");
                             }),
                    request_error);
    CHECK(does_all(team, 5));

    const int code = in_child([&] {
        // The limit on processes does not hold for root. So root becomes a user without other processes.
        if (geteuid() == 0 && setuid(65534) != 0) return 77;
        const rlimit none = {1, 1};
        if (setrlimit(RLIMIT_NPROC, &none) != 0) return 77;
        thread_team small(8);
        if (small.size_for(8) == 8) return 77;
        return does_all(small, 100) && does_all(small, 1) && does_all(small, 7) ? 0 : 1;
    });
    if (code == 77) MESSAGE("skipped: the system does not limit the number of threads here");
    CHECK((code == 0 || code == 77));
}

TEST_CASE("ranges may come in pieces")
{
    std::string passed;
    hand_out ranges(0, 10, 2, [&](const std::string& rows, std::uint64_t) { passed += rows; });
    row_range a, b;
    REQUIRE(ranges.take(6, 100, a));
    REQUIRE(ranges.take(6, 100, b));
    ranges.bring({6, 1}, "6");
    ranges.bring({0, 2}, "01");
    ranges.bring({2, 4}, "2345");
    CHECK(passed == "0123456");
    ranges.bring({7, 3}, "789");
    CHECK(passed == "0123456789");
    CHECK_FALSE(ranges.take(6, 100, a));
}

TEST_CASE("JSON strings: quotes, backslashes and controls are escaped, UTF-8 passes, other bytes become U+FFFD")
{
    const auto written = [](const std::string& text) {
        std::string line;
        row_text(table_format::json, {"k\"y"}).append(line, {text});
        REQUIRE(line.substr(0, 8) == "{\"k\\\"y\":");
        REQUIRE(line.substr(line.size() - 2) == "}\n");
        return line.substr(8, line.size() - 10);
    };
    const auto in = [](const std::string& text) { return '"' + text + '"'; };
    const std::string replaced = "\xef\xbf\xbd";
    CHECK(written("") == in(""));
    CHECK(written("a \"b\" \\ c/d") == in("a \\\"b\\\" \\\\ c/d"));
    CHECK(written(std::string("\0\n\t\x1f\x7f", 5)) == in("\\u0000\\u000a\\u0009\\u001f\x7f"));
    // The first and the last sequence of each length, and those next to the surrogates.
    for (const char* const whole : {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                                    "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "2/λ₀ − 1"})
        CHECK(written(whole) == in(whole));
    // Lone continuation bytes, bytes that begin nothing, overlong forms, surrogates, numbers beyond U+10FFFF, sequences
    // cut off.
    for (const char* const broken : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                                     "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc2", "\xe2\x82", "\xf0\x9f\x98"}) {
        std::string expected;
        for (std::size_t i = 0; i < std::string(broken).size(); ++i) expected += replaced;
        CHECK(written(broken) == in(expected));
        CHECK(written(std::string("a") + broken + "\"") == in("a" + expected + "\\\""));
    }
}
