// Requests of training options that are wrong, in one line each, and data that are barely possible. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/command_table.hpp"
#include "support/file_bytes.hpp"

using namespace catapult::test;

namespace {

// Four samples of two inputs, and targets of each kind.
std::string inputs()
{
    static const std::string file = folder().write("x.csv", "1,2.5\n-0.5,1\n2,-1\n0.25,0.75\n");
    return "--inputs " + file + " ";
}
std::string targets(const std::string& kind)
{
    const std::string text = kind == "two"     ? "1.5,-0.5\n0,2\n-1,0.25\n0.5,1\n"
                             : kind == "signs" ? "1\n-1\n-1\n1\n"
                                               : "0\n1\n2\n1\n";
    return "--targets " + folder().write(kind + ".csv", text) + " ";
}
const std::string network = "--width 50 --eta-lambda0 0.5 ";

std::string train(const std::string& kind = "two") { return "train " + inputs() + targets(kind) + network; }
std::string sweep() { return "sweep --model full " + inputs() + targets("two") + network; }
std::string rates() { return "rates " + inputs() + targets("two") + "--width 50 "; }

}  // namespace

TEST_CASE("wrong values name the option and what would be right")
{
    const std::vector<std::vector<std::string>> cases = {
        {"--rule adam", "--rule 'adam': it treats single weights differently", "rmsprop-scalar"},
        {"--rule AdamW", "--rule 'AdamW': it treats single weights differently"},
        {"--rule sgd", "--rule 'sgd': say gd, and the samples of a step by --batch"},
        {"--rule newton", "--rule 'newton': one of gd, momentum"},
        {"--rule momentum --momentum 1", "--momentum '1': a number from 0 to below 1"},
        {"--rule momentum --momentum -0.1", "--momentum '-0.1': a number from 0 to below 1"},
        {"--rule momentum --momentum nan", "--momentum 'nan': a number from 0 to below 1"},
        {"--rule sam --sam-radius -1", "--sam-radius '-1': a number from 1e-100 to 1e100"},
        {"--rule sam --sam-radius 0", "--sam-radius '0': a number from 1e-100 to 1e100"},
        {"--clip 0", "--clip '0': a number from 1e-100 to 1e100"},
        {"--clip inf", "--clip 'inf': a number from 1e-100 to 1e100"},
        {"--weight-decay -1e-3", "--weight-decay '-1e-3': a number from 0 to 1e100"},
        {"--rate-u -1", "--rate-u '-1': a number from 0 to 1e100"},
        {"--rate-u 0 --rate-v 0", "--rate-u 0 with --rate-v 0: nothing would be trained"},
        {"--loss hinge", "--loss 'hinge': one of logistic, mean-squared, softmax, squared"},
        {"--batch 0", "--batch '0': a whole number of 1 or more"},
        {"--batch 2.5", "--batch '2.5': a whole number of 1 or more"},
        {"--batch 5", "--batch 5: there are 4 samples; a batch is at most all of them"},
        {"--batch 2 --shuffle never", "--shuffle 'never': one of each-epoch, with-replacement"},
        {"--schedule linear:5", "--schedule 'linear:5': unknown; constant, step:T1=F1"},
        {"--schedule constant:5", "--schedule 'constant:5': constant takes nothing"},
        {"--schedule step:", "--schedule 'step:': '' is not a time and a factor, T=F"},
        {"--schedule step:1", "--schedule 'step:1': '1' is not a time and a factor, T=F"},
        {"--schedule step:2=0.5,1=0.1", "times must be 0 or more and ascend"},
        {"--schedule step:1=0.5,1=0.1", "times must be 0 or more and ascend"},
        {"--schedule step:1=-0.5", "factors be 0 or more"},
        {"--schedule step:nan=1", "times must be 0 or more"},
        {"--schedule warmup", "--schedule 'warmup': STEPS '': a whole number of 1 or more"},
        {"--schedule cosine:0", "--schedule 'cosine:0': STEPS '0': a whole number of 1 or more"},
        {"--parametrisation pytorch", "--parametrisation 'pytorch': one of mean-field, mup, ntk, standard"},
        {"--scale-u 0", "--scale-u '0': a number from 1e-50 to 1e50"},
        {"--scale-v -2", "--scale-v '-2': a number from 1e-50 to 1e50"},
        {"--output-scale inf", "--output-scale 'inf': a number from 1e-50 to 1e50"},
        {"--linearise-at -1", "--linearise-at '-1': a whole number of 0 or more"},
        {"--width inf --parametrisation mup", "--parametrisation mup: at this width it has no form with finite rates"}};
    for (const std::string& line : {train(), sweep(), rates()})
        for (const auto& c : cases)
            for (std::size_t part = 1; part < c.size(); ++part) check_refused(line + c[0], c[part]);
    check_refused(train() + "--columns speed", "--columns: no column 'speed'; there are excess_loss");
    check_refused(sweep() + "--columns speed", "--columns: no column 'speed'; there are accuracy");
}

