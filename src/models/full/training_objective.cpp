#include "catapult/models/training_objective.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/detail/layout.hpp"
#include "kernels/dispatch.hpp"
#include "vocabulary/checks.hpp"

namespace catapult {
namespace {

/// Inputs of the product that are taken at a time. A few of them with the directions that fit the widest tile of the
/// kernel, and with as many rows, are kept on the stack.
constexpr std::size_t depth = 32;
template <class T>
constexpr std::size_t width = 3 * detail::block_elements<T>;
/// Rows that stay in the second cache while the basis passes.
constexpr std::size_t block_rows = 256;

std::size_t smaller(std::size_t a, std::size_t b) noexcept { return a < b ? a : b; }

/// C ← C + 2^-exponent A B for `count` inputs: A is the rows, from their first of these inputs on, and B is count × columns.
/// Each row is scaled before it is multiplied, so that no product leaves the range of T.
template <class T>
void accumulate(matrix_view<const T> rows, int exponent, std::size_t count, std::size_t columns, const T* b,
                matrix_view<T> c) noexcept
{
    const auto& multiply_add = detail::kernels<T>().blocked.multiply_add;
    if (exponent == 0) {
        multiply_add(rows.rows, columns, count, rows.data, rows.stride, 1, b, width<T>, c.data, c.stride);
        return;
    }
    const T half = std::ldexp(T(1), -exponent / 2), rest = std::ldexp(T(1), -exponent - -exponent / 2);
    T scaled[width<T>][depth];
    for (std::size_t first = 0; first < rows.rows; first += width<T>) {
        const std::size_t part = smaller(width<T>, rows.rows - first);
        for (std::size_t i = 0; i < part; ++i)
            for (std::size_t l = 0; l < count; ++l) scaled[i][l] = rows(first + i, l) * half * rest;
        multiply_add(part, columns, count, scaled[0], depth, 1, b, width<T>, c.row(first), c.stride);
    }
}

/// No sum on the way exceeds the length of its row, below √d 2^size.
bool might_overflow(int size, std::size_t inputs, int largest_exponent) noexcept
{
    int twice = 2 * size + 1;
    for (; inputs > 0; inputs /= 2) ++twice;
    return twice > 2 * largest_exponent;
}

}  // namespace

template <class T>
status project_inputs(const reduced_data<T>& data, matrix_view<const T> inputs, matrix_view<T> result) noexcept
{
    const std::size_t r = data.rank, d = data.inputs;
    if (r == 0 || data.basis.rows != r || data.basis.columns != d || inputs.rows == 0 || inputs.columns != d ||
        result.rows != inputs.rows || result.columns != r)
        return status::shape_mismatch;
    if (!detail::all_finite(inputs)) return status::not_finite;
    int size = 0;
    (void)std::frexp(detail::largest_magnitude(inputs), &size);
    if (might_overflow(size - data.exponent, d, std::numeric_limits<T>::max_exponent)) return status::invalid_argument;

    T columns[depth][width<T>];  // of P: a few inputs of a few directions
    for (std::size_t row = 0; row < inputs.rows; row += block_rows) {
        const std::size_t rows = smaller(block_rows, inputs.rows - row);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t a = 0; a < r; ++a) result(row + i, a) = 0;
        for (std::size_t direction = 0; direction < r; direction += width<T>)
            for (std::size_t input = 0; input < d; input += depth) {
                const std::size_t directions = smaller(width<T>, r - direction), count = smaller(depth, d - input);
                for (std::size_t a = 0; a < directions; ++a)
                    for (std::size_t l = 0; l < count; ++l) columns[l][a] = data.basis(direction + a, input + l);
                accumulate<T>({inputs.row(row) + input, rows, count, inputs.stride}, data.exponent, count, directions, columns[0],
                              {result.row(row) + direction, rows, directions, result.stride});
            }
    }
    return status::ok;
}

template status project_inputs(const reduced_data<float>&, matrix_view<const float>, matrix_view<float>) noexcept;
template status project_inputs(const reduced_data<double>&, matrix_view<const double>, matrix_view<double>) noexcept;

}  // namespace catapult
