#include "catapult/experiments/sweep.hpp"
#include "catapult/experiments/warmup_runs.hpp"

#include <cmath>

#include "catapult/numerics/elementary.hpp"
#include "experiments/followed_lambda.hpp"
#include "experiments/warmup_flow.hpp"
#include "experiments/warmup_steps.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

using access = detail::warmup_access<double>;

/// The number of grid points, or zero if it is too large.
std::uint64_t product(const sweep_grid& grid) noexcept
{
    std::uint64_t points = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(grid.widths.size()), grid.seeds, &points) ||
        __builtin_mul_overflow(points, static_cast<std::uint64_t>(grid.rates.size()), &points) || points >> 63 != 0)
        return 0;
    return points;
}

void follow(warmup_model<double>& m, const sweep_options& options, sweep_record& record) noexcept
{
    detail::followed_lambda path(m.problem().eta, options.physical_time, m.lambda());
    record.run = detail::run_alone(m, options.rule, [&] { path.see(m.steps(), access::lambda(m)); });
    record.residual = m.residual();
    path.write(record);
}

/// Walks through the grid points in order. Values shared by all points of one network are computed once for that
/// network.
class warmup_points {
public:
    warmup_points(const sweep_grid& grid, const warmup_setting& setting, std::uint64_t first) noexcept
        : grid_(grid), setting_(setting), network_(first / grid.rates.size()), rate_(first % grid.rates.size())
    {
        problem_.input = setting.input;
        problem_.label = setting.label;
    }

    /// Moves to the next point and computes its start in universal variables.
    status next() noexcept
    {
        if (rate_ == grid_.rates.size()) {
            rate_ = 0;
            ++network_;
            opened_ = false;
        }
        if (!opened_)
            if (const status s = open(); s != status::ok) return s;
        rate = grid_.rates[rate_++];
        problem_.eta = grid_.relative ? rate / start_.lambda : rate;
        universal = detail::to_universal(problem_, start_, root_, finite_width_);
        // The sum is zero unless one of its terms is infinite or NaN. In that case create() names the error.
        const double zero = 0 * universal.eta_lambda + 0 * (universal.residual_unit * universal.residual_unit) +
                            0 * universal.residual + 0 * universal.label;
        warmup_model<double> refused;
        return zero == 0 && problem_.eta > 0 ? status::ok : create(refused);
    }

    status create(warmup_model<double>& result) const noexcept { return warmup_model<double>::create(problem_, start_, result); }

    void describe(sweep_record& record) const noexcept
    {
        record.width = problem_.width;
        record.seed = seed_;
        record.eta_lambda0 = grid_.relative ? rate : rate * start_.lambda;
    }
    double eta() const noexcept { return problem_.eta; }
    double lambda() const noexcept { return start_.lambda; }
    detail::warmup_map map() const noexcept { return detail::map_of(finite_width_, universal.label); }

    double rate = 0;
    detail::universal_start<double> universal{};

private:
    status open() noexcept
    {
        problem_.width = grid_.widths[network_ / grid_.seeds];
        seed_ = grid_.first_seed + network_ % grid_.seeds;
        start_ = {setting_.output, setting_.lambda};
        if (!setting_.given_start) {
            const status drawn = draw_warmup_start(problem_.width, setting_.input, seed_, start_);
            if (drawn != status::ok) return drawn;
        }
        // (Dividing a relative rate by zero would make it infinite.)
        if (start_.lambda == 0) return status::zero_inputs;
        finite_width_ = std::isfinite(problem_.width);
        root_ = finite_width_ ? std::sqrt(problem_.width) : 1.0;
        opened_ = true;
        // This checks everything that does not depend on the rate.
        problem_.eta = grid_.relative ? grid_.rates[rate_] / start_.lambda : grid_.rates[rate_];
        warmup_model<double> unused;
        return create(unused);
    }

    sweep_grid grid_;
    warmup_setting setting_;
    std::uint64_t network_;
    std::size_t rate_;
    std::uint64_t seed_ = 0;
    bool opened_ = false;
    bool finite_width_ = true;
    double root_ = 1;
    warmup_problem<double> problem_;
    warmup_start<double> start_;
};

/// The feed (warmup_flow.hpp) that takes trajectories from grid points and settles them into records. Before a record
/// is settled, it holds what its trajectory needs at its end: η, λ₀, the unit of losses (in the field of the first
/// loss) and the unit of residuals (in the field of the residual).
class record_feed {
    using travellers = detail::warmup_travellers<double>;

public:
    record_feed(const sweep_grid& grid, const warmup_setting& setting, const stopping_rule& rule, std::uint64_t first,
                span<sweep_record> records) noexcept
        : grid_(grid), setting_(setting), rule_(rule), first_(first), records_(records), points_(grid, setting, first)
    {
    }

    void rewind(detail::warmup_map map) noexcept
    {
        map_ = map;
        next_ = 0;
        points_ = warmup_points(grid_, setting_, first_);
    }
    unsigned passed_over() const noexcept { return passed_over_; }

