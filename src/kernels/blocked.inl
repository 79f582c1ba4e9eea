// Products of small matrices by tiles that stay in registers, vectorised over the columns of the result.

namespace catapult::detail {
namespace {

// The tile leaves registers for one row of B and one broadcast element of A.
constexpr size_t tile_rows = register_blocks >= 32 ? 8 : register_blocks >= 8 ? 6 : register_blocks >= 4 ? 2 : 1;
constexpr size_t tile_blocks = register_blocks >= 32 ? 3 : 1;

enum class accumulation { add, subtract, add_at_end };

/// One tile of C, of Rows × Blocks blocks. If Partial, the last block of each row has `columns` < lanes columns.
/// `b_block` is the distance from one block of a row of B to the next.
template <accumulation How, size_t Rows, size_t Blocks, bool Partial, class T>
CATAPULT_INLINE void multiply_tile(size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step, const T* b,
                                   size_t b_stride, size_t b_block, T* c, size_t c_stride)
{
    constexpr size_t w = lanes<T>;
    const auto get = [columns](const T* p, size_t j) { return Partial && j + 1 == Blocks ? load_first(p, columns) : load(p); };
    block<T> s[Rows][Blocks];
    CATAPULT_UNROLL
    for (size_t i = 0; i < Rows; ++i) CATAPULT_UNROLL
    for (size_t j = 0; j < Blocks; ++j)
        s[i][j] = How == accumulation::add_at_end ? broadcast(T(0)) : get(c + i * c_stride + j * w, j);
    for (size_t l = 0; l < depth; ++l) {
        block<T> row[Blocks];
        CATAPULT_UNROLL
        for (size_t j = 0; j < Blocks; ++j) row[j] = get(b + j * b_block, j);
        CATAPULT_UNROLL
        for (size_t i = 0; i < Rows; ++i) {
            const block<T> factor = broadcast(a[i * row_step]);
            CATAPULT_UNROLL
            for (size_t j = 0; j < Blocks; ++j)
                if constexpr (How == accumulation::subtract)
                    s[i][j] = fnma(factor, row[j], s[i][j]);
                else
                    s[i][j] = fma(factor, row[j], s[i][j]);
        }
        a += depth_step;
        b += b_stride;
    }
    CATAPULT_UNROLL
    for (size_t i = 0; i < Rows; ++i) CATAPULT_UNROLL
    for (size_t j = 0; j < Blocks; ++j) {
        T* target = c + i * c_stride + j * w;
        const block<T> value = How == accumulation::add_at_end ? add(get(target, j), s[i][j]) : s[i][j];
        if (Partial && j + 1 == Blocks)
            store_first(target, columns, value);
        else
            store(target, value);
    }
}

/// The last columns of Rows rows of C: `Blocks` or more whole blocks and `partial` columns, fewer than a tile in all. They make
/// one tile, so that each element of A is broadcast once.
template <accumulation How, size_t Rows, size_t Blocks, class T>
CATAPULT_INLINE void multiply_rest(size_t blocks, size_t partial, size_t depth, const T* a, size_t row_step, size_t depth_step,
                                   const T* b, size_t b_stride, T* c, size_t c_stride)
{
    constexpr size_t w = lanes<T>;
    if constexpr (Blocks + 1 < tile_blocks)
        if (blocks > Blocks)
            return multiply_rest<How, Rows, Blocks + 1>(blocks, partial, depth, a, row_step, depth_step, b, b_stride, c,
                                                        c_stride);
    if (partial > 0)
        multiply_tile<How, Rows, Blocks + 1, true>(partial, depth, a, row_step, depth_step, b, b_stride, w, c, c_stride);
    else if constexpr (Blocks > 0)
        multiply_tile<How, Rows, Blocks, false>(0, depth, a, row_step, depth_step, b, b_stride, w, c, c_stride);
}

/// All columns of Rows rows of C.
template <accumulation How, size_t Rows, class T>
void multiply_rows(size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step, const T* b, size_t b_stride,
                   T* c, size_t c_stride)
{
    constexpr size_t w = lanes<T>;
    size_t j = 0;
    for (; j + tile_blocks * w <= columns; j += tile_blocks * w)
        multiply_tile<How, Rows, tile_blocks, false>(0, depth, a, row_step, depth_step, b + j, b_stride, w, c + j, c_stride);
    const size_t left = columns - j;
    multiply_rest<How, Rows, 0>(left / w, left % w, depth, a, row_step, depth_step, b + j, b_stride, c + j, c_stride);
}

template <accumulation How, class T>
void multiply(size_t rows, size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step, const T* b,
              size_t b_stride, T* c, size_t c_stride)
{
    size_t i = 0;
    for (; i + tile_rows <= rows; i += tile_rows)
        multiply_rows<How, tile_rows>(columns, depth, a + i * row_step, row_step, depth_step, b, b_stride, c + i * c_stride,
                                      c_stride);
    for (; tile_rows > 2 && i + 2 <= rows; i += 2)
        multiply_rows<How, 2>(columns, depth, a + i * row_step, row_step, depth_step, b, b_stride, c + i * c_stride, c_stride);
    if (tile_rows > 1 && i < rows)
        multiply_rows<How, 1>(columns, depth, a + i * row_step, row_step, depth_step, b, b_stride, c + i * c_stride, c_stride);
}

template <class T>
void pack_panels(size_t rows, size_t columns, const T* a, size_t stride, T* packed)
{
    constexpr size_t w = lanes<T>;
    for (size_t j = 0; j < columns; j += w, packed += rows * w)
        for (size_t i = 0; i < rows; ++i)
            store(packed + i * w, columns - j >= w ? load(a + i * stride + j) : load_first(a + i * stride + j, columns - j));
}

/// The tiles of G in Blocks panels of columns, from panel `q` on. The rows of G start at panel `q` and are taken a few
/// at a time, so that the panels of the columns stay in the first cache while the panels of the rows stream past.
template <size_t Blocks, class T>
void gram_columns(size_t rows, size_t panels, size_t q, const T* packed, T* g, size_t g_stride)
{
    constexpr size_t w = lanes<T>;
    constexpr size_t part = tile_rows >= w ? w : (w % tile_rows == 0 ? tile_rows : (w % 4 == 0 && tile_rows >= 4 ? 4 : 2));
    const size_t size = rows * w;
    for (size_t p = q; p < panels; ++p)
        for (size_t i = 0; i < w; i += part) {
            T* c = g + (p * w + i) * g_stride + q * w;
            const T* a = packed + p * size + i;
            if (p >= q + Blocks - 1)
                multiply_tile<accumulation::add_at_end, part, Blocks, false>(0, rows, a, 1, w, packed + q * size, w, size, c,
                                                                             g_stride);
            else  // above the last panel of columns the lower triangle is narrower
                for (size_t j = 0; j <= p - q; ++j)
                    multiply_tile<accumulation::add_at_end, part, 1, false>(0, rows, a, 1, w, packed + (q + j) * size, w, size,
                                                                            c + j * w, g_stride);
        }
}

template <class T>
void gram_accumulate(size_t rows, size_t columns, const T* packed, T* g, size_t g_stride)
{
    const size_t panels = (columns + lanes<T> - 1) / lanes<T>;
    size_t q = 0;
    for (; q + tile_blocks <= panels; q += tile_blocks) gram_columns<tile_blocks>(rows, panels, q, packed, g, g_stride);
    for (; q < panels; ++q) gram_columns<1>(rows, panels, q, packed, g, g_stride);
}

template <class T>
constexpr blocked_kernels<T> blocked_entries = {multiply<accumulation::add, T>, multiply<accumulation::subtract, T>,
                                                pack_panels<T>, gram_accumulate<T>};

}  // namespace
}  // namespace catapult::detail
