// One pass over the weights of the two-layer network (theory.md, 1). U is rows × d, V is rows × k, both contiguous. A
// group has as many rows as a block has lanes. One transposed sum then gives the row products of a whole group, and the
// group is still in the nearest cache when it is updated.

namespace catapult::detail {
namespace {

enum class row_work { gather, step, operate };

/// The number of rows that share one load of a block of columns of `g` and of `product`.
constexpr size_t shared_rows = register_blocks >= 4 ? 4 : 1;
/// The same for short rows, where an update of `product` soon waits for the one before. The processor prefetches those by itself.
constexpr size_t shared_short_rows = register_blocks >= 32 ? 8 : shared_rows;

/// Whether rows of d columns are that short.
template <class T>
constexpr bool short_rows(size_t d)
{
    return d <= 2 * lanes<T>;
}

/// Prefetches the cache line `bytes` after p, which may lie past the end of the array. The rows of a group are read
/// side by side, a pattern that the processor's own prefetching does not recognise.
CATAPULT_INLINE void prefetch_ahead(const void* p, size_t bytes)
{
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(p) + bytes));
}

/// partial[r] ← the lane sums of U_r · g, for R rows. g is padded to whole blocks.
template <size_t R, class T>
CATAPULT_INLINE void row_products(const T* u, size_t d, const T* g, block<T>* partial)
{
    constexpr size_t w = lanes<T>;
    block<T> s[R];
    for (size_t r = 0; r < R; ++r) s[r] = broadcast(T(0));
    size_t c = 0;
    for (; c + w <= d; c += w) {
        const block<T> factor = load(g + c);
        for (size_t r = 0; r < R; ++r) s[r] = fma(load(u + r * d + c), factor, s[r]);
    }
    if (c < d) {
        const block<T> factor = load(g + c);
        for (size_t r = 0; r < R; ++r) s[r] = fma(load_first(u + r * d + c, d - c), factor, s[r]);
    }
    for (size_t r = 0; r < R; ++r) partial[r] = s[r];
}

/// The products U_r · g of a group of up to one block of rows.
template <class T>
CATAPULT_INLINE block<T> group_products(size_t rows, const T* u, size_t d, const T* g)
{
    block<T> partial[lanes<T>];
    size_t r = 0;
    if constexpr (shared_short_rows > shared_rows)
        for (; short_rows<T>(d) && r + shared_short_rows <= rows; r += shared_short_rows)
            row_products<shared_short_rows>(u + r * d, d, g, partial + r);
    for (; r + shared_rows <= rows; r += shared_rows) row_products<shared_rows>(u + r * d, d, g, partial + r);
    if constexpr (shared_rows > 1)
        for (; r < rows; ++r) row_products<1>(u + r * d, d, g, partial + r);
    for (; r < lanes<T>; ++r) partial[r] = broadcast(T(0));
    return sums(partial);
}

/// For k = 1. U_r ← U_r − before_r g (step only), then product ← product + after_r U_r, with the rows in ascending
/// order.
template <size_t R, class T>
CATAPULT_INLINE void update_rows(row_work work, T* u, size_t d, size_t ahead, const T* g, const T* before, const T* after,
                                 T* product)
{
    constexpr size_t w = lanes<T>;
    block<T> old_second[R], new_second[R], x[R];
    for (size_t r = 0; r < R; ++r) old_second[r] = broadcast(before[r]), new_second[r] = broadcast(after[r]);
    size_t c = 0;
    for (; c + w <= d; c += w) {
        if (R <= shared_rows)
            for (size_t r = 0; r < R; ++r) prefetch_ahead(u + r * d + c, ahead);
        for (size_t r = 0; r < R; ++r) x[r] = load(u + r * d + c);
        if (work == row_work::step) {
            const block<T> factor = load(g + c);
            for (size_t r = 0; r < R; ++r) store(u + r * d + c, x[r] = fnma(old_second[r], factor, x[r]));
        }
        block<T> s = load(product + c);
        for (size_t r = 0; r < R; ++r) s = fma(new_second[r], x[r], s);
        store(product + c, s);
    }
    if (c < d) {
        const size_t rest = d - c;
        for (size_t r = 0; r < R; ++r) x[r] = load_first(u + r * d + c, rest);
        if (work == row_work::step) {
            const block<T> factor = load(g + c);
            for (size_t r = 0; r < R; ++r) store_first(u + r * d + c, rest, x[r] = fnma(old_second[r], factor, x[r]));
        }
        block<T> s = load(product + c);
        for (size_t r = 0; r < R; ++r) s = fma(new_second[r], x[r], s);
        store(product + c, s);
    }
}

