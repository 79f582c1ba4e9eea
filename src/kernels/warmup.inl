// The warmup model's map, in the universal variables of theory.md, 5, written in deviations:
//     a = a₀ + δ,   φ = ρ + ω,   ρ' = ρ − ρ (a − φρ),   δ' = δ + ρ (aρ − 4φ)
// so that the drift of ηλ keeps its digits however small it is, and ρ its relative accuracy down to zero.

namespace catapult::detail {
namespace {

/// The map on single numbers. What the code below does to blocks is the same, lane by lane.
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

/// Blocks stepped in turns, to hide the latency of each.
constexpr size_t warmup_group = register_blocks >= 32 ? 4 : register_blocks >= 8 ? 2 : 1;

/// One block of steps of one group of lanes; the lanes that want to be looked at.
template <class T, warmup_map map>
CATAPULT_INLINE uint64_t warmup_block(size_t first, warmup_lanes<T>& l)
{
    constexpr size_t w = lanes<T>, g = warmup_group;
    const block<T> four = broadcast(T(4));
    block<T> rho[g], delta[g], peak[g], lowest[g];
    for (size_t j = 0; j < g; ++j) {
        rho[j] = load(l.residual + first + j * w);
        delta[j] = load(l.drift + first + j * w);
        peak[j] = load(l.peak + first + j * w);
        lowest[j] = peak[j];
    }
    for (size_t i = 0; i < warmup_lanes<T>::steps; ++i) {
#pragma GCC unroll 4
        for (size_t j = 0; j < g; ++j) {
            const block<T> start = load(l.start + first + j * w);
            const block<T> p = mul(rho[j], rho[j]);
            peak[j] = larger(p, peak[j]);
            if (map == warmup_map::plain) {
                const block<T> a = add(start, delta[j]);
                const block<T> factor = fnma(rho[j], rho[j], a);
                delta[j] = fma(p, sub(a, four), delta[j]);
                rho[j] = fnma(rho[j], factor, rho[j]);
            } else if (map == warmup_map::labelled) {
                if (i > 0) lowest[j] = smaller(p, lowest[j]);
                const block<T> a = add(start, delta[j]);
                const block<T> phi = add(rho[j], load(l.omega + first + j * w));
                const block<T> factor = fnma(phi, rho[j], a);
                delta[j] = fma(rho[j], fnma(phi, four, mul(a, rho[j])), delta[j]);
                rho[j] = fnma(rho[j], factor, rho[j]);
            } else {
                rho[j] = fnma(rho[j], start, rho[j]);
            }
            store(l.residuals[i] + first + j * w, rho[j]);
            store(l.drifts[i] + first + j * w, delta[j]);
        }
    }
    uint64_t result = 0;
    const block<T> two = broadcast(T(2));
    for (size_t j = 0; j < g; ++j) {
        const block<T> p = mul(rho[j], rho[j]);
        peak[j] = larger(p, peak[j]);
        store(l.residual + first + j * w, rho[j]);
        store(l.drift + first + j * w, delta[j]);
        store(l.peak + first + j * w, peak[j]);
        // With a label the loss may dip within a block; without one, what has converged stays so.
        const block<T> low = map == warmup_map::labelled ? smaller(p, lowest[j]) : p;
        unsigned wanted = lanes_below(low, load(l.converged + first + j * w));
        if (map != warmup_map::labelled) wanted &= lanes_below(add(load(l.start + first + j * w), delta[j]), two);
        wanted |= lanes_below(load(l.divergent + first + j * w), peak[j]);
        result |= static_cast<uint64_t>(wanted) << (first + j * w);
    }
    return result;
}

template <class T, warmup_map map>
uint64_t warmup_advance_map(size_t blocks, warmup_lanes<T>& l, size_t& blocks_done)
{
    uint64_t wanted = 0;
    size_t done = 0;
    do {
        for (size_t first = 0; first < l.count; first += warmup_group * lanes<T>) wanted |= warmup_block<T, map>(first, l);
        ++done;
    } while (wanted == 0 && done < blocks);
    blocks_done = done;
    return wanted;
}

template <class T>
uint64_t warmup_advance(warmup_map map, size_t blocks, warmup_lanes<T>& l, size_t& blocks_done)
{
    if (map == warmup_map::plain) return warmup_advance_map<T, warmup_map::plain>(blocks, l, blocks_done);
    if (map == warmup_map::labelled) return warmup_advance_map<T, warmup_map::labelled>(blocks, l, blocks_done);
    return warmup_advance_map<T, warmup_map::linear>(blocks, l, blocks_done);
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
constexpr warmup_kernels<T> warmup_entries = {warmup_trace<T>, warmup_advance<T>, warmup_weights<T>};

}  // namespace
}  // namespace catapult::detail
