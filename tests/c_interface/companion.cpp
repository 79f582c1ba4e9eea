#include "c_interface/companion.h"

#include <vector>

#include "catapult/owned.hpp"

using namespace catapult;

namespace {

void write(const run_summary& s, double* to)
{
    const double numbers[summary_numbers] = {static_cast<double>(s.end),
                                             static_cast<double>(s.steps),
                                             s.eta,
                                             s.loss_initial,
                                             s.loss_peak,
                                             static_cast<double>(s.peak_step),
                                             s.loss_final,
                                             s.lambda_initial,
                                             s.lambda_final,
                                             static_cast<double>(s.falling),
                                             static_cast<double>(s.steady)};
    for (int i = 0; i < summary_numbers; ++i) to[i] = numbers[i];
}

template <class T>
double* write(const warmup_model<T>& m, double* to)
{
    for (const T number :
         {m.problem().eta, m.output(), m.residual(), m.loss(), m.lambda(), m.lambda_drift(), m.eta_lambda(), m.relative_step()})
        *to++ = static_cast<double>(number);
    return to;
}

template <class T>
bool warmup(double width, double input, double label, double eta, double next_eta, std::uint64_t seed, std::size_t steps,
            double* trace, double* summary, double* watched)
{
    const auto number = [](double x) { return static_cast<T>(x); };
    warmup_start<T> start;
    warmup_model<T> model;
    if (draw_warmup_start(width, number(input), seed, start) != status::ok) return false;
    const warmup_problem<T> problem = {number(width), number(input), number(label), number(eta)};
    if (warmup_model<T>::create(problem, start, model) != status::ok) return false;
    trace = write(model, trace);
    for (std::size_t i = 0; i < steps; ++i) {
        if (model.step() != status::ok) return false;
        trace = write(model, trace);
    }
    if (model.change_eta(number(next_eta)) != status::ok) return false;
    write(model, trace);
    warmup_model<T> copy = model;
    run_summary seen;
    if (run(warmup_engine{copy}, copy.problem().eta, copy.lambda(), {}, seen) != status::ok) return false;
    write(seen, watched);
    write(run(model, {}), summary);
    return true;
}

/// Where the numbers of a full model go.
class row {
public:
    explicit row(double* to) noexcept : to_(to) {}
    std::size_t size() const noexcept { return size_; }
    template <class Number>
    void put(Number x) noexcept
    {
        if (size_ < full_numbers) to_[size_++] = static_cast<double>(x);
    }
    template <class T>
    void put(matrix_view<const T> m) noexcept
    {
        put(m.rows);
        put(m.columns);
        for (std::size_t i = 0; i < m.rows; ++i)
            for (std::size_t j = 0; j < m.columns; ++j) put(m(i, j));
    }
    template <class T>
    void put(const reduced_data<T>& d) noexcept
    {
        for (const std::size_t n : {d.samples, d.inputs, d.outputs, d.rank}) put(n);
        put(matrix_view<const T>(d.singular_values.data(), 1, d.rank));
        put(d.targets);
        put(d.basis);
        put(d.unreachable_loss);
        put(d.exponent);
    }
    template <class T>
    void put(const eigenvalue_result<T>& r) noexcept
    {
        put(r.value);
        put(r.error_bound);
        put(r.products);
        put(static_cast<int>(r.evidence));
        put(r.excess_bound);
        put(r.miss_probability);
    }
    template <class T>
    void put(const gram_model<T>& m) noexcept
    {
        put(m.steps());
        put(m.width());
        put(m.loss());
        put(m.excess_loss());
        for (const matrix_view<const T> view : {m.predictor(), m.residual(), m.gradient(), m.second_deviation()}) put(view);
        put(m.relative_step(T(0.5)));
    }
    template <class T>
    void put(gram_training<T>& t) noexcept
    {
        put(t.steps());
        put(t.width());
        for (const T number : {t.step_loss(), t.gradient_norm(), t.loss(), t.excess_loss(), t.relative_step(T(0.5))}) put(number);
        put(t.predictor());
        put(t.gradient());
        put(t.second_deviation());
    }
    template <class T>
    void put(const network_state<T>& s) noexcept
    {
        put(s.width);
        put<T>(s.predictor);
        put<T>(s.second_deviation);
        for (std::size_t i = 0; i < s.first_deviation.rows; ++i)
            for (std::size_t j = 0; j < s.first_deviation.rows; ++j) put(s.first_deviation.get(i, j));
    }

private:
    double* to_;
    std::size_t size_ = 0;
};

template <class T>
std::vector<T> in_precision(const double* x, std::size_t n)
{
    std::vector<T> result(n);
    for (std::size_t i = 0; i < n; ++i) result[i] = static_cast<T>(x[i]);
    return result;
}

template <class T>
std::size_t full(const full_problem& p, double* to)
{
    const std::size_t m = p.samples, d = p.inputs, k = p.outputs;
    const std::vector<T> x = in_precision<T>(p.x, m * d), y = in_precision<T>(p.y, m * k);
    row out(to);
    owned_data<T> data;
    owned<network_state<T>> state;
    if (data.reduce({x.data(), m, d}, {y.data(), m, k}, true) != status::ok) return 0;
    out.put(*data);
    if (p.u != nullptr) {
        const auto n = static_cast<std::size_t>(p.width);
        const std::vector<T> u = in_precision<T>(p.u, n * d), v = in_precision<T>(p.v, n * k);
        if (state_of_weights<T>(*data, {u.data(), n, d}, {v.data(), n, k}, state) != status::ok) return 0;
    } else if (draw_initial(*data, p.width, p.seed, state) != status::ok) {
        return 0;
    }
    owned<gram_model<T>> model;
    owned<top_eigenvalue<T>> lambda;
    eigenvalue_result<T> found;
    if (model.create(*data, *state) != status::ok || lambda.create(*model, lambda_tolerance) != status::ok) return 0;
    if (certify(*lambda, *model, found) != status::ok) return 0;
    out.put(*model);
    out.put(found);
    const T eta = static_cast<T>(p.eta_lambda0) / found.value;
    for (std::size_t i = 0; i < p.steps; ++i) {
        if (model->step(eta) != status::ok || lambda->update(found) != status::ok) return 0;
        out.put(*model);
        out.put(found);
    }
    const auto look = [&](auto& run) -> status {
        double now = 0;
        return p.watched ? run.lambda(now) : status::ok;
    };
    run_summary summary;
    double numbers[summary_numbers];
    if (run(model_engine{*model, *lambda}, eta, found.value, {}, look, summary) != status::ok) return 0;
    write(summary, numbers);
    for (const double number : numbers) out.put(number);
    return out.size();
}

template <class T>
output_loss<T> kind_of_loss(int which) noexcept
{
    switch (which) {
    case sampled_squared: return squared_loss<T>();
    case sampled_mean_squared: return mean_squared_loss<T>();
    case sampled_softmax: return softmax_loss<T>();
    case sampled_logistic: return logistic_loss<T>();
    default: return {};
    }
}

training_rule rule_of(const training_problem& p) noexcept
{
    training_rule rule;
    rule.momentum = p.momentum;
    rule.nesterov = p.nesterov != 0;
    rule.sam_radius = p.sam_radius;
    rule.clip = p.clip;
    rule.scaling = static_cast<gradient_scaling>(p.scaling);
    rule.averaging = p.averaging;
    rule.weight_decay = p.weight_decay;
    rule.rate_first = p.rate_first;
    rule.rate_second = p.rate_second;
    return rule;
}

/// What the loss is around the state of a training.
template <class T>
class curved_loss {
public:
    status create(const training_objective<T>& objective, const network_dims& dims)
    {
        dims_ = {dims, objective.inputs.rows};
        status s = hessian_.create(objective, dims_);
        if (s == status::ok) s = top_.create(objective, dims_, lambda_tolerance);
        if (s == status::ok) s = batches_.create(objective, dims);
        return s;
    }
    /// The first sharpness is certified.
    status put(const network_state<T>& state, span<const std::size_t> batch, row& out)
    {
        eigenvalue_result<T> found;
        directional_curvature<T> curvature;
        status s = hessian_->update(state);
        if (s == status::ok && certified_) s = top_->update(state, found);
        if (s == status::ok && !certified_)
            s = with_workspace([&](std::size_t& bytes) { return sharpness<T>::certify_bytes(dims_, bytes); },
                               [&](workspace memory) { return top_->certify(state, memory, found); });
        certified_ = true;
        if (s == status::ok) s = batches_->measure(state, batch, curvature);
        std::vector<T> x(hessian_->rows()), y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1 / static_cast<T>(1 + i);
        hessian_->apply(x.data(), y.data());
        out.put(matrix_view<const T>(y.data(), 1, y.size()));
        out.put(hessian_->outside());
        out.put(found);
        out.put(curvature.value);
        out.put(curvature.gradient_square);
        return s;
    }

private:
    hessian_dims dims_;
    owned<loss_hessian<T>> hessian_;
    owned<sharpness<T>> top_;
    owned<batch_sharpness<T>> batches_;
    bool certified_ = false;
};

template <class T>
std::size_t training(const training_problem& p, double* to)
{
    const full_problem& n = *p.network;
    const std::size_t m = n.samples, d = n.inputs, k = n.outputs;
    const std::vector<T> x = in_precision<T>(n.x, m * d), y = in_precision<T>(n.y, m * k);
    row out(to);
    owned_data<T> data;
    owned<network_state<T>> state;
    if (data.reduce({x.data(), m, d}, {y.data(), m, k}, true) != status::ok) return 0;
    if (draw_initial(*data, n.width, n.seed, state) != status::ok) return 0;
    training_objective<T> objective;
    objective.data = *data;
    std::vector<T> projected, targets;
    if (p.loss != none_sampled) {
        projected.resize(m * data->rank);
        targets = in_precision<T>(p.targets, m * k);
        objective.loss = kind_of_loss<T>(p.loss);
        objective.inputs = {projected.data(), m, data->rank};
        objective.targets = {targets.data(), m, k};
        if (project_inputs<T>(*data, {x.data(), m, d}, {projected.data(), m, data->rank}) != status::ok) return 0;
        out.put(objective.inputs);
    }
    owned<gram_training<T>> trained;
    const T scale_first = static_cast<T>(p.scale_first), scale_second = static_cast<T>(p.scale_second);
    if (trained.create(objective, *state, rule_of(p), scale_first, scale_second) != status::ok) return 0;
    curved_loss<T> curved;
    const auto look = [&](span<const std::size_t> batch) {
        if (p.curved) return trained->state(*state) == status::ok && curved.put(*state, batch, out) == status::ok;
        out.put(*trained);
        return true;
    };
    if (p.curved && curved.create(objective, trained->dims()) != status::ok) return 0;
    if (!look({})) return 0;
    std::vector<std::size_t> order(m);
    for (std::size_t step = 0; step < p.steps; ++step) {
        if (step == p.linearise_at) trained->linearise();
        batch_place place = {0, 0, p.batch};
        status ordered = status::ok;
        if (p.drawn) {
            ordered = draw_batch(n.seed, step, m, {order.data(), p.batch});
        } else if (p.batch > 0) {
            place = place_of_batch(m, p.batch, step);
            if (place.first == 0) ordered = shuffle_samples(n.seed, place.epoch, order);
        }
        if (ordered != status::ok) return 0;
        const span<const std::size_t> batch = {order.data() + place.first, place.count};
        if (trained->step(static_cast<T>(p.eta), batch) != status::ok || !look(batch)) return 0;
    }
    if (trained->state(*state) != status::ok) return 0;
    out.put(*state);
    return out.size();
}

double* write(const sweep_record& r, double* to)
{
    *to++ = r.width;
    *to++ = static_cast<double>(r.seed);
    *to++ = r.eta_lambda0;
    write(r.run, to);
    to += summary_numbers;
    for (const double number :
         {static_cast<double>(r.end_phase), r.lambda_at_time, r.lambda_lowest, r.lambda_highest, r.residual})
        *to++ = number;
    return to;
}

}  // namespace

