// Many warmup trajectories in the lanes of the processor. When trajectories end, their lanes get the next ones. So all
// lanes stay busy, and no trajectory runs on into denormal numbers.
#ifndef CATAPULT_SRC_EXPERIMENTS_WARMUP_FLOW_HPP
#define CATAPULT_SRC_EXPERIMENTS_WARMUP_FLOW_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "catapult/observables/phase.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"

namespace catapult::detail {

/// A trajectory at step 0.
template <class T>
struct warmup_arrival {
    T start, omega, residual, drift;  ///< a₀, ω, ρ, δ
    std::size_t index;                ///< the caller's index
};

/// Trajectories of one map, side by side.
template <class T>
struct warmup_travellers {
    static constexpr std::size_t count = warmup_states<T>::count;

    alignas(64) warmup_limits<T> limits;
    alignas(64) warmup_states<T> states;
    T first_loss[count];       ///< ρ² at step 0
    std::size_t index[count];  ///< the caller's index

    /// The steps that the i-th has taken.
    std::size_t steps(std::size_t i) const noexcept
    {
        return static_cast<std::size_t>(static_cast<std::int64_t>(states.steps[i]));
    }
};

/// The feed hands out trajectories and takes back their results. It has these members:
///     void rewind(warmup_map)                         start again, with the trajectories of this map
///     unsigned passed_over()                          bits: the other maps that next() has met
///     bool next(warmup_arrival<T>&)                   hand out the next one; false if none is left
///     void settle(const warmup_travellers<T>&, i, outcome)  the i-th has converged or diverged
///     void alone(const warmup_travellers<T>&, i)      continue the i-th from its present state, one step at a time
///     void again(index)                               run this one from its start, one step at a time
template <class T, class Feed>
class warmup_flow {
public:
    warmup_flow(warmup_map map, const stopping_rule& rule, Feed& feed) noexcept : map_(map), rule_(rule), feed_(feed)
    {
        // The last steps of a budget are taken one by one, because the monitor watches their trend. Lanes count in T.
        constexpr std::size_t most = std::size_t(1) << (sizeof(T) == 4 ? 23 : 30);
        const std::size_t steps = rule.max_steps, watched = trend_watch::watched(steps);
        const auto less = [&](std::size_t last) {
            const std::size_t reserve = warmup_stride + 1 + last;
            const std::size_t left = steps < reserve ? 0 : steps - reserve;
            return left < most ? left : most;
        };
        // Lanes compare squares, which do not tell a negative limit from a positive one, or a NaN from no limit. A rule with such
        // limits leaves its trajectories to runs alone.
        if (!(rule.converged_ratio >= 0 && rule.divergent_step >= 0 && rule.divergent_ratio >= 0)) return;
        budget_ = less(watched > falling_steps ? watched : falling_steps);
        falling_budget_ = less(falling_steps);
    }

    void run() noexcept
    {
        const auto advance = kernels<T>().warmup.advance;
        std::size_t blocks = kernels<T>().warmup.blocks();
        for (std::size_t lane = 0; lane < blocks * width; ++lane) fill(lane);
        while (active_ > 0) {
            std::uint64_t ends = advance(map_, blocks, strides, enough, lanes_.limits, lanes_.states);
            for (; ends != 0; ends &= ends - 1) {
                const std::size_t lane = static_cast<std::size_t>(__builtin_ctzll(ends));
                if (ended(lane) || !goes_on(lane)) {
                    --active_;
                    fill(lane);
                }
            }
            if (blocks > few && active_ <= few * width) {
                pack(blocks * width);
                blocks = few;
            }
        }
    }

private:
    static constexpr std::size_t width = block_elements<T>;  // lanes in one block
    static constexpr std::size_t few = 2;                    // this many blocks step fastest if little work is left
    // Lanes step on until `enough` of them have ended, but take no more than so many strides at a time.
    static constexpr std::size_t strides = 16, enough = width / 2;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// Puts a fixed point into the lane, which no limit ends.
    void park(std::size_t lane) noexcept
    {
        warmup_limits<T>& l = lanes_.limits;
        warmup_states<T>& s = lanes_.states;
        l.start[lane] = l.divergent[lane] = 1;
        l.omega[lane] = s.residual[lane] = s.drift[lane] = s.peak[lane] = s.steps[lane] = 0;
        l.converged[lane] = -1;
        l.steps[lane] = std::numeric_limits<T>::infinity();
        lanes_.index[lane] = none;
    }

    /// Gives the lane the next trajectory that needs steps, or parks it if none is left.
    void fill(std::size_t lane) noexcept
    {
        constexpr T unit = std::numeric_limits<T>::epsilon(), least = std::numeric_limits<T>::min();
        const double by_step = rule_.divergent_step * rule_.divergent_step;
        const double largest = static_cast<double>(std::numeric_limits<T>::max()) / 16;
        const double bound = map_ != warmup_map::linear && by_step < largest ? by_step : largest;
        for (warmup_arrival<T> next; feed_.next(next);) {
            const T loss = next.residual * next.residual;
            // The limit is the largest ρ² that T holds within the rule's limit, but never a denormal number.
            const double exact = rule_.converged_ratio * loss;
            T converged = static_cast<T>(exact);
            if (sizeof(T) < sizeof(double))
                converged = static_cast<double>(converged) > exact ? converged * (1 - unit) : converged;
            converged = converged > least ? converged : least;
            // This limit is slightly too low, so that a trajectory leaves its lane a little early. The rule's own
            // limits then decide.
            const double by_ratio = rule_.divergent_ratio * loss;
            const T divergent = static_cast<T>(by_ratio < bound ? by_ratio : bound) * (1 - 8 * unit);
            // A loss that only falls needs fewer watched steps at the end.
            const std::size_t budget = falls(next.start + next.drift, loss) ? falling_budget_ : budget_;
            // The lanes assume a start within the limits. Any other start runs alone, where the first look comes after the
            // first step.
            if (!(budget >= warmup_stride && loss > converged && loss < divergent)) {
                feed_.again(next.index);
                continue;
            }
            warmup_limits<T>& l = lanes_.limits;
            warmup_states<T>& s = lanes_.states;
            l.start[lane] = next.start;
            l.omega[lane] = next.omega;
            l.converged[lane] = converged;
            l.divergent[lane] = divergent;
            l.steps[lane] = static_cast<T>(budget);
            s.residual[lane] = next.residual;
            s.drift[lane] = next.drift;
            s.peak[lane] = lanes_.first_loss[lane] = loss;
            s.steps[lane] = 0;
            lanes_.index[lane] = next.index;
            ++active_;
            return;
        }
        park(lane);
    }

