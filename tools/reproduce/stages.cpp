// Learning from small weights: gradient descent learns the singular modes of the targets one after another (from saddle to
// saddle), Muon all at the same rate (arXiv:2603.00742).
//
// Inputs XᵀX/m = I, targets X diag(s). Column i of U and of V, with ‖u ± v‖² = 2ε²n e^{±y} at the start y = 0 for weights of scale
// ε, gives the mode p = u·v/√n = ε²√n sinh y.
//   Gradient descent with a small η: dy/d(ηt) = 2(s − p)/√n, so that p = s/2 at ηt = (√n/2s) ln(2s/(ε²√n)) for ε²√n ≪ s.
//   Muon: u and v grow by η a step each and become parallel, so that p = (ηt)²/√n for every mode until p = s.
#include <algorithm>
#include <cmath>

#include "catapult/numerics/elementary.hpp"
#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t modes = 4;
constexpr double strength[modes] = {8, 4, 2, 1};
constexpr double width = 1e6, root_width = 1e3;

class mode_training {
public:
    mode_training(gradient_scaling scaling, double start, std::uint64_t seed)
        : data_(orthogonal_data()), objective_(), network_(network_of(scaling, start, seed))
    {
    }

    void step(double eta) { check(network_.step(eta), "step"); }
    double loss() { return network_.excess_loss(); }

    /// p of a mode: the diagonal of UᵀV/√n in the coordinates of the inputs.
    double mode(std::size_t i)
    {
        const matrix_view<const double> predictor = network_.model().predictor(), basis = data_->basis;
        double sum = 0;
        for (std::size_t a = 0; a < predictor.rows; ++a) sum += basis(a, i) * predictor(a, i);
        return sum;
    }

private:
    static owned_data<double> orthogonal_data()
    {
        double x[modes * modes] = {}, y[modes * modes] = {};
        for (std::size_t i = 0; i < modes; ++i) {
            x[i * modes + i] = std::sqrt(static_cast<double>(modes));
            y[i * modes + i] = x[i * modes + i] * strength[i];
        }
        owned_data<double> data;
        check(data.reduce({x, modes, modes}, {y, modes, modes}, true), "data");
        return data;
    }

    // `start` is ε²√n.
    ruled_network network_of(gradient_scaling scaling, double start, std::uint64_t seed)
    {
        objective_.data = *data_;
        training_rule rule;
        rule.scaling = scaling;
        const double scale = std::sqrt(start / root_width);
        return {objective_, width, rule, seed, {scale, scale}};
    }

    owned_data<double> data_;
    training_objective<double> objective_;
    ruled_network network_;
};

struct stages {
    double half[modes] = {};           // ηt at p = s/2
    double others[modes][modes] = {};  // p_j/s_j then
    double together[modes] = {};       // p_j over the mean of all p, when the last mode is at half its strength
};

stages follow(gradient_scaling scaling, double start, double eta, std::uint64_t seed, std::vector<std::vector<cell>>* rows)
{
    mode_training training(scaling, start, seed);
    stages result;
    std::size_t found = 0;
    double before[modes] = {};
    const bool muon = scaling == gradient_scaling::polar;
    const double shown = rows == nullptr ? 0 : muon ? 100 : 15000;  // ηt up to which the picture goes
    for (std::uint64_t t = 0; t < 40000 && (found < modes || eta * static_cast<double>(t) < shown); ++t) {
        double now[modes];
        for (std::size_t j = 0; j < modes; ++j) now[j] = training.mode(j);
        if (rows != nullptr && t % 20 == 0)
            rows->push_back({std::string(muon ? "muon" : "gd"), start, eta * static_cast<double>(t), training.loss(), now[0],
                             now[1], now[2], now[3]});
        for (std::size_t i = 0; i < modes; ++i) {
            const double level = strength[i] / 2;
            if (result.half[i] != 0 || now[i] < level) continue;
            const double part = (level - before[i]) / (now[i] - before[i]);
            result.half[i] = eta * (static_cast<double>(t) - 1 + part);
            for (std::size_t j = 0; j < modes; ++j) result.others[i][j] = now[j] / strength[j];
            ++found;
            for (std::size_t j = 0; j < modes && found == 1; ++j) result.together[j] = now[j] / now[modes - 1];
        }
        std::copy(now, now + modes, before);
        training.step(eta);
    }
    return result;
}

}  // namespace

