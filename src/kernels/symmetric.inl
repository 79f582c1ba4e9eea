// SIMD kernels on packed symmetric matrices (catapult/vocabulary/symmetric.hpp). A tile is a square with one block in
// each column. A tile is loaded once and serves both halves of the matrix: the tile of panels (p, q) contributes to y
// of panel p, and its transpose contributes to y of panel q.
#include "symmetric_update.inl"

namespace catapult::detail {
namespace {

// How much is kept in registers at once. No result depends on it.
constexpr size_t tile_height = register_blocks >= 32 ? 2 : 1;                              // panels
constexpr size_t tile_vectors = register_blocks >= 32 ? 5 : register_blocks >= 8 ? 2 : 1;  // columns of x and y
constexpr size_t strip_height = register_blocks >= 32 ? 4 : register_blocks >= 8 ? 2 : 1;  // panels
constexpr size_t strip_width = register_blocks >= 32 ? 8 : parts > 1 ? 4 : 1;              // columns

// The product for several columns. The panels are taken in ascending order, so that every element of the product is one
// fused chain over ascending columns of A. The blocking does not change it.

/// total[c] ← total[c] + Σ_j tile[j] x[c][j] for `count` vectors at once, as independent chains.
template <class T, size_t height, size_t count>
CATAPULT_INLINE void multiply_by_rows(const block<T> (&tile)[height][lanes<T>], const T* x, T* y, size_t panel_stride)
{
    constexpr size_t w = lanes<T>;
    block<T> total[height][count];
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) total[h][c] = load(y + h * panel_stride + c * w);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) {
        const block<T> factor = broadcast(x[c * w + j]);
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h) total[h][c] = fma(tile[h][j], factor, total[h][c]);
    }
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) store(y + h * panel_stride + c * w, total[h][c]);
}

/// The same for transposed tiles, one above the other: total[c] ← total[c] + Σ_h Σ_i tile[h][i] x[h][c][i].
template <class T, size_t height, size_t count>
CATAPULT_INLINE void multiply_by_columns(const block<T> (&tile)[height][lanes<T>], const T* x, T* y, size_t panel_stride)
{
    constexpr size_t w = lanes<T>;
    block<T> total[count];
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) total[c] = load(y + c * w);
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t i = 0; i < w; ++i) CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) total[c] = fma(tile[h][i], broadcast(x[h * panel_stride + c * w + i]), total[c]);
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) store(y + c * w, total[c]);
}

/// Which elements of the product a pass over tiles adds to: those of the tiles' rows, of their columns, or of both.
struct product_sides {
    bool rows = true;
    bool columns = true;
};

/// The tiles of `height` panels from p in the columns of panel q < p, or the one tile on the diagonal.
template <class T, bool updates, size_t height, bool diagonal>
CATAPULT_INLINE void symmetric_tiles(product_sides sides, size_t columns, size_t p, size_t q, T* a, const T* b, const T* z,
                                     const T* x, T* y, T* across)
{
    constexpr size_t w = lanes<T>;
    const size_t panel_stride = columns * w;
    const size_t at_p = p * panel_stride;
    const size_t at_q = q * panel_stride;
    block<T> tile[height][w];
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) tile[h][j] = load(a + panel_start<T>(p + h) + (q * w + j) * w);
    if (updates) {
        for (size_t c = 0; c < columns; ++c) {
            block<T> bp[height], zp[height];
            CATAPULT_UNROLL
            for (size_t h = 0; h < height; ++h) {
                bp[h] = load(b + at_p + h * panel_stride + c * w);
                zp[h] = load(z + at_p + h * panel_stride + c * w);
            }
            CATAPULT_UNROLL
            for (size_t j = 0; j < w; ++j) {
                const block<T> zq = broadcast(z[at_q + c * w + j]), bq = broadcast(b[at_q + c * w + j]);
                CATAPULT_UNROLL
                for (size_t h = 0; h < height; ++h) tile[h][j] = fma(zp[h], bq, fma(bp[h], zq, tile[h][j]));
            }
        }
        if (diagonal) mirror_lower(tile[0]);
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h) CATAPULT_UNROLL
        for (size_t j = 0; j < w; ++j) store(a + panel_start<T>(p + h) + (q * w + j) * w, tile[h][j]);
    }
    size_t c = 0;
    if (sides.rows) {
        for (; c + tile_vectors <= columns; c += tile_vectors)
            multiply_by_rows<T, height, tile_vectors>(tile, x + at_q + c * w, y + at_p + c * w, panel_stride);
        for (; c < columns; ++c) multiply_by_rows<T, height, 1>(tile, x + at_q + c * w, y + at_p + c * w, panel_stride);
    }
    if (diagonal || !sides.columns) return;
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h) transpose(tile[h]);
    c = 0;
    for (; tile_height > 1 && c + 2 * tile_vectors <= columns; c += 2 * tile_vectors)
        multiply_by_columns<T, height, 2 * tile_vectors>(tile, x + at_p + c * w, across + at_q + c * w, panel_stride);
    for (; c + tile_vectors <= columns; c += tile_vectors)
        multiply_by_columns<T, height, tile_vectors>(tile, x + at_p + c * w, across + at_q + c * w, panel_stride);
    for (; c < columns; ++c) multiply_by_columns<T, height, 1>(tile, x + at_p + c * w, across + at_q + c * w, panel_stride);
}

