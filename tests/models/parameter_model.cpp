#include <doctest/doctest.h>

#include <cstdint>

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

#include "catapult/kernels/isa.hpp"
#include "catapult/models/parameter_model.hpp"
#include "support/aligned.hpp"
#include "support/reference.hpp"
#include "support/scattered.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

struct shape {
    std::size_t n, d, k, m;
};

/// A network with data and memory. Its weights are reproducible and of unit variance. They are not normal, because only
/// their size matters here.
template <class T>
struct network {
    shape s;
    std::vector<T> u, v, x, y;
    std::optional<aligned_memory> memory;
    parameter_model<T> model;

    explicit network(shape sh) : s(sh), u(sh.n * sh.d), v(sh.n * sh.k), x(sh.m * sh.d), y(sh.m * sh.k)
    {
        fill(u, 1, 3.46), fill(v, 2, 3.46), fill(x, 3, 1.5), fill(y, 4, 2);
        std::size_t bytes = 0;
        REQUIRE(parameter_model<T>::bytes({s.n, s.d, s.k, s.m}, bytes) == status::ok);
        memory.emplace(bytes);
    }
    static void fill(std::vector<T>& a, std::uint64_t seed, double spread)
    {
        std::uint64_t state = seed * 0x9e3779b97f4a7c15u;
        for (T& e : a) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            e = static_cast<T>((static_cast<double>(state >> 40) * 0x1p-24 - 0.5) * spread);
        }
    }
    workspace space() { return memory->span(); }
    training_set<T> data() const { return {{x.data(), s.m, s.d}, {y.data(), s.m, s.k}, 0, 0}; }
    status create() { return parameter_model<T>::create({u.data(), s.n, s.d}, {v.data(), s.n, s.k}, data(), space(), model); }
    template <class R = real128>
    reference_network<R> reference() const
    {
        reference_network<R> r(s.n, s.d, s.k, s.m);
        r.set(r.u, u.data()), r.set(r.v, v.data()), r.set(r.x, x.data()), r.set(r.y, y.data());
        return r;
    }
};

template <class T>
double norm(const std::vector<T>& a)
{
    double sum = 0;
    for (const T& e : a) sum += static_cast<double>(e) * static_cast<double>(e);
    return std::sqrt(sum);
}

template <class T>
double distance(const std::vector<T>& a, const std::vector<real128>& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = static_cast<double>(real128(a[i]) - b[i]);
        sum += difference * difference;
    }
    return std::sqrt(sum) / norm(b);
}

}  // namespace

TEST_CASE_TEMPLATE("the weights follow gradient descent in 128 bits, lazily and through the catapult", T, float, double)
{
    // Each step makes rounding errors of a few ε in the weights. In the lazy phase they do not grow. The catapult
    // amplifies them by the growth of the outputs at most.
    const double epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());
    for (shape s : {shape{300, 5, 1, 9}, shape{300, 9, 1, 5}, shape{400, 7, 10, 12}, shape{400, 24, 10, 6}})
        for (double eta_lambda : {1.0, 3.0}) {
            CAPTURE(s.d);
            CAPTURE(s.k);
            CAPTURE(eta_lambda);
            network<T> net(s);
            REQUIRE(net.create() == status::ok);
            auto reference = net.reference();
            const double lambda = top_eigenvalue(net.template reference<double>().kernel(), s.m * s.k);
            const T eta = static_cast<T>(eta_lambda / lambda);
            const double loss_initial = static_cast<double>(reference.loss());
            double growth = 1;
            for (int t = 0; t < 40; ++t) {
                reference.step(real128(eta));
                REQUIRE(net.model.step(eta) == status::ok);
                growth = std::fmax(growth, std::sqrt(static_cast<double>(reference.loss()) / loss_initial));
                const double allowed = 20 * epsilon * (t + 1) * growth;
                REQUIRE(distance(net.u, reference.u) < allowed);
                REQUIRE(distance(net.v, reference.v) < allowed);
                const double loss = static_cast<double>(reference.loss());
                REQUIRE(std::fabs(static_cast<double>(net.model.loss()) - loss) < 50 * allowed * (loss + loss_initial));
            }
            CHECK(net.model.steps() == 40);
            if (eta_lambda > 2) CHECK(growth > 1.2);
        }
}

TEST_CASE_TEMPLATE("gradient, products and outputs are what their names say", T, float, double)
{
    network<T> net({77, 6, 3, 5});
    REQUIRE(net.create() == status::ok);
    REQUIRE(net.model.step(T(0.01)) == status::ok);
    const auto reference = net.reference();  // of the weights after the step
    const double tolerance = 200 * static_cast<double>(std::numeric_limits<T>::epsilon());
    std::vector<T> gradient, outputs(5 * 3);
    for (std::size_t c = 0; c < 6; ++c)
        for (std::size_t j = 0; j < 3; ++j) gradient.push_back(net.model.gradient()(j, c));
    CHECK(distance(gradient, reference.gradient()) < tolerance);
    REQUIRE(net.model.outputs({net.x.data(), 5, 6}, {outputs.data(), 5, 3}) == status::ok);
    CHECK(distance(outputs, reference.output()) < tolerance);
    CHECK(net.model.outputs({net.x.data(), 5, 5}, {outputs.data(), 5, 3}) == status::shape_mismatch);
    double gram = 0;
    for (std::size_t i = 0; i < 77; ++i) gram += static_cast<double>(net.v[i * 3]) * static_cast<double>(net.v[i * 3 + 2]);
    CHECK(std::fabs(static_cast<double>(net.model.second_gram()(0, 2)) - gram) < tolerance * 77);
    CHECK(net.model.second_gram()(0, 2) == net.model.second_gram()(2, 0));
}

