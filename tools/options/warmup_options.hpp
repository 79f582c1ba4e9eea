// The warmup model as a command line describes it.
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
    /// Whether the start is drawn, rather than given.
    bool seeded() const { return !f0; }
    /// request_error unless there is a width, and a seed or f₀ and λ₀ but not both.
    /// The loss at the start is finite too.
    void require_start() const;
    /// Without a learning rate.
    warmup_problem<double> problem() const;
    warmup_start<double> start() const;
    /// request_error if no network of the width has the given start.
    void require_possible(double width) const;
    std::string describe() const;
};

/// --width and --seed.
void add_warmup_width(CLI::App& command, warmup_options& options);
/// The other options.
void add_warmup_start(CLI::App& command, warmup_options& options);

}  // namespace catapult::tools

#endif
