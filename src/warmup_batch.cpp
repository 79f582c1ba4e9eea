#include "catapult/warmup_batch.hpp"

#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"
#include "warmup_access.hpp"

namespace catapult {

namespace {

/// One pass over the models of one map. A lane whose trajectory ends is given the next one, so that all lanes work, and
/// none goes on into denormals.
template <class T>
class warmup_batch {
    using access = detail::warmup_access<T>;
    using lanes = detail::warmup_lanes<T>;

public:
    warmup_batch(detail::warmup_map map, span<warmup_model<T>> models, const stopping_rule& rule,
                 span<run_summary> summaries) noexcept
        : map_(map), models_(models), rule_(rule), summaries_(summaries)
    {
        for (std::size_t& index : index_) index = none;
    }

    void run() noexcept
    {
        for (std::size_t lane = 0; lane < lanes::count; ++lane) refill(lane);
        const auto advance = detail::kernels<T>().warmup.advance;
        while (active_ > 0) {
            std::size_t done = 0;
            std::uint64_t wanted = advance(map_, deadline_ > clock_ ? deadline_ - clock_ : 1, lanes_, done);
            clock_ += done;
            for (; wanted != 0; wanted &= wanted - 1) {
                const auto lane = static_cast<std::size_t>(__builtin_ctzll(wanted));
                if (look(lane)) refill(lane);
            }
            if (clock_ >= deadline_) finish_late();
        }
    }

private:
    // The last steps of a budget are taken one by one: their trend counts.
    static constexpr std::size_t reserve = 2;
    static_assert(lanes::steps >= falling_steps);

    /// Gives the lane the next model that needs steps, or parks it at a fixed point.
    void refill(std::size_t lane) noexcept
    {
        if (index_[lane] != none) {
            index_[lane] = none;
            --active_;
        }
        for (; next_ < models_.size(); ++next_) {
            const warmup_model<T>& m = models_[next_];
            if (access::coefficients(m).map != map_) continue;
            const T loss = access::residual(m) * access::residual(m);
            const bool over = loss <= rule_.converged_ratio * loss && m.eta_lambda() < 2;
            if (over || rule_.max_steps < 2 * reserve * lanes::steps) {
                run_alone(next_);
                continue;
            }
            load(lane, m, loss);
            index_[lane] = next_++;
            ++active_;
            return;
        }
        lanes_.start[lane] = 1;
        lanes_.omega[lane] = lanes_.residual[lane] = lanes_.drift[lane] = lanes_.peak[lane] = lanes_.converged[lane] = 0;
        lanes_.divergent[lane] = 1;
    }

    void load(std::size_t lane, const warmup_model<T>& m, T loss) noexcept
    {
        constexpr T unit = std::numeric_limits<T>::epsilon();
        const auto c = access::coefficients(m);
        lanes_.start[lane] = c.start;
        lanes_.omega[lane] = c.omega;
        lanes_.residual[lane] = access::residual(m);
        lanes_.drift[lane] = access::drift(m);
        lanes_.peak[lane] = loss;
        start_loss_[lane] = loss;
        begin_[lane] = clock_;
        // The lane asks to be looked at a little early; what ends it is decided on the exact limits.
        lanes_.converged[lane] = static_cast<T>(rule_.converged_ratio * loss) * (1 + 4 * unit) + std::numeric_limits<T>::min();
        double bound = rule_.divergent_ratio * loss;
        const double by_step = rule_.divergent_step * rule_.divergent_step;
        if (map_ != detail::warmup_map::linear && by_step < bound) bound = by_step;
        const double largest = static_cast<double>(std::numeric_limits<T>::max()) / 16;
        lanes_.divergent[lane] = static_cast<T>(bound < largest ? bound : largest) * (1 - 8 * unit);
        const std::size_t blocks = clock_ + rule_.max_steps / lanes::steps - reserve;
        if (blocks < deadline_) deadline_ = blocks;
    }

    /// Whether the trajectory ended within the last block; if so it is settled.
    bool look(std::size_t lane) noexcept
    {
        const double start_loss = start_loss_[lane];
        const double converged = rule_.converged_ratio * start_loss;
        const T start = lanes_.start[lane];
        const auto in = [&](std::size_t k) {
            const T residual = lanes_.residuals[k][lane];
            return (residual * residual <= converged) & (start + lanes_.drifts[k][lane] < 2);
        };
        if (map_ == detail::warmup_map::labelled || lanes_.divergent[lane] < lanes_.peak[lane]) return look_closely(lane, in);
        // Without a label what has converged stays so: ρ(1 − a + ρ²) shrinks |ρ| while a < 2, and a falls.
        if (!in(lanes::steps - 1)) return false;
        std::size_t k = 0;
        for (std::size_t half = lanes::steps / 2; half > 0; half /= 2) k += in(k + half - 1) ? 0 : half;
        settle(lane, k, outcome::converged, lanes_.peak[lane]);
        return true;
    }

