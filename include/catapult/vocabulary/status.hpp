// What a call can answer. The library reports nothing in any other way: no exceptions, no aborts, no output.
#ifndef CATAPULT_VOCABULARY_STATUS_HPP
#define CATAPULT_VOCABULARY_STATUS_HPP

namespace catapult {

/// The outcome of a call. On any value but `ok` the outputs of the call are as they were,
/// unless the doc comment of the call says otherwise.
///
/// One rule for numbers: NaN is `not_finite`, and so is infinity unless the argument may be infinite (a width may, but not −∞);
/// a finite number out of its range is `invalid_argument`, and so are numbers whose results would not be finite. Where several
/// apply, any one of them is answered. What every call answers is not said with each: a size in bytes that does not fit
/// std::size_t is `size_overflow`; a workspace that is too small or not aligned is `workspace_too_small`, `workspace_misaligned`.
enum class [[nodiscard]] status{
    ok = 0,
    invalid_argument,      ///< a finite value outside its documented range (a zero dimension, a negative learning rate …)
    not_finite,            ///< NaN or infinity in the input
    shape_mismatch,        ///< views or dimensions that do not fit each other
    size_overflow,         ///< a size in bytes that does not fit std::size_t
    workspace_too_small,   ///< fewer bytes than the matching …_bytes function asks for
    workspace_misaligned,  ///< memory not aligned to workspace_alignment
    zero_inputs,           ///< all inputs are zero: λ₀ = 0 and there is nothing to train
    not_converged,         ///< an iteration used up its budget; the outputs hold the best value and its error bound
    diverged,              ///< a trajectory left every bound; the state is the last finite one
    unknown_name,          ///< a name that is not in the documented list
    unsupported,           ///< valid, but not available in this build or on this processor
};

/// A sentence fragment for people, such as "workspace too small". Never null; static storage.
const char* status_text(status s) noexcept;

}  // namespace catapult

#endif
