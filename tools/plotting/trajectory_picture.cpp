// The picture of a trajectory: the loss, which may span any range, and λ, against the steps.
#include <algorithm>
#include <cmath>

#include "plotting/pictures.hpp"
#include "plotting/scale.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t most_pieces = 2000;

// The rows to draw. A long trajectory is cut into pieces, and of each piece the first row and those with the least and
// the greatest value are drawn.
std::vector<std::size_t> chosen_rows(const std::vector<double>& values)
{
    std::vector<std::size_t> rows;
    const std::size_t piece = values.size() / most_pieces + 1;
    for (std::size_t first = 0; first < values.size(); first += piece) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = values.begin() + static_cast<std::ptrdiff_t>(std::min(first + piece, values.size()));
        const auto [least, greatest] = std::minmax_element(begin, end, [](double a, double b) { return a < b; });
        std::size_t of_piece[] = {first, static_cast<std::size_t>(least - values.begin()),
                                  static_cast<std::size_t>(greatest - values.begin())};
        std::sort(std::begin(of_piece), std::end(of_piece));
        for (const std::size_t row : of_piece)
            if (rows.empty() || rows.back() != row) rows.push_back(row);
    }
    if (rows.back() + 1 != values.size()) rows.push_back(values.size() - 1);
    return rows;
}

// Writes the curve as $NAME, broken where the value is not on the axis. $NAME_marks gets those places, and the side of
// the axis on which the value lies.
void write_curve(plot_input& input, const std::string& name, const std::vector<double>& steps, const std::vector<double>& values,
                 const value_scale& scale)
{
    const std::vector<std::size_t> rows = chosen_rows(values);
    bool above = false, below = false, any = false;
    input.begin(name);
    for (const std::size_t row : rows)
        if (scale.side(values[row]) == 0 && std::isfinite(values[row])) {
            input.row({steps[row], values[row]});
            any = true;
        } else {
            input.gap();
        }
    input.row({NAN, NAN});
    input.end();
    // Of a long row of marks, only as many are drawn as can be told apart.
    input.begin(name + "_marks");
    double last = -HUGE_VAL, apart = (steps.back() - steps.front()) / 60;
    int last_side = 0;
    for (const std::size_t row : rows) {
        const int side = scale.side(values[row]);
        if (side == 0 || std::isnan(values[row]) || (side == last_side && steps[row] - last < apart)) continue;
        last = steps[row];
        last_side = side;
        (side > 0 ? above : below) = true;
        input.row({steps[row], scale.clipped(values[row]), static_cast<double>(side)});
    }
    input.row({NAN, NAN, 0});
    input.end();
    scale.describe(name, input);
    input.set_flag("has_" + name, any || above || below);
    input.set_flag(name + "_above", above);
    input.set_flag(name + "_below", below);
}

}  // namespace

prepared_picture trajectory_picture(const result_table& table)
{
    const std::vector<double>&steps = table.number("step"), &loss = table.number("loss");
    const std::vector<double>& lambda = table.number(table.has("lambda_max") ? "lambda_max" : "lambda");
    prepared_picture picture{"plot-trajectory", {}};
    plot_input& input = picture.input;
    double first = HUGE_VAL, last = -HUGE_VAL, least_lambda = 0, smallest = HUGE_VAL, greatest = 0;
    for (std::size_t i = 0; i < table.rows; ++i) {
        if (!std::isfinite(steps[i]))
            throw request_error(in_quotes(table.path) + ": row " + std::to_string(i + 1) + " has no step");
        first = std::min(first, steps[i]);
        last = std::max(last, steps[i]);
        if (!std::isfinite(lambda[i])) continue;
        least_lambda = std::min(least_lambda, lambda[i]);
        if (lambda[i] > 0) smallest = std::min(smallest, lambda[i]);
        greatest = std::max(greatest, lambda[i]);
    }
    const auto drawn = [](double value) { return !std::isnan(value); };
    if (std::none_of(loss.begin(), loss.end(), drawn) && std::none_of(lambda.begin(), lambda.end(), drawn))
        throw request_error(in_quotes(table.path) + ": no row has a loss or a lambda to draw");
    if (last == first) last = first + 1;
    input.set("step_from", first);
    input.set("step_to", last);
    input.set_flag("few", table.rows <= 60);
    write_curve(input, "loss", steps, loss, value_scale(loss, true));
    // λ of a divergent run can grow by hundreds of decades.
    const bool logarithmic = least_lambda == 0 && greatest > 1e3 * smallest;
    const value_scale scale = logarithmic        ? value_scale(lambda, true)
                              : least_lambda < 0 ? value_scale(lambda, false)
                                                 : value_scale::from_zero(lambda, greatest > 0 ? greatest * 1.05 : 1);
    write_curve(input, "curvature", steps, lambda, scale);
    return picture;
}

}  // namespace catapult::tools
