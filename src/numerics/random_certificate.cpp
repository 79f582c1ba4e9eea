#include "catapult/numerics/eigenvalue.hpp"

#include <cmath>
#include <limits>

#include "numerics/eigenvalue_tolerance.hpp"
#include "numerics/random_streams.hpp"
#include "numerics/tridiagonal.hpp"
#include "numerics/vector.hpp"

namespace catapult::detail {

template <class T>
T random_certificate<T>::missed_component(T mu) const noexcept
{
    T pivot = mu - diagonal[0], ratio = 1;
    for (std::size_t i = 0;; ++i) {
        if (!(pivot > 0)) return std::numeric_limits<T>::infinity();
        const T factor = off[i] / pivot;
        ratio *= factor;
        if (i + 1 == size_) return ratio;
        pivot = mu - diagonal[i + 1] - off[i] * factor;
    }
}

template <class T>
status random_certificate<T>::run(const symmetric_operator<T>& op, const certificate_options& options, std::uint64_t attempt,
                                  T value, T wanted, std::size_t& products, T& found, T& excess) noexcept
{
    constexpr std::size_t interval = 4;  // products between evaluations of the bound
    constexpr double pi = 3.14159265358979323846;
    const T component = static_cast<T>(options.miss_probability /
                                       (static_cast<double>(attempts) * std::sqrt(2 * static_cast<double>(rows) / pi)));
    fill_normals<T>(stream_of(options.seed, stream::certificate), attempt * rows, {vector(0), rows});
    divide(rows, norm<T>(rows, vector(0)), vector(0));
    for (size_ = 0; size_ < capacity;) {
        const T* const q = vector(size_);
        T* const next = vector(size_ + 1);
        op.apply(op.context, q, next);
        ++products;
        T along = 0, length = 0;
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t i = 0; i <= size_; ++i) {
                const T part = dot<T>(rows, vector(i), next);
                add_scaled<T>(rows, -part, vector(i), next);
                if (i == size_) along += part;
            }
        length = norm<T>(rows, next);
        if (!std::isfinite(along) || !std::isfinite(length)) return status::not_finite;
        diagonal[size_] = along;
        off[size_] = length;
        ++size_;
        const bool last = size_ == capacity || length == T(0);
        if (!last) divide(rows, length, next);
        if (!last && size_ % interval != 0) continue;

        for (std::size_t i = 0; i < size_; ++i) values[i] = diagonal[i], edges[i] = off[i];
        tridiagonal_eigenvalues(size_, values, edges, vectors, 0);
        found = values[0];
        T scale = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            if (values[i] > found) found = values[i];
            scale = std::fmax(scale, std::fabs(values[i]));
        }
        // Finds the excess to within a factor of two. It starts where the distance from the eigenvalues of T exceeds
        // their rounding errors.
        const T base = found > value ? found : value;
        excess = solver_rounding<T> * std::fmax(scale, std::fabs(base));
        while (excess > 0 && excess < std::numeric_limits<T>::max() / 4 && !(missed_component(base + excess) <= component))
            excess *= 2;
        if (last || excess <= wanted) break;
    }
    return status::ok;
}

template <class T>
void random_certificate<T>::ritz_vector(T* out) noexcept
{
    for (std::size_t i = 0; i < size_; ++i) {
        values[i] = diagonal[i], edges[i] = off[i];
        for (std::size_t j = 0; j < size_; ++j) vectors[i * size_ + j] = i == j ? T(1) : T(0);
    }
    tridiagonal_eigenvalues(size_, values, edges, vectors, size_);
    std::size_t top = 0;
    for (std::size_t i = 1; i < size_; ++i)
        if (values[i] > values[top]) top = i;
    for (std::size_t i = 0; i < rows; ++i) out[i] = 0;
    for (std::size_t i = 0; i < size_; ++i) add_scaled<T>(rows, vectors[top * size_ + i], vector(i), out);
    divide(rows, norm<T>(rows, out), out);
}

template struct random_certificate<float>;
template struct random_certificate<double>;

}  // namespace catapult::detail
