// The axes of a picture. They place values, and tell which values lie outside.
#ifndef CATAPULT_TOOLS_PLOTTING_SCALE_HPP
#define CATAPULT_TOOLS_PLOTTING_SCALE_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "plotting/gnuplot.hpp"

namespace catapult::tools {

/// A number in gnuplot's enhanced text, such as 10^{6}, 1.5·10^{−7}, 16,000 or ∞.
std::string pretty(double value);

/// An axis of the values of a grid, divided into cells. `inf` stands one step beyond the largest finite value.
class grid_axis {
public:
    /// Uses each distinct value in `values` once. If there are more than `most`, neighbours share a cell.
    grid_axis(std::vector<double> values, std::size_t most);

    std::size_t cells() const { return positions_.size(); }
    std::size_t values() const { return values_.size(); }
    std::size_t cell_of(double value) const;
    double position(std::size_t cell) const { return positions_[cell]; }
    double low(std::size_t cell) const { return edges_[cell]; }
    double high(std::size_t cell) const { return edges_[cell + 1]; }
    bool logarithmic() const { return logarithmic_; }
    bool merged() const { return cells() < values(); }

    /// Sets NAME_from, NAME_to, NAME_log, and NAME_tics, the ticks for gnuplot. Empty NAME_tics leaves the ticks to
    /// gnuplot.
    void describe(const std::string& name, plot_input& input) const;

private:
    std::vector<double> values_, positions_, edges_;
    bool logarithmic_ = false;
    bool infinite_ = false;
};

/// An axis of measured values. A value outside it is marked at its edge.
class value_scale {
public:
    /// Spans the finite values among `values`. A logarithmic axis spans the positive ones.
    value_scale(const std::vector<double>& values, bool logarithmic);
    /// Spans from zero to the largest value, and at least to `top`.
    static value_scale from_zero(const std::vector<double>& values, double top);

    double from() const { return from_; }
    double to() const { return to_; }
    bool logarithmic() const { return logarithmic_; }
    /// −1 for a value below the axis, 0 on it, 1 above it.
    int side(double value) const { return value < from_ ? -1 : value > to_ ? 1 : 0; }
    double clipped(double value) const { return value < from_ ? from_ : value > to_ ? to_ : value; }

    void describe(const std::string& name, plot_input& input) const;

private:
    value_scale(double from, double to, bool logarithmic) : from_(from), to_(to), logarithmic_(logarithmic) {}

    double from_ = 0;
    double to_ = 1;
    bool logarithmic_ = false;
};

}  // namespace catapult::tools

#endif
