// The plain engine of training rules, which the Gram engine is compared with, against definitions and known answers.
#include "engines/parameter_training.hpp"

#include <algorithm>

#include "support/effort.hpp"
#include "support/rule_problem.hpp"

using namespace catapult;
using namespace catapult::test;
using tools::plain_layers;

namespace {

constexpr plain_loss losses[] = {plain_loss::squared, plain_loss::mean_squared, plain_loss::softmax, plain_loss::logistic};
constexpr rule_shape small = {6, 5, 4, 3};

template <class R>
double largest_difference(const plain_matrix<R>& a, const plain_matrix<R>& b)
{
    double largest = 0;
    for (std::size_t i = 0; i < a.elements.size(); ++i)
        largest = std::max(largest, std::fabs(static_cast<double>(a.elements[i] - b.elements[i])));
    return largest;
}

template <class R>
double largest_difference(const plain_layers<R>& a, const plain_layers<R>& b)
{
    return std::max(largest_difference(a.first, b.first), largest_difference(a.second, b.second));
}

template <class R>
plain_layers<R> weights_of(const parameter_training<R>& network)
{
    return {network.first_layer(), network.second_layer()};
}

/// `a` + factor `b`.
template <class R>
plain_layers<R> sum(plain_layers<R> a, R factor, const plain_layers<R>& b)
{
    a.add_multiple(factor, b);
    return a;
}

/// The problem with other weights, and with the samples of a batch in place of all.
parameter_training<real128> network_at(const rule_problem& p, const plain_layers<real128>& weights,
                                       const std::vector<std::size_t>& batch, const training_rule& rule)
{
    plain_matrix<real128> x(batch.size(), p.shape.inputs), y(batch.size(), p.shape.outputs);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        std::copy_n(p.x.data() + batch[i] * x.columns, x.columns, x.row(i));
        std::copy_n(p.y.data() + batch[i] * y.columns, y.columns, y.row(i));
    }
    return {weights.first, weights.second, std::move(x), std::move(y), p.loss, rule};
}

const std::vector<std::size_t> all_samples = {0, 1, 2, 3, 4};

plain_layers<real128> layers_of(const rule_problem& p)
{
    return {plain_matrix<real128>(p.shape.width, p.shape.inputs, p.u.data()),
            plain_matrix<real128>(p.shape.width, p.shape.outputs, p.v.data())};
}

/// What one step adds to the weights.
plain_layers<real128> change(parameter_training<real128> network, real128 eta, const std::vector<std::size_t>& batch = {})
{
    const plain_layers<real128> before = weights_of(network);
    REQUIRE(network.step(eta, batch) == status::ok);
    return sum(weights_of(network), real128(-1), before);
}

// Everything below is of order one, and a few thousand roundings of 128 bits are less than this.
constexpr double exactly = 1e4 * reference_epsilon;

}  // namespace

TEST_CASE("gradients are the derivatives of the loss, also over batches")
{
    // A central difference errs by h²/6 times a third derivative, and by roundings over h.
    const real128 h = 0x1p-30;
    for (const plain_loss loss : losses) {
        CAPTURE(name_of(loss));
        const rule_problem p(small, loss);
        const plain_layers<real128> at = layers_of(p);
        const parameter_training<real128> network = p.parameters<real128>({});
        for (const std::vector<std::size_t>& samples : {all_samples, std::vector<std::size_t>{4, 1, 1}}) {
            const plain_layers<real128> g = network.gradient(samples);
            double worst = 0;
            for (const bool of_first : {false, true})
                for (std::size_t e = 0; e < (of_first ? g.first : g.second).elements.size(); ++e) {
                    real128 slope = 0;
                    for (const real128 side : {h, -h}) {
                        plain_layers<real128> moved = at;
                        (of_first ? moved.first : moved.second).elements[e] += side;
                        slope += network_at(p, moved, samples, {}).loss() / (2 * side);
                    }
                    const real128 found = (of_first ? g.first : g.second).elements[e];
                    worst = std::max(worst, std::fabs(static_cast<double>(found - slope)));
                }
            CHECK(worst < 1e-16 + exactly / 0x1p-30);
        }
        CHECK(largest_difference(network.gradient(), network.gradient(all_samples)) == 0);
    }
}

