// Averages and power laws over drawn networks. They use the library's functions alone, so that the bits are the same
// everywhere.
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
    double error = 0;  ///< standard error of the mean; 0 for a single value
};
average average_of(const std::vector<double>& values);

/// Whether `measured` is within `tolerance` of `expected`. False if the error exceeds the tolerance, because such a
/// measurement confirms nothing.
bool agrees(double measured, double expected, double tolerance, double error);

/// An expected value and the tolerance of its verdict, for readers: "−1 within 0.05".
std::string within(const std::string& expected, double tolerance);

/// The exponent of y in x, from a line through the logarithms of the averages. Each average is weighted by its error.
line_fit power_law(const std::vector<double>& x, const std::vector<average>& y);

/// The exponent of `values` in the distance, by estimate_exponent. `values` has a row for each distance and a column
/// for each network.
exponent_estimate estimate_power(const std::vector<double>& distance, const std::vector<double>& values, std::size_t networks,
                                 std::size_t resamples, std::uint64_t resample_seed);

/// A number from printf in printed form, with a minus sign and a power of ten: "-1.5e-06" → "−1.5·10⁻⁶".
std::string typeset(const std::string& number);

/// The value with this many significant digits, for sentences.
std::string readable(double value, int digits = 4);

/// The values low, low·factor, low·factor², … up to high.
std::vector<double> multiples(double low, double high, double factor);

/// Bisects [low, high] for the place where `above` changes from false to true. Returns the middle of an interval of
/// ±`width`.
template <class Predicate>
double bisect(double low, double high, double width, Predicate above)
{
    while (high - low > 2 * width) {
        const double middle = low + (high - low) / 2;
        (above(middle) ? high : low) = middle;
    }
    return low + (high - low) / 2;
}

/// A warmup network with input 1, drawn from the seed, with label `label` and the learning rate at which ηλ₀ =
/// `eta_lambda0`.
warmup_model<double> drawn_model(double width, std::uint64_t seed, double eta_lambda0, double label = 0);

/// The network of the weights u and v, one after the other, with input 1 and label 0, at the learning rate at which ηλ₀ =
/// `eta_lambda0`. It steps `weights` in place.
warmup_network<double> stored_network(std::vector<double>& weights, double eta_lambda0);

/// Runs all models. Each ends at the last step of its run.
std::vector<run_summary> run_all(std::vector<warmup_model<double>>& models, const stopping_rule& rule = {});

}  // namespace catapult::tools

#endif
