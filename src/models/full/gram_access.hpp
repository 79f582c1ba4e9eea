// Access to the state of a gram_model, for runs side by side (experiments/gram_runs.cpp).
#ifndef CATAPULT_SRC_MODELS_FULL_GRAM_ACCESS_HPP
#define CATAPULT_SRC_MODELS_FULL_GRAM_ACCESS_HPP

#include <cstddef>

#include "catapult/models/gram_model.hpp"

namespace catapult::detail {

/// The state of a model whose tail has at most one step. Matrices of r rows are in panels (kernels/panels.hpp), padded with
/// zeros.
template <class T>
struct gram_parts {
    T* first;  ///< packed; D is first, or with a tail first + side gradient_lastᵀ + gradient_last sideᵀ
    T* predictor;
    T* residual;
    T* gradient;
    T* gradient_last;
    T* side;
    T* second;
    T* overlap;         ///< ωᵀZ
    std::size_t* tail;  ///< 0 or 1
    T* residual_square;
    T* gradient_square;
    T* first_bound;
};

template <class T>
struct gram_access {
    static gram_parts<T> parts(const gram_model<T>& model) noexcept;
};

}  // namespace catapult::detail

#endif