TEST_CASE("gradients of the linearised network are the derivatives of its loss")
{
    // Steps of one layer by one sample's gradient b move the weights by −ηb, and so the loss by −η⟨g, b⟩ to first order.
    for (const plain_loss loss : losses)
        for (const bool first : {false, true}) {
            CAPTURE(name_of(loss));
            training_rule rule;
            (first ? rule.rate_second : rule.rate_first) = 0;
            const rule_problem p(small, loss);
            parameter_training<real128> network = p.parameters<real128>(rule);
            network.linearise();
            REQUIRE(network.step(real128(0.5)) == status::ok);
            const plain_layers<real128> g = network.gradient();
            for (const std::size_t sample : all_samples) {
                const std::vector<std::size_t> batch = {sample};
                const plain_layers<real128> b = network.gradient(batch);
                real128 product = 0, slope = 0;
                const plain_matrix<real128>&left = first ? g.first : g.second, &right = first ? b.first : b.second;
                for (std::size_t e = 0; e < left.elements.size(); ++e) product += left.elements[e] * right.elements[e];
                // A parabola through three points.
                const real128 h = 0x1p-30;
                for (const int steps : {0, 1, 2}) {
                    parameter_training<real128> moved = network;
                    REQUIRE(moved.step(h * steps, batch) == status::ok);
                    slope += moved.loss() * (steps == 0 ? -3 : steps == 1 ? 4 : -1) / (2 * h);
                }
                CHECK(std::fabs(static_cast<double>(slope + product)) < 1e-14 + exactly / 0x1p-30);
            }
        }
}

TEST_CASE("losses have their known values, at any outputs")
{
    for (const plain_loss loss : losses) {
        const double f[] = {0, 0, 0}, y[] = {-1, 1, 1};
        const double one_hot[] = {0, 1, 0};
        double g[3];
        const double value = loss_of_sample(loss, 3, f, loss == plain_loss::softmax ? one_hot : y, g);
        const double expected[] = {1.5, 0.5, std::log(3), 3 * std::log(2)};
        CHECK(value == doctest::Approx(expected[static_cast<int>(loss)]).epsilon(1e-15));
    }
    const double far[] = {1e200, -1e200, 0}, one_hot[] = {0, 1, 0}, signs[] = {-1, -1, 1};
    double g[3];
    CHECK(loss_of_sample(plain_loss::softmax, 3, far, one_hot, g) == 2e200);
    CHECK((g[0] == 1 && g[1] == -1 && g[2] == 0));
    CHECK(loss_of_sample(plain_loss::logistic, 3, far, signs, g) == 1e200);
    CHECK((g[0] == 1 && g[1] == 0 && g[2] == -0.5));
}

TEST_CASE("plain steps are those of the reference")
{
    for (const rule_shape& shape : {rule_shape{9, 7, 4, 3}, rule_shape{9, 4, 7, 1}}) {
        const rule_problem p(shape, plain_loss::squared);
        reference_network<real128> reference(shape.width, shape.inputs, shape.outputs, shape.samples);
        reference.set(reference.u, p.u.data());
        reference.set(reference.v, p.v.data());
        reference.set(reference.x, p.x.data());
        reference.set(reference.y, p.y.data());
        parameter_training<real128> network = p.parameters<real128>({});
        const real128 eta = 1 / p.lambda0;
        for (int t = 0; t < 20; ++t) {
            CHECK(std::fabs(static_cast<double>(network.loss() - reference.loss())) < exactly);
            REQUIRE(network.step(eta) == status::ok);
            reference.step(eta);
        }
        const plain_layers<real128> expected = {{shape.width, shape.inputs, reference.u.data()},
                                                {shape.width, shape.outputs, reference.v.data()}};
        CHECK(largest_difference(weights_of(network), expected) < exactly);
    }
}