    /// Whether the loss falls at every step to come. For a run without a label, a < 2 is enough: ρ' = ρ (1 − a + ρ²), a
    /// only falls, and a ≥ 2|ρ| gives ρ² ≤ a²/4 ≤ a/2. The test of ρ² covers what rounding has done to a ≥ 2|ρ|.
    bool falls(T a, T loss) const noexcept { return (map_ == warmup_map::plain) & (a < 2) & (loss <= a / 2); }

    /// Whether this state is the last of its run. If it is, the feed gets the result.
    bool ended(std::size_t i) noexcept
    {
        const T residual = lanes_.states.residual[i], a = lanes_.limits.start[i] + lanes_.states.drift[i];
        const T loss = residual * residual, first = lanes_.first_loss[i];
        const double step = map_ == warmup_map::linear ? 0 : std::fabs(static_cast<double>(residual));
        if ((loss <= rule_.converged_ratio * first) & (a < 2)) {
            // (This state is finite. It counts as converged unless the rule's limits call it divergent.)
            if (step <= rule_.divergent_step && loss <= rule_.divergent_ratio * first) {
                feed_.settle(lanes_, i, outcome::converged);
                return true;
            }
        } else if (!(std::isfinite(residual) && std::isfinite(a))) {
            feed_.again(lanes_.index[i]);
            return true;
        }
        if (!(step <= rule_.divergent_step && loss <= rule_.divergent_ratio * first)) {
            feed_.settle(lanes_, i, outcome::divergent);
            return true;
        }
        return false;
    }

    /// Steps a trajectory past a dip, where its loss is below the ratio while ηλ ≥ 2. True if it then goes on in its lane.
    /// Otherwise the feed gets it: it has ended, or is beyond a limit of lanes.
    __attribute__((noinline, cold)) bool goes_on(std::size_t i) noexcept
    {
        warmup_states<T>& s = lanes_.states;
        const warmup_coefficients<T> c{lanes_.limits.start[i], lanes_.limits.omega[i], map_};
        const T last = lanes_.limits.steps[i] - T(warmup_stride);
        T loss = s.residual[i] * s.residual[i];
        while (loss <= rule_.converged_ratio * lanes_.first_loss[i] && s.steps[i] <= last) {
            kernels<T>().warmup.trace(c, 1, s.residual[i], s.drift[i], &s.residual[i], &s.drift[i]);
            s.steps[i] += 1;
            loss = s.residual[i] * s.residual[i];
            if (loss > s.peak[i]) s.peak[i] = loss;
            if (ended(i)) return false;
        }
        if (loss > lanes_.limits.converged[i] && s.peak[i] <= lanes_.limits.divergent[i] && s.steps[i] <= last) return true;
        feed_.alone(lanes_, i);
        return false;
    }

    /// Moves the last few trajectories into the first blocks.
    void pack(std::size_t lanes) noexcept
    {
        const auto move = [](auto& of, std::size_t to, std::size_t from) { of[to] = of[from]; };
        std::size_t to = 0;
        for (std::size_t lane = few * width; lane < lanes; ++lane) {
            if (lanes_.index[lane] == none) continue;
            while (lanes_.index[to] != none) ++to;
            warmup_limits<T>& l = lanes_.limits;
            warmup_states<T>& s = lanes_.states;
            move(l.start, to, lane);
            move(l.omega, to, lane);
            move(l.converged, to, lane);
            move(l.divergent, to, lane);
            move(l.steps, to, lane);
            move(s.residual, to, lane);
            move(s.drift, to, lane);
            move(s.peak, to, lane);
            move(s.steps, to, lane);
            move(lanes_.first_loss, to, lane);
            move(lanes_.index, to, lane);
            lanes_.index[lane] = none;
        }
    }

    warmup_travellers<T> lanes_;
    std::size_t budget_ = 0;          // the most steps in a lane, but for a stride
    std::size_t falling_budget_ = 0;  // the same for a trajectory whose loss only falls
    std::size_t active_ = 0;          // lanes that hold a trajectory
    warmup_map map_;
    stopping_rule rule_;
    Feed& feed_;
};

/// Runs all trajectories of the feed, one map after the other.
template <class T, class Feed>
void warmup_flows(const stopping_rule& rule, Feed& feed) noexcept
{
    unsigned left = 1u << static_cast<unsigned>(warmup_map::plain), done = 0;
    while (left != 0) {
        const auto map = static_cast<warmup_map>(__builtin_ctz(left));
        feed.rewind(map);
        warmup_flow<T, Feed>(map, rule, feed).run();
        done |= 1u << static_cast<unsigned>(map);
        left = (left | feed.passed_over()) & ~done;
    }
}

}  // namespace catapult::detail

#endif
