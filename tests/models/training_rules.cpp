// The Gram engine under every training rule, against the plain engine on the weights, in double and in 128 bits.
#include "catapult/models/gram_training.hpp"

#include <algorithm>
#include <string>

#include "catapult/models/gram_model.hpp"
#include "support/effort.hpp"
#include "support/rule_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr std::size_t all_steps = 200, exact_steps = 60;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// A rule with learning rates at which loss or kernel change much, without chaos. They are given as ηλ₀ with `of_lambda`,
/// and else as lengths of steps.
struct rule_case {
    std::string name;
    training_rule rule;
    double squared;           ///< for squared error
    double other;             ///< for losses of lower curvature
    double of_batches = 0.5;  ///< factor for batches, whose kernels are larger
    bool of_lambda = true;

    double rate(const rule_problem& p, bool batches) const
    {
        const double rate = p.loss == plain_loss::squared ? squared : other;
        return rate * (batches ? of_batches : 1) / (of_lambda ? p.lambda0 : 1);
    }
};

std::vector<rule_case> simple_rules()
{
    std::vector<rule_case> cases;
    training_rule rule;
    cases.push_back({"gradient descent", rule, 3, 16});
    rule = {};
    rule.momentum = 0.9;
    cases.push_back({"heavy ball", rule, 3.2, 6, 0.15});
    rule.nesterov = true;
    cases.push_back({"Nesterov", rule, 1.5, 3.5, 0.3});
    rule = {};
    rule.rate_first = 0.3;
    rule.rate_second = 1.7;
    cases.push_back({"rates of layers", rule, 2.9, 16});
    rule = {};
    rule.clip = 1.5;
    cases.push_back({"clipping", rule, 2.9, 16});
    rule = {};
    rule.scaling = gradient_scaling::normalized;
    cases.push_back({"normalized", rule, 0.006, 0.03, 1, false});
    rule.scaling = gradient_scaling::rmsprop;
    cases.push_back({"rmsprop", rule, 0.01, 0.02, 1, false});
    rule.scaling = gradient_scaling::polar;
    cases.push_back({"Muon", rule, 0.003, 0.008, 1, false});
    rule = {};
    rule.sam_radius = 0.2;
    cases.push_back({"SAM", rule, 2.4, 8});
    rule.momentum = 0.7;
    cases.push_back({"SAM with momentum", rule, 1.8, 6, 0.15});
    return cases;
}

std::vector<rule_case> mixed_rules()
{
    std::vector<rule_case> cases;
    training_rule rule;
    rule.momentum = 0.8;
    rule.nesterov = true;
    rule.sam_radius = 0.1;
    rule.clip = 1;
    rule.rate_first = 1.4;
    rule.rate_second = 0.5;
    cases.push_back({"Nesterov, SAM, clipping, rates", rule, 0.9, 1.6, 0.3});
    rule = {};
    rule.momentum = 0.6;
    rule.scaling = gradient_scaling::rmsprop;
    rule.averaging = 0.95;
    rule.clip = 0.8;
    cases.push_back({"heavy ball, rmsprop, clipping", rule, 0.003, 0.01, 1, false});
    rule = {};
    rule.scaling = gradient_scaling::polar;
    rule.rate_second = 0.6;
    cases.push_back({"Muon, rates", rule, 0.003, 0.008, 1, false});
    rule.sam_radius = 0.2;
    cases.push_back({"Muon, SAM, rates", rule, 0.003, 0.008, 1, false});
    rule = {};
    rule.momentum = 0.5;
    rule.scaling = gradient_scaling::normalized;
    rule.rate_first = 0;
    cases.push_back({"heavy ball, normalized, V alone", rule, 0.003, 0.02, 1, false});
    return cases;
}

/// What is compared: outputs, the loss, and the norm of the gradient.
struct observation {
    plain_matrix<double> outputs;
    double loss, norm;
};

template <class R>
observation observe(const parameter_training<R>& network, const plain_matrix<R>& inputs)
{
    const plain_matrix<R> f = network.outputs(inputs);
    observation seen = {plain_matrix<double>(f.rows, f.columns), static_cast<double>(network.loss()),
                        static_cast<double>(network.gradient_norm())};
    for (std::size_t i = 0; i < f.elements.size(); ++i) seen.outputs.elements[i] = static_cast<double>(f.elements[i]);
    return seen;
}

observation observe(reduced_rule_problem& reduced)
{
    return {reduced.outputs(), reduced.model->loss(), reduced.model->gradient_norm()};
}

