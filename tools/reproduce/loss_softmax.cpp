// Softmax cross-entropy at large learning rates.
//
// Its gradient by the outputs is bounded. So outputs move by order η a step and no more, whatever they are, and a step changes
// UᵀU/n and VᵀV/n by order η²/n. Hence at a large η the loss rises to order η, where that of squared error rises to order n, and λ
// changes by order 1/n. With η = h√n and ω = √n w the width leaves the equations as n → ∞, but for
// softmax(√n Xw), which then takes the largest output for certain. So λ changes by a finite part, and training diverges from
// some h on.
#include <cmath>

#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t networks = 8;
constexpr int steps = 300;

struct end_of_run {
    double start = 0;   // the first loss
    double peak = 0;    // the largest
    double loss = 0;    // the last
    double lambda = 0;  // the last λ over the first
    bool rose = false;  // at any step
    bool finite = true;
};

class softmax_runs {
public:
    softmax_runs(const figure_run& run, const training_objective<double>& objective) : run_(run), objective_(objective) {}

    ruled_network network(double width, std::size_t i) const { return {objective_, width, {}, run_.network(1 + i)}; }

    /// The η up to which the loss falls at every step at large width: it curves by at most a half along the outputs.
    double monotone(double width, std::size_t i) const { return 4 / network(width, i).lambda0(); }

    end_of_run end(double width, std::size_t i, double eta) const
    {
        ruled_network trained = network(width, i);
        return end(trained, eta);
    }

    end_of_run end(ruled_network& trained, double eta) const
    {
        end_of_run e;
        e.start = e.peak = e.loss = trained.excess_loss();
        for (int t = 0; t < steps && e.finite; ++t) {
            e.finite = trained.step(eta) == status::ok && trained.relative_step(eta) < 100;
            const double loss = trained.excess_loss();
            e.rose = e.rose || loss > e.loss * (1 + 1e-12);
            e.peak = std::fmax(e.peak, loss);
            e.loss = loss;
        }
        if (e.finite) e.lambda = trained.lambda() / trained.lambda0();
        return e;
    }

private:
    const figure_run& run_;
    const training_objective<double>& objective_;
};

void count_catapults(figure_run& run, const softmax_runs& runs)
{
    std::size_t lazy = 0, rises = 0, large = 0, catapults = 0;
    double steepest = 0;
    for (const double width : {1e8, 1e10})
        for (std::size_t i = 0; i < networks; ++i) {
            const double monotone = runs.monotone(width, i);
            for (int j = 1; j <= 8; ++j, ++lazy) rises += runs.end(width, i, monotone * j / 8).rose;
            for (const double part : {16.0, 32.0, 64.0}) {
                ruled_network network = runs.network(width, i);
                const end_of_run e = runs.end(network, part * monotone);
                ++large;
                const bool catapult = e.finite && e.peak > e.start && e.loss < e.start;
                catapults += catapult;
                if (catapult) steepest = std::fmax(steepest, part * monotone * followed_sharpness(network).value());
            }
        }
    run.add(claim{"Up to 4/λ₀ the loss falls at every step: it curves by ½ at most", "0",
                  "runs of " + std::to_string(lazy) + " whose loss ever rose, n = 10⁸ and 10¹⁰", static_cast<double>(rises), 0,
                  networks, rises == 0});
    run.add(claim{"Far above it the loss first grows beyond its start, and then converges: a catapult", std::to_string(large),
                  "runs of " + std::to_string(large) + " that do, at 16, 32 and 64 times that rate, n = 10⁸ and 10¹⁰",
                  static_cast<double>(catapults), 0, networks, catapults == large});
    run.add(claim{"It ends flatter than 2/η", "< 2", "largest η·(sharpness at the end) of these runs", steepest, 0, networks,
                  catapults != 0 && steepest < 2});
}

