// Logistic regression of separable data at large learning rates (Wu, Bartlett, Telgarsky and Yu, arXiv:2402.15926): the
// network of infinite width, which is a linear model that moves by 2η times its gradient.
//
// The samples come in pairs y x = (γ, p), (γ, −bp) with b > 0, so that the first direction separates them with the largest
// margin, γ, and all lie on the margin. On the way along it L' = −2η γ² L², that is, L = 1/(2ηγ²t).
//
// For fixed data and η → ∞ the weights over η are those of a perceptron, which has separated the data after a number of steps
// that does not depend on η. So the paper's O(η) is a bound that such data do not reach.
#include <cmath>
#include <limits>

#include "catapult/numerics/elementary.hpp"
#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double margin = 0.1;
constexpr std::size_t networks = 8;

sampled_data separable_pairs(std::uint64_t seed)
{
    constexpr std::uint32_t direction_stream = 1000, length_stream = 1002;
    constexpr std::size_t pairs = 8, inputs = 8;
    std::vector<double> directions(pairs * (inputs - 1)), x, y;
    fill_normals<double>({seed, direction_stream}, 0, directions);
    for (std::size_t j = 0; j < pairs; ++j)
        for (const double side : {1.0, -0.3 - 0.7 * uniform({seed, length_stream}, j)}) {
            const double label = (x.size() / inputs) % 3 == 0 ? -1 : 1;
            y.push_back(label);
            x.push_back(label * margin);
            for (std::size_t i = 0; i + 1 < inputs; ++i)
                x.push_back(label * side * directions[j * (inputs - 1) + i] / std::sqrt(inputs - 1.0));
        }
    return {x, std::move(y), 2 * pairs};
}

struct record {
    std::uint64_t last_rise = 0;  // the last step that raised the loss
    double middle = 0;            // the loss after half of the steps
    double end = 0;               // and after all
};

class logistic_runs {
public:
    logistic_runs(const figure_run& run, const training_objective<double>& objective) : run_(run), objective_(objective) {}

    ruled_network network(std::size_t i, double width = infinite) const { return {objective_, width, {}, run_.network(1 + i)}; }

    /// The η up to which the loss falls at every step: it curves by at most a quarter along the outputs.
    double monotone() const { return 8 / network(0).lambda0(); }

    record end(std::size_t i, double eta, std::uint64_t steps, double width = infinite) const
    {
        ruled_network trained = network(i, width);
        record r;
        r.end = trained.excess_loss();
        for (std::uint64_t t = 1; t <= steps; ++t) {
            if (trained.step(eta) != status::ok) break;
            const double loss = trained.excess_loss();
            if (loss > r.end * (1 + 1e-9)) r.last_rise = t;
            r.end = loss;
            if (t == steps / 2) r.middle = loss;
        }
        return r;
    }

private:
    const figure_run& run_;
    const training_objective<double>& objective_;
};

void measure_oscillation(figure_run& run, const logistic_runs& runs)
{
    constexpr std::uint64_t steps = 1024;
    std::size_t monotone = 0, risen = 0, large = 0, oscillating = 0;
    std::vector<double> rates;
    std::vector<average> lengths;
    std::vector<std::vector<cell>> rows;
    for (const double part : multiples(0.125, 1, 2))
        for (std::size_t i = 0; i < networks; ++i, ++monotone) risen += runs.end(i, part * runs.monotone(), steps).last_rise != 0;
    for (const double part : multiples(4, 4096, 2)) {
        std::vector<double> length;
        for (std::size_t i = 0; i < networks; ++i) {
            const record r = runs.end(i, part * runs.monotone(), steps);
            ++large;
            oscillating += r.last_rise != 0;
            length.push_back(static_cast<double>(r.last_rise));
        }
        rates.push_back(part * runs.monotone());
        lengths.push_back(average_of(length));
        rows.push_back({rates.back(), lengths.back().mean, lengths.back().error});
    }
    run.write("logistic-oscillation", {"eta", "steps", "steps_error"}, rows);
    const line_fit growth = power_law(rates, lengths);
    run.add(claim{"Up to 8/λ₀ the loss falls at every step: it curves by ¼ at most", "0",
                  "runs of " + std::to_string(monotone) + " whose loss ever rose, n = ∞", static_cast<double>(risen), 0, networks,
                  risen == 0});
    run.add(claim{"At larger rates the loss oscillates at first", std::to_string(large),
                  "runs of " + std::to_string(large) + " whose loss rose, at 4 … 4,096 times that rate, n = ∞",
                  static_cast<double>(oscillating), 0, networks, oscillating == large});
    run.add(claim{"It does so for O(η) steps: no faster growth than η¹", "≤ 1",
                  "exponent in η of the steps until the loss only falls, the same runs", growth.slope, growth.slope_error,
                  networks, growth.slope + 3 * growth.slope_error <= 1});
}

