#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "catapult/kernels/isa.hpp"
#include "catapult/models/data_reduction.hpp"
#include "support/aligned.hpp"
#include "support/kernel_harness.hpp"
#include "support/reference.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// A uniform number on (−1, 1), the same on every machine.
template <class T>
T entry(std::uint64_t seed)
{
    return static_cast<T>(static_cast<double>(mix(seed) >> 11) * 0x1p-52 - 1);
}

template <class T>
struct sample_set {
    std::size_t m, d, k;
    std::vector<T> x, y;

    sample_set(std::size_t samples, std::size_t inputs, std::size_t outputs, std::uint64_t seed)
        : m(samples), d(inputs), k(outputs), x(samples * inputs), y(samples * outputs)
    {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = entry<T>(seed * 1000003 + i);
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = entry<T>(seed * 7000003 + i);
    }
    matrix_view<const T> inputs(std::size_t first, std::size_t count) const { return {x.data() + first * d, count, d}; }
    matrix_view<const T> targets(std::size_t first, std::size_t count) const { return {y.data() + first * k, count, k}; }
};

/// A reduction with its memory. It takes `block` rows at a time.
template <class T>
struct reduction {
    aligned_memory memory;
    data_reduction<T> object;
    reduced_data<T> data;
    status outcome = status::ok;

    static std::size_t bytes(const data_dims& dims)
    {
        std::size_t result = 0;
        REQUIRE(data_reduction<T>::bytes(dims, result) == status::ok);
        return result;
    }
    reduction(const sample_set<T>& set, bool keep_basis, std::size_t block) : memory(bytes({set.m, set.d, set.k, keep_basis}))
    {
        REQUIRE(data_reduction<T>::create({set.m, set.d, set.k, keep_basis}, memory.span(), object) == status::ok);
        for (std::size_t i = 0; i < set.m; i += block) {
            const std::size_t count = block < set.m - i ? block : set.m - i;
            REQUIRE(object.add(set.inputs(i, count), set.targets(i, count)) == status::ok);
        }
        outcome = object.finish(data);
    }
};

template <class T>
constexpr double unit = static_cast<double>(std::numeric_limits<T>::epsilon());

/// Checks every identity that X = QΣPᵀ implies, in 128 bits, relative to the largest singular value. Each of the
/// O(min(m, d)) reflectors, and each rotation of a row, adds an error of a few ε, at worst in the same direction. So
/// does each fold. 4 (min(m, d) + m/128 + 10) ε bounds the sum, with room for the norms of vectors of d or k elements.
template <class T>
void check_identities(const sample_set<T>& set, const reduced_data<T>& q)
{
    const std::size_t m = set.m, d = set.d, k = set.k, r = q.rank;
    CAPTURE(m);
    CAPTURE(d);
    CAPTURE(k);
    const double bound = 4 * (static_cast<double>(m < d ? m : d) + static_cast<double>(m) / 128 + 10) * unit<T>;
    const double scale = static_cast<double>(q.singular_values[0]);
    REQUIRE((q.singular_values.size() == r && q.targets.rows == r && q.targets.columns == k));
    REQUIRE((q.basis.rows == r && q.basis.columns == d));
    for (std::size_t i = 0; i < r; ++i) {
        CHECK(q.singular_values[i] > 0);
        if (i > 0) CHECK(q.singular_values[i] <= q.singular_values[i - 1]);
        for (std::size_t j = 0; j <= i; ++j) {
            real128 product = 0;
            for (std::size_t l = 0; l < d; ++l) product += real128(q.basis(i, l)) * real128(q.basis(j, l));
            REQUIRE(std::fabs(static_cast<double>(product) - (i == j ? 1 : 0)) <= bound);
        }
    }
    // X p_i has length σ_i. X has no part outside the span of P, so ‖X‖² = Σσ².
    real128 outside = 0;
    std::vector<real128> projected(m * r), predicted(m * k);
    for (std::size_t a = 0; a < m; ++a) {
        std::vector<real128> rest(d);
        for (std::size_t l = 0; l < d; ++l) rest[l] = real128(set.x[a * d + l]);
        for (std::size_t i = 0; i < r; ++i) {
            real128 s = 0;
            for (std::size_t l = 0; l < d; ++l) s += real128(set.x[a * d + l]) * real128(q.basis(i, l));
            projected[a * r + i] = s;
            for (std::size_t l = 0; l < d; ++l) rest[l] -= s * real128(q.basis(i, l));
        }
        for (const real128 e : rest) outside += e * e;
    }
    CHECK(static_cast<double>(square_root(outside)) <= bound * scale * std::sqrt(static_cast<double>(m < d ? m : d)));
    for (std::size_t i = 0; i < r; ++i) {
        real128 square = 0;
        for (std::size_t a = 0; a < m; ++a) square += projected[a * r + i] * projected[a * r + i];
        REQUIRE(std::fabs(static_cast<double>(square_root(square) - real128(q.singular_values[i]))) <= bound * scale);
    }
    // XᵀY = P Σ (QᵀY): column i of XP is σ_i q_i, so its product with Y is σ_i times row i of the targets.
    real128 target_square = 0;
    for (const T y : set.y) target_square += real128(y) * real128(y);
    const double target_norm = static_cast<double>(square_root(target_square));
    for (std::size_t i = 0; i < r; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            real128 direct = 0;
            for (std::size_t a = 0; a < m; ++a) direct += projected[a * r + i] * real128(set.y[a * k + j]);
            const real128 claimed = real128(q.singular_values[i]) * real128(q.targets(i, j));
            REQUIRE(std::fabs(static_cast<double>(direct - claimed)) <= bound * scale * target_norm);
        }
}