TEST_CASE("options without effect, and options that contradict each other")
{
    for (const std::string& line : {train(), sweep(), rates()}) {
        check_refused(line + "--momentum 0.5", "--momentum with --rule gd, which has none");
        check_refused(line + "--rule muon --momentum 0.5", "--momentum with --rule muon");
        check_refused(line + "--sam-radius 0.1", "--sam-radius without --rule sam");
        check_refused(line + "--rule momentum --sam-radius 0.1", "--sam-radius without --rule sam");
        check_refused(line + "--rule normalized --clip 1", "--clip with a rule that sets the size of its steps itself");
        check_refused(line + "--rule muon --clip 1", "--clip with a rule that sets the size of its steps itself");
        check_refused(line + "--shuffle each-epoch", "--shuffle without --batch");
    }
    check_refused(train() + "--linearise-at 100", "--linearise-at 100: a run takes 100 steps at most");
    check_refused(train() + "--linearise-at 5 --steps 5", "--linearise-at 5: a run takes 5 steps at most");
    check_refused(sweep() + "--linearise-at 9 --steps 9", "--linearise-at 9: a run takes 9 steps at most");
    check_refused(rates() + "--linearise-at 1", "--linearise-at without --measured");
    check_refused(rates() + "--schedule cosine:5", "--schedule without --measured");
    check_refused(train() + "--engine function --rule sam", "--engine function: it is gradient descent with squared error only");
    check_refused("rates --width 50 --rule momentum", "the warmup model is trained by gradient descent");
    check_refused("rates --width 50 --loss softmax", "the warmup model is trained by gradient descent");
    check_refused("sweep --width 50 --eta 1 --rule sam", "other rules and losses are of --model full");
    check_refused("sweep --width 50 --eta 1 --batch 2", "other rules and losses are of --model full");
    check_refused("sweep --width 50 --eta 1 --columns accuracy", "--columns and --test-inputs are of --model full");
    check_refused("sweep --width 50 --eta 1 --test-inputs a --test-targets b", "--columns and --test-inputs are of --model full");

    folder().write("u.csv", "1,0\n0,1\n1,1\n2,0\n0.5,1\n");
    folder().write("v.csv", "1,0\n0,1\n1,1\n2,0\n0.5,1\n");
    const std::string given = "train " + inputs() + targets("two") + "--eta 0.1 --initial-u " + path("u.csv") + " --initial-v " +
                              path("v.csv") + " ";
    CHECK(run_command(given) == 0);
    check_refused(given + "--seed 1", "--seed and --initial-u were both given");
    CHECK(run_command(given + "--seed 1 --batch 2") == 0);
    check_refused(given + "--parametrisation mup", "--initial-u with --parametrisation or scales, which are of drawn weights");
    check_refused(given + "--scale-u 2", "--initial-u with --parametrisation or scales, which are of drawn weights");
}

