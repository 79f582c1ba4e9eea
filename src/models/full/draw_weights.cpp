#include "catapult/models/draw_weights.hpp"

#include <cstddef>
#include <cstdint>

#include "catapult/numerics/random.hpp"
#include "numerics/random_streams.hpp"

namespace catapult {

namespace {

template <class T>
bool numbers_fit(std::uint64_t first_row, const matrix_view<T>& rows) noexcept
{
    std::uint64_t end = 0;
    return !__builtin_add_overflow(first_row, rows.rows, &end) && !__builtin_mul_overflow(end, rows.columns, &end);
}

template <class T>
void draw(random_stream s, std::uint64_t first_row, const matrix_view<T>& rows) noexcept
{
    for (std::size_t i = 0; i < rows.rows; ++i)
        fill_normals(s, (first_row + i) * rows.columns, span<T>(rows.row(i), rows.columns));
}

}  // namespace

template <class T>
status draw_weights(std::uint64_t seed, std::uint64_t first_row, matrix_view<T> u, matrix_view<T> v) noexcept
{
    if (u.rows != v.rows) return status::shape_mismatch;
    if (!numbers_fit(first_row, u) || !numbers_fit(first_row, v)) return status::invalid_argument;
    draw(detail::stream_of(seed, detail::stream::first_layer), first_row, u);
    draw(detail::stream_of(seed, detail::stream::second_layer), first_row, v);
    return status::ok;
}

template status draw_weights(std::uint64_t, std::uint64_t, matrix_view<float>, matrix_view<float>) noexcept;
template status draw_weights(std::uint64_t, std::uint64_t, matrix_view<double>, matrix_view<double>) noexcept;

}  // namespace catapult
