// Phase diagrams of the warmup model, and its orbits where it neither converges nor diverges.
#include <cmath>

#include "catapult/experiments/measured_borders.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/observables/borders.hpp"
#include "catapult/observables/orbit.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

void write_width_diagram(figure_run& run)
{
    std::vector<warmup_model<double>> models;
    std::vector<double> widths;
    for (const double width : multiples(10, 1.001e10, 1.7782794100389228)) {  // four widths in each decade
        const double whole = std::floor(width + 0.5);
        for (int i = 1; i <= 110; ++i) {
            // The rates avoid 2 and 4 by half a cell, because a run at a border takes extremely long.
            models.push_back(drawn_model(whole, run.network(0), (i - 0.5) / 24));
            widths.push_back(width);
        }
    }
    std::vector<double> rates;
    for (const auto& model : models) rates.push_back(model.eta_lambda());
    const std::vector<run_summary> runs = run_all(models);
    std::vector<std::vector<cell>> rows;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const bool converged = runs[i].end == outcome::converged;
        rows.push_back({widths[i], rates[i], std::string(phase_name(classify(runs[i]))),
                        converged ? cell(std::uint64_t{runs[i].steps}) : cell(),
                        converged ? cell(runs[i].lambda_final / runs[i].lambda_initial) : cell()});
    }
    run.write("phases-width", {"width", "eta_lambda0", "phase", "steps", "lambda_ratio"}, rows);
}

void measure_borders(figure_run& run)
{
    constexpr std::size_t networks = 32;
    constexpr double resolution = 1e-4;
    border_options options;
    options.lowest = 1;
    options.highest = 5;
    options.resolution = resolution / 2;  // relative to a border of at most 4
    std::vector<double> critical, largest;
    const auto middle = [](const border_interval& border) { return border.low + (border.high - border.low) / 2; };
    for (std::size_t i = 0; i < networks; ++i) {
        measured_borders found;
        if (measure_warmup_borders(1e6, run.network(i), {}, options, found) != status::ok)
            throw run_error("figure phases: no borders");
        critical.push_back(middle(found.loss_rises));
        largest.push_back(middle(found.diverges));
    }
    const average c = average_of(critical), l = average_of(largest);
    const auto both = [](double error) { return std::sqrt(error * error + resolution * resolution); };
    run.add(claim{"The catapult phase begins at η = 2/λ₀", within("2", 0.01),
                  "ηλ₀ above which the loss first grows, bisected, n = 10⁶", c.mean, both(c.error), networks,
                  agrees(c.mean, 2, 0.01, both(c.error))});
    run.add(claim{"Training diverges above η = 4/λ₀", within("4", 0.05), "ηλ₀ above which runs diverge, bisected, n = 10⁶",
                  l.mean, both(l.error), networks, agrees(l.mean, 4, 0.05, both(l.error))});
}

void write_label_diagram(figure_run& run)
{
    constexpr double width = 1e6;
    constexpr int rates = 96, labels = 60;
    std::vector<warmup_model<double>> models;
    std::vector<std::vector<cell>> border_rows;
    std::vector<double> limits, label_of;
    for (int j = 0; j < labels; ++j) {
        const double scaled = (j + 0.5) / labels * 1.5;  // y/√n
        const double label = scaled * 1e3;
        const warmup_model<double> first = drawn_model(width, run.network(0), 1, label);
        warmup_borders b;
        if (warmup_exact_borders(width, 1, label, first.output(), first.lambda(), b) != status::ok)
            throw run_error("figure phases: no borders");
        border_rows.push_back({scaled, b.critical * first.lambda(), b.bounded * first.lambda(), b.escape * first.lambda()});
        for (int i = 0; i < rates; ++i) {
            models.push_back(drawn_model(width, run.network(0), (i + 0.5) / rates * 4.8, label));
            limits.push_back(b.largest);
            label_of.push_back(scaled);
        }
    }
    std::vector<double> rate_of;
    for (const auto& model : models) rate_of.push_back(model.eta_lambda());
    stopping_rule rule;
    rule.max_steps = 30000;
    const std::vector<run_summary> runs = run_all(models, rule);
    std::vector<std::vector<cell>> rows;
    std::size_t contradictions = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const phase p = classify(runs[i]);
        rows.push_back({rate_of[i], label_of[i], static_cast<std::uint64_t>(p), std::string(phase_name(p))});
        const bool converged = runs[i].end == outcome::converged || runs[i].falling;
        contradictions += converged != (runs[i].eta < limits[i]);
    }
    run.write("phases-label", {"eta_lambda0", "label_over_root_width", "phase_number", "phase"}, rows);
    run.write("phases-label-borders", {"label_over_root_width", "critical", "bounded", "escape"}, border_rows);
    run.add(claim{
        "With a label, training converges up to η* = min{√n/|y|, 8/(λ + √(λ² − 16y(f − y)/n))} and not above (Liang & Montúfar)",
        "0", "runs of " + std::to_string(runs.size()) + " that contradict it, n = 10⁶, y up to 1.5 √n",
        static_cast<double>(contradictions), 0, 1, contradictions == 0});
}

}  // namespace

