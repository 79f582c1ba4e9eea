// A training set reduced to its singular values and QᵀY, from memory, against LAPACK: its QR factorisation and the SVD of the
// factor, and the eigenvalues of XᵀX, which lose half of the digits.
#include <algorithm>

#include "limits.hpp"
#include "peers.hpp"
#include "problem.hpp"

namespace catapult::bench {
namespace {

constexpr std::size_t outputs = 10;

/// Samples that look like pixels. The last two pixels are equal everywhere.
struct training_set {
    std::size_t samples, inputs;
    array x, y;

    training_set(std::size_t m, std::size_t d) : samples(m), inputs(d), x(m * d), y(m * outputs)
    {
        stored_network::draw_pixels(x, y);
        for (std::size_t i = 0; i < m; ++i) x[i * d + d - 1] = x[i * d + d - 2];
        fill_normals<double>({5, 0}, 0, {y.data(), y.size()});
    }
    data_dims dims() const { return {samples, inputs, outputs, false}; }
    /// Multiplications and additions of the QR factorisation, by far the largest part.
    double operations() const
    {
        const double least = static_cast<double>(std::min(samples, inputs)),
                     most = static_cast<double>(std::max(samples, inputs));
        return 2 * (most - least / 3) * least * least;
    }
};

struct reduction {
    memory place;
    data_reduction<double> rows;
    reduced_data<double> data;

    explicit reduction(const training_set& set)
        : place(memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(set.dims(), bytes); }))
    {
        require(data_reduction<double>::create(set.dims(), place.span(), rows));
        require(rows.add({set.x.data(), set.samples, set.inputs}, {set.y.data(), set.samples, outputs}));
        require(rows.finish(data));
    }
};

void whole(benchmark::State& state, std::size_t m, std::size_t d)
{
    const training_set set(m, d);
#ifdef CATAPULT_BENCH_OPENBLAS
    {
        const training_set few(std::min<std::size_t>(m, 2000), d);
        const reduction ours(few);
        lapack_reduction peer(few.samples, d, outputs);
        peer.by_factors(few.x.data(), few.y.data());
        const double largest = ours.data.singular_values[0];
        for (std::size_t i = 0; i < ours.data.rank; ++i)
            if (!(std::fabs(ours.data.singular_values[i] - peer.singular_values()[i]) < 1e-12 * largest))
                return state.SkipWithError("not LAPACK's singular values");
    }
#endif
    for (auto _ : state) benchmark::DoNotOptimize(reduction(set).data.rank);
    count(state, 0, set.operations(), set.operations() / operation_rate());
}

#ifdef CATAPULT_BENCH_OPENBLAS
void by_lapack(benchmark::State& state, std::size_t m, std::size_t d, bool factors)
{
    const training_set set(m, d);
    lapack_reduction peer(m, d, outputs);
    for (auto _ : state) factors ? peer.by_factors(set.x.data(), set.y.data()) : peer.by_gram_matrix(set.x.data(), set.y.data());
    count(state, 0, set.operations(), 0);
}
#endif

const bool registered = [] {
    struct size {
        std::size_t samples, inputs;
    };
    for (const size s : {size{512, 784}, size{60000, 784}}) {
        const std::string name = "reduction/m = " + std::to_string(s.samples) + ", d = " + std::to_string(s.inputs) + ", k = 10/";
        const auto set = [=](benchmark::internal::Benchmark* b) {
            b->Unit(benchmark::kMillisecond);
            if (s.samples > 10000) b->Iterations(1);
        };
        set(benchmark::RegisterBenchmark((name + "catapult").c_str(),
                                         [=](benchmark::State& state) { whole(state, s.samples, s.inputs); }));
#ifdef CATAPULT_BENCH_OPENBLAS
        set(benchmark::RegisterBenchmark((name + "LAPACK dgeqrf dgesdd").c_str(),
                                         [=](benchmark::State& state) { by_lapack(state, s.samples, s.inputs, true); }));
        set(benchmark::RegisterBenchmark((name + "XᵀX and dsyevd").c_str(),
                                         [=](benchmark::State& state) { by_lapack(state, s.samples, s.inputs, false); }));
#endif
    }
    return true;
}();

}  // namespace
}  // namespace catapult::bench
