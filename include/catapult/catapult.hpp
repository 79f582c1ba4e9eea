// Everything a caller may name.
#ifndef CATAPULT_CATAPULT_HPP
#define CATAPULT_CATAPULT_HPP

#include "catapult/borders.hpp"
#include "catapult/critical.hpp"
#include "catapult/data.hpp"
#include "catapult/dense.hpp"
#include "catapult/drawn_weights.hpp"
#include "catapult/eigenvalue.hpp"
#include "catapult/function_space.hpp"
#include "catapult/gram.hpp"
#include "catapult/gram_batch.hpp"
#include "catapult/initial.hpp"
#include "catapult/isa.hpp"
#include "catapult/kernel.hpp"
#include "catapult/gram_run.hpp"
#include "catapult/measured_borders.hpp"
#include "catapult/orbit.hpp"
#include "catapult/parameters.hpp"
#include "catapult/phase.hpp"
#include "catapult/random.hpp"
#include "catapult/span.hpp"
#include "catapult/status.hpp"
#include "catapult/sweep.hpp"
#include "catapult/warmup.hpp"
#include "catapult/warmup_batch.hpp"
#include "catapult/weights.hpp"
#include "catapult/workspace.hpp"

#endif
