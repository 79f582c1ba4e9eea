// A ← A + b zᵀ + z bᵀ for packed symmetric matrices (catapult/vocabulary/symmetric.hpp), for many columns of b and z in
// one pass over A. Each element is one chain of fused terms over ascending columns. The blocking does not change it.

namespace catapult::detail {
namespace {

template <class T>
CATAPULT_INLINE size_t panel_start(size_t p)
{
    return lanes<T> * lanes<T> * (p * (p + 1) / 2);
}

/// Copies the lower triangle to the upper one, so that rounding cannot make them different.
template <class T>
CATAPULT_INLINE void mirror_lower(block<T>* tile)
{
    block<T> turned[lanes<T>];
    CATAPULT_UNROLL
    for (size_t j = 0; j < lanes<T>; ++j) turned[j] = tile[j];
    transpose(turned);
    CATAPULT_UNROLL
    for (size_t j = 1; j < lanes<T>; ++j) tile[j] = select_first(j, turned[j], tile[j]);
}

// `update_height` panels × `update_width` columns of A stay in registers while the columns of b and z pass, as independent chains
// that hide the latency of a multiply-add. `update_strip` panels are taken together in every column and share the loads for it.
constexpr size_t update_height = register_blocks >= 32 ? 4 : parts > 1 ? 3 : register_blocks >= 8 ? 2 : 1;
constexpr size_t update_strip = update_height == 3 ? 6 : 8;
template <size_t height>
constexpr size_t update_width = register_blocks >= 32  ? (height == 1 ? 8 : 16 / height)
                                : register_blocks >= 4 ? (height == 1 ? 4 : 2)
                                                       : 1;

/// element ← element + x yᵀ for panels x that are `stride` elements apart. One load of a part of x serves all columns.
template <class T, size_t count, size_t width>
CATAPULT_INLINE void multiply_part(size_t stride, const T* x, const T* y, part<T> (&element)[count][width])
{
    part<T> factor[width];
    CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) factor[l] = broadcast_part(y[l]);
    CATAPULT_UNROLL
    for (size_t i = 0; i < count; ++i) {
        const part<T> at = held(load_part(x + i / parts * stride + i % parts * (lanes<T> / parts)));
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) element[i][l] = fma(at, factor[l], element[i][l]);
    }
}

/// Updates columns j, j + 1, … of panel q in `height` panels from p ≥ q. The formula is that of the lower triangle, in
/// the whole of a diagonal tile too.
template <class T, size_t height>
CATAPULT_INLINE void update_tile(size_t columns, size_t p, size_t q, size_t j, T* a, const T* b, const T* z)
{
    constexpr size_t w = lanes<T>;
    const size_t stride = columns * w;
    const T *bp = b + p * stride, *zp = z + p * stride, *bq = b + q * stride + j, *zq = z + q * stride + j;
    constexpr size_t width = update_width<height>;
    constexpr size_t count = height * parts, length = w / parts;
    T* at[height];
    part<T> element[count][width];
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) {
        at[h] = a + panel_start<T>(p + h) + (q * w + j) * w;
        CATAPULT_UNROLL
        for (size_t i = 0; i < parts; ++i) CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) element[h * parts + i][l] = load_part(at[h] + l * w + i * length);
    }
    for (size_t c = 0; c < columns; ++c, bp += w, zp += w, bq += w, zq += w) {
        multiply_part<T>(stride, bp, zq, element);
        multiply_part<T>(stride, zp, bq, element);
    }
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t i = 0; i < parts; ++i) CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) store(at[h] + l * w + i * length, element[h * parts + i][l]);
}

template <class T, size_t height>
CATAPULT_INLINE void update_tiles(size_t columns, size_t p, size_t q, T* a, const T* b, const T* z)
{
    for (size_t j = 0; j < lanes<T>; j += update_width<height>) update_tile<T, height>(columns, p, q, j, a, b, z);
}

/// The update of panels first … end − 1, in all their columns.
template <class T>
CATAPULT_INLINE void update_panels(size_t first, size_t end, size_t columns, T* a, const T* b, const T* z)
{
    constexpr size_t w = lanes<T>;
    for (size_t q = 0; q < end; ++q) {
        size_t p = q < first ? first : q;
        if (p == q) {
            T* const at = a + panel_start<T>(q) + q * w * w;
            update_tiles<T, 1>(columns, q, q, a, b, z);
            block<T> tile[w];
            CATAPULT_UNROLL
            for (size_t j = 0; j < w; ++j) tile[j] = load(at + j * w);
            mirror_lower(tile);
            CATAPULT_UNROLL
            for (size_t j = 0; j < w; ++j) store(at + j * w, tile[j]);
            ++p;
        }
        for (; p + update_height <= end; p += update_height) update_tiles<T, update_height>(columns, p, q, a, b, z);
        if (update_height == 3 && p + 2 <= end) {
            update_tiles<T, 2>(columns, p, q, a, b, z);
            p += 2;
        }
        for (; p < end; ++p) update_tiles<T, 1>(columns, p, q, a, b, z);
    }
}

template <class T>
void symmetric_update(size_t rows, size_t columns, T* a, const T* b, const T* z)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    for (size_t first = 0; first < panels; first += update_strip)
        update_panels(first, first + update_strip < panels ? first + update_strip : panels, columns, a, b, z);
}

}  // namespace
}  // namespace catapult::detail
