// LBDSG, figure 3a–c: a fully connected ReLU network of three hidden layers on MNIST, in the NTK parametrisation with σ_w = √2 and
// no biases, pixels of mean 0 and variance 1, loss |f − y|²/2mk.
#include <cmath>

#include "deep/figures.hpp"
#include "deep/runs.hpp"
#include "reproduce/statistics.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

void run_deep_curves(figure_run& run, const deep_figure_setting& setting)
{
    const std::int64_t width = setting.paper ? 2048 : 192;
    const deep_options options = fully_connected_options({width, width, width});
    // The paper trains on batches of 512 of all digits. Here every step takes the same 512, so that the loss has no noise and what the
    // theory says of gradient descent can be seen exactly; `catapult deep train --batch 512` does the other.
    const std::size_t samples = setting.paper ? 512 : 256;
    deep_lab lab(setting, options, samples);
    const std::string where = "three hidden layers of " + std::to_string(width) + ", " + std::to_string(samples) +
                              " samples, all in each step";

    if (setting.paper) {
        std::vector<double> initial;
        for (std::uint64_t i = 0; i < 3; ++i) initial.push_back(lab.lambda0(run.network(1 + i)));
        const average lambda0 = average_of(initial);
        run.add(claim{"λ₀ = 0.32 of the paper's network, and so η_crit = 6.25", within("0.32", 0.03), "λ₀, " + where,
                      lambda0.mean, lambda0.error, initial.size(), agrees(lambda0.mean, 0.32, 0.03, lambda0.error)});
    }

    const std::uint64_t network = run.network(1);
    const double time = 250 * lab.lambda0(network);  // in units of 1/λ₀
    const std::vector<double> rates = {0.5, 1, 1.5, 2.5, 3, 4, 5, 6, 8, 10, 11};
    std::vector<std::vector<cell>> rows, ends;
    double highest_lazy = 0, lowest_catapult = std::numeric_limits<double>::infinity(), flattest = 0;
    std::size_t catapults = 0;
    progress shown("rates", rates.size(), false);
    for (const double rate : rates) {
        const curve c = lab.train(network, {rate, steps_until(time, rate), 20, true, true});
        for (const curve_point& p : c.points) rows.push_back({rate, p.step, p.time, p.loss, p.lambda});
        ends.push_back({rate, c.eta, c.lambda0, c.loss_initial, c.loss_peak, c.loss_final, c.lambda_final, c.accuracy,
                        c.test_accuracy,
                        std::string(c.diverged ? "divergent"
                                    : rate < 2 ? "lazy"
                                               : "catapult")});
        const double rise = c.loss_peak / c.loss_initial;
        if (rate < 2) {
            highest_lazy = std::fmax(highest_lazy, rise);
        } else if (rate >= 4) {
            lowest_catapult = std::fmin(lowest_catapult, rise);
            flattest = std::fmax(flattest, c.eta * c.lambda_final);
            ++catapults;
        }
        shown.at(ends.size());
    }
    run.write("deep-3-curves", {"eta_lambda0", "step", "time", "loss", "lambda"}, rows);
    run.write("deep-3-ends",
              {"eta_lambda0", "eta", "lambda0", "loss_initial", "loss_max", "loss_final", "lambda_final", "accuracy",
               "test_accuracy", "phase"},
              ends);
    run.add(claim{"Below 2/λ₀ the loss never rises", "≤ 1", "largest loss over the first, ηλ₀ = 0.5, 1, 1.5, " + where,
                  highest_lazy, 0, 1, highest_lazy <= 1});
    run.add(claim{"Above it the loss rises at first, and training works all the same", "> 1",
                  "least of the largest losses over the first, ηλ₀ = 4 … 11, " + where, lowest_catapult, 0, 1,
                  lowest_catapult > 1 && std::isfinite(lowest_catapult)});
    run.add(claim{"… and ends in flatter minima, below 2/η", "< 2",
                  "largest ηλ at ηt = 250 of " + std::to_string(catapults) + " rates", flattest, 0, 1, flattest < 2});

    // Where training stops to work. Runs of so many steps have either begun to fall or left every bound.
    const double resolution = setting.paper ? 0.25 : 0.5;
    const std::uint64_t steps = 60;
    const double largest = bisect(8, 20, resolution, [&](double rate) {
        return !lab.train(network, {rate, steps, 0, false, false}).trains();
    });
    const std::string measured = "largest ηλ₀ at which the loss is below its start after 60 steps, bisected, " + where;
    run.add(setting.paper ? claim{"ReLU networks train up to about 12/λ₀", within("12", 2), measured, largest, resolution, 1,
                                  agrees(largest, 12, 2, resolution)}
                          : claim{"ReLU networks train far beyond 4/λ₀ (a small size; the paper's 12/λ₀ is of wide ones)", "> 8",
                                  measured, largest, resolution, 1, largest - resolution > 8});
    run.add(
        picture{"deep-3", "Three hidden layers of " + std::to_string(width) +
                              " ReLU units on digits: (a) loss and (b) curvature by learning rate, (c) curvature at ηt = 250."});
}

}  // namespace catapult::tools