/// D and E, with what weight decay has made of the identity, as columns of one matrix.
plain_matrix<double> deviations(const network_state<double>& state)
{
    const std::size_t rank = state.predictor.rows, outputs = state.predictor.columns;
    plain_matrix<double> both(rank + outputs, std::max(rank, outputs));
    for (std::size_t i = 0; i < rank; ++i)
        for (std::size_t j = 0; j < rank; ++j) both(i, j) = state.first_deviation.get(i, j);
    for (std::size_t i = 0; i < outputs; ++i)
        for (std::size_t j = 0; j < outputs; ++j) both(rank + i, j) = state.second_deviation(i, j);
    return both;
}

plain_matrix<double> deviations(const reduced_data<double>& data, const parameter_training<double>& network)
{
    const plain_matrix<double>&u = network.first_layer(), &v = network.second_layer();
    owned<network_state<double>> state;
    REQUIRE(state_of_weights<double>(data, {u.elements.data(), u.rows, u.columns}, {v.elements.data(), v.rows, v.columns},
                                     state) == status::ok);
    return deviations(*state);
}

double distance(plain_matrix<double> a, const plain_matrix<double>& b)
{
    add_multiple(a, -1.0, b);
    return std::sqrt(sum_of_squares(a));
}

/// Sizes of an observation, or of the difference of two.
struct sizes {
    double outputs, loss, norm;
};

sizes size_of(const observation& a) { return {std::sqrt(sum_of_squares(a.outputs)), std::fabs(a.loss), a.norm}; }

sizes difference(const observation& a, const observation& b)
{
    return {distance(a.outputs, b.outputs), std::fabs(a.loss - b.loss), std::fabs(a.norm - b.norm)};
}

struct compared_run {
    training_rule rule;
    double eta;
    bool batches = false;
    bool sampled = false;  ///< whether squared error is evaluated on the samples without batches too
    std::size_t steps = all_steps;
    std::size_t linear_from = SIZE_MAX;  ///< the step before which the network is linearised
    bool exact = false;                  ///< whether to run in 128 bits too
    double scale_first = 1, scale_second = 1;
};

struct comparison {
    std::size_t steps = 0;  ///< compared
    double tolerance = 0;   ///< of the outputs at the end, relative
    double peak = 0;        ///< the largest loss over the first
    double last = 0;        ///< the last loss over the first
};

/// Runs both engines and checks that they agree.
///
/// The tolerance comes from a twin of the plain run, whose weights differ by one rounding at the start. What has become of
/// that by a step tells how the run amplifies rounding errors. Each step adds errors of its own, which the rest of the run
/// amplifies at most about as much. So t steps are allowed t times the largest difference from the twin so far, or t times
/// ε if that is larger, and another 20 times for the reduction of the data. All are taken five times; the largest quotient
/// that has been seen is 1.1. Where nothing is left of the digits, the comparison ends.
comparison compare(const rule_problem& problem, const compared_run& run)
{
    rule_problem scaled = problem;
    for (double& e : scaled.u) e *= run.scale_first;
    for (double& e : scaled.v) e *= run.scale_second;
    rule_problem turned = scaled;
    for (std::vector<double>* weights : {&turned.u, &turned.v})
        for (std::size_t i = 0; i < weights->size(); ++i)
            (*weights)[i] *= 1 + ((i * 2654435761U >> 7) % 2 == 0 ? epsilon : -epsilon);
    parameter_training<double> plain = scaled.parameters<double>(run.rule), twin = turned.parameters<double>(run.rule);
    parameter_training<real128> exact = scaled.parameters<real128>(run.rule);
    const bool sampled = run.sampled || run.batches || problem.loss != plain_loss::squared;
    reduced_rule_problem gram(problem, run.rule, sampled, run.scale_first, run.scale_second);
    const plain_matrix<double> x(problem.shape.samples, problem.shape.inputs, problem.x.data());
    const plain_matrix<real128> exact_x(x.rows, x.columns, x.elements.data());

    comparison result;
    sizes start = size_of(observe(plain, x)), spread = {};
    for (std::size_t t = 0; t < run.steps; ++t) {
        CAPTURE(t);
        if (t == run.linear_from) {
            plain.linearise();
            twin.linearise();
            exact.linearise();
            gram.model->linearise();
        }
        const std::vector<std::size_t> batch = run.batches ? problem.batch(t) : std::vector<std::size_t>();
        REQUIRE(plain.step(run.eta, batch) == status::ok);
        REQUIRE(twin.step(run.eta, batch) == status::ok);
        REQUIRE(gram.model->step(run.eta, batch) == status::ok);
        const observation seen = observe(plain, x);
        const sizes size = size_of(seen), apart = difference(seen, observe(twin, x));
        if (t == 0) start.norm = size.norm;
        spread = {std::max(spread.outputs, apart.outputs), std::max(spread.loss, apart.loss), std::max(spread.norm, apart.norm)};
        const double roundings = 5 * static_cast<double>(t + 20);
        const sizes allowed = {roundings * (spread.outputs + epsilon * (start.outputs + size.outputs)),
                               roundings * (spread.loss + epsilon * (start.loss + size.loss)),
                               roundings * (spread.norm + epsilon * (start.norm + size.norm))};
        const auto check = [&](const observation& found, const observation& expected) {
            const sizes error = difference(found, expected);
            CHECK(error.outputs <= allowed.outputs);
            CHECK(error.loss <= allowed.loss);
            CHECK(error.norm <= allowed.norm);
            return error.outputs <= allowed.outputs && error.loss <= allowed.loss && error.norm <= allowed.norm;
        };
        result.tolerance = allowed.outputs / (start.outputs + size.outputs);
        if (result.tolerance > 1e-7) break;
        const observation found = observe(gram);
        if (!check(found, seen)) return result;  // later steps would only repeat it
        if (run.exact && t < exact_steps) {
            REQUIRE(exact.step(real128(run.eta), batch) == status::ok);
            const observation truth = observe(exact, exact_x);
            if (!check(found, truth) || !check(seen, truth)) return result;
        }
        result.steps = t + 1;
        result.peak = std::max(result.peak, seen.loss / start.loss);
        result.last = seen.loss / start.loss;
    }
    if (result.steps < run.steps || run.linear_from < run.steps) return result;
    const plain_matrix<double> kernel = deviations(gram.data(), plain);
    REQUIRE(gram.model->state(gram.state()) == status::ok);
    // The kernels themselves are of order one, and their deviations what is left.
    const double kernel_size = std::sqrt(sum_of_squares(kernel)) + std::sqrt(static_cast<double>(kernel.rows));
    CHECK(distance(deviations(gram.state()), kernel) <=
          5 * static_cast<double>(run.steps + 20) * (distance(kernel, deviations(gram.data(), twin)) + epsilon * kernel_size));
    return result;
}

