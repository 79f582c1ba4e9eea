// Sweeps, borders and convergence of the built command under training options. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "support/command_table.hpp"

using namespace catapult::test;

namespace {

// Twelve samples of four inputs, of three classes or of two signs.
std::string data(const std::string& loss)
{
    std::string inputs, classes, signs;
    std::uint64_t state = 1;
    for (int i = 0; i < 12; ++i) {
        for (int j = 0; j < 4; ++j) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            inputs += std::to_string(static_cast<double>(state >> 40) / 8388608.0 - 1) + (j < 3 ? "," : "\n");
        }
        classes += std::to_string(i % 3) + "\n";
        signs += i % 5 < 2 ? "1\n" : "-1\n";
    }
    const bool logistic = loss == "logistic";
    return "--inputs " + folder().write("x.csv", inputs) + " --targets " +
           folder().write(logistic ? "s.csv" : "c.csv", logistic ? signs : classes) + (logistic ? "" : " --one-hot") +
           " --loss " + loss + " ";
}

std::string sweep(const std::string& options, const std::string& loss = "squared")
{
    return "sweep --model full " + data(loss) + options + " ";
}

/// The bytes of a sweep.
std::string bytes_of(const std::string& line)
{
    CAPTURE(line);
    const int code = run_command(line + "--out " + path("sweep.csv"));
    INFO(read("stderr"));
    REQUIRE(code == 0);
    return read("sweep.csv");
}

// Narrow and wide networks, and each kind of rule, loss and batch.
const std::vector<std::string>& grids()
{
    static const std::vector<std::string> all = {
        sweep("--width 3,1e3,inf --seeds 3 --eta-lambda0 0.5:3.5:5 --steps 200 --rule momentum --momentum 0.5 --follow"),
        sweep("--width 3,1e6 --seeds 3 --eta-lambda0 0.5:3.5:5 --steps 200 --batch 5 --columns accuracy,sharpness"),
        sweep("--width 2,1e3 --seeds 2 --eta-lambda0 1:8:5 --steps 200 --rule sam", "softmax"),
        sweep("--width 1e3,1e9 --seeds 2 --eta 0.1:1:5 --steps 200 --parametrisation mup --schedule cosine:200", "logistic")};
    return all;
}

/// The same sweep under training options that are all different.
std::vector<std::string> variants()
{
    const std::string base = "--width 50 --eta-lambda0 0.5:1.5:3 --steps 30 ";
    const std::vector<std::string> options = {"",
                                              "--rule momentum",
                                              "--rule momentum --momentum 0.5",
                                              "--rule nesterov",
                                              "--rule sam",
                                              "--rule sam --sam-radius 0.1",
                                              "--rule muon",
                                              "--rule normalized",
                                              "--rule rmsprop-scalar",
                                              "--clip 0.05",
                                              "--clip 0.1",
                                              "--weight-decay 0.01",
                                              "--rate-u 0.5",
                                              "--rate-v 0.5",
                                              "--batch 4",
                                              "--batch 6",
                                              "--batch 4 --shuffle with-replacement",
                                              "--schedule cosine:30",
                                              "--schedule step:1=0.5",
                                              "--parametrisation mup",
                                              "--parametrisation mean-field",
                                              "--scale-u 2",
                                              "--scale-v 2",
                                              "--output-scale 2",
                                              "--linearise-at 3"};
    std::vector<std::string> lines;
    for (const std::string& variant : options) lines.push_back(sweep(base + variant));
    for (const char* loss : {"mean-squared", "softmax"}) lines.push_back(sweep(base, loss));
    return lines;
}

}  // namespace

TEST_CASE("the bytes of a sweep under a rule do not depend on the threads, nor on the instruction set")
{
    for (const std::string& line : grids()) {
        const std::string expected = bytes_of(line + "--threads 1 ");
        for (const char* more : {"--threads 2 ", "--threads 7 ", "--threads 3 --isa scalar "})
            CHECK((bytes_of(line + more) == expected));  // (double parentheses: do not print the file on failure)
    }
}

