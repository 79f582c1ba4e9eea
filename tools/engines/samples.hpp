// Samples one by one, in reduced coordinates: for losses and batches that need them so, and for those that are not trained on.
#ifndef CATAPULT_TOOLS_ENGINES_SAMPLES_HPP
#define CATAPULT_TOOLS_ENGINES_SAMPLES_HPP

#include "engines/training_data.hpp"

namespace catapult::tools {

struct projected_samples {
    memory storage;
    matrix_view<const double> inputs;   ///< XP over the unit of the data, m × r
    matrix_view<const double> targets;  ///< Y, m × k
};
/// The data need a basis that spans the samples' inputs.
projected_samples project_samples(const dataset& source, const reduced_data<double>& data);

/// Adds to the data's basis the directions in which inputs of `more` leave it, with singular values of zero: training
/// never moves along them, but the outputs of those samples depend on them. The basis must have been kept. Inputs within
/// rounding of the basis add none.
void extend_basis(training_data& data, const dataset& more);

/// Multiplies the inputs by a factor. request_error if they leave the range that models take.
void scale_inputs(double factor, training_data& data);
void scale_inputs(double factor, projected_samples& samples);

}  // namespace catapult::tools

#endif
