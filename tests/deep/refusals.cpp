// Wrong requests of catapult deep: one line on standard error that names what is wrong, exit code 2, and nothing written; and
// what does not fit the machine, which fails in the same way with exit code 1. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/command_table.hpp"

using namespace catapult::test;

namespace {

// Six samples of three inputs, and targets of each kind.
std::string data(const std::string& kind = "two")
{
    static const std::string inputs = folder().write("x.csv", "1,2.5,0\n-0.5,1,1\n2,-1,0\n0.25,0.75,-1\n1,1,1\n0,0.5,-2\n");
    const std::string text = kind == "two"   ? "1.5,-0.5\n0,2\n-1,0.25\n0.5,1\n1,1\n0,0\n"
                             : kind == "one" ? "1,0\n0,1\n1,0\n0,1\n0.5,0.5\n1,0\n"
                                             : "0\n1\n2\n1\n0\n0\n";
    return "--inputs " + inputs + " --targets " + folder().write(kind + ".csv", text) + " ";
}
const std::string network = "--hidden 8 ", rate = "--eta-lambda0 1 ";

/// Refused with an output that exists already, and is kept. The subcommands take turns: they share these options.
void check_each_refuses(const std::string& options, const std::string& part)
{
    static std::size_t turn = 0;
    const std::string lines[] = {"deep train " + rate, "deep rates ", "deep sweep " + rate};
    folder().write("kept", "kept");
    check_refused(lines[turn++ % 3] + options + " --out " + path("kept"), part);
    CHECK(read("kept") == "kept");
    CHECK_FALSE(exists("kept.partial"));
}

}  // namespace

TEST_CASE("networks that do not exist or do not fit the data")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"--hidden 8 --activation gelu", "--activation 'gelu': one of erf, identity, relu, tanh is wanted"},
        {"--hidden 8,0", "--hidden '0': a whole number from 1 to 16777216"},
        {"--hidden 8,,8", "--hidden '': a whole number from 1 to 16777216"},
        {"--hidden 16777217", "--hidden '16777217': a whole number from 1 to 16777216"},
        {"--hidden 8 --model cnn", "--hidden and --model were both given"},
        {"--model resnet", "--model 'resnet': cnn"},
        {"--model wide-resnet:27:10", "--model 'wide-resnet:27:10'"},
        {"--model cnn", "--model 'cnn': images of 4x4 or more are wanted"},
        {"--hidden 8 --parametrisation mup", "--parametrisation 'mup': one of lecun, ntk, standard is wanted"},
        {"--hidden 8 --sigma-w -1", "--sigma-w '-1': a number from 0 to 1e10"},
        {"--hidden 8 --sigma-b nan", "--sigma-b 'nan': a number from 0 to 1e10"},
        {"--hidden 8 --precision half", "--precision 'half': one of double, float is wanted"},
        {"--hidden 8 --device tpu", "--device 'tpu': cpu or cuda is wanted"},
        {"--hidden 8 --tolerance 0", "--tolerance '0': a number from 1e-14 to 0.1"}};
    for (const auto& [options, part] : cases) check_each_refuses(data() + options, part);
}

