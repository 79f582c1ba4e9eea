// Figure 2: loss against steps, curvature against steps and against physical time, and curvature at one physical time
// against the learning rate. Also the paper's statements on these curves at every width.
#include <cmath>

#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr double width = 1000;
constexpr std::size_t shown_steps = 100;
constexpr double physical_time = 100;
constexpr std::size_t networks = 64;

void write_curves(figure_run& run)
{
    std::vector<std::vector<cell>> rows;
    for (const double rate : {0.6, 1.0, 1.7, 2.2, 2.6, 3.0, 3.5, 4.2}) {
        warmup_model<double> model = drawn_model(width, run.network(0), rate);
        const double eta = model.problem().eta;
        for (std::size_t t = 0; t <= shown_steps && model.loss() < 1e8; ++t) {
            rows.push_back({rate, std::uint64_t{t}, eta * static_cast<double>(t), model.output(), model.loss(), model.lambda()});
            if (model.step() != status::ok) break;
        }
    }
    run.write("2-curves", {"eta_lambda0", "step", "eta_t", "f", "loss", "lambda"}, rows);
}

void write_curvature_at_fixed_time(figure_run& run)
{
    std::vector<std::vector<cell>> rows;
    double first_divergent = 0, last_bounded = 0;
    for (int i = 1; i <= 220; ++i) {
        const double rate = i / 50.0;
        warmup_model<double> model = drawn_model(width, run.network(0), rate);
        const double eta = model.problem().eta;
        const double whole_steps = std::floor(physical_time / eta + 0.5);
        bool finite = true;
        for (double t = 0; t < whole_steps && finite; ++t) finite = model.step() == status::ok && model.relative_step() < 100;
        rows.push_back({rate, eta, whole_steps, finite ? cell(model.lambda()) : cell(), finite ? cell(model.loss()) : cell(),
                        2 / eta, std::uint64_t{!finite}});
        if (finite) last_bounded = rate;
        if (!finite && first_divergent == 0) first_divergent = rate;
    }
    run.write("2-fixed-time", {"eta_lambda0", "eta", "steps", "lambda", "loss", "two_over_eta", "divergent"}, rows);
    run.add(claim{"Training diverges above 4/λ₀ and nowhere below (the shaded part of panel c)", within("4", 0.1),
                  "ηλ₀ of the first diverging run, n = 1,000", first_divergent, 0.02, 1,
                  last_bounded < first_divergent && agrees(first_divergent, 4, 0.1, 0.02)});
}

// For each width, trains networks at one rate and averages `value` over their runs.
template <class Value>
std::vector<average> over_widths(const figure_run& run, const std::vector<double>& widths, double rate, Value value)
{
    std::vector<average> averages;
    for (const double n : widths) {
        std::vector<warmup_model<double>> models;
        for (std::size_t i = 0; i < networks; ++i) models.push_back(drawn_model(n, run.network(i), rate));
        const std::vector<run_summary> runs = run_all(models);
        std::vector<double> values;
        for (std::size_t i = 0; i < networks; ++i) values.push_back(value(runs[i], models[i]));
        averages.push_back(average_of(values));
    }
    return averages;
}