void fit_laws(figure_run& run, const softmax_runs& runs)
{
    const std::vector<double> widths = multiples(1e8, 1e14, 10), rates = multiples(300, 3e4, 2);
    std::vector<average> peaks, changes, peaks_by_rate, borders, large_changes;
    std::vector<std::vector<cell>> rows;
    for (const double width : widths) {
        std::vector<double> peak, change, large_change, border;
        const double root = std::sqrt(width);
        for (std::size_t i = 0; i < networks; ++i) {
            const end_of_run e = runs.end(width, i, 32 * runs.monotone(width, i));
            peak.push_back(e.peak);
            change.push_back(std::fabs(e.lambda - 1));
            large_change.push_back(std::fabs(runs.end(width, i, 2 * root).lambda - 1));
            border.push_back(root * bisect(2, 40, 0.02, [&](double h) { return !runs.end(width, i, h * root).finite; }));
        }
        peaks.push_back(average_of(peak));
        changes.push_back(average_of(change));
        large_changes.push_back(average_of(large_change));
        borders.push_back(average_of(border));
        rows.push_back({width, peaks.back().mean, peaks.back().error, changes.back().mean, changes.back().error,
                        large_changes.back().mean, large_changes.back().error, borders.back().mean, borders.back().error});
    }
    for (const double eta : rates) {
        std::vector<double> peak;
        for (std::size_t i = 0; i < networks; ++i) peak.push_back(runs.end(1e14, i, eta).peak);
        peaks_by_rate.push_back(average_of(peak));
    }
    run.write("softmax-widths",
              {"width", "peak", "peak_error", "lambda_change", "lambda_change_error", "lambda_change_at_2_root_n",
               "lambda_change_at_2_root_n_error", "eta_max", "eta_max_error"},
              rows);
    const line_fit by_rate = power_law(rates, peaks_by_rate), by_width = power_law(widths, peaks),
                   change = power_law(widths, changes), large_change = power_law(widths, large_changes),
                   border = power_law(widths, borders);
    run.add(claim{"Gradients are bounded, so the loss peaks at order η", within("1", 0.1),
                  "exponent of the peak loss in η, η = 300 … 30,000, n = 10¹⁴", by_rate.slope, by_rate.slope_error, networks,
                  agrees(by_rate.slope, 1, 0.1, by_rate.slope_error)});
    run.add(claim{"… at any width, where squared error peaks at order n", within("0", 0.05),
                  "exponent of the peak loss in n, at 32 times 4/λ₀, n = 10⁸ … 10¹⁴", by_width.slope, by_width.slope_error,
                  networks, agrees(by_width.slope, 0, 0.05, by_width.slope_error)});
    run.add(claim{"So at a fixed η the curvature changes by O(1/n) only", within("−1", 0.1),
                  "exponent of |λ_end/λ₀ − 1| in n, the same runs", change.slope, change.slope_error, networks,
                  agrees(change.slope, -1, 0.1, change.slope_error)});
    run.add(claim{"At an η of order √n it changes by a part that does not vanish with the width", within("0", 0.1),
                  "exponent of |λ_end/λ₀ − 1| in n, η = 2√n, n = 10⁸ … 10¹⁴", large_change.slope, large_change.slope_error,
                  networks, agrees(large_change.slope, 0, 0.1, large_change.slope_error)});
    run.add(claim{"… and training diverges from an η of order √n on", within("0.5", 0.01),
                  "exponent in n of the η above which runs diverge, bisected, n = 10⁸ … 10¹⁴", border.slope, border.slope_error,
                  networks, agrees(border.slope, 0.5, 0.01, border.slope_error)});
}

void write_curves(figure_run& run, const softmax_runs& runs)
{
    std::vector<std::vector<cell>> rows;
    for (const double part : {0.5, 1.0, 8.0, 32.0, 128.0}) {
        ruled_network network = runs.network(1e6, 0);
        followed_sharpness sharpness(network);
        const double eta = part * runs.monotone(1e6, 0);
        for (std::uint64_t t = 0; t <= 100; ++t) {
            rows.push_back({part, t, network.excess_loss(), eta * sharpness.value(), network.lambda() / network.lambda0()});
            if (network.step(eta) != status::ok) break;
        }
    }
    run.write("softmax-curves", {"eta_over_monotone", "step", "loss", "eta_sharpness", "lambda_ratio"}, rows);

    rows.clear();
    for (const double width : {1e4, 1e6, 1e8})
        for (const double h : multiples(1e-4, 20, 1.189207115002721)) {
            const double eta = h * std::sqrt(width);
            if (eta < 1) continue;
            const end_of_run e = runs.end(width, 0, eta);
            rows.push_back({width, eta, h, e.finite ? cell(e.peak / e.start) : cell(), e.finite ? cell(e.lambda) : cell(),
                            std::uint64_t{!e.finite}});
        }
    run.write("softmax-rates", {"width", "eta", "eta_over_root_width", "peak_ratio", "lambda_ratio", "divergent"}, rows);
}

}  // namespace

void run_softmax(figure_run& run)
{
    const sampled_data data = gaussian_classes(run.network(0), 16, 12, 3);
    const training_objective<double> objective = data.objective(softmax_loss<double>());
    const softmax_runs runs(run, objective);
    count_catapults(run, runs);
    fit_laws(run, runs);
    write_curves(run, runs);
    run.add(
        picture{"softmax",
                "Softmax cross-entropy, 16 Gaussian samples of 12 inputs in 3 classes. (a) Loss and (b) η times the sharpness, "
                "n = 10⁶, by η over 4/λ₀. (c) The peak of the loss over its start: of order η at any "
                "width. (d) Curvature after 300 steps: it changes where η is of order √n."});
}

}  // namespace catapult::tools