constexpr rule_shape shapes[] = {{40, 7, 4, 1}, {40, 4, 7, 1}, {40, 7, 4, 3}, {40, 4, 7, 3}, {40, 9, 5, 10}};
constexpr plain_loss losses[] = {plain_loss::squared, plain_loss::softmax, plain_loss::logistic};

/// Calls use(problem) for all shapes and losses that go together.
template <class Use>
void for_problems(Use&& use)
{
    for (const rule_shape& shape : shapes)
        for (const plain_loss loss : losses)
            if (loss != plain_loss::softmax || shape.outputs > 1) use(rule_problem(shape, loss));
}

}  // namespace

TEST_CASE("every rule, loss and shape agrees with the same steps on the weights")
{
    std::size_t runs = 0, accurate = 0, place = 0;
    double least_steps = all_steps;
    for_problems([&](const rule_problem& problem) {
        std::vector<rule_case> cases = simple_rules();
        if (problem.shape.outputs == 3)
            for (const rule_case& c : mixed_rules()) cases.push_back(c);
        for (const rule_case& c : cases)
            for (const bool batches : {false, true})
                for (const double decay : {0.0, 0.02}) {
                    CAPTURE(c.name);
                    CAPTURE(name_of(problem.loss));
                    CAPTURE(problem.shape.outputs);
                    CAPTURE(problem.shape.samples);
                    CAPTURE(batches);
                    CAPTURE(decay);
                    ++place;
                    if (is_slow() && place % 7 != 0) continue;
                    compared_run run = {c.rule, c.rate(problem, batches)};
                    run.rule.weight_decay = decay;
                    run.batches = batches;
                    run.exact = place % 13 == 0 && !is_slow();
                    const comparison found = compare(problem, run);
                    ++runs;
                    accurate += found.steps == all_steps && found.tolerance < 1e-10;
                    least_steps = std::min(least_steps, static_cast<double>(found.steps));
                }
    });
    MESSAGE(accurate << " of " << runs << " runs to 1e-10 over all steps; the shortest comparison has " << least_steps);
    CHECK(10 * accurate >= 9 * runs);
    CHECK(least_steps >= 40);
}

TEST_CASE("the runs are lively: squared error catapults")
{
    const rule_problem problem(shapes[0], plain_loss::squared);
    for (const rule_case& c : simple_rules()) {
        if (c.name != "gradient descent" && c.name != "SAM" && c.name != "rates of layers" && c.name != "heavy ball") continue;
        CAPTURE(c.name);
        const comparison found = compare(problem, {c.rule, c.rate(problem, false)});
        CHECK(found.peak > 2);
        CHECK(found.last < 0.5);
    }
}