/// The whole pass for k = 1.
template <class T>
CATAPULT_INLINE void pass_single(row_work work, const parameter_rows<T>& p, const T* g, const row_sums<T>& sums_out)
{
    constexpr size_t w = lanes<T>;
    const size_t d = p.inputs;
    for (size_t c = 0; c < d; c += w) store(sums_out.product + c, broadcast(T(0)));
    block<T> squares = broadcast(T(0));
    // Prefetches the next group, or the data one page ahead if a group is smaller than a page.
    const size_t group_bytes = w * d * sizeof(T), ahead = group_bytes < 4096 ? 4096 : group_bytes;
    T before[w], after[w];
    for (size_t first = 0; first < p.rows; first += w) {
        const size_t rows = p.rows - first < w ? p.rows - first : w;
        T* u = p.first + first * d;
        T* v = p.second + first;
        block<T> next = broadcast(T(0));
        if (work != row_work::operate) next = rows == w ? load(v) : load_first(v, rows);
        store(before, next);
        if (work == row_work::step) next = sub(next, group_products(rows, u, d, g));
        if (work == row_work::operate) next = group_products(rows, u, d, g);
        store(after, next);
        if (work == row_work::step) rows == w ? store(v, next) : store_first(v, rows, next);
        if (work != row_work::operate) squares = fma(next, next, squares);
        size_t r = 0;
        if constexpr (shared_short_rows > shared_rows)
            for (; short_rows<T>(d) && r + shared_short_rows <= rows; r += shared_short_rows)
                update_rows<shared_short_rows>(work, u + r * d, d, ahead, g, before + r, after + r, sums_out.product);
        for (; r + shared_rows <= rows; r += shared_rows)
            update_rows<shared_rows>(work, u + r * d, d, ahead, g, before + r, after + r, sums_out.product);
        if constexpr (shared_rows > 1)
            for (; r < rows; ++r) update_rows<1>(work, u + r * d, d, ahead, g, before + r, after + r, sums_out.product);
    }
    if (work != row_work::operate) {
        store(sums_out.gram, broadcast(T(0)));
        sums_out.gram[0] = sum(squares);
    }
}

/// One block of columns of R rows, for any k. The block has `rest` columns; `whole` if that is all w of them.
template <size_t R, bool whole, class T>
CATAPULT_INLINE void update_block(row_work work, T* u, size_t d, size_t rest, size_t k, size_t padded, const T* g,
                                  const T* before, const T* after, size_t after_stride, T* product)
{
    block<T> x[R];
    for (size_t r = 0; r < R; ++r) x[r] = whole ? load(u + r * d) : load_first(u + r * d, rest);
    if (work == row_work::step) {
        for (size_t j = 0; j < k; ++j) {
            const block<T> factor = load(g + j * padded);
            for (size_t r = 0; r < R; ++r) x[r] = fnma(broadcast(before[r * k + j]), factor, x[r]);
        }
        for (size_t r = 0; r < R; ++r) whole ? store(u + r * d, x[r]) : store_first(u + r * d, rest, x[r]);
    }
    for (size_t j = 0; j < k; ++j) {
        block<T> s = load(product + j * padded);
        for (size_t r = 0; r < R; ++r) s = fma(broadcast(after[r * after_stride + j]), x[r], s);
        store(product + j * padded, s);
    }
}

