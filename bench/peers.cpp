#include "peers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <cblas.h>
#ifdef CATAPULT_BENCH_EIGEN
#include <Eigen/Core>
#endif

extern "C" void dsyevr_(const char* job, const char* range, const char* half, const int* n, double* a, const int* lda,
                        const double* low, const double* high, const int* first, const int* last, const double* tolerance,
                        int* found, double* values, double* vectors, const int* ldz, int* support, double* work,
                        const int* work_size, int* integer_work, const int* integer_work_size, int* info);
extern "C" void dgeqrf_(const int* m, const int* n, double* a, const int* lda, double* reflectors, double* work,
                        const int* work_size, int* info);
extern "C" void dormqr_(const char* side, const char* transposed, const int* m, const int* n, const int* count, const double* a,
                        const int* lda, const double* reflectors, double* c, const int* ldc, double* work, const int* work_size,
                        int* info);
extern "C" void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* values, double* u,
                        const int* ldu, double* vt, const int* ldvt, double* work, const int* work_size, int* integer_work,
                        int* info);
extern "C" void dsyevd_(const char* job, const char* half, const int* n, double* a, const int* lda, double* values, double* work,
                        const int* work_size, int* integer_work, const int* integer_work_size, int* info);

namespace catapult::bench {

void use_one_thread() { openblas_set_num_threads(1); }

const char* openblas_kernels() { return openblas_get_corename(); }

gram_peer::gram_peer(const reduced_data<double>& data, const network_state<double>& state, calls which)
    : which_(which), rank_(data.rank), outputs_(data.outputs), width_(state.width), samples_(static_cast<double>(data.samples)),
      first_(rank_ * rank_), second_(outputs_ * outputs_), predictor_(rank_ * outputs_), gradient_(rank_ * outputs_),
      product_(rank_ * outputs_), side_(rank_ * outputs_), singular_values_(rank_), targets_(rank_ * outputs_),
      small_(2 * outputs_ * outputs_)
{
    for (std::size_t i = 0; i < rank_; ++i) {
        singular_values_[i] = data.singular_values[i];
        for (std::size_t j = 0; j < rank_; ++j) first_[i * rank_ + j] = state.first_deviation.get(i, j);
        for (std::size_t c = 0; c < outputs_; ++c) {
            predictor_[i * outputs_ + c] = state.predictor(i, c);
            targets_[i * outputs_ + c] = data.targets(i, c);
        }
    }
    for (std::size_t i = 0; i < outputs_ * outputs_; ++i) second_[i] = state.second_deviation.data[i];
}

void gram_peer::multiply()
{
    const int r = static_cast<int>(rank_), k = static_cast<int>(outputs_);
    double *d = first_.data(), *z = gradient_.data(), *p = product_.data();
#ifdef CATAPULT_BENCH_EIGEN
    if (which_ == calls::eigen) {
        using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const Eigen::Map<Eigen::MatrixXd, Eigen::Aligned64> m(d, r, r);
        if (k == 1)
            Eigen::Map<Eigen::VectorXd>(p, r).noalias() = m.selfadjointView<Eigen::Lower>() * Eigen::Map<Eigen::VectorXd>(z, r);
        else
            Eigen::Map<matrix>(p, r, k).noalias() = m.selfadjointView<Eigen::Lower>() * Eigen::Map<matrix>(z, r, k);
        return;
    }
#endif
    if (k > 1)
        cblas_dsymm(CblasRowMajor, CblasLeft, CblasLower, r, k, 1, d, r, z, k, 0, p, k);
    else if (which_ == calls::general)
        cblas_dgemv(CblasRowMajor, CblasNoTrans, r, r, 1, d, r, z, 1, 0, p, 1);
    else
        cblas_dsymv(CblasRowMajor, CblasLower, r, 1, d, r, z, 1, 0, p, 1);
}

void gram_peer::update(double minus_one)
{
    const int r = static_cast<int>(rank_), k = static_cast<int>(outputs_);
    double *d = first_.data(), *z = gradient_.data(), *b = side_.data();
#ifdef CATAPULT_BENCH_EIGEN
    if (which_ == calls::eigen) {
        Eigen::Map<Eigen::MatrixXd, Eigen::Aligned64> m(d, r, r);
        if (k == 1) {
            m.selfadjointView<Eigen::Lower>().rankUpdate(Eigen::Map<Eigen::VectorXd>(b, r), Eigen::Map<Eigen::VectorXd>(z, r),
                                                         minus_one);
        } else {
            using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
            const Eigen::Map<matrix> left(b, r, k), right(z, r, k);
            m.triangularView<Eigen::Lower>() += minus_one * left * right.transpose();
            m.triangularView<Eigen::Lower>() += minus_one * right * left.transpose();
        }
        return;
    }
#endif
    if (k > 1) {
        cblas_dsyr2k(CblasRowMajor, CblasLower, CblasNoTrans, r, k, minus_one, b, k, z, k, 1, d, r);
    } else {
        cblas_dger(CblasRowMajor, r, r, minus_one, b, 1, z, 1, d, r);
        cblas_dger(CblasRowMajor, r, r, minus_one, z, 1, b, 1, d, r);
    }
}

void gram_peer::step(double eta)
{
    const std::size_t r = rank_, k = outputs_;
    const double drift = eta / width_, curvature = eta * drift;
    double *omega = predictor_.data(), *z = gradient_.data(), *p = product_.data(), *b = side_.data();
    double *overlap = small_.data(), *bend = overlap + k * k;
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c)
            z[i * k + c] = singular_values_[i] * (singular_values_[i] * omega[i * k + c] - targets_[i * k + c]) / samples_;
    multiply();
    for (std::size_t i = 0; i < 2 * k * k; ++i) overlap[i] = 0;
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t c = 0; c < k; ++c)
            for (std::size_t l = 0; l < k; ++l) {
                overlap[c * k + l] += omega[i * k + c] * z[i * k + l];
                bend[c * k + l] += z[i * k + c] * (z[i * k + l] + p[i * k + l]);
            }
    const bool folded = !(k == 1 && which_ == calls::symmetric);  // the quadratic term is then part of B
    for (std::size_t i = 0; i < r; ++i) {
        double old[64];
        for (std::size_t c = 0; c < k; ++c) old[c] = omega[i * k + c];
        for (std::size_t c = 0; c < k; ++c) {
            double second = z[i * k + c], turned = 0;
            for (std::size_t l = 0; l < k; ++l) {
                second += z[i * k + l] * second_[l * k + c];
                turned += z[i * k + l] * overlap[l * k + c];
            }
            b[i * k + c] = drift * old[c] - (folded ? curvature / 2 * second : 0);
            omega[i * k + c] = old[c] - eta * (z[i * k + c] + p[i * k + c] + second) + curvature * turned;
        }
    }
    if (folded) {
        update(-1);
    } else {
        const int n = static_cast<int>(r);
        cblas_dsyr2(CblasRowMajor, CblasLower, n, -1, b, 1, z, 1, first_.data(), n);
        cblas_dsyr(CblasRowMajor, CblasLower, n, curvature * (1 + second_[0]), z, 1, first_.data(), n);
    }
    for (std::size_t c = 0; c < k; ++c)
        for (std::size_t l = 0; l <= c; ++l) {
            const double next = second_[c * k + l] - drift * (overlap[c * k + l] + overlap[l * k + c]) +
                                curvature * bend[c * k + l];
            second_[c * k + l] = second_[l * k + c] = next;
        }
}

