// Weights back under every training rule, against the same steps on the weights themselves, in 128 bits.
#include <algorithm>

#include "catapult/models/weights.hpp"
#include "support/aligned.hpp"
#include "support/rule_problem.hpp"
#include "support/statuses.hpp"
#include "support/training_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double scale_first = 1.25, scale_second = 0.75;

weights_dims dims_of(const rule_problem& p, const reduced_data<double>& data)
{
    return {p.shape.inputs, p.shape.outputs, data.rank, static_cast<double>(p.shape.width)};
}

std::size_t bytes_of(const weights_dims& dims, const training_rule& rule)
{
    std::size_t bytes = 0;
    REQUIRE(weights_transform<double>::bytes(dims, rule, bytes) == status::ok);
    return bytes;
}

/// A transform in memory of its own.
struct followed_weights {
    aligned_memory memory;
    weights_transform<double> transform;

    followed_weights(const rule_problem& p, const reduced_data<double>& data, const training_rule& rule)
        : memory(bytes_of(dims_of(p, data), rule))
    {
        REQUIRE(weights_transform<double>::create(dims_of(p, data), data.basis, rule, scale_first, scale_second, memory.span(),
                                                  transform) == status::ok);
    }
    /// Makes the trained weights of those at the start.
    void apply(const rule_problem& p, std::vector<double>& u, std::vector<double>& v)
    {
        transform.prepare();
        aligned_memory scratch(transform.apply_bytes());
        const rule_shape& s = p.shape;
        REQUIRE(transform.apply({u.data(), s.width, s.inputs}, {v.data(), s.width, s.outputs}, scratch.span()) == status::ok);
    }
};

template <class R>
double distance(const std::vector<double>& a, const plain_matrix<R>& b)
{
    double square = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double apart = a[i] - static_cast<double>(b.elements[i]);
        square += apart * apart;
    }
    return std::sqrt(square);
}

}  // namespace

TEST_CASE("the weights after every rule are those that the rule gives when it trains them")
{
    constexpr std::size_t steps = 40;
    double worst = 0;
    // With fewer samples than inputs, U has a part that no gradient reaches, and that weight decay alone changes.
    for (const rule_shape& shape : {rule_shape{40, 4, 7, 1}, rule_shape{40, 4, 7, 3}, rule_shape{40, 9, 5, 3}})
        for (const plain_loss loss : {plain_loss::squared, plain_loss::logistic})
            for (const bool batches : {false, true})
                for (const named_rule& named : named_rules()) {
                    CAPTURE(named.name);
                    CAPTURE(name_of(loss));
                    CAPTURE(shape.samples);
                    CAPTURE(batches);
                    const rule_problem problem(shape, loss);
                    reduced_rule_problem gram(problem, named.rule, batches || loss != plain_loss::squared, scale_first,
                                              scale_second);
                    followed_weights followed(problem, gram.data(), named.rule);
                    rule_problem scaled = problem;
                    for (double& e : scaled.u) e *= scale_first;
                    for (double& e : scaled.v) e *= scale_second;
                    rule_problem turned = scaled;
                    for (std::vector<double>* weights : {&turned.u, &turned.v})
                        for (std::size_t i = 0; i < weights->size(); ++i) (*weights)[i] *= 1 + (i % 3 == 0 ? epsilon : -epsilon);
                    parameter_training<real128> exact = scaled.parameters<real128>(named.rule);
                    parameter_training<double> plain = scaled.parameters<double>(named.rule),
                                               twin = turned.parameters<double>(named.rule);
                    const double eta = named.rate(problem.lambda0) * (batches ? 0.5 : 1);
                    double spread = 0;
                    for (std::size_t t = 0; t < steps; ++t) {
                        const std::vector<std::size_t> batch = batches ? problem.batch(t) : std::vector<std::size_t>();
                        REQUIRE(followed.transform.step(*gram.model, eta, batch) == status::ok);
                        REQUIRE(exact.step(real128(eta), batch) == status::ok);
                        REQUIRE(plain.step(eta, batch) == status::ok);
                        REQUIRE(twin.step(eta, batch) == status::ok);
                        spread = std::max({spread, distance(plain.first_layer().elements, twin.first_layer()),
                                           distance(plain.second_layer().elements, twin.second_layer())});
                    }
                    std::vector<double> u = problem.u, v = problem.v;
                    const double moved = distance(scaled.u, exact.first_layer()) + distance(scaled.v, exact.second_layer());
                    followed.apply(problem, u, v);
                    // As in training_rules.cpp: what the run makes of one rounding at the start, for each step and 20 times more for the
                    // reduction, five times.
                    const double size = std::sqrt(
                        static_cast<double>(sum_of_squares(exact.first_layer()) + sum_of_squares(exact.second_layer())));
                    const double allowed = 5 * (steps + 20) * (spread + epsilon * size);
                    const double error = std::max(distance(u, exact.first_layer()), distance(v, exact.second_layer()));
                    CHECK(error <= allowed);
                    CHECK(moved > 1e6 * allowed);
                    worst = std::max(worst, error / allowed);
                }
    MESSAGE("the largest error is ", worst, " of what is allowed");
}

