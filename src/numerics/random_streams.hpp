// The stream of a seed that each use of random numbers reads. Streams are independent. The numbers here decide what a
// seed produces, so that they are never changed or reused.
#ifndef CATAPULT_SRC_NUMERICS_RANDOM_STREAMS_HPP
#define CATAPULT_SRC_NUMERICS_RANDOM_STREAMS_HPP

#include <cstdint>

#include "catapult/numerics/random.hpp"

namespace catapult::detail {

enum class stream : std::uint32_t {
    first_layer = 1,            ///< U, element i·d + j
    second_layer = 2,           ///< V, element i·k + j
    warmup = 3,                 ///< the two χ² of the warmup model, or its one normal at infinite width
    bartlett_diagonal = 4,      ///< the χ² on the diagonal of L
    bartlett_off_diagonal = 5,  ///< the normals below the diagonal of L
    predictor = 6,              ///< H, the part of V in the span of U
    wishart_diagonal = 7,       ///< the χ² on the diagonal of the Bartlett factor of the rest of V
    wishart_off_diagonal = 8,   ///< the normals below the diagonal of that factor
    reduced_first_layer = 9,    ///< UP at widths below r + k, element i·r + a
    reduced_second_layer = 10,  ///< V at widths below r + k, element i·k + j
    bootstrap = 11,             ///< the choice of seeds for a resample of a critical fit
    certificate = 12,           ///< random starts in the search for a larger eigenvalue
    sample_order = 13,          ///< the permutations of the samples: number epoch·m + i is for place i
    sample_choice = 14,         ///< samples drawn with replacement: number step·B + i is for place i
};

inline random_stream stream_of(std::uint64_t seed, stream which) noexcept { return {seed, static_cast<std::uint32_t>(which)}; }

}  // namespace catapult::detail

#endif
