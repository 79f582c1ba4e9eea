#include <doctest/doctest.h>

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
        for (std::size_t i = 0; i < count<T>; ++i) {
            states.steps[i] = static_cast<T>(i % 5);
            limits.steps[i] = static_cast<T>(17 * i % 101);
        }
    }
};

template <class T>
bool same(const detail::warmup_states<T>& a, const detail::warmup_states<T>& b, std::size_t lane)
{
    return same_bits(a.residual[lane], b.residual[lane]) && same_bits(a.drift[lane], b.drift[lane]) &&
           same_bits(a.peak[lane], b.peak[lane]) && same_bits(a.steps[lane], b.steps[lane]);
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

TEST_CASE_TEMPLATE("trajectories in lanes have the scalar kernels' bits, and the same ones end", T, float, double)
{
    constexpr std::size_t width = 64 / sizeof(T), never = count<T> + 1, most = 3;
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& scalar = table<T>(isa::scalar).warmup;
        const auto& kernel = table<T>(which).warmup;
        REQUIRE(kernel.blocks() * width <= count<T>);
        for (const detail::warmup_map map : maps)
            for (std::uint64_t seed = 0; seed < 40; ++seed)
                for (const T scale : {T(1), T(0x1p-12)})
                    for (const std::size_t blocks : {std::size_t(2), kernel.blocks()}) {
                        CAPTURE(seed);
                        CAPTURE(blocks);
                        const lanes_of_runs<T> start(10000 * seed, scale);
                        detail::warmup_states<T> expected[most + 1], early = start.states;
                        std::uint64_t ended[most + 1];
                        for (std::size_t strides = 0; strides <= most; ++strides) {
                            CAPTURE(strides);
                            detail::warmup_states<T> q = start.states;
                            expected[strides] = start.states;
                            ended[strides] = scalar.advance(map, blocks, strides, never, start.limits, expected[strides]);
                            REQUIRE(kernel.advance(map, blocks, strides, never, start.limits, q) == ended[strides]);
                            for (std::size_t lane = 0; lane < count<T>; ++lane) REQUIRE(same(q, expected[strides], lane));
                        }
                        // When lanes stop may depend on the set, what they do until then does not.
                        const std::uint64_t ends = kernel.advance(map, blocks, most, 3, start.limits, early);
                        for (std::size_t lane = 0; lane < blocks * width; ++lane) {
                            CAPTURE(lane);
                            bool found = false;
                            for (std::size_t strides = 0; strides <= most; ++strides)
                                found = found || (same(early, expected[strides], lane) &&
                                                  (ends >> lane & 1) == (ended[strides] >> lane & 1));
                            REQUIRE(found);
                        }
                    }
    });
}

TEST_CASE_TEMPLATE("lanes stop at their ends, with the steps of single trajectories", T, float, double)
{
    for_each_isa_and_filling([](isa which) {
        CAPTURE(isa_name(which));
        const auto& kernel = table<T>(which).warmup;
        const std::size_t used = kernel.blocks() * 64 / sizeof(T);
        for (const detail::warmup_map map : maps) {
            lanes_of_runs<T> run(0, 0);
            const T omega = map == detail::warmup_map::labelled ? T(0x1p-8) : T(0);
            for (std::size_t i = 0; i < count<T>; ++i) {
                // ηλ₀ from 0.1 to 1.9 and from 4.1 to 4.9: the loss converges, or diverges.
                const double place = static_cast<double>(i) / count<T>;
                run.limits.start[i] = static_cast<T>(i % 2 == 0 ? 0.1 + 1.8 * place : 4.1 + 0.8 * place);
                run.limits.omega[i] = omega;
                run.limits.converged[i] = T(1e-10);
                run.limits.divergent[i] = T(1e3);
                run.limits.steps[i] = i % 8 == 0 ? T(90) : T(1e6);
                run.states.residual[i] = T(0x1p-7);
                run.states.drift[i] = 0;
                run.states.peak[i] = T(0x1p-14);
                run.states.steps[i] = 0;
            }
            const std::uint64_t ended = kernel.advance(map, kernel.blocks(), 10, count<T>, run.limits, run.states);
            for (std::size_t i = 0; i < used; ++i) {
                CAPTURE(i);
                const detail::warmup_coefficients<T> c = {run.limits.start[i], run.limits.omega[i], map};
                T rho = T(0x1p-7), delta = 0, peak = rho * rho;
                std::size_t steps = 0;
                const auto inside = [&] { return rho * rho > run.limits.converged[i] && peak <= run.limits.divergent[i]; };
                while (inside() && T(steps) < run.states.steps[i]) {
                    kernel.trace(c, 1, rho, delta, &rho, &delta);
                    ++steps;
                    if (rho * rho > peak) peak = rho * rho;
                }
                REQUIRE(run.states.steps[i] == T(steps));
                REQUIRE((same_bits(run.states.residual[i], rho) && same_bits(run.states.drift[i], delta)));
                REQUIRE(same_bits(run.states.peak[i], peak));
                const bool out = run.states.steps[i] + T(detail::warmup_stride) > run.limits.steps[i];
                REQUIRE((ended >> i & 1) == (!inside() || out));
                REQUIRE(run.states.steps[i] <= run.limits.steps[i] + T(detail::warmup_stride));
                if (i % 2 == 1) REQUIRE(!inside());
            }
        }
    });
}
