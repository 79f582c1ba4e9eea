// Losses, and what training minimises.
#ifndef CATAPULT_SRC_C_INTERFACE_OBJECTIVES_HPP
#define CATAPULT_SRC_C_INTERFACE_OBJECTIVES_HPP

#include "c_interface/full_objects.hpp"
#include "c_interface/matrices.hpp"
#include "catapult/c_interface/gram_training.h"
#include "catapult/c_interface/output_loss.h"
#include "catapult/models/output_loss.hpp"
#include "catapult/models/training_objective.hpp"

namespace catapult::c_interface {

/// The members of both have the same names and order.
template <class To, class From>
To same_loss(const From& l) noexcept
{
    return {l.value, l.curvature, l.accepts, l.context};
}
inline output_loss<double> from_c(const catapult_output_loss& l) noexcept { return same_loss<output_loss<double>>(l); }
inline output_loss<float> from_c(const catapult_output_loss_f& l) noexcept { return same_loss<output_loss<float>>(l); }
inline catapult_output_loss to_c(const output_loss<double>& l) noexcept { return same_loss<catapult_output_loss>(l); }
inline catapult_output_loss_f to_c(const output_loss<float>& l) noexcept { return same_loss<catapult_output_loss_f>(l); }

/// What is asked of an objective before from_c.
template <class Objective>
status check_objective(const Objective& o) noexcept
{
    return any_null(o.data) ? status::invalid_argument : check_matrices(o.inputs, o.targets);
}
inline training_objective<double> from_c(const catapult_training_objective& o) noexcept
{
    return {o.data->reduced, from_c(o.loss), to_view(o.inputs), to_view(o.targets)};
}
inline training_objective<float> from_c(const catapult_training_objective_f& o) noexcept
{
    return {o.data->reduced, from_c(o.loss), to_view(o.inputs), to_view(o.targets)};
}

}  // namespace catapult::c_interface

#endif
