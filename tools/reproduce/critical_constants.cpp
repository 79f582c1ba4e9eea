// The critical constants of Kalra and Barkeshli (arXiv:2302.12250) against the width: the c = ηλ₀ from which on the loss rises
// above its start, λ does, and training diverges. λ is that of the tangent kernel.
//
// Warmup model: |1 − a + φ²| > 1 with a = c and φ = c f₀/(λ₀√n) raises the loss at the first step, and no later step does it if
// the first does not. So c_loss solves c − c² f₀²/(λ₀²n) = 2. λ rises at every step or at none, as a is above 4 or below.
//
// Full model: the first direction of the kernel must outgrow the rest of the loss before λ comes down. By the near-critical law
// (critical_law.hpp) its share of the loss peaks at order n(c − 2)². So c_loss − 2 is of order n^{-1/2}.
#include <cmath>

#include "catapult/experiments/measured_borders.hpp"
#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

/// Gaussian inputs with a mean as large as their spread, as images have: the kernel has one direction far above the others.
owned_data<double> inputs_with_mean(std::uint64_t seed)
{
    std::vector<double> x(gaussian_samples * gaussian_inputs), y(gaussian_samples);
    fill_normals<double>({seed, 1000}, 0, x);
    fill_normals<double>({seed, 1001}, 0, y);
    for (double& element : x) element = (element + 1) / std::sqrt(2.0 * gaussian_inputs);
    owned_data<double> data;
    check(data.reduce({x.data(), gaussian_samples, gaussian_inputs}, {y.data(), gaussian_samples, 1}), "data");
    return data;
}

double middle(const border_interval& border) { return border.low + (border.high - border.low) / 2; }

void measure_warmup(figure_run& run)
{
    constexpr std::size_t networks = 16;
    border_options options;
    options.lowest = 1;
    options.highest = 8;
    options.resolution = 1e-6;
    std::vector<std::vector<cell>> rows;
    double worst_loss = 0, worst_end = 0;
    for (const double width : multiples(10, 1e6, 10))
        for (std::size_t i = 0; i < networks; ++i) {
            measured_borders found;
            check(measure_warmup_borders(width, run.network(i), {}, options, found), "borders");
            const warmup_model<double> start = drawn_model(width, run.network(i), 1);
            const double share = start.output() * start.output() / (start.lambda() * start.lambda() * width);
            const double law = 4 / (1 + std::sqrt(1 - 8 * share));
            const double loss = middle(found.loss_rises), lambda = middle(found.lambda_rises), end = middle(found.diverges);
            worst_loss = std::fmax(worst_loss, std::fabs(loss / law - 1));
            worst_end = std::fmax(worst_end, std::fmax(std::fabs(lambda / 4 - 1), std::fabs(end / 4 - 1)));
            rows.push_back({width, std::uint64_t{i}, loss, law, lambda, end});
        }
    run.write("criticals-warmup", {"width", "network", "c_loss", "law", "c_sharp", "c_max"}, rows);
    run.add(claim{"Warmup model: the loss rises above c_loss = 4/(1 + √(1 − 8f₀²/(λ₀²n))), 2 at large width", within("0", 1e-6),
                  "largest |c_loss/law − 1|, bisected, n = 10 … 10⁶", worst_loss, 0, networks, worst_loss <= 1e-6});
    run.add(claim{"… and λ rises and training diverges above c_sharp = c_max = 4 at any width", within("0", 1e-6),
                  "largest |c_sharp/4 − 1| and |c_max/4 − 1|, bisected, n = 10 … 10⁶", worst_end, 0, networks,
                  worst_end <= 1e-6});
}

