#include <doctest/doctest.h>

#include "support/aligned.hpp"
#include "support/known_matrix.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A tracker with its memory.
template <class T>
struct tracked {
    aligned_memory memory;
    eigenvalue_tracker<T> tracker;

    tracked(std::size_t rows, const eigenvalue_options& options) : memory(memory_for(eigenvalue_tracker<T>::bytes, rows, options))
    {
        REQUIRE(eigenvalue_tracker<T>::create(rows, options, memory.span(), tracker) == status::ok);
    }
};

constexpr eigenvalue_options to_1e6 = {1e-6, 1000, 16};

}  // namespace

TEST_CASE_TEMPLATE("the first update finds the top eigenvalue unaided, the next ones repeat it with two products", T, float,
                   double)
{
    for (std::size_t n : {1, 2, 3, 4, 5, 9, 17, 150}) {
        CAPTURE(n);
        known_matrix<T> a(decaying(n, 0.9));
        tracked<T> t(n, to_1e6);
        eigenvalue_result<T> result;
        for (int call = 0; call < 5; ++call) {
            a.products = 0;
            REQUIRE(t.tracker.update(make_operator<T>(a), result) == status::ok);
            CHECK(result.products == a.products);
            CHECK((call == 0 || result.products <= 2));
            CHECK(result.error_bound <= 3 * (T(1e-6) + 41 * epsilon<T>));
            CHECK(std::fabs(result.value - T(3)) <= result.error_bound + T(4) * T(n) * epsilon<T> * 3);
            const std::vector<T> x(t.tracker.vector().begin(), t.tracker.vector().end());
            check_pair(a, x, {result.value, T(3e-3) + 41 * epsilon<T>, 0},
                       3);  // the vector is accurate to about the root of the tolerance
        }
    }
}

TEST_CASE_TEMPLATE("an eigenvalue too large for T is refused, also where the first product did not show it", T, float, double)
{
    // Half of the largest number: each element of a product is finite, and the largest eigenvalue is not. The generic first
    // vector nearly cancels it.
    constexpr T g = std::numeric_limits<T>::max() / T(1.954);
    const T rows[6][6] = {{-3.125, -3.03125, -3.03125, -g, -0.3125, g},
                          {-3.03125, -0.3125, g, -g, -0.3125, g},
                          {-3.03125, g, g, -g, -0.3125, g},
                          {-g, -g, -g, -g, -0.3125, g},
                          {-0.3125, -0.3125, -0.3125, -0.3125, -0.3125, g},
                          {g, g, g, g, g, g}};
    struct matrix {
        const T (&a)[6][6];
        std::size_t rows() const { return 6; }
        void apply(const T* x, T* y) const
        {
            for (std::size_t i = 0; i < 6; ++i) {
                y[i] = 0;
                for (std::size_t j = 0; j < 6; ++j) y[i] += a[i][j] * x[j];
            }
        }
    } a{rows};
    const symmetric_operator<T> op = make_operator<T>(a);
    for (std::size_t products = 1; products < 12; ++products) {
        CAPTURE(products);
        const auto check = [&](status answer, const eigenvalue_result<T>& found) {
            CHECK(std::isfinite(found.value));
            CHECK_FALSE(std::isnan(found.error_bound));
            if (answer == status::not_finite) CHECK(found.products == 0);
        };
        eigenvalue_options options = to_1e6;
        options.max_products = products;
        eigenvalue_result<T> by_power, by_lanczos, by_tracker;
        std::vector<T> start(6, 0);
        aligned_memory power(memory_for(power_iteration_bytes<T>, std::size_t{6})),
            krylov(memory_for(lanczos_bytes<T>, std::size_t{6}, options));
        check(power_iteration<T>(op, options, start, power.span(), by_power), by_power);
        start.assign(6, 0);
        check(lanczos<T>(op, options, start, krylov.span(), by_lanczos), by_lanczos);
        tracked<T> t(6, options);
        check(t.tracker.update(op, by_tracker), by_tracker);
    }
}

TEST_CASE("an eigenvalue that overtakes the top one is noticed")
{
    // The eigenvectors stay exactly the same, so a single tracked vector would never leave the old one.
    const std::size_t n = 60;
    tracked<double> t(n, to_1e6);
    eigenvalue_result<double> result;
    std::size_t products = 0;
    for (int step = 0; step <= 200; ++step) {
        CAPTURE(step);
        std::vector<double> spectrum = decaying(n, 0.9);
        spectrum[0] = 3 - 0.01 * step;
        spectrum[7] = 1 + 0.01 * step;  // the largest from step 170 on; [1] is the largest from step 30 to there
        known_matrix<double> a(spectrum);
        REQUIRE(t.tracker.update(make_operator<double>(a), result) == status::ok);
        if (step > 0) products += result.products;
        double top = 0;
        for (double e : spectrum) top = e > top ? e : top;
        // The rising eigenvalue is noticed at the next search at the latest: after 16 steps, or 0.16. Then it is
        // refined.
        CHECK(std::fabs(result.value - top) <= 0.16);
        if (step < 170 || step >= 170 + 16) CHECK(std::fabs(result.value - top) <= result.error_bound + 1e-12);
    }
    CHECK(products <= 3 * 200);
}

TEST_CASE("requests without an answer are refused, and a tracker recovers from them")
{
    known_matrix<double> a(decaying(20, 0.9)), bad(decaying(20, 0.9)), other(decaying(21, 0.9));
    bad.elements[7] = std::nan("");
    tracked<double> t(20, to_1e6);
    eigenvalue_result<double> result{7, 7, 7};
    CHECK(t.tracker.update(make_operator<double>(other), result) == status::shape_mismatch);
    CHECK(t.tracker.update(make_operator<double>(bad), result) == status::not_finite);
    CHECK(result.value == 7);
    REQUIRE(t.tracker.update(make_operator<double>(a), result) == status::ok);
    CHECK(t.tracker.update(make_operator<double>(bad), result) == status::not_finite);
    REQUIRE(t.tracker.update(make_operator<double>(a), result) == status::ok);
    CHECK(std::fabs(result.value - 3) <= 1e-5);

    tracked<double> short_of_breath(20, {1e-12, 4, 16});
    CHECK(short_of_breath.tracker.update(make_operator<double>(a), result) == status::not_converged);
    CHECK(result.products == 4);
    for (int call = 0; call < 100; ++call) (void)short_of_breath.tracker.update(make_operator<double>(a), result);
    CHECK(std::fabs(result.value - 3) <= 1e-11);  // each call continues where the last one stopped

    std::size_t bytes = 0;
    CHECK(eigenvalue_tracker<double>::bytes(0, to_1e6, bytes) == status::invalid_argument);
    CHECK(eigenvalue_tracker<double>::bytes(20, {1e-6, 10, 7}, bytes) == status::invalid_argument);
    REQUIRE(eigenvalue_tracker<double>::bytes(20, to_1e6, bytes) == status::ok);
    aligned_memory memory(bytes);
    eigenvalue_tracker<double> tracker;
    CHECK(eigenvalue_tracker<double>::create(20, {-1, 10, 8}, memory.span(), tracker) == status::invalid_argument);
    CHECK(eigenvalue_tracker<double>::create(20, {1e-6, 0, 8}, memory.span(), tracker) == status::invalid_argument);
    CHECK(eigenvalue_tracker<double>::create(20, to_1e6, workspace(memory.span().data(), bytes - 1), tracker) ==
          status::workspace_too_small);
}
