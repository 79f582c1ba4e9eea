// One pass over the Gram matrix of weights and velocities (theory.md, 9): four packed matrices, mixed and updated.

namespace catapult::detail {
namespace {

/// Columns of a tile that stay in registers while the columns of b and z pass.
constexpr size_t velocity_width = register_blocks >= 32 ? 4 : register_blocks >= 8 ? 2 : 1;

/// `velocity_width` columns from j of the tile of panels (p, q).
template <class T>
CATAPULT_INLINE void velocity_columns(size_t columns, size_t p, size_t q, size_t j, const velocity_mixing<T>& mixing,
                                      const velocity_arrays<T>& at, const T* z)
{
    constexpr size_t w = lanes<T>, width = velocity_width;
    const size_t place = panel_start<T>(p) + (q * w + j) * w;
    block<T> first[width], mixed[width], turned[width], velocity[width];
    CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) {
        const block<T> d = load(at.first + place + l * w), s = load(at.mixed + place + l * w),
                       b = load(at.velocity + place + l * w);
        first[l] = fma(broadcast(mixing.first_from_velocity), b,
                       fma(broadcast(mixing.first_from_mixed), s, mul(broadcast(mixing.first), d)));
        mixed[l] = fma(broadcast(mixing.mixed_from_velocity), b, mul(broadcast(mixing.mixed), s));
        turned[l] = mul(broadcast(mixing.turned), load(at.turned + place + l * w));
        velocity[l] = mul(broadcast(mixing.velocity), b);
    }
    size_t ip = p * columns * w, iq = q * columns * w + j;
    for (size_t c = 0; c < columns; ++c, ip += w, iq += w) {
        const block<T> zp = load(z + ip), b0 = load(at.first_side + ip), b1 = load(at.mixed_side + ip),
                       b2 = load(at.turned_side + ip), b3 = load(at.velocity_side + ip);
        CATAPULT_UNROLL
        for (size_t l = 0; l < width; ++l) {
            const block<T> zq = broadcast(z[iq + l]);
            first[l] = fma(zp, broadcast(at.first_side[iq + l]), fma(b0, zq, first[l]));
            mixed[l] = fma(zp, broadcast(at.mixed_side[iq + l]), fma(b1, zq, mixed[l]));
            turned[l] = fnma(zp, broadcast(at.turned_side[iq + l]), fma(b2, zq, turned[l]));
            velocity[l] = fma(zp, broadcast(at.velocity_side[iq + l]), fma(b3, zq, velocity[l]));
        }
    }
    CATAPULT_UNROLL
    for (size_t l = 0; l < width; ++l) {
        store(at.first + place + l * w, first[l]);
        store(at.mixed + place + l * w, mixed[l]);
        store(at.turned + place + l * w, turned[l]);
        store(at.velocity + place + l * w, velocity[l]);
    }
}

/// Copies the lower triangle of the diagonal tile at `at` to the upper one, or minus it, with zeros between them.
template <class T, bool antisymmetric>
CATAPULT_INLINE void mirror_diagonal(T* at)
{
    constexpr size_t w = lanes<T>;
    const block<T> zero = broadcast(T(0));
    block<T> tile[w], upper[w];
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) upper[j] = tile[j] = load(at + j * w);
    transpose(upper);
    CATAPULT_UNROLL
    for (size_t j = 0; j < w; ++j) {
        const block<T> mirrored = antisymmetric ? select_first(j, sub(zero, upper[j]), zero) : upper[j];
        store(at + j * w, select_first(antisymmetric ? j + 1 : j, mirrored, tile[j]));
    }
}

template <class T>
void velocity_update(size_t rows, size_t columns, const velocity_mixing<T>* mixing, const velocity_arrays<T>* arrays, const T* z)
{
    constexpr size_t w = lanes<T>;
    const velocity_mixing<T> factors = *mixing;
    const velocity_arrays<T> at = *arrays;
    const size_t panels = (rows + w - 1) / w;
    for (size_t p = 0; p < panels; ++p) {
        for (size_t q = 0; q <= p; ++q)
            for (size_t j = 0; j < w; j += velocity_width) velocity_columns(columns, p, q, j, factors, at, z);
        const size_t diagonal = panel_start<T>(p) + p * w * w;
        mirror_diagonal<T, false>(at.first + diagonal);
        mirror_diagonal<T, false>(at.mixed + diagonal);
        mirror_diagonal<T, true>(at.turned + diagonal);
        mirror_diagonal<T, false>(at.velocity + diagonal);
    }
}

template <class T>
constexpr velocity_kernels<T> velocity_entries = {velocity_update<T>};

}  // namespace
}  // namespace catapult::detail
