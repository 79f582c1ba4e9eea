// Figure S12, the slowing down of training on both sides of 2/λ₀; and the length of a catapult against the width.
#include <cmath>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/numerics/elementary.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr double ratio = 1e-8;                       // loss at convergence over loss at the start
constexpr double eighth_decade = 1.333521432163324;  // 10^(1/8)
constexpr std::size_t networks = 16;
constexpr std::size_t resamples = 400;

// The runs of all networks of one width on one side of 2/λ₀, at every distance.
struct approach {
    double width = 0;
    int sign = 0;  // the sign of ηλ₀ − 2
    std::vector<double> distance;
    std::vector<double> amplitude;  // distances × networks: φ₀ of each run
    std::vector<double> steps;      // distances × networks: t*
    std::vector<double> law;        // distances × networks: t* by the closed form
    std::vector<double> corrected;  // distances × networks: t* without the logarithm of the law
};

approach measure(const figure_run& run, double width, int sign, double low)
{
    approach a;
    a.width = width;
    a.sign = sign;
    a.distance = multiples(low, 0.8, eighth_decade);
    std::vector<warmup_model<double>> models;
    for (const double distance : a.distance)
        for (std::size_t i = 0; i < networks; ++i) {
            models.push_back(drawn_model(width, run.network(i), 2 + sign * distance));
            a.amplitude.push_back(models.back().relative_step());
            a.law.push_back(critical_steps(sign * distance, a.amplitude.back(), ratio));
        }
    stopping_rule rule;
    rule.converged_ratio = ratio;
    rule.max_steps = 200000000;
    for (const run_summary& r : run_all(models, rule)) {
        if (r.end != outcome::converged) throw run_error("figure S12: a run did not converge");
        const std::size_t at = a.steps.size();
        a.steps.push_back(static_cast<double>(r.steps));
        a.corrected.push_back(steps_without_logarithm(a.steps[at], sign * a.distance[at / networks], a.amplitude[at], ratio));
    }
    return a;
}

// Estimates the exponent of `values` (distances × networks) from the distances within the range.
exponent_estimate exponent_of(const approach& a, const std::vector<double>& values, const fit_range& range)
{
    std::vector<double> distance, chosen;
    for (std::size_t i = 0; i < a.distance.size(); ++i) {
        if (a.distance[i] < range.low * (1 - 1e-9) || a.distance[i] > range.high * (1 + 1e-9)) continue;
        distance.push_back(a.distance[i]);
        chosen.insert(chosen.end(), values.begin() + static_cast<std::ptrdiff_t>(i * networks),
                      values.begin() + static_cast<std::ptrdiff_t>((i + 1) * networks));
    }
    return estimate_power(distance, chosen, networks, resamples, 1);
}

std::string power_of_ten(double width)
{
    return width == 16000 ? "16,000" : width == 1e6 ? "10⁶" : width == 1e9 ? "10⁹" : "10¹²";
}

}  // namespace

void run_critical_steps(figure_run& run)
{
    std::vector<std::vector<cell>> points, collapse, exponents;
    for (const double width : {16000.0, 1e6, 1e9, 1e12}) {
        const double amplitude = 1 / std::sqrt(width);  // ηf₀/√n of a typical network with f₀ = 1 and λ₀ = 2
        fit_range range;
        if (critical_fit_range(amplitude, range) != status::ok) throw run_error("figure S12: no range to fit");
        for (const int sign : {-1, 1}) {
            const approach a = measure(run, width, sign, width > 1e8 ? range.low : range.low / 64);
            const std::string side = sign < 0 ? "below" : "above";
            double worst = 0;
            for (std::size_t i = 0; i < a.distance.size(); ++i) {
                std::vector<double> steps, law;
                for (std::size_t j = i * networks; j < (i + 1) * networks; ++j) {
                    steps.push_back(a.steps[j]);
                    law.push_back(a.law[j]);
                    collapse.push_back({width, side, sign * a.distance[i] / a.amplitude[j], a.steps[j] * a.amplitude[j]});
                }
                const average s = average_of(steps), l = average_of(law);
                points.push_back({width, side, a.distance[i], s.mean, s.error, l.mean});
                if (a.distance[i] <= range.high) worst = std::fmax(worst, std::fabs(s.mean / l.mean - 1));
            }
            const exponent_estimate raw = exponent_of(a, a.steps, range), law = exponent_of(a, a.law, range),
                                    corrected = exponent_of(a, a.corrected, range);
            exponents.push_back({width, side, raw.exponent, raw.standard_error, raw.interval_low, raw.interval_high, range.low,
                                 range.high, std::uint64_t{raw.points}, std::uint64_t{networks}, law.exponent, corrected.exponent,
                                 corrected.standard_error});
            const std::string where = side + " 2/λ₀, n = " + power_of_ten(width) + ", |ηλ₀ − 2| = " + readable(range.low) +
                                      " … " + readable(range.high);
            if (width == 16000)
                run.add(claim{"The number of steps diverges as |η − 2/λ₀|⁻¹", within("−1", 0.2),
                              "exponent " + where + " (the near-critical law gives " + readable(law.exponent) + " on this range)",
                              raw.exponent, raw.standard_error, networks, agrees(raw.exponent, -1, 0.2, raw.standard_error)});
            if (width == 1e12)
                run.add(claim{"The exponent is −1 once the logarithm of the near-critical law is divided out", within("−1", 0.02),
                              "corrected exponent " + where, corrected.exponent, corrected.standard_error, networks,
                              agrees(corrected.exponent, -1, 0.02, corrected.standard_error)});
            if (width == 1e6)
                run.add(claim{"Near 2/λ₀ the steps follow one curve for all widths (catapult/experiments/critical_law.hpp)",
                              within("0", 0.15),
                              "largest |t*/law − 1| of the averages " + side + " 2/λ₀ up to " + readable(range.high) +
                                  ", n = 10⁶, saturation included",
                              worst, 0, networks, worst < 0.15});
        }
    }
    run.write("S12-steps", {"width", "side", "distance", "steps", "steps_error", "law"}, points);
    run.write("S12-collapse", {"width", "side", "scaled_distance", "scaled_steps"}, collapse);
    run.write("S12-exponents",
              {"width", "side", "exponent", "stderr", "ci_low", "ci_high", "range_low", "range_high", "points", "seeds",
               "law_exponent", "corrected_exponent", "corrected_stderr"},
              exponents);
    std::vector<std::vector<cell>> curve;
    for (const double x : multiples(0.01, 1e5, eighth_decade))
        for (const int sign : {-1, 1}) curve.push_back({sign * x, critical_steps(sign * x, 1, ratio)});
    run.write("S12-law", {"scaled_distance", "scaled_steps"}, curve);
    run.add(picture{
        "S12",
        "Steps to convergence against the distance from 2/λ₀: points are averages over 16 networks, lines the near-critical "
        "law, not fitted. Where the width rounds the divergence off, t* saturates at order √n. "
        "(c) In units of the width, all widths fall on one curve."});
}