parameter_peer::parameter_peer(std::size_t n, std::size_t d, std::size_t m, double* first, double* second, const double* inputs,
                               const double* targets)
    : width_(n), inputs_(d), samples_(m), first_(first), second_(second), x_(inputs), y_(targets), product_(d), gradient_(d),
      outputs_(m), hidden_(n)
{
    refresh();
}

void parameter_peer::refresh()
{
    cblas_dgemv(CblasRowMajor, CblasTrans, static_cast<int>(width_), static_cast<int>(inputs_), 1, first_,
                static_cast<int>(inputs_), second_, 1, 0, product_.data(), 1);
}

void parameter_peer::step(double eta)
{
    const int n = static_cast<int>(width_), d = static_cast<int>(inputs_), m = static_cast<int>(samples_);
    const double root = std::sqrt(static_cast<double>(width_));
    for (int i = 0; i < m; ++i) outputs_.data()[i] = y_[i];
    cblas_dgemv(CblasRowMajor, CblasNoTrans, m, d, 1 / root, x_, d, product_.data(), 1, -1, outputs_.data(), 1);
    cblas_dgemv(CblasRowMajor, CblasTrans, m, d, 1.0 / m, x_, d, outputs_.data(), 1, 0, gradient_.data(), 1);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, n, d, 1, first_, d, gradient_.data(), 1, 0, hidden_.data(), 1);
    cblas_dger(CblasRowMajor, n, d, -eta / root, second_, 1, gradient_.data(), 1, first_, d);
    cblas_daxpy(n, -eta / root, hidden_.data(), 1, second_, 1);
    refresh();
}

