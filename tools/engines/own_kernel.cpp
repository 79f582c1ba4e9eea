#include "engines/own_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "catapult/numerics/dense.hpp"
#include "readers/matrix.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

/// The elements of a file row by row, all finite.
std::vector<double> elements_of(const file_matrix& matrix)
{
    std::vector<double> all(matrix.rows * matrix.columns);
    for (std::size_t i = 0; i < matrix.rows; ++i) matrix.copy_row(i, all.data() + i * matrix.columns);
    return all;
}

double samples_of(const file_matrix& matrix, std::uint64_t outputs)
{
    if (matrix.rows % outputs != 0)
        throw request_error(matrix.path + ": " + std::to_string(matrix.rows) + " rows, no multiple of --outputs " +
                            std::to_string(outputs) + "; a row for each sample and output is wanted");
    return static_cast<double>(matrix.rows / outputs);
}

eigenvalue_result<double> top(std::vector<double>& kernel, std::size_t rows, double samples, const std::string& path)
{
    memory work = memory_for([&](std::size_t& b) { return dense_top_bytes<double>(rows, b); }, path);
    std::vector<double> vector(rows);
    eigenvalue_result<double> result;
    const status s = dense_top_eigenvalue<double>({kernel.data(), rows, rows}, vector, work.view(), result);
    if (s != status::not_converged) check(s, path);
    if (!(result.value > 0))
        throw request_error(path + ": its largest eigenvalue is " + shortest(result.value) +
                            "; a kernel of a network that can be trained has one above zero");
    for (double* number : {&result.value, &result.error_bound, &result.excess_bound}) *number /= samples;
    return result;
}

}  // namespace

eigenvalue_result<double> top_of_kernel(const std::string& path, std::uint64_t outputs)
{
    const file_matrix file = read_matrix(path);
    if (file.rows != file.columns)
        throw request_error(path + ": " + std::to_string(file.rows) + " x " + std::to_string(file.columns) +
                            "; a kernel is square, and --jacobian takes a Jacobian");
    const double samples = samples_of(file, outputs);
    std::vector<double> kernel = elements_of(file);
    const std::size_t n = file.rows;
    double largest = 0;
    for (const double element : kernel) largest = std::max(largest, std::fabs(element));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (std::fabs(kernel[i * n + j] - kernel[j * n + i]) > 1e-6 * largest)
                throw request_error(path + ": not symmetric in row " + std::to_string(i + 1) + ", column " +
                                    std::to_string(j + 1) + "; a kernel is");
    return top(kernel, n, samples, path);
}

eigenvalue_result<double> top_of_jacobian(const std::string& path, std::uint64_t outputs)
{
    const file_matrix file = read_matrix(path);
    const double samples = samples_of(file, outputs);
    const std::vector<double> jacobian = elements_of(file);
    const std::size_t n = file.rows, p = file.columns;
    std::vector<double> kernel(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            kernel[i * n + j] = kernel[j * n + i] = catapult::dot<double>({jacobian.data() + i * p, p},
                                                                          {jacobian.data() + j * p, p});
    return top(kernel, n, samples, path);
}

}  // namespace catapult::tools
