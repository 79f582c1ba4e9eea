// Standard normals from counters by Philox4x32-10 and Box–Muller, on blocks of 8 counters. random.cpp computes the same
// for one counter. Both share the elementary functions.
#include "kernels/elementary.inl"

namespace catapult::detail {
namespace {

/// Sixteen consecutive normals: the cosines of 8 counters, then their sines.
struct normal_group {
    block<double> cosines, sines;
};

/// The upper 52 of 64 random bits choose one of 2⁵² equal intervals of (0, 1). The result is the middle of that
/// interval.
CATAPULT_INLINE block<double> to_uniform(block<uint64_t> low, block<uint64_t> high)
{
    const block<uint64_t> bits = shift_left<32>(high) | (low & 0xffffffffu);
    return as_double(shift_right<12>(bits) | bits_of_one) - (1 - 0x1p-53);
}

CATAPULT_INLINE normal_group normals_of(uint64_t seed, uint32_t stream, uint32_t purpose, uint64_t group)
{
    static constexpr uint64_t counting[lanes<uint64_t>] = {0, 1, 2, 3, 4, 5, 6, 7};
    const block<uint64_t> index = load(static_cast<const uint64_t*>(counting)) + group * lanes<uint64_t>;
    // Each 32-bit word is the low half of a lane. The high half is never used.
    block<uint64_t> x0 = index, x1 = shift_right<32>(index), x2 = broadcast(uint64_t(stream)), x3 = broadcast(uint64_t(purpose));
    const block<uint64_t> multiplier0 = broadcast(uint64_t(0xd2511f53u)), multiplier1 = broadcast(uint64_t(0xcd9e8d57u));
    uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const block<uint64_t> product0 = mul_low_halves(multiplier0, x0), product1 = mul_low_halves(multiplier1, x2);
        x0 = shift_right<32>(product1) ^ (x1 ^ broadcast(uint64_t(key0)));
        x2 = shift_right<32>(product0) ^ (x3 ^ broadcast(uint64_t(key1)));
        x1 = product1;
        x3 = product0;
        key0 += 0x9e3779b9u;
        key1 += 0xbb67ae85u;
    }
    const block<double> radius = sqrt(-2.0 * log_of_normal(to_uniform(x0, x1)));
    block<double> sine, cosine;
    sincos_two_pi_of(to_uniform(x2, x3), sine, cosine);
    return {radius * cosine, radius * sine};
}

CATAPULT_INLINE void store_normals(double* out, normal_group g)
{
    store(out, g.cosines);
    store(out + lanes<double>, g.sines);
}
CATAPULT_INLINE void store_normals(float* out, normal_group g) { store(out, narrow(g.cosines, g.sines)); }

template <class T>
void fill_normals(uint64_t seed, uint32_t stream, uint32_t purpose, uint64_t first, size_t n, T* out)
{
    constexpr size_t group_size = 2 * lanes<double>;
    uint64_t group = first / group_size;
    size_t skip = static_cast<size_t>(first % group_size);
    for (size_t i = 0; i < n;) {
        const normal_group normals = normals_of(seed, stream, purpose, group++);
        if (skip == 0 && n - i >= group_size) {
            store_normals(out + i, normals);
            i += group_size;
        } else {
            T whole[group_size];
            store_normals(whole, normals);
            for (; skip < group_size && i < n; ++skip) out[i++] = whole[skip];
            skip = 0;
        }
    }
}

template <class T>
constexpr normal_kernels<T> normal_entries = {fill_normals<T>};

}  // namespace
}  // namespace catapult::detail