TEST_CASE("each part of a rule does to a step what it is defined to do")
{
    for (const plain_loss loss : losses) {
        CAPTURE(name_of(loss));
        const rule_problem p(small, loss);
        const real128 eta = 0.125;
        const std::vector<std::size_t> batch = {3, 0, 3};
        for (const std::vector<std::size_t>& samples : {std::vector<std::size_t>(), batch}) {
            const auto step_of = [&](const training_rule& rule) { return change(p.parameters<real128>(rule), eta, samples); };
            const plain_layers<real128> start = layers_of(p), g = p.parameters<real128>({}).gradient(samples);
            const real128 length = square_root(g.square());
            const auto is = [&](const plain_layers<real128>& found, const plain_layers<real128>& expected) {
                return largest_difference(found, expected) < exactly;
            };
            const auto times = [](real128 factor, plain_layers<real128> a) {
                a.multiply(factor);
                return a;
            };
            CHECK(is(step_of({}), times(-eta, g)));

            training_rule rule;
            rule.weight_decay = 0.25;
            CHECK(is(step_of(rule), sum(times(-eta / 4, start), -eta, g)));
            rule = {};
            rule.rate_first = 0;
            rule.rate_second = 2;
            CHECK(is(step_of(rule), {plain_matrix<real128>(small.width, small.inputs), times(-2 * eta, g).second}));
            rule = {};
            rule.clip = static_cast<double>(length) / 3;
            CHECK(is(step_of(rule), times(-eta * real128(rule.clip) / length, g)));
            rule.clip = static_cast<double>(length) * 3;
            CHECK(is(step_of(rule), times(-eta, g)));
            rule = {};
            rule.scaling = gradient_scaling::normalized;
            CHECK(is(step_of(rule), times(-eta / length, g)));
            rule.scaling = gradient_scaling::rmsprop;
            rule.averaging = 0.75;
            CHECK(is(step_of(rule), times(-2 * eta / length, g)));
            rule.clip = static_cast<double>(length) / 3;  // before the average is taken
            CHECK(is(step_of(rule), times(-2 * eta / length, g)));

            rule = {};
            rule.sam_radius = 0.5;
            const plain_layers<real128> ascended = network_at(p, sum(start, real128(0.5) / length, g), all_samples, {})
                                                       .gradient(samples);
            CHECK(is(step_of(rule), times(-eta, ascended)));
            CHECK_FALSE(is(step_of(rule), times(-eta, g)));
            rule.scaling = gradient_scaling::normalized;
            CHECK(is(step_of(rule), times(-eta / square_root(ascended.square()), ascended)));
            rule = {};
            rule.scaling = gradient_scaling::polar;
            CHECK(is(step_of(rule), times(-eta, {tools::polar_factor(g.first), tools::polar_factor(g.second)})));
        }
    }
}

TEST_CASE("momentum and averages are recurrences of the gradients that were seen")
{
    for (const plain_loss loss : losses)
        for (const bool nesterov : {false, true}) {
            CAPTURE(name_of(loss));
            CAPTURE(nesterov);
            const rule_problem p(small, loss);
            training_rule rule;
            rule.momentum = 0.75;
            rule.nesterov = nesterov;
            rule.scaling = gradient_scaling::rmsprop;
            rule.averaging = 0.5;
            parameter_training<real128> network = p.parameters<real128>(rule);
            plain_layers<real128> velocity = layers_of(p);
            velocity.multiply(0);
            real128 average = 0;
            const real128 eta = 0.0625;
            for (int t = 0; t < 5; ++t) {
                const plain_layers<real128> before = weights_of(network);
                plain_layers<real128> g = network.gradient();
                average = average / 2 + g.square() / 2;
                const real128 length = square_root(g.square());
                g.multiply(1 / square_root(average));
                velocity.multiply(0.75);
                velocity.add_multiple(1, g);
                REQUIRE(network.step(eta) == status::ok);
                CHECK(std::fabs(static_cast<double>(network.gradient_norm() - length)) < exactly);
                const plain_layers<real128> used = nesterov ? sum(g, real128(0.75), velocity) : velocity;
                CHECK(largest_difference(weights_of(network), sum(before, -eta, used)) < exactly);
            }
        }
}

