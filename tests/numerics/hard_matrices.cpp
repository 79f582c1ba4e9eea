// The eigenvalue solvers on the matrix families of LAPACK's own tests. Their spectra are spaced evenly or
// geometrically, clustered at ε or at 1, with random signs. The matrices are in a random basis, some near underflow or
// overflow.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "support/aligned.hpp"
#include "support/known_matrix.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

struct family {
    std::string name;
    bool for_power;  // fit for power iteration: positive, with gaps that need few enough of its about ln(1/ε)/gap products
    std::function<double(std::size_t i, std::size_t n, double small)> value;
};

const std::vector<family>& families()
{
    const auto signed_by = [](std::size_t i) { return mix(900 + i) % 2 == 0 ? 1.0 : -1.0; };
    const auto even = [](std::size_t i, std::size_t n, double small) {
        return n == 1 ? 1 : 1 - static_cast<double>(i) / static_cast<double>(n - 1) * (1 - small);
    };
    const auto geometric = [](std::size_t i, std::size_t n, double small) {
        return n == 1 ? 1 : std::pow(small, static_cast<double>(i) / static_cast<double>(n - 1));
    };
    const auto at_small = [](std::size_t i, std::size_t, double small) { return i == 0 ? 1 : small; };
    const auto at_one = [](std::size_t i, std::size_t n, double small) { return i + 1 < n ? 1 : small; };
    static const std::vector<family> all = {
        {"zero", true, [](std::size_t, std::size_t, double) { return 0.0; }},
        {"identity", true, [](std::size_t, std::size_t, double) { return 1.0; }},
        {"even", true, even},
        {"geometric", true, geometric},
        {"clustered at epsilon", true, at_small},
        {"clustered at one", true, at_one},
        {"clustered within epsilon of one", true,
         [](std::size_t i, std::size_t, double small) { return 1 - small * static_cast<double>(mix(i) % 64); }},
        {"clustered within a root of epsilon of one", false,
         [](std::size_t i, std::size_t, double small) { return 1 - std::sqrt(small) * static_cast<double>(mix(i) % 64) / 64; }},
        {"even, signs", false, [=](std::size_t i, std::size_t n, double small) { return signed_by(i) * even(i, n, small); }},
        {"geometric, signs", false,
         [=](std::size_t i, std::size_t n, double small) { return signed_by(i) * geometric(i, n, small); }},
        {"clustered at epsilon, signs", false,
         [=](std::size_t i, std::size_t n, double small) { return signed_by(i) * at_small(i, n, small); }},
        {"clustered at one, signs", false,
         [=](std::size_t i, std::size_t n, double small) { return signed_by(i) * at_one(i, n, small); }},
        {"all negative", false, [=](std::size_t i, std::size_t n, double small) { return -even(i, n, small); }},
    };
    return all;
}

template <class T>
struct outcome_of {
    status state;
    eigenvalue_result<T> result;
    std::vector<T> vector;
};

enum class solver_kind { power, lanczos, tracker, certified, random, dense };

template <class T>
outcome_of<T> solve(solver_kind kind, known_matrix<T>& a)
{
    const std::size_t n = a.rows();
    const auto op = make_operator<T>(a);
    eigenvalue_options options;
    options.tolerance = 0;
    options.max_products = 20000;
    outcome_of<T> out{status::ok, {}, std::vector<T>(n, T(0))};
    std::size_t bytes = 0;
    if (kind == solver_kind::power) {
        REQUIRE(power_iteration_bytes<T>(n, bytes) == status::ok);
        aligned_memory memory(bytes);
        out.state = power_iteration<T>(op, options, out.vector, memory.span(), out.result);
    } else if (kind == solver_kind::lanczos) {
        REQUIRE(lanczos_bytes<T>(n, options, bytes) == status::ok);
        aligned_memory memory(bytes);
        out.state = lanczos<T>(op, options, out.vector, memory.span(), out.result);
    } else if (kind == solver_kind::dense) {
        REQUIRE(dense_top_bytes<T>(n, bytes) == status::ok);
        aligned_memory memory(bytes);
        out.state = dense_top_eigenvalue<T>({a.elements.data(), n, n}, out.vector, memory.span(), out.result);
    } else {
        REQUIRE(eigenvalue_tracker<T>::bytes(n, options, bytes) == status::ok);
        aligned_memory memory(bytes);
        eigenvalue_tracker<T> tracker;
        REQUIRE(eigenvalue_tracker<T>::create(n, options, memory.span(), tracker) == status::ok);
        if (kind == solver_kind::tracker) {
            out.state = tracker.update(op, out.result);
        } else {
            certificate_options certificate;
            if (kind == solver_kind::random) certificate.max_dense_rows = 0;
            REQUIRE(eigenvalue_tracker<T>::certify_bytes(n, certificate, bytes) == status::ok);
            aligned_memory work(bytes);
            out.state = tracker.certify(op, certificate, work.span(), out.result);
        }
        out.vector.assign(tracker.vector().begin(), tracker.vector().end());
    }
    return out;
}

}  // namespace

