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

/// The map on blocks of lanes. p = ρ².
template <warmup_map map, class T>
CATAPULT_INLINE void warmup_step(const T* starts, const T* omegas, block<T> p, block<T>& rho, block<T>& delta)
{
    const block<T> start = load(starts), four = broadcast(T(4));
    if (map == warmup_map::plain) {
        const block<T> a = add(start, delta);
        const block<T> factor = fnma(rho, rho, a);
        delta = fma(p, sub(a, four), delta);
        rho = fnma(rho, factor, rho);
    } else if (map == warmup_map::labelled) {
        const block<T> a = add(start, delta);
        const block<T> phi = add(rho, load(omegas));
        const block<T> factor = fnma(phi, rho, a);
        delta = fma(rho, fnma(phi, four, mul(a, rho)), delta);
        rho = fnma(rho, factor, rho);
    } else {
        rho = fnma(rho, start, rho);
    }
}

/// The number of blocks that are stepped in turn, to hide the latency of three dependent operations a step.
constexpr size_t warmup_group = register_blocks >= 32 ? 8 : register_blocks >= 8 ? 2 : 1;

template <class T, warmup_map map, bool peaks, size_t g>
CATAPULT_INLINE bool warmup_advance_group(size_t steps, size_t first, const warmup_limits<T>& l, const warmup_states<T>& now,
                                          warmup_states<T>& next, uint16_t* wanted)
{
    constexpr size_t w = lanes<T>;
    unsigned all = ~0u;
    // With a label the loss may dip below its limit on the way. Without one, a lane that has converged stays converged.
    constexpr bool dips = map == warmup_map::labelled;
    block<T> rho[g], delta[g], peak[g], lowest[g];
#pragma GCC unroll 8
    for (size_t j = 0; j < g; ++j) {
        const size_t at = (first + j) * w;
        rho[j] = load(now.residual + at);
        delta[j] = load(now.drift + at);
        peak[j] = load(now.peak + at);
        lowest[j] = peak[j];
    }
    for (size_t i = 0; i < steps; ++i) {
#pragma GCC unroll 8
        for (size_t j = 0; j < g; ++j) {
            const size_t at = (first + j) * w;
            const block<T> p = mul(rho[j], rho[j]);
            if (peaks) peak[j] = larger(p, peak[j]);
            if (dips && i > 0) lowest[j] = smaller(p, lowest[j]);
            warmup_step<map>(l.start + at, l.omega + at, p, rho[j], delta[j]);
        }
    }
#pragma GCC unroll 8
    for (size_t j = 0; j < g; ++j) {
        const size_t at = (first + j) * w;
        block<T> p = mul(rho[j], rho[j]);
        if (peaks) peak[j] = larger(p, peak[j]);
        store(next.residual + at, rho[j]);
        store(next.drift + at, delta[j]);
        store(next.peak + at, peak[j]);
        if (dips) p = smaller(p, lowest[j]);
        lowest[j] = p;
        unsigned goes_on = lanes_below(load(l.converged + at), p);
        if (peaks) goes_on &= ~lanes_below(load(l.divergent + at), peak[j]);
        all &= goes_on;
    }
    constexpr unsigned every = (1u << w) - 1;
    for (size_t j = 0; j < g; ++j) wanted[first + j] = 0;
    if ((all & every) == every) return false;
        // Rare: some lane has passed a limit. Finds out which.
#pragma GCC unroll 8
    for (size_t j = 0; j < g; ++j) {
        const size_t at = (first + j) * w;
        unsigned ends = every ^ lanes_below(load(l.converged + at), lowest[j]);
        if (peaks) ends |= lanes_below(load(l.divergent + at), peak[j]);
        wanted[first + j] = static_cast<uint16_t>(ends);
    }
    return true;
}