TEST_CASE("the linear model follows residuals by the kernel of the start, and momentum's borders are its own")
{
    // R' = R − ηΘR for squared error. The residual along the top direction dies out below the border and grows above it:
    // 2/λ₀ plain, 2(1 + μ)/λ₀ with momentum, 2(1 + μ)/(1 + 2μ)λ₀ in Nesterov's form.
    const rule_problem p({9, 4, 6, 2}, plain_loss::squared);
    const plain_matrix<double> x(p.shape.samples, p.shape.inputs, p.x.data());
    for (const double mu : {0.0, 0.5, 0.9})
        for (const bool nesterov : {false, true}) {
            if (nesterov && mu == 0) continue;
            CAPTURE(mu);
            CAPTURE(nesterov);
            training_rule rule;
            rule.momentum = mu;
            rule.nesterov = nesterov;
            const double border = 2 * (1 + mu) / (nesterov ? 1 + 2 * mu : 1) / p.lambda0;
            for (const double side : {0.97, 1.03}) {
                parameter_training<double> network = p.parameters<double>(rule);
                network.linearise();
                const double start = network.loss();
                for (int t = 0; t < 200; ++t) REQUIRE(network.step(side * border) == status::ok);
                CAPTURE(side);
                if (side < 1)
                    CHECK(network.loss() < 0.1 * start);
                else
                    CHECK(network.loss() > 10 * start);
            }
        }

    reference_network<double> reference(p.shape.width, p.shape.inputs, p.shape.outputs, p.shape.samples);
    reference.u = p.u;
    reference.v = p.v;
    reference.x = p.x;
    reference.y = p.y;
    const std::vector<double> kernel = reference.kernel();
    std::vector<double> residual = reference.residual();
    parameter_training<double> network = p.parameters<double>({});
    network.linearise();
    const double eta = 1 / p.lambda0;
    for (int t = 0; t < 30; ++t) {
        std::vector<double> next = residual;
        for (std::size_t i = 0; i < next.size(); ++i)
            for (std::size_t j = 0; j < next.size(); ++j) next[i] -= eta * kernel[i * next.size() + j] * residual[j];
        residual = next;
        REQUIRE(network.step(eta) == status::ok);
        const plain_matrix<double> f = network.outputs(x);
        for (std::size_t i = 0; i < next.size(); ++i) CHECK(std::fabs(f.elements[i] - p.y[i] - residual[i]) < 1e-13);
    }
}

namespace {

/// A matrix of some rank, whose singular values fall by `ratio`.
template <class R>
plain_matrix<R> graded(std::size_t rows, std::size_t columns, std::size_t rank, double ratio)
{
    std::vector<double> left(rows * rank), right(columns * rank);
    fill_normals<double>({5, 1}, 0, left);
    fill_normals<double>({5, 2}, 0, right);
    plain_matrix<R> a(rows, rank, left.data());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < rank; ++j) a(i, j) *= R(std::pow(ratio, static_cast<double>(j)));
    return product_transposed(a, plain_matrix<R>(columns, rank, right.data()));
}

struct matrix_shape {
    std::size_t rows, columns, rank;
};
constexpr matrix_shape matrix_shapes[] = {{1, 1, 1}, {8, 3, 3}, {3, 8, 3}, {9, 7, 2}, {6, 6, 5}, {20, 12, 1}, {5, 2, 2}};

}  // namespace

