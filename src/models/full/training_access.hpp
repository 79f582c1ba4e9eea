// Access to what a step of a gram_training has done, for the weights that follow it (weights_transform).
#ifndef CATAPULT_SRC_MODELS_FULL_TRAINING_ACCESS_HPP
#define CATAPULT_SRC_MODELS_FULL_TRAINING_ACCESS_HPP

#include "catapult/models/gram_training.hpp"
#include "models/full/gram_congruence.hpp"

namespace catapult::detail {

/// A step that has been taken. The columns hold until the model's next call that is not const.
template <class T>
struct taken_step {
    gradient_columns<T> columns;
    step_mixing<T> mixing;
};

template <class T>
struct training_access {
    /// gram_training::step. `taken` is written if there is no error.
    static status step(gram_training<T>& model, T eta, span<const std::size_t> batch, taken_step<T>& taken) noexcept;
    static bool is_linear(const gram_training<T>& model) noexcept;
};

}  // namespace catapult::detail

#endif
