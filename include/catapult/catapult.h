/// @file
/// The library for programs in C11, and for every language that calls C. It takes and gives the same numbers as the C++
/// interface, bit for bit.
///     names    version, statuses, instruction sets              (c_interface/status.h, isa.h)
///     numbers  matrices; eigenvalues of operators of one's own  (c_interface/matrix.h, eigenvalue.h)
///     phases   rules that end runs, borders, phases             (c_interface/phase.h)
///     runs     what a caller may do at each step of a run       (c_interface/run.h)
///     full     own data, states, the Gram engine, its λ         (c_interface/full_model.h, full_model.inl)
///     weights  drawn, and back after training                   (c_interface/weights.h, weights.inl)
///     kernel   spectrum, trace and alignment of a state         (c_interface/spectrum.h, spectrum.inl)
///     rules    momentum, SAM, Muon and others                   (c_interface/training_rule.h)
///     losses   of the outputs, and those of one's own           (c_interface/output_loss.h, output_loss.inl)
///     training by any rule, with any loss and with batches      (c_interface/gram_training.h, gram_training.inl)
///     Hessian  of the loss, and its largest eigenvalue          (c_interface/sharpness.h, sharpness.inl)
///     batches  shuffled, and drawn                              (c_interface/batch_order.h)
///     rates    that change during training                      (c_interface/rate_schedule.h)
///     forms    scales and rates of other parametrisations       (c_interface/parametrisation.h)
///     stored   training of weights that the caller holds        (c_interface/parameter_model.h, parameter_model.inl)
///     warmup   the model with one input and one output          (c_interface/warmup_model.h, warmup_model.inl)
///     sweeps   grids of rates, widths and seeds                 (c_interface/sweep.h)
///     borders  measured by training                             (c_interface/measured_borders.h)
///     orbits   of the warmup model where it does not converge   (c_interface/orbit.h)
///     fits     steps to convergence near 2/λ₀                   (c_interface/critical_law.h)
///
/// Precision. What c_interface/*.inl declare is there twice: for double by the name that stands there, such as
/// catapult_warmup_model_step, and for float with _f behind the name, such as catapult_warmup_model_step_f.
///
/// Errors. A call that can fail answers a catapult_status. Unless it is CATAPULT_OK, what the call was to write is as it
/// was before. A null pointer is CATAPULT_INVALID_ARGUMENT, unless the call says that it may be null. Numbers and
/// shapes are refused as in C++ (vocabulary/status.hpp).
///
/// Memory. The library allocates nothing. An object lies in memory of the caller, and so does all that it needs:
///     size_t bytes;
///     if (catapult_warmup_model_bytes(&bytes) != CATAPULT_OK) …
///     void* memory = aligned_alloc(CATAPULT_ALIGNMENT, bytes);
///     catapult_warmup_model* model;
///     if (catapult_warmup_model_create(problem, start, memory, bytes, &model) != CATAPULT_OK) …
/// `…_bytes` takes what decides the size, and answers a multiple of CATAPULT_ALIGNMENT. `…_create` answers
/// CATAPULT_WORKSPACE_TOO_SMALL for fewer bytes, and CATAPULT_WORKSPACE_MISALIGNED for memory that is not aligned to
/// CATAPULT_ALIGNMENT; more bytes are left alone. A failed `…_create` may have written into the memory. The object begins
/// where the memory begins. It must not be copied or moved, and there is nothing to destroy: it ends when its memory is
/// used for something else. Where it refers to another object, that one must last as long.
///
/// Threads. Several threads may use the library at once, but for catapult_limit_isa, and each object from one thread at
/// a time.
#ifndef CATAPULT_CATAPULT_H
#define CATAPULT_CATAPULT_H

#include "catapult/c_interface/batch_order.h"
#include "catapult/c_interface/critical_law.h"
#include "catapult/c_interface/eigenvalue.h"
#include "catapult/c_interface/full_model.h"
#include "catapult/c_interface/gram_training.h"
#include "catapult/c_interface/isa.h"
#include "catapult/c_interface/matrix.h"
#include "catapult/c_interface/measured_borders.h"
#include "catapult/c_interface/orbit.h"
#include "catapult/c_interface/output_loss.h"
#include "catapult/c_interface/parameter_model.h"
#include "catapult/c_interface/parametrisation.h"
#include "catapult/c_interface/phase.h"
#include "catapult/c_interface/rate_schedule.h"
#include "catapult/c_interface/run.h"
#include "catapult/c_interface/sharpness.h"
#include "catapult/c_interface/spectrum.h"
#include "catapult/c_interface/status.h"
#include "catapult/c_interface/sweep.h"
#include "catapult/c_interface/training_rule.h"
#include "catapult/c_interface/warmup_model.h"
#include "catapult/c_interface/weights.h"

#endif
