// The built command from outside: its output, and its answers to wrong requests. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "readers/matrix.hpp"
#include "support/file_bytes.hpp"
#include "support/tested_command.hpp"

using namespace catapult::test;

namespace {

struct result {
    int exit_code = -1;
    std::string out;
    std::string error;
};

using arguments = std::vector<std::string>;

// `prepare` may send the output elsewhere; `out` is empty then.
result run(
    const arguments& with, const std::function<void()>& prepare = [] {})
{
    result r;
    r.exit_code = finish(start_command(with, prepare));
    r.out = read("stdout");
    r.error = read("stderr");
    return r;
}
result run(const std::string& text) { return run(words(text)); }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Checks for exit code `code`, empty standard output, and one line on standard error that contains `part`.
void check_refused(const result& r, int code, const std::string& part)
{
    INFO(r.error);
    CHECK(r.exit_code == code);
    CHECK(r.out.empty());
    CHECK(contains(r.error, part));
    CHECK(r.error.compare(0, 10, "catapult: ") == 0);
    CHECK(r.error.find('\n') == r.error.size() - 1);
}

std::vector<std::vector<std::string>> table(const std::string& text)
{
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        rows.emplace_back();
        std::istringstream fields(line);
        for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(field);
        if (!line.empty() && line.back() == ',') rows.back().emplace_back();
    }
    return rows;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

std::string join(const std::vector<double>& values, std::size_t columns)
{
    std::ostringstream text;
    text.precision(17);
    for (std::size_t i = 0; i < values.size(); ++i) text << values[i] << ((i + 1) % columns == 0 ? '\n' : ',');
    return text.str();
}

// Numbers without structure, for data of 12 samples, 5 inputs and 2 outputs.
std::vector<double> scattered(std::size_t count, unsigned seed)
{
    std::vector<double> values(count);
    std::uint64_t state = seed;
    for (double& v : values) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        v = static_cast<double>(state >> 40) / 8388608.0 - 1;
    }
    return values;
}

std::string inputs_file()
{
    static const std::string path = folder().write("x.csv", join(scattered(60, 1), 5));
    return path;
}

std::string targets_file()
{
    static const std::string path = folder().write("y.csv", join(scattered(24, 2), 2));
    return path;
}

arguments train(const std::string& more)
{
    arguments a = {"train", "--inputs", inputs_file(), "--targets", targets_file()};
    for (const std::string& word : words(more)) a.push_back(word);
    return a;
}

}  // namespace

TEST_CASE("help at every level, with an example")
{
    for (const char* which : {"--help", "warmup --help", "train --help", "rates --help", "info --help"}) {
        const result r = run(which);
        CHECK(r.exit_code == 0);
        CHECK(contains(r.out, "Example"));
        CHECK(contains(r.out, "  catapult "));
        CHECK(r.error.empty());
    }
    CHECK(run("--version").exit_code == 0);
}

TEST_CASE("warmup: columns, row 0, and the last bit of every number")
{
    const result r = run("warmup --width 1000 --f0 0.1 --lambda0 2.1 --eta-lambda0 3 --steps 20");
    REQUIRE(r.exit_code == 0);
    CHECK(r.error.empty());
    const auto rows = table(r.out);
    REQUIRE(rows.size() == 22);
    CHECK(rows[0] == std::vector<std::string>{"step", "f", "loss", "lambda"});
    CHECK(rows[1] == std::vector<std::string>{"0", "0.1", rows[1][2], "2.1"});
    CHECK(number(rows[1][2]) == doctest::Approx(0.005).epsilon(1e-15));
    // The first step must follow the paper's formula: f' = f (1 − ηλ + η²f²/n), λ' = λ + (ηf²/n)(ηλ − 4).
    const double eta = 3 / 2.1;
    CHECK(number(rows[2][1]) == doctest::Approx(0.1 * (1 - 3 + eta * eta * 0.01 / 1000)).epsilon(1e-13));
    CHECK(number(rows[2][3]) == doctest::Approx(2.1 - eta * 0.01 / 1000).epsilon(1e-13));

    // The .npy file must hold the same numbers, as 64-bit numbers.
    const std::string npy_path = folder().path("w.npy");
    REQUIRE(run({"warmup", "--width", "1000", "--f0", "0.1", "--lambda0", "2.1", "--eta-lambda0", "3", "--steps", "20",
                 "--format", "npy", "--out", npy_path})
                .exit_code == 0);
    const catapult::tools::file_matrix npy = catapult::tools::read_matrix(npy_path);
    REQUIRE(npy.rows == 21);
    REQUIRE(npy.columns == 4);
    for (std::size_t i = 0; i < npy.rows; ++i)
        for (std::size_t j = 0; j < 4; ++j) CHECK(npy(i, j) == number(rows[i + 1][j]));
}