TEST_CASE("what does not belong together is refused, and nothing changes")
{
    const rule_problem problem({40, 4, 7, 3}, plain_loss::squared);
    training_rule rule, heavy_ball;
    heavy_ball.momentum = 0.5;
    reduced_rule_problem gram(problem, rule, false, scale_first, scale_second), moving(problem, heavy_ball, false),
        other(rule_problem({41, 4, 7, 3}, plain_loss::squared), rule, false);
    followed_weights plain(problem, gram.data(), rule), with_momentum(problem, gram.data(), heavy_ball);
    CHECK(plain.transform.step(*moving.model, 0.1) == status::shape_mismatch);
    CHECK(with_momentum.transform.step(*gram.model, 0.1) == status::shape_mismatch);
    CHECK(plain.transform.step(*other.model, 0.1) == status::shape_mismatch);
    CHECK(plain.transform.step(*gram.model, -1) == status::invalid_argument);
    CHECK(plain.transform.step(*gram.model, not_a_number<double>) == status::not_finite);
    CHECK(plain.transform.step(*gram.model, 1e300) == status::diverged);
    const std::size_t batch[] = {0};
    CHECK(plain.transform.step(*gram.model, 0.1, batch) == status::invalid_argument);
    gram.model->linearise();
    CHECK(plain.transform.step(*gram.model, 0.1) == status::unsupported);
    CHECK(gram.model->steps() == 0);
    CHECK(moving.model->steps() == 0);
    weights_transform<double> empty;
    CHECK(empty.step(*gram.model, 0.1) == status::invalid_argument);

    owned<gram_model<double>> descent;
    REQUIRE(descent.create(gram.data(), gram.state()) == status::ok);
    CHECK(with_momentum.transform.step(*descent, 0.1) == status::shape_mismatch);

    // T is still the scales.
    std::vector<double> u = problem.u, v = problem.v;
    plain.apply(problem, u, v);
    for (std::size_t i = 0; i < u.size(); ++i) CHECK(u[i] == scale_first * problem.u[i]);
    for (std::size_t i = 0; i < v.size(); ++i) CHECK(v[i] == scale_second * problem.v[i]);

    const weights_dims dims = {7, 3, 4, 40};
    weights_transform<double> t;
    std::size_t bytes = 0;
    training_rule wrong;
    wrong.momentum = 1;
    CHECK(weights_transform<double>::bytes(dims, wrong, bytes) == status::invalid_argument);
    const auto created = [&](const training_rule& r, double first, double second) {
        return weights_transform<double>::create(dims, gram.data().basis, r, first, second, plain.memory.span(), t);
    };
    CHECK(created(wrong, 1, 1) == status::invalid_argument);
    CHECK(created(rule, 0, 1) == status::invalid_argument);
    CHECK(created(rule, 1, infinite<double>) == status::not_finite);
    CHECK(created(heavy_ball, 1, 1) == status::workspace_too_small);
}
