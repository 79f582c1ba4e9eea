// Everything a caller may name.
#ifndef CATAPULT_CATAPULT_HPP
#define CATAPULT_CATAPULT_HPP

#include "catapult/experiments/critical_law.hpp"
#include "catapult/experiments/gram_runs.hpp"
#include "catapult/experiments/measured_borders.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/kernels/isa.hpp"
#include "catapult/models/data_reduction.hpp"
#include "catapult/models/draw_weights.hpp"
#include "catapult/models/function_space_model.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/models/parameter_model.hpp"
#include "catapult/models/warmup_model.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/numerics/dense.hpp"
#include "catapult/numerics/eigenvalue.hpp"
#include "catapult/numerics/elementary.hpp"
#include "catapult/numerics/random.hpp"
#include "catapult/observables/borders.hpp"
#include "catapult/observables/orbit.hpp"
#include "catapult/observables/phase.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "catapult/version.hpp"
#include "catapult/vocabulary/chunks.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"
#include "catapult/vocabulary/workspace.hpp"

#endif