TEST_CASE("JSON: one object a line, with the numbers of the CSV")
{
    const auto rows = table(run("warmup --width inf --seed 3 --eta 0.3 --steps 2").out);
    const result r = run("warmup --width inf --seed 3 --eta 0.3 --steps 2 --format json");
    std::istringstream lines(r.out);
    std::string line;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        REQUIRE(std::getline(lines, line));
        CHECK(line ==
              "{\"step\":" + rows[i][0] + ",\"f\":" + rows[i][1] + ",\"loss\":" + rows[i][2] + ",\"lambda\":" + rows[i][3] + "}");
    }
    CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("the same seed gives the same bytes on every instruction set and any number of threads")
{
    std::vector<std::string> sets;
    for (const auto& row : table(run("info").out))
        if (row[0] == "isa_available") sets = words(row[1]);
    REQUIRE(!sets.empty());
    const auto same = [&](const arguments& a) {
        const result reference = run(a);
        REQUIRE(reference.exit_code == 0);
        for (const std::string& set : sets)
            for (const char* threads : {"1", "2", "7"}) {
                arguments b = a;
                b.insert(b.end(), {"--isa", set});
                if (a[0] == "train") b.insert(b.end(), {"--threads", threads});
                CHECK(run(b).out == reference.out);
            }
    };
    same(words("warmup --width 1e6 --seed 7 --eta-lambda0 3 --steps 50"));
    same(train("--width 1e12 --seed 7 --eta-lambda0 3 --steps 50"));
    same(train("--width 20000 --seed 7 --eta-lambda0 3 --steps 5 --engine parameters"));
    CHECK(run("warmup --width 1e6 --seed 7 --eta 1").out != run("warmup --width 1e6 --seed 8 --eta 1").out);
    CHECK(run("warmup --width 1e6 --eta 1").out == run("warmup --width 1e6 --seed 0 --eta 1").out);
}

TEST_CASE("train: lazy, catapult, divergent")
{
    const auto losses = [](const result& r) {
        std::vector<double> values;
        for (const auto& row : table(r.out)) values.push_back(number(row[1]));
        values.erase(values.begin());
        return values;
    };
    const result lazy = run(train("--width 1e6 --seed 1 --eta-lambda0 1 --steps 200"));
    REQUIRE(lazy.exit_code == 0);
    CHECK(table(lazy.out)[0][0] == "step");
    CHECK(table(lazy.out)[0][1] == "loss");
    CHECK(table(lazy.out)[0][2] == "lambda_max");
    const std::vector<double> falling = losses(lazy);
    REQUIRE(falling.size() == 201);
    for (std::size_t i = 1; i < falling.size(); ++i) CHECK(falling[i] <= falling[i - 1]);

    const result catapult = run(train("--width 1e6 --seed 1 --eta-lambda0 3 --steps 200"));
    const std::vector<double> thrown = losses(catapult);
    double peak = 0;
    for (const double loss : thrown) peak = std::fmax(peak, loss);
    CHECK(peak > 100 * thrown.front());
    CHECK(thrown.back() < thrown.front());
    const auto rows = table(catapult.out);
    CHECK(number(rows.back()[2]) < 0.9 * number(rows[1][2]));

    // Divergence is a result: all rows are finite, standard error gets one line, and the exit code is 0.
    const result divergent = run(train("--width 1e6 --seed 1 --eta-lambda0 4.5 --steps 200"));
    CHECK(divergent.exit_code == 0);
    CHECK(contains(divergent.error, "divergent after step "));
    CHECK(divergent.error.find('\n') == divergent.error.size() - 1);
    for (const double loss : losses(divergent)) CHECK(std::isfinite(loss));
    CHECK(losses(divergent).size() < 200);
    CHECK(losses(divergent).size() > 5);
}