void run_phase_diagrams(figure_run& run)
{
    measure_borders(run);
    write_width_diagram(run);
    write_label_diagram(run);
    run.add(picture{
        "phases",
        "(a) Steps to convergence over width and learning rate, white where training diverges: the slow ridge is 2/λ₀. "
        "(b) With a label of order √n there is a fourth phase, bounded without converging (grey: undecided in 30,000 steps); lines are the exact borders."});
}

void run_bifurcations(figure_run& run)
{
    constexpr std::size_t shown = 64;
    orbit_options options;
    options.transient = 20000;
    options.steps = 2048;
    std::vector<double> residuals(options.steps);
    // The start is on u = v, a tenth off the minimum z = ω. Each seed adds a little more.
    const double start = 1.8 + 0.2 * static_cast<double>(run.network(0) >> 20 & 255) / 1024;
    const auto follow = [&](double omega) {
        orbit_summary orbit;
        if (follow_orbit({start * omega, 0}, omega, options, residuals, orbit) != status::ok)
            throw run_error("figure bifurcation: no orbit");
        return orbit;
    };
    std::vector<std::vector<cell>> rows, exponents;
    for (int i = 0; i <= 520; ++i) {
        const double omega = 0.96 + i / 500.0;
        const orbit_summary orbit = follow(omega);
        if (!orbit.bounded) {
            exponents.push_back({omega, cell(), cell(), std::uint64_t{0}, std::uint64_t{0}});
            continue;
        }
        exponents.push_back({omega, orbit.lyapunov, std::uint64_t{orbit.period}, std::uint64_t{1}, std::uint64_t{orbit.settled}});
        const std::size_t count = orbit.period != 0 && orbit.period < shown ? orbit.period : shown;
        for (std::size_t k = 0; k < count; ++k) rows.push_back({omega, residuals[k]});
    }
    run.write("bifurcation", {"omega", "residual"}, rows);
    run.write("bifurcation-lyapunov", {"omega", "lyapunov", "period", "bounded", "settled"}, exponents);

    // The doubled orbit is found as soon as it attracts, even if only slowly.
    constexpr double resolution = 1e-6;
    const auto doubles_at = [&](double low, double high, std::size_t period) {
        return bisect(low, high, resolution, [&](double omega) {
            const orbit_summary orbit = follow(omega);
            return !orbit.bounded || (orbit.settled && (orbit.period == 0 || orbit.period > period));
        });
    };
    struct known {
        std::size_t period;
        double low, high, value, tolerance;
        const char* text;
    };
    for (const known& k : {known{1, 0.9, 1.1, 1, 2e-6, "1"}, known{2, 1.15, 1.27, 1.2360679774997897, 2e-6, "√5 − 1 = 1.236068"},
                           known{4, 1.25, 1.2935, 1.2880, 5e-5, "1.2880"}, known{8, 1.292, 1.3005, 1.2992, 5e-5, "1.2992"}}) {
        const double omega = doubles_at(k.low, k.high, k.period);
        run.add(claim{"With a label the orbit doubles its period on the way to chaos", within(k.text, k.tolerance),
                      "ω = ηy/√n where period " + std::to_string(k.period) + " ends, bisected", omega, resolution, 1,
                      agrees(omega, k.value, k.tolerance, resolution)});
    }
    // Just above 2 an orbit wanders for a long time before it escapes.
    constexpr double escape_tolerance = 1e-4;
    const double escape = bisect(1.8, 2.2, resolution, [&](double omega) { return !follow(omega).bounded; });
    run.add(claim{"Above ω = 2 the orbit escapes", within("2", escape_tolerance),
                  "ω where orbits stop being bounded within 20,000 steps, bisected", escape, resolution, 1,
                  agrees(escape, 2, escape_tolerance, resolution)});
    run.add(picture{"bifurcation",
                    "Where no minimum is stable: (a) the residual visited by the orbit of the warmup model on u = v against "
                    "ω = ηy/√n; (b) its Lyapunov exponent, positive where it is chaotic."});
}

}  // namespace catapult::tools
