// Momentum: the border of stability by theory, what becomes of it at finite width, and where training diverges.
#include <cmath>
#include <limits>

#include "engines/ruled_network.hpp"
#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct form {
    const char* name;
    const char* words;
    const char* limit;
    bool nesterov;
};
constexpr form forms[] = {{"heavy-ball", "the heavy ball", "2(1 + μ)", false},
                          {"nesterov", "Nesterov's form", "2(1 + μ)/(1 + 2μ)", true}};

training_rule rule_of(const form& f, double momentum)
{
    training_rule rule;
    rule.momentum = momentum;
    rule.nesterov = f.nesterov && momentum > 0;
    return rule;
}

// At infinite width every direction of the kernel follows a linear recurrence. Once the others have died out, the loss
// of the first grows at every step or falls at every step.
bool grows(const training_objective<double>& objective, const training_rule& rule, double rate, std::uint64_t seed)
{
    ruled_network network(objective, infinite, rule, seed);
    const double eta = rate / network.lambda0(), start = network.excess_loss();
    double middle = start;
    for (int t = 1; t <= 4000; ++t) {
        if (network.step(eta) != status::ok || network.excess_loss() > 1e9 * start) return true;
        if (network.excess_loss() < 1e-15 * start) return false;
        if (t == 2000) middle = network.excess_loss();
    }
    return network.excess_loss() > middle;
}

void measure_theorem(figure_run& run, const training_objective<double>& objective, std::vector<std::vector<cell>>& rows)
{
    constexpr double resolution = 1e-4;  // half of the last interval, over the border
    for (const form& f : forms) {
        double worst = 0;
        for (const double momentum : {0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99}) {
            const training_rule rule = rule_of(f, momentum);
            const double theory = stable_eta_lambda(rule);
            const double border = bisect(0.5 * theory, 1.6 * theory, resolution * theory,
                                         [&](double rate) { return grows(objective, rule, rate, run.network(1)); });
            worst = std::fmax(worst, std::fabs(border / theory - 1));
            rows.push_back({std::string(f.name), momentum, infinite, theory, border, resolution * theory});
            if (momentum == 0.9)
                run.add(claim{std::string("Squared error under ") + f.words + " is stable below η = " + f.limit + "/λ₀",
                              std::string(f.limit) + " = " + readable(theory, 7),
                              "ηλ₀ above which the loss grows, bisected, μ = 0.9, n = ∞", border, resolution * theory, 1,
                              std::fabs(border - theory) <= resolution * theory});
        }
        run.add(claim{std::string("… for all momentum"), within("0", resolution),
                      std::string("largest |measured border/") + f.limit + " − 1|, μ = 0 … 0.99, n = ∞", worst, 0, 1,
                      worst <= resolution});
    }
}

struct peaks {
    std::vector<double> widths;
    std::vector<average> above, below;
};

// Peaks of the loss on both sides of the border, and what catapults leave of λ.
peaks measure_peaks(const figure_run& run, const training_objective<double>& objective, const training_rule& rule,
                    double& highest, std::size_t& catapults)
{
    constexpr std::size_t networks = 16;
    peaks found;
    found.widths = multiples(1e4, 1e12, 100);
    for (const double width : found.widths) {
        std::vector<double> above, below;
        for (std::size_t i = 0; i < networks; ++i)
            for (const double part : {0.9, 1.05}) {
                ruled_network network(objective, width, rule, run.network(1 + i));
                const double eta = part * stable_eta_lambda(rule) / network.lambda0();
                const run_summary r = trained(network, eta);
                (part < 1 ? below : above).push_back(r.loss_peak / r.loss_initial);
                if (part < 1 || r.end != outcome::converged) continue;
                ++catapults;
                highest = std::fmax(highest, eta * r.lambda_final / stable_eta_lambda(rule));
            }
        found.above.push_back(average_of(above));
        found.below.push_back(average_of(below));
    }
    return found;
}

void measure_catapults(figure_run& run, const training_objective<double>& objective)
{
    std::vector<std::vector<cell>> rows;
    double highest = 0;
    std::size_t catapults = 0;
    for (const form& f : forms) {
        const training_rule rule = rule_of(f, 0.9);
        const peaks p = measure_peaks(run, objective, rule, highest, catapults);
        for (std::size_t i = 0; i < p.widths.size(); ++i)
            rows.push_back(
                {std::string(f.name), p.widths[i], p.above[i].mean, p.above[i].error, p.below[i].mean, p.below[i].error});
        const line_fit above = power_law(p.widths, p.above), below = power_law(p.widths, p.below);
        run.add(claim{std::string("Above its border training under ") + f.words + " catapults: the loss peaks at order n",
                      within("1", 0.05), "exponent of the peak loss in n, η 5 % above the border, μ = 0.9, n = 10⁴ … 10¹²",
                      above.slope, above.slope_error, 16, agrees(above.slope, 1, 0.05, above.slope_error)});
        run.add(claim{"… and below it the peak does not depend on the width", within("0", 0.05),
                      "exponent of the peak loss in n, η 10 % below the border, μ = 0.9, n = 10⁴ … 10¹²", below.slope,
                      below.slope_error, 16, agrees(below.slope, 0, 0.05, below.slope_error)});
    }
    run.add(claim{"A catapult under momentum ends flatter than its border", "< 1",
                  "largest ηλ_end over the border's, of " + std::to_string(catapults) + " catapults", highest, 0, 16,
                  catapults != 0 && highest < 1});
    run.write("momentum-peaks", {"rule", "width", "peak_above", "peak_above_error", "peak_below", "peak_below_error"}, rows);
}

