// LBDSG, figures S8 (momentum), S9 (L2 regularisation) and S10 (activations).
#include <cmath>

#include "deep/figures.hpp"
#include "deep/runs.hpp"
#include "reproduce/statistics.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

std::string name_of(activation act)
{
    for (const auto& [name, value] : activation_names)
        if (value == act) return name;
    return {};
}

}  // namespace

void run_deep_activations(figure_run& run, const deep_figure_setting& setting)
{
    struct border {
        activation act;
        std::size_t layers;
        double expected;  // of wide networks; 0: the paper has none
        double tolerance;
    };
    // 4/λ₀ is exact for one hidden layer of a linear network. The paper found about 4 for tanh and about 12 for ReLU.
    const std::vector<border> borders = {
        {activation::identity, 1, 4, 0.6}, {activation::tanh, 1, 4, 1.5}, {activation::erf, 1, 4, 1.5},
        {activation::tanh, 3, 0, 0},       {activation::relu, 1, 0, 0},   {activation::relu, 2, 0, 0},
        {activation::relu, 3, 12, 2},
    };
    const std::int64_t width = setting.paper ? 2048 : 128;
    const std::size_t samples = setting.paper ? 512 : 128;
    const double resolution = 0.25;
    std::vector<std::vector<cell>> rows, curves;
    progress shown("networks", borders.size(), false);
    for (const border& b : borders) {
        deep_lab lab(setting, fully_connected_options(std::vector<std::int64_t>(b.layers, width), b.act), samples);
        const std::uint64_t network = run.network(1);
        const double end = 32;
        const double found = bisect(1, end, resolution, [&](double rate) {
            return !lab.train(network, {rate, 60, 0, false, false}).trains();
        });
        const bool none = found > end - 2 * resolution;
        rows.push_back({name_of(b.act), static_cast<std::uint64_t>(b.layers), found, resolution, b.expected});
        const std::string what = name_of(b.act) + ", " + std::to_string(b.layers) + " hidden layer" + (b.layers > 1 ? "s" : "") +
                                 " of " + std::to_string(width);
        const std::string measured = "largest ηλ₀ at which the loss is below its start after 60 steps, bisected, " + what;
        if (b.expected != 0 && setting.paper)
            run.add(claim{b.act == activation::relu ? "ReLU networks train up to about 12/λ₀"
                                                    : "The largest rate of " + name_of(b.act) + " networks is near 4/λ₀",
                          within(readable(b.expected), b.tolerance), measured, found, resolution, 1,
                          agrees(found, b.expected, b.tolerance, resolution)});
        else
            run.add(
                claim{(b.act == activation::relu ? "ReLU" : name_of(b.act)) + " networks of " + std::to_string(b.layers) +
                          " hidden layer" + (b.layers > 1 ? "s" : "") + " train beyond " +
                          (b.act == activation::relu ? "4/λ₀" : "2/λ₀") +
                          (setting.paper ? " (the paper has no number)" : " (a small size; the paper's number is of wide ones)"),
                      b.act == activation::relu ? "> 4" : "> 2", measured + (none ? " (none below " + readable(end) + ")" : ""),
                      found, resolution, 1, found - resolution > (b.act == activation::relu ? 4 : 2)});
        for (const double rate : {0.5, 1.0, 1.5, 2.5, 3.0, 3.5, 5.0, 7.0, 9.0, 11.0}) {
            if (rate > found) continue;
            const curve c = lab.train(network, {rate, steps_until(80, rate), 0, false, true});
            curves.push_back({name_of(b.act), static_cast<std::uint64_t>(b.layers), rate, c.lambda_final / c.lambda0,
                              c.loss_peak / c.loss_initial});
        }
        shown.at(rows.size());
    }
    run.write("deep-S10-borders", {"activation", "layers", "largest", "resolution", "paper"}, rows);
    run.write("deep-S10-curvature", {"activation", "layers", "eta_lambda0", "lambda_ratio", "peak_ratio"}, curves);
    run.add(picture{"deep-S10",
                    "(a) Curvature at ηλ₀t = 80 and (b) largest loss, by learning rate, activation and depth, up to the "
                    "largest rate at which each trains."});
}