    template <class In>
    bool look_closely(std::size_t lane, In&& in) noexcept
    {
        const double divergent = rule_.divergent_ratio * start_loss_[lane];
        const bool linear = map_ == detail::warmup_map::linear;
        for (std::size_t k = 0; k < lanes::steps; ++k) {
            const T residual = lanes_.residuals[k][lane];
            const T loss = residual * residual;
            const double step = linear ? 0 : std::fabs(static_cast<double>(residual));
            const bool out = !(step <= rule_.divergent_step && loss <= divergent);
            if (!out && !in(k)) continue;
            // The peak of the lane covers the whole block. At a divergence the last loss is the largest, and after a
            // convergence all are smaller than the first, unless a label makes an odd case of it: that one is run again.
            bool odd = !std::isfinite(residual) || !std::isfinite(lanes_.drifts[k][lane]);
            for (std::size_t later = k + 1; !out && later < lanes::steps; ++later)
                odd = odd || !(lanes_.residuals[later][lane] * lanes_.residuals[later][lane] <= start_loss_[lane]);
            if (odd)
                run_alone(index_[lane]);
            else
                settle(lane, k, out ? outcome::divergent : outcome::converged, out ? loss : lanes_.peak[lane]);
            return true;
        }
        return false;
    }

    /// The trajectory has ended with step k of the last block.
    void settle(std::size_t lane, std::size_t k, outcome end, T peak) noexcept
    {
        warmup_model<T>& m = models_[index_[lane]];
        const T residual = lanes_.residuals[k][lane];
        run_summary s;
        s.end = end;
        s.steps = (clock_ - 1 - begin_[lane]) * lanes::steps + k + 1;
        s.eta = m.problem().eta;
        s.lambda_initial = m.lambda();
        s.loss_initial = start_loss_[lane];
        s.loss_peak = peak;
        s.loss_final = residual * residual;
        access::set(m, residual, lanes_.drifts[k][lane], s.steps);
        s.lambda_final = m.lambda();
        access::to_units(m, s);
        summaries_[index_[lane]] = s;
    }

    void run_alone(std::size_t i) noexcept
    {
        summaries_[i] = models_[i].run(rule_);
        summaries_[i].peak_step = 0;
    }

    /// Settles the trajectories whose budget runs out, one by one.
    void finish_late() noexcept
    {
        deadline_ = none;
        const std::size_t budget = rule_.max_steps / lanes::steps - reserve;
        for (std::size_t lane = 0; lane < lanes::count; ++lane) {
            if (index_[lane] == none) continue;
            if (begin_[lane] + budget > clock_) {
                if (begin_[lane] + budget < deadline_) deadline_ = begin_[lane] + budget;
                continue;
            }
            warmup_model<T>& m = models_[index_[lane]];
            const std::size_t steps = (clock_ - begin_[lane]) * lanes::steps;
            run_monitor monitor;
            monitor.start(rule_, m.problem().eta, start_loss_[lane], m.lambda(), m.eta_lambda());
            const T residual = lanes_.residual[lane];
            monitor.skip(steps, residual * residual, lanes_.peak[lane]);
            access::set(m, residual, lanes_.drift[lane], steps);
            run_summary& s = summaries_[index_[lane]];
            s = access::finish(m, monitor);
            s.peak_step = 0;
            refill(lane);
        }
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    alignas(64) lanes lanes_;
    std::size_t index_[lanes::count];      // into models_, or none
    std::size_t begin_[lanes::count];      // clock_ when the trajectory entered its lane
    T start_loss_[lanes::count];
    std::size_t clock_ = 0;                // blocks of steps done
    std::size_t deadline_ = none;          // no budget runs out before
    std::size_t active_ = 0;
    std::size_t next_ = 0;
    detail::warmup_map map_;
    span<warmup_model<T>> models_;
    const stopping_rule& rule_;
    span<run_summary> summaries_;
};

}  // namespace

template <class T>
status run_batch(span<warmup_model<T>> models, const stopping_rule& rule, span<run_summary> summaries) noexcept
{
    if (models.size() != summaries.size()) return status::shape_mismatch;
    constexpr detail::warmup_map maps[] = {detail::warmup_map::plain, detail::warmup_map::labelled, detail::warmup_map::linear};
    for (const auto map : maps) warmup_batch<T>(map, models, rule, summaries).run();
    return status::ok;
}

template status run_batch(span<warmup_model<float>>, const stopping_rule&, span<run_summary>) noexcept;
template status run_batch(span<warmup_model<double>>, const stopping_rule&, span<run_summary>) noexcept;

}  // namespace catapult