TEST_CASE("train --columns: more columns by name, and the evidence for lambda")
{
    for (const std::string engine : {"gram", "parameters"}) {
        const result r = run(train(
            "--width 500 --seed 1 --eta-lambda0 1.5 --steps 9 --verbose --columns time,lambda_error,excess_loss,time --engine " +
            engine));
        REQUIRE(r.exit_code == 0);
        const auto rows = table(r.out);
        REQUIRE(rows.size() == 11);
        CHECK(rows[0] == std::vector<std::string>{"step", "loss", "lambda_max", "excess_loss", "time", "lambda_error"});
        CHECK(number(rows[1][4]) == 0);
        const double eta = number(rows[2][4]);
        CHECK(eta * number(rows[1][2]) == doctest::Approx(1.5).epsilon(1e-12));
        for (std::size_t i = 1; i < rows.size(); ++i) {
            CHECK(number(rows[i][4]) == eta * static_cast<double>(i - 1));
            CHECK(number(rows[i][5]) > 0);
            CHECK(number(rows[i][5]) <= 1.1e-12 * number(rows[i][2]));
        }
        CHECK(contains(r.error, ", the largest eigenvalue by inertia count, eta "));
        // The columns of every table must not change.
        const result fewer = run(train("--width 500 --seed 1 --eta-lambda0 1.5 --steps 9 --engine " + engine));
        const auto plain = table(fewer.out);
        for (std::size_t i = 0; i < rows.size(); ++i)
            CHECK(plain[i] == std::vector<std::string>(rows[i].begin(), rows[i].begin() + 4));
    }
    CHECK(contains(run({"rates", "--inputs", inputs_file(), "--targets", targets_file(), "--width", "500", "--verbose"}).error,
                   ", the largest eigenvalue by inertia count\n"));
    for (const char* names : {"lambda", "time,,excess_loss", "time,", "Time"})
        check_refused(run(train(std::string("--width 500 --eta 1 --columns ") + names)), 2,
                      "there are excess_loss, lambda_error, time");

    // For large layers, λ₀ is certified by a random start.
    const std::string x = folder().write("wide-x.csv", join(scattered(140 * 140, 5), 140)),
                      y = folder().write("wide-y.csv", join(scattered(140, 6), 1));
    const result random = run("train --inputs " + x + " --targets " + y +
                              " --width 300 --eta-lambda0 1 --steps 1 --verbose --engine parameters");
    const result dense = run("train --inputs " + x + " --targets " + y +
                             " --width 300 --eta-lambda0 1 --steps 1 --verbose --final-u " + folder().path("wide-u.npy") +
                             " --final-v " + folder().path("wide-v.npy"));
    CHECK(contains(random.error, " with probability 1 - 1e-12, eta "));
    CHECK(contains(dense.error, " by inertia count, eta "));
    CHECK(number(table(random.out)[1][2]) == doctest::Approx(number(table(dense.out)[1][2])).epsilon(1e-12));
}

