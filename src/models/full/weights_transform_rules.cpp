// Weights back under training rules: weights_transform with gram_training. A program that does not call it gets none of it.
#include "catapult/models/weights.hpp"
#include "kernels/panels.hpp"
#include "models/full/training_access.hpp"
#include "models/full/transform_rows.hpp"

namespace catapult {

using namespace detail;

namespace {

/// Writes a matrix that is in panels as rows of its transpose, `stride` apart. Returns `rows`.
template <class T>
const T* in_rows(const T* panels, std::size_t rank, std::size_t outputs, T* rows, std::size_t stride) noexcept
{
    for (std::size_t c = 0; c < outputs; ++c)
        for (std::size_t a = 0; a < rank; ++a) rows[c * stride + a] = panels[in_panels<T>(a, c, outputs)];
    return rows;
}

}  // namespace

template <class T>
status weights_transform<T>::step(gram_training<T>& model, T eta, span<const std::size_t> batch) noexcept
{
    if (storage_ == nullptr || model.dims().rank == 0) return status::invalid_argument;
    storage& s = *storage_;
    const std::size_t r = s.dims.rank, k = s.dims.outputs;
    const network_dims dims = model.dims();
    if (dims.rank != r || dims.outputs != k || dims.width != s.dims.width || s.momentum != (model.rule().momentum > 0))
        return status::shape_mismatch;
    if (training_access<T>::is_linear(model)) return status::unsupported;
    taken_step<T> taken;
    const status stepped = training_access<T>::step(model, eta, batch, taken);
    if (stepped != status::ok) return stepped;
    const gradient_columns<T>& g = taken.columns;
    const T* const outer = in_rows(g.outer, r, k, s.columns[0], s.stride);
    const T* const columns = g.columns == g.outer ? outer : in_rows(g.columns, r, k, s.columns[1], s.stride);
    const T* const inner = g.inner_factor == T(0) ? nullptr : in_rows(g.inner, r, k, s.columns[2], s.stride);
    advance_rows<T>(s, {outer, columns, inner, g.inner_factor}, taken.mixing);
    return status::ok;
}

template status weights_transform<float>::step(gram_training<float>&, float, span<const std::size_t>) noexcept;
template status weights_transform<double>::step(gram_training<double>&, double, span<const std::size_t>) noexcept;

}  // namespace catapult
