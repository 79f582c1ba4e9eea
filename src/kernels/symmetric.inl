// Kernels on packed symmetric matrices (catapult/symmetric.hpp). A tile is a square of one block a column; each is
// loaded once and serves both halves of the matrix: as it is for its own rows, transposed for its columns' rows.
// Panels are taken downward, so that every element of a product is one chain of fused terms over ascending columns.

namespace catapult::detail {
namespace {

template <class T>
CATAPULT_INLINE size_t panel_start(size_t p)
{
    return lanes<T> * lanes<T> * (p * (p + 1) / 2);
}

/// Copies the lower triangle onto the upper, so that rounding cannot make the two drift apart.
template <class T>
CATAPULT_INLINE void mirror_lower(block<T>* tile)
{
    block<T> turned[lanes<T>];
    for (size_t j = 0; j < lanes<T>; ++j) turned[j] = tile[j];
    transpose(turned);
    for (size_t j = 1; j < lanes<T>; ++j) tile[j] = select_first(j, turned[j], tile[j]);
}

template <class T, bool updates, bool multiplies>
CATAPULT_INLINE void symmetric_pass(size_t rows, size_t columns, size_t stride, T* a, const T* b, const T* z, const T* x, T* y)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    for (size_t p = 0; p < panels; ++p) {
        if (multiplies)
            for (size_t c = 0; c < columns; ++c) store(y + c * stride + p * w, broadcast(T(0)));
        for (size_t q = 0; q <= p; ++q) {
            T* const at = a + panel_start<T>(p) + q * w * w;
            block<T> tile[w];
            for (size_t j = 0; j < w; ++j) tile[j] = load(at + j * w);
            if (updates) {
                for (size_t c = 0; c < columns; ++c) {
                    const block<T> bp = load(b + c * stride + p * w), zp = load(z + c * stride + p * w);
                    const T* const bq = b + c * stride + q * w;
                    const T* const zq = z + c * stride + q * w;
                    for (size_t j = 0; j < w; ++j) tile[j] = fma(zp, broadcast(bq[j]), fma(bp, broadcast(zq[j]), tile[j]));
                }
                if (p == q) mirror_lower(tile);
                for (size_t j = 0; j < w; ++j) store(at + j * w, tile[j]);
            }
            if (multiplies) {
                for (size_t c = 0; c < columns; ++c) {
                    T* const yp = y + c * stride + p * w;
                    block<T> total = load(yp);
                    for (size_t j = 0; j < w; ++j) total = fma(tile[j], broadcast(x[c * stride + q * w + j]), total);
                    store(yp, total);
                }
                if (p == q) continue;
                transpose(tile);
                for (size_t c = 0; c < columns; ++c) {
                    T* const yq = y + c * stride + q * w;
                    block<T> total = load(yq);
                    for (size_t i = 0; i < w; ++i) total = fma(tile[i], broadcast(x[c * stride + p * w + i]), total);
                    store(yq, total);
                }
            }
        }
    }
}

template <class T>
void symmetric_product(size_t rows, size_t columns, size_t stride, const T* a, const T* x, T* y)
{
    symmetric_pass<T, false, true>(rows, columns, stride, const_cast<T*>(a), nullptr, nullptr, x, y);
}

template <class T>
void symmetric_update(size_t rows, size_t columns, size_t stride, T* a, const T* b, const T* z)
{
    symmetric_pass<T, true, false>(rows, columns, stride, a, b, z, nullptr, nullptr);
}

template <class T>
void symmetric_update_product(size_t rows, size_t columns, size_t stride, T* a, const T* b, const T* z, const T* x, T* y)
{
    symmetric_pass<T, true, true>(rows, columns, stride, a, b, z, x, y);
}

template <class T>
constexpr symmetric_kernels<T> symmetric_entries = {symmetric_product<T>, symmetric_update<T>, symmetric_update_product<T>};

}  // namespace
}  // namespace catapult::detail