// The borders of networks of finite width: where λ begins to fall, and where training diverges.
void measure_finite_borders(figure_run& run, const training_objective<double>& objective, std::vector<std::vector<cell>>& rows)
{
    constexpr std::size_t networks = 6;
    // A run that settles ends with ηλ below the border. So λ falls by this part at the latest where ηλ₀ is above the border by
    // the tolerance.
    constexpr double fall = 0.01, tolerance = fall / (1 - fall);
    constexpr double resolution = 1e-3;
    std::vector<std::vector<cell>> divergent;
    for (const form& f : forms)
        for (const double momentum : {0.0, 0.3, 0.5, 0.7, 0.9}) {
            const training_rule rule = rule_of(f, momentum);
            const double theory = stable_eta_lambda(rule);
            for (const double width : {1e3, 1e6, 1e9}) {
                std::vector<double> flatter, diverging;
                for (std::size_t i = 0; i < networks; ++i) {
                    const auto end_of = [&](double rate) {
                        ruled_network network(objective, width, rule, run.network(1 + i));
                        stopping_rule stop;
                        stop.max_steps = 10000;
                        return trained(network, rate / network.lambda0(), stop);
                    };
                    flatter.push_back(bisect(0.5 * theory, 1.5 * theory, resolution * theory, [&](double rate) {
                        const run_summary r = end_of(rate);
                        return r.end == outcome::divergent || r.lambda_final < (1 - fall) * r.lambda_initial;
                    }));
                    diverging.push_back(bisect(0.5 * theory, 4 * theory, resolution * theory,
                                               [&](double rate) { return end_of(rate).end == outcome::divergent; }));
                }
                const average c = average_of(flatter), d = average_of(diverging);
                rows.push_back({std::string(f.name), momentum, width, theory, c.mean, c.error});
                divergent.push_back({std::string(f.name), momentum, width, theory, d.mean, d.error});
                if (width != 1e9 || momentum != 0.9) continue;
                const double error = std::sqrt(c.error * c.error + resolution * resolution * theory * theory);
                run.add(claim{std::string("The border of ") + f.words + " is where catapults begin at finite width",
                              within(std::string(f.limit) + " = " + readable(theory, 7), tolerance * theory),
                              "ηλ₀ above which λ ends 1 % lower, bisected, μ = 0.9, n = 10⁹", c.mean, error, networks,
                              agrees(c.mean, theory, tolerance * theory, error)});
                run.add(claim{"Training diverges at a rate above that (no theory has a number for it)", "> " + readable(theory),
                              std::string("ηλ₀ above which runs diverge, bisected, ") + f.words + ", μ = 0.9, n = 10⁹", d.mean,
                              d.error, networks, d.mean - 3 * d.error > theory});
            }
        }
    run.write("momentum-divergence", {"rule", "momentum", "width", "theory", "border", "border_error"}, divergent);
}

void write_curves(figure_run& run, const training_objective<double>& objective)
{
    std::vector<std::vector<cell>> rows;
    for (const form& f : forms)
        for (const double part : {0.9, 1.05}) {
            const training_rule rule = rule_of(f, 0.9);
            ruled_network network(objective, 1e6, rule, run.network(1));
            const double eta = part * stable_eta_lambda(rule) / network.lambda0();
            for (std::uint64_t t = 0; t <= 200; ++t) {
                rows.push_back(
                    {std::string(f.name), part, t, network.excess_loss(), eta * network.lambda() / stable_eta_lambda(rule)});
                if (network.step(eta) != status::ok) break;
            }
        }
    run.write("momentum-curves", {"rule", "part", "step", "loss", "lambda_over_border"}, rows);
}

}  // namespace

void run_momentum(figure_run& run)
{
    const gaussian_data gaussian(run.network(0), 1);
    training_objective<double> objective;
    objective.data = *gaussian.data;
    std::vector<std::vector<cell>> rows;
    measure_theorem(run, objective, rows);
    measure_finite_borders(run, objective, rows);
    run.write("momentum", {"rule", "momentum", "width", "theory", "border", "border_error"}, rows);
    measure_catapults(run, objective);
    write_curves(run, objective);
    run.add(picture{"momentum",
                    "Momentum. (a) The borders of stability, lines by theory: measured at infinite width (filled) and where "
                    "catapults begin at n = 10⁹ (open); crosses: where training diverges at n = 10⁹. (b) The peak of the loss, "
                    "μ = 0.9. (c) Loss and (d) curvature on both sides of the border, μ = 0.9, n = 10⁶."});
}

}  // namespace catapult::tools
