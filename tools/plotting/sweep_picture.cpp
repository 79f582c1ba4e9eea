// The picture of a sweep. Two axes give maps, one axis gives curves, and many networks of one setting are drawn by
// rank.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "plotting/pictures.hpp"
#include "plotting/scale.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t most_columns = 160, most_rows = 60;  // of a map; smaller cells could not be seen
constexpr std::size_t most_marks = 6000;                   // of a panel of curves

// Phases in the order of style.gp, which numbers them from 1.
const char* const phases[] = {"lazy", "catapult", "bounded", "undecided", "divergent"};
constexpr std::size_t divergent = 4;

std::size_t phase_index(const result_table& table, std::size_t row)
{
    const std::string& name = table.text("phase")[row];
    for (std::size_t i = 0; i < std::size(phases); ++i)
        if (name == phases[i]) return i;
    throw request_error(in_quotes(table.path) + ": row " + std::to_string(row + 1) + " has the phase " + in_quotes(name) +
                        ", which is not known");
}

// An empty field is NaN. No order has a place for it, and sorting it may read beyond the end.
void drop_nan(std::vector<double>& values)
{
    values.erase(std::remove_if(values.begin(), values.end(), [](double value) { return std::isnan(value); }), values.end());
}

double median(std::vector<double>& values)
{
    drop_nan(values);
    if (values.empty()) return NAN;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 != 0) return *middle;
    const double above = *middle, below = *std::max_element(values.begin(), middle);
    return below + (above - below) / 2;
}

std::size_t distinct(std::vector<double> values)
{
    drop_nan(values);
    std::sort(values.begin(), values.end());
    return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

struct sweep_runs {
    const std::vector<double>& width;
    const std::vector<double>& lambda0;
    const std::vector<double>& rate;  // the rate that the sweep varied: η·λ₀ or η
    bool relative = true;
    std::vector<std::size_t> phase;
    const std::vector<double>& steps;
    std::vector<double> ratio;  // λ_end/λ₀
    const std::vector<double>& peak;

    std::size_t size() const { return width.size(); }
};

// Whether the sweep was over η·λ₀. In a sweep over η, η·λ₀ differs between networks and has more values; and the
// reverse. With a single network the two cannot be told apart.
bool is_relative(const result_table& table) { return distinct(table.number("eta_lambda0")) <= distinct(table.number("eta")); }

sweep_runs runs_of(const result_table& table)
{
    const bool relative = is_relative(table);
    sweep_runs runs{table.number("width"),
                    table.number("lambda0"),
                    table.number(relative ? "eta_lambda0" : "eta"),
                    relative,
                    {},
                    table.number("steps_to_converge"),
                    {},
                    table.number("loss_max")};
    const std::vector<double>& end = table.number("lambda_final");
    for (std::size_t i = 0; i < table.rows; ++i) {
        runs.phase.push_back(phase_index(table, i));
        runs.ratio.push_back(end[i] / runs.lambda0[i]);
        if (std::isnan(runs.width[i]) || !std::isfinite(runs.rate[i]))
            throw request_error(in_quotes(table.path) + ": row " + std::to_string(i + 1) + " has no width or no learning rate");
    }
    return runs;
}

std::string rate_label(const sweep_runs& runs) { return runs.relative ? "ηλ_0" : "learning rate η"; }

std::string networks_at_each(std::size_t networks) { return networks == 1 ? "" : std::to_string(networks) + " networks"; }

std::vector<double> of_runs_that_end(const sweep_runs& runs, const std::vector<double>& values)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs.phase[i] != divergent) result.push_back(values[i]);
    return result;
}

