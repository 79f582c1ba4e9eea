// The picture of `catapult exponents`: t* against the distance from 2/λ₀ on both sides, with the fits.
#include <algorithm>
#include <cmath>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/sweep.hpp"
#include "plotting/pictures.hpp"
#include "plotting/scale.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t most_widths = 6;
constexpr double per_distance = 1.3335214321633240;  // eight distances in each decade

struct measured_point {
    double distance, steps, error, law;
};

// The distances of figure S12. They end at 0.8. They begin where the finite width stops the divergence of t*, or, for
// wide networks, where the fit begins.
std::vector<double> distances_of(double width, double low)
{
    std::vector<double> result;
    for (double distance = width > 1e8 ? low : low / 64; distance < 0.8; distance *= per_distance) result.push_back(distance);
    return result;
}

std::vector<measured_point> measure(double width, int sign, double low, std::uint64_t first_seed, std::uint64_t seeds,
                                    const std::string& where)
{
    const std::vector<double> distances = distances_of(width, low);
    std::vector<double> rates;
    for (const double distance : distances) rates.push_back(2 + sign * distance);
    sweep_grid grid;
    grid.widths = span<const double>(&width, 1);
    grid.first_seed = first_seed;
    grid.seeds = seeds;
    grid.rates = rates;
    sweep_options options;
    options.rule.max_steps = 1000000000;
    std::vector<sweep_record> records(rates.size() * static_cast<std::size_t>(seeds));
    if (run_warmup_sweep(grid, {}, options, 0, records) != status::ok)
        throw request_error(where + "no networks of width " + shortest(width));
    std::vector<measured_point> points;
    for (std::size_t i = 0; i < distances.size(); ++i) {
        double mean = 0, square = 0, law = 0, count = 0;
        for (std::size_t j = 0; j < seeds; ++j) {
            const run_summary& run = records[j * distances.size() + i].run;
            if (run.end != outcome::converged) continue;
            const auto steps = static_cast<double>(run.steps);
            const double miss = steps - mean;
            mean += miss / ++count;
            square += miss * (steps - mean);
            law += critical_steps(sign * distances[i], run.eta * std::sqrt(2 * run.loss_initial / width),
                                  options.rule.converged_ratio);
        }
        if (count > 0)
            points.push_back({distances[i], mean, count > 1 ? std::sqrt(square / (count - 1) / count) : 0, law / count});
    }
    return points;
}

}  // namespace

prepared_picture exponents_picture(const result_table& table)
{
    const std::string where = in_quotes(table.path) + ": ";
    const std::vector<double>&width = table.number("width"), &exponent = table.number("exponent"),
          &error = table.number("stderr");
    const std::vector<double>&low = table.number("range_low"), &high = table.number("range_high"), &seeds = table.number("seeds");
    const std::vector<std::string>& side = table.text("side");

    std::vector<double> widths;
    for (std::size_t i = 0; i < table.rows; ++i)
        if (std::isfinite(width[i])) widths.push_back(width[i]);
    std::sort(widths.begin(), widths.end());
    widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
    if (widths.empty()) throw request_error(where + "holds no fit at a finite width");
    // If there are many widths, only as many are shown as can be told apart, the smallest and the largest among them.
    std::vector<double> shown;
    for (std::size_t i = 0; i < std::min(widths.size(), most_widths); ++i)
        shown.push_back(widths.size() <= most_widths ? widths[i] : widths[i * (widths.size() - 1) / (most_widths - 1)]);

    prepared_picture picture{"plot-exponents", {}};
    plot_input& input = picture.input;
    std::vector<double> distances, steps;
    std::vector<std::vector<double>> points, fits;
    for (std::size_t i = 0; i < table.rows; ++i) {
        const auto found = std::find(shown.begin(), shown.end(), width[i]);
        if (found == shown.end()) continue;
        const double which = static_cast<double>(found - shown.begin() + 1);
        const std::string line = where + "row " + std::to_string(i + 1) + ": ";
        if (side[i] != "below" && side[i] != "above")
            throw request_error(line + "the side " + in_quotes(side[i]) + " is neither below nor above");
        if (!(low[i] > 0) || !(high[i] > low[i]) || high[i] > 1 || !(seeds[i] >= 1) || seeds[i] > 1e6 ||
            !std::isfinite(exponent[i]))
            throw request_error(line +
                                "no fit of a power between two distances below 1; a result of catapult exponents is wanted");
        const int sign = side[i] == "below" ? -1 : 1;
        const double first = table.has("first_seed") ? table.number("first_seed")[i] : 0;
        const std::vector<measured_point> measured = measure(width[i], sign, low[i], static_cast<std::uint64_t>(first),
                                                             static_cast<std::uint64_t>(seeds[i]), line);
        // The line has the file's slope and goes through the middle of the points in the fitted range.
        double x = 0, y = 0, count = 0;
        for (const measured_point& p : measured) {
            distances.push_back(p.distance);
            steps.push_back(p.steps);
            points.push_back({static_cast<double>(sign), which, p.distance, p.steps, p.error, p.law});
            if (p.distance < low[i] * (1 - 1e-9) || p.distance > high[i] * (1 + 1e-9)) continue;
            x += std::log(p.distance);
            y += std::log(p.steps);
            ++count;
        }
        if (count == 0) continue;
        for (const double at : {low[i], high[i]})
            fits.push_back({static_cast<double>(sign), which, at, std::exp(y / count + exponent[i] * (std::log(at) - x / count)),
                            exponent[i], error[i]});
    }
    for (const auto& [name, rows] :
         {std::pair<const char*, const std::vector<std::vector<double>>&>{"points", points}, {"fits", fits}}) {
        input.begin(name);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i > 0 && (rows[i][0] != rows[i - 1][0] || rows[i][1] != rows[i - 1][1])) input.gap();
            input.row(rows[i]);
        }
        input.end();
    }
    value_scale(distances, true).describe("x", input);
    value_scale(steps, true).describe("y", input);
    input.set_count("widths", shown.size());
    std::string names, slopes[2];
    for (std::size_t k = 0; k < shown.size(); ++k) {
        names += (k > 0 ? " " : "") + pretty(shown[k]);
        for (const int sign : {-1, 1}) {
            std::string text = "–";
            for (const auto& fit : fits)
                if (fit[0] == sign && fit[1] == static_cast<double>(k + 1))
                    text = fit[4] < 0 ? "−" + shortest(std::round(-fit[4] * 1000) / 1000) : shortest(fit[4]);
            slopes[sign > 0] += (k > 0 ? " " : "") + text;
        }
    }
    input.set("width_names", names);
    input.set("slopes_below", slopes[0]);
    input.set("slopes_above", slopes[1]);
    return picture;
}

}  // namespace catapult::tools
