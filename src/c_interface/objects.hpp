// Objects of the C interface in the caller's memory. Each is a struct that holds an object of the library, with
//     static status bytes(arguments…, std::size_t& result)    the workspace that the object of the library takes
//     status create(arguments…, workspace memory)
// Pointers among the arguments must not be null.
#ifndef CATAPULT_SRC_C_INTERFACE_OBJECTS_HPP
#define CATAPULT_SRC_C_INTERFACE_OBJECTS_HPP

#include <cstddef>
#include <new>
#include <type_traits>

#include "c_interface/answers.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "catapult/vocabulary/workspace.hpp"

namespace catapult::c_interface {

static_assert(CATAPULT_ALIGNMENT == workspace_alignment);

/// An object, and behind it the workspace of the object of the library.
template <class Object>
struct placement {
    static_assert(std::is_trivially_copyable_v<Object> && std::is_trivially_destructible_v<Object>);
    static_assert(alignof(Object) <= workspace_alignment);

    Object* object = nullptr;
    std::byte* memory = nullptr;
    std::size_t bytes = 0;

    void operator()(detail::layout& l) noexcept
    {
        object = l.take<Object>(1);
        memory = l.take<std::byte>(bytes);
    }
};

template <class Object, class... Arguments>
catapult_status measure_object(std::size_t* result, const Arguments&... arguments) noexcept
{
    if (any_null(result, arguments...)) return CATAPULT_INVALID_ARGUMENT;
    placement<Object> place;
    status s = Object::bytes(arguments..., place.bytes);
    if (s == status::ok) s = detail::measure(place, *result);
    return answer(s);
}

template <class Object, class... Arguments>
catapult_status create_object(void* memory, std::size_t bytes, Object** result, const Arguments&... arguments) noexcept
{
    if (any_null(memory, result, arguments...)) return CATAPULT_INVALID_ARGUMENT;
    placement<Object> place;
    Object made{};
    status s = Object::bytes(arguments..., place.bytes);
    if (s == status::ok) s = detail::place(place, {static_cast<std::byte*>(memory), bytes});
    if (s == status::ok) s = made.create(arguments..., workspace(place.memory, place.bytes));
    if (s == status::ok) *result = ::new (static_cast<void*>(place.object)) Object(made);
    return answer(s);
}

/// Calls `use(workspace)` with memory for the time of the call, which may be null if it has no bytes.
template <class Use>
status with_scratch(void* memory, std::size_t bytes, Use&& use) noexcept
{
    if (memory == nullptr && bytes > 0) return status::invalid_argument;
    return use(workspace(static_cast<std::byte*>(memory), bytes));
}

}  // namespace catapult::c_interface

#endif
