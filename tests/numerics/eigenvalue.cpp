#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/numerics/eigenvalue.hpp"
#include "numerics/tridiagonal.hpp"
#include "support/aligned.hpp"
#include "support/known_matrix.hpp"
#include "support/long_double.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
using solver = status (*)(const symmetric_operator<T>&, const eigenvalue_options&, span<T>, eigenvalue_result<T>&);

template <class T>
status run_power(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> v, eigenvalue_result<T>& result)
{
    std::size_t bytes = 0;
    REQUIRE(power_iteration_bytes<T>(op.rows, bytes) == status::ok);
    aligned_memory memory(bytes);
    return power_iteration(op, options, v, memory.span(), result);
}

template <class T>
status run_lanczos(const symmetric_operator<T>& op, const eigenvalue_options& options, span<T> v, eigenvalue_result<T>& result)
{
    std::size_t bytes = 0;
    REQUIRE(lanczos_bytes<T>(op.rows, options, bytes) == status::ok);
    aligned_memory memory(bytes);
    return lanczos(op, options, v, memory.span(), result);
}

}  // namespace

TEST_CASE_TEMPLATE("the largest eigenvalue of a matrix with known eigenvalues", T, float, double)
{
    for (std::size_t n : {1, 2, 3, 7, 40, 150})
        for (solver<T> solve : {&run_power<T>, &run_lanczos<T>}) {
            CAPTURE(n);
            known_matrix<T> a(decaying(n, 0.8));
            std::vector<T> x(n, T(0));
            eigenvalue_result<T> result;
            REQUIRE(solve(make_operator<T>(a), {}, span<T>(x), result) == status::ok);
            CHECK(result.products == a.products);
            CHECK(result.error_bound <= 41 * epsilon<T> * 3 + T(3e-10));
            CHECK(std::fabs(result.value - T(3)) <= result.error_bound + T(4) * T(n) * epsilon<T> * 3);
            check_pair(a, x, result, 3);
        }
}

TEST_CASE("Lanczos finds the top of a crowded and indefinite spectrum, restarts included")
{
    std::vector<double> spectrum(300);
    for (std::size_t i = 0; i < 300; ++i) spectrum[i] = 1 - static_cast<double>(i) / 100;  // −1.99 … 1
    for (std::size_t subspace : {2, 3, 5, 16, 64, 300, 1000}) {
        CAPTURE(subspace);
        known_matrix<double> a(spectrum, 5);
        std::vector<double> x(300, 0.0);
        eigenvalue_result<double> result;
        eigenvalue_options options;
        options.max_subspace = subspace;
        options.max_products = 20000;
        REQUIRE(run_lanczos<double>(make_operator<double>(a), options, span<double>(x), result) == status::ok);
        CHECK(std::fabs(result.value - 1) <= result.error_bound + 300 * epsilon<double> * 2);
        if (subspace >= 64) CHECK(result.products <= 150);
        check_pair(a, x, result, 2);
    }
}

TEST_CASE_TEMPLATE("multiple eigenvalues and the zero operator", T, float, double)
{
    for (solver<T> solve : {&run_power<T>, &run_lanczos<T>}) {
        known_matrix<T> twice({2, 2, 2, 1, 0.5, 0.5, 0, 0, 0, 0});
        std::vector<T> x(10, T(0));
        eigenvalue_result<T> result;
        REQUIRE(solve(make_operator<T>(twice), {}, span<T>(x), result) == status::ok);
        CHECK(std::fabs(result.value - T(2)) <= T(100) * epsilon<T>);
        check_pair(twice, x, result, 2);

        known_matrix<T> zero(std::vector<double>(10, 0.0));
        REQUIRE(solve(make_operator<T>(zero), {}, span<T>(x), result) == status::ok);
        CHECK(result.value == T(0));
        CHECK(result.error_bound == T(0));

        known_matrix<T> identity(std::vector<double>(10, 1.0));
        REQUIRE(solve(make_operator<T>(identity), {}, span<T>(x), result) == status::ok);
        CHECK(std::fabs(result.value - T(1)) <= T(100) * epsilon<T>);
    }
}

