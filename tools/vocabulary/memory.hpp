// Memory for the library's objects, and the library's statuses as failures of the command.
#ifndef CATAPULT_TOOLS_VOCABULARY_MEMORY_HPP
#define CATAPULT_TOOLS_VOCABULARY_MEMORY_HPP

#include <cstddef>
#include <cstdio>
#include <string>

#include "catapult/owned_workspace.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

/// A size such as "8.4 GB", with at least two digits.
inline std::string size_text(double bytes)
{
    const char* const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    std::size_t unit = 0;
    for (; bytes >= 1000 && unit < 6; ++unit) bytes /= 1000;
    char text[32];
    std::snprintf(text, sizeof text, bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
    return text;
}

[[noreturn]] inline void refuse_size(const std::string& what)
{
    throw run_error("needs more memory for " + what + " than this machine has addresses for");
}

/// Throws a request_error with `what` and the status, unless the status is ok. Refused memory is no wrong request.
inline void check(status s, const std::string& what)
{
    if (s == status::size_overflow) refuse_size(what);
    if (s == status::out_of_memory) throw memory_refused("not enough memory for " + what);
    if (s != status::ok) throw request_error(what + ": " + status_text(s));
}

/// Memory with a name. If it is refused, the error says what it was for.
class memory {
public:
    memory() = default;
    explicit memory(std::size_t bytes, const std::string& what = "the run")
    {
        if (held_.allocate(bytes) != status::ok)
            throw memory_refused("needs " + size_text(static_cast<double>(bytes)) + " for " + what + ", which could not be had");
    }

    workspace view() { return held_; }
    template <class T>
    T* as()
    {
        return reinterpret_cast<T*>(view().data());
    }

private:
    owned_workspace held_;
};

/// `measure(std::size_t&)` is one of the library's functions that return a size.
template <class Measure>
memory memory_for(Measure measure, const std::string& what)
{
    std::size_t bytes = 0;
    check(measure(bytes), what);
    return memory(bytes, what);
}

/// Memory for rows × columns doubles.
inline memory memory_for_doubles(std::size_t rows, std::size_t columns, const std::string& what = "the run")
{
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(rows, columns, &bytes) || __builtin_mul_overflow(bytes, sizeof(double), &bytes)) refuse_size(what);
    return memory(bytes, what);
}

}  // namespace catapult::tools

#endif
