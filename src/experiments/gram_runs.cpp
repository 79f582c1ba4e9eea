#include "catapult/experiments/gram_runs.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/panels.hpp"
#include "models/full/gram_access.hpp"
#include "models/full/step_bound.hpp"
#include "observables/tangent_kernel_access.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {

namespace {

// The kernel counts steps in T, which is exact only up to a limit. So the count restarts from zero after this many
// steps.
constexpr std::size_t epoch_steps = std::size_t{1} << 12;

}  // namespace

template <class T>
struct gram_runs<T>::storage {
    using lanes = detail::gram_lanes<T>;
    using access = detail::gram_access<T>;
    using field = detail::gram_lane_row;
    static_assert(largest_rank(1) <= lanes::largest_rank && largest_rank(lanes::largest_outputs + 1) == 0);

    /// The facts about one lane that the kernel does not need.
    struct runner {
        run_monitor monitor;
        std::uint64_t tag;
        T eta;
        T width;
        T lambda;                 // the last λ found
        std::size_t lambda_step;  // the step of that λ
        std::size_t begin;        // the batch's clock at step 0 of this run
        std::size_t peak;         // the clock at the peak, unless the kernel has seen a later peak in this epoch
        status failure;
        detail::tracker_counts tracker;
        T* vectors;
    };

    stopping_rule rule;
    detail::gram_lanes_problem<T> problem;
    std::size_t clock;     // steps of the batch so far
    std::size_t epoch;     // the clock at which the kernel's count began
    std::size_t deadline;  // before this clock, no run reaches its last steps, which are watched one by one
    unsigned ended;        // bits of lanes whose run has ended and waits to be let go
    lanes* at;
    runner* runners;
    T* gains;
    std::byte* scratch_memory[3];
    std::size_t scratch_bytes[3];
    gram_model<T> model;  // scratch: holds the lane whose λ is being found
    top_eigenvalue<T> eigenvalue;

    status measure_scratch(const network_dims& dims) noexcept
    {
        if (const status s = network_state_bytes<T>(dims, scratch_bytes[0]); s != status::ok) return s;
        if (const status s = gram_model<T>::bytes(dims, scratch_bytes[1]); s != status::ok) return s;
        return top_eigenvalue<T>::bytes(dims, scratch_bytes[2]);
    }

    void lay_out(detail::layout& l, const network_dims& dims, storage*& placed) noexcept
    {
        const std::size_t rank = dims.rank, k = dims.outputs;
        placed = l.take<storage>(1);
        at = l.take<lanes>(1);
        runners = l.take<runner>(lanes::count);
        gains = l.take<T>(rank);
        for (std::size_t i = 0; i < 3; ++i) scratch_memory[i] = l.take<std::byte>(scratch_bytes[i]);
        T* const first = l.take<T>(lanes::elements(rank) * lanes::count);
        T* const rows = l.take<T>(rank * field::size * k * lanes::count);
        T* const squares = l.take<T>(k > 1 ? 3 * k * k * lanes::count : 0);
        const std::size_t saved = detail::top_eigenvalue_access<T>::elements(dims);
        T* const vectors = l.take<T>(lanes::count * saved);
        if (at == nullptr) return;
        at->first = first;
        at->rows = rows;
        // One output has E and ωᵀZ in arrays of the lanes themselves, whose addresses the kernel need not load.
        at->seconds = k > 1 ? squares : at->second;
        at->overlaps = k > 1 ? squares + k * k * lanes::count : at->overlap;
        at->bends = k > 1 ? squares + 2 * k * k * lanes::count : nullptr;
        for (std::size_t lane = 0; lane < lanes::count; ++lane) runners[lane].vectors = vectors + lane * saved;
    }

    /// Whether steps on `data` equal steps of this batch. Steps use only Σ and m of the data.
    bool steps_as(const reduced_data<T>& data) const noexcept
    {
        if (2 * static_cast<T>(data.samples) != problem.twice_samples) return false;
        for (std::size_t i = 0; data.singular_values.data() != problem.singular_values && i < problem.rank; ++i)
            if (data.singular_values[i] != problem.singular_values[i]) return false;
        return true;
    }
    /// Calls visit(i, j, element) for the lane's elements of D, i ≥ j, in the order of gram_lanes::first.
    template <class Visit>
    void each_element(std::size_t lane, const Visit& visit) const noexcept
    {
        const std::size_t r = problem.rank, columns = lanes::set_columns(problem.outputs);
        T* next = at->first + lane;
        for (std::size_t set = 0; set < r; set += columns)
            for (std::size_t i = set; i < r; ++i)
                for (std::size_t j = set; j <= i && j < set + columns; ++j, next += lanes::count) visit(i, j, *next);
    }
    T& row(std::size_t i, std::size_t which, std::size_t column, std::size_t lane) const noexcept
    {
        if (which <= field::last && at->exchanged != 0) which = field::last - which;
        return at->rows[((i * field::size + which) * problem.outputs + column) * lanes::count + lane];
    }
    /// Calls visit(i, c, place) for each element of an r × k matrix, with its place in the panels of a model.
    template <class Visit>
    void each_place(const Visit& visit) const noexcept
    {
        const std::size_t k = problem.outputs;
        for (std::size_t i = 0; i < problem.rank; ++i)
            for (std::size_t c = 0; c < k; ++c) visit(i, c, detail::in_panels<T>(i, c, k));
    }

