// `catapult reproduce` from outside: its files, the requests it refuses, and the failures it survives.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/reproduction.hpp"

namespace {

using namespace catapult::test;

// The names and contents of all files in a data folder.
std::string contents(const std::string& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    std::string all;
    for (const std::string& name : names) all += name + "\n" + temporary_folder::read_file(folder + "/" + name);
    return all;
}

}  // namespace

TEST_CASE("A figure leaves data, pictures, verdicts and a page that needs nothing else")
{
    const temporary_folder folder;
    const std::string results = folder.path("results");
    const result r = run(folder, "reproduce 1a 2 --format json --out " + quoted(results));
    CHECK(r.exit_code == 0);
    CHECK(count(r.out, "\"holds\":\"yes\"") >= 8);
    CHECK(count(r.out, "\"holds\":\"no\"") == 0);
    CHECK(r.out == temporary_folder::read_file(results + "/summary.json"));
    CHECK(temporary_folder::read_file(results + "/data/2-curves.csv").rfind("eta_lambda0,step,eta_t,f,loss,lambda\n", 0) == 0);

    const std::string summary = temporary_folder::read_file(results + "/summary.md");
    CHECK(count(summary, "\n| S1 | ") + count(summary, "\n| 2 | ") == count(r.out, "\n"));

    const std::string page = temporary_folder::read_file(results + "/index.html");
    CHECK(page.rfind("<!DOCTYPE html>", 0) == 0);
    CHECK(count(page, "name=\"viewport\"") == 1);
    CHECK(count(page, "<section ") == 2);
    CHECK(count(page, "</section>") == 2);
    CHECK(count(page, "<tr>") == count(r.out, "\n") + 2);
    CHECK(count(page, "src=\"") == count(page, "src=\"data:image/png;base64,iVBOR"));
    CHECK(count(page, "<script") + count(page, "<link") == 0);
    if (gnuplot_here) {
        CHECK(count(page, "<img ") == 3);
        for (const char* name : {"S1", "2", "2-widths"}) {
            CHECK(temporary_folder::read_file(results + "/figures/" + name + ".png").size() > 10000);
            CHECK(count(temporary_folder::read_file(results + "/figures/" + name + ".svg"), "</svg>") == 1);
        }
        CHECK(count(contents(results + "/figures"), ".messages") == 0);
    } else {
        CHECK(count(r.error, "apt-get install") == 1);
    }
}

TEST_CASE("Without gnuplot there is everything but pictures, and one line says how to get them")
{
    const temporary_folder folder;
    const result r = run(folder, "reproduce 2 --out " + quoted(folder.path("results")), "PATH=/nonexistent");
    CHECK(r.exit_code == 0);
    CHECK(count(r.error, "\n") == 1);
    CHECK(r.error.find("gnuplot-nox") != std::string::npos);
    CHECK(std::filesystem::is_empty(folder.path("results/figures")));
    CHECK(std::filesystem::exists(folder.path("results/data/2-widths.csv")));
    CHECK(count(folder.read("results/index.html"), "<img ") == 0);
}

TEST_CASE("A verdict is yes exactly if the value is within the tolerance beside it")
{
    const temporary_folder folder;
    const result r = run(folder,
                         "reproduce 2 2-full S12 log-n phases bifurcation --format json --out " + quoted(folder.path("results")),
                         "PATH=/nonexistent");
    REQUIRE(r.exit_code == 0);
    CHECK(check_verdicts(r.out) > 20);
}

TEST_CASE("The data has the same bytes on every instruction set, and depends on the seed")
{
    const temporary_folder folder;
    const std::string without_pictures = "PATH=/nonexistent";
    CHECK(run(folder, "reproduce 2 S1 --seed 7 --out " + quoted(folder.path("best")), without_pictures).exit_code == 0);
    CHECK(
        run(folder, "reproduce 2 S1 --seed 7 --isa scalar --out " + quoted(folder.path("scalar")), without_pictures).exit_code ==
        0);
    CHECK(run(folder, "reproduce 2 S1 --seed 8 --out " + quoted(folder.path("other")), without_pictures).exit_code == 0);
    CHECK(contents(folder.path("best/data")) == contents(folder.path("scalar/data")));
    CHECK(folder.read("best/summary.json") == folder.read("scalar/summary.json"));
    CHECK(folder.read("best/data/2-curves.csv") != folder.read("other/data/2-curves.csv"));
    CHECK(folder.read("best/summary.json") != folder.read("other/summary.json"));
}

TEST_CASE("An unknown figure lists the known ones; nothing is written")
{
    const temporary_folder folder;
    const result r = run(folder, "reproduce 2 17 --out " + quoted(folder.path("results")));
    CHECK(r.exit_code == 2);
    CHECK(count(r.error, "\n") == 1);
    CHECK(r.error.find("'17'") != std::string::npos);
    CHECK(r.error.find("S1 (also 1a), 2") != std::string::npos);
    CHECK(!std::filesystem::exists(folder.path("results")));
}

TEST_CASE("An existing folder is left alone without --force; a figure that fails does not stop the others")
{
    const temporary_folder folder;
    std::filesystem::create_directories(folder.path("results/data/S1-surface.csv/in the way"));
    const std::string out = " --out " + quoted(folder.path("results"));
    const result refused = run(folder, "reproduce" + out);
    CHECK(refused.exit_code == 2);
    CHECK(refused.error.find("--force") != std::string::npos);
    CHECK(!std::filesystem::exists(folder.path("results/index.html")));

    const result forced = run(folder, "reproduce S1 2 --force" + out, "PATH=/nonexistent");
    CHECK(forced.exit_code == 1);
    CHECK(forced.error.find("figure S1") != std::string::npos);
    CHECK(std::filesystem::exists(folder.path("results/data/2-widths.csv")));
    CHECK(count(folder.read("results/summary.md"), "\n| 2 | ") > 1);
    CHECK(count(folder.read("results/summary.md"), "failed: ") == 1);
    CHECK(count(folder.read("results/index.html"), "Not complete: ") == 1);
}

TEST_CASE("plot draws a trajectory beside its file, and refuses a file that is not a result")
{
    const temporary_folder folder;
    const std::string file = folder.path("run.csv");
    REQUIRE(run(folder, "warmup --width 1e6 --eta-lambda0 3 --steps 50 --out " + quoted(file)).exit_code == 0);
    const result drawn = run(folder, "plot " + quoted(file));
    if (gnuplot_here) {
        CHECK(drawn.exit_code == 0);
        CHECK(drawn.out == folder.path("run.svg") + "\n" + folder.path("run.png") + "\n");
        CHECK(folder.read("run.png").size() > 5000);
    } else {
        CHECK(drawn.exit_code == 1);
    }
    const result without_gnuplot = run(folder, "plot " + quoted(file), "PATH=/nonexistent");
    CHECK(without_gnuplot.exit_code == 1);
    CHECK(without_gnuplot.error.find("gnuplot-nox") != std::string::npos);
    for (const char* bytes : {"", "a,b\n1,2\n", "step,f,loss,lambda\n"}) {
        const result refused = run(folder, "plot " + quoted(folder.write("other.csv", bytes)));
        CHECK(refused.exit_code == 2);
        CHECK(count(refused.error, "\n") == 1);
    }
    CHECK(run(folder, "plot /nonexistent.csv").exit_code == 2);
}