/// The tiles of panels p … p_end − 1 in the columns of panels q_first … q_end − 1, as far as they are stored. Where the ranges
/// meet they are the same.
template <class T, bool updates>
CATAPULT_INLINE void symmetric_block_range(product_sides sides, size_t p, size_t p_end, size_t q_first, size_t q_end,
                                           size_t columns, T* a, const T* b, const T* z, const T* x, T* y, T* across)
{
    for (; p < p_end; p += tile_height) {
        // If fewer panels than `tile_height` are left, they are taken one by one, from their first columns.
        const bool whole = p + tile_height <= p_end;
        const size_t shared = p < q_end ? p : q_end;
        for (size_t q = q_first; whole && q < shared; ++q)
            symmetric_tiles<T, updates, tile_height, false>(sides, columns, p, q, a, b, z, x, y, across);
        for (size_t last = p; last < p + tile_height && last < p_end; ++last) {
            for (size_t q = whole ? shared : q_first; q < last && q < q_end; ++q)
                symmetric_tiles<T, updates, 1, false>(sides, columns, last, q, a, b, z, x, y, across);
            if (last < q_end) symmetric_tiles<T, updates, 1, true>(sides, columns, last, last, a, b, z, x, y, across);
        }
    }
}

template <class T, bool updates>
CATAPULT_INLINE void symmetric_block_pass(size_t rows, size_t columns, T* a, const T* b, const T* z, const T* x, T* y, T* across)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    for (size_t i = 0; i < panels * columns; ++i) store(y + i * w, broadcast(T(0)));
    symmetric_block_range<T, updates>({}, 0, panels, 0, panels, columns, a, b, z, x, y, across);
}

// The product for one column. No tile is transposed. A column of up to `strip` panels is multiplied lane by lane with x of
// its rows, and the lanes are summed for a whole tile of columns at once. The contribution of each tile to its rows is a
// chain of its own, which is added when it is complete, so that small matrices do not wait for one long chain.

constexpr size_t strip = 8;

/// `sides` parts, from part `side` on, of `count` panels from p, in the columns of panel q < p. Adds to y of the panels, and to
/// partial[j] for the columns. A sum that begins here has no zero as its first term; y, which has one, is never a negative zero.
template <class T, bool updates, bool begins, size_t count, size_t sides>
CATAPULT_INLINE void strip_tiles(size_t p, size_t q, size_t side, T* a, const T* b, const T* z, const T* x, T* y,
                                 part<T> (*partial)[parts])
{
    constexpr size_t w = lanes<T>, length = w / parts;
    // The code sets yp before it uses it, but not every compiler sees that.
    part<T> bp[count][sides], zp[count][sides], xp[count][sides], yp[count][sides] = {};
    T* at[count];
    CATAPULT_UNROLL
    for (size_t h = 0; h < count; ++h) {
        at[h] = a + panel_start<T>(p + h) + q * w * w + side * length;
        CATAPULT_UNROLL
        for (size_t i = 0; i < sides; ++i) {
            const size_t row = (p + h) * w + (side + i) * length;
            if (updates) bp[h][i] = load_part(b + row), zp[h][i] = load_part(z + row);
            xp[h][i] = load_part(x + row);
        }
    }
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) {
        const part<T> zq = updates ? broadcast_part(z[q * w + j]) : part<T>{};
        const part<T> bq = updates ? broadcast_part(b[q * w + j]) : part<T>{};
        const part<T> xq = broadcast_part(x[q * w + j]);
        CATAPULT_UNROLL
        for (size_t h = 0; h < count; ++h) CATAPULT_UNROLL
        for (size_t i = 0; i < sides; ++i) {
            part<T> element = held(load_part(at[h] + j * w + i * length));
            if (updates) {
                element = fma(zp[h][i], bq, fma(bp[h][i], zq, element));
                store(at[h] + j * w + i * length, element);
            }
            if (j == 0)
                yp[h][i] = mul(element, xq);
            else
                yp[h][i] = fma(element, xq, yp[h][i]);
            if (begins && h == 0)
                partial[j][side + i] = mul(element, xp[h][i]);
            else
                partial[j][side + i] = fma(element, xp[h][i], partial[j][side + i]);
        }
    }
    CATAPULT_UNROLL
    for (size_t h = 0; h < count; ++h) CATAPULT_UNROLL
    for (size_t i = 0; i < sides; ++i) {
        T* const to = y + (p + h) * w + (side + i) * length;
        store(to, add(load_part(to), yp[h][i]));
    }
}