/// ‖Y − QQᵀY‖²/2m without code of the reduction. The columns of X are orthonormalised in 128 bits by modified
/// Gram–Schmidt, applied twice. A rest that is no longer than `negligible` is dropped.
template <class T>
double unreachable_loss_of(const sample_set<T>& set, double negligible)
{
    std::vector<std::vector<real128>> q;
    for (std::size_t j = 0; j < set.d; ++j) {
        std::vector<real128> column(set.m);
        for (std::size_t a = 0; a < set.m; ++a) column[a] = real128(set.x[a * set.d + j]);
        for (int pass = 0; pass < 2; ++pass)
            for (const auto& e : q) {
                real128 s = 0;
                for (std::size_t a = 0; a < set.m; ++a) s += e[a] * column[a];
                for (std::size_t a = 0; a < set.m; ++a) column[a] -= s * e[a];
            }
        real128 square = 0;
        for (const real128 e : column) square += e * e;
        const real128 length = square_root(square);
        if (static_cast<double>(length) <= negligible) continue;
        for (real128& e : column) e /= length;
        q.push_back(column);
    }
    real128 total = 0;
    for (std::size_t j = 0; j < set.k; ++j) {
        std::vector<real128> rest(set.m);
        for (std::size_t a = 0; a < set.m; ++a) rest[a] = real128(set.y[a * set.k + j]);
        for (const auto& e : q) {
            real128 s = 0;
            for (std::size_t a = 0; a < set.m; ++a) s += e[a] * rest[a];
            for (std::size_t a = 0; a < set.m; ++a) rest[a] -= s * e[a];
        }
        for (const real128 e : rest) total += e * e;
    }
    return static_cast<double>(total) / (2 * static_cast<double>(set.m));
}

struct shape {
    std::size_t m, d, k;
};
const shape shapes[] = {{1, 1, 1},  {1, 5, 2},   {6, 1, 3},   {3, 3, 1},     {9, 4, 10},
                        {4, 9, 10}, {33, 33, 1}, {40, 70, 3}, {129, 65, 10}, {300, 35, 1}};

/// X = A B with A m × r and B r × d. The rank is r in exact arithmetic, and nearly exactly in T.
template <class T>
sample_set<T> of_rank(std::size_t m, std::size_t d, std::size_t k, std::size_t r)
{
    sample_set<T> set(m, d, k, 99);
    for (std::size_t a = 0; a < m; ++a)
        for (std::size_t j = 0; j < d; ++j) {
            double s = 0;
            for (std::size_t l = 0; l < r; ++l) {
                // Small integers have exact products in either type, so the rank is exact.
                const int left = static_cast<int>(mix(a * 31 + l) % 7) - 3,
                          right = static_cast<int>(mix(j * 37 + l + 5000) % 7) - 3;
                s += left * right;
            }
            set.x[a * d + j] = static_cast<T>(s);
        }
    return set;
}

}  // namespace

TEST_CASE_TEMPLATE("X = QΣPᵀ: orthonormal P, lengths, targets, loss, for all shapes", T, float, double)
{
    for (const shape& s : shapes) {
        const sample_set<T> set(s.m, s.d, s.k, s.m + 10 * s.d);
        const reduction<T> q(set, true, 7);
        REQUIRE(q.outcome == status::ok);
        CHECK(q.data.rank == (s.m < s.d ? s.m : s.d));
        check_identities(set, q.data);
        // The loss is a sum of squares. Its terms have the errors of the transformed targets.
        const double direct = unreachable_loss_of(set, 0), claimed = static_cast<double>(q.data.unreachable_loss);
        if (s.m <= s.d)
            CHECK(claimed <= 1e4 * unit<T> * unit<T>);
        else
            CHECK(std::fabs(claimed - direct) <= 200 * unit<T> * direct);
    }
}

