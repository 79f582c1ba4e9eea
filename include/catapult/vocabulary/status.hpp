// The outcome of a call. The library reports in no other way: it throws no exceptions, never aborts and prints nothing.
#ifndef CATAPULT_VOCABULARY_STATUS_HPP
#define CATAPULT_VOCABULARY_STATUS_HPP

#include "catapult/vocabulary/export.hpp"

namespace catapult CATAPULT_EXPORT {

/// The outcome of a call. After any value other than `ok` the outputs of the call are unchanged, unless the doc comment
/// of the call says otherwise.
///
/// The same rules hold for the numbers that every call is given:
///   - NaN is `not_finite`. Infinity is `not_finite` too, unless the argument may be infinite: a width may be +∞, not
///     −∞.
///   - A finite number outside its range is `invalid_argument`. So are numbers whose results would not be finite.
///   - If several errors apply, the call answers any one of them.
///
/// Three errors are not repeated in the doc comments of the calls: `size_overflow` for a size in bytes that does not
/// fit std::size_t, `workspace_too_small`, and `workspace_misaligned`.
enum class [[nodiscard]] status{
    ok = 0,
    invalid_argument,      ///< a finite value out of its documented range (a zero dimension, a negative rate …)
    not_finite,            ///< NaN or infinity in the input
    shape_mismatch,        ///< views or dimensions that do not match each other
    size_overflow,         ///< a size in bytes that does not fit std::size_t
    workspace_too_small,   ///< fewer bytes than the matching …_bytes function requires
    workspace_misaligned,  ///< memory not aligned to workspace_alignment
    zero_inputs,           ///< all inputs are zero: λ₀ = 0 and there is nothing to train
    not_converged,         ///< an iteration used up its budget; the outputs hold the best value and its error bound
    diverged,              ///< a trajectory left every bound; the state is the last finite one
    unknown_name,          ///< a name that is not in the documented list
    unsupported,           ///< valid, but not available in this build or on this processor
    out_of_memory,         ///< memory that the system refused; only of owned.hpp, as the library itself allocates nothing
};

/// A phrase for people, such as "workspace too small". Never null. The text has static storage.
CATAPULT_EXPORT const char* status_text(status s) noexcept;

}  // namespace catapult

#endif