TEST_CASE_TEMPLATE("the kernel operator is Θ", T, float, double)
{
    for (std::size_t k : {1, 3}) {
        network<T> net({130, 6, k, 7});
        REQUIRE(net.create() == status::ok);
        const std::vector<real128> theta = net.reference().kernel();
        parameter_tangent_kernel<T> op{net.model};
        REQUIRE(op.rows() == 7 * k);
        std::vector<T> x(7 * k), y(7 * k);
        network<T>::fill(x, 9, 2);
        op.apply(x.data(), y.data());
        std::vector<real128> expected(7 * k);
        for (std::size_t i = 0; i < 7 * k; ++i)
            for (std::size_t j = 0; j < 7 * k; ++j) expected[i] += theta[i * 7 * k + j] * real128(x[j]);
        CHECK(distance(y, expected) < 200 * static_cast<double>(std::numeric_limits<T>::epsilon()));
        // The product must not change the trajectory.
        const T loss = net.model.loss();
        REQUIRE(net.model.step(T(0)) == status::ok);
        CHECK(net.model.loss() == loss);
    }
}

TEST_CASE_TEMPLATE("steps and kernels have the same bits however their chunks are spread", T, float, double)
{
    for (std::size_t k : {1, 2}) {
        const shape s{5003, 10, k, 700};
        network<T> whole(s), split(s);
        REQUIRE(whole.create() == status::ok);
        REQUIRE(split.create() == status::ok);
        scattered spread;
        for (int t = 0; t < 3; ++t) {
            REQUIRE(whole.model.step(T(0.1)) == status::ok);
            REQUIRE(split.model.step(T(0.1), spread.executor()) == status::ok);
        }
        std::vector<T> x(s.m * k), y(s.m * k), z(s.m * k);
        network<T>::fill(x, 9, 2);
        whole.model.apply_kernel(x.data(), y.data());
        split.model.apply_kernel(x.data(), z.data(), spread.executor());
        CHECK(y == z);
        CHECK(std::memcmp(whole.u.data(), split.u.data(), whole.u.size() * sizeof(T)) == 0);
        CHECK(std::memcmp(whole.v.data(), split.v.data(), whole.v.size() * sizeof(T)) == 0);
        CHECK(whole.model.loss() == split.model.loss());
        // A step has passes over rows and over samples, the kernel over rows. Each pass has more than one chunk.
        REQUIRE(spread.passes.size() == 7);
        for (std::size_t i = 0; i < 7; ++i) CHECK(spread.passes[i] > (i % 2 == 0 ? 7 : 2));
    }
}

TEST_CASE_TEMPLATE("every instruction set gives the same trajectory", T, float, double)
{
    if (!isa_compiled(isa::scalar)) {
        MESSAGE("this build has one set, and nothing to compare it with");
        return;
    }
    for (std::size_t k : {1, 3}) {
        const shape s{700, 13, k, 20};
        REQUIRE(limit_isa(isa::scalar) == status::ok);
        network<T> scalar(s);
        REQUIRE(scalar.create() == status::ok);
        for (int t = 0; t < 5; ++t) REQUIRE(scalar.model.step(T(0.1)) == status::ok);
        for (int i = 1; i < isa_count; ++i) {
            if (!isa_available(static_cast<isa>(i))) continue;
            CAPTURE(isa_name(static_cast<isa>(i)));
            REQUIRE(limit_isa(static_cast<isa>(i)) == status::ok);
            network<T> other(s);
            REQUIRE(other.create() == status::ok);
            for (int t = 0; t < 5; ++t) REQUIRE(other.model.step(T(0.1)) == status::ok);
            CHECK(scalar.u == other.u);
            CHECK(scalar.v == other.v);
            CHECK(scalar.model.loss() == other.model.loss());
        }
    }
}

TEST_CASE_TEMPLATE("divergence is reported before anything overflows", T, float, double)
{
    network<T> net({100, 4, 2, 6});
    REQUIRE(net.create() == status::ok);
    const double lambda = top_eigenvalue(net.template reference<double>().kernel(), 12);
    const T eta = static_cast<T>(6 / lambda);
    std::vector<T> u, v;
    status s = status::ok;
    int steps = 0;
    for (; steps < 100 && s == status::ok; ++steps) {
        u = net.u, v = net.v;
        s = net.model.step(eta);
        REQUIRE(std::isfinite(net.model.loss()));
        REQUIRE(std::isfinite(net.model.relative_step(T(1))));
    }
    CHECK(s == status::diverged);
    CHECK(net.u == u);
    CHECK(net.v == v);
    for (T e : net.u) REQUIRE(std::isfinite(e));
    CHECK(static_cast<double>(norm(net.u)) > 1e4);  // divergence is not reported too early
    CHECK(net.model.step(std::numeric_limits<T>::max()) == status::diverged);
    CHECK(net.model.step(std::numeric_limits<T>::infinity()) == status::not_finite);
    CHECK(net.model.step(std::numeric_limits<T>::quiet_NaN()) == status::not_finite);
    CHECK(net.model.step(T(-1)) == status::invalid_argument);
}

