#include "limit_kernels.hpp"

namespace catapult::bench {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t width = 8;
#elif defined(__AVX__)
constexpr std::size_t width = 4;
#else
constexpr std::size_t width = 2;
#endif
typedef double vector __attribute__((vector_size(8 * width)));

void update(double* x, std::size_t count, double factor)
{
    vector* p = reinterpret_cast<vector*>(x);
    for (std::size_t i = 0; i < count / width; i += 8)
        for (std::size_t j = 0; j < 8; ++j) p[i + j] *= factor;
}

double total(const vector* sums, std::size_t count)
{
    double result = 0;
    for (std::size_t j = 0; j < count; ++j)
        for (std::size_t l = 0; l < width; ++l) result += sums[j][l];
    return result;
}

double read(const double* x, std::size_t count)
{
    const vector* p = reinterpret_cast<const vector*>(x);
    vector sums[8] = {};
    for (std::size_t i = 0; i < count / width; i += 8)
        for (std::size_t j = 0; j < 8; ++j) sums[j] += p[i + j];
    return total(sums, 8);
}

constexpr std::size_t chains = 10;  // two units of latency 4, and two more, so that 16 registers suffice

double multiply_add(const double* start, std::size_t rounds)
{
    const vector a = {start[0]};
    vector sums[chains] = {};
    for (std::size_t j = 0; j < chains; ++j) sums[j] += start[j];
    for (std::size_t i = 0; i < rounds; ++i)
        for (std::size_t j = 0; j < chains; ++j) sums[j] = sums[j] * a + a;
    return total(sums, chains);
}

constexpr std::size_t orbits = width == 8 ? 12 : 6;

double map(const double* start, std::size_t rounds)
{
    vector phi[orbits] = {}, a[orbits] = {};
    for (std::size_t j = 0; j < orbits; ++j) phi[j] += start[j], a[j] += start[j];
    for (std::size_t i = 0; i < rounds; ++i)
        for (std::size_t j = 0; j < orbits; ++j) {
            const vector p = phi[j] * phi[j];
            const vector fall = a[j] - p;
            a[j] = p * (a[j] - 4) + a[j];
            phi[j] = phi[j] - phi[j] * fall;
        }
    return total(phi, orbits) + total(a, orbits);
}

}  // namespace

constexpr std::size_t multiply_adds = chains * width;
constexpr std::size_t map_steps = orbits * width;
extern const limit_kernels LIMIT_KERNELS = {update, read, multiply_add, map, multiply_adds, map_steps};

}  // namespace catapult::bench
