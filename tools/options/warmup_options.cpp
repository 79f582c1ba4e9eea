#include "options/warmup_options.hpp"

#include <cmath>

#include "options/options.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

void warmup_options::require_start() const
{
    if (!width) throw request_error("no width; give --width N, a whole number of 1 or more, or inf");
    if (f0.has_value() != lambda0.has_value())
        throw request_error(std::string(f0 ? "--f0 without --lambda0" : "--lambda0 without --f0") +
                            "; a start needs both, or a --seed");
    if (f0 && seed) throw request_error("--seed and --f0 were both given; the start is drawn or given, not both");
}

warmup_problem<double> warmup_options::problem() const
{
    warmup_problem<double> result;
    result.width = width.value_or(1);
    result.input = x();
    result.label = y();
    return result;
}

warmup_start<double> warmup_options::start() const
{
    warmup_start<double> result;
    if (!seeded()) {
        require_possible(width.value_or(1));
        result.output = *f0;
        result.lambda = *lambda0;
        return result;
    }
    check(draw_warmup_start(width.value_or(1), x(), seed.value_or(0), result),
          "--width " + shortest(width.value_or(1)) + ", --input " + shortest(x()));
    return result;
}

void warmup_options::require_possible(double n) const
{
    if (!f0 || std::isinf(n)) return;
    const double least = 2 * std::fabs(x() * *f0) / std::sqrt(n);
    if (*lambda0 < least * (1 - 1e-15))
        throw request_error("--lambda0 " + shortest(*lambda0) + ": no network of --width " + shortest(n) +
                            " has so little with --f0 " + shortest(*f0) + "; 2|x f0|/sqrt(n) = " + shortest(least) +
                            " or more is wanted");
}

std::string warmup_options::describe() const
{
    if (seeded()) return "--width " + shortest(width.value_or(1));
    return "--f0 " + shortest(*f0) + ", --lambda0 " + shortest(*lambda0) + "";
}

void add_warmup_width(CLI::App& command, warmup_options& options)
{
    add_parsed(command, "--width", options.width, parse_width, std::string("Hidden units: ") + width_text, "N");
    add_count(command, "--seed", options.seed, any_count, "Draw the start from this seed [0]", "S");
}

void add_warmup_start(CLI::App& command, warmup_options& options)
{
    add_real(command, "--f0", options.f0, output_range, "Start at this output, with --lambda0, instead of a drawn start", "F");
    add_real(command, "--lambda0", options.lambda0, rate_range, "Start at this tangent kernel, with --f0", "L");
    add_real(command, "--label", options.label, output_range, "The label y [0]", "Y");
    add_real(command, "--input", options.input, input_range, "The input x [1]", "X");
}

}  // namespace catapult::tools
