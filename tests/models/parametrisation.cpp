#include "catapult/models/parametrisation.hpp"

#include <cmath>

#include "support/hurtful.hpp"
#include "support/reference.hpp"
#include "support/reference_functions.hpp"
#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

using numbers = std::vector<real128>;

constexpr std::size_t inputs = 3, outputs = 2, samples = 5;

/// Gradient descent with momentum and weight decay on F = scale X UᵀV with squared error, by definition.
struct network {
    std::size_t width;
    numbers x, y, u, v;
    real128 scale = 1, rate_u = 1, rate_v = 1;
    numbers velocity_u, velocity_v;

    explicit network(std::size_t n)
        : width(n), x(samples * inputs), y(samples * outputs), u(n * inputs), v(n * outputs), velocity_u(u.size()),
          velocity_v(v.size())
    {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = variate(i);
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = variate(100 + i);
        for (std::size_t i = 0; i < u.size(); ++i) u[i] = variate(200 + i);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = variate(9000 + i);
    }
    numbers output() const
    {
        numbers f(samples * outputs);
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t i = 0; i < width; ++i) {
                real128 hidden = 0;
                for (std::size_t a = 0; a < inputs; ++a) hidden += x[s * inputs + a] * u[i * inputs + a];
                for (std::size_t j = 0; j < outputs; ++j) f[s * outputs + j] += scale * hidden * v[i * outputs + j];
            }
        return f;
    }
    void step(real128 eta, real128 momentum, real128 decay)
    {
        numbers z(inputs * outputs);
        const numbers f = output();
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t a = 0; a < inputs; ++a)
                for (std::size_t j = 0; j < outputs; ++j)
                    z[a * outputs + j] += scale * x[s * inputs + a] * (f[s * outputs + j] - y[s * outputs + j]) / int{samples};
        for (real128& b : velocity_u) b *= momentum;
        for (real128& b : velocity_v) b *= momentum;
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t a = 0; a < inputs; ++a)
                for (std::size_t j = 0; j < outputs; ++j) {
                    velocity_u[i * inputs + a] += v[i * outputs + j] * z[a * outputs + j];
                    velocity_v[i * outputs + j] += u[i * inputs + a] * z[a * outputs + j];
                }
        for (std::size_t i = 0; i < u.size(); ++i) u[i] = (1 - eta * decay) * u[i] - eta * rate_u * velocity_u[i];
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = (1 - eta * decay) * v[i] - eta * rate_v * velocity_v[i];
    }
};

void multiply(numbers& x, real128 factor)
{
    for (real128& e : x) e *= factor;
}

/// As the parametrisation is written in its source: with the layers' own weights.
network as_defined(parametrisation kind, std::size_t n)
{
    network net(n);
    const real128 width = static_cast<double>(n), root = square_root(width);
    switch (kind) {
    case parametrisation::ntk: net.scale = 1 / root; break;
    case parametrisation::standard: multiply(net.v, 1 / root); break;
    case parametrisation::mup:
        multiply(net.v, 1 / width);
        net.rate_u = width;
        net.rate_v = 1 / width;
        break;
    case parametrisation::mean_field:
        net.scale = 1 / width;
        net.rate_u = net.rate_v = width;
        break;
    }
    return net;
}

/// In the library's form, with the factors that it gives.
network as_mapped(parametrisation kind, std::size_t n)
{
    network net(n);
    parametrisation_factors factors;
    REQUIRE(parametrise(kind, static_cast<double>(n), factors) == status::ok);
    multiply(net.x, factors.output_scale);
    multiply(net.u, factors.scale_first);
    multiply(net.v, factors.scale_second);
    net.scale = 1 / square_root(real128(static_cast<double>(n)));
    net.rate_u = factors.rate_first;
    net.rate_v = factors.rate_second;
    return net;
}

real128 distance(const numbers& a, const numbers& b)
{
    real128 sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return square_root(sum);
}

constexpr parametrisation all[] = {parametrisation::ntk, parametrisation::standard, parametrisation::mup,
                                   parametrisation::mean_field};

}  // namespace

TEST_CASE("training in the library's form gives the outputs of each parametrisation")
{
    for (const parametrisation kind : all)
        // Roots of widths are exact, so that both forms differ by the rounding of the reference alone.
        for (const std::size_t n : {1, 4, 16, 64})
            for (const double momentum : {0.0, 0.5}) {
                CAPTURE(static_cast<int>(kind));
                CAPTURE(n);
                const double decay = momentum / 4;
                network defined = as_defined(kind, n), mapped = as_mapped(kind, n);
                const double eta = kind == parametrisation::standard ? 0.1 / static_cast<double>(n) : 0.1;
                const numbers start = defined.output();
                CHECK(static_cast<double>(distance(start, mapped.output())) <= 1e3 * reference_epsilon);
                for (int step = 0; step < 15; ++step) {
                    defined.step(eta, momentum, decay);
                    mapped.step(eta, momentum, decay);
                }
                // Rates are below the border of divergence, so that errors do not grow.
                CHECK(static_cast<double>(distance(defined.output(), mapped.output())) <= 1e5 * reference_epsilon);
                CHECK(static_cast<double>(distance(defined.output(), start)) > 0.1);
                CHECK(static_cast<double>(distance(defined.output(), start)) < 100);
            }
}

TEST_CASE("the parameters of Yang and Hu have the outputs of mup, and so has mean field")
{
    constexpr std::size_t n = 16;
    // F = X (√n w¹)ᵀ (w²/√n) from entries of variance 1/n, all with rate η.
    network tensor_programs(n);
    multiply(tensor_programs.u, real128(1) / 4);
    multiply(tensor_programs.v, real128(1) / 4);
    network mup = as_mapped(parametrisation::mup, n), mean_field = as_mapped(parametrisation::mean_field, n);
    const numbers start = mup.output();
    for (int step = 0; step < 15; ++step) {
        for (network* net : {&tensor_programs, &mup, &mean_field}) net->step(0.1, 0, 0);
        CHECK(static_cast<double>(distance(tensor_programs.output(), mup.output())) <= 1e5 * reference_epsilon);
        CHECK(static_cast<double>(distance(mean_field.output(), mup.output())) <= 1e5 * reference_epsilon);
    }
    CHECK(static_cast<double>(distance(mup.output(), start)) > 0.1);
}

TEST_CASE("widths that a parametrisation does not have")
{
    parametrisation_factors factors;
    factors.scale_first = 77;
    for (const parametrisation kind : all) {
        const auto refused = [&](status expected, double width) {
            refuses(
                expected, [&] { return parametrise(kind, width, factors); }, factors);
        };
        refused(status::invalid_argument, 0);
        refused(status::invalid_argument, 0.5);
        refused(status::invalid_argument, -3);
        refused(status::not_finite, not_a_number<double>);
        refused(status::not_finite, -infinite<double>);
        if (kind != parametrisation::ntk) refused(status::invalid_argument, infinite<double>);
    }
    refuses(
        status::invalid_argument, [&] { return parametrise(static_cast<parametrisation>(4), 10, factors); }, factors);
    CHECK(parametrise(parametrisation::ntk, infinite<double>, factors) == status::ok);
    for (const double factor :
         {factors.scale_first, factors.scale_second, factors.output_scale, factors.rate_first, factors.rate_second})
        CHECK(factor == 1);
}
