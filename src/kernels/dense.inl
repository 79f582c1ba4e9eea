// Kernels on vectors and dense row-major matrices, written over the blocks of the simd_*.hpp included before.

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
constexpr dense_kernels<T> dense_entries = {dot<T>, add_scaled<T>};

}  // namespace
}  // namespace catapult::detail
