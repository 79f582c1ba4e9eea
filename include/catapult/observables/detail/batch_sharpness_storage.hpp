// The arrays of a batch_sharpness, in the order in which they lie. For the library's own headers: callers use
// batch_sharpness.hpp.
#ifndef CATAPULT_OBSERVABLES_DETAIL_BATCH_SHARPNESS_STORAGE_HPP
#define CATAPULT_OBSERVABLES_DETAIL_BATCH_SHARPNESS_STORAGE_HPP

#include "catapult/models/detail/gram_factor.hpp"
#include "catapult/models/detail/gram_training_storage.hpp"
#include "catapult/observables/batch_sharpness.hpp"

namespace catapult {

template <class T>
struct batch_sharpness<T>::storage {
    training_objective<T> objective;
    network_dims dims;
    detail::objective_scratch<T> evaluation;
    T* changes;           // dF, evaluation.rows × k
    T* curved;            // H_ℓ dF, likewise
    T* panels;            // ω, and then Z: r × k as the kernels take them
    T* image_panels;      // Z, and then DZ, likewise
    T* gradient;          // Z over its norm, r × k
    T* image;             // DZ, r × k
    T* change;            // B = (I + D)Z + Z(I + E), r × k: what a change of the weights by g makes of ω
    T* overlap;           // ωᵀZ, k × k
    T* gradient_overlap;  // ZᵀZ, k × k
    detail::factor_scratch<T> factor;

    static constexpr void lay_out(detail::layout& l, const network_dims& dims, storage*& placed, storage& s) noexcept
    {
        placed = l.take<storage>(1);
        s.dims = dims;
        s.evaluation.lay_out(l, dims.rank, dims.outputs);
        for (T** array : {&s.changes, &s.curved}) *array = l.take<T>(l.product(s.evaluation.rows, dims.outputs));
        const std::size_t padded = l.product(l.whole_blocks<T>(dims.rank), dims.outputs);
        for (T** array : {&s.panels, &s.image_panels, &s.gradient, &s.image, &s.change}) *array = l.take<T>(padded);
        for (T** array : {&s.overlap, &s.gradient_overlap}) *array = l.take<T>(l.product(dims.outputs, dims.outputs));
        if (keeps_factor(dims)) s.factor.lay_out(l, dims);
    }

    /// gradient ← Z, over 4^exponent of the data.
    void differentiate(const network_state<T>& state, span<const std::size_t> batch) noexcept;
    /// image ← D gradient.
    void multiply(const network_state<T>& state) noexcept;
    /// ⟨B, H_ℓ B⟩: B's own curvature in the mean loss of the batch, over 4^exponent.
    T curvature(const network_state<T>& state, span<const std::size_t> batch) noexcept;
};

template <class T>
constexpr status batch_sharpness<T>::bytes(const network_dims& dims, std::size_t& result) noexcept
{
    if (const status wrong = detail::check_dims(dims); wrong != status::ok) return wrong;
    storage* placed = nullptr;
    storage s{};
    return detail::measure([&](detail::layout& l) { storage::lay_out(l, dims, placed, s); }, result);
}

}  // namespace catapult

#endif