void measure_tail(figure_run& run, const logistic_runs& runs)
{
    constexpr std::uint64_t steps = 16384;
    for (const double width : {infinite, 1e9}) {
        std::vector<double> exponents, factors;
        for (const double part : {1.0, 2.0, 4.0})
            for (std::size_t i = 0; i < networks; ++i) {
                const double eta = part * runs.monotone();
                const record r = runs.end(i, eta, steps, width);
                exponents.push_back(logarithm(r.end / r.middle) / logarithm(2));
                factors.push_back((1 / r.end - 1 / r.middle) / (steps / 2) / (2 * eta * margin * margin));
            }
        const average exponent = average_of(exponents), factor = average_of(factors);
        const std::string where = std::string(", at 1, 2 and 4 times 8/λ₀, ") + (width == infinite ? "n = ∞" : "n = 10⁹");
        run.add(claim{"Then it falls as 1/(ηt)", within("−1", 0.02),
                      "exponent of the loss in t, between 8,192 and 16,384 steps" + where, exponent.mean, exponent.error,
                      networks, agrees(exponent.mean, -1, 0.02, exponent.error)});
        run.add(claim{"… namely as 1/(2ηγ²t), with the margin γ", within("1", 0.01), "growth of 1/loss a step over 2ηγ²" + where,
                      factor.mean, factor.error, networks, agrees(factor.mean, 1, 0.01, factor.error)});
    }
}

void measure_budgets(figure_run& run, const logistic_runs& runs)
{
    const std::vector<double> budgets = multiples(1024, 16384, 2);
    std::vector<average> growing, fixed;
    std::vector<std::vector<cell>> rows;
    for (const double budget : budgets) {
        std::vector<double> with_growing, with_fixed;
        for (std::size_t i = 0; i < networks; ++i) {
            with_growing.push_back(runs.end(i, budget / 200, static_cast<std::uint64_t>(budget)).end);
            with_fixed.push_back(runs.end(i, runs.monotone(), static_cast<std::uint64_t>(budget)).end);
        }
        growing.push_back(average_of(with_growing));
        fixed.push_back(average_of(with_fixed));
        rows.push_back({budget, growing.back().mean, growing.back().error, fixed.back().mean, fixed.back().error});
    }
    run.write("logistic-budgets",
              {"steps", "loss_growing_rate", "loss_growing_rate_error", "loss_fixed_rate", "loss_fixed_rate_error"}, rows);
    const line_fit fast = power_law(budgets, growing), slow = power_law(budgets, fixed);
    run.add(claim{"So a budget of T steps at a rate η ∝ T ends at a loss of order 1/T²", within("−2", 0.1),
                  "exponent of the last loss in T, η = T/200, T = 1,024 … 16,384, n = ∞", fast.slope, fast.slope_error, networks,
                  agrees(fast.slope, -2, 0.1, fast.slope_error)});
    run.add(claim{"… and at the rate that keeps the loss falling, at one of order 1/T", within("−1", 0.1), "the same, η = 8/λ₀",
                  slow.slope, slow.slope_error, networks, agrees(slow.slope, -1, 0.1, slow.slope_error)});
}

void write_curves(figure_run& run, const logistic_runs& runs)
{
    std::vector<std::vector<cell>> rows;
    for (const double part : {1.0, 4.0, 64.0}) {
        ruled_network network = runs.network(0);
        const double eta = part * runs.monotone();
        double next = 1;
        for (std::uint64_t t = 0; t <= 10000; ++t) {
            if (static_cast<double>(t) + 1 >= next) {
                rows.push_back(
                    {part, t + 1, network.excess_loss(), 1 / (2 * eta * margin * margin * static_cast<double>(t + 1))});
                if (t > 50) next = static_cast<double>(t) * 1.05;
            }
            if (network.step(eta) != status::ok) break;
        }
    }
    run.write("logistic-curves", {"eta_over_monotone", "step_plus_1", "loss", "law"}, rows);
}

}  // namespace

void run_logistic(figure_run& run)
{
    const sampled_data data = separable_pairs(run.network(0));
    const training_objective<double> objective = data.objective(logistic_loss<double>());
    const logistic_runs runs(run, objective);
    measure_oscillation(run, runs);
    measure_tail(run, runs);
    measure_budgets(run, runs);
    write_curves(run, runs);
    run.add(picture{
        "logistic",
        "Logistic regression of separable data at infinite width, 16 samples with margin 0.1. (a) Loss by η over 8/λ₀, "
        "and 1/(2ηγ²t), not fitted. (b) Steps until the loss only falls: the bound O(η) is far. (c) The loss that a budget of T steps ends at."});
}

}  // namespace catapult::tools