TEST_CASE_TEMPLATE("known singular values", T, float, double)
{
    SUBCASE("a diagonal matrix, in any order")
    {
        sample_set<T> set(5, 5, 1, 1);
        for (T& e : set.x) e = 0;
        const int values[] = {3, -1, 8, 2, -5};
        for (std::size_t i = 0; i < 5; ++i) set.x[i * 5 + i] = static_cast<T>(values[i]);
        const reduction<T> q(set, true, 2);
        REQUIRE(q.outcome == status::ok);
        REQUIRE(q.data.rank == 5);
        const int sorted[] = {8, 5, 3, 2, 1};
        for (std::size_t i = 0; i < 5; ++i)
            CHECK(std::fabs(static_cast<double>(q.data.singular_values[i]) - sorted[i]) <= 40 * unit<T>);
        check_identities(set, q.data);
    }
    SUBCASE("the second-difference matrix, σ_j = 4 sin²(jπ/2(n+1))")
    {
        const std::size_t n = 100;
        sample_set<T> set(n, n, 2, 1);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) set.x[i * n + j] = i == j ? T(2) : (i + 1 == j || j + 1 == i) ? T(-1) : T(0);
        const reduction<T> q(set, false, 1);
        REQUIRE(q.outcome == status::ok);
        REQUIRE(q.data.rank == n);
        for (std::size_t j = 1; j <= n; ++j) {
            const double sine = std::sin(static_cast<double>(j) * 3.14159265358979323846 / (2.0 * static_cast<double>(n + 1)));
            CHECK(std::fabs(static_cast<double>(q.data.singular_values[n - j]) - 4 * sine * sine) <= 4 * 100 * 4 * unit<T>);
        }
    }
    SUBCASE("all ones: rank 1, σ = √(md)")
    {
        for (const shape& s : {shape{50, 8, 2}, shape{8, 50, 2}}) {
            sample_set<T> set(s.m, s.d, s.k, 4);
            for (T& e : set.x) e = 1;
            const reduction<T> q(set, true, 9);
            REQUIRE(q.outcome == status::ok);
            CHECK(q.data.rank == 1);
            CHECK(std::fabs(static_cast<double>(q.data.singular_values[0]) - 20) <= 20 * 20 * unit<T>);
            check_identities(set, q.data);
        }
    }
}

TEST_CASE_TEMPLATE("rank, with duplicate samples, zero rows and constant-zero inputs", T, float, double)
{
    for (const std::size_t rank : {1, 2, 5, 11})
        for (const shape& s : {shape{150, 40, 3}, shape{40, 150, 1}, shape{60, 60, 10}}) {
            sample_set<T> set = of_rank<T>(s.m, s.d, s.k, rank);
            for (std::size_t j = 0; j < s.d; ++j) {
                set.x[3 * s.d + j] = 0;                   // a zero row
                set.x[8 * s.d + j] = set.x[7 * s.d + j];  // a duplicate
            }
            for (std::size_t a = 0; a < s.m; ++a) set.x[a * s.d + 2] = set.x[a * s.d + s.d - 1] = 0;
            const reduction<T> q(set, true, 13);
            REQUIRE(q.outcome == status::ok);
            CHECK(q.data.rank == rank);
            check_identities(set, q.data);
            const double direct = unreachable_loss_of(set, 1e-15);
            CHECK(std::fabs(static_cast<double>(q.data.unreachable_loss) - direct) <= 300 * unit<T> * direct);
        }
}

TEST_CASE("wide ranges of singular values: each is right to ε of the largest")
{
    // Columns graded over 12 decades, both ways, so that the QR steps meet small values at either end.
    for (const bool rising : {false, true}) {
        sample_set<double> set(80, 25, 2, 17);
        for (std::size_t a = 0; a < 80; ++a)
            for (std::size_t j = 0; j < 25; ++j)
                set.x[a * 25 + j] *= std::pow(10.0, (rising ? -12.0 : 0.0) + (rising ? 0.5 : -0.5) * static_cast<double>(j));
        const reduction<double> q(set, true, 80);
        REQUIRE(q.outcome == status::ok);
        CHECK(q.data.rank == 25);
        check_identities(set, q.data);
    }
}

TEST_CASE_TEMPLATE("the bits do not depend on blocks, on the basis, or on the instruction set", T, float, double)
{
    for (const shape& s : {shape{300, 40, 10}, shape{40, 90, 1}}) {
        const sample_set<T> set(s.m, s.d, s.k, 5);
        const reduction<T> expected(set, true, s.m);
        const auto same = [&](const reduced_data<T>& a, bool basis) {
            const reduced_data<T>& b = expected.data;
            bool equal = a.rank == b.rank && same_bits(a.unreachable_loss, b.unreachable_loss);
            for (std::size_t i = 0; equal && i < a.rank; ++i) {
                equal = same_bits(a.singular_values[i], b.singular_values[i]);
                equal = equal && std::memcmp(a.targets.row(i), b.targets.row(i), s.k * sizeof(T)) == 0;
                equal = equal && (!basis || std::memcmp(a.basis.row(i), b.basis.row(i), s.d * sizeof(T)) == 0);
            }
            return equal;
        };
        for (const std::size_t block : {1, 7, 127, 128, 129}) CHECK(same(reduction<T>(set, true, block).data, true));
        CHECK(same(reduction<T>(set, false, 3).data, false));
        const isa before = isa_in_use();
        for (int i = 0; i < isa_count; ++i) {
            if (limit_isa(static_cast<isa>(i)) != status::ok) continue;
            CAPTURE(isa_name(static_cast<isa>(i)));
            CHECK(same(reduction<T>(set, true, 50).data, true));
        }
        REQUIRE(limit_isa(before) == status::ok);
    }
}

