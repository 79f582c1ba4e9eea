// λ₀ of small networks against the kernel formed by loops over the gradients' formulas, and the borders that follow from it.
// argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "catapult/numerics/random.hpp"
#include "support/command_table.hpp"
#include "support/file_bytes.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr std::size_t samples = 7, inputs = 5, outputs = 3, width = 24;
constexpr std::uint64_t seed = 3;

std::vector<double> normals(std::uint64_t of, std::uint32_t stream, std::size_t count)
{
    std::vector<double> result(count);
    fill_normals<double>({of, stream}, 0, result);
    return result;
}
const std::vector<double>& inputs_drawn()
{
    static const std::vector<double> x = normals(1, 0, samples * inputs);
    return x;
}

std::string data(const std::string& loss)
{
    std::vector<double> y = normals(1, 1, samples * outputs);
    for (std::size_t i = 0; i < y.size(); ++i)
        if (loss == "softmax") y[i] = i % outputs == 0 ? 1 : 0;
    return "--inputs " + folder().write("x.npy", npy(samples, inputs, inputs_drawn())) + " --targets " +
           folder().write("y.npy", npy(samples, outputs, y)) + " --loss " + loss + " ";
}
std::string rates(const std::string& loss, const std::string& options)
{
    return "deep rates " + data(loss) + "--seed " + std::to_string(seed) + " --hidden " + std::to_string(width) + " " + options +
           " ";
}

struct network_case {
    const char* options;
    double (*function)(double);
    double (*slope)(double);
    double scale;  ///< σ_w
    bool ntk;
};
const network_case networks[] = {
    {"--activation relu", [](double x) { return x > 0 ? x : 0; }, [](double x) { return x > 0 ? 1.0 : 0.0; }, std::sqrt(2.0),
     true},
    {"--activation tanh", [](double x) { return std::tanh(x); }, [](double x) { return 1 - std::tanh(x) * std::tanh(x); }, 1,
     true},
    {"--activation identity --sigma-w 1.5", [](double x) { return x; }, [](double) { return 1.0; }, 1.5, true},
    {"--activation erf --parametrisation lecun", [](double x) { return std::erf(x); },
     [](double x) { return 2 / std::sqrt(std::acos(-1)) * std::exp(-x * x); }, 1, false}};

const char* const losses[] = {"softmax", "squared", "mean-squared"};

/// The largest eigenvalue of JJᵀ, J by the chain rule. Scales of layers count in J only where the weights are drawn without them.
double top_of(const network_case& n)
{
    const std::vector<double> u = normals(seed, 0, width * inputs), v = normals(seed, 1, outputs * width);
    const double first = n.scale / std::sqrt(static_cast<double>(inputs)),
                 second = n.scale / std::sqrt(static_cast<double>(width));
    constexpr std::size_t rows = samples * outputs, weights = width * (inputs + outputs);
    std::vector<double> jacobian(rows * weights), kernel(rows * rows);
    for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t i = 0; i < width; ++i) {
            const double* x = inputs_drawn().data() + s * inputs;
            double h = 0;
            for (std::size_t a = 0; a < inputs; ++a) h += first * u[i * inputs + a] * x[a];
            for (std::size_t c = 0; c < outputs; ++c) {
                double* row = jacobian.data() + (s * outputs + c) * weights;
                for (std::size_t a = 0; a < inputs; ++a)
                    row[i * inputs + a] = second * v[c * width + i] * n.slope(h) * x[a] * (n.ntk ? first : 1);
                row[width * inputs + c * width + i] = n.function(h) * (n.ntk ? second : 1);
            }
        }
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < rows; ++j)
            for (std::size_t w = 0; w < weights; ++w)
                kernel[i * rows + j] += jacobian[i * weights + w] * jacobian[j * weights + w];
    return top_eigenvalue(kernel, rows);
}

}  // namespace

