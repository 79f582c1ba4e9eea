// The largest eigenvalue of the tangent kernel: found alone, against LAPACK and Spectra, and tracked along a
// trajectory.
#include "limits.hpp"
#include "peers.hpp"
#include "problem.hpp"

#ifdef CATAPULT_BENCH_SPECTRA
#include <Eigen/Core>
#include <Spectra/SymEigsSolver.h>
#endif

namespace catapult::bench {
namespace {

constexpr std::size_t rank = 512;

/// The kernel of a network of width 10⁶ on data of rank 512, both as an operator and as a matrix.
struct kernel_problem {
    reduced_network network{rank, 1, 1e6};
    memory place;
    tangent_kernel<double> kernel;
    array matrix{rank * rank};

    kernel_problem() : place(memory_for([](std::size_t& bytes) { return tangent_kernel<double>::bytes({rank, 1}, bytes); }))
    {
        require(tangent_kernel<double>::create(network.data, network.state, place.span(), kernel));
        array unit(rank);
        for (std::size_t i = 0; i < rank; ++i) {
            unit[i] = 1;
            kernel.apply(unit.data(), matrix.data() + i * rank);
            unit[i] = 0;
        }
    }
};

struct lanczos_solver {
    eigenvalue_options options;
    memory work;
    array vector{rank};

    lanczos_solver() : work(memory_for([this](std::size_t& bytes) { return lanczos_bytes<double>(rank, options, bytes); })) {}
    eigenvalue_result<double> solve(kernel_problem& problem)
    {
        for (std::size_t i = 0; i < rank; ++i) vector[i] = 0;
        eigenvalue_result<double> result;
        require(lanczos<double>(make_operator<double>(problem.kernel), options, {vector.data(), rank}, work.span(), result));
        return result;
    }
};

void alone(benchmark::State& state)
{
    kernel_problem problem;
    lanczos_solver solver;
    eigenvalue_result<double> result = solver.solve(problem);
#ifdef CATAPULT_BENCH_OPENBLAS
    array copy(rank * rank), vector(rank);
    if (!close(result.value, lapack_top_eigenvalue(problem.matrix.data(), rank, copy, vector), 1e-12))
        return state.SkipWithError("not LAPACK's eigenvalue");
#endif
    for (auto _ : state) result = solver.solve(problem);
    const double products = static_cast<double>(result.products);
    state.counters["products"] = products;
    count(state, products * 4 * rank * (rank + 1), products * 2 * rank * rank, products * read_seconds(rank * (rank + 1) / 2));
}

#ifdef CATAPULT_BENCH_OPENBLAS
void by_lapack(benchmark::State& state)
{
    kernel_problem problem;
    array copy(rank * rank), vector(rank);
    for (auto _ : state) benchmark::DoNotOptimize(lapack_top_eigenvalue(problem.matrix.data(), rank, copy, vector));
}
#endif

#ifdef CATAPULT_BENCH_SPECTRA
void by_spectra(benchmark::State& state)
{
    kernel_problem problem;
    lanczos_solver solver;
    const Eigen::MatrixXd matrix = Eigen::Map<Eigen::MatrixXd>(problem.matrix.data(), rank, rank);
    Spectra::DenseSymMatProd<double> product(matrix);
    double value = 0;
    for (auto _ : state) {
        Spectra::SymEigsSolver<Spectra::DenseSymMatProd<double>> eigs(product, 1, 12);
        eigs.init();
        eigs.compute(Spectra::SortRule::LargestAlge, 1000, 1e-10);
        value = eigs.eigenvalues()[0];
    }
    if (!close(value, solver.solve(problem).value, 1e-10)) state.SkipWithError("peers differ");
}
#endif

/// Finds λ after each step of a trajectory through the catapult, with an error bound of 1e-6.
void tracked(benchmark::State& state)
{
    kernel_problem problem;
    lanczos_solver solver;
    const double eta = 3 / solver.solve(problem).value;
    const memory place = memory_for([](std::size_t& bytes) { return top_eigenvalue<double>::bytes({rank, 1}, bytes); });
    double products = 0, updates = 0;
    for (auto _ : state) {
        gram_engine engine(problem.network.data, problem.network.state);
        top_eigenvalue<double> tracker;
        require(top_eigenvalue<double>::create(engine.model, 1e-6, place.span(), tracker));
        eigenvalue_result<double> result;
        require(tracker.update(result));
        for (int i = 0; i < 100; ++i) {
            require(engine.model.step(eta));
            require(tracker.update(result));
            if (!(result.error_bound <= 1e-6 * result.value)) return state.SkipWithError("a loose bound");
            products += static_cast<double>(result.products);
            ++updates;
        }
    }
    state.counters["products_a_step"] = products / updates;
}

const bool registered = [] {
    const std::string name = "top eigenvalue/m = 512/";
    benchmark::RegisterBenchmark((name + "catapult").c_str(), alone);
#ifdef CATAPULT_BENCH_OPENBLAS
    benchmark::RegisterBenchmark((name + "LAPACK dsyevr").c_str(), by_lapack);
#endif
#ifdef CATAPULT_BENCH_SPECTRA
    benchmark::RegisterBenchmark((name + "Spectra").c_str(), by_spectra);
#endif
    benchmark::RegisterBenchmark("top eigenvalue/100 steps at m = 512, tracked/catapult", tracked);
    return true;
}();

}  // namespace
}  // namespace catapult::bench
