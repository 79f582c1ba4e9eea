#include "catapult/experiments/warmup_runs.hpp"

#include "experiments/warmup_flow.hpp"
#include "experiments/warmup_steps.hpp"

namespace catapult {

namespace {

/// Models and where their summaries go.
template <class T>
class model_feed {
    using access = detail::warmup_access<T>;
    using travellers = detail::warmup_travellers<T>;

public:
    model_feed(span<warmup_model<T>> models, const stopping_rule& rule, span<run_summary> summaries) noexcept
        : models_(models), rule_(rule), summaries_(summaries)
    {
    }

    void rewind(detail::warmup_map map) noexcept
    {
        map_ = map;
        left_ = models_.size();
    }

    /// The last model comes first. Sweeps go up in learning rate, and the longest runs are among those above 2/λ₀: they
    /// start early, so that the others run beside them.
    bool next(detail::warmup_arrival<T>& a) noexcept
    {
        while (left_ > 0) {
            const std::size_t i = --left_;
            const auto c = access::coefficients(models_[i]);
            if (c.map != map_) {
                others_ |= 1u << static_cast<unsigned>(c.map);
                continue;
            }
            a = {c.start, c.omega, access::residual(models_[i]), access::drift(models_[i]), i};
            // The summary is written only when this trajectory ends, at another time than its neighbours. So its line
            // is fetched now.
            __builtin_prefetch(&summaries_[i], 1);
            return true;
        }
        return false;
    }

    unsigned passed_over() const noexcept { return others_; }

    void settle(const travellers& t, std::size_t i, outcome end) noexcept
    {
        warmup_model<T>& m = models_[t.index[i]];
        // The summary is written field by field, because building one elsewhere would cost a copy.
        run_summary& s = summaries_[t.index[i]];
        const double scale = access::loss_unit(m);
        const T residual = t.states.residual[i];
        s.end = end;
        s.steps = t.steps(i);
        s.eta = m.problem().eta;
        s.loss_initial = scale * t.first_loss[i];
        s.loss_peak = scale * t.states.peak[i];
        s.peak_step = 0;
        s.loss_final = scale * (residual * residual);
        s.lambda_initial = access::lambda(m);
        access::set(m, residual, t.states.drift[i], t.steps(i));
        s.lambda_final = access::lambda(m);
        s.falling = s.steady = false;
    }

    void alone(const travellers& t, std::size_t i) noexcept
    {
        warmup_model<T>& m = models_[t.index[i]];
        summaries_[t.index[i]] = detail::finish_alone(m, rule_, t.steps(i), t.states.residual[i], t.states.drift[i],
                                                      t.states.peak[i]);
    }

    void again(std::size_t i) noexcept
    {
        summaries_[i] = run(models_[i], rule_);
        summaries_[i].peak_step = 0;
    }

private:
    std::size_t left_ = 0;
    unsigned others_ = 0;  // bits: the maps of the models passed over
    detail::warmup_map map_ = detail::warmup_map::plain;
    span<warmup_model<T>> models_;
    const stopping_rule& rule_;
    span<run_summary> summaries_;
};

}  // namespace

template <class T>
run_summary run(warmup_model<T>& model, const stopping_rule& rule) noexcept
{
    return detail::run_alone(model, rule, [] {});
}

template <class T>
run_summary run(warmup_network<T>& network, const stopping_rule& rule) noexcept
{
    run_summary result;
    // The status is `ok`, because the network has already accepted this rate.
    (void)run(warmup_engine{network}, network.problem().eta, network.lambda(), rule, result);
    return result;
}

template <class T>
status run_warmup_models(span<warmup_model<T>> models, const stopping_rule& rule, span<run_summary> summaries) noexcept
{
    if (models.size() != summaries.size()) return status::shape_mismatch;
    model_feed<T> feed(models, rule, summaries);
    detail::warmup_flows<T>(rule, feed);
    return status::ok;
}

template run_summary run(warmup_model<float>&, const stopping_rule&) noexcept;
template run_summary run(warmup_model<double>&, const stopping_rule&) noexcept;
template run_summary run(warmup_network<float>&, const stopping_rule&) noexcept;
template run_summary run(warmup_network<double>&, const stopping_rule&) noexcept;
template status run_warmup_models(span<warmup_model<float>>, const stopping_rule&, span<run_summary>) noexcept;
template status run_warmup_models(span<warmup_model<double>>, const stopping_rule&, span<run_summary>) noexcept;

}  // namespace catapult
