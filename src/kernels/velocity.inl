// Steps of the Gram matrix of weights and velocities (theory.md, 9): one pass over its four packed matrices for some steps.

namespace catapult::detail {
namespace {

/// Columns of a tile that stay in registers while the columns of the steps pass.
constexpr size_t velocity_width = register_blocks >= 32 ? 4 : register_blocks >= 8 ? 2 : 1;

/// X_0 ← X_0 + f X_1, for elements of X_0ᵀX_0, X_0ᵀX_1, its transpose, and X_1ᵀX_1.
template <class T>
CATAPULT_INLINE void shear(T f, block<T>& first, block<T>& lower, block<T>& upper, block<T> velocity)
{
    const block<T> factor = broadcast(f);
    lower = fma(factor, velocity, lower);
    first = fma(factor, add(lower, upper), first);
    upper = fma(factor, velocity, upper);
}

/// `velocity_width` columns from j of the tile of panels (p, q), q ≤ p. The triangles of a diagonal tile may become different.
template <class T>
CATAPULT_INLINE void velocity_columns(size_t columns, size_t p, size_t q, size_t j, const velocity_arrays<T>& at,
                                      const velocity_steps<T>& steps)
{
    constexpr size_t w = lanes<T>, width = velocity_width;
    const size_t place = panel_start<T>(p) + (q * w + j) * w, side = columns * w;
    block<T> first[width], lower[width], upper[width], velocity[width];
    CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) {
        first[l] = load(at.first + place + l * w);
        lower[l] = load(at.lower + place + l * w);
        upper[l] = load(at.upper + place + l * w);
        velocity[l] = load(at.velocity + place + l * w);
        if (steps.before != T(0)) shear(steps.before, first[l], lower[l], upper[l], velocity[l]);
    }
    const T *rows = steps.vectors + p * steps.stride * w, *row = steps.vectors + q * steps.stride * w + j;
    for (size_t s = 0; s < steps.count; ++s, rows += 2 * side, row += 2 * side) {
        for (size_t c = 0; c < columns; ++c, rows += w, row += w) {
            const block<T> z = load(rows), with_first = load(rows + side), b = load(rows + 2 * side);
            CATAPULT_UNROLL
            for (size_t l = 0; l < width; ++l) {
                const block<T> zj = broadcast(row[l]);
                lower[l] = fma(with_first, zj, lower[l]);
                upper[l] = fma(z, broadcast(row[side + l]), upper[l]);
                velocity[l] = fma(z, broadcast(row[2 * side + l]), fma(b, zj, velocity[l]));
            }
        }
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) shear(steps.factors[s], first[l], lower[l], upper[l], velocity[l]);
    }
    CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) {
        store(at.first + place + l * w, first[l]);
        store(at.lower + place + l * w, lower[l]);
        store(at.upper + place + l * w, upper[l]);
        store(at.velocity + place + l * w, velocity[l]);
    }
}

template <class T>
CATAPULT_INLINE void mirror_tile(T* at)
{
    constexpr size_t w = lanes<T>;
    block<T> tile[w];
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) tile[j] = load(at + j * w);
    mirror_lower(tile);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) store(at + j * w, tile[j]);
}

/// Makes the diagonal tiles of panel q those of their lower triangles.
template <class T>
CATAPULT_INLINE void settle_diagonal(size_t q, const velocity_arrays<T>& at)
{
    constexpr size_t w = lanes<T>;
    const size_t place = panel_start<T>(q) + q * w * w;
    mirror_tile(at.first + place);
    mirror_tile(at.velocity + place);
    // Above the diagonal, M is what the lower triangle of Mᵀ says.
    block<T> lower[w], turned[w];
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) {
        lower[j] = load(at.lower + place + j * w);
        turned[j] = load(at.upper + place + j * w);
    }
    transpose(turned);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) lower[j] = select_first(j, turned[j], lower[j]);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) {
        store(at.lower + place + j * w, lower[j]);
        turned[j] = lower[j];
    }
    transpose(turned);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) store(at.upper + place + j * w, turned[j]);
}

template <class T>
void velocity_update(size_t rows, size_t columns, const velocity_arrays<T>* arrays, const velocity_steps<T>* steps)
{
    constexpr size_t w = lanes<T>;
    const velocity_arrays<T> at = *arrays;
    const velocity_steps<T> all = *steps;
    const size_t panels = (rows + w - 1) / w;
    for (size_t p = 0; p < panels; ++p) {
        for (size_t q = 0; q <= p; ++q)
            for (size_t j = 0; j < w; j += velocity_width) velocity_columns(columns, p, q, j, at, all);
        settle_diagonal(p, at);
    }
}

template <class T>
constexpr velocity_kernels<T> velocity_entries = {velocity_update<T>};

}  // namespace
}  // namespace catapult::detail
