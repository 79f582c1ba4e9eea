// What runs side by side (experiments/gram_runs.cpp) need of a top_eigenvalue: where its next update starts from.
#ifndef CATAPULT_SRC_OBSERVABLES_TANGENT_KERNEL_ACCESS_HPP
#define CATAPULT_SRC_OBSERVABLES_TANGENT_KERNEL_ACCESS_HPP

#include "catapult/observables/tangent_kernel.hpp"
#include "numerics/eigenvalue_tracker.hpp"

namespace catapult::detail {

template <class T>
struct top_eigenvalue_access {
    /// The number of elements that `vectors` holds: those of the tracker and, behind them, the second layer's.
    static constexpr std::size_t elements(const network_dims& dims) noexcept
    {
        return tracker_vectors * dims.rank + dims.outputs;
    }
    static void save(const top_eigenvalue<T>& from, tracker_counts& counts, T* vectors) noexcept;
    static void restore(const tracker_counts& counts, const T* vectors, top_eigenvalue<T>& to) noexcept;
};

}  // namespace catapult::detail

#endif