    /// Empties the lane: with all its numbers zero, the steps of the others leave it at zero.
    void park(std::size_t lane) noexcept
    {
        each_place([&](std::size_t i, std::size_t c, std::size_t) {
            for (std::size_t which = 0; which < field::size; ++which) row(i, which, c, lane) = 0;
        });
        for (std::size_t i = 0; i < problem.outputs * problem.outputs; ++i)
            at->seconds[i * lanes::count + lane] = at->overlaps[i * lanes::count + lane] = 0;
        for (T* number : {at->eta, at->drift, at->curvature, at->half_curvature, at->gradient_square, at->bound, at->loss,
                          at->peak, at->peak_clock, at->falling, at->converged, at->divergent, at->divergent_gradient})
            number[lane] = 0;
        at->active &= ~(1u << lane);
    }

    void end(std::size_t lane, status failure) noexcept
    {
        runners[lane].failure = failure;
        ended |= 1u << lane;
        park(lane);
    }

    void load(std::size_t lane, const gram_model<T>& from) noexcept
    {
        const std::size_t r = problem.rank;
        const detail::gram_parts<T> parts = access::parts(from);
        runner& run = runners[lane];
        const symmetric_view<T> first{parts.first, r};
        each_element(lane, [&](std::size_t i, std::size_t j, T& element) { element = first.get(i, j); });
        each_place([&](std::size_t i, std::size_t c, std::size_t place) {
            row(i, field::gradient, c, lane) = parts.gradient[place];
            row(i, field::last, c, lane) = *parts.tail > 0 ? parts.gradient_last[place] : T(0);
            row(i, field::side, c, lane) = *parts.tail > 0 ? parts.side[place] : T(0);
            row(i, field::predictor, c, lane) = parts.predictor[place];
            row(i, field::residual, c, lane) = parts.residual[place];
        });
        for (std::size_t i = 0; i < problem.outputs * problem.outputs; ++i) {
            at->seconds[i * lanes::count + lane] = parts.second[i];
            at->overlaps[i * lanes::count + lane] = parts.overlap[i];
        }
        const T inverse_width = 1 / run.width;
        at->eta[lane] = run.eta;
        at->drift[lane] = run.eta * inverse_width;
        at->curvature[lane] = run.eta * at->drift[lane];
        at->half_curvature[lane] = at->curvature[lane] / 2;
        at->gradient_square[lane] = *parts.gradient_square;
        at->bound[lane] = *parts.first_bound;
        at->loss[lane] = at->peak[lane] = from.excess_loss();
        at->peak_clock[lane] = at->falling[lane] = 0;
        limit(lane);
        at->active |= 1u << lane;
        run.begin = run.peak = clock;
        if (watched_from() < deadline - clock) deadline = clock + watched_from();
    }

    std::size_t watched_from() const noexcept { return rule.max_steps - trend_watch::watched(rule.max_steps); }

    /// Sets the limits at which the kernel reports a lane. A run reaches them slightly before the rule's own limits. The
    /// rule's limits then decide.
    void limit(std::size_t lane) noexcept
    {
        constexpr double unit = std::numeric_limits<T>::epsilon();
        constexpr double largest = std::numeric_limits<T>::max();
        constexpr T never = std::numeric_limits<T>::infinity();
        const auto below = [](double bound) {
            if (!(bound >= 0)) return T(-1);  // (a NaN bound reports the lane at once)
            return bound < largest ? static_cast<T>(bound * (1 - 8 * unit)) : never;
        };
        const double loss = at->loss[lane];
        const double converged = rule.converged_ratio * loss * (1 + 8 * unit) + std::numeric_limits<T>::min();
        at->converged[lane] = converged < largest ? static_cast<T>(converged) : never;
        at->divergent[lane] = below(rule.divergent_ratio * loss);
        // η‖Z‖/√n is compared in squares. The margin of a thousandth exceeds the rounding of both sides.
        const double eta = runners[lane].eta, width = runners[lane].width, step = rule.divergent_step;
        const double square = step >= 0 ? step * step * (width / eta / eta) : -1;
        at->divergent_gradient[lane] = std::isfinite(width) || !(step >= 0) ? below(square * (1 - 1e-3)) : never;
    }

