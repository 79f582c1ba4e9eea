// The main task on real data: MNIST, whose folder is $CATAPULT_MNIST. argv[1] is the command.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

using namespace catapult::test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool memory_is_its_own = false;
#else
constexpr bool memory_is_its_own = true;
#endif

int failures = 0;

void expect(bool holds, const std::string& what)
{
    std::printf("%s: %s\n", holds ? "ok" : "FAILED", what.c_str());
    if (!holds) ++failures;
}

struct run_result {
    int exit_code = -1;
    double peak_megabytes = 0;
    std::vector<double> loss;
    std::vector<double> lambda;
    std::vector<double> last;  // the last column
};

run_result run(std::vector<std::string> with, const std::string& out_path)
{
    const pid_t child = fork();
    if (child == 0) {
        const int out = open(out_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
        dup2(out, STDOUT_FILENO);
        std::vector<char*> argv;
        for (std::string& a : with) argv.push_back(a.data());
        argv.push_back(nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    int how = 0;
    struct rusage used = {};
    wait4(child, &how, 0, &used);
    run_result result;
    result.exit_code = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    result.peak_megabytes = static_cast<double>(used.ru_maxrss) / 1000;
    std::istringstream lines(temporary_folder::read_file(out_path));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        double loss = 0;
        double lambda = 0;
        if (std::sscanf(line.c_str(), "%*[^,],%lf,%lf", &loss, &lambda) != 2) result.exit_code = -2;
        result.loss.push_back(loss);
        result.lambda.push_back(lambda);
        result.last.push_back(std::strtod(line.c_str() + line.rfind(',') + 1, nullptr));
    }
    if (result.loss.empty()) {
        result.exit_code = -3;
        result.loss.push_back(NAN);
        result.lambda.push_back(NAN);
        result.last.push_back(NAN);
    }
    return result;
}

double peak(const run_result& r)
{
    double largest = 0;
    for (const double loss : r.loss) largest = std::fmax(largest, loss);
    return largest;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) return 1;
    const char* const named = std::getenv("CATAPULT_MNIST");
    const std::string data = named != nullptr ? named : "";
    if (data.empty()) {
        std::printf("skipped: CATAPULT_MNIST does not name the folder of MNIST\n");
        return 77;
    }
    const std::string images = data + "/train-images-idx3-ubyte.gz";
    const std::string labels = data + "/train-labels-idx1-ubyte.gz";
    if (access(images.c_str(), R_OK) != 0 || access(labels.c_str(), R_OK) != 0) {
        std::printf("skipped: no MNIST in CATAPULT_MNIST=%s\n", data.c_str());
        return 77;
    }
    const temporary_folder folder;
    const auto train = [&](std::vector<std::string> more) {
        std::vector<std::string> with = {argv[1], "train", "--inputs", images, "--targets", labels};
        with.insert(with.end(), more.begin(), more.end());
        return run(with, folder.path("out.csv"));
    };

    for (const std::string width : {"1e6", "1e12"}) {
        const auto two_digits = [&](const std::string& rate) {
            return train({"--classes", "0,1", "--samples", "512", "--width", width, "--seed", "1", "--eta-lambda0", rate,
                          "--steps", "200"});
        };
        const run_result lazy = two_digits("1");
        expect(lazy.exit_code == 0 && peak(lazy) == lazy.loss.front() && lazy.loss.back() < lazy.loss.front(),
               "0 against 1, width " + width + ", eta*lambda0 1: lazy");
        const run_result thrown = two_digits("3");
        expect(thrown.exit_code == 0 && peak(thrown) > 10 * thrown.loss.front() && thrown.loss.back() < thrown.loss.front(),
               "0 against 1, width " + width + ", eta*lambda0 3: the loss rises and falls");
        expect(thrown.lambda.back() < 2.0 / 3 * thrown.lambda.front(), "and lambda ends below 2/eta");
        const run_result divergent = two_digits("4.5");
        expect(divergent.exit_code == 0 && divergent.loss.size() < 200 && divergent.loss.back() > 1e6 * divergent.loss.front(),
               "0 against 1, width " + width + ", eta*lambda0 4.5: divergent");
    }

    // The data are 47 MB of pixels. The run may take 100 MB more.
    const run_result all = train({"--width", "1e12", "--seed", "3", "--eta-lambda0", "3", "--steps", "60"});
    std::printf("60,000 samples, width 1e12, eta*lambda0 3: loss %g, peak %g, at step 60 %g, lambda %g of its start, %.0f MB\n",
                all.loss.front(), peak(all), all.loss.back(), all.lambda.back() / all.lambda.front(), all.peak_megabytes);
    expect(all.exit_code == 0 && all.loss.size() == 61, "all samples: 60 steps");
    expect(peak(all) > 1e9 * all.loss.front() && all.loss.back() < all.loss.front(),
           "all samples: up by ten orders of magnitude, and down");
    if (memory_is_its_own)
        expect(all.peak_megabytes < 147, "all samples: within the data and 100 MB");
    else
        std::printf("not checked: memory, most of which is the sanitizer's\n");
    // Ten digits by softmax and momentum in batches, read from samples that are not trained on. A linear map of the pixels that is
    // fitted to as many samples reads about nine of ten.
    const run_result digits = train({"--samples",      "5000",
                                     "--test-inputs",  data + "/t10k-images-idx3-ubyte.gz",
                                     "--test-targets", data + "/t10k-labels-idx1-ubyte.gz",
                                     "--width",        "1e6",
                                     "--seed",         "1",
                                     "--loss",         "softmax",
                                     "--rule",         "momentum",
                                     "--batch",        "250",
                                     "--eta",          "0.03",
                                     "--steps",        "200",
                                     "--every",        "100",
                                     "--columns",      "test_accuracy"});
    std::printf("softmax and momentum, 10 epochs of 5,000 samples: loss %g -> %g, test accuracy %g -> %g\n", digits.loss.front(),
                digits.loss.back(), digits.last.front(), digits.last.back());
    expect(digits.exit_code == 0 && digits.loss.size() == 3, "softmax and momentum: 200 steps");
    expect(digits.last.front() < 0.2 && digits.last.back() > 0.75,
           "nothing is known of digits at the start, and most at the end");
    return failures == 0 ? 0 : 1;
}
