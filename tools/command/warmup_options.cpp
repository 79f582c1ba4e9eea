#include "command/warmup_options.hpp"

#include <cmath>

#include "command/memory.hpp"
#include "command/options.hpp"

namespace catapult::tools {

void warmup_options::require_start() const
{
    if (!width) throw request_error("no width; give --width N, a whole number of 1 or more, or inf");
    if (f0.has_value() != lambda0.has_value())
        throw request_error(std::string(f0 ? "--f0 without --lambda0" : "--lambda0 without --f0") + "; a start needs both, or a --seed");
    if (f0 && seed) throw request_error("--seed and --f0 were both given; the start is drawn or given, not both");
    require_finite_loss(f0, label);
}

void require_finite_loss(const std::optional<double>& f0, double label)
{
    const double residual = f0.value_or(0) - label;
    if (!std::isfinite(residual * residual))
        throw request_error((f0 ? "--f0 " + shortest(*f0) + ", --label " : "--label ") + shortest(label) +
                            ": the loss at the start, (f - y)^2/2, would be infinite; |f - y| up to 1.3e154 is possible");
}

warmup_problem<double> warmup_options::problem() const
{
    warmup_problem<double> result;
    result.width = width.value_or(1);
    result.input = input;
    result.label = label;
    return result;
}

warmup_start<double> warmup_options::start() const
{
    warmup_start<double> result;
    if (!seeded()) {
        result.output = *f0;
        result.lambda = *lambda0;
        if (result.lambda <= 0) throw request_error("--lambda0 " + shortest(result.lambda) + ": a positive number is wanted");
        return result;
    }
    check(draw_warmup_start(width.value_or(1), input, seed.value_or(0), result),
          "--width " + shortest(width.value_or(1)) + ", --input " + shortest(input));
    return result;
}

std::string warmup_options::describe() const
{
    if (seeded()) return "--width " + shortest(width.value_or(1));
    return "--f0 " + shortest(*f0) + ", --lambda0 " + shortest(*lambda0) + " (no network has lambda0 below 2|x f0|/sqrt(n))";
}

void add_warmup_width(CLI::App& command, warmup_options& options)
{
    add_parsed(command, "--width", options.width, parse_width, "Hidden units: a whole number, such as 1e6, or inf", "N");
    add_parsed(command, "--seed", options.seed, parse_count, "Draw the start from this seed [0]", "S");
}

void add_warmup_start(CLI::App& command, warmup_options& options)
{
    add_parsed(command, "--f0", options.f0, parse_finite, "Start at this output, with --lambda0, instead of a drawn start", "F");
    add_parsed(command, "--lambda0", options.lambda0, parse_finite, "Start at this tangent kernel, with --f0", "L");
    add_parsed(command, "--label", options.label, parse_finite, "The label y [0]", "Y");
    add_parsed(command, "--input", options.input, parse_finite, "The input x [1]", "X");
}

}  // namespace catapult::tools