/// Two panels, one part after the other.
template <class T, bool updates, bool begins>
CATAPULT_INLINE void strip_pair(size_t p, size_t q, T* a, const T* b, const T* z, const T* x, T* y, part<T> (*partial)[parts])
{
    CATAPULT_UNROLL
    for (size_t i = 0; i < parts; ++i) strip_tiles<T, updates, begins, 2, 1>(p, q, i, a, b, z, x, y, partial);
}

/// The product in panels p … end − 1 of one strip, in `strip_width` of the columns of panel q < p from column j on. Their x and
/// their sums stay in registers while the panels pass. The chains of the rows go on from `chains`, or begin here, and go to y
/// when they are complete.
template <class T, bool begins, bool ends>
CATAPULT_INLINE void strip_product(size_t p, size_t end, size_t q, size_t j, const T* a, const T* x, T* y,
                                   part<T> (*chains)[parts], part<T> (*partial)[parts])
{
    constexpr size_t w = lanes<T>, length = w / parts;
    const size_t column = q * w + j;
    part<T> factor[strip_width], across[strip_width][parts];
    CATAPULT_UNROLL
    for (size_t l = 0; l < strip_width; ++l) {
        factor[l] = broadcast_part(x[column + l]);
        CATAPULT_UNROLL
        for (size_t i = 0; i < parts; ++i) across[l][i] = broadcast_part(T(0));
    }
    for (; p < end; ++p, ++chains) CATAPULT_UNROLL
    for (size_t i = 0; i < parts; ++i) {
        const size_t row = p * w + i * length;
        const T* const at = a + panel_start<T>(p) + column * w + i * length;
        const part<T> xp = load_part(x + row);
        part<T> chain{};
        if (!begins) chain = (*chains)[i];
        CATAPULT_UNROLL
        for (size_t l = 0; l < strip_width; ++l) {
            const part<T> element = held(load_part(at + l * w));  // one load for both uses
            if (begins && l == 0)
                chain = mul(element, factor[l]);
            else
                chain = fma(element, factor[l], chain);
            across[l][i] = fma(element, xp, across[l][i]);
        }
        if (ends)
            store(y + row, add(load_part(y + row), chain));
        else
            (*chains)[i] = chain;
    }
    CATAPULT_UNROLL
    for (size_t l = 0; l < strip_width; ++l) CATAPULT_UNROLL
    for (size_t i = 0; i < parts; ++i) partial[j + l][i] = across[l][i];
}

/// Panels p … end − 1 of one strip, at least one, in the columns of panel q < p.
template <class T, bool updates>
CATAPULT_INLINE void strip_column(size_t p, size_t end, size_t q, T* a, const T* b, const T* z, const T* x, T* y, T* across)
{
    constexpr size_t w = lanes<T>;
    part<T> partial[w][parts];
    if constexpr (strip_width > 1 && !updates) {
        part<T> chains[strip][parts];
        strip_product<T, true, strip_width == w>(p, end, q, 0, a, x, y, chains, partial);
        for (size_t j = strip_width; j + strip_width < w; j += strip_width)
            strip_product<T, false, false>(p, end, q, j, a, x, y, chains, partial);
        if (strip_width < w) strip_product<T, false, true>(p, end, q, w - strip_width, a, x, y, chains, partial);
    } else if constexpr (parts > 1) {
        if (end - p >= 2) {
            strip_pair<T, updates, true>(p, q, a, b, z, x, y, partial);
            for (p += 2; end - p >= 2; p += 2) strip_pair<T, updates, false>(p, q, a, b, z, x, y, partial);
            if (p < end) strip_tiles<T, updates, false, 1, parts>(p, q, 0, a, b, z, x, y, partial);
        } else {
            strip_tiles<T, updates, true, 1, parts>(p, q, 0, a, b, z, x, y, partial);
        }
    } else {
        CATAPULT_UNROLL
        for (size_t j = 0; j < w; ++j) partial[j][0] = broadcast_part(T(0));
        for (; end - p >= strip_height; p += strip_height)
            strip_tiles<T, updates, false, strip_height, 1>(p, q, 0, a, b, z, x, y, partial);
        if (strip_height == 4 && end - p >= 2) {
            strip_tiles<T, updates, false, 2, 1>(p, q, 0, a, b, z, x, y, partial);
            p += 2;
        }
        if (p < end) strip_tiles<T, updates, false, 1, 1>(p, q, 0, a, b, z, x, y, partial);
    }
    block<T> whole[w];
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) whole[j] = joined(partial[j]);
    store(across + q * w, add(load(across + q * w), sums(whole)));
}