    bool next(detail::warmup_arrival<double>& a) noexcept
    {
        while (next_ < records_.size()) {
            answer_ = points_.next();
            if (answer_ != status::ok) {
                next_ = records_.size();
                passed_over_ = 0;
                return false;
            }
            const std::size_t i = next_++;
            if (points_.map() != map_) {
                passed_over_ |= 1u << static_cast<unsigned>(points_.map());
                continue;
            }
            const auto& u = points_.universal;
            a = {u.eta_lambda, u.label, u.residual, 0, i};
            sweep_record& record = records_[i];
            points_.describe(record);
            record.run.eta = points_.eta();
            record.run.lambda_initial = points_.lambda();
            record.run.loss_initial = 0.5 * u.residual_unit * u.residual_unit;
            record.residual = u.residual_unit;
            return true;
        }
        return false;
    }

    void settle(const travellers& t, std::size_t i, outcome end) noexcept
    {
        sweep_record& record = records_[t.index[i]];
        const double residual = t.states.residual[i], unit = record.run.loss_initial;
        record.run.end = end;
        record.run.steps = t.steps(i);
        record.run.loss_initial = unit * t.first_loss[i];
        record.run.loss_peak = unit * t.states.peak[i];
        record.run.peak_step = 0;
        record.run.loss_final = unit * (residual * residual);
        record.residual *= residual;
        record.run.lambda_final = record.run.lambda_initial + t.states.drift[i] / record.run.eta;
        record.run.falling = record.run.steady = false;
        finish(record);
    }

    void alone(const travellers& t, std::size_t i) noexcept
    {
        sweep_record& record = records_[t.index[i]];
        warmup_model<double> m = model(t.index[i]);
        record.run = detail::finish_alone(m, rule_, t.steps(i), t.states.residual[i], t.states.drift[i], t.states.peak[i]);
        record.residual = m.residual();
        finish(record);
    }

    void again(std::size_t i) noexcept
    {
        warmup_model<double> m = model(i);
        records_[i].run = run(m, rule_);
        records_[i].run.peak_step = 0;
        records_[i].residual = m.residual();
        finish(records_[i]);
    }

    status answer() const noexcept { return answer_; }

private:
    static void finish(sweep_record& record) noexcept
    {
        record.end_phase = classify(record.run);
        detail::write_no_path(record);
    }

    warmup_model<double> model(std::size_t i) const noexcept
    {
        warmup_points point(grid_, setting_, first_ + i);
        warmup_model<double> result;
        // Neither call fails, because next() has already accepted this point.
        if (point.next() == status::ok && point.create(result) == status::ok) return result;
        return result;
    }

    const sweep_grid& grid_;
    const warmup_setting& setting_;
    const stopping_rule& rule_;
    std::uint64_t first_;
    span<sweep_record> records_;
    warmup_points points_;
    std::size_t next_ = 0;
    unsigned passed_over_ = 0;
    detail::warmup_map map_ = detail::warmup_map::plain;
    status answer_ = status::ok;
};

}  // namespace

status space_axis(double low, double high, bool logarithmic, span<double> result) noexcept
{
    if (!std::isfinite(low) || !std::isfinite(high)) return status::not_finite;
    if (result.empty() || low > high || (low == high && result.size() > 1) || (logarithmic && !(low > 0)))
        return status::invalid_argument;
    const double last = static_cast<double>(result.size() - 1);
    const double span_log = logarithmic ? logarithm(high) - logarithm(low) : 0;
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double share = static_cast<double>(i) / last;
        // (The difference high − low could overflow.)
        const double value = logarithmic ? low * exponential(share * span_log) : low * (1 - share) + high * share;
        result[i] = i == 0 ? low : i + 1 == result.size() ? high : value;
    }
    return status::ok;
}

status sweep_points(const sweep_grid& grid, std::uint64_t& result) noexcept
{
    for (const double width : grid.widths) {
        if (const status wrong = detail::check_width(width); wrong != status::ok) return wrong;
    }
    for (const double rate : grid.rates) {
        if (!std::isfinite(rate)) return status::not_finite;
        if (!(rate > 0)) return status::invalid_argument;
    }
    if (grid.widths.empty() || grid.seeds == 0 || grid.rates.empty()) return status::invalid_argument;
    if (grid.first_seed > UINT64_MAX - (grid.seeds - 1)) return status::invalid_argument;
    const std::uint64_t points = product(grid);
    if (points == 0) return status::size_overflow;
    result = points;
    return status::ok;
}

sweep_point sweep_point_at(const sweep_grid& grid, std::uint64_t index) noexcept
{
    const std::uint64_t network = index / grid.rates.size();
    return {grid.widths[network / grid.seeds], grid.first_seed + network % grid.seeds, grid.rates[index % grid.rates.size()]};
}

status run_warmup_sweep(const sweep_grid& grid, const warmup_setting& setting, const sweep_options& options, std::uint64_t first,
                        span<sweep_record> records) noexcept
{
    const std::uint64_t points = product(grid);
    if (first > points || records.size() > points - first) return status::invalid_argument;
    if (records.empty()) return status::ok;
    if (!options.follow) {
        record_feed feed(grid, setting, options.rule, first, records);
        detail::warmup_flows<double>(options.rule, feed);
        return feed.answer();
    }
    warmup_points point(grid, setting, first);
    for (sweep_record& record : records) {
        if (const status s = point.next(); s != status::ok) return s;
        warmup_model<double> m;
        if (const status s = point.create(m); s != status::ok) return s;
        point.describe(record);
        follow(m, options, record);
        record.end_phase = classify(record.run);
    }
    return status::ok;
}

}  // namespace catapult