TEST_CASE("a row of a sweep is the run that train makes")
{
    for (const std::string loss : {"squared", "softmax"}) {
        const std::string options = "--rule momentum --momentum 0.5 --width 1e4 --seed 3 --steps 50 ";
        const command_table row = table_of("sweep --model full " + data(loss) + options +
                                           "--eta-lambda0 1.5 --columns accuracy,sharpness");
        const command_table run = table_of("train " + data(loss) + options +
                                           "--eta-lambda0 1.5 --until-converged --columns accuracy,sharpness,eta");
        REQUIRE(row.rows.size() == 1);
        CHECK(row.column("steps")[0] == run.column("step").back());
        CHECK(row.column("eta")[0] == run.column("eta")[0]);
        CHECK(row.column("lambda0")[0] == run.column("lambda_max")[0]);
        CHECK(row.column("lambda_final")[0] == doctest::Approx(run.column("lambda_max").back()).epsilon(2e-12));
        CHECK(row.column("accuracy")[0] == run.column("accuracy").back());
        CHECK(row.column("sharpness")[0] == doctest::Approx(run.column("sharpness").back()).epsilon(1e-10));
        double peak = 0;
        for (const double loss_now : run.column("excess_loss")) peak = std::fmax(peak, loss_now);
        CHECK(row.column("loss_max")[0] == peak);
    }
}

TEST_CASE("killed at random moments and resumed, a sweep under a rule is that of an uninterrupted run")
{
    using clock = std::chrono::steady_clock;
    std::uint64_t random = 4321;
    for (const std::string& grid : grids()) {
        const std::string line = grid + "--out " + path("killed") + " --threads ";
        CAPTURE(line);
        unlink(path("killed").c_str());
        const clock::time_point began = clock::now();
        REQUIRE(run_command(line + "1") == 0);
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
        const std::string expected = read("killed");
        unlink(path("killed").c_str());
        for (int killed = 0; killed < 5;) {
            const pid_t child = start_command(line + (killed % 2 == 0 ? "1" : "3") + " --resume");
            random = random * 6364136223846793005u + 1442695040888963407u;
            std::this_thread::sleep_for(took * static_cast<int>(random >> 33 & 0xff) / 256);
            kill(child, SIGKILL);
            const int code = finish(child);
            REQUIRE((code == 1000 + SIGKILL || code == 0));
            killed += code == 0 ? 0 : 1;
            if (!exists("killed")) continue;
            CHECK((read("killed") == expected));
            unlink(path("killed").c_str());
        }
        REQUIRE(run_command(line + "2 --resume") == 0);
        CHECK((read("killed") == expected));
    }
}

TEST_CASE("a file of a sweep under other training options is refused and stays as it is")
{
    const std::vector<std::string> lines = variants();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string own = bytes_of(lines[i]);
        // The next one has other options. It could go on with a part of this file only if it took the file for its own.
        folder().write("other.csv", own.substr(0, own.rfind('\n', own.size() - 2) + 1));
        const std::string before = read("other.csv");
        check_refused(lines[(i + 1) % lines.size()] + "--resume --out " + path("other.csv"), "other.csv");
        CHECK(read("other.csv") == before);
        CHECK_FALSE(exists("other.csv.partial"));
    }
}

TEST_CASE("an interrupted sweep names its training options")
{
    std::vector<std::string> identities;
    const auto note = [&](const std::string& line) {
        const pid_t child = start_command(line + "--seeds 1000000 --out " + path("long"));
        while (read("long.partial").find('\n') == std::string::npos) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        kill(child, SIGKILL);
        REQUIRE(finish(child) == 1000 + SIGKILL);
        const std::string partial = read("long.partial");
        identities.push_back(partial.substr(0, partial.find('\n')));
        unlink(path("long.partial").c_str());
    };
    for (const std::string& line : variants()) note(line);
    // The samples in another order make other batches; and other test samples another test loss.
    const std::string line = sweep("--width 50 --eta-lambda0 0.5:1.5:3 --steps 30 --batch 4");
    const std::string inputs = read("x.csv"), classes = read("c.csv");
    const std::size_t half = inputs.size() / 2, of_inputs = inputs.find('\n', half) + 1;
    const auto samples = std::count(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(of_inputs), '\n');
    const auto of_classes = static_cast<std::size_t>(2 * samples);
    folder().write("x.csv", inputs.substr(of_inputs) + inputs.substr(0, of_inputs));
    folder().write("c.csv", classes.substr(of_classes) + classes.substr(0, of_classes));
    note(line);
    for (const std::string test : {"1,2,3,4\n", "1,2,3,5\n"}) {
        folder().write("t.csv", test);
        folder().write("tc.csv", "2\n");
        note(sweep("--width 50 --eta-lambda0 0.5:1.5:3 --steps 30 --test-inputs " + path("t.csv") + " --test-targets " +
                   path("tc.csv")));
    }
    const std::size_t count = identities.size();
    std::sort(identities.begin(), identities.end());
    identities.erase(std::unique(identities.begin(), identities.end()), identities.end());
    CHECK(identities.size() == count);
}

