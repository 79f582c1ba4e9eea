// SIMD kernels on vectors and dense row-major matrices, over the blocks of the simd_*.hpp that was included before.

namespace catapult::detail {
namespace {

template <class T>
T dot(size_t n, const T* x, const T* y)
{
    constexpr size_t w = lanes<T>;
    block<T> s0 = broadcast(T(0)), s1 = s0, s2 = s0, s3 = s0;
    size_t i = 0;
    for (; i + 4 * w <= n; i += 4 * w) {
        s0 = fma(load(x + i), load(y + i), s0);
        s1 = fma(load(x + i + w), load(y + i + w), s1);
        s2 = fma(load(x + i + 2 * w), load(y + i + 2 * w), s2);
        s3 = fma(load(x + i + 3 * w), load(y + i + 3 * w), s3);
    }
    if (i + w <= n) s0 = fma(load(x + i), load(y + i), s0), i += w;
    if (i + w <= n) s1 = fma(load(x + i), load(y + i), s1), i += w;
    if (i + w <= n) s2 = fma(load(x + i), load(y + i), s2), i += w;
    if (i < n) s3 = fma(load_first(x + i, n - i), load_first(y + i, n - i), s3);
    return sum(add(add(s0, s1), add(s2, s3)));
}

template <class T>
void add_scaled(size_t n, T a, const T* x, T* y)
{
    constexpr size_t w = lanes<T>;
    const block<T> factor = broadcast(a);
    size_t i = 0;
    for (; i + w <= n; i += w) store(y + i, fma(factor, load(x + i), load(y + i)));
    if (i < n) store_first(y + i, n - i, fma(factor, load_first(x + i, n - i), load_first(y + i, n - i)));
}

template <class T>
void matrix_vector(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y)
{
    for (size_t i = 0; i < rows; ++i) y[i] = dot(columns, a + i * stride, x);
}

/// Calls work(j, load, store) for each block of columns. An incomplete last block gets partial loads and stores.
template <class T, class Work>
CATAPULT_INLINE void for_each_block(size_t columns, Work&& work)
{
    size_t j = 0;
    for (; j + lanes<T> <= columns; j += lanes<T>)
        work(
            j, [](const T* p) { return load(p); }, [](T* p, block<T> b) { store(p, b); });
    if (const size_t rest = columns - j; rest > 0)
        work(
            j, [rest](const T* p) { return load_first(p, rest); }, [rest](T* p, block<T> b) { store_first(p, rest, b); });
}

template <class T>
void transposed_matrix_vector(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y)
{
    for (size_t j = 0; j < columns; ++j) y[j] = T(0);
    size_t i = 0;
    for (; register_blocks >= 4 && i + 4 <= rows; i += 4) {
        const T* r = a + i * stride;
        const block<T> x0 = broadcast(x[i]), x1 = broadcast(x[i + 1]), x2 = broadcast(x[i + 2]), x3 = broadcast(x[i + 3]);
        for_each_block<T>(columns, [&](size_t j, auto get, auto put) {
            block<T> s = fma(x0, get(r + j), get(y + j));
            s = fma(x1, get(r + stride + j), s);
            s = fma(x2, get(r + 2 * stride + j), s);
            put(y + j, fma(x3, get(r + 3 * stride + j), s));
        });
    }
    for (; i < rows; ++i) add_scaled(columns, x[i], a + i * stride, y);
}

template <class T>
void rotate(size_t n, T c, T s, T* x, T* y)
{
    const block<T> cosine = broadcast(c), sine = broadcast(s);
    for_each_block<T>(n, [&](size_t j, auto get, auto put) {
        const block<T> first = get(x + j), second = get(y + j);
        put(x + j, fma(cosine, first, mul(sine, second)));
        put(y + j, fnma(sine, first, mul(cosine, second)));
    });
}

template <class T>
void update_and_product(size_t rows, size_t columns, const T* x, const T* w, const T* y, const T* u, T* a, size_t stride,
                        const T* v, T* z)
{
    for (size_t j = 0; j < columns; ++j) z[j] = T(0);
    size_t i = 0;
    for (; register_blocks >= 4 && i + 2 <= rows; i += 2) {
        T* r0 = a + i * stride;
        T* r1 = r0 + stride;
        const block<T> x0 = broadcast(x[i]), x1 = broadcast(x[i + 1]), y0 = broadcast(y[i]), y1 = broadcast(y[i + 1]);
        const block<T> v0 = broadcast(v[i]), v1 = broadcast(v[i + 1]);
        for_each_block<T>(columns, [&](size_t j, auto get, auto put) {
            const block<T> wj = get(w + j), uj = get(u + j);
            const block<T> a0 = fnma(y0, uj, fnma(x0, wj, get(r0 + j)));
            const block<T> a1 = fnma(y1, uj, fnma(x1, wj, get(r1 + j)));
            put(r0 + j, a0);
            put(r1 + j, a1);
            put(z + j, fma(v1, a1, fma(v0, a0, get(z + j))));
        });
    }
    for (; i < rows; ++i) {
        T* r0 = a + i * stride;
        const block<T> x0 = broadcast(x[i]), y0 = broadcast(y[i]), v0 = broadcast(v[i]);
        for_each_block<T>(columns, [&](size_t j, auto get, auto put) {
            const block<T> a0 = fnma(y0, get(u + j), fnma(x0, get(w + j), get(r0 + j)));
            put(r0 + j, a0);
            put(z + j, fma(v0, a0, get(z + j)));
        });
    }
}

template <class T>
constexpr dense_kernels<T> dense_entries = {dot<T>,    add_scaled<T>,        matrix_vector<T>, transposed_matrix_vector<T>,
                                            rotate<T>, update_and_product<T>};

}  // namespace
}  // namespace catapult::detail
