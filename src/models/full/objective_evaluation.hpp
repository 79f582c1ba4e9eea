// The value and the gradient of a training_objective.
#ifndef CATAPULT_SRC_MODELS_FULL_OBJECTIVE_EVALUATION_HPP
#define CATAPULT_SRC_MODELS_FULL_OBJECTIVE_EVALUATION_HPP

#include <cstddef>

#include "catapult/models/detail/gram_training_storage.hpp"
#include "kernels/panels.hpp"

namespace catapult::detail {

/// Rows first … first + rows − 1 of the samples in `batch`, or of all samples if it is empty, side by side (rows × r). They are
/// copied to scratch.gathered only if they do not lie so already.
template <class T>
const T* gather(const training_objective<T>& objective, span<const std::size_t> batch, std::size_t first, std::size_t rows,
                const objective_scratch<T>& scratch) noexcept;

/// Of an objective with inputs: returns the mean loss of the samples in `batch` (all, if it is empty) and writes Z, over
/// 4^exponent of the data. `predictor` and `gradient` are r × k in panels; the padding of `gradient` is not written.
template <class T>
T evaluate(const training_objective<T>& objective, span<const std::size_t> batch, const T* predictor,
           const objective_scratch<T>& scratch, T* gradient) noexcept;

/// Of an objective without inputs, at any ω: ρ = Σω − QᵀY and Z = Σρ/m. Storage is gram_training<T>::storage.
template <class T, class Storage>
void evaluate_reduced(const Storage& s, const T* predictor, T* residual, T* gradient) noexcept
{
    const std::size_t k = s.dims.outputs;
    for (std::size_t i = 0; i < s.dims.rank; ++i)
        for (std::size_t c = 0; c < k; ++c) {
            const std::size_t at = in_panels<T>(i, c, k);
            residual[at] = s.singular_values[i] * predictor[at] - s.objective.data.targets(i, c);
            gradient[at] = s.gains[i] * residual[at];
        }
}

/// Outputs F = 2^exponent·inputs·ω of `count` rows of inputs (count × r), row by row, in the caller's units. `predictor` is
/// ω, r × k, row by row.
template <class T>
void predict(std::size_t count, std::size_t rank, std::size_t outputs, int exponent, const T* inputs, const T* predictor,
             T* result) noexcept;

}  // namespace catapult::detail

#endif