TEST_CASE_TEMPLATE("powers of two scale through exactly, near the ends of the range too", T, float, double)
{
    // The largest exponents at which σ, the targets and the loss are all normal numbers.
    const int input_exponent = sizeof(T) == 8 ? 1000 : 115;
    const int target_exponent = sizeof(T) == 8 ? 500 : 50;
    for (const shape& s : {shape{150, 20, 2}, shape{20, 50, 3}}) {
        const sample_set<T> set(s.m, s.d, s.k, 6);
        const reduction<T> expected(set, true, 10);
        for (const int sign : {-1, 1}) {
            sample_set<T> scaled = set;
            for (T& e : scaled.x) e = std::ldexp(e, sign * input_exponent);
            for (T& e : scaled.y) e = std::ldexp(e, sign * target_exponent);
            const reduction<T> q(scaled, true, 10);
            REQUIRE(q.outcome == status::ok);
            REQUIRE(q.data.rank == expected.data.rank);
            for (std::size_t i = 0; i < q.data.rank; ++i) {
                const int unit = q.data.exponent;
                CHECK(std::ldexp(q.data.singular_values[i], unit) ==
                      std::ldexp(expected.data.singular_values[i], sign * input_exponent));
                for (std::size_t j = 0; j < s.k; ++j)
                    CHECK(q.data.targets(i, j) == std::ldexp(expected.data.targets(i, j), sign * target_exponent - unit));
                for (std::size_t j = 0; j < s.d; ++j) CHECK(q.data.basis(i, j) == expected.data.basis(i, j));
            }
            CHECK(q.data.unreachable_loss == std::ldexp(expected.data.unreachable_loss, 2 * sign * target_exponent));
        }
    }
}

TEST_CASE("data at 1e±150, and rows that dwarf those before them")
{
    for (const double factor : {1e-150, 1e150}) {
        sample_set<double> set(200, 30, 2, 8);
        const reduction<double> plain(set, true, 200);
        for (double& e : set.x) e *= factor;
        const reduction<double> q(set, true, 200);
        REQUIRE(q.outcome == status::ok);
        REQUIRE(q.data.rank == 30);
        for (std::size_t i = 0; i < 30; ++i)  // the inputs themselves were rounded once
            CHECK(std::fabs(std::ldexp(q.data.singular_values[i], q.data.exponent) / factor - plain.data.singular_values[i]) <=
                  300 * unit<double> * plain.data.singular_values[0]);
    }
    // From row 140 on, after a fold, rows are scaled by 1e200. The earlier rows are then below rounding, but the
    // targets are not.
    sample_set<double> set(200, 30, 1, 9);
    for (std::size_t i = 140 * 30; i < set.x.size(); ++i) set.x[i] *= 1e200;
    const reduction<double> q(set, true, 200);
    REQUIRE(q.outcome == status::ok);
    CHECK(q.data.rank == 30);
    sample_set<double> late(60, 30, 1, 9);
    std::copy(set.x.begin() + 140 * 30, set.x.end(), late.x.begin());
    std::copy(set.y.begin() + 140, set.y.end(), late.y.begin());
    const reduction<double> alone(late, true, 60);
    for (std::size_t i = 0; i < 30; ++i) {
        CHECK(std::fabs(q.data.singular_values[i] - alone.data.singular_values[i]) <=
              300 * unit<double> * alone.data.singular_values[0]);
        CHECK(q.data.exponent == alone.data.exponent);
        CHECK(std::fabs(std::ldexp(q.data.targets(i, 0) - alone.data.targets(i, 0), q.data.exponent)) <= 1e-10);
    }
    double early = 0;
    for (std::size_t i = 0; i < 140; ++i) early += set.y[i] * set.y[i];
    CHECK(std::fabs(q.data.unreachable_loss * 400 - (alone.data.unreachable_loss * 120 + early)) <= 1e-11 * early);
}

TEST_CASE("targets that dwarf those before them keep the earlier loss")
{
    // The first 140 rows have only the first ten inputs, the rest have only the others: two problems side by side. The
    // later targets are scaled by 2^20, so the reduction changes its units after a fold. The earlier loss must still
    // count.
    sample_set<double> set(280, 20, 2, 10);
    for (std::size_t a = 0; a < 280; ++a)
        for (std::size_t j = 0; j < 20; ++j)
            if ((a < 140) != (j < 10)) set.x[a * 20 + j] = 0;
    for (std::size_t i = 140 * 2; i < set.y.size(); ++i) set.y[i] = std::ldexp(set.y[i], 20);
    sample_set<double> later_fits = set;  // the later targets are in the span of the inputs, so only the earlier loss is left
    for (std::size_t a = 140; a < 280; ++a)
        for (std::size_t j = 0; j < 2; ++j) later_fits.y[a * 2 + j] = std::ldexp(set.x[a * 20 + 10 + j], 20);
    for (const sample_set<double>* each : {&set, &later_fits}) {
        const reduction<double> q(*each, true, 280);
        REQUIRE(q.outcome == status::ok);
        check_identities(*each, q.data);
        const double direct = unreachable_loss_of(*each, 0);
        // The later targets have size 2^20. The squares of their errors add at most (100 ε 2^20)² to the earlier loss,
        // which is of order one.
        CHECK(std::fabs(q.data.unreachable_loss - direct) <= 300 * unit<double> * direct + 1e-16);
    }
}