bool any_finite(const std::vector<double>& values)
{
    return std::any_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

prepared_picture maps(const sweep_runs& runs)
{
    const grid_axis x(runs.rate, most_columns), y(runs.width, most_rows);
    struct map_cell {
        std::array<std::size_t, std::size(phases)> count{};
        std::vector<double> steps, ratio;
    };
    std::vector<map_cell> cells(x.cells() * y.cells());
    std::vector<std::vector<double>> lambda0(y.cells());
    std::size_t most = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::size_t row = y.cell_of(runs.width[i]);
        map_cell& c = cells[row * x.cells() + x.cell_of(runs.rate[i])];
        ++c.count[runs.phase[i]];
        std::size_t all = 0;
        for (const std::size_t count : c.count) all += count;
        most = std::max(most, all);
        if (std::isfinite(runs.steps[i])) c.steps.push_back(runs.steps[i]);
        if (runs.phase[i] != divergent && std::isfinite(runs.ratio[i])) c.ratio.push_back(runs.ratio[i]);
        lambda0[row].push_back(runs.lambda0[i]);
    }
    prepared_picture picture{"plot-sweep-maps", {}};
    plot_input& input = picture.input;
    std::vector<double> all_steps, all_ratios;
    std::array<bool, std::size(phases)> present{};
    input.begin("cells");
    for (std::size_t row = 0; row < y.cells(); ++row)
        for (std::size_t column = 0; column < x.cells(); ++column) {
            map_cell& c = cells[row * x.cells() + column];
            const auto commonest = std::max_element(c.count.begin(), c.count.end());
            if (*commonest == 0) continue;
            const auto phase = static_cast<std::size_t>(commonest - c.count.begin());
            present[phase] = true;
            // A median needs at least half of the runs. Otherwise the few that converged would stand for all.
            std::size_t all = 0;
            for (const std::size_t count : c.count) all += count;
            const double steps = 2 * c.steps.size() >= all ? median(c.steps) : NAN,
                         ratio = 2 * c.ratio.size() >= all ? median(c.ratio) : NAN;
            if (std::isfinite(steps)) all_steps.push_back(std::max(steps, 1.0));
            if (std::isfinite(ratio)) all_ratios.push_back(ratio);
            input.row({x.position(column), x.low(column), x.high(column), y.position(row), y.low(row), y.high(row),
                       static_cast<double>(phase + 1), std::max(steps, 1.0) == steps || std::isnan(steps) ? steps : 1.0, ratio});
        }
    input.end();
    // The borders at each width, as steps from the lower to the upper edge of its cells.
    input.begin("borders");
    for (std::size_t row = 0; row < y.cells(); ++row) {
        const double scale = runs.relative ? 1 : 1 / median(lambda0[row]);
        for (const double at : {y.low(row), y.high(row)}) input.row({2 * scale, 4 * scale, at});
    }
    input.end();
    // The borders' names stand at the top of the map, where the borders leave it.
    input.set("critical", runs.relative ? 2 : 2 / median(lambda0.back()));
    x.describe("x", input);
    y.describe("y", input);
    value_scale(all_steps, true).describe("steps", input);
    value_scale::from_zero(all_ratios, 1).describe("ratio", input);
    input.set_flag("has_steps", !all_steps.empty());
    input.set_flag("has_ratio", !all_ratios.empty());
    input.set("x_name", rate_label(runs));
    const bool several = most > 1;
    input.set("phase_title", !several                   ? "phase"
                             : x.merged() || y.merged() ? "most frequent phase of a cell"
                                                        : "most frequent phase of " + networks_at_each(most));
    input.set("median", several ? "median " : "");
    std::string here;
    for (std::size_t i = 0; i < std::size(phases); ++i)
        if (present[i]) here += (here.empty() ? "" : " ") + std::to_string(i + 1);
    input.set("phases_here", here);
    return picture;
}

struct mark {
    double x;
    double y;
    std::size_t phase;
    std::size_t cell;  // of the horizontal axis
};

