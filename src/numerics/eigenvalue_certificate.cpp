// eigenvalue_tracker::certify.
#include <cmath>

#include "catapult/numerics/eigenvalue.hpp"
#include "numerics/eigenvalue_tolerance.hpp"

namespace catapult {

using namespace detail;

namespace {
constexpr std::size_t products_before_form = 48;  // after this many products the factorisation is faster
}  // namespace

template <class T>
void detail::certificate_storage<T>::form(const symmetric_operator<T>& op) noexcept
{
    for (std::size_t i = 0; i < op.rows; ++i) image[i] = 0;
    for (std::size_t j = 0; j < op.rows; ++j) {
        image[j] = 1;
        // The pivots are not in use yet and serve as scratch.
        op.apply(op.context, image, matrix.pivots);
        image[j] = 0;
        for (std::size_t i = j; i < op.rows; ++i) matrix.element(j, i) = matrix.pivots[i];
    }
}

template <class T>
status eigenvalue_tracker<T>::certify(const symmetric_operator<T>& op, const certificate_options& options, workspace memory,
                                      eigenvalue_result<T>& result) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    storage& s = *storage_;
    if (op.rows != s.rows || op.apply == nullptr) return status::shape_mismatch;
    if (!valid(op.rows, options)) return status::invalid_argument;
    certificate_storage<T> store;
    if (const status p = place([&](layout& l) { store.lay_out(l, op.rows, options); }, memory); p != status::ok) return p;

    ranged_operator<T> ranged(op);
    const symmetric_operator<T> in_range = make_operator<T>(ranged);
    const eigenvalue_options usual = s.options;
    const auto update_with = [&](const eigenvalue_options& now, eigenvalue_result<T>& found) {
        s.options = now;
        const status updated = s.update(in_range, found);
        s.options = usual;
        return updated;
    };
    const auto failed = [](status u) { return u != status::ok && u != status::not_converged; };
    eigenvalue_options precise = usual;
    // Two factorisations of a small matrix take less time than the tracker needs to converge to rounding.
    constexpr std::size_t small = 64;
    if (!store.dense || op.rows > small) precise.tolerance = 0;
    if (store.dense && precise.max_products > products_before_form) precise.max_products = products_before_form;
    eigenvalue_result<T> found;
    std::size_t products = 0;
    for (std::uint64_t attempt = 1;; ++attempt) {
        const status updated = update_with(precise, found);
        if (failed(updated)) return updated;
        products += found.products;
        if (store.dense) break;
        T other = 0, excess = 0;
        const status looked = store.random.run(in_range, options, attempt, found.value, found.error_bound, products, other,
                                               excess);
        if (looked != status::ok) {
            s.started = false;
            return looked;
        }
        const bool higher = other > found.value + found.error_bound;
        if (!higher || attempt == store.random.attempts) {
            found.products = products;
            found.excess_bound = (other > found.value ? other - found.value : T(0)) + with_rounding(excess, found.value);
            found.evidence = eigenvalue_evidence::random_start;
            found.miss_probability = options.miss_probability;
            if (!ranged.restore(found)) return status::not_finite;
            result = found;
            return higher ? status::not_converged : updated;
        }
        store.random.ritz_vector(store.vector);
        s.start_from(store.vector);
    }

    store.form(in_range);
    products += op.rows;
    for (std::size_t i = 0; i < op.rows; ++i) store.vector[i] = s.vector[i];
    eigenvalue_result<T> known;
    const status solved = store.matrix.find(store.vector, found.error_bound, known);
    if (failed(solved)) {
        s.started = false;
        return solved;
    }
    if (known.value > found.value + found.error_bound) {
        s.start_from(store.vector);
        const status updated = update_with(usual, found);
        if (failed(updated)) return updated;
        products += found.products;
    }
    known.products = products;
    if (!ranged.restore(known)) return status::not_finite;
    result = known;
    return solved;
}

#define CATAPULT_INSTANTIATE(T)                                                                                         \
    template status eigenvalue_tracker<T>::certify(const symmetric_operator<T>&, const certificate_options&, workspace, \
                                                   eigenvalue_result<T>&) noexcept;
CATAPULT_INSTANTIATE(float)
CATAPULT_INSTANTIATE(double)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
