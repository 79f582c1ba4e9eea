// The figures of LBDSG's section 3 and its supplement on deep networks. Each file defines one family of them.
#ifndef CATAPULT_TOOLS_DEEP_FIGURES_HPP
#define CATAPULT_TOOLS_DEEP_FIGURES_HPP

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "deep/options.hpp"
#include "reproduce/figure.hpp"

namespace catapult::tools {

struct deep_figure_setting {
    dataset_options data;  ///< without files: random images, where a figure can be drawn of them
    dataset_options test;
    compute_place place;
    bool paper = false;  ///< the paper's sizes, or small ones

    std::string scale_text() const { return paper ? "the paper's size" : "a small size"; }
};

/// All of them, in the order of the report. They refer to the setting.
std::vector<figure> deep_figures(const deep_figure_setting& setting);

void run_deep_curves(figure_run& run, const deep_figure_setting& setting);
void run_deep_linearised(figure_run& run, const deep_figure_setting& setting);
void run_deep_kernel_change(figure_run& run, const deep_figure_setting& setting);
void run_deep_activations(figure_run& run, const deep_figure_setting& setting);
void run_deep_momentum(figure_run& run, const deep_figure_setting& setting);
void run_deep_decay(figure_run& run, const deep_figure_setting& setting);
void run_deep_cnn(figure_run& run, const deep_figure_setting& setting);
void run_deep_wide_resnet(figure_run& run, const deep_figure_setting& setting);

/// How far a curve goes, and what it records.
struct curve_plan {
    double eta_lambda0 = 1;
    std::uint64_t steps = 0;
    std::uint64_t rows = 0;  ///< about so many rows with λ, besides the first and the last; 0: none
    bool test = false;       ///< evaluate the test set at the end
    bool lambda = true;      ///< find λ at the end
};

struct curve_point {
    std::uint64_t step = 0;
    double time = 0;
    double loss = 0;
    double lambda = 0;
};

struct curve {
    double eta = 0;
    double lambda0 = 0;
    bool diverged = false;
    double loss_initial = 0;
    double loss_peak = 0;  ///< over all steps
    double loss_final = 0;
    double lambda_final = 0;
    double accuracy = 0;
    double test_accuracy = std::numeric_limits<double>::quiet_NaN();
    std::vector<curve_point> points;

    /// Whether training has begun to work: the loss ends below its start.
    bool trains() const { return !diverged && loss_final < loss_initial; }
};

/// One network on one set of data, for all curves of a figure.
class deep_lab {
public:
    /// `samples`: use at most so many. `options` needs its network and its training.
    deep_lab(const deep_figure_setting& setting, deep_options options, std::size_t samples);
    deep_lab(const deep_lab&) = delete;
    deep_lab& operator=(const deep_lab&) = delete;

    /// λ₀ of the network of a seed.
    double lambda0(std::uint64_t seed);
    curve train(std::uint64_t seed, const curve_plan& plan);
    deep_experiment& experiment() { return experiment_; }

private:
    deep_options options_;
    deep_experiment experiment_;
    std::optional<std::uint64_t> known_seed_;
    double lambda0_ = 0;
};

/// Options for a fully connected network.
deep_options fully_connected_options(std::vector<std::int64_t> hidden, activation act = activation::relu);

}  // namespace catapult::tools

#endif
