#include "catapult/vocabulary/status.hpp"

namespace catapult {

const char* status_text(status s) noexcept
{
    switch (s) {
    case status::ok: return "ok";
    case status::invalid_argument: return "argument out of range";
    case status::not_finite: return "NaN or infinity in the input";
    case status::shape_mismatch: return "shapes do not fit each other";
    case status::size_overflow: return "size does not fit the address space";
    case status::workspace_too_small: return "workspace too small";
    case status::workspace_misaligned: return "workspace not aligned to 64 bytes";
    case status::out_of_memory: return "out of memory";
    case status::zero_inputs: return "all inputs are zero";
    case status::not_converged: return "iteration budget used up";
    case status::diverged: return "trajectory diverged";
    case status::unknown_name: return "unknown name";
    case status::unsupported: return "not available in this build or on this processor";
    }
    return "unknown status";
}

}  // namespace catapult