    /// Finds λ of the lane's present state. `pending` says that D still lacks the update of the last step.
    status find_lambda(std::size_t lane, bool pending) noexcept
    {
        const std::size_t r = problem.rank;
        runner& run = runners[lane];
        const detail::gram_parts<T> parts = access::parts(model);
        const symmetric_view<T> first{parts.first, r};
        each_element(lane, [&](std::size_t i, std::size_t j, T element) { first.set(i, j, element); });
        each_place([&](std::size_t i, std::size_t c, std::size_t place) {
            parts.gradient_last[place] = row(i, field::last, c, lane);
            parts.side[place] = row(i, field::side, c, lane);
        });
        *parts.tail = pending ? 1 : 0;
        for (std::size_t i = 0; i < problem.outputs * problem.outputs; ++i)
            parts.second[i] = at->seconds[i * lanes::count + lane];
        detail::top_eigenvalue_access<T>::restore(run.tracker, run.vectors, eigenvalue);
        eigenvalue_result<T> found;
        const status s = eigenvalue.update(found);
        if (s != status::ok && s != status::not_converged) return s;
        detail::top_eigenvalue_access<T>::save(eigenvalue, run.tracker, run.vectors);
        run.lambda = found.value;
        return status::ok;
    }

    /// Looks at a lane that the kernel reported, or that takes its last steps.
    void look(std::size_t lane, bool wanted, bool lost) noexcept
    {
        runner& run = runners[lane];
        const T peak = at->peak_clock[lane];
        watched_steps seen;
        seen.steps = clock - run.begin - (lost ? 1 : 0);
        seen.loss = at->loss[lane];
        seen.loss_peak = at->peak[lane];
        seen.peak_step = (peak > 0 ? epoch + static_cast<std::size_t>(peak) : run.peak) - run.begin;
        seen.falling = static_cast<std::size_t>(at->falling[lane]);
        // Without a report the gradient is within its limit, so its norm cannot end the run and 0 stands in for it.
        const T norm = wanted && !lost ? std::sqrt(at->gradient_square[lane]) : T(0);
        const T step = detail::relative_step(run.eta, T(1), norm, run.width);
        const std::size_t told = run.monitor.summary().steps;
        const bool may_end = seen.steps <= watched_from() ? run.monitor.observe(seen, step)
                                                          : told < seen.steps && run.monitor.observe(seen.loss, step);
        if (!may_end && !lost) return;
        if (run.lambda_step != seen.steps) {
            if (const status s = find_lambda(lane, !lost && std::isfinite(run.width)); s != status::ok) return end(lane, s);
            run.lambda_step = seen.steps;
        }
        if (lost)
            run.monitor.lose(run.lambda);
        else
            run.monitor.settle(run.lambda, static_cast<double>(run.eta) * run.lambda);
        if (!run.monitor.running()) end(lane, status::ok);
    }

    /// Steps until some lane has to be looked at, then looks at each such lane.
    void advance() noexcept
    {
        if (clock - epoch >= epoch_steps) begin_epoch();
        const std::size_t to_epoch = epoch + epoch_steps - clock, to_deadline = deadline - clock;
        detail::gram_lanes_stop stop;
        detail::kernels<T>().gram_lanes.advance(problem, *at, clock - epoch, to_epoch < to_deadline ? to_epoch : to_deadline,
                                                stop);
        clock += stop.steps;
        const bool late = clock == deadline;
        if (late) deadline = std::numeric_limits<std::size_t>::max();
        for (std::size_t lane = 0; lane < lanes::count; ++lane) {
            if ((at->active >> lane & 1) == 0) continue;
            const std::size_t steps = clock - runners[lane].begin, from = watched_from();
            const bool wanted = (stop.wanted >> lane & 1) != 0;
            if (wanted || steps >= from) look(lane, wanted, (stop.lost >> lane & 1) != 0);
            const std::size_t due = steps < from ? from - steps : 1;
            if (late && (at->active >> lane & 1) != 0 && due < deadline - clock) deadline = clock + due;
        }
    }

    void begin_epoch() noexcept
    {
        for (std::size_t lane = 0; lane < lanes::count; ++lane) {
            if (at->peak_clock[lane] > 0) runners[lane].peak = epoch + static_cast<std::size_t>(at->peak_clock[lane]);
            at->peak_clock[lane] = 0;
        }
        epoch = clock;
    }
};

template <class T>
bool gram_runs<T>::takes(const reduced_data<T>& data) noexcept
{
    // The lanes hold losses in the units of the reduced data, so only data with exponent 0 can run in them.
    return data.rank > 0 && data.rank <= largest_rank(data.outputs) && data.exponent == 0;
}

