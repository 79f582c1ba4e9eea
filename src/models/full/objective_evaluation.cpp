#include "models/full/objective_evaluation.hpp"

#include <cmath>

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"

namespace catapult::detail {

template <class T>
void predict(std::size_t count, std::size_t rank, std::size_t outputs, int exponent, const T* inputs, const T* predictor,
             T* result) noexcept
{
    if (outputs == 1) {
        kernels<T>().dense.matrix_vector(count, rank, inputs, rank, predictor, result);
    } else {
        fill_zero(count * outputs, result);
        kernels<T>().blocked.multiply_add(count, outputs, rank, inputs, rank, 1, predictor, outputs, result, outputs);
    }
    if (exponent == 0) return;
    for (std::size_t i = 0; i < count * outputs; ++i) result[i] = std::ldexp(result[i], exponent);
}

template <class T>
const T* gather(const training_objective<T>& objective, span<const std::size_t> batch, std::size_t first, std::size_t rows,
                const objective_scratch<T>& scratch) noexcept
{
    if (batch.empty()) return objective.inputs.row(first);
    const std::size_t r = objective.data.rank;
    for (std::size_t i = 0; i < rows; ++i) {
        const T* const from = objective.inputs.row(batch[first + i]);
        for (std::size_t a = 0; a < r; ++a) scratch.gathered[i * r + a] = from[a];
    }
    return scratch.gathered;
}

template <class T>
T evaluate(const training_objective<T>& objective, span<const std::size_t> batch, const T* predictor,
           const objective_scratch<T>& scratch, T* gradient) noexcept
{
    const std::size_t r = objective.data.rank, k = objective.data.outputs;
    const std::size_t count = batch.empty() ? objective.inputs.rows : batch.size();
    const output_loss<T>& loss = objective.loss;
    to_rows<T>(predictor, {scratch.predictor, r, k});
    fill_zero(r * k, scratch.gradient);
    T total = 0;
    for (std::size_t first = 0; first < count; first += scratch.rows) {
        const std::size_t rows = smaller(scratch.rows, count - first);
        const auto sample = [&](std::size_t i) { return batch.empty() ? first + i : batch[first + i]; };
        const T* const inputs = gather(objective, batch, first, rows, scratch);
        predict(rows, r, k, objective.data.exponent, inputs, scratch.predictor, scratch.outputs);
        T part = 0;  // a sum of its own, so that rounding does not grow with all samples
        for (std::size_t i = 0; i < rows; ++i)
            part += loss.value(loss.context, k, scratch.outputs + i * k, objective.targets.row(sample(i)),
                               scratch.residuals + i * k);
        total += part;
        kernels<T>().blocked.multiply_add(k, r, rows, scratch.residuals, 1, k, inputs, r, scratch.gradient, r);
    }
    const T divisor = static_cast<T>(count);
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c)
            gradient[in_panels<T>(i, c, k)] = std::ldexp(scratch.gradient[c * r + i], -objective.data.exponent) / divisor;
    return total / divisor;
}

#define CATAPULT_INSTANTIATE(T)                                                                                       \
    template const T* gather(const training_objective<T>&, span<const std::size_t>, std::size_t, std::size_t,         \
                             const objective_scratch<T>&) noexcept;                                                   \
    template T evaluate(const training_objective<T>&, span<const std::size_t>, const T*, const objective_scratch<T>&, \
                        T*) noexcept;                                                                                 \
    template void predict(std::size_t, std::size_t, std::size_t, int, const T*, const T*, T*) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult::detail
