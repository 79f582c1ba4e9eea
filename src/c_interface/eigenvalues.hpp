// Eigenvalues that are handed out, and operators that are handed in.
#ifndef CATAPULT_SRC_C_INTERFACE_EIGENVALUES_HPP
#define CATAPULT_SRC_C_INTERFACE_EIGENVALUES_HPP

#include "c_interface/answers.hpp"
#include "catapult/c_interface/eigenvalue.h"
#include "catapult/numerics/eigenvalue.hpp"

namespace catapult::c_interface {

template <class To, class T>
To same_eigenvalue(const eigenvalue_result<T>& r) noexcept
{
    return {r.value, r.error_bound, r.products, static_cast<catapult_evidence>(r.evidence), r.excess_bound, r.miss_probability};
}
inline catapult_eigenvalue to_c(const eigenvalue_result<double>& r) noexcept { return same_eigenvalue<catapult_eigenvalue>(r); }
inline catapult_eigenvalue_f to_c(const eigenvalue_result<float>& r) noexcept
{
    return same_eigenvalue<catapult_eigenvalue_f>(r);
}

inline symmetric_operator<double> from_c(const catapult_operator& op) noexcept { return {op.rows, op.apply, op.context}; }
inline symmetric_operator<float> from_c(const catapult_operator_f& op) noexcept { return {op.rows, op.apply, op.context}; }

inline bool has_values(status s) noexcept { return s == status::ok || s == status::not_converged; }

/// *result ← what `find(value)` writes, which is something of a value that is not converged too.
template <class Result, class Find>
catapult_status write_eigenvalue(Result* result, Find&& find) noexcept
{
    eigenvalue_result<decltype(Result::value)> found;
    const status s = find(found);
    if (has_values(s)) *result = to_c(found);
    return answer(s);
}

}  // namespace catapult::c_interface

#endif
