// What runs side by side (gram_batch.cpp) need of a model with one output and of its eigenvalue.
#ifndef CATAPULT_SRC_GRAM_ACCESS_HPP
#define CATAPULT_SRC_GRAM_ACCESS_HPP

#include <cstddef>

#include "catapult/gram.hpp"
#include "catapult/kernel.hpp"

namespace catapult::detail {

/// The state of a model that is small: whose tail is one step at most. Vectors are padded with zeros to whole panels.
template <class T>
struct gram_parts {
    T* first;  ///< packed; with a tail, D is first + side gradient_lastᵀ + gradient_last sideᵀ
    T* predictor;
    T* residual;
    T* gradient;
    T* gradient_last;
    T* side;
    T* second;
    std::size_t* tail;  ///< 0 or 1
    T* residual_square;
    T* gradient_square;
    T* first_bound;
};

/// What the next update of an eigenvalue starts from, besides vectors.
struct tracker_counts {
    bool started;
    std::size_t updates;
    std::size_t size;  ///< vectors
};
constexpr std::size_t tracker_vectors = 2;  ///< at most

template <class T>
struct tracker_access {
    /// vectors: tracker_vectors · rows elements.
    static void save(const eigenvalue_tracker<T>& from, tracker_counts& counts, T* vectors) noexcept;
    static void restore(const tracker_counts& counts, const T* vectors, eigenvalue_tracker<T>& to) noexcept;
};

template <class T>
struct gram_access {
    static gram_parts<T> parts(const gram_model<T>& model) noexcept;
    static void save(const top_eigenvalue<T>& from, tracker_counts& counts, T* vectors) noexcept;
    static void restore(const tracker_counts& counts, const T* vectors, top_eigenvalue<T>& to) noexcept;
};

}  // namespace catapult::detail

#endif