int cpp_sweep(const sweep_problem* p, uint64_t first, size_t count, double* to)
{
    sweep_grid grid;
    grid.widths = {p->widths, p->width_count};
    grid.first_seed = p->first_seed;
    grid.seeds = p->seeds;
    grid.rates = {p->rates, p->rate_count};
    grid.relative = p->relative != 0;
    sweep_options options;
    options.rule.max_steps = p->max_steps;
    options.follow = p->follow != 0;
    options.physical_time = p->physical_time;
    std::vector<sweep_record> records(count);
    if (p->data == nullptr) {
        const warmup_setting setting = {p->input, p->label, p->given_start != 0, p->output, p->lambda};
        if (run_warmup_sweep(grid, setting, options, first, records) != status::ok) return 0;
    } else {
        const full_problem& d = *p->data;
        owned_data<double> data;
        owned<full_sweep> sweep;
        if (data.reduce({d.x, d.samples, d.inputs}, {d.y, d.samples, d.outputs}) != status::ok) return 0;
        if (sweep.create(*data, grid, options) != status::ok || sweep->run(first, records) != status::ok) return 0;
    }
    for (const sweep_record& record : records) to = write(record, to);
    return 1;
}

size_t cpp_full(const full_problem* p, double* to) { return full<double>(*p, to); }
size_t cpp_full_f(const full_problem* p, double* to) { return full<float>(*p, to); }

size_t cpp_training(const training_problem* p, double* to) { return training<double>(*p, to); }
size_t cpp_training_f(const training_problem* p, double* to) { return training<float>(*p, to); }

int cpp_warmup(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps, double* trace,
               double* summary, double* watched)
{
    return warmup<double>(width, input, label, eta, next_eta, seed, steps, trace, summary, watched);
}

int cpp_warmup_f(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps,
                 double* trace, double* summary, double* watched)
{
    return warmup<float>(width, input, label, eta, next_eta, seed, steps, trace, summary, watched);
}