void measure_widths(figure_run& run)
{
    const std::vector<double> widths = multiples(100, 1e8, 10);
    const auto drift = over_widths(
        run, widths, 1, [](const run_summary&, const warmup_model<double>& model) { return std::fabs(model.lambda_drift()); });
    const auto peak = over_widths(run, widths, 3, [](const run_summary& r, const warmup_model<double>&) { return r.loss_peak; });
    const auto end = over_widths(
        run, widths, 3, [](const run_summary& r, const warmup_model<double>&) { return r.lambda_final / r.lambda_initial; });
    std::vector<std::vector<cell>> rows;
    for (std::size_t i = 0; i < widths.size(); ++i)
        rows.push_back({widths[i], drift[i].mean, drift[i].error, peak[i].mean, peak[i].error, end[i].mean, end[i].error});
    run.write("2-widths",
              {"width", "lazy_drift", "lazy_drift_error", "peak_loss", "peak_loss_error", "catapult_lambda_ratio",
               "catapult_lambda_ratio_error"},
              rows);

    const line_fit lazy = power_law(widths, drift), catapult = power_law(widths, peak);
    run.add(claim{"Lazy phase: the curvature changes by O(1/n)", within("−1", 0.05),
                  "exponent of |λ_end − λ₀| in n, ηλ₀ = 1, n = 10² … 10⁸", lazy.slope, lazy.slope_error, networks,
                  agrees(lazy.slope, -1, 0.05, lazy.slope_error)});
    run.add(claim{"Catapult phase: the loss peaks at order n", within("1", 0.05),
                  "exponent of the peak loss in n, ηλ₀ = 3, n = 10² … 10⁸", catapult.slope, catapult.slope_error, networks,
                  agrees(catapult.slope, 1, 0.05, catapult.slope_error)});
    run.add(claim{"Catapult phase: the curvature falls by an amount that does not vanish with the width", "< 0.67, far from 1",
                  "λ_end/λ₀ at ηλ₀ = 3, n = 10⁸", end.back().mean, end.back().error, networks, end.back().mean < 2.0 / 3});
}

void count_phases(figure_run& run)
{
    std::vector<warmup_model<double>> below, above;
    for (std::size_t i = 0; i < networks; ++i)
        for (int j = 0; j < 16; ++j) {
            below.push_back(drawn_model(1e4, run.network(i), 0.1 + 1.8 * j / 15));
            above.push_back(drawn_model(1e4, run.network(i), 2.1 + 1.8 * j / 15));
        }
    std::size_t rises = 0, catapults = 0;
    double highest = 0;
    for (const run_summary& r : run_all(below))
        rises += r.loss_peak > r.loss_initial * (1 + 1e-12) || r.end != outcome::converged;
    for (const run_summary& r : run_all(above)) {
        if (classify(r) != phase::catapult) continue;
        ++catapults;
        highest = std::fmax(highest, r.eta * r.lambda_final);
    }
    run.add(claim{"Below 2/λ₀ the loss falls at every step", "0",
                  "runs of " + std::to_string(below.size()) + " whose loss ever rose, ηλ₀ = 0.1 … 1.9, n = 10⁴",
                  static_cast<double>(rises), 0, networks, rises == 0});
    run.add(claim{"From 2/λ₀ to 4/λ₀ the loss first grows and then converges", std::to_string(above.size()),
                  "runs of " + std::to_string(above.size()) + " that catapult, ηλ₀ = 2.1 … 3.9, n = 10⁴",
                  static_cast<double>(catapults), 0, networks, catapults == above.size()});
    run.add(claim{"After a catapult λ ends below 2/η", "< 2",
                  "largest ηλ_end of " + std::to_string(catapults) + " catapults, ηλ₀ = 2.1 … 3.9, n = 10⁴", highest, 0, networks,
                  catapults != 0 && highest < 2});
}

}  // namespace

void run_warmup_curves(figure_run& run)
{
    write_curves(run);
    write_curvature_at_fixed_time(run);
    measure_widths(run);
    count_phases(run);
    run.add(picture{
        "2", "The warmup model at n = 1,000, by ηλ₀. (a) Loss: below 2/λ₀ it falls at once, between 2/λ₀ and 4/λ₀ it grows to "
             "order n first, above it diverges. (b, c) Curvature against steps and against physical time. "
             "(d) Curvature at physical time ηt = 100 against the learning rate."});
    run.add(
        picture{"2-widths",
                "Order by order in the width: what changes in the lazy phase vanishes as 1/n; the peak of a catapult grows as n "
                "and its curvature ends at a fixed fraction. 64 networks a point."});
}

}  // namespace catapult::tools
