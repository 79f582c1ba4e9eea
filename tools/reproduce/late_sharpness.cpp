// The sharpness late in training, one network at many learning rates (Kalra, He and Barkeshli, arXiv:2311.02076): the warmup
// model with the label y = √n, so that ω = ηy/√n is the learning rate.
//
// With A and B of orbit.hpp, AB' = (1 − ρ²)² AB. At a minimum A − B = 2ω, and so ηλ = 2√(ω² + AB): at least 2ω, that of the
// balanced minimum B = 0, and at most what gradient flow reaches, which keeps AB. Above ω = 1 all of it is beyond 2.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "catapult/models/warmup_model.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr double width = 1e6, root_width = 1e3;
constexpr std::size_t transient = 20000, watched = 64;

/// The last steps of a training run.
struct late {
    double sharpness[watched] = {};  ///< ηλ
    double difference = 0;           ///< B at the last step
    double residual = 0;             ///< |ρ| at the last step

    double least() const { return *std::min_element(sharpness, sharpness + watched); }
    double most() const { return *std::max_element(sharpness, sharpness + watched); }
    double change_in_two() const
    {
        double largest = 0;
        for (std::size_t t = 2; t < watched; ++t) largest = std::fmax(largest, std::fabs(sharpness[t] - sharpness[t - 2]));
        return largest;
    }
};

/// Networks drawn with weights of this share of the usual variance.
class network {
public:
    network(double variance, std::uint64_t seed) : start_(drawn(variance, seed)) {}

    double lambda0() const { return start_.lambda; }
    /// η√(λ₀² − 4f₀²/n): gradient flow keeps it.
    double kept(double omega) const
    {
        const double output = 2 * start_.output / root_width;
        return omega * std::sqrt(start_.lambda * start_.lambda - output * output);
    }
    /// Empty if training diverges.
    std::optional<late> train(double omega) const
    {
        warmup_model<double> model;
        check(warmup_model<double>::create({width, 1, root_width, omega}, start_, model), "model");
        late result;
        for (std::size_t t = 0; t < transient + watched; ++t) {
            if (model.step() != status::ok) return {};
            if (t >= transient) result.sharpness[t - transient] = model.eta_lambda();
        }
        const double twice = 2 * omega * model.output() / root_width;
        result.difference = (model.eta_lambda() - twice) / 2;
        result.residual = std::fabs(omega * model.residual() / root_width);
        return result;
    }

private:
    static warmup_start<double> drawn(double variance, std::uint64_t seed)
    {
        warmup_start<double> start;
        check(draw_warmup_start(width, 1.0, seed, start), "start");
        return {variance * start.output, variance * start.lambda};
    }

    warmup_start<double> start_;
};

}  // namespace

void run_late_sharpness(figure_run& run)
{
    const network small(0.2, run.network(1)), usual(1, run.network(1));
    std::vector<std::vector<cell>> rows;
    std::size_t minima = 0, outside = 0, orbits = 0, aside = 0;
    double difference = 0;
    for (int i = 1; i <= 480; ++i) {
        const double omega = i / 240.0;
        for (const network* n : {&small, &usual}) {
            const std::optional<late> end = n->train(omega);
            if (!end) continue;
            const std::size_t count = end->most() - end->least() > 1e-9 ? watched : 1;
            for (std::size_t t = 0; t < count; ++t) rows.push_back({n->lambda0(), omega, end->sharpness[t]});
            if (omega <= 0.99) {
                // That of so many steps; each is of a number of at most 4.
                const double rounding = transient * 4 * std::numeric_limits<double>::epsilon(),
                             flow = std::hypot(2 * omega, n->kept(omega));
                ++minima;
                outside += !(end->residual < 1e-9 && end->least() >= 2 * omega - rounding &&
                             end->most() <= std::fmin(flow, 2) + rounding);
            } else if (omega >= 1.01) {
                ++orbits;
                aside += !(end->least() < 2 && end->most() > 2);
                difference = std::fmax(difference, std::fabs(end->difference));
            }
        }
    }
    run.write("late-sharpness", {"lambda0", "omega", "eta_lambda"}, rows);

    // AB, here 4 % of (ηλ/2)², loses Σ2ρ² ≤ 2.5 ω = 5 % of itself in steps of finite size, and so λ loses 0.1 %. At a distance δ
    // of a doubling, exp(−2δ · 20,000) of the start is left after the transient, and the orbit has an amplitude of order √δ: both
    // pass `seen` within 2·10⁻⁴.
    constexpr double slow = 0.02, tolerance = 0.002, resolution = 1e-4, seen = 1e-3;
    const std::optional<late> flow = small.train(slow);
    const double sharpening = flow ? flow->most() / std::hypot(2 * slow, small.kept(slow)) : 0;
    run.add(claim{"From small weights the curvature grows as gradient flow says", within("1", tolerance),
                  "λ at the end over √(4y²/n + λ₀² − 4f₀²/n), λ₀ = " + readable(small.lambda0(), 3) + ", ω = " + readable(slow),
                  sharpening, 0, 1, agrees(sharpening, 1, tolerance, 0)});
    run.add(claim{"Below ω = 1 it ends between 2ω and that of gradient flow or 2, whichever is less", "0",
                  "runs of " + std::to_string(minima) + " that end elsewhere, λ₀ = " + readable(small.lambda0(), 3) + " and " +
                      readable(usual.lambda0(), 3),
                  static_cast<double>(outside), 0, 1, minima != 0 && outside == 0});
    const double onset = bisect(0.9, 1.1, resolution, [&](double omega) {
        const std::optional<late> end = small.train(omega);
        return !end || end->most() - end->least() > seen;
    });
    run.add(claim{"It oscillates where no minimum is flatter than 2/η", within("1", tolerance),
                  "ω above which the late curvature is not constant, bisected", onset, resolution, 1,
                  agrees(onset, 1, tolerance, resolution)});
    run.add(claim{"… on both sides of 2/η", "0", "runs of " + std::to_string(orbits) + ", ω = 1.01 … 2, that stay on one side",
                  static_cast<double>(aside), 0, 1, orbits != 0 && aside == 0});
    run.add(claim{"… after the layers have become balanced", within("0", 1e-12), "largest η‖u − v‖²/2n at their ends", difference,
                  0, 1, orbits != 0 && difference <= 1e-12});
    const double doubling = bisect(1.1, 1.27, resolution, [&](double omega) {
        const std::optional<late> end = small.train(omega);
        return !end || end->change_in_two() > seen;
    });
    run.add(claim{"… and doubles its period", within("√5 − 1 = 1.236068", tolerance),
                  "ω above which the late curvature changes in two steps, bisected", doubling, resolution, 1,
                  agrees(doubling, std::sqrt(5.0) - 1, tolerance, resolution)});
    run.add(picture{"late-sharpness",
                    "The curvature after 20,000 steps against the learning rate ω = ηy/√n, y = √n = 10³: (a) from small weights, "
                    "where it has grown; (b) from weights of the usual size, where it has fallen. Both are drawn as far as "
                    "training does not diverge. Lines: the balanced minimum, and 2/η."});
}

}  // namespace catapult::tools
