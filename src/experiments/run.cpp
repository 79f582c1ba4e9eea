#include "catapult/experiments/run.hpp"

#include <cmath>

namespace catapult {

template <class T>
T relative_step(const gram_model<T>& model, T eta) noexcept
{
    if (!std::isfinite(model.width())) return 0;
    const matrix_view<const T> z = model.gradient();
    T sum = 0;
    for (std::size_t i = 0; i < z.rows; ++i)
        for (std::size_t c = 0; c < z.columns; ++c) sum += z(i, c) * z(i, c);
    return eta * square_unit(model.data()) * std::sqrt(sum) / std::sqrt(model.width());
}

template <class T>
void gram_run<T>::start(const gram_model<T>& model, const top_eigenvalue<T>& lambda, T eta, T lambda0,
                        const stopping_rule& rule) noexcept
{
    model_ = model;
    eigenvalue_ = lambda;
    eta_ = eta;
    lambda_ = lambda0;
    lambda_known_ = true;
    monitor_.start(rule, eta, model.excess_loss(), lambda0, eta * lambda0);
}

template <class T>
status gram_run<T>::lambda(T& result) noexcept
{
    if (!lambda_known_) {
        eigenvalue_result<T> found;
        const status s = eigenvalue_.update(found);
        if (s != status::ok && s != status::not_converged) return s;
        lambda_ = found.value;
        lambda_known_ = true;
    }
    result = lambda_;
    return status::ok;
}

template <class T>
status gram_run<T>::step() noexcept
{
    T now = 0;
    const status stepped = model_.step(eta_);
    if (stepped == status::diverged) {
        const status s = lambda(now);
        if (s == status::ok) monitor_.lose(now);
        return s;
    }
    if (stepped != status::ok) return stepped;
    lambda_known_ = false;
    if (!monitor_.observe(model_.excess_loss(), relative_step(model_, eta_))) return status::ok;
    const status s = lambda(now);
    if (s == status::ok) monitor_.settle(now, eta_ * now);
    return s;
}

template <class T>
status run(gram_model<T>& model, top_eigenvalue<T>& lambda, T eta, T lambda0, const stopping_rule& rule,
           run_summary& result) noexcept
{
    gram_run<T> one;
    one.start(model, lambda, eta, lambda0, rule);
    while (one.running())
        if (const status s = one.step(); s != status::ok) return s;
    result = one.summary();
    return status::ok;
}

#define CATAPULT_INSTANTIATE(T)                                 \
    template T relative_step(const gram_model<T>&, T) noexcept; \
    template class gram_run<T>;                                 \
    template status run(gram_model<T>&, top_eigenvalue<T>&, T, T, const stopping_rule&, run_summary&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