double lapack_top_eigenvalue(const double* a, std::size_t n, array& copy, array& vector)
{
    for (std::size_t i = 0; i < n * n; ++i) copy[i] = a[i];
    const int size = static_cast<int>(n), work_size = 40 * size, integer_size = 20 * size;
    const double tolerance = 0;
    int found = 0, support[2], info = 0;
    static std::vector<double> work, values;
    static std::vector<int> integers;
    work.resize(static_cast<std::size_t>(work_size));
    values.resize(n);
    integers.resize(static_cast<std::size_t>(integer_size));
    dsyevr_("V", "I", "L", &size, copy.data(), &size, &tolerance, &tolerance, &size, &size, &tolerance, &found, values.data(),
            vector.data(), &size, support, work.data(), &work_size, integers.data(), &integer_size, &info);
    if (info != 0 || found != 1) std::abort();
    return values[0];
}

namespace {
// The blocks that LAPACK itself would ask for are no larger.
constexpr int lapack_block = 64;
}  // namespace

lapack_reduction::lapack_reduction(std::size_t m, std::size_t d, std::size_t k)
    : samples_(static_cast<int>(m)), inputs_(static_cast<int>(d)), outputs_(static_cast<int>(k)),
      least_(samples_ < inputs_ ? samples_ : inputs_), factors_(m * d), reflectors_(least_), small_(least_ * least_),
      turned_(least_ * least_), values_(least_), targets_(m * k), projected_(least_ * k)
{
    const auto n = static_cast<std::size_t>(least_);
    work_.resize(std::max((m > d ? m : d) * lapack_block, 8 * n * n + 16 * n));
    integers_.resize(8 * n + 8);
}

void lapack_reduction::by_factors(const double* x, const double* y)
{
    const int work_size = static_cast<int>(work_.size());
    const auto n = static_cast<std::size_t>(least_), m = static_cast<std::size_t>(samples_),
               d = static_cast<std::size_t>(inputs_), k = static_cast<std::size_t>(outputs_);
    const bool tall = m >= d;
    const int rows = tall ? samples_ : inputs_;
    // X by columns, or Xᵀ, as X by rows is.
    constexpr std::size_t tile = 16;
    if (tall)
        for (std::size_t top = 0; top < m; top += tile)
            for (std::size_t j = 0; j < d; ++j)
                for (std::size_t i = top; i < m && i < top + tile; ++i) factors_[j * m + i] = x[i * d + j];
    else
        std::copy(x, x + m * d, factors_.data());
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t c = 0; c < k; ++c) targets_[c * m + i] = y[i * k + c];
    int info = 0;
    dgeqrf_(&rows, &least_, factors_.data(), &rows, reflectors_.data(), work_.data(), &work_size, &info);
    if (info != 0) std::abort();
    if (tall)
        dormqr_("L", "T", &samples_, &outputs_, &least_, factors_.data(), &samples_, reflectors_.data(), targets_.data(),
                &samples_, work_.data(), &work_size, &info);
    if (info != 0) std::abort();
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t i = 0; i < n; ++i) small_[j * n + i] = i <= j ? factors_[j * static_cast<std::size_t>(rows) + i] : 0;
    // R = UΣVᵀ: the left vectors of X are QU; where Xᵀ = QR, they are V.
    double *const other = factors_.data(), *const left = tall ? turned_.data() : other,
                  *const right = tall ? other : turned_.data();
    dgesdd_("S", &least_, &least_, small_.data(), &least_, values_.data(), left, &least_, right, &least_, work_.data(),
            &work_size, integers_.data(), &info);
    if (info != 0) std::abort();
    cblas_dgemm(CblasColMajor, tall ? CblasTrans : CblasNoTrans, CblasNoTrans, least_, outputs_, least_, 1, turned_.data(),
                least_, targets_.data(), samples_, 0, projected_.data(), least_);
}

void lapack_reduction::by_gram_matrix(const double* x, const double* y)
{
    const bool tall = samples_ >= inputs_;
    const int other = tall ? samples_ : inputs_, work_size = static_cast<int>(work_.size()),
              integer_size = static_cast<int>(integers_.size());
    int info = 0;
    cblas_dsyrk(CblasColMajor, CblasLower, tall ? CblasNoTrans : CblasTrans, least_, other, 1, x, inputs_, 0, small_.data(),
                least_);
    dsyevd_("V", "L", &least_, small_.data(), &least_, values_.data(), work_.data(), &work_size, integers_.data(), &integer_size,
            &info);
    if (info != 0) std::abort();
    // Of XᵀX the vectors are the right ones, and QᵀY is Σ⁻¹PᵀXᵀY, but for Σ.
    if (tall) {
        cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, inputs_, outputs_, samples_, 1, x, inputs_, y, outputs_, 0,
                    targets_.data(), outputs_);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, least_, outputs_, least_, 1, small_.data(), least_,
                    targets_.data(), outputs_, 0, projected_.data(), outputs_);
    } else {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, least_, outputs_, least_, 1, small_.data(), least_, y, outputs_, 0,
                    projected_.data(), outputs_);
    }
}

}  // namespace catapult::bench