TEST_CASE("training that deep networks do not have, or that contradicts itself")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"--rule muon", "--rule: deep networks are trained by gd, momentum or nesterov"},
        {"--rule adam", "--rule 'adam': "},
        {"--momentum 0.5", "--momentum with --rule gd, which has none"},
        {"--batch 7", "--batch 7: there are 6 samples"},
        {"--shuffle each-epoch", "--shuffle without --batch"},
        {"--watch 7", "--watch 7: there are 6 samples"},
        {"--batch 2 --watch 5", "--watch 5: a multiple of --batch is wanted"},
        {"--test-inputs x.csv", "--test-inputs and --test-targets belong together"},
        {"--linearise-at 1 --batch 2", "--linearise-at with --batch, --watch"},
        {"--linearise-at 1 --watch 2", "--linearise-at with --batch, --watch"},
        {"--threads 2", "not expected"}};
    for (const auto& [options, part] : cases) check_each_refuses(data() + network + options, part);
    const std::string train = "deep train " + data() + network, sweep = "deep sweep " + data() + network,
                      rates = "deep rates " + data() + network;
    check_refused(train, "no learning rate");
    check_refused(train + rate + "--eta 1", "--eta and --eta-lambda0 were both given");
    check_refused(train + rate + "--until-time 3 --steps 4", "--until-time with --steps or --until-converged");
    check_refused(train + rate + "--until-time 3 --until-converged", "--until-time with --steps or --until-converged");
    check_refused(train + rate + "--linearise-at 100", "--linearise-at 100: a run takes 100 steps at most");
    check_refused(train + rate + "--columns speed", "--columns 'speed': one of time, lambda_error, accuracy");
    check_refused(train + rate + "--columns test_loss", "--columns test_loss: of which samples?");
    check_refused(train + rate + "--format npz", "--format 'npz'");
    check_refused(sweep, "no learning rates; give --eta-lambda0 LO:HI:COUNT, or --eta");
    check_refused(sweep + rate + "--eta 1", "--eta and --eta-lambda0 were both given");
    check_refused(sweep + "--eta-lambda0 1:3", "--eta-lambda0 '1:3'");
    check_refused(sweep + rate + "--until-time 3 --steps 4", "--until-time with --steps; one of them ends a run");
    check_refused(sweep + rate + "--seeds 0", "--seeds '0': a whole number of 1 or more");
    check_refused(sweep + rate + "--seed 18446744073709551615 --seeds 2", "seeds end at 2^64 - 1");
    check_refused(sweep + rate + "--steps 5 --linearise-at 5", "--linearise-at 5: a run takes 5 steps at most");
    check_refused(sweep + rate + "--format npy", "--format 'npy': one of csv, json is wanted");
    check_refused(sweep + rate + "--resume", "--resume goes on with a file; give it with --out FILE");
    check_refused(rates + "--steps 5", "--steps without --measured");
    check_refused(rates + "--schedule warmup:5", "--schedule without --measured");
    check_refused(rates + "--linearise-at 5", "--linearise-at without --measured");
    check_refused(rates + rate + "--eta 1", "--eta and --eta-lambda0 were both given");
}

TEST_CASE("files that are not there, torn, or do not fit each other or the loss")
{
    data();
    const auto of = [](const std::string& x, const std::string& y) {
        return "--inputs " + path(x) + " --targets " + path(y) + " " + network;
    };
    folder().write("empty.csv", "");
    folder().write("nan.csv", "1,2,3\n1,nan,2\n");
    folder().write("short.csv", "1,2,3\n1,2\n");
    folder().write("two_rows.csv", "1\n2\n");
    // An .npy file of 6 × 3 numbers that ends in the middle of one.
    folder().write("torn.npy", std::string("\x93NUMPY\x01\0\x46\0", 10) +
                                   "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 3), }          \n" +
                                   std::string(100, '\0'));
    check_each_refuses(of("none.csv", "two.csv"), "none.csv: cannot be read");
    check_each_refuses(of("empty.csv", "two.csv"), "empty.csv: is empty");
    check_each_refuses(of("torn.npy", "two.csv"), "torn.npy: ");
    check_each_refuses(of("nan.csv", "two_rows.csv"), "nan.csv: line 2, column 2: 'nan'");
    check_each_refuses(of("short.csv", "two_rows.csv"), "short.csv: line 2");
    check_each_refuses(of("x.csv", "two_rows.csv"), "two_rows.csv: 2 rows of targets for the 6 rows of inputs");
    check_each_refuses(data("two") + network + "--samples 7", "7");

    check_each_refuses(data("two") + network + "--loss softmax",
                       "two.csv: sample 1 has a target that --loss softmax does not take");
    check_each_refuses(data("labels") + network + "--loss softmax", "of two classes or more");
    check_each_refuses(data("labels") + network + "--loss logistic", "--loss logistic does not take; targets 1 and -1");
    CHECK(run_command("deep train " + data("one") + network + rate + "--steps 1 --loss softmax") == 0);
    CHECK(run_command("deep train " + data("labels") + "--one-hot " + network + rate + "--steps 1 --loss softmax") == 0);
    folder().write("bad.csv", "1,0\n1,1\n0,1\n0,1\n0,1\n0,1\n");
    check_refused("deep train " + data("one") + network + rate + "--loss softmax --test-inputs " + path("x.csv") +
                      " --test-targets " + path("bad.csv"),
                  "bad.csv: sample 2 has a target that --loss softmax does not take");
    check_refused("deep train " + data("two") + network + rate + "--out " + path("x.csv"), "the same file as --inputs");
    check_refused("deep sweep " + data("two") + network + rate + "--out " + path("two.csv"), "the same file as --targets");
    check_refused("deep train " + data("two") + network + rate + "--out " + path("no/folder"), "no/folder");
}