TEST_CASE(
    "train --engine function gives the rows of the Gram engine for one output, from width rank + 1 on, and refuses the rest")
{
    constexpr std::size_t m = 30, d = 6;  // of full rank
    folder().write("u-function.npy", npy(d + 1, d, scattered((d + 1) * d, 8)));
    folder().write("v-function.npy", npy(d + 1, 1, scattered(d + 1, 9)));
    const std::string data = "train --inputs " + folder().write("x-function.csv", join(scattered(m * d, 6), d)) + " --targets " +
                             folder().write("y-function.csv", join(scattered(m, 7), 1)) + " ";
    const std::string given = "--initial-u " + folder().path("u-function.npy") + " --initial-v " +
                              folder().path("v-function.npy");
    for (const std::string& start :
         {std::string("--width 7 --seed 1 --eta-lambda0 1"), std::string("--width 500 --eta-lambda0 3"),
          std::string("--width 1e12 --seed 2 --eta-lambda0 3"), std::string("--width inf --eta-lambda0 1.9"),
          given + " --eta-lambda0 1.5"})
        for (const char* until : {" --steps 40", " --until-converged"}) {
            CAPTURE(start);
            CAPTURE(until);
            const result gram = run(data + start + until + " --verbose");
            const result function = run(data + start + until + " --verbose --engine function");
            INFO(function.error);
            REQUIRE(function.exit_code == 0);
            CHECK(contains(function.error, ", the largest eigenvalue by inertia count, eta "));
            const auto rows = table(gram.out), same = table(function.out);
            REQUIRE(same.size() == rows.size());
            CHECK(same[0] == rows[0]);
            double growth = 1;
            for (std::size_t i = 1; i < rows.size(); ++i) {
                // A step sums over r rows. The catapult amplifies the rounding of these sums by the growth of the
                // outputs.
                growth = std::fmax(growth, std::sqrt(number(rows[i][3]) / number(rows[1][3])));
                const double allowed = 8 * 0x1p-52 * d * static_cast<double>(i) * growth;
                for (std::size_t j = 1; j < 4; ++j) CHECK(std::fabs(number(same[i][j]) / number(rows[i][j]) - 1) <= allowed);
            }
        }
    const result divergent = run(data + "--width 500 --eta-lambda0 6 --steps 200 --engine function");
    CHECK(divergent.exit_code == 0);
    CHECK(contains(divergent.error, "divergent after step "));

    check_refused(run(data + "--width 6 --eta 1 --engine function"), 2, "rank + 1 = 7");
    check_refused(run(train("--width 500 --eta 1 --engine function")), 2, "2 outputs");
    check_refused(run(data + "--width 500 --eta 1 --engine function --final-u " + folder().path("none-u.npy") + " --final-v " +
                      folder().path("none-v.npy")),
                  2, "not weights; use --engine gram or parameters");
}

TEST_CASE("train: from given weights, the engines agree on the rows and on the final weights")
{
    // 40 hidden units, and 6, which are fewer than rank and outputs. The tolerance covers 30 steps of a catapult, which multiplies
    // rounding errors by about the growth to its peak.
    for (const std::size_t width : {40, 6})
        for (const std::string rule :
             {"--eta-lambda0 2.5", "--rule momentum --eta-lambda0 0.5",
              "--rule sam --sam-radius 0.1 --weight-decay 0.01 --eta-lambda0 2", "--rule muon --eta 0.01",
              "--loss mean-squared --rule nesterov --batch 4 --eta-lambda0 0.3"}) {
            CAPTURE(width);
            CAPTURE(rule);
            const std::vector<double> u = scattered(width * 5, 3);
            std::vector<double> v = scattered(width * 2, 4);
            folder().write("u.npy", npy(width, 5, u));
            folder().write("v.npy", npy(width, 2, v));
            std::vector<catapult::tools::file_matrix> finals;
            std::vector<std::vector<std::vector<std::string>>> tables;
            for (const std::string engine : {"gram", "parameters"}) {
                const std::string u_out = folder().path("u-" + engine + ".npy");
                const std::string v_out = folder().path("v-" + engine + ".npy");
                const result r = run(train("--initial-u " + folder().path("u.npy") + " --initial-v " + folder().path("v.npy") +
                                           " " + rule + " --steps 30 --engine " + engine + " --final-u " + u_out + " --final-v " +
                                           v_out));
                INFO(r.error);
                REQUIRE(r.exit_code == 0);
                tables.push_back(table(r.out));
                finals.push_back(catapult::tools::read_matrix(u_out));
                finals.push_back(catapult::tools::read_matrix(v_out));
            }
            REQUIRE(tables[0].size() == 32);
            REQUIRE(tables[1].size() == 32);
            for (std::size_t i = 1; i < 32; ++i)
                for (std::size_t j = 1; j < 4; ++j)
                    CHECK(number(tables[0][i][j]) == doctest::Approx(number(tables[1][i][j])).epsilon(1e-9));
            REQUIRE(finals[0].rows == width);
            REQUIRE(finals[0].columns == 5);
            REQUIRE(finals[1].columns == 2);
            bool moved = false;
            for (std::size_t part = 0; part < 2; ++part)
                for (std::size_t i = 0; i < width; ++i)
                    for (std::size_t j = 0; j < finals[part].columns; ++j) {
                        CHECK(finals[part](i, j) == doctest::Approx(finals[part + 2](i, j)).epsilon(1e-9).scale(1));
                        moved = moved || std::fabs(finals[0](i, 0) - u[i * 5]) > 1e-3;
                    }
            CHECK(moved);
        }
}