TEST_CASE("rates: the border of momentum and Nesterov's form, and of losses by their curvature")
{
    const auto row = [](const std::string& loss, const std::string& options) {
        return table_of("rates " + data(loss) + "--width 1e6 --seed 1 " + options);
    };
    const double lambda0 = row("squared", "").column("lambda0")[0];
    const auto border = [&](const std::string& loss, const std::string& options) {
        return row(loss, options).column("eta_crit")[0];
    };
    CHECK(border("squared", "") == doctest::Approx(2 / lambda0).epsilon(1e-15));
    CHECK(border("squared", "--rule momentum") == doctest::Approx(2 * 1.9 / lambda0).epsilon(1e-14));
    CHECK(border("squared", "--rule momentum --momentum 0.5") == doctest::Approx(2 * 1.5 / lambda0).epsilon(1e-14));
    CHECK(border("squared", "--rule nesterov --momentum 0.5") == doctest::Approx(2 * 1.5 / (2 * lambda0)).epsilon(1e-14));
    CHECK(border("mean-squared", "") == doctest::Approx(3 * 2 / lambda0).epsilon(1e-14));
    // Nothing is claimed where nothing is known.
    for (const char* options : {"--rule sam", "--rule muon", "--rule normalized", "--rule rmsprop-scalar", "--clip 0.05",
                                "--weight-decay 0.1", "--batch 4"}) {
        const command_table table = row("squared", options);
        for (const char* name : {"eta_crit", "eta_max", "eta_relu", "eta_exact", "phase"}) CHECK(table.texts(name)[0].empty());
        CHECK(table.column("lambda0")[0] == doctest::Approx(lambda0).epsilon(1e-14));
    }
    for (const std::string loss : {"softmax", "logistic"}) {
        const command_table table = row(loss, "");
        const double sharpness = table.column("sharpness0")[0];
        CHECK(table.column("eta_crit")[0] == doctest::Approx(2 / sharpness).epsilon(1e-15));
        // ∂²ℓ/∂f² is at most 1/2 and 1/4, and residuals add of order 1/√n.
        CHECK(sharpness < (loss == "softmax" ? 0.5 : 0.25) * table.column("lambda0")[0] * (1 + 0.01));
        CHECK(sharpness == doctest::Approx(table_of("train " + data(loss) +
                                                    "--width 1e6 --seed 1 --eta 1 --steps 0 "
                                                    "--columns sharpness")
                                               .column("sharpness")[0])
                               .epsilon(1e-12));
        // mup and mean-field have the same outputs, and so the same sharpness in units of η.
        const double mup = row(loss, "--parametrisation mup").column("sharpness0")[0];
        CHECK(row(loss, "--parametrisation mean-field").column("sharpness0")[0] == doctest::Approx(mup).epsilon(1e-9));
        // The rate of V alone, n of it, is all that counts in the standard one.
        const double second = row(loss, "--rate-u 0").column("sharpness0")[0];
        CHECK(row(loss, "--parametrisation standard").column("sharpness0")[0] == doctest::Approx(1e6 * second).epsilon(1e-3));
    }
}