template <class T, bool updates>
CATAPULT_INLINE void diagonal_tile(size_t p, T* a, const T* b, const T* z, const T* x, T* y)
{
    constexpr size_t w = lanes<T>, length = w / parts;
    T* const at = a + panel_start<T>(p) + p * w * w;
    // The code sets the sum before it uses it, but not every compiler sees that.
    part<T> bp[parts], zp[parts], total[parts] = {};
    CATAPULT_UNROLL
    for (size_t i = 0; updates && i < parts; ++i)
        bp[i] = load_part(b + p * w + i * length), zp[i] = load_part(z + p * w + i * length);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) {
        const part<T> zq = updates ? broadcast_part(z[p * w + j]) : part<T>{};
        const part<T> bq = updates ? broadcast_part(b[p * w + j]) : part<T>{};
        part<T> elements[parts];
        CATAPULT_UNROLL
        for (size_t i = 0; i < parts; ++i) {
            const size_t lane = i * length;
            part<T> element = load_part(at + j * w + lane);
            if (updates) {
                // Above the diagonal the two terms change places. The result is that of mirroring the lower triangle.
                if (j <= lane)
                    element = fma(zp[i], bq, fma(bp[i], zq, element));
                else if (j >= lane + length)
                    element = fma(bp[i], zq, fma(zp[i], bq, element));
                else {
                    element = fma(select_first_part(j - lane, zp[i], bp[i]), select_first_part(j - lane, bq, zq), element);
                    element = fma(select_first_part(j - lane, bp[i], zp[i]), select_first_part(j - lane, zq, bq), element);
                }
                store(at + j * w + lane, element);
            }
            elements[i] = element;
        }
        const part<T> xj = broadcast_part(x[p * w + j]);
        CATAPULT_UNROLL
        for (size_t i = 0; i < parts; ++i)
            if (j == 0)
                total[i] = mul(elements[i], xj);
            else
                total[i] = fma(elements[i], xj, total[i]);
    }
    CATAPULT_UNROLL
    for (size_t i = 0; i < parts; ++i) {
        T* const to = y + p * w + i * length;
        store(to, add(load_part(to), total[i]));
    }
}

/// The strip of panels first … end − 1. What it adds to y of panels above it goes to `above`, of its own to `across`.
template <class T, bool updates>
CATAPULT_INLINE void vector_strip(size_t first, size_t end, T* a, const T* b, const T* z, const T* x, T* y, T* across, T* above)
{
    for (size_t q = 0; q < first; ++q) strip_column<T, updates>(first, end, q, a, b, z, x, y, above);
    for (size_t q = first; q < end; ++q) {
        diagonal_tile<T, updates>(q, a, b, z, x, y);
        if (q + 1 < end) strip_column<T, updates>(q + 1, end, q, a, b, z, x, y, across);
    }
}

template <class T, bool updates>
CATAPULT_INLINE void symmetric_vector_pass(size_t rows, T* a, const T* b, const T* z, const T* x, T* y, T* across)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    for (size_t p = 0; p < panels; ++p) store(y + p * w, broadcast(T(0)));
    for (size_t first = 0; first < panels; first += strip)
        vector_strip<T, updates>(first, first + strip < panels ? first + strip : panels, a, b, z, x, y, across, across);
}

template <class T, bool updates>
CATAPULT_INLINE void symmetric_pass(size_t rows, size_t columns, T* a, const T* b, const T* z, const T* x, T* y, T* across)
{
    if (columns == 1)
        symmetric_vector_pass<T, updates>(rows, a, b, z, x, y, across);
    else
        symmetric_block_pass<T, updates>(rows, columns, a, b, z, x, y, across);
}

template <class T>
void symmetric_product(size_t rows, size_t columns, const T* a, const T* x, T* y, T* across)
{
    symmetric_pass<T, false>(rows, columns, const_cast<T*>(a), nullptr, nullptr, x, y, across);
}

template <class T>
void symmetric_update_product(size_t rows, size_t columns, T* a, const T* b, const T* z, const T* x, T* y)
{
    if constexpr (register_blocks >= 4) {
        symmetric_pass<T, true>(rows, columns, a, b, z, x, y, y);
    } else {
        symmetric_update(rows, columns, a, b, z);
        symmetric_product(rows, columns, a, x, y, y);
    }
}

template <class T>
constexpr symmetric_kernels<T> symmetric_entries = {symmetric_product<T>, symmetric_update<T>, symmetric_update_product<T>};

}  // namespace
}  // namespace catapult::detail
