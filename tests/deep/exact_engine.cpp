// A network of one hidden layer without an activation is what the exact engine trains. Of the same weights, both must tell the
// same losses and λ at every step. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catapult/numerics/random.hpp"
#include "support/command_table.hpp"
#include "support/file_bytes.hpp"
#include "vocabulary/number.hpp"

using namespace catapult;
using namespace catapult::test;
using tools::shortest;

namespace {

// √d and √n are exact, so that X/√d is the same data.
constexpr std::size_t samples = 10, inputs = 16, outputs = 3, width = 64, steps = 50;
constexpr std::uint64_t seed = 7;

std::vector<double> normals(std::uint64_t of, std::uint32_t stream, std::size_t count)
{
    std::vector<double> result(count);
    fill_normals<double>({of, stream}, 0, result);
    return result;
}

std::string write(const std::string& name, std::size_t rows, std::size_t columns, const std::vector<double>& values)
{
    return folder().write(name, npy(rows, columns, values));
}

/// The data, and the weights that the deep network of the seed draws: the layers' streams are 0 and 1.
struct problem {
    std::string deep_data, exact_data, loss, weights;

    /// With `change`, weights are multiplied by 1 ± change, the signs by chance.
    explicit problem(const std::string& loss_name, double change = 0, std::uint32_t signs = 0) : loss(loss_name)
    {
        std::vector<double> x = normals(1, 0, samples * inputs), y = normals(1, 1, samples * outputs);
        if (loss == "softmax")
            for (std::size_t i = 0; i < y.size(); ++i) y[i] = i % outputs == i / outputs * (i / outputs) % outputs ? 1 : 0;
        const std::string targets = " --targets " + write("y.npy", samples, outputs, y) + " ";
        const auto data = [&](const std::string& file) {
            return "--inputs " + path(file) + targets + "--test-inputs " + path(file) + " --test-targets " + path("y.npy") +
                   " --loss " + loss + " ";
        };
        write("x.npy", samples, inputs, x);
        for (double& e : x) e /= std::sqrt(static_cast<double>(inputs));
        write("scaled.npy", samples, inputs, x);
        deep_data = data("x.npy"), exact_data = data("scaled.npy");

        std::vector<double> u = normals(seed, 0, width * inputs), v(width * outputs);
        const std::vector<double> transposed = normals(seed, 1, outputs * width);
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t c = 0; c < outputs; ++c) v[i * outputs + c] = transposed[c * width + i];
        std::uint64_t place = 0;
        for (std::vector<double>* layer : {&u, &v})
            for (double& e : *layer) e *= uniform({signs, 9}, place++) < 0.5 ? 1 - change : 1 + change;
        weights = "--initial-u " + write("u.npy", width, inputs, u) + " --initial-v " + write("v.npy", width, outputs, v) + " ";
    }

    std::string exact(const std::string& options) const { return "train " + exact_data + weights + options; }
    std::string deep(const std::string& options, const std::string& precision) const
    {
        return "deep train " + deep_data + "--hidden " + std::to_string(width) + " --activation identity --seed " +
               std::to_string(seed) + " --precision " + precision +
               (precision == "float" ? " --tolerance 1e-6 " : " --tolerance 1e-13 ") + options;
    }
    /// λ is that of the loss; the exact engine's is that of |F − Y|²/2m for mean-squared error too.
    double share() const { return loss == "mean-squared" ? outputs : 1; }
};

struct run_columns {
    std::vector<double> loss, lambda;
};
run_columns columns_of(const command_table& table, const std::string& loss)
{
    REQUIRE(table.rows.size() == steps + 1);
    return {table.column(loss), table.column("lambda_max")};
}

double relative(double a, double b) { return std::fabs(a - b) / std::fabs(b); }

/// By how much relative changes of the weights at the start have grown in what is compared, at most over the run. In each step
/// every weight is rounded anew, and sums over units, inputs, samples and outputs; each of these roundings grows so from its
/// step on, so that after T steps there is at most T times the rounding of one times this.
double growth(const std::string& loss, const std::string& options, const std::string& column)
{
    constexpr double change = 1e-7;
    const run_columns plain = columns_of(table_of(problem(loss).exact(options)), column);
    double most = 1;
    for (const std::uint32_t signs : {1u, 2u, 3u}) {
        const run_columns moved = columns_of(table_of(problem(loss, change, signs).exact(options)), column);
        for (std::size_t t = 0; t <= steps; ++t)
            most = std::fmax(most, std::fmax(relative(moved.loss[t], plain.loss[t]), relative(moved.lambda[t], plain.lambda[t])) /
                                       change);
    }
    return most;
}
double rounding(double unit) { return static_cast<double>(steps * (width + inputs + samples + outputs)) * unit; }

