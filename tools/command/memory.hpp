// Memory for the library's objects, and its answers as failures of the command.
#ifndef CATAPULT_TOOLS_MEMORY_HPP
#define CATAPULT_TOOLS_MEMORY_HPP

#include <cstddef>
#include <memory>
#include <new>
#include <string>

#include "catapult/status.hpp"
#include "catapult/workspace.hpp"
#include "readers/failure.hpp"

namespace catapult::tools {

/// Throws a request_error that says `what` and the status, unless it is ok.
inline void check(status s, const std::string& what)
{
    if (s == status::size_overflow) throw std::bad_alloc();
    if (s != status::ok) throw request_error(what + ": " + status_text(s));
}

/// Aligned as the library asks for, and not touched before it is used.
class memory {
public:
    memory() = default;
    explicit memory(std::size_t bytes)
        : data_(static_cast<std::byte*>(::operator new(bytes, std::align_val_t(workspace_alignment)))), bytes_(bytes)
    {
    }

    workspace view() { return {data_.get(), bytes_}; }
    template <class T>
    T* as()
    {
        return reinterpret_cast<T*>(data_.get());
    }

private:
    struct release {
        void operator()(std::byte* data) const { ::operator delete(data, std::align_val_t(workspace_alignment)); }
    };
    std::unique_ptr<std::byte, release> data_;
    std::size_t bytes_ = 0;
};

/// `measure(std::size_t&)` is a bytes function of the library.
template <class Measure>
memory memory_for(Measure measure, const std::string& what)
{
    std::size_t bytes = 0;
    check(measure(bytes), what);
    return memory(bytes);
}

/// rows × columns doubles.
inline memory memory_for_doubles(std::size_t rows, std::size_t columns)
{
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(rows, columns, &bytes) || __builtin_mul_overflow(bytes, sizeof(double), &bytes))
        throw std::bad_alloc();
    return memory(bytes);
}

}  // namespace catapult::tools

#endif