template <size_t R, class T>
CATAPULT_INLINE void update_rows(row_work work, T* u, size_t d, size_t k, size_t padded, const T* g, const T* before,
                                 const T* after, size_t after_stride, T* product)
{
    constexpr size_t w = lanes<T>;
    size_t c = 0;
    for (; c + w <= d; c += w)
        update_block<R, true>(work, u + c, d, w, k, padded, g + c, before, after, after_stride, product + c);
    if (c < d) update_block<R, false>(work, u + c, d, d - c, k, padded, g + c, before, after, after_stride, product + c);
}

/// The whole pass for any k.
template <class T>
CATAPULT_INLINE void pass_many(row_work work, const parameter_rows<T>& p, const T* g, const row_sums<T>& sums_out)
{
    constexpr size_t w = lanes<T>;
    const size_t d = p.inputs, k = p.outputs;
    const size_t padded = (d + w - 1) / w * w, stride = (k + w - 1) / w * w;
    const block<T> zero = broadcast(T(0));
    for (size_t i = 0; i < k * padded; i += w) store(sums_out.product + i, zero);
    for (size_t i = 0; i < w * stride; i += w) store(sums_out.scratch + i, zero);
    if (work != row_work::operate)
        for (size_t i = 0; i < k * stride; i += w) store(sums_out.gram + i, zero);
    T* after = sums_out.scratch;
    T products[w];
    for (size_t first = 0; first < p.rows; first += w) {
        const size_t rows = p.rows - first < w ? p.rows - first : w;
        T* u = p.first + first * d;
        T* v = p.second + first * k;
        for (size_t j = 0; j < k; ++j) {
            if (work != row_work::gather) store(products, group_products(rows, u, d, g + j * padded));
            for (size_t r = 0; r < rows; ++r) {
                if (work == row_work::gather) after[r * stride + j] = v[r * k + j];
                if (work == row_work::step) after[r * stride + j] = v[r * k + j] - products[r];
                if (work == row_work::operate) after[r * stride + j] = products[r];
            }
        }
        size_t r = 0;
        for (; r + shared_rows <= rows; r += shared_rows)
            update_rows<shared_rows>(work, u + r * d, d, k, padded, g, v + r * k, after + r * stride, stride, sums_out.product);
        for (; shared_rows > 1 && r < rows; ++r)
            update_rows<1>(work, u + r * d, d, k, padded, g, v + r * k, after + r * stride, stride, sums_out.product);
        if (work == row_work::step)
            for (r = 0; r < rows; ++r)
                for (size_t j = 0; j < k; ++j) v[r * k + j] = after[r * stride + j];
        if (work != row_work::operate)
            for (size_t j = 0; j < k; ++j)
                for (size_t c = 0; c < stride; c += w) {
                    block<T> s = load(sums_out.gram + j * stride + c);
                    for (r = 0; r < rows; ++r) s = fma(broadcast(after[r * stride + j]), load(after + r * stride + c), s);
                    store(sums_out.gram + j * stride + c, s);
                }
    }
}

template <class T>
CATAPULT_SMALL void any_pass(row_work work, const parameter_rows<T>& p, const T* g, const row_sums<T>& sums_out)
{
    p.outputs == 1 ? pass_single(work, p, g, sums_out) : pass_many(work, p, g, sums_out);
}
template <row_work work, class T>
void row_pass(const parameter_rows<T>& p, const T* g, const row_sums<T>& sums_out)
{
    any_pass(work, p, g, sums_out);
}

template <class T>
constexpr parameter_kernels<T> parameter_entries = {row_pass<row_work::gather, T>, row_pass<row_work::step, T>,
                                                    row_pass<row_work::operate, T>};

}  // namespace
}  // namespace catapult::detail