TEST_CASE("a start without a part along the top eigenvector still leads to it")
{
    for (solver<double> solve : {&run_power<double>, &run_lanczos<double>})
        for (std::size_t which : {0, 1, 5, 39}) {
            known_matrix<double> a(decaying(40, 0.8));
            std::vector<double> x = a.eigenvector(which);
            eigenvalue_result<double> result;
            REQUIRE(solve(make_operator<double>(a), {}, span<double>(x), result) == status::ok);
            CHECK(std::fabs(result.value - 3) <= 1e-9);
        }
}

TEST_CASE("an eigenvalue far outside of the range whose squares are finite")
{
    for (double size : {1e-200, 1e200}) {
        std::vector<double> spectrum = decaying(20, 0.7);
        for (auto& e : spectrum) e *= size;
        known_matrix<double> a(spectrum);
        std::vector<double> x(20, 0.0);
        eigenvalue_result<double> result;
        for (solver<double> solve : {&run_power<double>, &run_lanczos<double>}) {
            REQUIRE(solve(make_operator<double>(a), {}, span<double>(x), result) == status::ok);
            CHECK(std::fabs(result.value / size - 3) <= 1e-9);
        }
    }
}

TEST_CASE("a used-up budget leaves the best value and its bound")
{
    for (solver<double> solve : {&run_power<double>, &run_lanczos<double>}) {
        known_matrix<double> a(decaying(40, 0.99));
        std::vector<double> x(40, 0.0);
        eigenvalue_result<double> result;
        eigenvalue_options options;
        options.max_products = 4;
        CHECK(solve(make_operator<double>(a), options, span<double>(x), result) == status::not_converged);
        CHECK(result.products == 4);
        CHECK(result.value > 2);
        CHECK(result.error_bound > 1e-3);
        check_pair(a, x, result, 3);
    }
}

TEST_CASE("requests without an answer are refused, and outputs stay as they were")
{
    struct broken {
        std::size_t after;
        std::size_t rows() const { return 8; }
        void apply(const double* x, double* y)
        {
            for (std::size_t i = 0; i < 8; ++i) y[i] = x[i] * static_cast<double>(i);
            if (after-- == 0) y[3] = std::numeric_limits<double>::quiet_NaN();
        }
    };
    for (solver<double> solve : {&run_power<double>, &run_lanczos<double>})
        for (std::size_t after : {0, 2}) {
            broken b{after};
            std::vector<double> x(8, 2.0);
            eigenvalue_result<double> result{7, 7, 7};
            CHECK(solve(make_operator<double>(b), {}, span<double>(x), result) == status::not_finite);
            CHECK(x == std::vector<double>(8, 2.0));
            CHECK(result.value == 7);
        }
    known_matrix<double> a(decaying(8, 0.5));
    std::vector<double> x(8, 0.0);
    eigenvalue_result<double> result;
    const auto op = make_operator<double>(a);
    for (solver<double> solve : {&run_power<double>, &run_lanczos<double>}) {
        CHECK(solve(op, {}, span<double>(x.data(), 7), result) == status::shape_mismatch);
        x[5] = std::numeric_limits<double>::infinity();
        CHECK(solve(op, {}, span<double>(x), result) == status::not_finite);
        x[5] = 0;
        CHECK(solve(op, {-1.0, 10, 8}, span<double>(x), result) == status::invalid_argument);
        CHECK(solve(op, {std::nan(""), 10, 8}, span<double>(x), result) == status::not_finite);
        CHECK(solve(op, {1e-10, 0, 8}, span<double>(x), result) == status::invalid_argument);
    }
    std::size_t bytes = 99;
    CHECK(lanczos_bytes<double>(8, {1e-10, 10, 1}, bytes) == status::invalid_argument);
    CHECK(lanczos_bytes<double>(SIZE_MAX, {}, bytes) == status::size_overflow);
    CHECK(power_iteration_bytes<double>(SIZE_MAX / 2, bytes) == status::size_overflow);
    CHECK(bytes == 99);
    REQUIRE(lanczos_bytes<double>(8, {}, bytes) == status::ok);
    aligned_memory memory(bytes);
    CHECK(lanczos<double>(op, {}, span<double>(x), workspace(memory.span().data(), bytes - 1), result) ==
          status::workspace_too_small);
}

