#include <doctest/doctest.h>

#include <cstring>

#include "support/kernel_harness.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr detail::warmup_map maps[] = {detail::warmup_map::plain, detail::warmup_map::labelled, detail::warmup_map::linear};

template <class T>
constexpr std::size_t count = detail::warmup_states<T>::count;

template <class T>
void fill(T* to, std::uint64_t seed, T scale)
{
    for (std::size_t i = 0; i < count<T>; ++i) to[i] = hurtful<T>(seed + i) * scale;
}

template <class T>
struct lanes_of_runs {
    detail::warmup_limits<T> limits;
    detail::warmup_states<T> states;

    /// Numbers of order `scale`. A large scale leaves few steps before T overflows, a small one many.
    explicit lanes_of_runs(std::uint64_t seed, T scale)
    {
        fill(limits.start, seed, scale);
        fill(limits.omega, seed + 1000, scale);
        fill(limits.converged, seed + 2000, scale);
        fill(limits.divergent, seed + 3000, scale);
        fill(states.residual, seed + 4000, scale);
        fill(states.drift, seed + 5000, scale);
        fill(states.peak, seed + 6000, scale);
    }
};

template <class T>
bool same(const T* a, const T* b)
{
    for (std::size_t i = 0; i < count<T>; ++i)
        if (!same_bits(a[i], b[i])) return false;
    return true;
}

template <class T>
bool same(const detail::warmup_states<T>& a, const detail::warmup_states<T>& b)
{
    return same(a.residual, b.residual) && same(a.drift, b.drift) && same(a.peak, b.peak);
}

}  // namespace

TEST_CASE_TEMPLATE("single trajectories have the scalar kernel's bits", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        for (const detail::warmup_map map : maps)
            for (std::uint64_t seed = 0; seed < 500; ++seed)
                for (const T scale : {T(1), T(0x1p-12)}) {
                    const detail::warmup_coefficients<T> c = {hurtful<T>(4 * seed) * scale, hurtful<T>(4 * seed + 1) * scale,
                                                              map};
                    const T rho = hurtful<T>(4 * seed + 2) * scale, delta = hurtful<T>(4 * seed + 3) * scale;
                    guarded<T> rhos(17, 0, 1), deltas(17, 1, 2), expected_rhos = rhos, expected_deltas = deltas;
                    table<T>(isa::scalar).warmup.trace(c, 17, rho, delta, expected_rhos.data(), expected_deltas.data());
                    table<T>(which).warmup.trace(c, 17, rho, delta, rhos.data(), deltas.data());
                    REQUIRE(rhos.same_bits(expected_rhos));
                    REQUIRE(deltas.same_bits(expected_deltas));
                    REQUIRE((rhos.canaries_alive() && deltas.canaries_alive()));
                }
    });
}

TEST_CASE_TEMPLATE("trajectories in lanes have the scalar kernels' bits, and the same ones are reported", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& scalar = table<T>(isa::scalar).warmup;
        const auto& kernel = table<T>(which).warmup;
        for (const detail::warmup_map map : maps)
            for (std::uint64_t seed = 0; seed < 40; ++seed)
                for (const T scale : {T(1), T(0x1p-12)})
                    for (const std::size_t steps : {1, 2, 9}) {
                        CAPTURE(seed);
                        CAPTURE(steps);
                        const lanes_of_runs<T> start(10000 * seed, scale);
                        for (const bool peaks : {true, false})
                            for (std::size_t blocks = 2; blocks <= 8; blocks += 2) {
                                if (!peaks && map != detail::warmup_map::plain) continue;
                                detail::warmup_states<T> p = start.states, q = start.states;
                                std::uint16_t wanted_p[8] = {}, wanted_q[8] = {};
                                const bool any = scalar.advance(map, peaks, steps, blocks, start.limits, start.states, p,
                                                                wanted_p);
                                REQUIRE(kernel.advance(map, peaks, steps, blocks, start.limits, start.states, q, wanted_q) ==
                                        any);
                                REQUIRE(same(p, q));
                                REQUIRE(std::memcmp(wanted_p, wanted_q, sizeof wanted_p) == 0);
                            }
                        detail::warmup_states<T> p = start.states, q = start.states;
                        T taken_p[count<T>], taken_q[count<T>];
                        scalar.finish(map, steps, start.limits, p, taken_p);
                        kernel.finish(map, steps, start.limits, q, taken_q);
                        REQUIRE(same(p, q));
                        REQUIRE(same(taken_p, taken_q));
                    }
    });
}
