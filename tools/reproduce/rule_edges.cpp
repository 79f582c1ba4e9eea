// At which sharpness SAM and Muon hover.
//
// SAM has an edge of its own, where a quadratic's step along its gradient g turns back with the same length (Long and Bartlett,
// arXiv:2309.12488): the sharpness s with η s(1 + ρ s/‖g‖) = 2, that is, s = (‖g‖/2ρ)(√(1 + 8ρ/(η‖g‖)) − 1), which is below 2/η.
//
// Muon's steps have a length of their own, and no theory gives it an edge. With one output it walks to and fro along one
// direction: u = U z and v change by σηv̂ and σηû for the sign σ of the residual, and u·v by ση(‖u‖ + ‖v‖). So u·v is off its
// mean by half of that, ‖u‖² changes by −2ση u·v̂ + η², and two steps of opposite signs leave −2η²‖u‖/‖v‖: λ falls by a part
// η²/n a step, whatever it is.
#include <cmath>

#include "catapult/numerics/elementary.hpp"
#include "catapult/observables/batch_sharpness.hpp"
#include "engines/ruled_network.hpp"
#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

constexpr double width = 1e4;
constexpr std::size_t networks = 4;

/// ‖g‖ of all samples, and the curvature along it.
class gradient_watch {
public:
    explicit gradient_watch(ruled_network& network) : network_(network)
    {
        check(state_.create(network.model().dims()), "state");
        check(curvature_.create(network.model().objective(), network.model().dims()), "curvature");
    }

    double norm() { return std::sqrt(look().gradient_square); }
    double curvature() { return look().value; }

private:
    directional_curvature<double> look()
    {
        directional_curvature<double> found;
        check(network_.model().state(*state_), "state");
        check(curvature_->measure(*state_, {}, found), "curvature");
        return found;
    }

    ruled_network& network_;
    owned<network_state<double>> state_;
    owned<batch_sharpness<double>> curvature_;
};

double sam_edge(double radius, double eta, double norm)
{
    return norm / (2 * radius) * (std::sqrt(1 + 8 * radius / (eta * norm)) - 1);
}

void measure_sam(figure_run& run, const training_objective<double>& objective)
{
    constexpr int steps = 6000, interval = 20;
    std::vector<std::vector<cell>> rows, curves;
    std::vector<double> ratios, flatter;
    double worst = 0, steepest = 0;
    for (const double radius : {0.01, 0.1, 1.0})
        for (const double rate : {0.5, 1.0, 1.5})
            for (std::size_t i = 0; i < networks; ++i) {
                training_rule rule;
                rule.sam_radius = radius;
                ruled_network network(objective, width, rule, run.network(1 + i));
                followed_sharpness sharpness(network);
                gradient_watch gradient(network);
                const double eta = rate / network.lambda0();
                std::vector<double> measured, edges;
                for (int t = 0; t < steps; ++t) {
                    const bool late = 2 * t >= steps, shown = i == 0 && radius == 1 && rate == 1;
                    if (t % interval == 0 && (late || shown)) {
                        const double s = sharpness.value(), edge = sam_edge(radius, eta, gradient.norm());
                        if (shown) curves.push_back({std::uint64_t(t), s, edge, 2 / eta});
                        if (late) measured.push_back(s), edges.push_back(edge);
                    }
                    check(network.step(eta), "step");
                }
                const double s = average_of(measured).mean, edge = average_of(edges).mean;
                rows.push_back({radius, rate, eta, std::uint64_t{i}, s, edge, 2 / eta, network.lambda0()});
                ratios.push_back(s / edge);
                worst = std::fmax(worst, std::fabs(s / edge - 1));
                steepest = std::fmax(steepest, s * eta / 2);
                if (radius == 1 && rate == 1) flatter.push_back(s / network.lambda0());
            }
    run.write("edges-sam", {"radius", "eta_lambda0", "eta", "network", "sharpness", "edge", "two_over_eta", "lambda0"}, rows);
    run.write("edges-sam-curve", {"step", "sharpness", "edge", "two_over_eta"}, curves);
    const average ratio = average_of(ratios), flat = average_of(flatter);
    run.add(claim{"SAM hovers at its own edge of stability, (‖g‖/2ρ)(√(1 + 8ρ/(η‖g‖)) − 1)", within("1", 0.01),
                  "mean sharpness over that edge, ρ = 0.01 … 1, ηλ₀ = 0.5 … 1.5, n = 10⁴", ratio.mean, ratio.error, networks,
                  agrees(ratio.mean, 1, 0.01, ratio.error)});
    run.add(
        claim{"… in each of these runs", within("0", 0.02), "largest |sharpness/edge − 1|", worst, 0, networks, worst <= 0.02});
    run.add(claim{"… which is below that of gradient descent, 2/η", "< 1", "largest sharpness over 2/η of these runs", steepest,
                  0, networks, steepest < 1});
    run.add(claim{"So SAM ends flatter than it began, at a rate at which gradient descent is lazy", "< 1",
                  "sharpness over λ₀ at ηλ₀ = 1, ρ = 1, n = 10⁴", flat.mean, flat.error, networks,
                  flat.mean + 3 * flat.error < 1});
}