void run_stages(figure_run& run)
{
    constexpr std::size_t networks = 4;
    const double small_rate = 0.01 * root_width / strength[0], muon_rate = std::sqrt(strength[0] * root_width) / 2000;
    std::vector<std::vector<cell>> rows, times;
    double worst_time = 0, worst_muon = 0, worst_together = 0;
    std::size_t in_order = 0, compared = 0;
    std::vector<double> logarithms, scaled, strengths(strength, strength + modes);
    std::vector<std::vector<double>> muon_times(modes);
    for (const double start : {1e-3, 1e-6, 1e-9, 1e-12})
        for (std::size_t i = 0; i < networks; ++i) {
            const bool shown = i == 0 && start == 1e-9;
            const stages gd = follow(gradient_scaling::none, start, small_rate, run.network(1 + i), shown ? &rows : nullptr);
            for (std::size_t j = 0; j < modes; ++j) {
                const double law = root_width / (2 * strength[j]) * logarithm(2 * strength[j] / start);
                worst_time = std::fmax(worst_time, std::fabs(gd.half[j] / law - 1));
                times.push_back({std::string("gd"), start, strength[j], gd.half[j], law});
                logarithms.push_back(logarithm(1 / start));
                scaled.push_back(2 * strength[j] / root_width * gd.half[j] - logarithm(2 * strength[j]));
                for (std::size_t k = 0; k < modes; ++k) {
                    if (k == j) continue;
                    ++compared;
                    in_order += k < j ? gd.others[j][k] > 0.9 : gd.others[j][k] < 0.1;
                }
            }
            const stages muon = follow(gradient_scaling::polar, start, muon_rate, run.network(1 + i), shown ? &rows : nullptr);
            for (std::size_t j = 0; j < modes; ++j) {
                const double law = std::sqrt(strength[j] * root_width / 2);
                worst_muon = std::fmax(worst_muon, std::fabs(muon.half[j] / law - 1));
                worst_together = std::fmax(worst_together, std::fabs(muon.together[j] - 1));
                times.push_back({std::string("muon"), start, strength[j], muon.half[j], law});
                muon_times[j].push_back(muon.half[j]);
            }
        }
    run.write("stages", {"rule", "start", "eta_t", "loss", "mode_8", "mode_4", "mode_2", "mode_1"}, rows);
    run.write("stages-times", {"rule", "start", "strength", "eta_t_half", "law"}, times);
    line_fit by_scale;
    check(fit_line(logarithms, scaled, {}, by_scale), "fit");
    std::vector<average> of_muon;
    for (const auto& t : muon_times) of_muon.push_back(average_of(t));
    const line_fit by_strength = power_law(strengths, of_muon);
    run.add(claim{"Gradient descent learns one singular mode after another", std::to_string(compared),
                  "pairs of modes of " + std::to_string(compared) +
                      " of which, when one is at half its strength, the other is above 90 % if stronger and below 10 % if weaker",
                  static_cast<double>(in_order), 0, networks, in_order == compared});
    run.add(claim{"… at ηt = (√n/2s) ln(2s/(ε²√n))", within("0", 0.02),
                  "largest |measured/law − 1|, s = 8, 4, 2, 1, ε²√n = 10⁻³ … 10⁻¹², n = 10⁶", worst_time, 0, networks,
                  worst_time <= 0.02});
    run.add(claim{"… with a logarithm of the scale of the weights", within("1", 0.02),
                  "slope of 2s ηt/√n in ln 1/ε², the same runs", by_scale.slope, by_scale.slope_error, networks,
                  agrees(by_scale.slope, 1, 0.02, by_scale.slope_error)});
    run.add(claim{"Muon learns all modes at the same rate", within("0", 0.05),
                  "largest |p/p_weakest − 1| when the first is at half its strength", worst_together, 0, networks,
                  worst_together <= 0.05});
    run.add(claim{"… so that a mode is learned at ηt ∝ √s, not 1/s", within("0.5", 0.02), "exponent of ηt at half strength in s",
                  by_strength.slope, by_strength.slope_error, networks,
                  agrees(by_strength.slope, 0.5, 0.02, by_strength.slope_error)});
    run.add(claim{"… namely at (ηt)² = s√n/2", within("0", 0.05), "largest |ηt/law − 1|", worst_muon, 0, networks,
                  worst_muon <= 0.05});
    run.add(picture{
        "stages", "Singular modes of strengths 8, 4, 2 and 1 from small weights, ε²√n = 10⁻⁹, n = 10⁶: (a) gradient descent, (b) "
                  "Muon. (c) Their losses. (d) When a mode is at half its strength; lines: the laws, not fitted."});
}

}  // namespace catapult::tools
