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
constexpr warmup_kernels<T> warmup_entries = {warmup_trace<T>, warmup_weights<T>};

}  // namespace
}  // namespace catapult::detail