void measure_muon(figure_run& run, const training_objective<double>& objective)
{
    constexpr int steps = 20000, settled = 8000;
    std::vector<std::vector<cell>> rows, curves;
    std::vector<double> products, falls;
    for (const double eta : {0.02, 0.04, 0.08, 0.16, 0.32}) {
        for (std::size_t i = 0; i < networks; ++i) {
            training_rule rule;
            rule.scaling = gradient_scaling::polar;
            ruled_network network(objective, width, rule, run.network(1 + i));
            gradient_watch gradient(network);
            double norm = 0, curvature = 0, begin = 0;
            const double lambda0 = network.lambda0();
            for (int t = 0; t < steps; ++t) {
                if (i == 0 && t % 200 == 0)
                    curves.push_back({eta, std::uint64_t(t), network.lambda() / lambda0,
                                      exponential(-eta * eta * static_cast<double>(t) / width)});
                if (t == settled) begin = network.lambda();
                if (t >= steps - 200) norm += gradient.norm() / 200, curvature += gradient.curvature() / 200;
                check(network.step(eta), "step");
            }
            // Both layers move by η: their gradients have rank one.
            const double length = eta * std::sqrt(2.0);
            const double fall = -logarithm(network.lambda() / begin) / (steps - settled);
            rows.push_back({eta, std::uint64_t{i}, norm, curvature, fall, network.lambda() / lambda0});
            products.push_back(curvature * length / norm);
            if (eta < 0.1) falls.push_back(fall * width / (eta * eta));
        }
    }
    run.write("edges-muon", {"eta", "network", "gradient_norm", "curvature", "fall_per_step", "lambda_ratio"}, rows);
    run.write("edges-muon-curves", {"eta", "step", "lambda_ratio", "law"}, curves);
    const average product = average_of(products), fall = average_of(falls);
    run.add(claim{"Muon turns back along the steepest direction (theory has no number for its edge; a quadratic's is 2)",
                  within("2", 0.01), "step length times curvature along g, over ‖g‖, η = 0.02 … 0.32, n = 10⁴", product.mean,
                  product.error, networks, agrees(product.mean, 2, 0.01, product.error)});
    run.add(claim{"… whatever the curvature is: λ falls by a part η²/n a step and no learning rate bounds it", within("1", 0.02),
                  "−d ln λ/dt over η²/n, η = 0.02 … 0.08, n = 10⁴", fall.mean, fall.error, networks,
                  agrees(fall.mean, 1, 0.02, fall.error)});
}

}  // namespace

void run_edges(figure_run& run)
{
    const gaussian_data gaussian(run.network(0), 1);
    training_objective<double> objective;
    objective.data = *gaussian.data;
    measure_sam(run, objective);
    measure_muon(run, objective);
    run.add(picture{
        "edges",
        "(a) SAM at ηλ₀ = 1, ρ = 1: the sharpness meets SAM's own edge, far below 2/η. (b) The sharpness at which SAM "
        "hovers against that edge, four networks each; the line is equality. (c) λ under Muon; dashed: e^{−η²t/n}, not fitted."});
}

}  // namespace catapult::tools