TEST_CASE("train: rows thinned, stopped when converged")
{
    const auto all = table(run(train("--width 1000 --eta-lambda0 1 --steps 25")).out);
    const auto some = table(run(train("--width 1000 --eta-lambda0 1 --steps 25 --every 10")).out);
    REQUIRE(some.size() == 5);
    CHECK(some[2][0] == "10");
    CHECK(some[4][0] == "25");
    CHECK(some[2][1] == all[11][1]);
    const result r = run(train("--width 1000 --eta-lambda0 1.5 --until-converged"));
    CHECK(r.error.empty());
    const auto rows = table(r.out);
    CHECK(number(rows.back()[3]) <= 1e-8 * number(rows[1][3]));
    const result early = run(train("--width 1000 --eta-lambda0 1.5 --until-converged --steps 3"));
    CHECK(early.exit_code == 0);
    CHECK(table(early.out).size() == 5);
    CHECK(contains(early.error, "not converged after step 3"));
}

TEST_CASE("measured rates lie where the exact ones are")
{
    const auto rows = table(run("rates --width 1e6 --f0 0.5 --lambda0 2 --measured").out);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].back() == "eta_max_high");
    REQUIRE(rows[1].size() == 13);
    const auto number = [&](std::size_t column) { return std::strtod(rows[1][column].c_str(), nullptr); };
    // The first border is 2/λ₀ up to O(1/n), the others are 4/λ₀. They are found to a millionth.
    const double exact[] = {1, 2, 2};
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(number(7 + 2 * i) <= exact[i] + 1e-6);
        CHECK(number(8 + 2 * i) >= exact[i]);
        CHECK(number(8 + 2 * i) - number(7 + 2 * i) < 1.01e-6 * exact[i]);
    }
    const auto full = table(
        run({"rates", "--inputs", inputs_file(), "--targets", targets_file(), "--width", "1e6", "--measured"}).out);
    REQUIRE(full.size() == 2);
    REQUIRE(full[1].size() == 13);
    CHECK(std::strtod(full[1][12].c_str(), nullptr) > std::strtod(full[1][7].c_str(), nullptr));
}

TEST_CASE("rates")
{
    const auto rows = table(run("rates --width 1000 --f0 0.5 --lambda0 2 --eta 1.5").out);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == std::vector<std::string>{"lambda0", "eta_crit", "eta_max", "eta_relu", "eta_exact", "eta", "phase"});
    CHECK(rows[1] == std::vector<std::string>{"2", "1", "2", "6", "2", "1.5", "catapult"});
    const auto of_data = table(
        run({"rates", "--inputs", inputs_file(), "--targets", targets_file(), "--width", "1e6", "--seed", "1"}).out);
    const auto trained = table(run(train("--width 1e6 --seed 1 --eta 0.1 --steps 0")).out);
    CHECK(of_data[1][0] == trained[1][2]);
    CHECK(number(of_data[1][1]) == doctest::Approx(2 / number(of_data[1][0])).epsilon(1e-15));
    CHECK(of_data[1][4].empty());
}

