// Snapshots of the Gram engines: what they hold (vocabulary/snapshot.hpp), and their calls.
#include "catapult/models/gram_model.hpp"
#include "catapult/models/gram_training.hpp"
#include "vocabulary/snapshot.hpp"

namespace catapult {

namespace {

/// The numbers of a snapshot. Storage is gram_model<T>::storage.
template <class T, class Storage>
void visit_model(detail::snapshot_archive& archive, Storage& s) noexcept
{
    archive.same(static_cast<std::uint64_t>(s.rank));
    archive.same(static_cast<std::uint64_t>(s.outputs));
    archive.same(s.width);
    archive.same(static_cast<std::uint64_t>(s.interval));
    archive.number(s.steps);
    archive.count(s.kept, s.interval);
    archive.number(s.residual_square);
    archive.number(s.gradient_square);
    archive.number(s.first_bound);
    for (T* array : {s.predictor, s.residual, s.gradient}) archive.numbers(s.elements, array);
    archive.numbers(s.outputs * s.outputs, s.second);
    if (detail::gram_factor<T>& f = s.factor; f.rows > 0) {
        archive.number(f.first_square);
        archive.numbers(f.rows * f.rank, f.first);
        archive.numbers(f.rows * f.outputs, f.second);
        archive.numbers(f.outputs * f.stride, f.product);
        archive.numbers(f.outputs * f.gram_stride, f.gram);
        return;
    }
    archive.numbers(symmetric_view<T>::elements(s.rank), s.first);
    for (T* array : {s.gradient_last, s.side}) archive.numbers(s.elements, array);
    if (s.interval > 1)
        for (T* array : {s.tail_sides, s.tail_gradients}) archive.numbers(s.elements * s.interval, array);
}

}  // namespace

template <class T>
std::size_t gram_model<T>::snapshot_size() const noexcept
{
    if (storage_ == nullptr) return 0;
    return detail::snapshot_size([&](detail::snapshot_archive& archive) { visit_model<T>(archive, *storage_); });
}

template <class T>
status gram_model<T>::save(span<std::byte> to) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    return detail::save_snapshot<T>(detail::snapshot_of::gram_model, to,
                                    [&](detail::snapshot_archive& archive) { visit_model<T>(archive, *storage_); });
}

template <class T>
status gram_model<T>::restore(span<const std::byte> from) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    const status s = detail::restore_snapshot<T>(detail::snapshot_of::gram_model, from,
                                                 [&](detail::snapshot_archive& archive) { visit_model<T>(archive, *storage_); });
    if (s == status::ok && storage_->factor.rows == 0) {
        storage_->refresh_overlap();
        refresh_rows();
    }
    return s;
}

namespace {

template <class T>
void visit_matrices(detail::snapshot_archive& archive, detail::gram_matrices<T>& m) noexcept
{
    const std::size_t packed = symmetric_view<T>::elements(m.rank);
    archive.same(static_cast<std::uint64_t>(m.interval));
    archive.count(m.kept, m.interval - 1);
    for (T* number : {&m.scales.weights, &m.scales.velocity, &m.before}) archive.number(*number);
    archive.numbers(m.interval, m.factors);
    archive.numbers(packed, m.first);
    if (m.moving())
        for (T* array : {m.lower, m.upper, m.velocity}) archive.numbers(packed, array);
    archive.numbers(symmetric_view<T>::panels(m.rank) * symmetric_view<T>::panel * m.stride(), m.tail);
}

/// The numbers of a snapshot. Storage is gram_training<T>::storage.
template <class T, class Storage>
void visit_training(detail::snapshot_archive& archive, Storage& s) noexcept
{
    const training_rule& rule = s.rule;
    archive.same(static_cast<std::uint64_t>(s.dims.rank));
    archive.same(static_cast<std::uint64_t>(s.dims.outputs));
    archive.same(s.dims.width);
    for (const double number :
         {rule.momentum, rule.sam_radius, rule.clip, rule.averaging, rule.weight_decay, rule.rate_first, rule.rate_second})
        archive.same(number);
    for (const bool choice : {rule.nesterov, s.sampled()}) archive.same(std::uint64_t{choice});
    archive.same(static_cast<std::uint64_t>(rule.scaling));
    archive.number(s.steps);
    for (bool* flag : {&s.linear, &s.fresh}) archive.number(*flag);
    for (T* number : {&s.inverse_width, &s.mean_loss, &s.residual_square, &s.gradient_square, &s.step_loss, &s.norm,
                      &s.averaged_square, &s.blocks.first_scale, &s.blocks.second_scale})
        archive.number(*number);
    archive.numbers(4, s.blocks.first_bound);
    const std::size_t square = s.dims.outputs * s.dims.outputs;
    const bool momentum = rule.momentum > 0;
    visit_matrices(archive, s.matrices);
    archive.numbers(s.elements, s.blocks.predictor[0][0]);
    archive.numbers(square, s.blocks.second[0][0]);
    if (momentum) {
        for (T* array : {s.blocks.predictor[0][1], s.blocks.predictor[1][0], s.blocks.predictor[1][1]})
            archive.numbers(s.elements, array);
        for (T* array : {s.blocks.second[0][1], s.blocks.second[1][1]}) archive.numbers(square, array);
    }
    for (T* array : {s.residual, s.gradient, s.reference}) archive.numbers(s.elements, array);
}

}  // namespace

template <class T>
std::size_t gram_training<T>::snapshot_size() const noexcept
{
    if (storage_ == nullptr) return 0;
    return detail::snapshot_size([&](detail::snapshot_archive& archive) { visit_training<T>(archive, *storage_); });
}

template <class T>
status gram_training<T>::save(span<std::byte> to) const noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    return detail::save_snapshot<T>(detail::snapshot_of::gram_training, to,
                                    [&](detail::snapshot_archive& archive) { visit_training<T>(archive, *storage_); });
}

template <class T>
status gram_training<T>::restore(span<const std::byte> from) noexcept
{
    if (storage_ == nullptr) return status::invalid_argument;
    return detail::restore_snapshot<T>(detail::snapshot_of::gram_training, from,
                                       [&](detail::snapshot_archive& archive) { visit_training<T>(archive, *storage_); });
}

#define CATAPULT_INSTANTIATE(model)                                 \
    template std::size_t model::snapshot_size() const noexcept;     \
    template status model::save(span<std::byte> to) const noexcept; \
    template status model::restore(span<const std::byte> from) noexcept;
CATAPULT_INSTANTIATE(gram_model<float>)
CATAPULT_INSTANTIATE(gram_model<double>)
CATAPULT_INSTANTIATE(gram_training<float>)
CATAPULT_INSTANTIATE(gram_training<double>)
#undef CATAPULT_INSTANTIATE

}  // namespace catapult