TEST_CASE_TEMPLATE("reduced rows with the number of samples as divisor train the same weights", T, float, double)
{
    // Two copies of a sample equal one row scaled by √2. This is X = QΣPᵀ without the rotation.
    const std::size_t n = 60, d = 4, m = 3;
    network<T> twice({n, d, 1, 2 * m}), reduced({n, d, 1, m});
    const T root = std::sqrt(T(2));
    for (std::size_t i = 0; i < m * d; ++i) twice.x[m * d + i] = twice.x[i], reduced.x[i] = root * twice.x[i];
    for (std::size_t i = 0; i < m; ++i) {
        const T middle = twice.y[i];
        twice.y[i] = middle + 1, twice.y[m + i] = middle - 1;
        reduced.y[i] = root * middle;
    }
    REQUIRE(twice.create() == status::ok);
    training_set<T> data = reduced.data();
    data.divisor = T(2 * m);
    data.unreachable_loss = T(0.5);  // (1² + 1²) m / 2·2m
    REQUIRE(parameter_model<T>::create({reduced.u.data(), n, d}, {reduced.v.data(), n, 1}, data, reduced.space(),
                                       reduced.model) == status::ok);
    for (int t = 0; t < 20; ++t) {
        REQUIRE(twice.model.step(T(0.2)) == status::ok);
        REQUIRE(reduced.model.step(T(0.2)) == status::ok);
    }
    const double tolerance = 20 * 20 * static_cast<double>(std::numeric_limits<T>::epsilon());
    for (std::size_t i = 0; i < n * d; ++i) REQUIRE(std::fabs(static_cast<double>(twice.u[i] - reduced.u[i])) < tolerance * 4);
    CHECK(std::fabs(static_cast<double>(twice.model.loss() - reduced.model.loss())) < tolerance);
    CHECK(static_cast<double>(twice.model.loss()) >= 0.5);
    CHECK(reduced.model.excess_loss() < reduced.model.loss());
}

TEST_CASE_TEMPLATE("invalid weights and data are refused", T, float, double)
{
    const T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
    for (T bad : {nan, infinity, -infinity})
        for (int where = 0; where < 4; ++where) {
            network<T> net({20, 3, 2, 4});
            std::vector<T>& array = where == 0 ? net.u : where == 1 ? net.v : where == 2 ? net.x : net.y;
            array.back() = bad;
            CHECK(net.create() == status::not_finite);
        }
    network<T> net({20, 3, 2, 4});
    parameter_model<T> model;
    const auto make = [&](matrix_view<T> u, matrix_view<T> v, training_set<T> data, workspace memory) {
        return parameter_model<T>::create(u, v, data, memory, model);
    };
    T *u = net.u.data(), *v = net.v.data();
    CHECK(make({u, 20, 3}, {v, 19, 2}, net.data(), net.space()) == status::shape_mismatch);
    CHECK(make({u, 10, 3, 6}, {v, 10, 2}, net.data(), net.space()) == status::shape_mismatch);
    CHECK(make({u, 30, 2}, {v, 30, 1}, net.data(), net.space()) == status::shape_mismatch);
    CHECK(make({u, 20, 0}, {v, 20, 2}, net.data(), net.space()) == status::invalid_argument);
    CHECK(make({u, 20, 3}, {v, 20, 2}, net.data(), workspace(net.space().data(), 64)) == status::workspace_too_small);
    aligned_memory larger(net.space().size() + 8);
    CHECK(make({u, 20, 3}, {v, 20, 2}, net.data(), larger.span().subspan(8, net.space().size())) == status::workspace_misaligned);
    std::size_t bytes = 5;
    CHECK(parameter_model<T>::bytes({0, 1, 1, 1}, bytes) == status::invalid_argument);
    CHECK(parameter_model<T>::bytes({1, SIZE_MAX / 2, SIZE_MAX / 2, 1}, bytes) == status::size_overflow);
    CHECK(parameter_model<T>::bytes({1, SIZE_MAX / 128, 64, 1}, bytes) == status::size_overflow);
    CHECK(bytes == 5);
}

TEST_CASE("the workspace is small beside the weights")
{
    // Width 10⁶ with 64 inputs has 520 MB of weights. The workspace is far less than a thousandth of that.
    std::size_t bytes = 0;
    REQUIRE(parameter_model<double>::bytes({1000000, 64, 1, 64}, bytes) == status::ok);
    CHECK(bytes < 100000);
    REQUIRE(parameter_model<double>::bytes({1000000, 784, 10, 60000}, bytes) == status::ok);
    CHECK(bytes < 6000000);
}