TEST_CASE("lambda0 is the largest eigenvalue of the formed kernel, within the error that stands beside it")
{
    for (const network_case& n : networks) {
        CAPTURE(n.options);
        const double top = top_of(n);
        // Losses take turns, but for the first network.
        const std::size_t number = static_cast<std::size_t>(&n - networks);
        for (std::size_t l = 0; l < 3; ++l) {
            if (number != 0 && number % 3 != l) continue;
            const std::string loss = losses[l];
            CAPTURE(loss);
            const double divisor = samples * (loss == "mean-squared" ? outputs : 1), expected = top / divisor;
            const command_table exact = table_of(rates(loss, n.options + std::string(" --precision double")));
            // Sums here and there round too, over the weights at most; doubling does to the last digits.
            const double rounding = 1e-13 * expected, error = exact.column("lambda0_error")[0];
            CHECK(std::fabs(exact.column("lambda0")[0] - expected) <= error + rounding);
            CHECK(error <= 1e-13 * expected);
            const command_table rounded = table_of(rates(loss, n.options));
            const double wider = rounded.column("lambda0_error")[0];
            CHECK(std::fabs(rounded.column("lambda0")[0] - expected) <= wider + 1e-7 * expected);
            CHECK(wider <= 1e-4 * expected);
        }
    }
}

TEST_CASE("the borders follow from lambda0, and where none is known none is claimed")
{
    const auto row = [](const std::string& options, const std::string& loss = "mean-squared") {
        return table_of(rates(loss, "--precision double " + options));
    };
    const command_table relu = row("--eta-lambda0 3"), linear = row("--activation identity --eta-lambda0 3");
    const double lambda0 = relu.column("lambda0")[0];
    const auto is = [](double value, double expected) { CHECK(value == doctest::Approx(expected).epsilon(1e-15)); };
    is(relu.column("eta_crit")[0], 2 / lambda0);
    is(relu.column("eta_max")[0], 4 / lambda0);
    is(relu.column("eta_relu")[0], 12 / lambda0);
    is(relu.column("eta")[0], 3 / lambda0);
    CHECK(linear.texts("eta_relu")[0].empty());

    const auto empty = [](const command_table& table, const std::vector<std::string>& names) {
        for (const std::string& name : names) CHECK(table.texts(name)[0].empty());
    };
    const command_table momentum = row("--rule momentum --momentum 0.5 --eta 1"),
                        nesterov = row("--rule nesterov --momentum 0.5 --eta 1");
    is(momentum.column("eta_crit")[0], 2 * 1.5 / lambda0);
    is(nesterov.column("eta_crit")[0], 2 * 1.5 / (2 * lambda0));
    empty(momentum, {"eta_max", "eta_relu", "phase"});
    empty(nesterov, {"eta_max", "eta_relu", "phase"});
    for (const char* options : {"--clip 0.5 --eta 1", "--weight-decay 0.1 --eta 1", "--batch 3 --eta 1"})
        empty(row(options), {"eta_crit", "eta_max", "eta_relu", "phase"});
    empty(row("--eta 1", "softmax"), {"eta_crit", "eta_max", "eta_relu", "phase"});

    CHECK(relu.texts("phase")[0] == "catapult");
    CHECK(linear.texts("phase")[0] == "catapult");
    const auto phase = [&](const char* activation, const char* rate) {
        return row("--activation " + std::string(activation) + " --eta-lambda0 " + rate).texts("phase")[0];
    };
    CHECK(phase("identity", "1.9") == "lazy");
    CHECK(phase("identity", "4.1") == "divergent");
    CHECK(phase("relu", "11.9") == "catapult");
    CHECK(phase("relu", "12.1") == "divergent");
}

TEST_CASE("a wide linear network of one sample has the borders of the warmup model, by runs")
{
    // f′ = f(1 − ηλ + η²f²/n) and λ′ = λ + ηf²(ηλ − 4)/n, for the label 0: |f| grows from ηλ₀ = 2 on, λ from 4 on, where it
    // diverges. The terms with 1/n shift the first border by 4f²/nλ₀² at most.
    folder().write("one.csv", "1,-0.5\n");
    folder().write("zero.csv", "0\n");
    const command_table table = table_of("deep rates --inputs " + path("one.csv") + " --targets " + path("zero.csv") +
                                         " --hidden 4096 --activation identity --precision double --tolerance 1e-9 --measured "
                                         "--resolution 0.005 --steps 200");
    const auto holds = [&](const std::string& name, double border, double more) {
        CAPTURE(name);
        const double low = table.column(name + "_low")[0], high = table.column(name + "_high")[0];
        CAPTURE(low);
        CAPTURE(high);
        CHECK(low <= border * (1 + more));
        CHECK(high >= border * (1 - 1e-12));
        CHECK(high <= low * 1.0051);
    };
    holds("c_loss", 2, 0.002);
    holds("c_sharp", 4, 0.01);
    holds("c_max", 4, 0.01);
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