TEST_CASE_TEMPLATE("wrong input is refused, and a refused block changes nothing", T, float, double)
{
    for (const shape& s : {shape{200, 20, 2}, shape{20, 200, 2}}) {
        const sample_set<T> set(s.m, s.d, s.k, 6);
        const reduction<T> expected(set, true, s.m);
        aligned_memory memory(reduction<T>::bytes({s.m, s.d, s.k, true}));
        data_reduction<T> object;
        REQUIRE(data_reduction<T>::create({s.m, s.d, s.k, true}, memory.span(), object) == status::ok);
        reduced_data<T> result;
        REQUIRE(object.add(set.inputs(0, 5), set.targets(0, 5)) == status::ok);
        for (const T bad :
             {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity()}) {
            sample_set<T> broken = set;
            broken.x[9 * s.d + s.d - 1] = bad;
            CHECK(object.add(broken.inputs(5, 6), broken.targets(5, 6)) == status::not_finite);
            broken = set;
            broken.y[9 * s.k + s.k - 1] = bad;
            CHECK(object.add(broken.inputs(5, 6), broken.targets(5, 6)) == status::not_finite);
        }
        CHECK(object.add(set.inputs(5, 0), set.targets(5, 0)) == status::shape_mismatch);
        CHECK(object.add(set.inputs(5, 3), set.targets(5, 2)) == status::shape_mismatch);
        CHECK(object.add({set.x.data(), 1, s.d - 1}, set.targets(5, 1)) == status::shape_mismatch);
        CHECK(object.add(set.inputs(5, 1), {set.y.data(), 1, s.k + 1}) == status::shape_mismatch);
        CHECK(object.add(set.inputs(0, s.m), set.targets(0, s.m)) == status::shape_mismatch);
        CHECK(object.finish(result) == status::shape_mismatch);
        CHECK(result.rank == 0);
        REQUIRE(object.add(set.inputs(5, s.m - 5), set.targets(5, s.m - 5)) == status::ok);
        REQUIRE(object.finish(result) == status::ok);
        REQUIRE(result.rank == expected.data.rank);
        for (std::size_t i = 0; i < result.rank; ++i)
            CHECK(same_bits(result.singular_values[i], expected.data.singular_values[i]));
        CHECK(object.add(set.inputs(0, 1), set.targets(0, 1)) == status::shape_mismatch);
        reduced_data<T> again;
        CHECK(object.finish(again) == status::ok);
        CHECK(again.rank == result.rank);
    }
}

TEST_CASE_TEMPLATE("inputs that are all zero, and targets that are", T, float, double)
{
    for (const shape& s : {shape{10, 3, 1}, shape{3, 10, 1}}) {
        sample_set<T> set(s.m, s.d, s.k, 6);
        for (T& e : set.y) e = 0;
        const reduction<T> no_targets(set, true, 4);
        REQUIRE(no_targets.outcome == status::ok);
        CHECK(no_targets.data.rank == 3);
        CHECK(no_targets.data.unreachable_loss == 0);
        for (T& e : set.x) e = 0;
        const reduction<T> nothing(set, true, 4);
        CHECK(nothing.outcome == status::zero_inputs);
        CHECK(nothing.data.rank == 0);
    }
}

TEST_CASE("results that do not fit the type are refused")
{
    sample_set<double> set(10, 3, 1, 6);
    // σ = 1.7e308 √30 fits in the reduced units but not in the caller's. No model takes such data, because λ would not
    // fit.
    for (double& e : set.x) e = 1.7e308;
    const reduction<double> large(set, false, 4);
    CHECK(large.outcome == status::ok);
    CHECK(large.data.exponent == 1027);
    CHECK_FALSE(in_range(large.data));
    for (double& e : set.x) e = 1;
    for (double& e : set.y) e *= 1e160;
    CHECK(reduction<double>(set, false, 4).outcome == status::invalid_argument);
}

// Such samples fill up the block of rows that a larger reduction folds at once, which groups the same sums.
TEST_CASE_TEMPLATE("samples of zeros change no bit of the factors", T, float, double)
{
    for (const std::size_t m : {5, 16, 20, 33, 64, 70, 96, 101, 127}) {
        sample_set<T> few(m, 5, 2, m), many(m, 5, 2, m);
        many.m = 128;
        many.x.resize(many.m * many.d);
        many.y.resize(many.m * many.k);
        const reduction<T> a(few, true, 7), b(many, true, 50);
        REQUIRE(a.outcome == status::ok);
        REQUIRE(b.outcome == status::ok);
        REQUIRE(a.data.rank == b.data.rank);
        for (std::size_t i = 0; i < a.data.rank; ++i) {
            CHECK(a.data.singular_values[i] == b.data.singular_values[i]);
            for (std::size_t c = 0; c < few.k; ++c) CHECK(a.data.targets(i, c) == b.data.targets(i, c));
            for (std::size_t j = 0; j < few.d; ++j) CHECK(a.data.basis(i, j) == b.data.basis(i, j));
        }
    }
}

