// What the plain engine asks of real128.
#ifndef CATAPULT_TESTS_SUPPORT_REAL128_FUNCTIONS_HPP
#define CATAPULT_TESTS_SUPPORT_REAL128_FUNCTIONS_HPP

#include "engines/plain_matrix.hpp"
#include "support/reference_functions.hpp"

namespace catapult::tools {

template <>
struct real_functions<test::real128> {
    using real128 = test::real128;
    static real128 epsilon() { return test::reference_epsilon; }
    static real128 square_root(real128 x) { return test::square_root(x); }
    static real128 exponential(real128 x) { return test::reference_exp(x); }
    static real128 logarithm(real128 x) { return test::reference_log(x); }
};

}  // namespace catapult::tools

#endif
