// Beyond the edge of stability a deep linear network oscillates in the subspace of its strongest modes (Ghosh, Kwon, Wang,
// Ravishankar and Qu, arXiv:2502.20531); here with two layers, from small weights, which end balanced.
//
// Inputs XᵀX/m = I, targets X diag(s), ω_i = ηs_i/√n. The Hessian at the balanced minimum has the eigenvalues (s_i + s_j)/√n. So
// for 2√n/(s₁ + s₁) < η < 2√n/(s₁ + s₂) only the first mode is unstable. With z = ηp/√n its map is z' = z(1 − (z − ω₁))²: from
// ω₁ = 1 to √5 − 1 an orbit of the two roots of z² − (1 + ω₁)z + 1, then of period 4, and so on into chaos (theory.md, 5).
#include <algorithm>
#include <cmath>

#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t modes = 4, watched = 64;
constexpr double width = 1e6, root_width = 1e3, start = 1e-3;

struct orbits {
    bool finite = true;
    double last[modes][watched] = {};  // z of each mode at the last steps
    double mixed = 0;                  // the largest element off the diagonal then: what one mode's input gives another's output

    double amplitude(std::size_t i) const
    {
        return *std::max_element(last[i], last[i] + watched) - *std::min_element(last[i], last[i] + watched);
    }
    /// The largest change of the first mode in two steps.
    double change_in_two() const
    {
        double largest = 0;
        for (std::size_t t = 2; t < watched; ++t) largest = std::fmax(largest, std::fabs(last[0][t] - last[0][t - 2]));
        return largest;
    }
};

orbits follow(const double (&strength)[modes], double omega, std::size_t steps, std::uint64_t seed,
              std::vector<std::vector<cell>>* rows = nullptr)
{
    double x[modes * modes] = {}, y[modes * modes] = {};
    for (std::size_t i = 0; i < modes; ++i) {
        x[i * modes + i] = std::sqrt(static_cast<double>(modes));
        y[i * modes + i] = x[i * modes + i] * strength[i];
    }
    owned_data<double> data;
    check(data.reduce({x, modes, modes}, {y, modes, modes}, true), "data");
    training_objective<double> objective;
    objective.data = *data;
    const double scale = std::sqrt(start / root_width), eta = omega * root_width / strength[0];
    ruled_network network(objective, width, {}, seed, {scale, scale});
    orbits result;
    for (std::size_t t = 0; t < steps; ++t) {
        if (rows != nullptr) rows->push_back({omega, std::uint64_t{t}, network.excess_loss()});
        if (network.step(eta) != status::ok || network.relative_step(eta) > 100) {
            result.finite = false;
            return result;
        }
        if (t + watched < steps) continue;
        const matrix_view<const double> predictor = network.model().predictor(), basis = data->basis;
        for (std::size_t i = 0; i < modes; ++i)
            for (std::size_t j = 0; j < modes; ++j) {
                double element = 0;
                for (std::size_t a = 0; a < predictor.rows; ++a) element += basis(a, i) * predictor(a, j);
                element *= eta / root_width;
                if (i == j)
                    result.last[i][t + watched - steps] = element;
                else
                    result.mixed = std::fmax(result.mixed, std::fabs(element));
            }
    }
    return result;
}

void measure_ends(figure_run& run)
{
    constexpr double tolerance = 0.005, resolution = 0.001;
    std::vector<std::vector<cell>> rows;
    for (const double second : {6.0, 5.0, 4.0}) {
        const double strength[modes] = {8, second, 2, 1}, law = 16 / (8 + second);
        const double end = bisect(1.05, 1.5, resolution, [&](double omega) {
            const orbits o = follow(strength, omega, 20000, run.network(1));
            return !o.finite || o.mixed > 1e-6;
        });
        rows.push_back({second, end, law});
        run.add(claim{"… up to η = 2√n/(s₁ + s₂), where the next direction becomes unstable", within(readable(law, 6), tolerance),
                      "ω₁ above which the modes mix or diverge within 20,000 steps, bisected, s₂/s₁ = " + readable(second / 8),
                      end, resolution, 1, agrees(end, law, tolerance, resolution)});
    }
    run.write("subspace-ends", {"second_strength", "omega", "law"}, rows);
}

}  // namespace

void run_subspace(figure_run& run)
{
    const double strength[modes] = {8, 4, 2, 1};
    std::vector<std::vector<cell>> rows, curves;
    double worst_cycle = 0, others = 0;
    std::size_t cycles = 0;
    for (int j = 0; j <= 120; ++j) {
        const double omega = 0.9 + j / 280.0;
        if (omega > 1.33) break;
        const orbits o = follow(strength, omega, 4000, run.network(1));
        for (std::size_t i = 0; i < modes && o.finite; ++i)
            for (std::size_t t = 0; t < (i == 0 ? watched : 2); ++t)
                rows.push_back({omega, std::uint64_t{i + 1}, o.last[i][t] / omega * strength[0]});
        for (std::size_t i = 1; i < modes; ++i) others = std::fmax(others, o.finite ? o.amplitude(i) : 1);
        if (omega < 1.02 || omega > 1.22) continue;
        ++cycles;
        const double law = std::sqrt((1 + omega) * (1 + omega) - 4);
        worst_cycle = std::fmax(worst_cycle, std::fabs(o.amplitude(0) / law - 1));
    }
    for (const double omega : {0.9, 1.1, 1.3}) (void)follow(strength, omega, 200, run.network(1), &curves);
    run.write("subspace", {"omega", "mode", "p"}, rows);
    run.write("subspace-curves", {"omega", "step", "loss"}, curves);

    // Near a border an orbit settles slowly, and begins with an amplitude of the square root of the distance.
    constexpr double tolerance = 0.002, resolution = 1e-4, seen = 0.05;
    const double onset = bisect(0.9, 1.1, resolution,
                                [&](double omega) { return follow(strength, omega, 4000, run.network(1)).amplitude(0) > seen; });
    run.add(claim{"Above η = √n/s₁ the strongest mode oscillates", within("1", tolerance),
                  "ω₁ = ηs₁/√n above which the first mode does not settle, bisected, n = 10⁶", onset, resolution, 1,
                  agrees(onset, 1, tolerance, resolution)});
    run.add(claim{"… between the roots of z² − (1 + ω₁)z + 1", within("0", 1e-6),
                  "largest |amplitude/√((1 + ω₁)² − 4) − 1| of " + std::to_string(cycles) + " runs, ω₁ = 1.02 … 1.22",
                  worst_cycle, 0, 1, cycles != 0 && worst_cycle <= 1e-6});
    const double doubling = bisect(
        1.1, 1.3, resolution, [&](double omega) { return follow(strength, omega, 4000, run.network(1)).change_in_two() > seen; });
    run.add(claim{"… then its period doubles on the way to chaos", within("√5 − 1 = 1.236068", tolerance),
                  "ω₁ above which the first mode changes in two steps, bisected", doubling, resolution, 1,
                  agrees(doubling, std::sqrt(5.0) - 1, tolerance, resolution)});
    run.add(claim{"… while the weaker modes have converged", within("0", 1e-9),
                  "largest amplitude of ηp/√n of the others, ω₁ = 0.9 … 1.33", others, 0, 1, others <= 1e-9});
    measure_ends(run);
    run.add(picture{
        "subspace",
        "Modes of strengths 8, 4, 2 and 1 learned from small weights at large learning rates, n = 10⁶. (a) Where they are "
        "after 4,000 steps, against ω₁ = ηs₁/√n. (b) Loss."});
}

}  // namespace catapult::tools
