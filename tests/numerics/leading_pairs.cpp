#include "catapult/numerics/detail/leading_pairs.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/aligned.hpp"
#include "support/effort.hpp"
#include "support/known_matrix.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
struct owned_pairs {
    static status bytes(std::size_t rows, std::size_t count, std::size_t& result)
    {
        detail::leading_pairs<T> p{};
        return detail::measure([&](detail::layout& l) { p.lay_out(l, rows, count); }, result);
    }

    aligned_memory memory;
    detail::leading_pairs<T> pairs{};

    owned_pairs(std::size_t rows, std::size_t count) : memory(memory_for(bytes, rows, count))
    {
        REQUIRE(detail::place([&](detail::layout& l) { pairs.lay_out(l, rows, count); }, memory.span()) == status::ok);
        pairs.begin();
    }
};

/// The largest eigenvalues of the matrix, to their bounds, with orthonormal eigenvectors.
template <class T>
void check_pairs(const known_matrix<T>& a, const detail::leading_pairs<T>& p)
{
    const std::size_t n = a.rows();
    std::vector<T> sorted = a.values;
    std::sort(sorted.begin(), sorted.end(), [](T x, T y) { return x > y; });
    const T scale = std::max(std::fabs(sorted.front()), std::fabs(sorted.back()));
    const T rounded = epsilon<T> * std::sqrt(static_cast<T>(n)) / 2;
    for (std::size_t i = 0; i < p.count; ++i) {
        // The elements of the matrix are rounded, by which its eigenvalues move by √n ε/2 times the largest at most.
        CHECK(std::fabs(p.values[i] - sorted[i]) <= p.errors[i] + rounded * scale);
        double residual = 0;
        for (std::size_t x = 0; x < n; ++x) {
            double image = -static_cast<double>(p.values[i]) * static_cast<double>(p.vector(i)[x]);
            for (std::size_t y = 0; y < n; ++y)
                image += static_cast<double>(a.elements[x * n + y]) * static_cast<double>(p.vector(i)[y]);
            residual += image * image;
        }
        CHECK(std::sqrt(residual) <= static_cast<double>(p.errors[i]));
        for (std::size_t j = 0; j <= i; ++j) {
            double product = i == j ? -1 : 0;
            for (std::size_t x = 0; x < n; ++x)
                product += static_cast<double>(p.vector(i)[x]) * static_cast<double>(p.vector(j)[x]);
            CHECK(std::fabs(product) <= 32 * static_cast<double>(epsilon<T>) * std::sqrt(static_cast<double>(n)));
        }
        CHECK(p.errors[i] <= T(sizeof(T) == 8 ? 2e-6 : 2e-4) * scale);
    }
}

}  // namespace

TEST_CASE_TEMPLATE("the largest eigenvalues, equal ones as often as they occur", T, float, double)
{
    const std::vector<std::vector<double>> spectra = {
        {3},
        {3, 3},
        {2, -1, 4},
        {5, 5, 5, 4, 4, 3, 2, 1},
        {0, 0, 0, 0},
        {1, 0, 0, 0, 0, 0, 0},
        {9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0.5, 0.25},
    };
    for (std::vector<double> spectrum : spectra)
        for (const std::size_t more : {0, 60, 200})
            for (const std::size_t count : {1, 2, 5, 9}) {
                CAPTURE(spectrum.size());
                CAPTURE(more);
                CAPTURE(count);
                const std::size_t listed = spectrum.size();
                for (std::size_t i = 0; i < more; ++i)
                    spectrum.push_back(0.9 * spectrum[listed - 1] - static_cast<double>(i) / 70);
                known_matrix<T> a(spectrum, more + count);
                owned_pairs<T> owned(a.rows(), count);
                const double tolerance = sizeof(T) == 8 ? 1e-6 : 1e-4;
                std::size_t products = 0;
                REQUIRE(owned.pairs.update(make_operator<T>(a), tolerance, 2000, products) == status::ok);
                CHECK(products == a.products);
                check_pairs(a, owned.pairs);
                // From its own result, it takes what it starts with.
                products = 0;
                REQUIRE(owned.pairs.update(make_operator<T>(a), tolerance, 2000, products) == status::ok);
                CHECK(products >= owned.pairs.kept);
                if (sizeof(T) == 8) CHECK(products <= owned.pairs.kept + 16);
                check_pairs(a, owned.pairs);
                spectrum.resize(listed);
            }
}

TEST_CASE("eigenvalues that cross are followed")
{
    // The largest four fall and others rise through them. Eigenvectors stay what they are, so that nothing but the search turns the
    // followed vectors to one that rises.
    std::size_t worst = 0;
    for (std::uint64_t seed = 1; seed <= (is_slow() ? 2 : 8); ++seed) {
        CAPTURE(seed);
        owned_pairs<double> owned(120, 4);
        for (int step = 0; step <= 80; ++step) {
            CAPTURE(step);
            std::vector<double> spectrum(120);
            for (std::size_t i = 0; i < 120; ++i) spectrum[i] = 2 - static_cast<double>(i) / 100;
            for (std::size_t i = 0; i < 4; ++i) spectrum[i] = 4 + 0.1 * static_cast<double>(i) - 0.05 * step;
            spectrum[60] = 1.5 + 0.03 * step;
            known_matrix<double> a(spectrum, seed);
            std::size_t products = 0;
            REQUIRE(owned.pairs.update(make_operator<double>(a), 1e-8, 2000, products) == status::ok);
            check_pairs(a, owned.pairs);
            if (step > 0) worst = std::max(worst, products);
        }
    }
    MESSAGE("at most ", worst, " products");
    CHECK(worst <= 150);
}

TEST_CASE("products that are not finite or not enough are told")
{
    std::vector<double> spectrum(100);
    for (std::size_t i = 0; i < 100; ++i) spectrum[i] = 1 - static_cast<double>(i) / 1000;
    known_matrix<double> a(spectrum, 5);
    owned_pairs<double> owned(100, 3);
    std::size_t products = 0;
    REQUIRE(owned.pairs.update(make_operator<double>(a), 1e-12, 8, products) == status::not_converged);
    CHECK(products == 8);
    for (std::size_t i = 0; i < 3; ++i) {  // some eigenvalue is that near
        double nearest = 1;
        for (const double value : spectrum) nearest = std::fmin(nearest, std::fabs(owned.pairs.values[i] - value));
        CHECK(nearest <= owned.pairs.errors[i]);
        CHECK(owned.pairs.errors[i] < 0.1);
    }
    a.elements[7 * 100 + 7] = std::numeric_limits<double>::infinity();
    CHECK(owned.pairs.update(make_operator<double>(a), 1e-12, 500, products) == status::not_finite);
    a = known_matrix<double>(spectrum, 5);
    CHECK(owned.pairs.update(make_operator<double>(a), 1e-9, 2000, products) == status::ok);
    check_pairs(a, owned.pairs);
}
