// Arrays of results that C is to see. Each is written where it is wanted, and then becomes one of C's, as there is no other
// memory.
#ifndef CATAPULT_SRC_C_INTERFACE_IN_PLACE_HPP
#define CATAPULT_SRC_C_INTERFACE_IN_PLACE_HPP

#include <cstddef>
#include <new>

#include "c_interface/answers.hpp"
#include "catapult/vocabulary/span.hpp"

namespace catapult::c_interface {

/// `run(span)` writes Results, all of them where `written(status)` says so of its answer. Each becomes convert(Result).
template <class Result, class C, class Run, class Written, class Convert>
catapult_status write_in_place(C* results, std::size_t count, Run&& run, Written&& written, Convert&& convert) noexcept
{
    static_assert(sizeof(C) == sizeof(Result));
    static_assert(alignof(C) == alignof(Result));
    Result* const found = reinterpret_cast<Result*>(results);
    const status s = run(span<Result>(found, count));
    for (std::size_t i = 0; written(s) && i < count; ++i) {
        const Result result = found[i];
        ::new (static_cast<void*>(results + i)) C(convert(result));
    }
    return answer(s);
}

}  // namespace catapult::c_interface

#endif
