// Averages and power laws over drawn networks, from the library's functions alone: the same bits everywhere.
#ifndef CATAPULT_TOOLS_REPRODUCE_STATISTICS_HPP
#define CATAPULT_TOOLS_REPRODUCE_STATISTICS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "catapult/experiments/critical_law.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/observables/phase.hpp"

namespace catapult::tools {

struct average {
    double mean = 0;
    double error = 0;  ///< standard error of the mean; 0 of one value
};
average average_of(const std::vector<double>& values);

/// Whether a measured value is the expected one within `tolerance`. Errors beyond the tolerance confirm nothing, however wide.
bool agrees(double measured, double expected, double tolerance, double error);

/// An expected value for readers, with the tolerance that its verdict allows: "−1 within 0.05".
std::string within(const std::string& expected, double tolerance);

/// The exponent of y in x: a line through the logarithms of the averages, each weighted by its error.
line_fit power_law(const std::vector<double>& x, const std::vector<average>& y);

/// The exponent of `values` (as many rows as distances, a column for each network) in the distance: estimate_exponent.
exponent_estimate estimate_power(const std::vector<double>& distance, const std::vector<double>& values, std::size_t networks,
                                 std::size_t resamples, std::uint64_t resample_seed);

/// A number as printf writes it, with a minus sign and a power of ten as in print: "-1.5e-06" → "−1.5·10⁻⁶".
std::string typeset(const std::string& number);

/// Four significant digits, for sentences.
std::string readable(double value);

/// Low, low·factor, … up to high.
std::vector<double> multiples(double low, double high, double factor);

/// A warmup network (input 1) of the given seed, ready to be trained with ηλ₀ = `eta_lambda0` and label `label`.
warmup_model<double> drawn_model(double width, std::uint64_t seed, double eta_lambda0, double label = 0);

/// Trains them all; the models end where their runs do.
std::vector<run_summary> run_all(std::vector<warmup_model<double>>& models, const stopping_rule& rule = {});

}  // namespace catapult::tools

#endif