TEST_CASE("wrong numbers, one line each")
{
    const std::string warmup = "warmup --eta 1 ";
    check_refused(run(warmup + "--width 0"), 2, "--width '0'");
    check_refused(run(warmup + "--width -3"), 2, "--width '-3'");
    check_refused(run(warmup + "--width 1.5"), 2, "--width '1.5'");
    check_refused(run(warmup + "--width ten"), 2, "--width 'ten'");
    check_refused(run(warmup + "--width nan"), 2, "--width 'nan'");
    check_refused(run(warmup + "--width -inf"), 2, "--width '-inf'");
    check_refused(run(warmup + "--width 1e999"), 2, "--width '1e999'");
    check_refused(run(warmup), 2, "no width");
    check_refused(run("warmup --width 10 --eta -1"), 2, "--eta '-1'");
    check_refused(run("warmup --width 10 --eta nan"), 2, "--eta 'nan'");
    check_refused(run("warmup --width 10 --eta inf"), 2, "--eta 'inf'");
    check_refused(run("warmup --width 10 --eta-lambda0 -0.5"), 2, "--eta-lambda0 '-0.5'");
    check_refused(run("warmup --width 10"), 2, "no learning rate");
    check_refused(run("warmup --width 10 --eta 1 --eta-lambda0 1"), 2, "both given");
    check_refused(run(warmup + "--width 10 --steps 1.5"), 2, "--steps '1.5'");
    check_refused(run(warmup + "--width 10 --steps -1"), 2, "--steps '-1'");
    check_refused(run(warmup + "--width 10 --seed x"), 2, "--seed 'x'");
    check_refused(run(warmup + "--width 10 --f0 1"), 2, "--f0 without --lambda0");
    check_refused(run(warmup + "--width 1 --f0 1 --lambda0 1"), 2,
                  "--lambda0 1: no network of --width 1 has so little with --f0 1");
    check_refused(run(warmup + "--width 10 --f0 0 --lambda0 0"), 2, "--lambda0 '0'");
    check_refused(run(warmup + "--width 10 --input 0"), 2, "--input '0'");
    check_refused(run(warmup + "--width 10 --engine fast"), 2, "--engine 'fast'");
    check_refused(run(warmup + "--width inf --engine parameters"), 2, "--width inf");
    check_refused(run(warmup + "--width 10 --format xml"), 2, "--format 'xml'");
    check_refused(run(warmup + "--width 10 --isa mmx"), 2, "--isa 'mmx'");
    check_refused(run(warmup + "--width 10 --colour"), 2, "--colour");
    check_refused(run("wormup --width 10"), 2, "no subcommand 'wormup'");
    check_refused(run(""), 2, "subcommand");
}

