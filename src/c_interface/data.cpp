// Data and states.
#include "c_interface/full_objects.hpp"
#include "catapult/models/initial_state.hpp"

using namespace catapult;
using namespace catapult::c_interface;

namespace {

data_dims from_c(const catapult_data_dims& d) noexcept { return {d.samples, d.inputs, d.outputs, d.keep_basis}; }

}  // namespace

#define CATAPULT_EACH_PRECISION "c_interface/data.inl"
#include "catapult/c_interface/each_precision.inl"