template <class T, warmup_map map, bool peaks>
bool warmup_advance_map(size_t steps, size_t blocks, const warmup_limits<T>& l, const warmup_states<T>& now,
                        warmup_states<T>& next, uint16_t* wanted)
{
    constexpr size_t few = warmup_group < 2 ? warmup_group : 2;
    size_t first = 0;
    bool any = false;
    for (; first + warmup_group <= blocks; first += warmup_group)
        any |= warmup_advance_group<T, map, peaks, warmup_group>(steps, first, l, now, next, wanted);
    for (; first < blocks; first += few) any |= warmup_advance_group<T, map, peaks, few>(steps, first, l, now, next, wanted);
    return any;
}

template <class T>
bool warmup_advance(warmup_map map, bool peaks, size_t steps, size_t blocks, const warmup_limits<T>& limits,
                    const warmup_states<T>& now, warmup_states<T>& next, uint16_t* wanted)
{
    switch (map) {
    case warmup_map::plain:
        if (!peaks) return warmup_advance_map<T, warmup_map::plain, false>(steps, blocks, limits, now, next, wanted);
        return warmup_advance_map<T, warmup_map::plain, true>(steps, blocks, limits, now, next, wanted);
    case warmup_map::labelled: return warmup_advance_map<T, warmup_map::labelled, true>(steps, blocks, limits, now, next, wanted);
    case warmup_map::linear: break;
    }
    return warmup_advance_map<T, warmup_map::linear, true>(steps, blocks, limits, now, next, wanted);
}

template <class T, warmup_map map>
void warmup_finish_map(size_t steps, const warmup_limits<T>& l, warmup_states<T>& states, T* taken)
{
    constexpr size_t w = lanes<T>, g = warmup_group < 4 ? warmup_group : 4;
    const block<T> zero = broadcast(T(0)), one = broadcast(T(1)), out = broadcast(T(-1));
    for (size_t first = 0; first < states.count; first += g * w) {
        block<T> rho[g], delta[g], peak[g], count[g];
#pragma GCC unroll 8
        for (size_t j = 0; j < g; ++j) {
            const size_t at = first + j * w;
            rho[j] = load(states.residual + at);
            delta[j] = load(states.drift + at);
            peak[j] = load(states.peak + at);
            count[j] = zero;
        }
        for (size_t i = 0; i <= steps; ++i) {
#pragma GCC unroll 8
            for (size_t j = 0; j < g; ++j) {
                const size_t at = first + j * w;
                const block<T> p = mul(rho[j], rho[j]);
                peak[j] = larger(p, peak[j]);
                if (i == steps) continue;
                // A p above the upper limit is replaced by a value below the lower one, so that one comparison finds
                // both.
                const block<T> limited = choose_below(load(l.divergent + at), p, out, p);
                const block<T> converged = load(l.converged + at);
                block<T> next_rho = rho[j], next_delta = delta[j];
                warmup_step<map>(l.start + at, l.omega + at, p, next_rho, next_delta);
                rho[j] = choose_below(converged, limited, next_rho, rho[j]);
                delta[j] = choose_below(converged, limited, next_delta, delta[j]);
                count[j] = add(count[j], choose_below(converged, limited, one, zero));
            }
        }
#pragma GCC unroll 8
        for (size_t j = 0; j < g; ++j) {
            const size_t at = first + j * w;
            store(states.residual + at, rho[j]);
            store(states.drift + at, delta[j]);
            store(states.peak + at, peak[j]);
            store(taken + at, count[j]);
        }
    }
}

template <class T>
void warmup_finish(warmup_map map, size_t steps, const warmup_limits<T>& limits, warmup_states<T>& states, T* taken)
{
    switch (map) {
    case warmup_map::plain: return warmup_finish_map<T, warmup_map::plain>(steps, limits, states, taken);
    case warmup_map::labelled: return warmup_finish_map<T, warmup_map::labelled>(steps, limits, states, taken);
    case warmup_map::linear: return warmup_finish_map<T, warmup_map::linear>(steps, limits, states, taken);
    }
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
constexpr warmup_kernels<T> warmup_entries = {warmup_trace<T>, warmup_advance<T>, warmup_finish<T>, warmup_weights<T>};

}  // namespace
}  // namespace catapult::detail
