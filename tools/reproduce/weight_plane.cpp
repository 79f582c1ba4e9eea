// Figures 1a and S1: the warmup model in the plane in which its weights stay.
//
// With p = u + v and q = u − v at the start, one step multiplies u + v by 1 − ρ and u − v by 1 + ρ (theory.md, 5), so the
// weights (u, v) stay in the span of the orthonormal directions (p, p)/√2‖p‖ and (q, −q)/√2‖q‖. In coordinates (a, b)
// along these, divided by √n, λ = a² + b² and f = √n (a² − b²)/2: circles and hyperbolas.
#include <cmath>

#include "catapult/numerics/dense.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t width = 500;
constexpr std::size_t steps = 80;
constexpr double rates[] = {0.5, 1.7, 3, 4.2};  // ηλ₀ in the panels a to d
constexpr double outermost = 2;                 // half the side of the pictures

struct plane {
    std::vector<double> first, second;  // (u, v): 2n elements each

    explicit plane(const std::vector<double>& weights) : first(2 * width), second(2 * width)
    {
        for (std::size_t i = 0; i < width; ++i) {
            first[i] = first[width + i] = weights[i] + weights[width + i];
            second[i] = weights[i] - weights[width + i];
            second[width + i] = -second[i];
        }
        for (std::vector<double>* direction : {&first, &second}) {
            const double length = norm<double>(*direction);
            for (double& element : *direction) element /= length;
        }
    }
};

void write_surfaces(const figure_run& run)
{
    constexpr int side = 40;
    const double n = width;
    std::vector<std::vector<cell>> plane_rows, curvature_rows;
    for (int j = -side; j <= side; ++j)
        for (int i = -side; i <= side; ++i) {
            const double a = outermost * i / side, b = outermost * j / side;
            const double f_over_root_n = (a * a - b * b) / 2;
            plane_rows.push_back({a, b, n * f_over_root_n * f_over_root_n / 2});
            const double correlation = static_cast<double>(i) / side, lambda = 4.0 * (j + side) / (2 * side);
            curvature_rows.push_back({correlation, lambda, n * lambda * lambda * correlation * correlation / 8});
        }
    run.write("S1-surface", {"a", "b", "loss"}, plane_rows);
    run.write("S1-curvature", {"correlation", "lambda", "loss"}, curvature_rows);
}

}  // namespace

void run_weight_plane(figure_run& run)
{
    std::vector<double> start(2 * width);
    draw_warmup_weights<double>(run.network(0), {start.data(), width}, {start.data() + width, width});
    const plane directions(start);
    const double root_n = std::sqrt(static_cast<double>(width));

    std::vector<std::vector<cell>> rows, borders;
    double farthest = 0, lazy_change = 0, catapult_end = 0, lambda_start = 0, divergent_end = 0;
    for (std::size_t panel = 0; panel < std::size(rates); ++panel) {
        std::vector<double> weights = start;
        warmup_network<double> network = stored_network(weights, rates[panel]);
        lambda_start = network.lambda();
        const double eta = network.problem().eta;
        borders.push_back({panel + std::uint64_t{1}, rates[panel], eta, lambda_start, 2 / eta, 4 / eta});
        for (std::size_t t = 0; t <= steps; ++t) {
            const double a = dot<double>(directions.first, weights), b = dot<double>(directions.second, weights);
            std::vector<double> outside = weights;
            add_scaled<double>(-a, directions.first, outside);
            add_scaled<double>(-b, directions.second, outside);
            farthest = std::fmax(farthest, norm<double>(outside) / norm<double>(weights));
            // This is the cosine between u and v if the two have equal length. It is 1 on one edge of the plane's light
            // cone, −1 on the other.
            const double correlation = 2 * network.output() / (root_n * network.lambda());
            rows.push_back({panel + std::uint64_t{1}, rates[panel], std::uint64_t{t}, a / root_n, b / root_n, network.loss(),
                            network.lambda(), correlation});
            if (network.lambda() > 9 * outermost * outermost || network.step() != status::ok) break;
        }
        if (panel == 0) lazy_change = std::fabs(network.lambda() / lambda_start - 1);
        if (panel == 2) catapult_end = network.eta_lambda();
        if (panel == 3) divergent_end = network.lambda() / lambda_start;
    }
    run.write("S1-trajectories", {"panel", "eta_lambda0", "step", "a", "b", "loss", "lambda", "correlation"}, rows);
    run.write("S1-borders", {"panel", "eta_lambda0", "eta", "lambda0", "critical", "largest"}, borders);
    write_surfaces(run);

    run.add(claim{"Weights that start in the plane stay in it", within("0", 1e-12) + ", for rounding",
                  "largest part of the weights outside the plane, n = 500, parameter space", farthest, 0, 1, farthest < 1e-12});
    run.add(claim{"Lazy: the weights go to the nearest minimum and the curvature hardly moves",
                  within("0", 50.0 / width) + ", order 1/n", "|λ_end/λ₀ − 1| at ηλ₀ = 0.5, n = 500", lazy_change, 0, 1,
                  lazy_change < 50.0 / width});
    run.add(claim{"Catapult: the weights leave for a flatter minimum, inside the circle λ = 2/η", "< 2",
                  "ηλ at the end at ηλ₀ = 3, n = 500", catapult_end, 0, 1, catapult_end < 2});
    run.add(claim{"Divergent: above 4/λ₀ the curvature grows without bound", "> 1", "λ/λ₀ when last seen at ηλ₀ = 4.2, n = 500",
                  divergent_end, 0, 1, divergent_end * lambda_start > 9 * outermost * outermost});
    run.add(picture{
        "S1",
        "The loss (colour, logarithmic) over the plane of the weights, and the weights on their way (white: start, "
        "orange: step by step). Inside the solid circle, λ < 2/η, minima are stable; outside the dashed one, λ > 4/η, there is no return. "
        "(e) The same runs by curvature and weight correlation."});
}

}  // namespace catapult::tools