TEST_CASE("the rows of a segment")
{
    const auto rows = [](std::size_t m, std::size_t d) { return data_reduction<double>::segment_rows({m, d, 1, false}); };
    CHECK(rows(60000, 784) == 6272);
    CHECK(rows(60000, 785) == 6400);
    CHECK(rows(4096, 1) == 4096);
    CHECK(rows(4097, 1) == 4096);
    CHECK(rows(10000, 512) == 4096);
    CHECK(rows(10000, 513) == 4224);
    CHECK(rows(10000, 1249) == 10000);
    CHECK(rows(10000, 1250) == 10000);
    CHECK(rows(10, 10000) == 10);
    constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
    CHECK(rows(huge, 3) == 4096);
    CHECK(rows(huge, huge / 4) == huge);
}

namespace {

/// Segments filled apart, the last one first, and merged in order. Those below `added` are added by rows instead.
template <class T>
struct merged_reduction {
    std::vector<aligned_memory> memory;
    data_reduction<T> object;
    reduced_data<T> data;

    explicit merged_reduction(const sample_set<T>& set, std::size_t added = 0)
    {
        const data_dims dims = {set.m, set.d, set.k, true};
        const std::size_t length = data_reduction<T>::segment_rows(dims), count = (set.m - 1) / length + 1;
        memory.emplace_back(reduction<T>::bytes(dims));
        REQUIRE(data_reduction<T>::create(dims, memory[0].span(), object) == status::ok);
        std::vector<data_segment<T>> segments(count);
        std::size_t bytes = 0;
        REQUIRE(data_segment<T>::bytes(dims, bytes) == status::ok);
        for (std::size_t s = count; s-- > added;) {
            memory.emplace_back(bytes);
            REQUIRE(data_segment<T>::create(dims, memory.back().span(), segments[s]) == status::ok);
            const std::size_t end = std::min(set.m, (s + 1) * length);
            for (std::size_t i = s * length; i < end; i += 1000) {
                const std::size_t now = std::min<std::size_t>(1000, end - i);
                REQUIRE(segments[s].add(set.inputs(i, now), set.targets(i, now)) == status::ok);
            }
        }
        for (std::size_t s = 0; s < count; ++s) {
            if (s < added)
                REQUIRE(object.add(set.inputs(s * length, length), set.targets(s * length, length)) == status::ok);
            else
                REQUIRE(object.merge(segments[s]) == status::ok);
        }
        REQUIRE(object.finish(data) == status::ok);
    }
};

template <class T>
void check_same_bits(const reduced_data<T>& a, const reduced_data<T>& b)
{
    REQUIRE(a.rank == b.rank);
    CHECK(a.exponent == b.exponent);
    CHECK(a.unreachable_loss == b.unreachable_loss);
    for (std::size_t i = 0; i < a.rank; ++i) {
        REQUIRE(a.singular_values[i] == b.singular_values[i]);
        for (std::size_t j = 0; j < a.targets.columns; ++j) REQUIRE(a.targets(i, j) == b.targets(i, j));
        for (std::size_t j = 0; j < a.basis.columns; ++j) REQUIRE(a.basis(i, j) == b.basis(i, j));
    }
}

}  // namespace

TEST_CASE_TEMPLATE("segments: the same bits whoever reduces them, and X = QΣPᵀ", T, float, double)
{
    const shape sets[] = {{4097, 3, 1}, {8192, 6, 2}, {9000, 40, 2}, {12289, 1, 1}};
    for (const shape& s : sets)
        for (const char* kind : {"any", "repeated rows", "constant inputs", "zeros in the middle", "zeros at first"}) {
            CAPTURE(kind);
            sample_set<T> set(s.m, s.d, s.k, 17);
            const std::string name = kind;
            for (std::size_t a = 0; a < s.m; ++a)
                for (std::size_t j = 0; j < s.d; ++j) {
                    T& x = set.x[a * s.d + j];
                    if (name == "repeated rows" && a > 1) x = set.x[a % 2 * s.d + j];
                    if (name == "constant inputs" && j % 2 == 0) x = j % 4 == 0 ? T(1) : T(0);
                    if (name == "zeros in the middle" && a >= 4096 && a < 8192) x = 0;
                    if (name == "zeros at first" && a < 4096) x = 0;
                }
            const reduction<T> expected(set, true, 1000);
            REQUIRE(expected.outcome == status::ok);
            check_same_bits(reduction<T>(set, true, 1).data, expected.data);
            check_same_bits(merged_reduction<T>(set).data, expected.data);
            check_same_bits(merged_reduction<T>(set, 1).data, expected.data);
            if (s.d > 6) continue;  // what follows is in 128 bits
            check_identities(set, expected.data);
            const double loss = unreachable_loss_of(set, 1e-20);
            // The squares are summed one by one, and each fold and reflector may add a few ε of the targets, whose squares
            // are at most one.
            const double rows = static_cast<double>(s.m), outputs = static_cast<double>(s.k);
            CHECK(std::fabs(static_cast<double>(expected.data.unreachable_loss) - loss) <=
                  (rows + 8 * (rows / 128 + static_cast<double>(s.d))) * unit<T> * outputs);
        }
}

