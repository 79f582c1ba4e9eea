#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "catapult/numerics/random.hpp"
#include "numerics/random_streams.hpp"
#include "numerics/vector.hpp"
#include "support/aligned.hpp"
#include "support/known_matrix.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A tracker, with memory for its certificates.
template <class T>
struct certified {
    certificate_options certificate;
    aligned_memory memory, work;
    eigenvalue_tracker<T> tracker;

    static std::size_t bytes(std::size_t rows)
    {
        std::size_t result = 0;
        REQUIRE(eigenvalue_tracker<T>::bytes(rows, {1e-10, 1000, 16}, result) == status::ok);
        return result;
    }
    static std::size_t work_bytes(std::size_t rows, const certificate_options& options)
    {
        std::size_t result = 0;
        REQUIRE(eigenvalue_tracker<T>::certify_bytes(rows, options, result) == status::ok);
        return result;
    }
    certified(std::size_t rows, const certificate_options& options)
        : certificate(options), memory(bytes(rows)), work(work_bytes(rows, options))
    {
        REQUIRE(eigenvalue_tracker<T>::create(rows, {1e-10, 1000, 16}, memory.span(), tracker) == status::ok);
    }
    template <class Operator>
    status run(Operator& op, eigenvalue_result<T>& result)
    {
        return tracker.certify(make_operator<T>(op), certificate, work.span(), result);
    }
};

certificate_options by_random_start(std::uint64_t seed = 0)
{
    certificate_options options;
    options.max_dense_rows = 0;
    options.seed = seed;
    return options;
}

/// A matrix with the eigenvalue `top` for the vector u, and with eigenvalues of at most 1 besides. The tracker's
/// generic vectors have no part along u. The first random start has the part `seen_at_random`.
struct hidden_top {
    static constexpr std::size_t n = 60;
    double top;
    bool crowded;     // the other eigenvalues are spaced evenly; otherwise they are twelve that are soon found
    double seen = 0;  // the part of the unit start along u
    std::vector<double> u;

    hidden_top(double largest, double seen_at_random, bool crowd) : top(largest), crowded(crowd), u(n)
    {
        for (std::size_t i = 0; i < n; ++i) u[i] = static_cast<double>(mix(77 + i) >> 11) * 0x1p-53 - 0.5;
        std::vector<std::vector<double>> known;
        for (std::size_t shift = 0; shift < 20; ++shift) {
            std::vector<double> g(n);
            for (std::size_t i = 0; i < n; ++i) g[i] = detail::generic<double>(i + shift);
            known.push_back(g);
        }
        std::vector<double> start(n);
        fill_normals<double>(detail::stream_of(0, detail::stream::certificate), n, start);
        known.push_back(start);
        // u is made orthogonal to all known vectors. The operator maps vectors orthogonal to u to the same kind.
        for (std::size_t a = 0; a < known.size(); ++a) {
            for (int pass = 0; pass < 2; ++pass)
                for (std::size_t b = 0; b < a; ++b) subtract(known[b], known[a]);
            normalise(known[a]);
        }
        for (int pass = 0; pass < 2; ++pass)
            for (const auto& g : known) subtract(g, u);
        normalise(u);
        // The start without its generic part, which is most of the start.
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t a = 0; a + 1 < known.size(); ++a) subtract(known[a], known.back());
        normalise(known.back());
        for (std::size_t i = 0; i < n; ++i) u[i] += seen_at_random * known.back()[i];
        normalise(u);
        normalise(start);
        seen = along(u, start.data());
    }
    static double along(const std::vector<double>& a, const double* b)
    {
        double total = 0;
        for (std::size_t i = 0; i < n; ++i) total += a[i] * b[i];
        return total;
    }
    static void subtract(const std::vector<double>& from, std::vector<double>& to)
    {
        const double part = along(from, to.data());
        for (std::size_t i = 0; i < n; ++i) to[i] -= part * from[i];
    }
    static void normalise(std::vector<double>& x)
    {
        const double length = std::sqrt(along(x, x.data()));
        for (double& e : x) e /= length;
    }
    std::size_t rows() const { return n; }
    void apply(const double* x, double* y) const
    {
        std::vector<double> rest(x, x + n);
        const double part = along(u, x);
        subtract(u, rest);
        for (std::size_t i = 0; i < n; ++i)
            rest[i] *= crowded ? 1 - static_cast<double>(i) / n : std::pow(0.5, static_cast<double>(i % 12));
        subtract(u, rest);
        for (std::size_t i = 0; i < n; ++i) y[i] = rest[i] + top * part * u[i];
    }
};

}  // namespace