TEST_CASE("wrong data, one line each")
{
    const auto with = [](const std::string& x, const std::string& y, const std::string& more = "") {
        arguments a = {"train", "--inputs", x, "--targets", y};
        for (const std::string& word : words("--width 100 --eta 0.1 " + more)) a.push_back(word);
        return run(a);
    };
    const std::string x = inputs_file();
    const std::string y = targets_file();
    check_refused(with(folder().path("none.csv"), y), 2, "none.csv: cannot be read");
    check_refused(with(folder().write("e.csv", ""), y), 2, "e.csv: is empty");
    check_refused(with(folder().write("r.csv", "1,2\n3\n"), y), 2, "r.csv: line 2");
    check_refused(with(folder().write("n.csv", "1,2\n3,nan\n"), y), 2, "n.csv: line 2, column 2");
    check_refused(with(folder().write("t.idx", idx(0x08, {9, 9}, "abc")), y), 2, "t.idx: ends before");
    check_refused(with(folder().write("m.npy", "PK\3\4 no such thing"), y), 2, "m.npy: is a ZIP archive");
    check_refused(with(x, folder().write("s.csv", "1\n2\n")), 2, "2 rows of targets for the 12 rows");
    check_refused(with(x, y, "--samples 13"), 2, "--samples 13");
    check_refused(with(x, y, "--samples 0"), 2, "--samples '0'");
    check_refused(with(x, y, "--classes 1"), 2, "--classes '1'");
    check_refused(with(x, y, "--normalize much"), 2, "--normalize 'much'");
    check_refused(with(folder().write("z.csv", "0,0\n0,0\n"), folder().write("s.csv", "1\n2\n")), 2, "all inputs are zero");
    check_refused(with(folder().write("h.csv", "1e200,1\n1,1\n"), folder().write("s.csv", "1\n2\n")), 2,
                  "h.csv: the squares of the inputs");
    check_refused(with(folder().write("h.csv", "1,2\n3,4\n5,1\n"), folder().write("s.csv", "1e160\n2\n3\n")), 2,
                  "s.csv: the squares of the targets");
    check_refused(run("warmup --width 100 --eta 0.1 --label 1e308"), 2, "--label '1e308'");
    check_refused(run("sweep --width 100 --eta 0.1 --label 1e308"), 2, "--label '1e308'");
    check_refused(run(train("--eta 1")), 2, "no network");
    check_refused(run(train("--eta 1 --initial-u " + x)), 2, "--initial-u without --initial-v");
    check_refused(run(train("--eta 1 --initial-u " + y + " --initial-v " + y)), 2, "12 x 2 weights for 5 inputs");
    check_refused(run(train("--eta 1 --initial-u " + x + " --initial-v " + x)), 2, "12 x 5 weights for 2 outputs");
    check_refused(run(train("--eta 1 --width inf --engine parameters")), 2, "--width inf");
    check_refused(run(train("--eta 1 --width 10 --final-u " + folder().path("f.npy"))), 2, "--final-u without --final-v");
    check_refused(run({"train", "--eta", "1", "--width", "1"}), 2, "--inputs");
}

TEST_CASE("outputs: whole or not at all")
{
    const std::string kept = folder().write("kept.csv", "precious\n");
    const std::size_t files = folder().files();
    const std::string good = "warmup --width 10 --eta 0.1 --out ";
    check_refused(run("warmup --width 0 --eta 0.1 --out " + kept), 2, "--width");
    check_refused(run("warmup --width 10 --f0 100 --lambda0 1 --eta 0.1 --out " + kept), 2, "--f0");
    CHECK(folder().read("kept.csv") == "precious\n");
    check_refused(run(good + folder().path("no/such/place.csv")), 2, "does not exist");
    check_refused(run(good + folder().path("")), 2, "is a folder");
    CHECK(folder().files() == files);

    REQUIRE(run(good + kept).exit_code == 0);
    CHECK(folder().read("kept.csv") == run("warmup --width 10 --eta 0.1").out);
    CHECK(folder().files() == files);

    if (access("/dev/full", W_OK) == 0) {
        check_refused(run(good + "/dev/full"), 1, "/dev/full: cannot be written");
        check_refused(run(words("warmup --width 10 --eta 0.1"), [] { dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO); }), 1,
                      "standard output: cannot be written");
    } else {
        MESSAGE("skipped: no /dev/full here");
    }
}

TEST_CASE("interrupted: 130, and no file, old or new, is touched")
{
    const std::string kept = folder().write("kept.csv", "precious\n");
    const std::size_t files_before = folder().files();
    const pid_t child = start_command("warmup --width 1e6 --f0 0 --lambda0 2 --label 1 --eta-lambda0 0.001 --steps 1e12 --out " +
                                      kept);
    // The temporary file shows that the run has begun.
    for (int i = 0; i < 2000 && folder().files() == files_before; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(folder().files() == files_before + 1);
    kill(child, SIGINT);
    CHECK(finish(child) == 130);
    CHECK(folder().files() == files_before);
    CHECK(folder().read("kept.csv") == "precious\n");
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