TEST_CASE("targets that a loss does not take: the file, the sample, and what is wanted")
{
    check_refused(train("two") + "--loss softmax", path("two.csv") + ": sample 1 has a target that --loss softmax does not take");
    check_refused(train("two") + "--loss softmax", "--one-hot makes them of labels");
    check_refused(train("labels") + "--loss softmax", "of two classes or more");  // one column of labels
    check_refused(train("signs") + "--loss softmax", "of two classes or more");
    check_refused(train("labels") + "--loss logistic",
                  "sample 1 has a target that --loss logistic does not take; targets 1 and -1");
    check_refused(train("labels") + "--one-hot --loss logistic", "targets 1 and -1 (--classes A,B makes them of labels)");
    // One class is no choice.
    const std::string one = "train " + inputs() + "--targets " + folder().write("ones.csv", "0\n0\n0\n0\n") + " --one-hot " +
                            network;
    check_refused(one + "--loss softmax", path("ones.csv") + ": sample 1 has a target that --loss softmax does not take");
    // Labels out of range.
    const auto labels = [](const std::string& text) {
        return "train " + inputs() + "--targets " + folder().write("odd.csv", text) + " --one-hot --loss softmax " + network;
    };
    check_refused(labels("0\n1\n-1\n2\n"), "odd.csv: label -1 in row 3; whole labels from 0 to 65535");
    check_refused(labels("0\n1\n0.5\n2\n"), "odd.csv: label 0.5 in row 3");
    check_refused(labels("0\n1\n1e9\n2\n"), "odd.csv: label 1e+09 in row 3");
    check_refused(train("signs") + "--one-hot --loss softmax", "signs.csv: label -1 in row 2");
    // Targets that are probabilities are taken, also soft ones.
    const std::string soft = "train " + inputs() + "--targets " + folder().write("soft.csv", "0.5,0.5\n1,0\n0.25,0.75\n0,1\n") +
                             " --loss softmax " + network;
    CHECK(run_command(soft) == 0);
    CHECK(run_command("train " + inputs() + "--targets " + folder().write("sum.csv", "0.5,0.6\n1,0\n0.25,0.75\n0,1\n") +
                      " --loss softmax " + network) == 2);
}

TEST_CASE("test sets that do not fit")
{
    folder().write("tx.csv", "1,2\n-1,0.5\n0.25,3\n");
    folder().write("ty.csv", "1,0\n0,1\n0,1\n");
    folder().write("t3.csv", "1,2,3\n-1,0.5,1\n0.25,3,2\n");
    folder().write("t1.csv", "0\n1\n3\n");
    folder().write("nan.csv", "1,2\n-1,0.5\n0.25,nan\n");
    folder().write("short.csv", "1,0\n0,1\n");
    folder().write("bad.csv", "1,0\n0,2\n0,1\n");
    const auto test = [](const std::string& x, const std::string& y) {
        return "--test-inputs " + path(x) + " --test-targets " + path(y) + " ";
    };
    CHECK(run_command(train() + test("tx.csv", "ty.csv")) == 0);
    for (const std::string& line : {train(), sweep()}) {
        check_refused(line + "--columns test_loss", "--columns test_loss, test_accuracy: of which samples?");
        check_refused(line + "--test-inputs " + path("tx.csv"), "--test-inputs and --test-targets belong together");
        check_refused(line + "--test-targets " + path("ty.csv"), "--test-inputs and --test-targets belong together");
        check_refused(line + test("none.csv", "ty.csv"), "none.csv: cannot be read");
        check_refused(line + test("t3.csv", "ty.csv"), "t3.csv: 3 inputs a sample, and " + path("x.csv") + " has 2");
        check_refused(line + test("tx.csv", "t3.csv"), "t3.csv: 3 outputs a sample, and " + path("two.csv") + " has 2");
        check_refused(line + test("tx.csv", "short.csv"), "short.csv: 2 rows of targets for the 3 rows of inputs");
        check_refused(line + test("nan.csv", "ty.csv"), "nan.csv: line 3, column 2: 'nan'");
    }
    const std::string classes = "train " + inputs() + targets("labels") + "--one-hot --loss softmax " + network;
    check_refused(classes + test("tx.csv", "t1.csv"), "t1.csv: 4 outputs a sample, and " + path("labels.csv") + " has 3");
    const std::string soft = "train " + inputs() + "--targets " + folder().write("hot.csv", "1,0\n0,1\n1,0\n0,1\n") +
                             " --loss softmax " + network;
    check_refused(soft + test("tx.csv", "bad.csv"), "bad.csv: sample 2 has a target that --loss softmax does not take");
    const std::string signs = "train " + inputs() + targets("signs") + "--loss logistic " + network;
    check_refused(signs + test("tx.csv", "t1.csv"), "t1.csv: sample 1 has a target that --loss logistic does not take");
    // A test set without a sample of the last class has the outputs of the training set.
    folder().write("fewer.csv", "0\n1\n0\n");
    CHECK(run_command(classes + test("tx.csv", "fewer.csv")) == 0);
}

