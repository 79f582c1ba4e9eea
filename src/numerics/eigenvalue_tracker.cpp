#include "numerics/eigenvalue_tracker.hpp"

#include <cmath>

#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"

namespace catapult {

using namespace detail;

namespace {
// In one of `search_interval` updates, `search_products` extra products improve the second Ritz vector. With a single
// power step in each update it may take long to turn to an eigenvector that rises through a cluster.
constexpr std::size_t search_interval = 16;
constexpr std::size_t search_products = 8;
}  // namespace

template <class T>
std::size_t eigenvalue_tracker<T>::storage::products_between(T error, T value) const noexcept
{
    const T cubed = static_cast<T>(size) * static_cast<T>(size) * static_cast<T>(size);
    if (5 * cubed < static_cast<T>(rows) * static_cast<T>(rows)) return 0;
    const T far = error / std::fabs(value);
    const T near = static_cast<T>(options.tolerance) + detail::solver_rounding<T>;
    return far > T(1e8) * near ? 3 : far > T(1e4) * near ? 2 : far > T(10) * near ? 1 : 0;
}

template <class T>
void eigenvalue_tracker<T>::storage::prepare_next() noexcept
{
    bool second = size > 1;
    if (second) {
        combine(images, 1, turned);
        const T length = detail::norm<T>(rows, turned);
        second = length > 0;
        for (std::size_t i = 0; second && i < rows; ++i)
            turned[i] = turned[i] / length + detail::generic_share<T> * detail::generic<T>(i) / std::sqrt(static_cast<T>(rows));
    }
    size = 0;
    if (!append(image)) {
        for (std::size_t i = 0; i < rows; ++i) image[i] = vector[i];
        (void)append(image);
    }
    if (!second || !append(turned)) append_generic();
}

template <class T>
void eigenvalue_tracker<T>::storage::start_from(const T* start) noexcept
{
    size = 0;
    for (std::size_t i = 0; i < rows; ++i) image[i] = start[i];
    if (!append(image)) append_generic();
    for (std::size_t i = 0; i < rows; ++i) image[i] = vector[i];
    if (!append(image)) append_generic();
    started = true;
}

template <class T>
status eigenvalue_tracker<T>::create(std::size_t rows, const eigenvalue_options& options, workspace memory,
                                     eigenvalue_tracker& result) noexcept
{
    if (const status s = check_options(rows, options); s != status::ok) return s;
    if (options.max_subspace < 2 * storage::kept) return status::invalid_argument;
    storage* placed = nullptr;
    storage s{};
    const status problem = place([&](layout& l) { storage::lay_out(l, rows, options, placed, s); }, memory);
    if (problem != status::ok) return problem;
    s.started = false;
    s.updates = 0;
    s.size = 0;
    for (std::size_t i = 0; i < s.stride; ++i) s.vector[i] = s.image[i] = 0;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

template <class T>
status eigenvalue_tracker<T>::update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (op.rows != s.rows || op.apply == nullptr) return status::shape_mismatch;
    ranged_operator<T> ranged(op);
    eigenvalue_result<T> found;
    const status solved = s.update(make_operator<T>(ranged), found);
    if (solved != status::ok && solved != status::not_converged) return solved;
    if (!ranged.restore(found)) {
        s.started = false;
        return status::not_finite;
    }
    result = found;
    return solved;
}

template <class T>
status eigenvalue_tracker<T>::storage::update(const symmetric_operator<T>& op, eigenvalue_result<T>& result) noexcept
{
    storage& s = *this;
    if (!s.started) {
        s.size = 0;
        s.append_generic();
        s.append_generic();
        s.started = true;
    }
    std::size_t products = 0;
    const std::size_t begun = s.size;
    for (std::size_t i = 0; i < begun; ++i, ++products)
        if (!s.multiply(op, i)) {
            s.started = false;
            return status::not_finite;
        }
    std::size_t search = ++s.updates % search_interval == 0 ? search_products : 0;
    for (;;) {
        s.solve();
        const T value = s.values[0];
        const T low = std::fabs(s.values[s.size - 1]), high = std::fabs(value);
        const T scale = low > high ? low : high;
        const T residual = s.residual_of(0, s.turned);
        // Kato and Temple: if no other eigenvalue is within `gap` of the value, its error is at most residual² / gap.
        // `gap` is half of the known distance to the second eigenvalue.
        T error = residual;
        if (s.size > 1 && !small_enough(residual, value, scale, s.options.tolerance)) {
            const T gap = (value - s.values[1] - s.residual_of(1, s.spare)) / 2;
            if (gap > residual) error = residual * (residual / gap);
        }
        const bool converged = small_enough(error, value, scale, s.options.tolerance);
        const bool searching = converged && search > 0 && s.size > 1;
        if (searching) {
            --search;
            (void)s.residual_of(1, s.turned);
        }
        bool extended = false;
        if ((!converged || searching) && products < s.options.max_products) {
            if (s.size == s.capacity && s.capacity > storage::kept) {
                s.restart(storage::kept, s.turned);
                s.solve();
                (void)s.residual_of(searching ? 1 : 0, s.turned);
            }
            extended = s.append(s.turned);
        }
        if (!extended) {
            s.combine(s.basis, 0, s.vector);
            s.combine(s.images, 0, s.image);
            result = {value, with_rounding(error, scale), products};
            s.prepare_next();
            return converged ? status::ok : status::not_converged;
        }
        // Several products may come before the next solve. The residual of the top pair starts a Krylov space, and its
        // further vectors need no solve.
        for (std::size_t more = searching ? 0 : s.products_between(error, value);; --more) {
            ++products;
            if (!s.multiply(op, s.size - 1)) {
                s.started = false;
                return status::not_finite;
            }
            if (more == 0 || s.size == s.capacity || products >= s.options.max_products) break;
            for (std::size_t i = 0; i < s.rows; ++i) s.turned[i] = s.image_of(s.size - 1)[i];
            if (!s.append(s.turned)) break;
        }
    }
}

template <class T>
span<const T> eigenvalue_tracker<T>::vector() const noexcept
{
    const storage& s = held(storage_);
    return {s.vector, s.rows};
}

namespace detail {

template <class T>
void tracker_access<T>::save(const eigenvalue_tracker<T>& from, tracker_counts& counts, T* vectors) noexcept
{
    const auto& s = *from.storage_;
    counts = {s.started, s.updates, s.started ? s.size : 0};
    for (std::size_t a = 0; a < counts.size; ++a)
        for (std::size_t i = 0; i < s.rows; ++i) vectors[a * s.rows + i] = s.basis_vector(a)[i];
}

template <class T>
void tracker_access<T>::restore(const tracker_counts& counts, const T* vectors, eigenvalue_tracker<T>& to) noexcept
{
    auto& s = *to.storage_;
    s.started = counts.started;
    s.updates = counts.updates;
    s.size = counts.size;
    for (std::size_t a = 0; a < s.size; ++a)
        for (std::size_t i = 0; i < s.rows; ++i) s.basis_vector(a)[i] = vectors[a * s.rows + i];
}

template struct tracker_access<float>;
template struct tracker_access<double>;

}  // namespace detail

template class eigenvalue_tracker<float>;
template class eigenvalue_tracker<double>;

}  // namespace catapult
