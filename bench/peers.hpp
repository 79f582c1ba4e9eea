// The same work done by calls of other libraries.
#ifndef CATAPULT_BENCH_PEERS_HPP
#define CATAPULT_BENCH_PEERS_HPP

#include <cstddef>
#include <vector>

#include "catapult/models/gram_model.hpp"
#include "memory.hpp"

namespace catapult::bench {

/// The step of theory.md, 3, in normalised form, on a full matrix D.
class gram_peer {
public:
    enum class calls {
        symmetric,  ///< symv, syr2, syr; for k > 1 symm, syr2k
        general,    ///< gemv and two ger (k = 1)
        eigen,      ///< Eigen's self-adjoint product and rank update
    };
    gram_peer(const reduced_data<double>& data, const network_state<double>& state, calls which);
    void step(double eta);
    const double* predictor() const { return predictor_.data(); }

private:
    void multiply();                // product_ ← D Z
    void update(double minus_one);  // D ← D + minus_one (B Zᵀ + Z Bᵀ)
    calls which_;
    std::size_t rank_, outputs_;
    double width_, samples_;
    array first_, second_, predictor_, gradient_, product_, side_, singular_values_, targets_, small_;
};

/// A step in parameter space with one output, by gemv, ger, gemv. The caller owns the weights.
class parameter_peer {
public:
    parameter_peer(std::size_t n, std::size_t d, std::size_t m, double* first, double* second, const double* inputs,
                   const double* targets);
    void step(double eta);
    const double* product() const { return product_.data(); }  ///< Uᵀv, d

private:
    void refresh();
    std::size_t width_, inputs_, samples_;
    double* first_;
    double* second_;
    const double* x_;
    const double* y_;
    array product_, gradient_, outputs_, hidden_;
};

/// A training set (m × d inputs, m × k targets, by rows) reduced to its singular values and QᵀY.
class lapack_reduction {
public:
    lapack_reduction(std::size_t m, std::size_t d, std::size_t k);
    /// By dgeqrf of X, or of Xᵀ if m < d, and dgesdd of the factor.
    void by_factors(const double* x, const double* y);
    /// By dsyrk and dsyevd: XᵀX, or XXᵀ if m < d.
    void by_gram_matrix(const double* x, const double* y);
    /// Descending, min(m, d) of them.
    const double* singular_values() const { return values_.data(); }

private:
    int samples_, inputs_, outputs_, least_;
    array factors_, reflectors_, small_, turned_, values_, targets_, projected_;
    std::vector<double> work_;
    std::vector<int> integers_;
};

/// The largest eigenvalue of a dense symmetric n × n matrix, by LAPACK's dsyevr for one eigenvalue and its vector.
double lapack_top_eigenvalue(const double* a, std::size_t n, array& copy, array& vector);

void use_one_thread();
/// The processor whose kernels OpenBLAS uses.
const char* openblas_kernels();

}  // namespace catapult::bench

#endif
