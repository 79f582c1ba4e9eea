// The warmup model's map, in the universal variables of theory.md, 5, written in deviations:
//     a = a₀ + δ,   φ = ρ + ω,   ρ' = ρ − ρ (a − φρ),   δ' = δ + ρ (aρ − 4φ)
// so that a small drift δ of ηλ keeps its digits, and ρ keeps its relative accuracy down to zero.

namespace catapult::detail {
namespace {

/// The map on single numbers. The code below does the same on blocks, lane by lane.
template <class T>
CATAPULT_INLINE void warmup_step(const warmup_coefficients<T>& c, T& rho, T& delta)
{
    switch (c.map) {
    case warmup_map::plain: {
        const T a = c.start + delta;
        const T p = rho * rho;
        const T factor = fused(-rho, rho, a);
        delta = fused(p, a - T(4), delta);
        rho = fused(-rho, factor, rho);
        break;
    }
    case warmup_map::labelled: {
        const T a = c.start + delta;
        const T phi = rho + c.omega;
        const T factor = fused(-phi, rho, a);
        delta = fused(rho, fused(-phi, T(4), a * rho), delta);
        rho = fused(-rho, factor, rho);
        break;
    }
    case warmup_map::linear: rho = fused(-rho, c.start, rho); break;
    }
}

template <class T>
void warmup_trace(const warmup_coefficients<T>& c, size_t steps, T rho, T delta, T* rhos, T* deltas)
{
    for (size_t i = 0; i < steps; ++i) {
        warmup_step(c, rho, delta);
        rhos[i] = rho;
        deltas[i] = delta;
    }
}

/// The map on lanes, in blocks or in their parts. p = ρ², minus_four = −4.
template <warmup_map map, class V>
CATAPULT_INLINE void warmup_step(const V& start, const V& omega, const V& minus_four, const V& p, V& rho, V& delta)
{
    if (map == warmup_map::plain) {
        const V a = add(start, delta);
        const V factor = fnma(rho, rho, a);
        delta = fma(p, add(a, minus_four), delta);
        rho = fnma(rho, factor, rho);
    } else if (map == warmup_map::labelled) {
        const V a = add(start, delta);
        const V phi = add(rho, omega);
        const V factor = fnma(phi, rho, a);
        delta = fma(rho, fma(phi, minus_four, mul(a, rho)), delta);
        rho = fnma(rho, factor, rho);
    } else {
        rho = fnma(rho, start, rho);
    }
}

/// The number of blocks that are stepped in turn, to hide the latency of three dependent operations a step.
constexpr size_t warmup_group = register_blocks >= 32 ? 4 : parts > 1 ? 3 : register_blocks >= 8 ? 2 : 1;

template <class T>
size_t warmup_blocks()
{
    return warmup_group > 1 ? warmup_group : 4;
}

/// What to compare with the lower limits of lanes: the squares `low`, or −1 where `high` or `steps` is above its limit.
template <class T>
CATAPULT_INLINE block<T> warmup_limited(const warmup_limits<T>& l, size_t at, block<T> low, block<T> high, block<T> steps)
{
    const block<T> out = broadcast(T(-1)), bounded = choose_below(load(l.divergent + at), high, out, low);
    return choose_below(load(l.steps + at), steps, out, bounded);
}

/// One stride in which each lane stops where it ends. Returns the bits of the lanes that have ended.
template <class T, warmup_map map, size_t g>
CATAPULT_INLINE uint64_t warmup_finish_group(size_t first, const warmup_limits<T>& l, warmup_states<T>& s)
{
    constexpr size_t w = lanes<T>;
    const block<T> zero = broadcast(T(0)), one = broadcast(T(1)), out = broadcast(T(-1)), minus_four = broadcast(T(-4));
    block<T> rho[g], delta[g], peak[g], steps[g];
#pragma GCC unroll 4
    for (size_t j = 0; j < g; ++j) {
        const size_t at = (first + j) * w;
        rho[j] = load(s.residual + at);
        delta[j] = load(s.drift + at);
        peak[j] = load(s.peak + at);
        steps[j] = load(s.steps + at);
    }
    for (size_t i = 0; i < warmup_stride; ++i) {
#pragma GCC unroll 4
        for (size_t j = 0; j < g; ++j) {
            const size_t at = (first + j) * w;
            const block<T> p = mul(rho[j], rho[j]);
            peak[j] = larger(p, peak[j]);
            // A p above the upper limit is replaced by a value below the lower one, so that one comparison finds both.
            const block<T> limited = choose_below(load(l.divergent + at), p, out, p), converged = load(l.converged + at);
            const block<T> start = load(l.start + at), omega = load(l.omega + at);
            block<T> next_rho = rho[j], next_delta = delta[j];
            warmup_step<map>(start, omega, minus_four, p, next_rho, next_delta);
            rho[j] = choose_below(converged, limited, next_rho, rho[j]);
            delta[j] = choose_below(converged, limited, next_delta, delta[j]);
            steps[j] = add(steps[j], choose_below(converged, limited, one, zero));
        }
    }
    uint64_t ended = 0;
#pragma GCC unroll 4
    for (size_t j = 0; j < g; ++j) {
        const size_t at = (first + j) * w;
        const block<T> p = mul(rho[j], rho[j]), after = add(steps[j], broadcast(T(warmup_stride)));
        peak[j] = larger(p, peak[j]);
        store(s.residual + at, rho[j]);
        store(s.drift + at, delta[j]);
        store(s.peak + at, peak[j]);
        store(s.steps + at, steps[j]);
        const unsigned goes_on = lanes_below(load(l.converged + at), warmup_limited<T>(l, at, p, p, after));
        ended |= static_cast<uint64_t>(((1u << w) - 1) ^ goes_on) << at;
    }
    return ended;
}

template <class T>
CATAPULT_INLINE void warmup_read(const warmup_states<T>& s, size_t at, part<T>& rho, part<T>& delta, part<T>& peak)
{
    rho = load_part(s.residual + at);
    delta = load_part(s.drift + at);
    peak = load_part(s.peak + at);
}

/// The number of bits that are set, of 16 at most. Without an instruction for it, the builtin would be a call of the compiler's
/// library.
CATAPULT_INLINE size_t warmup_count(unsigned bits)
{
#ifdef __POPCNT__
    return static_cast<size_t>(__builtin_popcount(bits));
#else
    bits -= bits >> 1 & 0x5555u;
    bits = (bits & 0x3333u) + (bits >> 2 & 0x3333u);
    bits = (bits + (bits >> 4)) & 0x0f0fu;
    return (bits + (bits >> 8)) & 0x1fu;
#endif
}

template <class T, warmup_map map, size_t g>
CATAPULT_INLINE uint64_t warmup_advance_group(size_t first, size_t strides, size_t enough, const warmup_limits<T>& l,
                                              warmup_states<T>& s)
{
    constexpr size_t w = lanes<T>, part_width = w / parts;
    // With a label the loss may dip below its limit on the way.
    constexpr bool dips = map == warmup_map::labelled;
    const part<T> minus_four = broadcast_part(T(-4));
    part<T> rho[g * parts], delta[g * parts], peak[g * parts], lowest[g * parts];
#pragma GCC unroll 8
    for (size_t j = 0; j < g * parts; ++j) warmup_read(s, first * w + j * part_width, rho[j], delta[j], peak[j]);
    for (size_t done = 0, ended = 0; done < strides && ended < enough; ++done) {
        if (dips) {
#pragma GCC unroll 8
            for (size_t j = 0; j < g * parts; ++j) lowest[j] = peak[j];
        }
        for (size_t i = 0; i < warmup_stride; ++i) {
#pragma GCC unroll 8
            for (size_t j = 0; j < g * parts; ++j) {
                const size_t at = first * w + j * part_width;
                const part<T> p = mul(rho[j], rho[j]);
                peak[j] = larger(p, peak[j]);
                if (dips) lowest[j] = smaller(p, lowest[j]);
                const part<T> start = load_part(l.start + at), omega = load_part(l.omega + at);
                warmup_step<map>(start, omega, minus_four, p, rho[j], delta[j]);
            }
        }
        ended = 0;
        // A lane that ends within this stride stays where it was.
#pragma GCC unroll 4
        for (size_t j = 0; j < g; ++j) {
            const size_t at = (first + j) * w;
            const block<T> after = joined(rho + j * parts), p = mul(after, after), high = larger(p, joined(peak + j * parts));
            const block<T> converged = load(l.converged + at), before = load(s.steps + at);
            const block<T> steps = add(before, broadcast(T(warmup_stride)));
            block<T> low = p;
            if (dips) low = smaller(p, joined(lowest + j * parts));
            const block<T> limited = warmup_limited<T>(l, at, low, high, steps);
            store(s.residual + at, choose_below(converged, limited, after, load(s.residual + at)));
            store(s.drift + at, choose_below(converged, limited, joined(delta + j * parts), load(s.drift + at)));
            store(s.peak + at, choose_below(converged, limited, high, load(s.peak + at)));
            store(s.steps + at, choose_below(converged, limited, steps, before));
            ended += w - warmup_count(lanes_below(converged, limited));
#pragma GCC unroll 2
            for (size_t k = j * parts; k < (j + 1) * parts; ++k)
                warmup_read(s, first * w + k * part_width, rho[k], delta[k], peak[k]);
        }
    }
    return warmup_finish_group<T, map, g>(first, l, s);
}

template <class T, warmup_map map>
uint64_t warmup_advance_map(size_t blocks, size_t strides, size_t enough, const warmup_limits<T>& l, warmup_states<T>& s)
{
    constexpr size_t few = warmup_group < 2 ? warmup_group : 2;
    size_t first = 0;
    uint64_t ended = 0;
    for (; first + warmup_group <= blocks; first += warmup_group)
        ended |= warmup_advance_group<T, map, warmup_group>(first, strides, enough, l, s);
    for (; first < blocks; first += few) ended |= warmup_advance_group<T, map, few>(first, strides, enough, l, s);
    return ended;
}

template <class T>
uint64_t warmup_advance(warmup_map map, size_t blocks, size_t strides, size_t enough, const warmup_limits<T>& limits,
                        warmup_states<T>& states)
{
    switch (map) {
    case warmup_map::plain: return warmup_advance_map<T, warmup_map::plain>(blocks, strides, enough, limits, states);
    case warmup_map::labelled: return warmup_advance_map<T, warmup_map::labelled>(blocks, strides, enough, limits, states);
    case warmup_map::linear: break;
    }
    return warmup_advance_map<T, warmup_map::linear>(blocks, strides, enough, limits, states);
}

template <class T>
void warmup_weights(size_t n, T factor, T* u, T* v, T* product, T* squares)
{
    constexpr size_t w = lanes<T>;
    const block<T> c = broadcast(factor);
    block<T> product0 = broadcast(T(0)), product1 = product0, squares0 = product0, squares1 = product0;
    const auto update = [&](block<T>& ui, block<T>& vi, block<T>& p, block<T>& s) {
        const block<T> new_u = fnma(c, vi, ui);
        vi = fnma(c, ui, vi);
        ui = new_u;
        p = fma(ui, vi, p);
        s = fma(ui, ui, fma(vi, vi, s));
    };
    size_t i = 0;
    for (; i + 2 * w <= n; i += 2 * w) {
        block<T> u0 = load(u + i), v0 = load(v + i), u1 = load(u + i + w), v1 = load(v + i + w);
        update(u0, v0, product0, squares0);
        update(u1, v1, product1, squares1);
        store(u + i, u0), store(v + i, v0), store(u + i + w, u1), store(v + i + w, v1);
    }
    if (i + w <= n) {
        block<T> u0 = load(u + i), v0 = load(v + i);
        update(u0, v0, product0, squares0);
        store(u + i, u0), store(v + i, v0);
        i += w;
    }
    if (i < n) {
        block<T> u1 = load_first(u + i, n - i), v1 = load_first(v + i, n - i);
        update(u1, v1, product1, squares1);
        store_first(u + i, n - i, u1), store_first(v + i, n - i, v1);
    }
    *product = sum(add(product0, product1));
    *squares = sum(add(squares0, squares1));
}

template <class T>
constexpr warmup_kernels<T> warmup_entries = {warmup_trace<T>, warmup_blocks<T>, warmup_advance<T>, warmup_weights<T>};

}  // namespace
}  // namespace catapult::detail
