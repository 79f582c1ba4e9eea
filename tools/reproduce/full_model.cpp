// Figure 2 for the full model, on Gaussian data and on the user's data.
#include <cmath>

#include "concurrency/parallel.hpp"
#include "engines/trained_network.hpp"
#include "engines/training_data.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

constexpr double width = 1000;
constexpr double physical_time = 60;  // ηλ₀t at the end of the scan

struct full_model_rows {
    std::vector<std::vector<cell>> curves, fixed;
};

void follow_curves(const reduced_data<double>& data, std::uint64_t seed, full_model_rows& rows)
{
    for (const double rate : {0.5, 1.0, 1.7, 2.2, 2.6, 3.0, 3.5, 4.6}) {
        trained_network network(data, width, false, seed);
        const double eta = rate / network.lambda0();
        for (std::uint64_t t = 0; t <= 100; ++t) {
            rows.curves.push_back(
                {std::uint64_t{data.outputs}, rate, t, eta * static_cast<double>(t), network.loss(), network.lambda()});
            if (!network.step(eta)) break;
        }
    }
}

// Trains until λ changes no more. The slowest directions of the data may take much longer than that. False if the run
// diverges.
bool settle(trained_network& network, double eta)
{
    double before = network.lambda();
    for (int hundreds = 0; hundreds < 30; ++hundreds) {
        for (int t = 0; t < 100; ++t)
            if (!network.step(eta)) return false;
        const double now = network.lambda();
        if (std::fabs(now - before) <= 1e-4 * before) return true;
        before = now;
    }
    return true;
}

/// Trains a network at each learning rate to the same physical time, and adds the claims on it. `where` describes the
/// setting.
void scan_rates(figure_run& run, const reduced_data<double>& data, std::uint64_t seed, const std::string& where,
                full_model_rows& rows)
{
    double first_divergent = 0, last_converged = 0, first_flatter = 0, highest = 0;
    std::size_t catapults = 0;
    constexpr int rates = 100;
    progress shown("learning rates", rates, false);
    for (int i = 1; i <= rates; ++i) {
        shown.at(static_cast<std::uint64_t>(i - 1));
        const double rate = i / 20.0;
        trained_network network(data, width, false, seed);
        const double eta = rate / network.lambda0(), steps = std::floor(physical_time / rate + 0.5);
        bool finite = true;
        for (double t = 0; t < steps && finite; ++t) finite = network.step(eta);
        const double lambda = finite ? network.lambda() : 0;
        rows.fixed.push_back({std::uint64_t{data.outputs}, rate, eta, steps, finite ? cell(lambda) : cell(),
                              finite ? cell(network.loss()) : cell(), network.lambda0(), std::uint64_t{!finite}});
        if (!finite && first_divergent == 0) first_divergent = rate;
        if (finite) last_converged = rate;
        if (finite && first_flatter == 0 && lambda < 0.95 * network.lambda0()) first_flatter = rate;
        if (finite && rate >= 2.2 && first_divergent == 0 && settle(network, eta)) {
            ++catapults;
            highest = std::fmax(highest, eta * network.lambda());
        }
    }
    run.add(claim{"The full model catapults above 2/λ₀: its curvature ends lower", within("2", 0.25),
                  "ηλ₀ above which λ ends 5 % lower" + where, first_flatter, 0.05, 1, agrees(first_flatter, 2, 0.25, 0.05)});
    run.add(claim{"It ends flatter than 2/η", "< 2",
                  "largest ηλ_end of " + std::to_string(catapults) + " runs, ηλ₀ = 2.2 and up to divergence" + where, highest, 0,
                  1, catapults != 0 && highest < 2});
    const bool any = first_divergent > 0;
    run.add(claim{"It diverges above about 4/λ₀", within("4", 0.6),
                  (any ? "ηλ₀ of the first diverging run" : "ηλ₀ of the last run, none of which diverged") + where +
                      (any ? " (the last that does not: " + readable(last_converged) + ")" : ""),
                  any ? first_divergent : last_converged, 0.05, 1, any && agrees(first_divergent, 4, 0.6, 0.05)});
}

void finish(figure_run& run, const std::string& name, const full_model_rows& rows, const std::string& caption)
{
    run.write(name + "-curves", {"outputs", "eta_lambda0", "step", "eta_t", "loss", "lambda"}, rows.curves);
    run.write(name + "-fixed-time", {"outputs", "eta_lambda0", "eta", "steps", "lambda", "loss", "lambda0", "divergent"},
              rows.fixed);
    run.add(picture{name, caption + " Loss, curvature, and the curvature at physical time ηλ₀t = 60 against the learning rate.",
                    "2-full"});
}

}  // namespace

void run_full_model(figure_run& run)
{
    full_model_rows rows;
    for (const std::size_t outputs : {std::size_t{1}, std::size_t{3}}) {
        const gaussian_data gaussian(run.network(0), outputs);
        follow_curves(*gaussian.data, run.network(1), rows);
        scan_rates(run, *gaussian.data, run.network(1),
                   ", Gaussian data, n = 1,000, " + std::to_string(outputs) + (outputs == 1 ? " output" : " outputs"), rows);
    }
    finish(run, "2-full", rows,
           "The full model, 16 Gaussian samples of 32 inputs, n = 1,000; above with one output, below with three.");
}

void run_given_data(figure_run& run)
{
    const training_data data = load_training_data(*run.data(), thread_count(0));
    say_notes(data, false);
    const reduced_data<double>& reduced = data.reduced;
    full_model_rows rows;
    follow_curves(reduced, run.network(1), rows);
    scan_rates(run, reduced, run.network(1), ", the data given, n = 1,000", rows);
    finish(run, "2-data", rows,
           "The full model, n = 1,000, on the data given: " + std::to_string(reduced.samples) + " samples of " +
               std::to_string(reduced.inputs) + " inputs and " + std::to_string(reduced.outputs) +
               (reduced.outputs == 1 ? " output." : " outputs."));
}

}  // namespace catapult::tools