// Keeps about `most_marks` marks, spaced evenly. At each place, the least and the greatest mark always stay.
std::vector<mark> thinned(std::vector<mark> marks)
{
    if (marks.size() <= most_marks) return marks;
    std::sort(marks.begin(), marks.end(), [](const mark& a, const mark& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    const std::size_t stride = marks.size() / most_marks + 1;
    std::vector<mark> kept;
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (i % stride == 0 || i == 0 || i + 1 == marks.size() || marks[i].x != marks[i - 1].x || marks[i].x != marks[i + 1].x ||
            marks[i].phase != marks[i - 1].phase)
            kept.push_back(marks[i]);
    return kept;
}

// Writes the block $NAME, with x, y, phase, and the side of the axis on which the value lies, and the block $NAME_line,
// with the median at each x.
void write_panel(plot_input& input, const std::string& name, const std::vector<mark>& marks, const value_scale& scale,
                 const grid_axis* x, double networks)
{
    std::array<bool, 3> sides{};
    input.begin(name);
    for (const mark& m : thinned(marks)) {
        const int side = scale.side(m.y);
        sides[static_cast<std::size_t>(side + 1)] = true;
        input.row({m.x, scale.clipped(m.y), static_cast<double>(m.phase + 1), static_cast<double>(side)});
    }
    input.row({NAN, NAN, 0, 0});
    input.end();
    input.begin(name + "_line");
    if (x != nullptr) {
        std::vector<std::vector<double>> at(x->cells());
        for (const mark& m : marks) at[m.cell].push_back(m.y);
        for (std::size_t cell = 0; cell < x->cells(); ++cell) {
            const double value = 2 * static_cast<double>(at[cell].size()) >= networks ? median(at[cell]) : NAN;
            if (scale.side(value) == 0 && std::isfinite(value))
                input.row({x->position(cell), value});
            else
                input.gap();
        }
    }
    input.row({NAN, NAN});
    input.end();
    scale.describe(name, input);
    input.set_flag("has_" + name, sides[0] || sides[1] || sides[2]);
    input.set_flag(name + "_above", sides[2]);
    input.set_flag(name + "_below", sides[0]);
}

// Places marks by rank, for runs that differ only by their seeds. x is the share of networks with a lower value.
std::vector<mark> ranked(std::vector<mark> marks)
{
    std::sort(marks.begin(), marks.end(), [](const mark& a, const mark& b) { return a.y < b.y; });
    for (std::size_t i = 0; i < marks.size(); ++i)
        marks[i].x = (static_cast<double>(i) + 0.5) / static_cast<double>(marks.size());
    return marks;
}

prepared_picture curves(const sweep_runs& runs, std::size_t widths, std::size_t rates)
{
    const bool over_rates = rates > 1, by_rank = rates == 1 && widths == 1;
    const std::vector<double>& varied = over_rates ? runs.rate : runs.width;
    const grid_axis x(varied, 4000);
    std::vector<mark> steps, ratio, peak;
    std::array<bool, std::size(phases)> present{};
    for (std::size_t i = 0; i < runs.size(); ++i) {
        // An infinite width has a finite position on the axis.
        const std::size_t cell = x.cell_of(varied[i]);
        const double at = x.position(cell);
        present[runs.phase[i]] = true;
        if (!std::isnan(runs.steps[i])) steps.push_back({at, runs.steps[i], runs.phase[i], cell});
        if (!std::isnan(runs.ratio[i])) ratio.push_back({at, runs.ratio[i], runs.phase[i], cell});
        if (!std::isnan(runs.peak[i])) peak.push_back({at, runs.peak[i], runs.phase[i], cell});
    }
    if (by_rank)
        for (std::vector<mark>* marks : {&steps, &ratio, &peak}) *marks = ranked(std::move(*marks));

    prepared_picture picture{"plot-sweep-curves", {}};
    plot_input& input = picture.input;
    const double networks = static_cast<double>(runs.size()) / static_cast<double>(x.values());
    // Values of divergent runs would stretch any scale. So the scale is chosen by the other runs, if there are any.
    const auto chosen = [&](const std::vector<double>& values) {
        const std::vector<double> some = of_runs_that_end(runs, values);
        return any_finite(some) ? some : values;
    };
    const grid_axis* line = by_rank ? nullptr : &x;
    write_panel(input, "steps", steps, value_scale(runs.steps, true), line, networks);
    // If every run diverges, the ratio may span hundreds of decades, so the axis may have to be logarithmic.
    const std::vector<double> ratios = chosen(runs.ratio);
    const double greatest = *std::max_element(ratios.begin(), ratios.end(),
                                              [](double a, double b) { return !(a >= b) && !std::isinf(b); });
    write_panel(input, "ratio", ratio, greatest > 1e3 ? value_scale(ratios, true) : value_scale::from_zero(ratios, 1.1), line,
                networks);
    write_panel(input, "peak", peak, value_scale(chosen(runs.peak), true), line, networks);
    x.describe("x", input);
    if (by_rank) {
        input.set("x_from", 0.0);
        input.set("x_to", 1.0);
        input.set_flag("x_log", false);
        input.set("x_tics", "");
    }
    input.set("x_name", by_rank ? "share of networks" : over_rates ? rate_label(runs) : "width n");
    std::vector<double> lambda0 = runs.lambda0;
    const double scale = runs.relative ? 1 : 1 / median(lambda0);
    input.set("critical", over_rates ? 2 * scale : NAN);

    std::string heading = widths == 1 ? "n = " + pretty(runs.width[0]) : "";
    if (rates == 1)
        heading += (heading.empty() ? "" : ", ") + std::string(runs.relative ? "ηλ_0 = " : "η = ") + pretty(runs.rate[0]);
    if (networks > 1)
        heading += ", " + networks_at_each(static_cast<std::size_t>(std::llround(networks))) +
                   (by_rank ? "" : " at each; line: median");
    input.set("heading", heading);
    input.set_flag("joined", networks <= 1);
    std::string here;
    for (std::size_t i = 0; i < std::size(phases); ++i)
        if (present[i]) here += (here.empty() ? "" : " ") + std::to_string(i + 1);
    input.set("phases_here", here);
    return picture;
}

}  // namespace

prepared_picture sweep_picture(const result_table& table)
{
    const sweep_runs runs = runs_of(table);
    const std::size_t widths = distinct(runs.width), rates = distinct(runs.rate);
    return widths > 1 && rates > 1 ? maps(runs) : curves(runs, widths, rates);
}

}  // namespace catapult::tools
