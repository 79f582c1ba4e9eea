// How a call of the C interface answers: statuses as numbers, and null pointers refused.
#ifndef CATAPULT_SRC_C_INTERFACE_ANSWERS_HPP
#define CATAPULT_SRC_C_INTERFACE_ANSWERS_HPP

#include <type_traits>

#include "catapult/c_interface/status.h"
#include "catapult/vocabulary/status.hpp"

namespace catapult::c_interface {

inline catapult_status answer(status s) noexcept { return static_cast<catapult_status>(s); }

template <class T>
bool is_null(const T& argument) noexcept
{
    if constexpr (std::is_pointer_v<T>)
        return argument == nullptr;
    else
        return false;
}

/// Whether one of the arguments is a null pointer.
template <class... Arguments>
bool any_null(const Arguments&... arguments) noexcept
{
    return (is_null(arguments) || ...);
}

/// *result ← what `find(value)` writes if its status is `ok`.
template <class T, class C, class Find, class Convert>
catapult_status write_if_ok(C* result, Find&& find, Convert&& convert) noexcept
{
    T value{};
    const status s = find(value);
    if (s == status::ok) *result = convert(value);
    return answer(s);
}

}  // namespace catapult::c_interface

#endif
