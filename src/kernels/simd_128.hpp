// Blocks of 64 bytes as four vectors of 16 bytes, in the compilers' vector types: the code that the instruction sets
// with such registers share. Include this file after the operations that differ between these sets: fused, root and
// low_halves_product (simd_sse2.hpp, simd_neon.hpp). simd_scalar.hpp defines what each operation means.
#ifndef CATAPULT_SRC_KERNELS_SIMD_128_HPP
#define CATAPULT_SRC_KERNELS_SIMD_128_HPP

namespace catapult::detail {
namespace {

template <class T>
constexpr size_t lanes = 64 / sizeof(T);
template <class T>
constexpr size_t vector_lanes = 16 / sizeof(T);

template <class T>
struct block {
    vector<T> v[4];
};

template <class T>
CATAPULT_INLINE block<T> broadcast(T a)
{
    block<T> r;
    for (size_t i = 0; i < 4; ++i) r.v[i] = a - vector<T>{};
    return r;
}
template <class T>
CATAPULT_INLINE block<T> load(const T* p)
{
    block<T> r;
    __builtin_memcpy(r.v, p, sizeof r.v);
    return r;
}
template <class T>
CATAPULT_INLINE void store(T* p, block<T> a)
{
    __builtin_memcpy(p, a.v, sizeof a.v);
}
template <class T>
CATAPULT_INLINE block<T> load_first(const T* p, size_t n)
{
    T padded[lanes<T>] = {};
    for (size_t i = 0; i < n; ++i) padded[i] = p[i];
    return load(static_cast<const T*>(padded));
}
template <class T>
CATAPULT_INLINE void store_first(T* p, size_t n, block<T> a)
{
    T padded[lanes<T>];
    store(static_cast<T*>(padded), a);
    for (size_t i = 0; i < n; ++i) p[i] = padded[i];
}

#define CATAPULT_LANEWISE(name, expression)               \
    template <class T>                                    \
    CATAPULT_INLINE block<T> name(block<T> a, block<T> b) \
    {                                                     \
        block<T> r;                                       \
        for (size_t i = 0; i < 4; ++i) {                  \
            const vector<T> x = a.v[i], y = b.v[i];       \
            r.v[i] = expression;                          \
        }                                                 \
        return r;                                         \
    }
CATAPULT_LANEWISE(add, x + y)
CATAPULT_LANEWISE(sub, x - y)
CATAPULT_LANEWISE(mul, x* y)
CATAPULT_LANEWISE(div, x / y)
CATAPULT_LANEWISE(larger, x > y ? x : y)
CATAPULT_LANEWISE(smaller, x < y ? x : y)
CATAPULT_LANEWISE(bit_and, x& y)
CATAPULT_LANEWISE(bit_or, x | y)
CATAPULT_LANEWISE(bit_xor, x ^ y)
CATAPULT_LANEWISE(mul_low_halves, low_halves_product(x, y))
#undef CATAPULT_LANEWISE

template <class T>
CATAPULT_INLINE block<T> fma(block<T> a, block<T> b, block<T> c)
{
    fused(a.v, b.v, c.v);
    return c;
}
template <class T>
CATAPULT_INLINE block<T> fnma(block<T> a, block<T> b, block<T> c)
{
    for (size_t i = 0; i < 4; ++i) a.v[i] = -a.v[i];
    fused(a.v, b.v, c.v);
    return c;
}
template <class T>
CATAPULT_INLINE block<T> sqrt(block<T> a)
{
    for (size_t i = 0; i < 4; ++i) a.v[i] = root(a.v[i]);
    return a;
}

template <class T>
CATAPULT_INLINE block<T> held(block<T> a)
{
    return a;
}

/// The first two levels of sum(), after which only the lanes of one vector are left to add.
template <class T>
CATAPULT_INLINE vector<T> folded(block<T> a)
{
    return (a.v[0] + a.v[2]) + (a.v[1] + a.v[3]);
}
CATAPULT_INLINE double sum(block<double> a)
{
    const vector<double> t = folded(a);
    return t[0] + t[1];
}
CATAPULT_INLINE float sum(block<float> a)
{
    const vector<float> t = folded(a);
    return (t[0] + t[2]) + (t[1] + t[3]);
}
// GCC has the common name of this from version 12 on.
#if defined(__clang__) || __GNUC__ >= 12
#define CATAPULT_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define CATAPULT_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, decltype((a) < (b)){__VA_ARGS__})
#endif
CATAPULT_INLINE block<double> sums(const block<double>* a)
{
    block<double> r;
    for (size_t i = 0; i < 4; ++i) {
        const vector<double> p = folded(a[2 * i]), q = folded(a[2 * i + 1]);
        r.v[i] = CATAPULT_SHUFFLE(p, q, 0, 2) + CATAPULT_SHUFFLE(p, q, 1, 3);
    }
    return r;
}
CATAPULT_INLINE block<float> sums(const block<float>* a)
{
    block<float> r;
    for (size_t i = 0; i < 4; ++i) {
        const vector<float> p = folded(a[4 * i]), q = folded(a[4 * i + 1]), s = folded(a[4 * i + 2]), t = folded(a[4 * i + 3]);
        const vector<float> pq = CATAPULT_SHUFFLE(p, q, 0, 1, 4, 5) + CATAPULT_SHUFFLE(p, q, 2, 3, 6, 7);
        const vector<float> st = CATAPULT_SHUFFLE(s, t, 0, 1, 4, 5) + CATAPULT_SHUFFLE(s, t, 2, 3, 6, 7);
        r.v[i] = CATAPULT_SHUFFLE(pq, st, 0, 2, 4, 6) + CATAPULT_SHUFFLE(pq, st, 1, 3, 5, 7);
    }
    return r;
}

template <class T>
CATAPULT_INLINE block<T> select_first(size_t count, block<T> a, block<T> b)
{
    T padded[2 * lanes<T>];
    store(static_cast<T*>(padded), a);
    store(padded + lanes<T>, b);
    for (size_t i = count; i < lanes<T>; ++i) padded[i] = padded[i + lanes<T>];
    return load(static_cast<const T*>(padded));
}

/// Transposes the square of the vectors v of the blocks from[0], from[1], … into the vectors w of the blocks to[0],
/// to[1], ….
CATAPULT_INLINE void transpose_square(const block<double>* from, size_t v, block<double>* to, size_t w)
{
    to[0].v[w] = CATAPULT_SHUFFLE(from[0].v[v], from[1].v[v], 0, 2);
    to[1].v[w] = CATAPULT_SHUFFLE(from[0].v[v], from[1].v[v], 1, 3);
}
CATAPULT_INLINE void transpose_square(const block<float>* from, size_t v, block<float>* to, size_t w)
{
    const vector<float> p = CATAPULT_SHUFFLE(from[0].v[v], from[1].v[v], 0, 4, 1, 5);
    const vector<float> q = CATAPULT_SHUFFLE(from[2].v[v], from[3].v[v], 0, 4, 1, 5);
    const vector<float> s = CATAPULT_SHUFFLE(from[0].v[v], from[1].v[v], 2, 6, 3, 7);
    const vector<float> t = CATAPULT_SHUFFLE(from[2].v[v], from[3].v[v], 2, 6, 3, 7);
    to[0].v[w] = CATAPULT_SHUFFLE(p, q, 0, 1, 4, 5);
    to[1].v[w] = CATAPULT_SHUFFLE(p, q, 2, 3, 6, 7);
    to[2].v[w] = CATAPULT_SHUFFLE(s, t, 0, 1, 4, 5);
    to[3].v[w] = CATAPULT_SHUFFLE(s, t, 2, 3, 6, 7);
}
template <class T>
CATAPULT_INLINE void transpose(block<T>* tile)
{
    constexpr size_t side = vector_lanes<T>;
    block<T> result[lanes<T>];
    for (size_t i = 0; i < 4; ++i)
        for (size_t j = 0; j < 4; ++j) transpose_square(tile + side * i, j, result + side * j, i);
    for (size_t i = 0; i < lanes<T>; ++i) tile[i] = result[i];
}

CATAPULT_INLINE block<float> narrow(block<double> low, block<double> high)
{
    block<float> r;
    for (size_t i = 0; i < 2; ++i) {
        r.v[i] = narrowed(low.v[2 * i], low.v[2 * i + 1]);
        r.v[i + 2] = narrowed(high.v[2 * i], high.v[2 * i + 1]);
    }
    return r;
}

template <int count>
CATAPULT_INLINE block<uint64_t> shift_left(block<uint64_t> a)
{
    for (size_t i = 0; i < 4; ++i) a.v[i] = a.v[i] << count;
    return a;
}
template <int count>
CATAPULT_INLINE block<uint64_t> shift_right(block<uint64_t> a)
{
    for (size_t i = 0; i < 4; ++i) a.v[i] = a.v[i] >> count;
    return a;
}
CATAPULT_INLINE block<uint64_t> as_bits(block<double> a)
{
    block<uint64_t> r;
    __builtin_memcpy(r.v, a.v, sizeof r.v);
    return r;
}
CATAPULT_INLINE block<double> as_double(block<uint64_t> a)
{
    block<double> r;
    __builtin_memcpy(r.v, a.v, sizeof r.v);
    return r;
}

template <class T>
CATAPULT_INLINE unsigned lanes_below(block<T> a, block<T> b)
{
    unsigned r = 0;
    for (size_t i = 0; i < 4; ++i) r |= below(a.v[i], b.v[i]) << (i * vector_lanes<T>);
    return r;
}
template <class T>
CATAPULT_INLINE block<T> choose_below(block<T> a, block<T> b, block<T> x, block<T> y)
{
    for (size_t i = 0; i < 4; ++i) y.v[i] = a.v[i] < b.v[i] ? x.v[i] : y.v[i];
    return y;
}

}  // namespace
}  // namespace catapult::detail

#endif
