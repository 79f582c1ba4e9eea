// Shared parts of the kernel tests: arrays between canaries and forbidden pages, equality of bits, and the instruction
// sets and kinds of numbers that each kernel is tried with.
#ifndef CATAPULT_TESTS_SUPPORT_KERNEL_HARNESS_HPP
#define CATAPULT_TESTS_SUPPORT_KERNEL_HARNESS_HPP

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#if __has_include(<sys/mman.h>) && !defined(__EMSCRIPTEN__)
#include <sys/mman.h>
#include <unistd.h>
#define CATAPULT_HAS_PAGES
#endif

#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "support/hurtful.hpp"

namespace catapult::test {

/// Whether two numbers have the same bits. All NaN count as equal, because their sign and payload depend on the
/// processor and on the order of operands that the compiler chose.
template <class T>
bool same_bits(T a, T b)
{
    return std::memcmp(&a, &b, sizeof(T)) == 0 || (a != a && b != b);
}

/// Whether two numbers are equal, where zeros of both signs are equal, and NaN equals NaN.
template <class T>
bool same_number(T a, T b)
{
    return a == b || (a != a && b != b);
}

/// Σ x(i) y(i) over i < `rows`, as the kernels document it: one fused chain for each lane of a 64-byte block, then a tree.
template <class T, class X, class Y>
T lane_sum(std::size_t rows, X x, Y y)
{
    constexpr std::size_t w = 64 / sizeof(T);
    T lane[w] = {};
    for (std::size_t i = 0; i < rows; ++i) lane[i % w] = std::fma(x(i), y(i), lane[i % w]);
    for (std::size_t half = w / 2; half > 0; half /= 2)
        for (std::size_t l = 0; l < half; ++l) lane[l] += lane[l + half];
    return lane[0];
}

/// Bytes between two forbidden pages, if the system has such pages. The process ends at the first access to them. The
/// bytes are not initialised.
class fenced_memory {
public:
    explicit fenced_memory(std::size_t bytes)
    {
#ifdef CATAPULT_HAS_PAGES
        page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        size_ = (bytes + page_ - 1) / page_ * page_;
        void* all = mmap(nullptr, size_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (all == MAP_FAILED || mprotect(static_cast<char*>(all) + page_, size_, PROT_READ | PROT_WRITE) != 0) std::abort();
        data_ = static_cast<unsigned char*>(all) + page_;
#else
        size_ = (bytes + 63) / 64 * 64;
        storage_.resize(size_ + 64);
        data_ = storage_.data() + (64 - reinterpret_cast<std::uintptr_t>(storage_.data()) % 64) % 64;
#endif
    }
    fenced_memory(const fenced_memory&) = delete;
    fenced_memory& operator=(const fenced_memory&) = delete;
    ~fenced_memory()
    {
#ifdef CATAPULT_HAS_PAGES
        munmap(data_ - page_, size_ + 2 * page_);
#endif
    }
    unsigned char* data() const { return data_; }
    std::size_t size() const { return size_; }

private:
#ifdef CATAPULT_HAS_PAGES
    std::size_t page_;
#else
    std::vector<unsigned char> storage_;
#endif
    std::size_t size_;
    unsigned char* data_;
};

/// An array of n elements between canaries. With offset 0, its last element ends at a forbidden page. With offset 1,
/// its first element begins right after one. Any other array starts `offset` elements past a 64-byte boundary.
template <class T>
class guarded {
public:
    guarded(std::size_t n, std::size_t offset, std::uint64_t seed)
        : n_(n), offset_(offset), memory_(n * sizeof(T) + 2 * margin + offset * sizeof(T))
    {
        const std::size_t bytes = n * sizeof(T);
        first_ = offset == 0 ? memory_.size() - bytes : offset == 1 ? 0 : margin + offset * sizeof(T);
        before_ = first_ < margin ? first_ : margin;
        const std::size_t behind = memory_.size() - first_ - bytes;
        behind_ = behind < margin ? behind : margin;
        std::memset(memory_.data() + first_ - before_, canary, before_);
        std::memset(memory_.data() + first_ + bytes, canary, behind_);
        for (std::size_t i = 0; i < n; ++i) data()[i] = hurtful<T>(seed + i);
    }
    guarded(const guarded& o) : guarded(o.n_, o.offset_, 0)
    {
        if (n_ > 0) std::memcpy(data(), o.data(), n_ * sizeof(T));
    }
    /// Copies the elements of an array of the same length.
    guarded& operator=(const guarded& o)
    {
        std::memmove(data(), o.data(), n_ * sizeof(T));
        return *this;
    }
    T* data() { return reinterpret_cast<T*>(memory_.data() + first_); }
    const T* data() const { return reinterpret_cast<const T*>(memory_.data() + first_); }
    /// Sets the elements of the rows from `rows` on to zero, of `vectors` vectors in panels (kernels/panels.hpp).
    void zero_padding(std::size_t rows, std::size_t vectors)
    {
        const std::size_t whole = vectors == 0 ? 0 : n_ / vectors;
        for (std::size_t i = rows; i < whole; ++i)
            for (std::size_t c = 0; c < vectors; ++c) data()[detail::in_panels<T>(i, c, vectors)] = T(0);
    }
    bool canaries_alive() const
    {
        const unsigned char* const array = memory_.data() + first_;
        for (std::size_t i = 1; i <= before_; ++i)
            if (array[-static_cast<std::ptrdiff_t>(i)] != canary) return false;
        for (std::size_t i = 0; i < behind_; ++i)
            if (array[n_ * sizeof(T) + i] != canary) return false;
        return true;
    }
    bool same_bits(const guarded& o) const
    {
        if (n_ == 0 || std::memcmp(data(), o.data(), n_ * sizeof(T)) == 0) return true;
        for (std::size_t i = 0; i < n_; ++i)
            if (!test::same_bits(data()[i], o.data()[i])) return false;
        return true;
    }

private:
    static constexpr std::size_t margin = 256;  // a multiple of 64, and larger than any kernel's step
    static constexpr unsigned char canary = 0xa5;
    std::size_t n_, offset_;
    fenced_memory memory_;
    std::size_t first_, before_, behind_;
};

template <class T>
const detail::kernel_table<T>& table(isa which);
template <>
inline const detail::kernel_table<float>& table<float>(isa which)
{
    return detail::tables_of(which)->single;
}
template <>
inline const detail::kernel_table<double>& table<double>(isa which)
{
    return detail::tables_of(which)->twofold;
}

/// The instruction set that --isa names (kernel_main.cpp). `scalar` stands for all sets that can run here.
extern isa chosen_isa;

/// Limits the library to one instruction set during its lifetime. `in_use` says whether that set then runs.
class limited_isa {
public:
    explicit limited_isa(isa which) : before_(isa_in_use())
    {
        in_use = limit_isa(which) == status::ok && isa_in_use() == which && &detail::kernels<float>() == &table<float>(which);
    }
    limited_isa(const limited_isa&) = delete;
    limited_isa& operator=(const limited_isa&) = delete;
    ~limited_isa() { (void)limit_isa(before_); }
    bool in_use = false;

private:
    isa before_;
};

/// Calls `check()` with each kind of numbers from `hurtful`.
template <class Check>
void for_each_filling(Check&& check)
{
    for (int i = 0; i < filling_count; ++i) {
        filling_in_use = static_cast<filling>(i);
        CAPTURE(i);
        check();
    }
    filling_in_use = filling::everyday;
}

/// Calls `check(which)` for the chosen instruction set, or else for each set above scalar that can run here.
template <class Check>
void for_each_isa(Check&& check)
{
    for (int i = 1; i < isa_count; ++i) {
        const isa which = static_cast<isa>(i);
        if (!isa_compiled(isa::scalar) || !isa_available(which) || (chosen_isa != isa::scalar && chosen_isa != which)) continue;
        const limited_isa only(which);
        REQUIRE(only.in_use);
        // The set must have a table of its own, not the scalar one under another name.
        REQUIRE((detail::tables_of(which)->single.dense.dot != detail::tables_of(isa::scalar)->single.dense.dot));
        REQUIRE((detail::tables_of(which)->twofold.dense.dot != detail::tables_of(isa::scalar)->twofold.dense.dot));
        check(which);
    }
}

/// Does the same with each kind of numbers from `hurtful`.
template <class Check>
void for_each_isa_and_filling(Check&& check)
{
    for_each_isa([&](isa which) { for_each_filling([&] { check(which); }); });
}

}  // namespace catapult::test

#endif