void measure_full(figure_run& run)
{
    constexpr std::size_t networks = 4;
    const owned_data<double> data = inputs_with_mean(run.network(0));
    border_options options;
    options.lowest = 0.5;
    options.highest = 12;
    options.resolution = 5e-6;
    options.excess = 0.01;  // in the lazy phase λ moves by O(1/n)
    options.rule.max_steps = 20000;
    std::vector<std::vector<cell>> rows;
    std::vector<double> fitted;
    std::vector<average> distances;
    std::size_t ordered = 0, compared = 0, flatter = 0, between = 0;
    average narrow, widest_loss, widest_end;
    for (const double width : multiples(100, 1e7, 10)) {
        memory work = memory_for([&](std::size_t& b) { return full_borders_bytes(*data, width, b); }, "borders");
        std::vector<double> loss, lambda, end, distance;
        for (std::size_t i = 0; i < networks; ++i) {
            measured_borders found;
            check(measure_full_borders(*data, width, run.network(1 + i), options, work.view(), found), "borders");
            loss.push_back(middle(found.loss_rises));
            lambda.push_back(middle(found.lambda_rises));
            end.push_back(middle(found.diverges));
            distance.push_back(loss.back() - 2);
            if (width >= 1e4) {
                ++compared;
                ordered += loss[i] <= lambda[i] && lambda[i] <= end[i] * 1.001;
            }
            if (width > 1e4) continue;
            trained_network network(*data, width, false, run.network(1 + i));
            ++between;
            for (int t = 0; t < 1000; ++t) (void)network.step((1 + loss.back() / 2) / network.lambda0());
            flatter += network.lambda() < network.lambda0();
        }
        const average l = average_of(loss), s = average_of(lambda), e = average_of(end);
        rows.push_back({width, l.mean, l.error, width >= 1e4 ? cell(s.mean) : cell(), width >= 1e4 ? cell(s.error) : cell(),
                        e.mean, e.error});
        if (width == 100) narrow = l;
        widest_loss = l;
        widest_end = e;
        if (width < 1e3) continue;
        fitted.push_back(width);
        distances.push_back(average_of(distance));
    }
    run.write("criticals-full", {"width", "c_loss", "c_loss_error", "c_sharp", "c_sharp_error", "c_max", "c_max_error"}, rows);
    const line_fit fit = power_law(fitted, distances);
    run.add(claim{"Full model: c_loss = 2 at large width", within("2", 0.005),
                  "ηλ₀ above which the loss exceeds its start, n = 10⁷", widest_loss.mean, widest_loss.error, networks,
                  agrees(widest_loss.mean, 2, 0.005, widest_loss.error)});
    run.add(claim{"… which is approached as n^{−1/2}", within("−0.5", 0.05), "exponent of c_loss − 2 in n, n = 10³ … 10⁷",
                  fit.slope, fit.slope_error, networks, agrees(fit.slope, -0.5, 0.05, fit.slope_error)});
    run.add(claim{"… and c_max = 4", within("4", 0.02), "ηλ₀ above which runs diverge, n = 10⁷", widest_end.mean,
                  widest_end.error, networks, agrees(widest_end.mean, 4, 0.02, widest_end.error)});
    run.add(claim{"At small widths c_loss is larger", "> 2", "ηλ₀ above which the loss exceeds its start, n = 100", narrow.mean,
                  narrow.error, networks, narrow.mean - 3 * narrow.error > 2});
    run.add(claim{"… which opens a phase in which λ falls though the loss does not rise", std::to_string(between),
                  "runs of " + std::to_string(between) + " half-way between ηλ₀ = 2 and c_loss whose λ ends lower, n = 10² … 10⁴",
                  static_cast<double>(flatter), 0, networks, between != 0 && flatter == between});
    run.add(claim{"c_loss ≤ c_sharp ≤ c_max", std::to_string(compared),
                  "networks of " + std::to_string(compared) + " for which it is so to 0.1 %, n = 10⁴ … 10⁷",
                  static_cast<double>(ordered), 0, networks, ordered == compared});
}

}  // namespace

void run_criticals(figure_run& run)
{
    measure_warmup(run);
    measure_full(run);
    run.add(picture{
        "criticals",
        "The c = ηλ₀ from which on the loss rises (c_loss), λ rises (c_sharp) and training diverges (c_max). (a) Warmup "
        "model, 16 networks a width; the line is the law of their average f₀²/λ₀². (b) Full model, 16 Gaussian samples with a mean, "
        "4 networks a point. (c) Its c_loss − 2."});
}

}  // namespace catapult::tools