TEST_CASE("a device that is not there")
{
    // (Where there is one, this would be no error.)
    const int code = run_command("deep train " + data() + network + rate + "--steps 1 --device cuda");
    if (code == 0) return;
    check_each_refuses(data() + network + "--device cuda",
                       "--device cuda: this machine or this LibTorch has no CUDA device; use cpu");
}

TEST_CASE("what does not fit the memory is said before it is taken, with an estimate")
{
    // 2^48 weights and a few more, six times in four bytes each.
    CHECK(run_command("deep train " + data() + rate + "--hidden 16777216,16777216 --out " + path("large.csv")) == 1);
    const std::string error = read("stderr");
    CAPTURE(error);
    CHECK(error.rfind("catapult: needs about 6.8 PB for the network and its gradients, and ", 0) == 0);
    CHECK(error.find(" are free; use fewer samples or a smaller network\n") != std::string::npos);
    CHECK(error.find('\n') == error.size() - 1);
    CHECK(read("stdout").empty());
    CHECK_FALSE(exists("large.csv"));
}

TEST_CASE("words that catapult deep does not know")
{
    check_refused("deep", "A subcommand is required; see catapult deep --help");
    check_refused("deep fly", "no subcommand 'fly'; there are train, rates, sweep, reproduce");
    check_refused("deep train", "--inputs is required");
    check_refused("deep train " + data() + network + rate + "--stepz 3", "--stepz");
}

TEST_CASE("the help is that of deep networks")
{
    for (const std::string line : {"deep --help", "deep train --help", "deep rates --help", "deep sweep --help"}) {
        CHECK(run_command(line) == 0);
        CHECK(read("stderr").empty());
        const std::string help = read("stdout");
        CHECK(help.find("Usage: catapult deep") != std::string::npos);
        CHECK((help.find("--hidden") != std::string::npos) == (line != "deep --help"));
        CHECK((help.find("Example") != std::string::npos) == (line != "deep --help"));
    }
}

TEST_CASE("a command without the program for deep networks beside it says what is missing")
{
    // A copy of a build with a shared library finds it only where it is told to look.
    const std::string whole = command_path();
    setenv("LD_LIBRARY_PATH", (std::filesystem::absolute(whole).parent_path().parent_path() / "src").c_str(), 1);
    std::filesystem::copy(whole, path("catapult"));
    command_path() = path("catapult");
    check_refused("deep train --help", "deep: this build has no deep networks; they need LibTorch");
    check_refused("deep", "deep: this build has no deep networks; they need LibTorch");
    // What is there but no program is not started.
    folder().write("catapult-deep", "not a program");
    check_refused("deep", "deep: this build has no deep networks");
    chmod(path("catapult-deep").c_str(), 0755);
    CHECK(run_command("deep train") == 1);
    CHECK(read("stderr").find("could not be started") != std::string::npos);
    command_path() = whole;
    unsetenv("LD_LIBRARY_PATH");
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
