// Strips of the operations on packed symmetric matrices, for several threads: see strip_kernels in table.hpp.

namespace catapult::detail {
namespace {

/// The panels of a strip: first … end − 1 of `all`.
template <class T>
struct strip_panels {
    size_t first, end, all;

    CATAPULT_INLINE strip_panels(size_t number, size_t rows)
        : first(number * strip), end(first + strip), all((rows + lanes<T> - 1) / lanes<T>)
    {
        if (end > all) end = all;
    }
};

template <class T>
void strip_block_product(size_t number, size_t rows, size_t columns, const T* a, const T* x, T* y)
{
    static_assert(strip % tile_height == 0 && strip == strip_kernels<T>::panels);
    const strip_panels<T> at(number, rows);
    for (size_t i = at.first * columns; i < at.end * columns; ++i) store(y + i * lanes<T>, broadcast(T(0)));
    // Ascending columns of A: those before the strip, the strip's own, and those after it, which are stored as rows.
    struct {
        product_sides sides;
        size_t p, p_end, q, q_end;
    } const ranges[] = {{{true, false}, at.first, at.end, 0, at.first},
                        {{true, true}, at.first, at.end, at.first, at.end},
                        {{false, true}, at.end, at.all, at.first, at.end}};
    for (const auto& r : ranges)
        symmetric_block_range<T, false>(r.sides, r.p, r.p_end, r.q, r.q_end, columns, const_cast<T*>(a), nullptr, nullptr, x, y,
                                        y);
}

template <class T>
void strip_update(size_t number, size_t rows, size_t columns, T* a, const T* b, const T* z)
{
    const strip_panels<T> at(number, rows);
    update_panels(at.first, at.end, columns, a, b, z);
}

template <class T, bool updates>
CATAPULT_INLINE void strip_vector_pass(strip_panels<T> at, T* a, const T* b, const T* z, const T* x, T* y, T* above)
{
    constexpr size_t w = lanes<T>;
    for (size_t p = at.first; p < at.end; ++p) store(y + p * w, broadcast(T(0)));
    for (size_t q = 0; q < at.first; ++q) store(above + q * w, broadcast(T(0)));
    vector_strip<T, updates>(at.first, at.end, a, b, z, x, y, y, above);
}

template <class T>
void strip_vector_product(size_t number, size_t rows, const T* a, const T* x, T* y, T* above)
{
    strip_vector_pass<T, false>({number, rows}, const_cast<T*>(a), nullptr, nullptr, x, y, above);
}

template <class T>
void strip_vector_update_product(size_t number, size_t rows, T* a, const T* b, const T* z, const T* x, T* y, T* above)
{
    if constexpr (register_blocks >= 4) {
        strip_vector_pass<T, true>({number, rows}, a, b, z, x, y, above);
    } else {
        strip_update(number, rows, 1, a, b, z);
        strip_vector_product(number, rows, a, x, y, above);
    }
}

template <class T>
constexpr strip_kernels<T> strip_entries = {strip_block_product<T>, strip_update<T>, strip_vector_product<T>,
                                            strip_vector_update_product<T>};

}  // namespace
}  // namespace catapult::detail
