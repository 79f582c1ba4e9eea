// Many warmup trajectories in the lanes of the processor. When a trajectory ends, its lane gets the next one. So all
// lanes stay busy, and no trajectory runs on into denormal numbers.
//
// All lanes take a stride of several steps together and are looked at only after it. A trajectory that crossed a limit
// within the stride is put back to its state before the stride and moves to a queue. The queue steps together as well,
// until each of its trajectories has reached its end.
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

/// Trajectories of one map, side by side.
template <class T>
struct warmup_travellers {
    static constexpr std::size_t count = warmup_states<T>::count;

    alignas(64) warmup_limits<T> limits;
    alignas(64) warmup_states<T> states;
    T first_loss[count];       ///< ρ² at step 0
    std::size_t steps[count];  ///< steps taken so far; in lanes_, the clock at step 0
    std::size_t index[count];  ///< the caller's index
    bool rises[count];         ///< whether the loss may still reach a new peak
};

/// The feed hands out trajectories and takes back their results. It has these members:
///     void rewind(warmup_map)                         start again, with the trajectories of this map
///     unsigned passed_over()                          bits: the other maps that take() has met
///     size_t take(warmup_travellers<T>&)              hand out the next ones at step 0 (a₀, ω, ρ, δ, index); 0 if none
///     void settle(const warmup_travellers<T>&, i, outcome)  the i-th has converged or diverged
///     void alone(const warmup_travellers<T>&, i)      continue the i-th from its present state, one step at a time
///     void again(index)                               run this one from its start, one step at a time
template <class T, class Feed>
class warmup_flow {
    using states = warmup_states<T>;
    using travellers = warmup_travellers<T>;

public:
    warmup_flow(warmup_map map, const stopping_rule& rule, Feed& feed) noexcept : map_(map), rule_(rule), feed_(feed)
    {
        const std::size_t most = none / 4;
        // The last steps of a budget are taken one by one, because the monitor watches their trend.
        const std::size_t steps = rule.max_steps < most ? rule.max_steps : most, watched = trend_watch::watched(steps);
        const auto less = [&](std::size_t last) {
            const std::size_t reserve = long_stride + 1 + last;
            return steps < reserve + short_stride ? 0 : steps - reserve;
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
        std::size_t all[count];
        for (std::size_t lane = 0; lane < count; ++lane) all[lane] = lane;
        refill(all, count);
        for (;;) {
            while (active_ > 0) {
                const bool any = advance(map_, rising_ > 0, stride_, blocks_, lanes_.limits, *now_, *next_, wanted_);
                states* const before = now_;
                now_ = next_;
                next_ = before;
                clock_ += stride_;
                if (any) retire(*before);
                if (clock_ >= deadline_) finish_late();
                if (exhausted_ && blocks_ > few && active_ <= few * width) pack();
            }
            if (queued_ == 0) return;
            finish();
            refill(all, waiting_ < blocks_ * width ? waiting_ : blocks_ * width);
        }
    }

private:
    static constexpr std::size_t count = states::count;
    static constexpr std::size_t width = block_elements<T>;  // lanes in one block
    static constexpr std::size_t few = 2;                    // this many blocks step fastest if little work is left
    // Steps between two looks. Short trajectories use the short stride: the steps wasted at the end of each cost more
    // than the looks do.
    static constexpr std::size_t short_stride = 16, long_stride = 32, long_run = 400;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// Puts a fixed point into the lane, which no limit ends.
    static void park(travellers& t, states& s, std::size_t i) noexcept
    {
        t.limits.start[i] = 1;
        t.limits.omega[i] = s.residual[i] = s.drift[i] = s.peak[i] = 0;
        t.limits.converged[i] = -1;
        t.limits.divergent[i] = 1;
        t.index[i] = none;
    }

    /// Copies all members except the number of steps.
    static void copy(travellers& to, states& to_states, std::size_t i, const travellers& from, const states& from_states,
                     std::size_t j) noexcept
    {
        to.limits.start[i] = from.limits.start[j];
        to.limits.omega[i] = from.limits.omega[j];
        to.limits.converged[i] = from.limits.converged[j];
        to.limits.divergent[i] = from.limits.divergent[j];
        to_states.residual[i] = from_states.residual[j];
        to_states.drift[i] = from_states.drift[j];
        to_states.peak[i] = from_states.peak[j];
        to.first_loss[i] = from.first_loss[j];
        to.index[i] = from.index[j];
    }

    /// Sets the limits of trajectories that are at step 0.
    void set_limits(travellers& t, std::size_t size) const noexcept
    {
        constexpr T unit = std::numeric_limits<T>::epsilon(), least = std::numeric_limits<T>::min();
        const double by_step = rule_.divergent_step * rule_.divergent_step;
        const double largest = static_cast<double>(std::numeric_limits<T>::max()) / 16;
        const double bound = map_ != warmup_map::linear && by_step < largest ? by_step : largest;
        for (std::size_t i = 0; i < size; ++i) {
            const T loss = t.states.residual[i] * t.states.residual[i];
            t.states.peak[i] = t.first_loss[i] = loss;
            // The limit is the largest ρ² that T holds within the rule's limit, but never a denormal number.
            const double exact = rule_.converged_ratio * loss;
            T converged = static_cast<T>(exact);
            if (sizeof(T) < sizeof(double))
                converged = static_cast<double>(converged) > exact ? converged * (1 - unit) : converged;
            t.limits.converged[i] = converged > least ? converged : least;
            // This limit is slightly too low, so that a trajectory leaves its lane a little early. The rule's own
            // limits then decide.
            const double by_ratio = rule_.divergent_ratio * loss;
            t.limits.divergent[i] = static_cast<T>(by_ratio < bound ? by_ratio : bound) * (1 - 8 * unit);
        }
    }

    /// Makes sure that arrivals_ holds a trajectory that needs steps. False if none is left.
    bool arrived() noexcept
    {
        while (met_ == arrived_ && !exhausted_) {
            const std::size_t taken = feed_.take(arrivals_);
            exhausted_ = taken == 0;
            set_limits(arrivals_, taken);
            met_ = arrived_ = 0;
            for (std::size_t i = 0; i < taken; ++i) {
                // The lanes assume a start within the limits. Any other start runs alone, where the first look comes
                // after the first step.
                const bool within = arrivals_.first_loss[i] > arrivals_.limits.converged[i] &&
                                    arrivals_.first_loss[i] < arrivals_.limits.divergent[i];
                if (budget_ == 0 || !within) {
                    feed_.again(arrivals_.index[i]);
                    continue;
                }
                const T a = arrivals_.limits.start[i] + arrivals_.states.drift[i];
                arrivals_.rises[arrived_] = !falls(a, arrivals_.first_loss[i]);
                arrivals_.steps[arrived_] = 0;
                if (arrived_ < i) copy(arrivals_, arrivals_.states, arrived_, arrivals_, arrivals_.states, i);
                ++arrived_;
            }
        }
        return met_ < arrived_;
    }

    /// Whether the loss falls at every step to come. For a run without a label, a < 2 is enough: ρ' = ρ (1 − a + ρ²), a
    /// only falls, and a ≥ 2|ρ| gives ρ² ≤ a²/4 ≤ a/2. The test of ρ² covers what rounding has done to a ≥ 2|ρ|.
    bool falls(T a, T loss) const noexcept { return (map_ == warmup_map::plain) & (a < 2) & (loss <= a / 2); }

    /// Puts the next trajectories into the free lanes. Parks the lanes for which none is left.
    void refill(const std::size_t* free, std::size_t size) noexcept
    {
        std::size_t i = 0;
        if (waiting_ > 0) {
            i = waiting_ < size ? waiting_ : size;
            waiting_ -= i;
            enter(free, i, resumed_, waiting_);
        }
        while (i < size && arrived()) {
            const std::size_t next = size - i < arrived_ - met_ ? size - i : arrived_ - met_;
            enter(free + i, next, arrivals_, met_);
            met_ += next;
            i += next;
        }
        active_ += i;
        for (; i < size; ++i) park(lanes_, *now_, free[i]);
    }

    /// The steps that a trajectory may take in a lane. A loss that only falls needs fewer watched steps at the end.
    std::size_t budget_of(bool rises) const noexcept { return rises ? budget_ : falling_budget_; }

    void enter(const std::size_t* free, std::size_t size, const travellers& from, std::size_t first) noexcept
    {
        const std::size_t clock = clock_;
        std::size_t earliest = none, rising = 0;
        for (std::size_t i = 0; i < size; ++i) {
            copy(lanes_, *now_, free[i], from, from.states, first + i);
            lanes_.rises[free[i]] = from.rises[first + i];
            rising += from.rises[first + i];
            const std::size_t begin = clock - from.steps[first + i];
            lanes_.steps[free[i]] = begin;
            const std::size_t due = begin + budget_of(from.rises[first + i]);
            earliest = due < earliest ? due : earliest;
        }
        rising_ += rising;
        deadline_ = earliest < deadline_ ? earliest : deadline_;
    }

    void retire(const states& before) noexcept
    {
        std::size_t gone[count];
        std::size_t going = 0;
        for (std::size_t b = 0; b < blocks_; ++b)
            for (unsigned wanted = wanted_[b]; wanted != 0; wanted &= wanted - 1)
                gone[going++] = b * width + static_cast<std::size_t>(__builtin_ctz(wanted));
        const std::size_t stride = stride_, clock = clock_ - stride;  // the clock of `before`; finish() below may change stride_
        if (queued_ + going > count) finish();
        queue_stride_ = stride > queue_stride_ ? stride : queue_stride_;
        const std::size_t queued = queued_;
        std::size_t rising = 0;
        for (std::size_t i = 0; i < going; ++i) {
            copy(queue_, queue_.states, queued + i, lanes_, before, gone[i]);
            queue_.steps[queued + i] = clock - lanes_.steps[gone[i]];
            rising += lanes_.rises[gone[i]];
        }
        rising_ -= rising;
        queued_ += going;
        active_ -= going;
        refill(gone, going);
    }

    /// Steps all trajectories in the queue until each has reached its end.
    void finish() noexcept
    {
        for (std::size_t i = queued_; i < count; ++i) park(queue_, queue_.states, i);
        alignas(64) T taken[count];
        kernels<T>().warmup.finish(map_, queue_stride_, queue_.limits, queue_.states, taken);
        std::size_t total = 0;
        for (std::size_t i = 0; i < queued_; ++i)
            total += queue_.steps[i] += static_cast<std::size_t>(static_cast<int>(taken[i]));
        const std::size_t size = queued_;
        for (std::size_t i = 0; i < size; ++i)
            if (!ended(queue_, i)) wake(i);
        stride_ = total > long_run * size ? long_stride : short_stride;
        queued_ = queue_stride_ = 0;
    }

    /// Whether this state is the last of its run. If it is, the feed gets the result.
    bool ended(const travellers& t, std::size_t i) noexcept
    {
        const T residual = t.states.residual[i], a = t.limits.start[i] + t.states.drift[i];
        const T loss = residual * residual;
        const double step = map_ == warmup_map::linear ? 0 : std::fabs(static_cast<double>(residual));
        if ((loss <= rule_.converged_ratio * t.first_loss[i]) & (a < 2)) {
            // (This state is finite. It counts as converged unless the rule's limits call it divergent.)
            if (step <= rule_.divergent_step && loss <= rule_.divergent_ratio * t.first_loss[i]) {
                feed_.settle(t, i, outcome::converged);
                return true;
            }
        } else if (!(std::isfinite(residual) && std::isfinite(a))) {
            feed_.again(t.index[i]);
            return true;
        }
        if (!(step <= rule_.divergent_step && loss <= rule_.divergent_ratio * t.first_loss[i])) {
            feed_.settle(t, i, outcome::divergent);
            return true;
        }
        return false;
    }

    /// Handles queue_[i], whose loss fell below the ratio while ηλ ≥ 2 and so has not converged. It is stepped past
    /// this dip. Then it goes back to a lane if it is within the limits of lanes, and otherwise on alone.
    __attribute__((noinline, cold)) void wake(std::size_t i) noexcept
    {
        T &residual = queue_.states.residual[i], &drift = queue_.states.drift[i], &peak = queue_.states.peak[i];
        const warmup_coefficients<T> c{queue_.limits.start[i], queue_.limits.omega[i], map_};
        T loss = residual * residual;
        while (loss <= rule_.converged_ratio * queue_.first_loss[i] && queue_.steps[i] < budget_) {
            kernels<T>().warmup.trace(c, 1, residual, drift, &residual, &drift);
            ++queue_.steps[i];
            loss = residual * residual;
            if (loss > peak) peak = loss;
            if (ended(queue_, i)) return;
        }
        if (loss > queue_.limits.converged[i] && peak <= queue_.limits.divergent[i] && queue_.steps[i] < budget_) {
            copy(resumed_, resumed_.states, waiting_, queue_, queue_.states, i);
            resumed_.rises[waiting_] = true;
            resumed_.steps[waiting_++] = queue_.steps[i];
        } else {
            feed_.alone(queue_, i);
        }
    }

    /// Hands the trajectories whose budget in lanes is used up to the feed, which continues them alone.
    void finish_late() noexcept
    {
        deadline_ = none;
        for (std::size_t lane = 0; lane < count; ++lane) {
            if (lanes_.index[lane] == none) continue;
            const std::size_t due = lanes_.steps[lane] + budget_of(lanes_.rises[lane]);
            if (due > clock_) {
                if (due < deadline_) deadline_ = due;
                continue;
            }
            if (queued_ == count) finish();
            copy(queue_, queue_.states, queued_, lanes_, *now_, lane);
            queue_.steps[queued_] = clock_ - lanes_.steps[lane];
            feed_.alone(queue_, queued_);
            rising_ -= lanes_.rises[lane];
            --active_;
            refill(&lane, 1);
        }
    }

    /// Moves the last few trajectories into the first blocks.
    void pack() noexcept
    {
        std::size_t to = 0;
        for (std::size_t lane = few * width; lane < blocks_ * width; ++lane) {
            if (lanes_.index[lane] == none) continue;
            while (lanes_.index[to] != none) ++to;
            copy(lanes_, *now_, to, lanes_, *now_, lane);
            lanes_.steps[to] = lanes_.steps[lane];
            lanes_.rises[to] = lanes_.rises[lane];
            lanes_.index[lane] = none;
        }
        blocks_ = few;
    }

    travellers lanes_;
    states other_;
    states* now_ = &lanes_.states;
    states* next_ = &other_;
    travellers arrivals_;
    travellers queue_;
    travellers resumed_;
    std::uint16_t wanted_[count / width];
    std::size_t stride_ = short_stride;
    std::size_t blocks_ = count / width;
    std::size_t clock_ = 0;           // steps done by the lanes
    std::size_t deadline_ = none;     // no budget in lanes ends before this clock
    std::size_t budget_ = 0;          // the most steps in a lane
    std::size_t falling_budget_ = 0;  // the same for a trajectory whose loss only falls
    std::size_t active_ = 0;
    std::size_t rising_ = 0;
    std::size_t met_ = 0;  // arrivals that have been given a lane
    std::size_t arrived_ = 0;
    std::size_t queued_ = 0;
    std::size_t queue_stride_ = 0;  // no trajectory in the queue needs more steps than this
    std::size_t waiting_ = 0;       // trajectories in resumed_
    bool exhausted_ = false;
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
