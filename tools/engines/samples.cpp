#include "engines/samples.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catapult/models/training_objective.hpp"
#include "catapult/numerics/dense.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t block_rows = 256;

/// Calls work(first, inputs, targets) for blocks of samples.
template <class Work>
void for_each_block(const dataset& source, Work work)
{
    const std::size_t block = std::min(source.samples(), block_rows);
    memory inputs = memory_for_doubles(block, source.inputs());
    memory targets = memory_for_doubles(block, source.outputs());
    for (std::size_t first = 0; first < source.samples(); first += block) {
        const std::size_t count = std::min(block, source.samples() - first);
        source.copy(first, count, inputs.as<double>(), targets.as<double>());
        work(first, matrix_view<double>(inputs.as<double>(), count, source.inputs()),
             matrix_view<double>(targets.as<double>(), count, source.outputs()));
    }
}

/// x ← x − PPᵀx of each row. Twice, so that what is left is orthogonal to the basis. A row that rounding may have left is
/// set to zero.
void remove_basis(matrix_view<const double> basis, matrix_view<double> rows)
{
    const double rounding = 16 * std::sqrt(static_cast<double>(rows.columns)) * std::numeric_limits<double>::epsilon();
    for (std::size_t i = 0; i < rows.rows; ++i) {
        const span<double> row = {rows.row(i), rows.columns};
        const double before = catapult::norm<double>(row);
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t a = 0; a < basis.rows; ++a) {
                const span<const double> direction = {basis.row(a), basis.columns};
                add_scaled<double>(-catapult::dot<double>(direction, row), direction, row);
            }
        if (!(catapult::norm<double>(row) > rounding * before)) std::fill(row.begin(), row.end(), 0.0);
    }
}

}  // namespace

projected_samples project_samples(const dataset& source, const reduced_data<double>& data)
{
    projected_samples result;
    const std::size_t m = source.samples(), r = data.rank, k = data.outputs;
    result.storage = memory_for_doubles(m, r + k, "the samples, " + std::to_string(m) + " x " + std::to_string(r + k));
    const matrix_view<double> inputs = {result.storage.as<double>(), m, r}, targets = {inputs.data + m * r, m, k};
    for_each_block(source, [&](std::size_t first, matrix_view<double> x, matrix_view<double> y) {
        check(project_inputs<double>(data, x, inputs.row_range(first, x.rows)), "the samples");
        std::copy_n(y.data, y.rows * k, targets.row(first));
    });
    result.inputs = inputs;
    result.targets = targets;
    return result;
}

void extend_basis(training_data& data, const dataset& more)
{
    reduced_data<double>& reduced = data.reduced;
    data_dims dims;
    dims.samples = more.samples();
    dims.inputs = more.inputs();
    dims.outputs = 1;
    dims.keep_basis = true;
    memory work = memory_for([&](std::size_t& b) { return data_reduction<double>::bytes(dims, b); }, "the test samples");
    data_reduction<double> reduction;
    check(data_reduction<double>::create(dims, work.view(), reduction), "the test samples");
    const std::vector<double> zeros(block_rows);
    for_each_block(more, [&](std::size_t, matrix_view<double> x, matrix_view<double>) {
        remove_basis(reduced.basis, x);
        check(reduction.add(x, {zeros.data(), x.rows, 1}), "the test samples");
    });
    reduced_data<double> rest;
    const status found = reduction.finish(rest);
    if (found == status::zero_inputs) return;
    check(found, "the test samples");

    const std::size_t r = reduced.rank, added = rest.rank, all = r + added, d = reduced.inputs, k = reduced.outputs;
    memory storage = memory_for_doubles(all, d + k + 1, "the basis");
    double* const basis = storage.as<double>();
    double* const targets = basis + all * d;
    double* const singular_values = targets + all * k;
    for (std::size_t i = 0; i < r; ++i) {
        std::copy_n(reduced.basis.row(i), d, basis + i * d);
        std::copy_n(reduced.targets.row(i), k, targets + i * k);
    }
    for (std::size_t i = 0; i < added; ++i) std::copy_n(rest.basis.row(i), d, basis + (r + i) * d);
    std::fill_n(targets + r * k, added * k, 0.0);
    std::copy_n(reduced.singular_values.data(), r, singular_values);
    std::fill_n(singular_values + r, added, 0.0);
    reduced.rank = all;
    reduced.basis = {basis, all, d};
    reduced.targets = {targets, all, k};
    reduced.singular_values = {singular_values, all};
    data.storage = std::move(storage);
}

void scale_inputs(double factor, training_data& data)
{
    if (factor == 1) return;
    const std::size_t rank = data.reduced.rank;
    memory storage = memory_for_doubles(rank, 1);
    for (std::size_t i = 0; i < rank; ++i) storage.as<double>()[i] = factor * data.reduced.singular_values[i];
    data.reduced.singular_values = {storage.as<double>(), rank};
    data.scaled = std::move(storage);
    if (!in_range(data.reduced))
        throw request_error("--output-scale: the squares of the scaled inputs leave the range of a double; choose another scale");
}

void scale_inputs(double factor, projected_samples& samples)
{
    if (factor == 1 || samples.inputs.rows == 0) return;
    double* const inputs = samples.storage.as<double>();
    for (std::size_t i = 0; i < samples.inputs.rows * samples.inputs.columns; ++i) inputs[i] *= factor;
}

}  // namespace catapult::tools
