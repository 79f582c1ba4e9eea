#include "catapult/numerics/detail/leading_pairs.hpp"

#include <cmath>

#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

namespace {
constexpr double loose_tolerance = 1e-2;
// Each update looks for an eigenvector that none of the kept vectors has, which may have risen among the largest: a vector without
// structure has 1/√n of it or so, and a few products make that large where the eigenvalue stands out.
constexpr std::size_t search_products = 4;
}  // namespace

template <class T>
void leading_pairs<T>::prepare_next() noexcept
{
    const std::size_t n = space.rows, stride = space.stride, known = smaller(kept, space.size);
    for (std::size_t i = 0; i < count; ++i) {
        space.combine(space.basis, i, vector(i));
        divide(n, norm<T>(n, vector(i)), vector(i));
    }
    // A power step of A − θ, with the lowest Ritz value θ, if that is negative, takes the vectors towards the top.
    const T last = space.values[space.size - 1], lowest = last < 0 ? last : T(0);
    for (std::size_t i = 0; i < known; ++i) {
        T* const next = scratch + i * stride;
        (void)space.residual_of(i, next);
        add_scaled<T>(n, space.values[i] - lowest, space.vector, next);
        const T length = norm<T>(n, next);
        for (std::size_t a = 0; a < n; ++a) next[a] = length > 0 ? next[a] / length : space.vector[a];
    }
    space.size = 0;
    for (std::size_t i = 0; i < known; ++i) (void)space.append(scratch + i * stride);
}

template <class T>
status leading_pairs<T>::update(const symmetric_operator<T>& op, double tolerance, std::size_t most,
                                std::size_t& products) noexcept
{
    if (!started) {
        space.size = 0;
        updates = 0;
        started = true;
    }
    for (std::size_t attempt = 0; space.size < kept && attempt < 2 * kept; ++attempt) space.append_generic();
    const auto multiply = [&](std::size_t which) {
        ++products;
        started = space.multiply(op, which);
        return started;
    };
    const std::size_t before = products;
    const std::size_t begun = space.size;
    for (std::size_t i = 0; i < begun; ++i)
        if (!multiply(i)) return status::not_finite;
    ++updates;
    for (std::size_t i = 0; i < search_products && products - before < most; ++i) {
        for (std::size_t a = 0; a < space.rows; ++a)
            residuals[a] = i == 0 ? generic<T>(a + updates * space.rows) : space.image_of(space.size - 1)[a];
        if (!space.append(residuals)) break;
        if (!multiply(space.size - 1)) return status::not_finite;
    }
    for (;;) {
        space.solve();
        const T scale = std::fmax(std::fabs(space.values[0]), std::fabs(space.values[space.size - 1]));
        std::size_t waiting = 0;
        for (std::size_t i = 0; i < count; ++i) {
            T* const residual = residuals + waiting * space.stride;
            const T length = space.residual_of(i, residual);
            values[i] = space.values[i];
            errors[i] = with_rounding(length, scale);
            if (!small_enough(length, values[i], scale, tolerance)) ++waiting;
        }
        // The next pairs must be near eigenvalues too, so that it is known when one becomes one of the largest.
        for (std::size_t i = count; i < kept && i < space.size; ++i) {
            const T length = space.residual_of(i, residuals + waiting * space.stride);
            if (!small_enough(length, scale, scale, loose_tolerance)) ++waiting;
        }
        bool grown = false;
        if (waiting > 0 && products - before < most) {
            if (space.size + waiting > space.capacity && carried < space.size) space.restart(carried, scratch);
            for (std::size_t i = 0; i < waiting && products - before < most; ++i) {
                if (!space.append(residuals + i * space.stride)) continue;
                if (!multiply(space.size - 1)) return status::not_finite;
                grown = true;
            }
        }
        if (!grown) {
            if (space.size == carried) space.solve();  // after a restart
            prepare_next();
            return waiting == 0 ? status::ok : status::not_converged;
        }
    }
}

template struct leading_pairs<float>;
template struct leading_pairs<double>;

}  // namespace catapult::detail
