// What training minimises: the mean of a loss over samples, as a function of the predictor ω.
#ifndef CATAPULT_MODELS_TRAINING_OBJECTIVE_HPP
#define CATAPULT_MODELS_TRAINING_OBJECTIVE_HPP

#include <cstddef>

#include "catapult/models/data_reduction.hpp"
#include "catapult/models/output_loss.hpp"
#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult CATAPULT_EXPORT {

/// The mean loss over samples. Without `inputs` it is squared error of all samples, whose residuals live in the r
/// coordinates of the reduced data, so that its cost does not depend on m. With `inputs` it is any loss, and a step may
/// use a batch of the samples. A view of the caller's memory.
template <class T>
struct training_objective {
    reduced_data<T> data;          ///< gives rank, outputs, Σ, the unit, and the number m of samples
    output_loss<T> loss;           ///< used with `inputs` only
    matrix_view<const T> inputs;   ///< XP over the unit, m × r, without gaps: project_inputs(); or empty
    matrix_view<const T> targets;  ///< Y in the caller's units, m × k, without gaps; or empty
};

/// result ← XP over the unit of the data (b × r), for any rows X (`inputs`, b × d, b ≥ 1, in the caller's units), with the
/// same bits however rows are cut into calls. `result` does not overlap them. Test points are projected likewise.
/// `shape_mismatch` if a shape does not fit or the data hold no basis. `not_finite` if an element is not finite, and
/// `invalid_argument` for inputs so large that a product might not be.
template <class T>
CATAPULT_EXPORT status project_inputs(const reduced_data<T>& data, matrix_view<const T> inputs, matrix_view<T> result) noexcept;

}  // namespace catapult

#endif
