// What gradient descent does to the balance of the layers, which gradient flow conserves: GD lowers the sharpness of the solution
// that gradient flow would go to from where it is (Kreisler, Nacson, Soudry and Carmon, arXiv:2305.13064), and large learning rates
// balance the layers (Wang, Chen, Zhao and Tao, arXiv:2110.03677).
//
// Warmup model (theory.md, 5): gradient flow conserves AB and ends at A − B = 2ω, where ηλ = 2√(ω² + AB). A step multiplies AB by
// (1 − ρ²)², so that this sharpness falls at every step with |ρ| < √2.
// Full model: gradient flow conserves UUᵀ − VVᵀ, whose Frobenius norm is n²(‖I + D‖² + ‖I + E‖² − 2‖ω‖²/n) squared.
#include <cmath>

#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

struct warmup_place {
    double residual;  // ρ
    double flow;      // ηλ where gradient flow would end
};

warmup_place place_of(const warmup_model<double>& model, double width)
{
    const double root = std::sqrt(width), eta = model.problem().eta;
    const double phi = eta * model.output() / root, omega = eta * model.problem().label / root, half = model.eta_lambda() / 2;
    return {phi - omega, 2 * std::sqrt(omega * omega + (half - phi) * (half + phi))};
}

void follow_flow_solutions(figure_run& run)
{
    constexpr double width = 1e4;
    constexpr std::size_t networks = 16;
    std::size_t steps = 0, rises = 0, ends = 0;
    double worst = 0;
    std::vector<std::vector<cell>> rows;
    for (const double label : {0.0, 20.0, 50.0})
        for (const double rate : {0.5, 1.5, 2.2, 3.0, 3.6})
            for (std::size_t i = 0; i < networks; ++i) {
                warmup_model<double> model = drawn_model(width, run.network(i), rate, label);
                warmup_place now = place_of(model, width);
                for (std::uint64_t t = 0; t < 400; ++t) {
                    if (i == 0 && label == 50 && t <= 60) rows.push_back({rate, t, model.eta_lambda(), now.flow, model.loss()});
                    if (model.step() != status::ok) break;
                    const warmup_place next = place_of(model, width);
                    if (std::fabs(now.residual) < std::sqrt(2.0)) {
                        ++steps;
                        rises += next.flow > now.flow * (1 + 1e-13);
                    }
                    now = next;
                }
                if (!(model.loss() < 1e-12)) continue;
                ++ends;
                worst = std::fmax(worst, std::fabs(model.eta_lambda() / now.flow - 1));
            }
    run.write("balance-flow", {"eta_lambda0", "step", "eta_lambda", "eta_lambda_flow", "loss"}, rows);
    run.add(claim{"GD lowers the sharpness of the solution of gradient flow from where it is, at every step with |ρ| < √2", "0",
                  "steps of " + std::to_string(steps) + " that raised it, ηλ₀ = 0.5 … 3.6, labels up to √n/2, n = 10⁴",
                  static_cast<double>(rises), 0, networks, steps != 0 && rises == 0});
    run.add(claim{"… and meets it where training ends", within("0", 1e-6),
                  "largest |λ_end/λ_flow − 1| of " + std::to_string(ends) + " runs that end at a loss below 10⁻¹²", worst, 0,
                  networks, ends != 0 && worst <= 1e-6});
}

double imbalance(ruled_network& network)
{
    owned<network_state<double>> state;
    check(state.create(network.model().dims()), "state");
    check(network.model().state(*state), "state");
    const std::size_t r = state->predictor.rows, k = state->predictor.columns;
    double sum = 0;
    for (std::size_t i = 0; i < r; ++i) {
        for (std::size_t j = 0; j < r; ++j) {
            const double element = state->first_deviation.get(i, j) + (i == j);
            sum += element * element;
        }
        for (std::size_t c = 0; c < k; ++c) sum -= 2 * state->predictor(i, c) * state->predictor(i, c) / state->width;
    }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l < k; ++l) {
            const double element = state->second_deviation(c, l) + (c == l);
            sum += element * element;
        }
    return std::sqrt(sum);
}

void measure_balance(figure_run& run)
{
    constexpr std::size_t outputs = 4, networks = 16;
    constexpr double width = 1e6;
    double x[outputs * outputs] = {}, y[outputs * outputs] = {};
    for (std::size_t i = 0; i < outputs; ++i) {
        x[i * outputs + i] = 2;
        y[i * outputs + i] = 2.0 * static_cast<double>(i + 1);
    }
    owned_data<double> data;
    check(data.reduce({x, outputs, outputs}, {y, outputs, outputs}, true), "data");
    training_objective<double> objective;
    objective.data = *data;
    std::vector<std::vector<cell>> rows;
    average lazy, low, high;
    for (double rate = 0.25; rate < 3.9; rate += 0.25) {
        std::vector<double> ratios;
        std::size_t divergent = 0;
        for (std::size_t i = 0; i < networks; ++i) {
            ruled_network network(objective, width, {}, run.network(1 + i));
            const double start = imbalance(network);
            const bool settled = trained(network, rate / network.lambda0()).end == outcome::converged;
            divergent += !settled;
            if (settled) ratios.push_back(imbalance(network) / start);
        }
        const average a = average_of(ratios);
        rows.push_back({rate, a.mean, a.error, std::uint64_t{divergent}});
        if (rate == 1) lazy = a;
        if (rate == 2.25) low = a;
        if (rate == 3) high = a;
    }
    run.write("balance-layers", {"eta_lambda0", "imbalance_ratio", "imbalance_ratio_error", "not_converged"}, rows);
    run.add(claim{"Small learning rates conserve the imbalance of the layers, as gradient flow does", within("1", 1e-4),
                  "‖UUᵀ − VVᵀ‖ at the end over the start, ηλ₀ = 1, 4 inputs and outputs, n = 10⁶", lazy.mean, lazy.error,
                  networks, agrees(lazy.mean, 1, 1e-4, lazy.error)});
    run.add(claim{"Catapults balance them", "< 1", "the same, ηλ₀ = 2.25", low.mean, low.error, networks,
                  low.mean + 3 * low.error < 1});
    const double error = std::sqrt(low.error * low.error + high.error * high.error);
    run.add(claim{"… more so at larger learning rates (but not at every larger one: see the picture)", "> 0",
                  "how much less is left at ηλ₀ = 3 than at 2.25", low.mean - high.mean, error, networks,
                  low.mean - high.mean > 3 * error});
}

}  // namespace

void run_balance(figure_run& run)
{
    follow_flow_solutions(run);
    measure_balance(run);
    run.add(
        picture{"balance",
                "(a) Warmup model with label √n/2: ηλ (points) and, as lines, ηλ of the solution that gradient flow would go to. "
                "(b) Full model of 4 inputs and outputs, n = 10⁶: the imbalance ‖UUᵀ − VVᵀ‖ that training leaves."});
}

}  // namespace catapult::tools