TEST_CASE("the polar factor is a partial isometry, and the rest is symmetric and positive")
{
    for (const matrix_shape& s : matrix_shapes)
        for (const double ratio : {1.0, 1e-3}) {
            CAPTURE(s.rows);
            CAPTURE(s.columns);
            CAPTURE(s.rank);
            const plain_matrix<real128> a = graded<real128>(s.rows, s.columns, s.rank, ratio);
            // An error of A is divided by its least singular value.
            const double least = std::pow(ratio, static_cast<double>(s.rank - 1)), precise = exactly / least;
            const plain_matrix<real128> factor = tools::polar_factor(a);
            // A = P H with H = PᵀA. PᵀP is the projection onto the support, whose trace is the rank.
            const plain_matrix<real128> rest = transposed_product(factor, a), support = transposed_product(factor, factor);
            real128 trace = 0;
            for (std::size_t j = 0; j < s.columns; ++j) trace += support(j, j);
            CHECK(std::fabs(static_cast<double>(trace) - static_cast<double>(s.rank)) < precise);
            CHECK(largest_difference(product(support, support), support) < precise);
            CHECK(largest_difference(product(factor, rest), a) < exactly);
            for (std::size_t i = 0; i < s.columns; ++i) {
                CHECK(static_cast<double>(rest(i, i)) > -exactly);
                for (std::size_t j = 0; j < i; ++j) {
                    CHECK(std::fabs(static_cast<double>(rest(i, j) - rest(j, i))) < exactly);
                    CHECK(static_cast<double>(rest(i, j) * rest(i, j)) <= static_cast<double>(rest(i, i) * rest(j, j)) + exactly);
                }
            }
            // Sizes do not matter, nor does the transpose.
            plain_matrix<real128> large = a;
            multiply(large, real128(0x1p+900));
            CHECK(largest_difference(tools::polar_factor(large), factor) < precise);
            plain_matrix<real128> turned(s.columns, s.rows);
            for (std::size_t i = 0; i < s.rows; ++i)
                for (std::size_t j = 0; j < s.columns; ++j) turned(j, i) = a(i, j);
            turned = tools::polar_factor(turned);
            for (std::size_t i = 0; i < s.rows; ++i)
                for (std::size_t j = 0; j < s.columns; ++j)
                    CHECK(std::fabs(static_cast<double>(turned(j, i) - factor(i, j))) < precise);
            const plain_matrix<double> rounded = tools::polar_factor(graded<double>(s.rows, s.columns, s.rank, ratio));
            for (std::size_t e = 0; e < rounded.elements.size(); ++e)
                CHECK(std::fabs(static_cast<double>(real128(rounded.elements[e]) - factor.elements[e])) < 1e-13 / least);
        }
    CHECK(tools::sum_of_squares(tools::polar_factor(plain_matrix<double>(4, 3))) == 0);
    // 64 equal columns have the singular value 8. What one of them has besides is off the support up to 8 · 4 · 64 ε.
    for (const double besides : {6.0, 12.0}) {
        plain_matrix<double> equal(4, 64);
        for (std::size_t j = 0; j < 64; ++j) equal(0, j) = 1;
        equal(1, 63) = besides * 256 * std::numeric_limits<double>::epsilon();
        CHECK(tools::sum_of_squares(tools::polar_factor(equal)) == doctest::Approx(besides < 8 ? 1 : 2).epsilon(1e-12));
    }
}

TEST_CASE("a gradient of zero moves nothing")
{
    rule_problem p(small, plain_loss::squared);
    p.y.assign(p.y.size(), 0);
    p.u.assign(p.u.size(), 0);
    p.v.assign(p.v.size(), 0);
    for (const gradient_scaling scaling :
         {gradient_scaling::none, gradient_scaling::normalized, gradient_scaling::rmsprop, gradient_scaling::polar}) {
        training_rule rule;
        rule.scaling = scaling;
        rule.sam_radius = 1;
        parameter_training<double> network = p.parameters<double>(rule);
        REQUIRE(network.step(1) == status::ok);
        CHECK(weights_of(network).square() == 0);
        CHECK(network.gradient_norm() == 0);
    }
}

TEST_CASE("what is wrong or diverges is refused, and the state stays")
{
    const rule_problem p(small, plain_loss::squared);
    training_rule rule;
    rule.momentum = 0.5;
    parameter_training<double> network = p.parameters<double>(rule);
    const std::vector<std::size_t> outside = {0, 5};
    CHECK(network.step(-1) == status::invalid_argument);
    CHECK(network.step(std::nan("")) == status::invalid_argument);
    CHECK(network.step(1, outside) == status::invalid_argument);
    CHECK(network.step(1e160) == status::diverged);  // weights are finite, but not the loss
    CHECK(largest_difference(weights_of(network), weights_of(p.parameters<double>(rule))) == 0);
    int steps = 0;
    plain_layers<double> before;
    for (;; ++steps) {
        before = weights_of(network);
        if (network.step(100) != status::ok) break;
        REQUIRE(std::isfinite(network.loss()));
        REQUIRE(steps < 1000);
    }
    CHECK(steps > 2);
    CHECK(network.step(100) == status::diverged);
    CHECK(largest_difference(weights_of(network), before) == 0);
}
