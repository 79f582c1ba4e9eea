// The state from which an eigenvalue_tracker's next update starts, for those who put trackers aside.
#ifndef CATAPULT_SRC_NUMERICS_EIGENVALUE_TRACKER_HPP
#define CATAPULT_SRC_NUMERICS_EIGENVALUE_TRACKER_HPP

#include <cstddef>

#include "catapult/numerics/eigenvalue.hpp"

namespace catapult::detail {

/// The state from which the next update starts, without its vectors.
struct tracker_counts {
    bool started;
    std::size_t updates;
    std::size_t size;  ///< number of vectors
};
constexpr std::size_t tracker_vectors = 2;  ///< the most vectors

template <class T>
struct tracker_access {
    /// `vectors` holds tracker_vectors · rows elements.
    static void save(const eigenvalue_tracker<T>& from, tracker_counts& counts, T* vectors) noexcept;
    static void restore(const tracker_counts& counts, const T* vectors, eigenvalue_tracker<T>& to) noexcept;
};

}  // namespace catapult::detail

#endif