TEST_CASE("measured borders of rules lie where theory has them")
{
    const auto measured = [](const std::string& loss, const std::string& options) {
        return table_of("rates " + data(loss) + "--width 1e9 --seed 1 --measured --steps 300 " + options);
    };
    // At 1e9 units the corrections are 1e-4 and less; intervals are 1e-3 wide. With momentum the loss of many directions may
    // rise and fall below the border of the first: what is exact there is divergence at infinite width.
    for (const std::string loss : {"squared", "mean-squared"}) {
        const command_table plain = measured(loss, "--rate-u 1.0000001");  // the engine of all rules
        const double border = plain.column("eta_crit")[0];
        CHECK(plain.column("eta_crit_low")[0] < border * 1.01);
        CHECK(plain.column("eta_crit_high")[0] > border * 0.99);
        CHECK(plain.column("eta_max_low")[0] < 2 * border * 1.02);
        CHECK(plain.column("eta_max_high")[0] > 2 * border * 0.98);
    }
    for (const std::string rule : {"momentum", "nesterov"}) {
        const command_table table = table_of("rates " + data("squared") + "--width inf --seed 1 --measured --steps 2000 --rule " +
                                             rule + " --momentum 0.5");
        CHECK(table.column("eta_max_low")[0] < table.column("eta_crit")[0] * 1.02);
        CHECK(table.column("eta_max_high")[0] > table.column("eta_crit")[0] * 0.99);
    }
}

TEST_CASE("--until-converged: 1e-8 of what squared error can lose, 1e-3 of softmax and logistic loss")
{
    const auto check_end = [](const std::string& line, double ratio) {
        const command_table table = table_of(line + "--until-converged --verbose");
        CHECK(read("stderr").find(", converged at step ") != std::string::npos);
        const std::vector<double> excess = table.column("excess_loss");
        REQUIRE(excess.size() > 2);
        CHECK(excess.back() <= ratio * excess.front());
        CHECK(excess[excess.size() - 2] > ratio * excess.front());
    };
    for (const std::string width : {"1e4", "5"})  // 5 is narrow
        for (const std::string loss : {"squared", "mean-squared"})
            for (const std::string options : {"", "--rule momentum", "--rule sam --sam-radius 1e-9", "--batch 12"}) {
                CAPTURE(width);
                CAPTURE(loss);
                CAPTURE(options);
                check_end("train " + data(loss) + "--width " + width + " --eta-lambda0 0.3 " + options + " ", 1e-8);
            }
    // Three samples can be told apart, so that these losses have no minimum.
    for (const std::string width : {"1e4", "3"})
        for (const std::string loss : {"softmax", "logistic"})
            for (const std::string rate : {"1", "4"})
                check_end("train " + data(loss) + "--samples 3 --width " + width + " --eta-lambda0 " + rate + " ", 1e-3);
    // At ηλ₀ = 4, three outputs of mean-squared error are at 4/3 of the border 2: lazy. At 8 they catapult.
    REQUIRE(run_command("train " + data("mean-squared") + "--width 1e4 --eta-lambda0 4 --until-converged --verbose") == 0);
    CHECK(read("stderr").find("phase lazy") != std::string::npos);
    REQUIRE(run_command("train " + data("mean-squared") + "--width 1e4 --eta-lambda0 8 --until-converged --verbose") == 0);
    CHECK(read("stderr").find("phase catapult") != std::string::npos);
}

TEST_CASE("a schedule decides when a run has converged: not before its largest rate, and not after its last step")
{
    const std::string line = "train " + data("squared") +
                             "--width 1e6 --eta-lambda0 3 --until-converged --columns eta --verbose ";
    // A catapult that has converged before the rate has warmed up would catapult later.
    const command_table warm = table_of(line + "--schedule warmup:400");
    CHECK(read("stderr").find("phase catapult") != std::string::npos);
    CHECK(warm.column("lambda_max").back() * warm.column("eta")[0] * 400 < 2);
    const command_table later = table_of(line + "--schedule step:0=0.1,100=1");
    CHECK(read("stderr").find("phase catapult") != std::string::npos);
    const command_table short_one = table_of(line + "--schedule cosine:5");
    CHECK(short_one.rows.size() == 6);
    CHECK(read("stderr").find("not converged after step 5, the last of --schedule\n") != std::string::npos);
    const command_table swept = table_of(sweep("--width 1e6 --eta-lambda0 3 --schedule cosine:5"));
    CHECK(swept.column("steps")[0] == 5);
    // A number of steps that is asked for is taken.
    CHECK(table_of("train " + data("squared") + "--width 1e6 --eta 0.1 --steps 8 --schedule cosine:5").rows.size() == 9);
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