TEST_CASE("a tracker that has settled on another eigenvalue is corrected, and follows the largest from there")
{
    hidden_top a(3, 0.1, false);
    certified<double> unaided(a.rows(), {});
    eigenvalue_result<double> result;
    REQUIRE(unaided.tracker.update(make_operator<double>(a), result) == status::ok);
    REQUIRE(result.value < 1.01);  // the wrong eigenvalue that the next lines correct
    CHECK(result.evidence == eigenvalue_evidence::residual);
    CHECK(result.excess_bound == std::numeric_limits<double>::infinity());
    for (const certificate_options& options : {certificate_options(), by_random_start()}) {
        certified<double> c(a.rows(), options);
        REQUIRE(c.run(a, result) == status::ok);
        const bool dense = options.max_dense_rows > 0;
        CHECK(result.evidence == (dense ? eigenvalue_evidence::inertia : eigenvalue_evidence::random_start));
        CHECK(result.miss_probability == (dense ? 0 : options.miss_probability));
        CHECK(std::fabs(result.value - 3) <= result.error_bound + 60 * epsilon<double> * 3);
        CHECK(result.excess_bound <= 1e-12);
        REQUIRE(c.tracker.update(make_operator<double>(a), result) == status::ok);
        CHECK(result.products == 2);
        CHECK(std::fabs(result.value - 3) <= 1e-10);
        double along = 0;
        for (std::size_t i = 0; i < a.rows(); ++i) along += a.u[i] * c.tracker.vector()[i];
        CHECK(std::fabs(std::fabs(along) - 1) <= 1e-10);
    }
}

TEST_CASE_TEMPLATE("a dense solve from any eigenvector, in any cluster, ends at the top", T, float, double)
{
    const std::vector<std::vector<double>> spectra = {decaying(30, 0.8), std::vector<double>(30, 1.0), [] {
                                                          std::vector<double> s(30);
                                                          for (std::size_t i = 0; i < 30; ++i)
                                                              s[i] = 1 - 1e-6 * static_cast<double>(i % 7) - (i < 20 ? 0 : 0.5);
                                                          return s;
                                                      }()};
    for (const auto& spectrum : spectra) {
        const known_matrix<T> a(spectrum);
        std::size_t bytes = 0;
        REQUIRE(dense_top_bytes<T>(30, bytes) == status::ok);
        aligned_memory memory(bytes);
        for (std::size_t which = 0; which < 30; ++which) {
            std::vector<T> x = a.eigenvector(which);
            eigenvalue_result<T> result;
            REQUIRE(dense_top_eigenvalue<T>({a.elements.data(), 30, 30}, x, memory.span(), result) == status::ok);
            CHECK(result.evidence == eigenvalue_evidence::inertia);
            // The elements are rounded: by 30 ε/2 |A| at most.
            CHECK(std::fabs(static_cast<double>(result.value) - spectrum[0]) <=
                  static_cast<double>(result.error_bound) + 30 * static_cast<double>(epsilon<T>) * spectrum[0]);
            // The bound has (8 + 30/4) ε for a step, 8 ε for rounding, and 8 ε ‖|L||Lᵀ|‖ for the factorisation, whose
            // norm is a few times |A|.
            CHECK(result.error_bound <= 80 * epsilon<T> * result.value);
        }
    }
}

TEST_CASE("the bound on an eigenvalue missed by a random start holds, and is small if the spectrum falls off")
{
    std::size_t honest = 0, total = 0;
    for (const bool falling : {true, false}) {
        std::vector<double> spectrum(400);
        // Eigenvalues that fall off, or 64 within a thousandth of the top. 128 products do not resolve those.
        for (std::size_t i = 0; i < 400; ++i)
            spectrum[i] = falling ? 1 / static_cast<double>(i + 1) : i < 64 ? 1 - 1e-3 / 64 * static_cast<double>(i) : 0.5;
        known_matrix<double> a(spectrum);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            certified<double> c(400, by_random_start(seed));
            eigenvalue_result<double> result;
            const status s = c.run(a, result);
            CHECK((s == status::ok || s == status::not_converged));
            CHECK(result.evidence == eigenvalue_evidence::random_start);
            ++total;
            honest += 1 <= result.value + result.excess_bound + 400 * epsilon<double>;
            if (falling) CHECK(result.excess_bound <= 1e-10);
            CHECK(result.excess_bound <= 0.1);
        }
    }
    CHECK(honest == total);
}