void run_deep_momentum(figure_run& run, const deep_figure_setting& setting)
{
    const std::int64_t width = setting.paper ? 2048 : 192;
    const std::size_t samples = setting.paper ? 512 : 128;
    constexpr double beta = 0.9;
    std::vector<std::vector<cell>> rows;
    const std::vector<double> parts = {0.25, 0.5, 0.75, 0.9, 1.05, 1.1, 1.2, 1.4};
    progress shown("runs", 3 * parts.size(), false);
    std::uint64_t done = 0;
    for (const activation act : {activation::relu, activation::tanh, activation::identity}) {
        deep_options options = fully_connected_options({width}, act);
        options.training.rule = rule_name::momentum;
        options.training.momentum = beta;
        deep_lab lab(setting, options, samples);
        double below = 0, above = std::numeric_limits<double>::infinity(), flattest = 0;
        std::size_t catapults = 0;
        for (const double part : parts) {
            const double rate = part * 2 * (1 + beta);
            const curve c = lab.train(run.network(1), {rate, 200, 0, false, true});
            const double border = c.eta * c.lambda_final / (2 * (1 + beta));
            rows.push_back({name_of(act), part, c.lambda_final / c.lambda0, c.loss_peak / c.loss_initial,
                            std::string(c.diverged ? "divergent" : "trains")});
            if (part < 1)
                below = std::fmax(below, c.loss_peak / c.loss_initial);
            else if (c.trains()) {
                ++catapults;
                above = std::fmin(above, c.loss_peak / c.loss_initial);
                flattest = std::fmax(flattest, border);
            }
            shown.at(++done);
        }
        const std::string where = name_of(act) + ", one hidden layer of " + std::to_string(width) + ", β = 0.9";
        run.add(claim{"Momentum moves the border to 2(1+β)/λ₀: " + name_of(act) + " networks catapult above it", "> 1.2",
                      "least peak of the loss over the highest below the border, of " + std::to_string(catapults) +
                          " rates of 1.05, 1.1, 1.2 and 1.4 times the border that train, " + where,
                      catapults > 0 ? above / below : 0, 0, 1, catapults > 0 && above / below > 1.2});
        run.add(claim{"… and end flatter than it", "< 1", "largest ηλ/2(1+β) after 200 steps there", flattest, 0, 1,
                      catapults > 0 && flattest < 1});
    }
    run.write("deep-S8", {"activation", "part", "lambda_ratio", "peak_ratio", "end"}, rows);
    run.add(
        picture{"deep-S8", "Momentum 0.9: (a) curvature after 200 steps and (b) largest loss, by learning rate over 2(1+β)/λ₀."});
}

void run_deep_decay(figure_run& run, const deep_figure_setting& setting)
{
    const std::int64_t width = setting.paper ? 2048 : 128;
    const std::size_t samples = setting.paper ? 512 : 128;
    const double time = 240;  // ηλ₀t
    const std::vector<double> rates = {0.5, 1, 1.5, 2.5, 3, 4, 6, 8, 10};
    std::vector<std::vector<cell>> rows;
    double change[2] = {}, ends[2] = {};
    progress shown("runs", 2 * rates.size(), false);
    for (const bool decays : {false, true}) {
        deep_options options = fully_connected_options({width});
        deep_lab plain(setting, options, samples);
        // So that the weights of a linear flow would shrink by a fifth in this time.
        if (decays) options.training.weight_decay = 0.2 * plain.lambda0(run.network(1)) / time;
        deep_lab lab(setting, options, samples);
        for (const double rate : rates) {
            const curve c = lab.train(run.network(1), {rate, steps_until(time, rate), 0, true, true});
            rows.push_back({std::string(decays ? "L2" : "none"), rate, c.test_accuracy, c.accuracy, c.lambda_final / c.lambda0,
                            c.loss_final});
            if (rate == 0.5) ends[decays] = c.lambda_final / c.lambda0;
            if (rate == 3) change[decays] = c.loss_peak / c.loss_initial;
            shown.at(rows.size());
        }
    }
    run.write("deep-S9", {"regularisation", "eta_lambda0", "test_accuracy", "accuracy", "lambda_ratio", "loss"}, rows);
    run.add(claim{"L2 leaves the catapult as it is", within("1", 0.1), "peak of the loss with L2 over that without, ηλ₀ = 3",
                  change[1] / change[0], 0, 1, std::fabs(change[1] / change[0] - 1) <= 0.1});
    run.add(claim{"… and lets the curvature of small rates fall too", "< 1",
                  "λ/λ₀ with L2 over that without, ηλ₀ = 0.5, ηλ₀t = 240", ends[1] / ends[0], 0, 1, ends[1] < ends[0]});
    run.add(picture{"deep-S9", "With and without L2, at the same time ηt: (a) accuracy and (b) curvature by learning rate."});
}

}  // namespace catapult::tools
