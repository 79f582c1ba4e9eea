// The operations of symmetric_kernels on a large matrix, over the caller's threads.
#ifndef CATAPULT_SRC_MODELS_FULL_STRIP_PASSES_HPP
#define CATAPULT_SRC_MODELS_FULL_STRIP_PASSES_HPP

#include "catapult/models/detail/strips.hpp"
#include "kernels/dispatch.hpp"
#include "vocabulary/for_chunks.hpp"

namespace catapult::detail {

/// Spreads each pass by `spread` where that pays. The bits are those of symmetric_kernels, whose arguments these are.
template <class T>
struct strip_passes {
    static_assert(strips<T>::rows == strip_kernels<T>::panels * block_elements<T>);

    const chunk_executor& spread;
    std::size_t rows;
    T* above;  // strips::above_elements

    void product(std::size_t columns, const T* a, const T* x, T* y) const noexcept
    {
        if (!pays(columns)) return kernels<T>().symmetric.product(rows, columns, a, x, y, y);
        const auto& kernel = kernels<T>().strips;
        if (columns > 1) return each([&](std::size_t s) { kernel.product(s, rows, columns, a, x, y); });
        each([&](std::size_t s) { kernel.vector_product(s, rows, a, x, y, above + strips<T>::above_start(s)); });
        add_above(y);
    }
    void update(std::size_t columns, T* a, const T* b, const T* z) const noexcept
    {
        if (!pays(columns)) return kernels<T>().symmetric.update(rows, columns, a, b, z);
        each([&](std::size_t s) { kernels<T>().strips.update(s, rows, columns, a, b, z); });
    }
    void update_product(std::size_t columns, T* a, const T* b, const T* z, const T* x, T* y) const noexcept
    {
        if (!pays(columns)) return kernels<T>().symmetric.update_product(rows, columns, a, b, z, x, y);
        if (columns > 1) {
            update(columns, a, b, z);
            return product(columns, a, x, y);
        }
        const auto& kernel = kernels<T>().strips;
        each([&](std::size_t s) { kernel.vector_update_product(s, rows, a, b, z, x, y, above + strips<T>::above_start(s)); });
        add_above(y);
    }

private:
    bool pays(std::size_t columns) const noexcept
    {
#ifdef CATAPULT_BARE_METAL
        // There are no threads, and the kernels of strips would take flash.
        return false;
#else
        const auto square = [](std::size_t n) { return static_cast<double>(n) * static_cast<double>(n); };
        return spread.run != nullptr && square(rows) * static_cast<double>(columns) >= square(least_spread_rows);
#endif
    }
    /// A chunk is a strip from the top and its like from the bottom, because a strip has as much to do as it has columns.
    template <class Pass>
    void each(const Pass& pass) const noexcept
    {
        const std::size_t count = strips<T>::count(rows);
        for_chunks(spread, (count + 1) / 2, [&](std::size_t c) {
            pass(c);
            if (count - 1 - c != c) pass(count - 1 - c);
        });
    }
    void add_above(T* y) const noexcept
    {
        const auto add_scaled = kernels<T>().dense.add_scaled;
        for (std::size_t s = 1; s < strips<T>::count(rows); ++s)
            add_scaled(s * strips<T>::rows, T(1), above + strips<T>::above_start(s), y);
    }
};

}  // namespace catapult::detail

#endif