TEST_CASE_TEMPLATE("segments of more inputs than a block has rows: known singular values, loss and targets", T, float, double)
{
    // X = S H: row a of S has one element s_j, j = a mod d, and H = I − 2ww^T is orthogonal, with w of equal elements. So
    // σ_j = s_j times the root of the number of its rows. Y = X b, which leaves no loss, and QᵀY = Σ Pᵀ b.
    const std::size_t m = 8300, d = 150;
    sample_set<T> set(m, d, 1, 3);
    std::vector<T> b(d);
    std::vector<double> sigma(d);
    for (std::size_t j = 0; j < d; ++j) b[j] = entry<T>(j + 77);
    for (std::size_t a = 0; a < m; ++a) {
        const std::size_t mine = a % d;
        const double s = 1 + static_cast<double>(mine) / d, share = 2 * s / d;
        sigma[mine] += s * s;
        real128 y = 0;
        for (std::size_t j = 0; j < d; ++j) {
            set.x[a * d + j] = static_cast<T>((j == mine ? s : 0) - share);
            y += real128(set.x[a * d + j]) * real128(b[j]);
        }
        set.y[a] = static_cast<T>(static_cast<double>(y));
    }
    for (double& s : sigma) s = std::sqrt(s);
    std::sort(sigma.rbegin(), sigma.rend());
    const reduction<T> found(set, true, 1000);
    REQUIRE(found.outcome == status::ok);
    const reduced_data<T>& q = found.data;
    check_same_bits(merged_reduction<T>(set).data, q);
    REQUIRE(q.rank == d);
    const double bound = 4 * (static_cast<double>(d) + static_cast<double>(m) / 128 + 10) * unit<T> * sigma[0];
    double length = 0;
    for (const T e : b) length += static_cast<double>(e) * static_cast<double>(e);
    for (std::size_t i = 0; i < d; ++i) {
        CHECK(std::fabs(static_cast<double>(q.singular_values[i]) - sigma[i]) <= bound);
        real128 expected = 0;
        for (std::size_t j = 0; j < d; ++j) expected += real128(q.basis(i, j)) * real128(b[j]);
        const double difference = static_cast<double>(expected * real128(q.singular_values[i]) - real128(q.targets(i, 0)));
        CHECK(std::fabs(difference) <= bound * std::sqrt(length));
    }
    CHECK(static_cast<double>(q.unreachable_loss) <= bound * bound * length / (2 * static_cast<double>(m)));
}

TEST_CASE("segments that dwarf those before them, and are dwarfed")
{
    for (const int e : {-600, -40, 40, 400}) {
        CAPTURE(e);
        sample_set<double> set(9000, 3, 2, 5);
        for (std::size_t a = 4096; a < 8192; ++a) {
            for (std::size_t j = 0; j < 3; ++j) set.x[a * 3 + j] = std::ldexp(set.x[a * 3 + j], e);
            for (std::size_t j = 0; j < 2; ++j) set.y[a * 2 + j] = std::ldexp(set.y[a * 2 + j], e);
        }
        const reduction<double> found(set, true, 999);
        REQUIRE(found.outcome == status::ok);
        check_same_bits(merged_reduction<double>(set).data, found.data);
        // The large rows alone have these singular values; of the small ones nothing is left within rounding.
        if (e < 0)
            for (std::size_t a = 4096 * 3; a < 8192 * 3; ++a) set.x[a] = 0;
        else
            for (std::size_t a = 0; a < 9000; ++a)
                if (a < 4096 || a >= 8192)
                    for (std::size_t j = 0; j < 3; ++j) set.x[a * 3 + j] = 0;
        const reduction<double> large(set, true, 999);
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(std::fabs(found.data.singular_values[i] - large.data.singular_values[i]) <=
                  1e-12 * large.data.singular_values[0]);
        CHECK(found.data.exponent == large.data.exponent);
    }
    // Inputs of zero: their targets cannot be fitted, however large.
    sample_set<double> set(9000, 3, 1, 5);
    for (double& y : set.y) y *= 1e-120;
    double squares = 0;
    for (std::size_t a = 4096; a < 8192; ++a) {
        for (std::size_t j = 0; j < 3; ++j) set.x[a * 3 + j] = 0;
        set.y[a] *= 1e220;
        squares += set.y[a] * set.y[a];
    }
    const reduction<double> found(set, true, 999);
    REQUIRE(found.outcome == status::ok);
    CHECK(std::fabs(found.data.unreachable_loss / (squares / 18000) - 1) <= 1e-12);
    check_same_bits(merged_reduction<double>(set).data, found.data);
}

