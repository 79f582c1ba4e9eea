// The scales of a picture: where values stand on an axis, and what cannot stand on it.
#ifndef CATAPULT_TOOLS_PLOTTING_SCALE_HPP
#define CATAPULT_TOOLS_PLOTTING_SCALE_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "plotting/gnuplot.hpp"

namespace catapult::tools {

/// For gnuplot's enhanced text: 10^{6}, 1.5·10^{−7}, 16000, ∞.
std::string pretty(double value);

/// An axis of the values that a grid has, in cells; `inf` stands one step beyond the rest.
class grid_axis {
public:
    /// Distinct values among `values`, in at most `most` cells: neighbours share one where there are more.
    grid_axis(std::vector<double> values, std::size_t most);

    std::size_t cells() const { return positions_.size(); }
    std::size_t values() const { return values_.size(); }
    std::size_t cell_of(double value) const;
    double position(std::size_t cell) const { return positions_[cell]; }
    double low(std::size_t cell) const { return edges_[cell]; }
    double high(std::size_t cell) const { return edges_[cell + 1]; }
    bool logarithmic() const { return logarithmic_; }
    bool merged() const { return cells() < values(); }

    /// NAME_from, NAME_to, NAME_log, and NAME_tics: gnuplot's list of them, or nothing where its own will do.
    void describe(const std::string& name, plot_input& input) const;

private:
    std::vector<double> values_, positions_, edges_;
    bool logarithmic_ = false;
    bool infinite_ = false;
};

/// An axis of measured values. What is beyond it stands at its edge, marked.
class value_scale {
public:
    /// For the finite ones among `values`; a logarithmic one for the positive ones.
    value_scale(const std::vector<double>& values, bool logarithmic);
    /// From zero, to `top` at least.
    static value_scale from_zero(const std::vector<double>& values, double top);

    double from() const { return from_; }
    double to() const { return to_; }
    bool logarithmic() const { return logarithmic_; }
    /// −1, 0, 1: below the axis, on it, above it.
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