TEST_CASE("a refused request writes nothing")
{
    folder().write("kept.csv", "precious\n");
    const std::string out = " --out " + path("kept.csv");
    const std::size_t files = folder().files();
    for (const std::string& options : {std::string("--rule adam"), std::string("--loss softmax"), std::string("--batch 9")}) {
        CHECK(run_command(train() + options + out) == 2);
        CHECK(run_command(sweep() + options + out) == 2);
    }
    CHECK(run_command(rates() + "--rule adam" + out) == 2);
    CHECK(read("kept.csv") == "precious\n");
    CHECK(folder().files() <= files + 2);  // what the command printed, and targets
    CHECK_FALSE(exists("kept.csv.partial"));
}

TEST_CASE("data that are barely possible are trained on under every rule")
{
    const struct {
        const char* name;
        const char* x;
        const char* y;
        const char* labels;
    } data[] = {{"one sample", "1,2,3\n", "1\n", "1,0\n"},
                {"one input", "1\n2\n3\n", "1\n-1\n1\n", "1,0\n0,1\n1,0\n"},
                {"repeated rows", "1,2\n1,2\n1,2\n", "1\n-1\n1\n", "1,0\n0,1\n1,0\n"},
                {"rows of zeros", "0,0\n1,2\n0,0\n", "1\n-1\n1\n", "1,0\n0,1\n1,0\n"},
                {"equal singular values", "1,0\n0,1\n0,0\n", "1\n-1\n1\n", "1,0\n0,1\n1,0\n"}};
    for (const auto& d : data) {
        folder().write("dx.csv", d.x);
        folder().write("dy.csv", d.y);
        folder().write("dl.csv", d.labels);
        for (const std::string loss : {"squared", "mean-squared", "softmax", "logistic"})
            for (const std::string rule : {"gd", "momentum", "nesterov", "sam", "muon", "normalized", "rmsprop-scalar"})
                for (const std::string width : {"1", "2", "50", "inf"}) {
                    const bool of_lambda = rule != "muon" && rule != "normalized" && rule != "rmsprop-scalar";
                    const std::string line = "train --inputs " + path("dx.csv") + " --targets " +
                                             path(loss == "softmax" ? "dl.csv" : "dy.csv") + " --loss " + loss + " --rule " +
                                             rule + " --width " + width + (of_lambda ? " --eta-lambda0 0.1" : " --eta 0.01") +
                                             " --steps 12 --columns accuracy,margin,sharpness,trace";
                    CAPTURE(d.name);
                    const command_table table = table_of(line);
                    CHECK(table.rows.size() == 13);
                    for (const std::string& name : table.names)
                        for (const double value : table.column(name)) CHECK(std::isfinite(value));
                    // These steps are small: the loss falls, or rises and falls about its minimum.
                    CHECK(table.column("excess_loss").back() <= table.column("excess_loss").front() * 1.05);
                }
    }
}

TEST_CASE("units of any size: squared error scales with the data under every rule, to the last bit")
{
    for (const std::string rule : {"gd", "momentum", "sam", "muon", "normalized", "rmsprop-scalar"})
        for (const std::string width : {"1", "3", "50", "inf"}) {
            CAPTURE(rule);
            CAPTURE(width);
            const bool of_lambda = rule == "gd" || rule == "momentum" || rule == "sam";
            std::vector<double> expected;
            for (const int exponent : {0, 500, -500}) {
                std::vector<double> x = {1, 2.5, -0.5, 1, 2, -1}, y = {1.5, -1, 0.25};
                for (double& value : x) value = std::ldexp(value, exponent);
                for (double& value : y) value = std::ldexp(value, exponent);
                const command_table table = table_of("train --inputs " + folder().write("ux.npy", npy(3, 2, x)) + " --targets " +
                                                     folder().write("uy.npy", npy(3, 1, y)) + " --rule " + rule + " --width " +
                                                     width + (of_lambda ? " --eta-lambda0 0.1" : " --eta 0.01") + " --steps 20");
                std::vector<double> losses;
                for (const char* name : {"loss", "excess_loss", "lambda_max"})
                    for (const double value : table.column(name)) losses.push_back(std::ldexp(value, -2 * exponent));
                if (exponent == 0) expected = losses;
                CHECK(losses == expected);
            }
        }
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