TEST_CASE("a random start with slightly more of the top eigenvector than its miss probability allows for does not miss it")
{
    for (const double seen : {1e-2, 1e-3, 1e-6, 1e-9})
        for (const double top : {1.0001, 1.02, 1.3, 3.0})
            for (const std::size_t products : {4, 8, 12, 16, 20, 32}) {
                CAPTURE(seen);
                CAPTURE(top);
                CAPTURE(products);
                hidden_top a(top, seen, true);
                certificate_options options = by_random_start();
                options.max_products = products;
                // The answer may be wrong if the unit start has less than p/(8 √(2·60/π)) along u, because 8 attempts
                // share p.
                options.miss_probability = 0.95 * std::fabs(a.seen) * 8 * std::sqrt(2 * 60 / 3.14159265358979);
                certified<double> c(a.rows(), options);
                eigenvalue_result<double> result;
                const status s = c.run(a, result);
                CHECK((s == status::ok || s == status::not_converged));
                CHECK(top <= result.value + result.excess_bound + 60 * epsilon<double> * top);
            }
}

TEST_CASE("requests that cannot be certified are refused, and the result stays as it was")
{
    known_matrix<double> a(decaying(8, 0.5));
    certified<double> c(8, {});
    eigenvalue_result<double> result;
    result.value = 7;
    std::size_t bytes = 99;
    for (const auto change :
         {+[](certificate_options& o) { o.max_products = 0; }, +[](certificate_options& o) { o.miss_probability = 0; },
          +[](certificate_options& o) { o.miss_probability = 1; },
          +[](certificate_options& o) { o.miss_probability = std::nan(""); }}) {
        certificate_options wrong;
        change(wrong);
        CHECK(eigenvalue_tracker<double>::certify_bytes(8, wrong, bytes) == status::invalid_argument);
        CHECK(c.tracker.certify(make_operator<double>(a), wrong, c.work.span(), result) == status::invalid_argument);
    }
    CHECK(eigenvalue_tracker<double>::certify_bytes(0, {}, bytes) == status::invalid_argument);
    CHECK(eigenvalue_tracker<double>::certify_bytes(SIZE_MAX / 2, by_random_start(), bytes) == status::size_overflow);
    CHECK(dense_top_bytes<double>(0, bytes) == status::invalid_argument);
    CHECK(dense_top_bytes<double>(SIZE_MAX / 2, bytes) == status::size_overflow);
    CHECK(bytes == 99);
    known_matrix<double> other(decaying(9, 0.5));
    CHECK(c.run(other, result) == status::shape_mismatch);
    const workspace all = c.work.span();
    CHECK(c.tracker.certify(make_operator<double>(a), {}, workspace(all.data(), all.size() - 1), result) ==
          status::workspace_too_small);
    struct broken {
        std::size_t after;
        std::size_t rows() const { return 8; }
        void apply(const double* x, double* y)
        {
            for (std::size_t i = 0; i < 8; ++i) y[i] = x[i] * static_cast<double>(i);
            if (after-- == 0) y[3] = std::numeric_limits<double>::quiet_NaN();
        }
    };
    for (const certificate_options& options : {certificate_options(), by_random_start()})
        for (std::size_t after : {0, 1, 9}) {
            broken b{after};
            certified<double> one(8, options);
            CHECK(one.run(b, result) == status::not_finite);
        }
    REQUIRE(dense_top_bytes<double>(8, bytes) == status::ok);
    aligned_memory memory(bytes);
    std::vector<double> x(8, 2.0);
    const matrix_view<const double> whole(a.elements.data(), 8, 8);
    CHECK(dense_top_eigenvalue<double>({a.elements.data(), 8, 7, 8}, x, memory.span(), result) == status::shape_mismatch);
    CHECK(dense_top_eigenvalue<double>(whole, {x.data(), 7}, memory.span(), result) == status::shape_mismatch);
    CHECK(dense_top_eigenvalue<double>(whole, x, workspace(memory.span().data(), bytes - 1), result) ==
          status::workspace_too_small);
    a.elements[3] = std::nan("");
    CHECK(dense_top_eigenvalue<double>(whole, x, memory.span(), result) == status::not_finite);
    const double huge = std::numeric_limits<double>::max();
    const std::vector<double> large(64, huge);  // its eigenvalue is eight times the largest number
    CHECK(dense_top_eigenvalue<double>({large.data(), 8, 8}, x, memory.span(), result) == status::not_finite);
    CHECK(x == std::vector<double>(8, 2.0));
    CHECK(result.value == 7);
}