TEST_CASE("segments that do not fit are refused")
{
    const sample_set<double> set(9000, 3, 1, 5);
    const data_dims dims = {9000, 3, 1, false};
    std::size_t bytes = 7;
    using S = data_segment<double>;
    CHECK(S::bytes({0, 3, 1, false}, bytes) == status::invalid_argument);
    CHECK(S::bytes({4096, 3, 1, false}, bytes) == status::invalid_argument);
    CHECK(bytes == 7);
    REQUIRE(S::bytes(dims, bytes) == status::ok);
    aligned_memory whole(reduction<double>::bytes(dims)), memory(bytes);
    data_reduction<double> object;
    REQUIRE(data_reduction<double>::create(dims, whole.span(), object) == status::ok);
    S segment;
    CHECK(segment.add(set.inputs(0, 1), set.targets(0, 1)) == status::invalid_argument);
    CHECK(object.merge(segment) == status::invalid_argument);
    CHECK(S::create(dims, {memory.span().data(), bytes - 1}, segment) == status::workspace_too_small);
    REQUIRE(S::create(dims, memory.span(), segment) == status::ok);
    CHECK(object.merge(segment) == status::shape_mismatch);
    CHECK(segment.add(set.inputs(0, 4097), set.targets(0, 4097)) == status::shape_mismatch);
    REQUIRE(segment.add(set.inputs(0, 4095), set.targets(0, 4095)) == status::ok);
    CHECK(object.merge(segment) == status::shape_mismatch);
    CHECK(segment.add(set.inputs(4095, 2), set.targets(4095, 2)) == status::shape_mismatch);
    REQUIRE(segment.add(set.inputs(4095, 1), set.targets(4095, 1)) == status::ok);
    data_reduction<double> other;
    aligned_memory more(reduction<double>::bytes({9001, 3, 1, false}));
    REQUIRE(data_reduction<double>::create({9001, 3, 1, false}, more.span(), other) == status::ok);
    CHECK(other.merge(segment) == status::shape_mismatch);
    REQUIRE(object.merge(segment) == status::ok);
    CHECK(object.merge(segment) == status::shape_mismatch);  // it is empty now
    REQUIRE(object.add(set.inputs(4096, 4), set.targets(4096, 4)) == status::ok);
    REQUIRE(segment.add(set.inputs(4096, 4096), set.targets(4096, 4096)) == status::ok);
    CHECK(object.merge(segment) == status::shape_mismatch);  // within a segment
    REQUIRE(object.add(set.inputs(4100, 4900), set.targets(4100, 4900)) == status::ok);
    CHECK(object.merge(segment) == status::shape_mismatch);
    reduced_data<double> data;
    REQUIRE(object.finish(data) == status::ok);
    check_same_bits(data, [&] {
        static const reduction<double> expected(set, false, 9000);
        return expected.data;
    }());
}

TEST_CASE_TEMPLATE("the memory contract", T, float, double)
{
    using R = data_reduction<T>;
    std::size_t bytes = 7;
    CHECK(R::bytes({0, 1, 1, false}, bytes) == status::invalid_argument);
    CHECK(R::bytes({1, 0, 1, false}, bytes) == status::invalid_argument);
    CHECK(R::bytes({1, 1, 0, false}, bytes) == status::invalid_argument);
    constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
    CHECK(R::bytes({huge, huge, 1, false}, bytes) == status::size_overflow);
    CHECK(R::bytes({huge, 1, huge, false}, bytes) == status::size_overflow);
    CHECK(R::bytes({huge, huge / 64, 1, true}, bytes) == status::size_overflow);
    CHECK(R::bytes({huge / 64, huge / 8, 1, true}, bytes) == status::size_overflow);
    CHECK(bytes == 7);
    std::size_t few = 0, many = 0;
    REQUIRE(R::bytes({128, 20, 3, true}, few) == status::ok);
    REQUIRE(R::bytes({huge, 20, 3, true}, many) == status::ok);
    CHECK(few < many);  // two factors
    REQUIRE(R::bytes({4096, 20, 3, true}, many) == status::ok);
    CHECK(few == many);  // independent of m from a block on, if m ≥ d, but for the second factor
    REQUIRE(R::bytes({4097, 20, 3, true}, few) == status::ok);
    REQUIRE(R::bytes({huge, 20, 3, true}, many) == status::ok);
    CHECK(few == many);
    REQUIRE(R::bytes({100, 20, 3, true}, few) == status::ok);
    CHECK(few < many);

    aligned_memory memory(few + 64);
    R object;
    CHECK(R::create({100, 20, 3, true}, {memory.span().data(), few - 1}, object) == status::workspace_too_small);
    CHECK(R::create({100, 20, 3, true}, {memory.span().data() + 8, few}, object) == status::workspace_misaligned);
    CHECK(R::create({100, 20, 3, true}, {memory.span().data(), few}, object) == status::ok);
}