/// ηλ₀ = `rate` in units in which the border of gradient descent is 2.
std::string rate_of(const std::string& loss, double rate)
{
    const problem p(loss);
    const double lambda0 = table_of(p.exact("--eta 1 --steps 0")).column("lambda_max")[0];
    return "--eta " + shortest(rate * p.share() / lambda0) + " --steps " + std::to_string(steps) + " ";
}

/// Compares a run of both. `lambda`: λ too, where both tell that of all samples. `in_float`: of a float network too.
void check_same(const std::string& loss, const std::string& options, const std::string& column, bool lambda,
                bool in_float = false)
{
    CAPTURE(loss);
    CAPTURE(options);
    const double grown = growth(loss, options, column);
    CAPTURE(grown);
    // The smallest unit of the comparisons below: what is claimed holds only if the runs are not chaotic.
    CHECK(rounding(0x1p-53) * grown <= 1e-10);
    const problem p(loss);
    const bool batches = options.find("--batch") != std::string::npos;
    std::vector<run_columns> exact;
    for (const std::string engine : {"gram", "parameters"})
        exact.push_back(columns_of(
            table_of(p.exact(options + "--engine " + engine + (batches ? " --seed " + std::to_string(seed) : ""))), column));
    for (const std::string precision : {"double", "float"}) {
        if (precision == "float" && !in_float) continue;
        CAPTURE(precision);
        const run_columns deep = columns_of(table_of(p.deep(options, precision)), column);
        const double unit = precision == "float" ? 0x1p-24 : 0x1p-53, found = precision == "float" ? 0x1p-19 : 2e-12;
        const double allowed = rounding(unit) * grown;
        for (const run_columns& one : exact)
            for (std::size_t t = 0; t <= steps; ++t) {
                CAPTURE(t);
                CHECK(relative(deep.loss[t], one.loss[t]) <= allowed);
                if (lambda) CHECK(relative(deep.lambda[t] * p.share(), one.lambda[t]) <= allowed + found);
            }
    }
}

}  // namespace

TEST_CASE("lazy and catapulting, with each loss")
{
    for (const std::string loss : {"squared", "mean-squared", "softmax"})
        for (const double rate : {1.0, 3.5}) {
            check_same(loss, rate_of(loss, rate), "loss", true, true);
            if (loss == "softmax") continue;
            const run_columns seen = columns_of(table_of(problem(loss).exact(rate_of(loss, rate))), "loss");
            CHECK((rate > 2) == (*std::max_element(seen.loss.begin(), seen.loss.end()) > 1.01 * seen.loss[0]));
            CHECK((rate > 2) == (seen.lambda.back() < 0.8 * seen.lambda[0]));
        }
}

TEST_CASE("momentum, weight decay, clipping and schedules")
{
    const std::string lazy = rate_of("squared", 0.8);
    for (const std::string options :
         {"--rule momentum --momentum 0.5 ", "--rule nesterov --momentum 0.5 ", "--weight-decay 0.05 ", "--clip 0.25 ",
          "--schedule step:1=0.5,2=0.1 ", "--schedule warmup:20 ", "--schedule cosine:40 ",
          "--rule momentum --weight-decay 0.02 --clip 0.5 --schedule warmup:10 "})
        check_same("squared", lazy + options, "loss", true);
    check_same("softmax", rate_of("softmax", 0.8) + "--rule nesterov --momentum 0.9 --clip 0.3 ", "loss", true);
}

TEST_CASE("batches are the same samples in the same order, with a short one at the end of an epoch")
{
    // Deep networks tell the loss of the first samples; that of all, in which the engines agree, as the test loss of the same.
    for (const std::string loss : {"squared", "softmax"})
        for (const std::string shuffle : {"each-epoch", "with-replacement"})
            check_same(loss, rate_of(loss, 0.5) + "--batch 4 --shuffle " + shuffle + " ", "test_loss", false);
}

TEST_CASE("linearised at the start and in the middle of a catapult")
{
    for (const std::string step : {"0", "4"})
        check_same("squared", rate_of("squared", step == "0" ? 1 : 2.5) + "--linearise-at " + step + " ", "loss", true);
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
