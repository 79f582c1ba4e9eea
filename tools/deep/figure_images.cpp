// LBDSG, figures 5a–b (a CNN on CIFAR-10) and 3d–f, 5c–d, S2–S6, S11 (Wide ResNet 28-10 on CIFAR-10): loss, curvature and
// accuracy by learning rate, SGD with batches.
#include <cmath>

#include "deep/figures.hpp"
#include "reproduce/statistics.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

struct image_figure {
    const char* name;
    std::string model;
    std::uint64_t batch;
    std::size_t samples;
    std::uint64_t steps;
    const char* augment;
};

void run_images(figure_run& run, const deep_figure_setting& setting, const image_figure& f)
{
    deep_options options;
    options.network.model = f.model;
    options.training.batch = f.batch;
    options.augment = f.augment;
    deep_lab lab(setting, options, f.samples);
    const std::vector<double> rates = {0.5, 1, 1.5, 2.5, 4, 6, 9};
    std::vector<std::vector<cell>> rows, ends;
    double lazy = 0, rises = 0, flattest = 0;
    std::size_t working = 0, above = 0;
    progress shown("rates", rates.size(), false);
    for (const double rate : rates) {
        const curve c = lab.train(run.network(1), {rate, f.steps, 10, true, true});
        for (const curve_point& p : c.points) rows.push_back({rate, p.step, p.time, p.loss, p.lambda});
        ends.push_back({rate, c.eta, c.lambda0, c.loss_peak / c.loss_initial, c.loss_final, c.lambda_final, c.accuracy,
                        c.test_accuracy, std::string(c.diverged ? "divergent" : "finite")});
        const double rise = c.loss_peak / c.loss_initial;
        if (rate <= 1) lazy = std::fmax(lazy, rise);
        if (rate > 2) {
            ++above;
            if (c.trains()) {
                ++working;
                rises = std::fmax(rises, rise);
                flattest = std::fmax(flattest, c.eta * c.lambda_final);
            }
        }
        shown.at(ends.size());
    }
    const std::string name = std::string("deep-") + f.name;
    run.write(name + "-curves", {"eta_lambda0", "step", "time", "loss", "lambda"}, rows);
    run.write(name + "-ends",
              {"eta_lambda0", "eta", "lambda0", "peak_ratio", "loss_final", "lambda_final", "accuracy", "test_accuracy", "end"},
              ends);
    const std::string where = f.model + ", " + setting.scale_text() +
                              (lab.experiment().given_data() ? "" : ", random images (so that it shows the dynamics alone)");
    run.add(claim{"Below 2/λ₀ the loss does not rise", within("1", 0.1), "largest loss over the first, ηλ₀ = 0.5 and 1, " + where,
                  lazy, 0, 1, lazy <= 1.1});
    run.add(claim{"Networks train above 2/λ₀ as well", "> 0",
                  "rates of " + std::to_string(above) + " above 2/λ₀ whose loss ends below its start",
                  static_cast<double>(working), 0, 1, working > 0});
    run.add(claim{"… and end flatter than 2/η", "< 2", "largest ηλ at their ends", flattest, 0, 1, working > 0 && flattest < 2});
    run.add(picture{name,
                    f.model + ", " + setting.scale_text() + ": (a) loss and (b) curvature of the watched batch by learning rate.",
                    "deep-images"});
}

}  // namespace

void run_deep_cnn(figure_run& run, const deep_figure_setting& setting)
{
    run_images(run, setting,
               setting.paper ? image_figure{"5ab", "cnn", 128, 50000, 2000, ""} : image_figure{"5ab", "cnn:8", 32, 128, 24, ""});
}

void run_deep_wide_resnet(figure_run& run, const deep_figure_setting& setting)
{
    run_images(run, setting,
               setting.paper ? image_figure{"3def", "wide-resnet:28:10", 128, 50000, 2000, "flip,crop"}
                             : image_figure{"3def", "wide-resnet:10:1", 16, 64, 12, "flip,crop,mixup"});
}

}  // namespace catapult::tools
