// Between the training rules of the C interface and those of the C++ interface.
#ifndef CATAPULT_SRC_C_INTERFACE_TRAINING_RULES_HPP
#define CATAPULT_SRC_C_INTERFACE_TRAINING_RULES_HPP

#include "catapult/c_interface/training_rule.h"
#include "catapult/models/training_rule.hpp"

namespace catapult::c_interface {

/// The members of both have the same names and order.
template <class To, class From>
To same_training_rule(const From& r) noexcept
{
    return {r.momentum,  r.nesterov,     r.sam_radius, r.clip,       static_cast<decltype(To::scaling)>(r.scaling),
            r.averaging, r.weight_decay, r.rate_first, r.rate_second};
}
inline training_rule from_c(const catapult_training_rule& r) noexcept { return same_training_rule<training_rule>(r); }
inline catapult_training_rule to_c(const training_rule& r) noexcept { return same_training_rule<catapult_training_rule>(r); }

}  // namespace catapult::c_interface

#endif
