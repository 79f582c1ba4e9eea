// LBDSG, figures 4, 6 and S13: one hidden layer of ReLU on 512 digits. The network beside the model linearised at its start and
// after ten steps, and the change of its kernel.
#include <cmath>

#include "deep/figures.hpp"
#include "deep/runs.hpp"
#include "reproduce/statistics.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

void run_deep_linearised(figure_run& run, const deep_figure_setting& setting)
{
    const std::int64_t width = setting.paper ? 2048 : 128;
    const std::size_t samples = setting.paper ? 512 : 128;
    const double time = setting.paper ? 240 : 120;  // ηλ₀t: the same for all rates
    const std::vector<double> rates = {0.5, 1, 1.5, 2.5, 3, 4, 5, 6, 8};
    const std::string where = "one hidden layer of " + std::to_string(width) + ", " + std::to_string(samples) + " samples";
    std::vector<std::vector<cell>> rows;
    double apart_below = 0, apart_after = 0, best = 0, best_rate = 0, best_below = 0;
    std::size_t lost = 0, above = 0;
    progress shown("runs", 3 * rates.size(), false);
    std::uint64_t done = 0;
    std::vector<std::vector<curve>> all;
    for (const std::optional<std::uint64_t> at :
         {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0), std::optional<std::uint64_t>(10)}) {
        deep_options options = fully_connected_options({width});
        options.training.linearise_at = at;
        deep_lab lab(setting, options, samples);
        all.emplace_back();
        for (const double rate : rates) {
            all.back().push_back(lab.train(run.network(1), {rate, steps_until(time, rate), 0, true, true}));
            shown.at(++done);
        }
    }
    const bool tested = std::isfinite(all[0][0].test_accuracy);
    const auto score = [&](const curve& c) { return c.diverged ? 0 : tested ? c.test_accuracy : c.accuracy; };
    for (std::size_t i = 0; i < rates.size(); ++i) {
        const curve &network = all[0][i], &before = all[1][i], &after = all[2][i];
        rows.push_back({rates[i], score(network), score(before), score(after), network.loss_final, before.loss_final,
                        after.loss_final, network.lambda_final / network.lambda0});
        if (rates[i] < 2) {
            apart_below = std::fmax(apart_below, std::fabs(score(network) - score(before)));
            best_below = std::fmax(best_below, score(network));
        } else {
            ++above;
            lost += !before.trains();
            // (Later than ten steps, catapults of larger rates are still under way.)
            if (rates[i] <= 5) apart_after = std::fmax(apart_after, std::fabs(score(network) - score(after)));
        }
        if (score(network) > best) {
            best = score(network);
            best_rate = rates[i];
        }
    }
    run.write("deep-4",
              {"eta_lambda0", "network", "linearised_at_0", "linearised_at_10", "loss", "loss_linearised_at_0",
               "loss_linearised_at_10", "lambda_ratio"},
              rows);
    const std::string scored = tested ? "test accuracies" : "accuracies";
    run.add(claim{"Below 2/λ₀ the network trains as its linearisation at the start", within("0", 0.05),
                  "largest difference of " + scored + ", ηλ₀ = 0.5, 1, 1.5, " + where, apart_below, 0, 1, apart_below <= 0.05});
    run.add(claim{"Above it that linearisation diverges, while the network trains", std::to_string(above),
                  "rates of " + std::to_string(above) + " at which the linearised model's loss ends above its start",
                  static_cast<double>(lost), 0, 1, lost == above});
    run.add(claim{"After the catapult the network is as good as linear again", within("0", 0.05),
                  "largest difference of " + scored + " from the model linearised at step 10, ηλ₀ = 2.5 … 5", apart_after, 0, 1,
                  apart_after <= 0.05});
    if (setting.paper)
        run.add(claim{"The best accuracy after the same time ηt is that of a catapult", "> 2", "ηλ₀ of the best " + scored,
                      best_rate, 0, 1, best_rate > 2 && best > best_below});
    run.add(picture{"deep-4",
                    "One hidden layer of " + std::to_string(width) + " on " + std::to_string(samples) +
                        " digits, at the same time ηt: (a) accuracy and (b) loss of the network and of its linearisations."});
}

void run_deep_kernel_change(figure_run& run, const deep_figure_setting& setting)
{
    const std::vector<double> widths = setting.paper ? multiples(128, 8192, 2) : multiples(64, 1024, 4);
    const std::size_t samples = setting.paper ? 512 : 128;
    const std::uint64_t networks = setting.paper ? 4 : 3;
    std::vector<std::vector<cell>> rows;
    std::vector<average> lazy, catapult;
    progress shown("widths", widths.size(), false);
    for (const double width : widths) {
        deep_lab lab(setting, fully_connected_options({static_cast<std::int64_t>(width)}), samples);
        std::vector<double> changes[2];
        for (std::uint64_t i = 0; i < networks; ++i)
            for (const bool large : {false, true}) {
                const double rate = large ? 3 : 0.5;
                const curve c = lab.train(run.network(1 + i), {rate, steps_until(60, rate), 0, false, true});
                changes[large].push_back(std::fabs(c.lambda_final / c.lambda0 - 1));
            }
        lazy.push_back(average_of(changes[0]));
        catapult.push_back(average_of(changes[1]));
        rows.push_back({width, lazy.back().mean, lazy.back().error, catapult.back().mean, catapult.back().error});
        shown.at(rows.size());
    }
    run.write("deep-S13", {"width", "change_lazy", "change_lazy_error", "change_catapult", "change_catapult_error"}, rows);
    const line_fit below = power_law(widths, lazy), above = power_law(widths, catapult);
    const std::string where = "n = " + readable(widths.front()) + " … " + readable(widths.back()) + ", one hidden layer";
    run.add(claim{"Below 2/λ₀ the kernel changes the less the wider the network is", "< −0.5",
                  "exponent of |λ/λ₀ − 1| at ηλ₀t = 60 in n, ηλ₀ = 0.5, " + where, below.slope, below.slope_error, networks,
                  below.slope + 2 * below.slope_error < -0.5});
    run.add(claim{"Above it the change does not vanish", within("0", 0.1), "the same exponent at ηλ₀ = 3", above.slope,
                  above.slope_error, networks, agrees(above.slope, 0, 0.1, above.slope_error)});
    run.add(picture{"deep-S13", "The change of the kernel's largest eigenvalue against the width, on both sides of 2/λ₀."});
}

}  // namespace catapult::tools