TEST_CASE_TEMPLATE("families of hard matrices: the value is within its bound, and the bound is small", T, float, double)
{
    // The spectra are made of multiples of `unit`. It is ε, or larger for matrices that must stay in range when scaled
    // down.
    constexpr double unit = std::numeric_limits<T>::epsilon();
    const double tops[] = {1, static_cast<double>(std::numeric_limits<T>::min()) / unit,
                           static_cast<double>(std::numeric_limits<T>::max()) / 4096};
    double worst_error = 0, worst_bound = 0;
    std::string worst_error_at, worst_bound_at;
    std::size_t solved = 0;
    for (const std::size_t n : {1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 33, 64, 300})
        for (const family& f : families())
            for (const double top : tops) {
                if (n > 64 && top != 1) continue;
                std::vector<double> spectrum(n);
                for (std::size_t i = 0; i < n; ++i) spectrum[i] = top * f.value(i, n, unit);
                known_matrix<T> a(spectrum, n);
                const double largest = *std::max_element(spectrum.begin(), spectrum.end());
                double size = 0;
                for (const double value : spectrum) size = std::fmax(size, std::fabs(value));
                // Each element is rounded once: ‖ΔA‖ ≤ ‖ΔA‖_F ≤ ε/2 ‖A‖_F ≤ ε/2 √n ‖A‖, and no eigenvalue moves by
                // more. A product of the test rounds each element at most n times: n ε/2 ‖|A|‖ ≤ n √n ε/2 ‖A‖, in
                // practice about √n of it.
                const double made = unit * static_cast<double>(n) * size;
                for (const auto kind : {solver_kind::power, solver_kind::lanczos, solver_kind::tracker, solver_kind::certified,
                                        solver_kind::random, solver_kind::dense}) {
                    if (kind == solver_kind::power && (!f.for_power || n > 64)) continue;
                    const std::string where = f.name + ", n " + std::to_string(n) + ", top " + std::to_string(std::log2(top)) +
                                              ", solver " + std::to_string(static_cast<int>(kind));
                    CAPTURE(where);
                    const outcome_of<T> found = solve(kind, a);
                    CHECK(found.state == status::ok);
                    const double value = static_cast<double>(found.result.value),
                                 bound = static_cast<double>(found.result.error_bound);
                    double nearest = std::numeric_limits<double>::infinity();
                    for (const double e : spectrum) nearest = std::fmin(nearest, std::fabs(value - e));
                    CHECK(nearest <= bound + made);
                    CHECK(value <= largest + bound + made);
                    const bool known = found.result.evidence != eigenvalue_evidence::residual;
                    CHECK(known == (kind == solver_kind::certified || kind == solver_kind::random || kind == solver_kind::dense));
                    if (known) CHECK(largest <= value + static_cast<double>(found.result.excess_bound) + made);
                    const double ulp = unit * static_cast<double>(n) * size;
                    if (kind != solver_kind::random && std::fabs(value - largest) > worst_error * ulp && size > 0)
                        worst_error = std::fabs(value - largest) / ulp, worst_error_at = where;
                    if (bound > worst_bound * ulp && size > 0) worst_bound = bound / ulp, worst_bound_at = where;
                    // A solver converges to 32 ε|A|, and 8 ε|A| is for rounding. A factorisation's step and error, (8 +
                    // n/4) ε|A| and (n/32 + 14) ε/2 times a small norm, are smaller.
                    CHECK(bound <= 41 * ulp);
                    double length = 0;
                    for (const T e : found.vector) length += static_cast<double>(e) * static_cast<double>(e);
                    CHECK(std::fabs(length - 1) <= 8 * unit * static_cast<double>(n));
                    ++solved;
                }
            }
    MESSAGE(solved, " solved; worst error ", worst_error, " n epsilon |A| (", worst_error_at, "), largest bound ", worst_bound,
            " (", worst_bound_at, ")");
}