template <class T>
status gram_runs<T>::bytes(std::size_t rank, std::size_t outputs, std::size_t& result) noexcept
{
    if (rank == 0 || rank > largest_rank(outputs)) return status::invalid_argument;
    const network_dims dims = {rank, outputs};
    storage s{};
    if (const status measured = s.measure_scratch(dims); measured != status::ok) return measured;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, dims, placed); }, result);
}

template <class T>
status gram_runs<T>::create(const reduced_data<T>& data, double tolerance, const stopping_rule& rule, workspace memory,
                            gram_runs& result) noexcept
{
    const std::size_t r = data.rank;
    if (data.samples == 0 || !takes(data)) return status::invalid_argument;
    if (data.singular_values.size() != r) return status::shape_mismatch;
    const network_dims dims = {r, data.outputs};
    storage s{};
    if (const status measured = s.measure_scratch(dims); measured != status::ok) return measured;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, dims, placed); }, memory); p != status::ok) return p;

    const auto scratch = [&](std::size_t i) { return workspace(s.scratch_memory[i], s.scratch_bytes[i]); };
    network_state<T> state;
    if (const status made = create_network_state<T>(dims, scratch(0), state); made != status::ok) return made;
    if (const status made = gram_model<T>::create(data, state, scratch(1), s.model); made != status::ok) return made;
    if (const status made = top_eigenvalue<T>::create(s.model, tolerance, scratch(2), s.eigenvalue); made != status::ok)
        return made;
    s.rule = rule;
    const T samples = static_cast<T>(data.samples);
    for (std::size_t i = 0; i < r; ++i) s.gains[i] = data.singular_values[i] / samples;
    s.problem = {r, data.outputs, data.singular_values.data(), s.gains, 2 * samples};
    s.deadline = std::numeric_limits<std::size_t>::max();
    s.at->active = 0;
    s.at->exchanged = 0;
    for (std::size_t i = 0; i < detail::gram_lanes<T>::elements(r) * detail::gram_lanes<T>::count; ++i) s.at->first[i] = 0;
    for (std::size_t lane = 0; lane < detail::gram_lanes<T>::count; ++lane) s.park(lane);
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
std::size_t gram_runs<T>::size() const noexcept
{
    if (storage_ == nullptr) return 0;
    // Not counted by a builtin: for some processors that is a call into the compiler's own library.
    std::size_t count = 0;
    for (unsigned taken = storage_->at->active | storage_->ended; taken != 0; taken &= taken - 1) ++count;
    return count;
}

template <class T>
status gram_runs<T>::add(const gram_model<T>& model, const top_eigenvalue<T>& lambda, T eta, T lambda0,
                         std::uint64_t tag) noexcept
{
    if (storage_ == nullptr || model.dims().rank == 0 || lambda.vector().rows == 0) return status::invalid_argument;
    storage& s = *storage_;
    if (const status wrong = detail::check_rate(eta); wrong != status::ok) return wrong;
    if (!std::isfinite(lambda0)) return status::not_finite;
    if (size() == capacity || keeps_factor(model.dims())) return status::invalid_argument;
    if (model.data().rank != s.problem.rank || model.data().outputs != s.problem.outputs) return status::shape_mismatch;
    if (lambda.vector().rows != s.problem.rank || lambda.vector().columns != s.problem.outputs) return status::shape_mismatch;
    if (!s.steps_as(model.data())) return status::invalid_argument;
    const auto lane = static_cast<std::size_t>(__builtin_ctz(~(s.at->active | s.ended)));
    auto& run = s.runners[lane];
    run.tag = tag;
    run.eta = eta;
    run.width = static_cast<T>(model.width());
    run.lambda = lambda0;
    run.lambda_step = 0;
    detail::top_eigenvalue_access<T>::save(lambda, run.tracker, run.vectors);
    run.monitor.start(s.rule, eta, model.excess_loss(), lambda0, static_cast<double>(eta) * lambda0);
    if (run.monitor.running())
        s.load(lane, model);
    else
        s.end(lane, status::ok);
    return status::ok;
}

template <class T>
status gram_runs<T>::finish_next(std::uint64_t& tag, run_summary& result) noexcept
{
    if (size() == 0) return status::invalid_argument;
    storage& s = *storage_;
    while (s.ended == 0) s.advance();
    const auto lane = static_cast<std::size_t>(__builtin_ctz(s.ended));
    s.ended &= s.ended - 1;
    tag = s.runners[lane].tag;
    if (s.runners[lane].failure != status::ok) return s.runners[lane].failure;
    result = s.runners[lane].monitor.summary();
    return status::ok;
}

template class gram_runs<float>;
template class gram_runs<double>;

}  // namespace catapult