void run_log_width(figure_run& run)
{
    constexpr std::size_t many = 64;
    const std::vector<double> widths = multiples(100, 1e12, 10);
    std::vector<std::vector<cell>> rows, fits;
    for (const double rate : {2.5, 3.0, 3.5}) {
        std::vector<double> log_width, peak, peak_weight, whole, whole_weight, falls;
        for (const double width : widths) {
            std::vector<double> to_peak, to_end;
            for (std::size_t i = 0; i < many; ++i) {
                warmup_model<double> model = drawn_model(width, run.network(i), rate);
                const run_summary r = catapult::run(model, {});
                to_peak.push_back(static_cast<double>(r.peak_step));
                to_end.push_back(static_cast<double>(r.steps));
                falls.push_back(-0.5 / logarithm(std::fabs(1 - r.eta * r.lambda_final)));
            }
            const average p = average_of(to_peak), s = average_of(to_end);
            rows.push_back({rate, width, p.mean, p.error, s.mean, s.error});
            if (width < 1e4) continue;
            log_width.push_back(logarithm(width));
            peak.push_back(p.mean);
            peak_weight.push_back(1 / (p.error * p.error));
            whole.push_back(s.mean);
            whole_weight.push_back(1 / (s.error * s.error));
        }
        line_fit rise, all;
        if (fit_line(log_width, peak, peak_weight, rise) != status::ok ||
            fit_line(log_width, whole, whole_weight, all) != status::ok)
            throw run_error("figure log-n: no fit");
        const double law = 0.5 / logarithm(rate - 1);
        fits.push_back({rate, rise.slope, rise.slope_error, rise.intercept, law, all.slope, all.slope_error});
        run.add(claim{"A catapult rises to order √n in ½ ln n/ln(ηλ₀ − 1) steps and a constant",
                      within(readable(law), 0.03 * law),
                      "slope in ln n of the step of the peak loss, ηλ₀ = " + readable(rate) + ", n = 10⁴ … 10¹²", rise.slope,
                      rise.slope_error, many, agrees(rise.slope, law, 0.03 * law, rise.slope_error)});
        if (rate != 2.5) continue;
        // At rates nearer to 4, some runs end so flat that their falls have no useful average.
        const average fall = average_of(falls);
        run.add(claim{"The whole catapult takes order log n steps: what rose to order √n falls as |1 − ηλ_end|^t",
                      within(readable(law + fall.mean), 0.05 * law) + " (from λ_end of the runs)",
                      "slope in ln n of the steps to convergence, ηλ₀ = 2.5, n = 10⁴ … 10¹²", all.slope, all.slope_error, many,
                      agrees(all.slope, law + fall.mean, 0.05 * law, all.slope_error)});
    }
    run.write("log-n", {"eta_lambda0", "width", "peak_step", "peak_step_error", "steps", "steps_error"}, rows);
    run.write("log-n-fits", {"eta_lambda0", "slope", "slope_error", "intercept", "law", "steps_slope", "steps_slope_error"},
              fits);
    run.add(picture{
        "log-n",
        "(a) The step at which the loss of a catapult peaks, against the width, 64 networks a point, and lines of the slope "
        "½/ln(ηλ₀ − 1) that the growth of f to order √n implies. (b) Steps to convergence."});
}

}  // namespace catapult::tools
