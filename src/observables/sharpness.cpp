#include "catapult/observables/sharpness.hpp"

#include <cmath>

namespace catapult {

template <class T>
status sharpness<T>::create(const training_objective<T>& objective, const hessian_dims& dims, double tolerance, workspace memory,
                            sharpness& result) noexcept
{
    storage s{};
    if (const status wrong = s.find_sizes(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, placed); }, memory); p != status::ok) return p;
    const workspace hessian_memory = {s.hessian_memory, s.hessian_bytes}, tracker_memory = {s.tracker_memory, s.tracker_bytes};
    if (const status m = loss_hessian<T>::create(objective, dims, hessian_memory, s.hessian); m != status::ok) return m;
    const status made = eigenvalue_tracker<T>::create(s.hessian.rows(), storage::options(tolerance), tracker_memory, s.tracker);
    if (made != status::ok) return made;
    s.size = dims;
    s.unit = square_unit(objective.data);
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
template <class Find>
status sharpness<T>::storage::solve(const network_state<T>& state, Find&& find, eigenvalue_result<T>& result) noexcept
{
    if (const status s = hessian.update(state); s != status::ok) return s;
    eigenvalue_result<T> found;
    // Not by make_operator, whose instance for a public class would be one of the library's symbols.
    const symmetric_operator<T> op = {
        hessian.rows(), [](void* of, const T* x, T* y) { static_cast<loss_hessian<T>*>(of)->apply(x, y); }, &hessian};
    const status solved = find(op, found);
    if (solved != status::ok && solved != status::not_converged) return solved;
    const T outside = hessian.storage_->outside, outside_error = hessian.storage_->outside_error;
    if (outside > found.value) {
        found.excess_bound = std::fmax(found.value + found.excess_bound - outside, outside_error);
        found.value = outside;
        found.error_bound = outside_error;
    }
    for (T* number : {&found.value, &found.error_bound, &found.excess_bound}) *number *= unit;
    if (!std::isfinite(found.value)) return status::not_finite;
    result = found;
    return solved;
}

template <class T>
status sharpness<T>::update(const network_state<T>& state, eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    return s.solve(
        state, [&](const symmetric_operator<T>& op, eigenvalue_result<T>& found) { return s.tracker.update(op, found); }, result);
}

template <class T>
status sharpness<T>::certify(const network_state<T>& state, workspace memory, eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    return s.solve(
        state,
        [&](const symmetric_operator<T>& op, eigenvalue_result<T>& found) {
            return s.tracker.certify(op, storage::certificate(s.size), memory, found);
        },
        result);
}

template class sharpness<float>;
template class sharpness<double>;

}  // namespace catapult