TEST_CASE("linearised networks agree with the linear model of the weights")
{
    for_problems([](const rule_problem& problem) {
        if (problem.shape.outputs != 3) return;
        std::vector<rule_case> cases = simple_rules();
        for (const rule_case& c : mixed_rules()) cases.push_back(c);
        for (const rule_case& c : cases)
            for (const bool batches : {false, true})
                for (const double decay : {0.0, 0.02}) {
                    CAPTURE(c.name);
                    CAPTURE(name_of(problem.loss));
                    CAPTURE(problem.shape.samples);
                    CAPTURE(batches);
                    CAPTURE(decay);
                    // Halved rates, as nothing ends a growth of the linear model.
                    compared_run run = {c.rule, c.rate(problem, batches) / 2};
                    run.rule.weight_decay = decay;
                    run.batches = batches;
                    run.steps = 60;
                    run.linear_from = 12;
                    CHECK(compare(problem, run).steps == run.steps);
                }
    });
}

TEST_CASE("squared error on samples is that in reduced coordinates, and its mean over outputs is another unit of rates")
{
    const rule_problem squared(shapes[2], plain_loss::squared), mean(shapes[2], plain_loss::mean_squared);
    for (const rule_case& c : simple_rules()) {
        CAPTURE(c.name);
        compared_run run = {c.rule, c.rate(squared, false)};
        run.sampled = true;
        run.steps = 100;
        CHECK(compare(squared, run).steps == run.steps);
        // A third of the gradient.
        if (c.of_lambda) run.eta *= 3;
        run.rule.clip /= 3;
        CHECK(compare(mean, run).steps == run.steps);
    }
}

TEST_CASE("the layers may start at scales of their own")
{
    for (const rule_case& c : simple_rules())
        for (const plain_loss loss : losses) {
            CAPTURE(c.name);
            CAPTURE(name_of(loss));
            const rule_problem problem(shapes[3], loss);
            compared_run run = {c.rule, c.rate(problem, false) / 2};
            run.rule.weight_decay = 0.03;
            run.steps = 60;
            run.scale_first = 1.4;
            run.scale_second = 0.6;
            CHECK(compare(problem, run).steps == run.steps);
        }
}

TEST_CASE("data of any size, whose unit is not one, agree too")
{
    for (const int exponent : {80, -80})
        for (const rule_case& c : simple_rules()) {
            CAPTURE(exponent);
            CAPTURE(c.name);
            rule_problem problem(shapes[2], plain_loss::squared);
            for (double& e : problem.x) e = std::ldexp(e, exponent);
            for (double& e : problem.y) e = std::ldexp(e, exponent);
            REQUIRE(reduced_rule_problem(problem, c.rule, false).data().exponent != 0);
            compared_run run = {c.rule, c.rate(problem, false) / (c.of_lambda ? std::ldexp(1.0, 2 * exponent) : 1)};
            run.rule.clip = std::ldexp(run.rule.clip, 2 * exponent);
            for (const bool batches : {false, true}) {
                run.batches = batches;
                run.eta *= batches ? c.of_batches : 1;
                run.steps = 60;
                CHECK(compare(problem, run).steps == run.steps);
            }
        }
}

TEST_CASE("gradient descent is that of gram_model, to rounding")
{
    for (const rule_shape& shape : shapes) {
        CAPTURE(shape.outputs);
        CAPTURE(shape.samples);
        const rule_problem problem(shape, plain_loss::squared);
        reduced_rule_problem reduced(problem, {}, false);
        owned<gram_model<double>> model;
        REQUIRE(model.create(reduced.data(), reduced.state()) == status::ok);
        const double eta = 3 / problem.lambda0;
        double largest = 0, worst = 0;
        for (int t = 0; t < 100; ++t) {
            REQUIRE(model->step(eta) == status::ok);
            REQUIRE(reduced.model->step(eta) == status::ok);
            for (std::size_t i = 0; i < reduced.data().rank; ++i)
                for (std::size_t c = 0; c < shape.outputs; ++c) {
                    largest = std::max(largest, std::fabs(model->predictor()(i, c)));
                    worst = std::max(worst, std::fabs(model->predictor()(i, c) - reduced.model->predictor()(i, c)));
                }
            CHECK(std::fabs(reduced.model->loss() - model->loss()) <= 500 * epsilon * (1 + model->loss()));
        }
        // The same sums in other orders: a few roundings a step.
        CHECK(worst <= 500 * epsilon * largest);
    }
}
