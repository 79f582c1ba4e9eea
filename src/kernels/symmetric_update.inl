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

/// The number of panels that are taken together in every column, so that they share the loads for the column.
constexpr size_t strip = 8;

// `height` panels × `width` columns of A stay in registers while the columns of b and z pass.
constexpr size_t update_height = register_blocks >= 32 ? 4 : register_blocks >= 8 ? 2 : 1;
template <size_t height>
constexpr size_t update_width = register_blocks >= 32  ? 16 / height / (height == 1 ? 2 : 1)
                                : register_blocks >= 4 ? 4 / height
                                                       : 1;

/// Updates columns j, j + 1, … of panel q in `height` panels from p ≥ q. The formula is that of the lower triangle, in
/// the whole of a diagonal tile too.
template <class T, size_t height>
CATAPULT_INLINE void update_tile(size_t columns, size_t p, size_t q, size_t j, T* a, const T* b, const T* z)
{
    constexpr size_t w = lanes<T>;
    const size_t stride = columns * w;
    const T *bp = b + p * stride, *zp = z + p * stride, *bq = b + q * stride + j, *zq = z + q * stride + j;
    constexpr size_t width = update_width<height>;
    T* at[height];
    block<T> element[height][width];
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) {
        at[h] = a + panel_start<T>(p + h) + (q * w + j) * w;
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) element[h][l] = load(at[h] + l * w);
    }
    for (size_t c = 0; c < columns; ++c, bp += w, zp += w, bq += w, zq += w) {
        block<T> first[height], second[height];
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h) first[h] = load(bp + h * stride), second[h] = load(zp + h * stride);
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) {
            const block<T> factor = broadcast(zq[l]);
            CATAPULT_UNROLL
            for (size_t h = 0; h < height; ++h) element[h][l] = fma(first[h], factor, element[h][l]);
        }
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) {
            const block<T> factor = broadcast(bq[l]);
            CATAPULT_UNROLL
            for (size_t h = 0; h < height; ++h) element[h][l] = fma(second[h], factor, element[h][l]);
        }
    }
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) store(at[h] + l * w, element[h][l]);
}

template <class T, size_t height>
CATAPULT_INLINE void update_tiles(size_t columns, size_t p, size_t q, T* a, const T* b, const T* z)
{
    for (size_t j = 0; j < lanes<T>; j += update_width<height>) update_tile<T, height>(columns, p, q, j, a, b, z);
}

template <class T>
void symmetric_update(size_t rows, size_t columns, T* a, const T* b, const T* z)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    for (size_t first = 0; first < panels; first += strip) {
        const size_t end = first + strip < panels ? first + strip : panels;
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
            for (; p < end; ++p) update_tiles<T, 1>(columns, p, q, a, b, z);
        }
    }
}

}  // namespace
}  // namespace catapult::detail