TEST_CASE_TEMPLATE("the small eigenproblems: dense to tridiagonal to eigenvalues and vectors", T, float, double)
{
    for (std::size_t n : {1, 2, 3, 8, 33}) {
        CAPTURE(n);
        std::vector<T> a(n * n), original, diagonal(n), off(n), w(n * n), scratch(n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j <= i; ++j) a[i * n + j] = a[j * n + i] = hurtful<T>(100 * i + j) / 65536;
        original = a;
        detail::tridiagonalise(n, a.data(), diagonal.data(), off.data(), w.data(), scratch.data());
        for (std::size_t i = 0; i < n; ++i) CHECK(w[n * n - 1 - i] == (i == 0 ? T(1) : T(0)));
        detail::tridiagonal_eigenvalues(n, diagonal.data(), off.data(), w.data(), n);
        // Both transformations are products of O(n) or O(n²) orthogonal ones, each with a backward error of O(ε ‖a‖).
        T size = 0;
        for (T e : original) size += e * e;
        const T allowed = T(8 * n) * epsilon<T> * std::sqrt(size);
        for (std::size_t j = 0; j < n; ++j)
            for (std::size_t i = 0; i < n; ++i) {
                T image = 0;
                for (std::size_t l = 0; l < n; ++l) image += original[i * n + l] * w[j * n + l];
                CHECK(std::fabs(image - diagonal[j] * w[j * n + i]) <= allowed);
            }
    }
}

TEST_CASE_TEMPLATE("the top eigenvalue grows with the matrix, and its last component keeps its digits when it is tiny", T, float,
                   double)
{
    const bool exact_reference = sizeof(T) == sizeof(float) || !(long_double_lacks_digits() || long_double_is_pair);
    if (!exact_reference) MESSAGE("no reference has more digits than double here: the last component in double is not compared");
    // Off-diagonal elements that shrink make the last component vanish, as in a Lanczos run that converges.
    for (double decay : {1.0, 0.8, 0.5}) {
        const std::size_t n = 24;
        std::vector<T> d(n), e(n), down(n), up(n);
        std::vector<long_real> exact_d, exact_e, last(n);
        for (std::size_t i = 0; i < n; ++i) {
            d[i] = static_cast<T>(1 + 0.2 * std::sin(static_cast<double>(3 * i)) - 0.05 * static_cast<double>(i));
            e[i] = static_cast<T>((0.4 + 0.1 * std::cos(static_cast<double>(i * i))) * std::pow(decay, static_cast<double>(i)));
        }
        T before = d[0], coupling = e[0];
        for (std::size_t size = 2; size <= n; ++size) {
            CAPTURE(size);
            exact_d.assign(d.begin(), d.begin() + static_cast<std::ptrdiff_t>(size));
            exact_e.assign(e.begin(), e.begin() + static_cast<std::ptrdiff_t>(size));
            for (std::size_t i = 0; i < size; ++i) last[i] = i + 1 == size ? 1 : 0;
            detail::tridiagonal_eigenvalues(size, exact_d.data(), exact_e.data(), last.data(), 1);
            std::size_t top = 0;
            for (std::size_t i = 1; i < size; ++i)
                if (exact_d[i] > exact_d[top]) top = i;
            T value = 0;
            REQUIRE(detail::next_top_eigenvalue(size, d.data(), e.data(), before, coupling, value));
            const T square = detail::last_component_square(size, d.data(), e.data(), value, down.data(), up.data());
            // Newton's iteration stops within 4 ε of the value, or leaves out less than coupling² ≤ 16 ε. Values and
            // gaps are of order one.
            CHECK(std::fabs(static_cast<double>(value - exact_d[top])) <= 64 * static_cast<double>(epsilon<T>));
            const double expected = static_cast<double>(last[top] * last[top]);
            // The component has 2·24 factors with a few ε of error each, and the error of the value over gaps of at
            // least 0.1.
            if (expected > 1e-30 && exact_reference)
                CHECK(std::fabs(static_cast<double>(square) - expected) <= 3000 * static_cast<double>(epsilon<T>) * expected);
            before = value;
            coupling = e[size - 1] * std::sqrt(square);
        }
    }
}
