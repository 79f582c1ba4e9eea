// The warmup model as given on a command line.
#ifndef CATAPULT_TOOLS_OPTIONS_WARMUP_OPTIONS_HPP
#define CATAPULT_TOOLS_OPTIONS_WARMUP_OPTIONS_HPP

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "catapult/models/warmup_model.hpp"

namespace catapult::tools {

struct warmup_options {
    std::optional<double> width;
    std::optional<std::uint64_t> seed;
    std::optional<double> f0;
    std::optional<double> lambda0;
    std::optional<double> input;
    std::optional<double> label;

    double x() const { return input.value_or(1); }
    double y() const { return label.value_or(0); }
    /// Whether the start is drawn from a seed, not given by f₀ and λ₀.
    bool seeded() const { return !f0; }
    /// request_error unless there is a width, and either a seed or f₀ and λ₀. Also a request_error if the loss at the
    /// start is not finite.
    void require_start() const;
    /// The problem without a learning rate.
    warmup_problem<double> problem() const;
    warmup_start<double> start() const;
    /// request_error if no network of this width can have the given start.
    void require_possible(double width) const;
    std::string describe() const;
};

/// Adds --width and --seed.
void add_warmup_width(CLI::App& command, warmup_options& options);
/// Adds the other options.
void add_warmup_start(CLI::App& command, warmup_options& options);

}  // namespace catapult::tools

#endif
