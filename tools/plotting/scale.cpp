#include "plotting/scale.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr double decades_of_a_log_axis = 1.3;  // over fewer decades, a linear axis has more ticks

double transformed(double value, bool logarithmic) { return logarithmic ? std::log10(value) : value; }
double restored(double value, bool logarithmic) { return logarithmic ? std::pow(10.0, value) : value; }

// Whether the values grow by a common ratio rather than by a common difference.
bool evenly_spaced_in_logarithm(const std::vector<double>& values)
{
    const double first = values[1] - values[0], last = values[values.size() - 1] - values[values.size() - 2];
    return values.size() > 2 && last > 3 * first;
}

}  // namespace

std::string pretty(double value)
{
    if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
    if (value == 0) return "0";
    char text[64];
    // No more than six digits are shown. What they round to decides the form: 999999.7 is a million.
    std::snprintf(text, sizeof text, "%.6g", std::fabs(value));
    const double size = std::strtod(text, nullptr);
    std::snprintf(text, sizeof text, "%.3g", size);
    std::string digits = text, sign = value < 0 ? "−" : "", power;
    int decade = 0;
    double rest = size;
    for (; rest >= 10; rest /= 10) ++decade;
    if (rest == 1 && decade >= 3) return sign + "10^{" + std::to_string(decade) + "}";
    if (size < 1e6 && size >= 1e3) {
        std::snprintf(text, sizeof text, "%.6g", size);
        digits = text;
        if (size >= 1e4) digits.insert(std::min(digits.find('.'), digits.size()) - 3, ",");
        return sign + digits;
    }
    const std::size_t e = digits.find('e');
    if (e == std::string::npos) return sign + digits;
    const int exponent = std::stoi(digits.substr(e + 1));
    power = "10^{" + std::string(exponent < 0 ? "−" : "") + std::to_string(std::abs(exponent)) + "}";
    digits.resize(e);
    return sign + (digits == "1" ? "" : digits + "·") + power;
}

grid_axis::grid_axis(std::vector<double> values, std::size_t most) : values_(std::move(values))
{
    std::sort(values_.begin(), values_.end());
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
    infinite_ = std::isinf(values_.back());
    const std::vector<double> finite(values_.begin(), values_.end() - (infinite_ ? 1 : 0));
    logarithmic_ = finite.size() > 1 && finite.front() > 0 &&
                   std::log10(finite.back() / finite.front()) > decades_of_a_log_axis &&
                   (infinite_ || finite.size() < 3 || evenly_spaced_in_logarithm(finite));
    std::vector<double> at;
    for (const double value : finite) at.push_back(transformed(value, logarithmic_));
    if (infinite_) {
        const std::size_t n = at.size();
        const double span = n > 1 ? at[n - 1] - at[0] : n == 1 ? std::fabs(at[0]) / 4 : 1;
        at.push_back(n == 0 ? 1 : at[n - 1] + std::max(n > 1 ? at[n - 1] - at[n - 2] : span, span / 8));
    }
    const std::size_t count = std::min(at.size(), most);
    const auto first_of = [&](std::size_t cell) { return (cell * at.size() + count - 1) / count; };
    std::vector<double> middle, edge(count + 1);
    for (std::size_t cell = 0; cell < count; ++cell) middle.push_back((at[first_of(cell)] + at[first_of(cell + 1) - 1]) / 2);
    for (std::size_t cell = 1; cell < count; ++cell) edge[cell] = (at[first_of(cell) - 1] + at[first_of(cell)]) / 2;
    if (count == 1) {
        const double half = at.size() > 1 ? at.back() - at.front() : logarithmic_ ? 0.5 : std::max(std::fabs(at[0]) / 4, 1e-9);
        edge = {middle[0] - half, middle[0] + half};
    } else {
        edge[0] = 2 * middle[0] - edge[1];
        edge[count] = 2 * middle[count - 1] - edge[count - 1];
    }
    if (!logarithmic_ && at[0] >= 0) edge[0] = std::max(edge[0], 0.0);
    for (const double m : middle) positions_.push_back(restored(m, logarithmic_));
    for (const double e : edge) edges_.push_back(restored(e, logarithmic_));
}

std::size_t grid_axis::cell_of(double value) const
{
    const auto index = static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), value) - values_.begin());
    return index * cells() / values_.size();
}

void grid_axis::describe(const std::string& name, plot_input& input) const
{
    input.set(name + "_from", edges_.front());
    input.set(name + "_to", edges_.back());
    input.set_flag(name + "_log", logarithmic_);
    // An axis with an infinite value gets ticks of its own. gnuplot's ticks would go on beyond the finite values.
    std::string tics;
    const std::size_t finite = positions_.size() - 1, stride = finite / 6 + 1;
    for (std::size_t cell = 0; infinite_ && cell < finite; cell += stride)
        tics += "'" + pretty(positions_[cell]) + "' " + shortest(positions_[cell]) + ", ";
    if (infinite_) tics += "'∞' " + shortest(positions_.back());
    input.set(name + "_tics", tics);
}

value_scale::value_scale(const std::vector<double>& values, bool logarithmic) : logarithmic_(logarithmic)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const double value : values) {
        if (!std::isfinite(value) || (logarithmic && value <= 0)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) low = high = 1;
    if (logarithmic) {
        // The axis spans whole decades, at least two. So it has two ticks, and no value lies on the frame. It stays
        // within the range that gnuplot can place. Values outside are marked at the edge.
        const double first = std::min(std::max(std::floor(std::log10(low) - 0.05), -300.0), 298.0),
                     last = std::max(std::ceil(std::log10(high) + 0.05), first + 2);
        from_ = std::pow(10.0, first);
        to_ = std::pow(10.0, std::min(last, 300.0));
    } else {
        const double room = high > low ? (high - low) / 20 : high != 0 ? std::fabs(high) / 2 : 1;
        from_ = std::max(low - room, -1e307);
        to_ = std::min(high + room, 1e307);
    }
}

value_scale value_scale::from_zero(const std::vector<double>& values, double top)
{
    for (const double value : values)
        if (std::isfinite(value)) top = std::max(top, std::min(value * 1.05, 1e307));
    return value_scale(0, top, false);
}

void value_scale::describe(const std::string& name, plot_input& input) const
{
    input.set(name + "_from", from_);
    input.set(name + "_to", to_);
    input.set_flag(name + "_log", logarithmic_);
}

}  // namespace catapult::tools
