#include "engines/trainer.hpp"

#include <cstdio>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

// The bound with two digits, never less than its value.
std::string bound_text(double bound)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1e", 1.05 * bound);
    return text;
}

}  // namespace

network_dims trainer::reduced_dims() const
{
    throw request_error("--columns: this engine does not hold what some of the columns are computed from; use --engine gram");
}

void trainer::reduced_state(network_state<double>&) { (void)trainer::reduced_dims(); }

std::string describe_lambda0(const eigenvalue_result<double>& lambda0)
{
    const std::string text = "lambda0 " + shortest(lambda0.value);
    switch (lambda0.evidence) {
    case eigenvalue_evidence::inertia:
        return text + " +- " + bound_text(lambda0.error_bound) + ", the largest eigenvalue by inertia count";
    case eigenvalue_evidence::random_start:
        return text + " +- " + bound_text(lambda0.error_bound) + ", none above by more than " + bound_text(lambda0.excess_bound) +
               " with probability 1 - " + shortest(lambda0.miss_probability);
    case eigenvalue_evidence::residual: break;
    }
    return text + " +- " + bound_text(lambda0.error_bound) + ", not known to be the largest eigenvalue";
}

}  // namespace catapult::tools
