// Training options of the built command against their definitions: the plain engine on the weights and samples of the files,
// and loops over the formulas of the parametrisations. argv[1] is the command.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catapult/models/batch_order.hpp"
#include "catapult/models/draw_weights.hpp"
#include "catapult/numerics/random.hpp"
#include "engines/parameter_training.hpp"
#include "support/command_table.hpp"
#include "support/file_bytes.hpp"
#include "vocabulary/number.hpp"

using namespace catapult;
using namespace catapult::test;
using tools::parameter_training;
using tools::plain_loss;
using tools::plain_matrix;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon(), infinity = std::numeric_limits<double>::infinity();
// Samples of inputs that span fewer directions than there are inputs, and test samples that leave them.
constexpr std::size_t samples = 9, inputs = 6, directions = 4, tests = 7, width = 20;

plain_matrix<double> normals(std::uint32_t stream, std::size_t rows, std::size_t columns)
{
    plain_matrix<double> result(rows, columns);
    fill_normals<double>({7, stream}, 0, result.elements);
    return result;
}

std::string write(const std::string& name, const plain_matrix<double>& matrix)
{
    return folder().write(name, npy(matrix.rows, matrix.columns, matrix.elements));
}

struct loss_case {
    const char* name;
    plain_loss loss;
    std::size_t outputs;
};
const loss_case losses[] = {{"squared", plain_loss::squared, 2},
                            {"mean-squared", plain_loss::mean_squared, 3},
                            {"softmax", plain_loss::softmax, 3},
                            {"logistic", plain_loss::logistic, 1}};

plain_matrix<double> targets_of(const loss_case& of, std::uint32_t stream, std::size_t rows)
{
    plain_matrix<double> y = normals(stream, rows, of.outputs);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t c = 0; c < of.outputs; ++c) {
            if (of.loss == plain_loss::softmax) y(i, c) = c == (i * i + 2 * i) % of.outputs ? 1 : 0;
            if (of.loss == plain_loss::logistic) y(i, c) = y(i, c) < 0 ? -1 : 1;
        }
    return y;
}

/// A problem as arrays, and in files.
struct problem {
    loss_case of;
    plain_matrix<double> x, y, test_x, test_y, u, v;
    std::string data, test_data, weights;

    problem(const loss_case& loss, std::size_t n)
        : of(loss), x(product(normals(1, samples, directions), normals(2, directions, inputs))), y(targets_of(loss, 3, samples)),
          test_x(normals(4, tests, inputs)), test_y(targets_of(loss, 5, tests)), u(normals(6, n, inputs)),
          v(normals(7, n, loss.outputs))
    {
        // (The data are kept as the file has them: .npy holds the bits.)
        data = "--inputs " + write("x.npy", x) + " --targets " + write("y.npy", y) + " --loss " + loss.name + " ";
        test_data = "--test-inputs " + write("test_x.npy", test_x) + " --test-targets " + write("test_y.npy", test_y) + " ";
        weights = "--initial-u " + write("u.npy", u) + " --initial-v " + write("v.npy", v) + " ";
    }

    parameter_training<double> plain(const training_rule& rule) const { return {u, v, x, y, of.loss, rule}; }
};

/// What is observed of outputs, by the definitions.
struct observed {
    double loss = 0, accuracy = 0, margin = infinity, largest = 0;
};
observed observe(plain_loss loss, const plain_matrix<double>& f, const plain_matrix<double>& y)
{
    observed result;
    std::vector<double> unused(f.columns);
    for (std::size_t i = 0; i < f.rows; ++i) {
        result.loss += loss_of_sample(loss, f.columns, f.row(i), y.row(i), unused.data()) / static_cast<double>(f.rows);
        std::size_t label = 0;
        double other = -infinity;
        for (std::size_t c = 0; c < f.columns; ++c)
            if (y(i, c) > y(i, label)) label = c;
        for (std::size_t c = 0; c < f.columns; ++c) {
            if (c != label) other = std::fmax(other, f(i, c));
            result.largest = std::fmax(result.largest, std::fabs(f(i, c)));
        }
        const double margin = f.columns == 1 ? y(i, 0) * f(i, 0) : f(i, label) - other;
        if (margin > 0) result.accuracy += 1 / static_cast<double>(f.rows);
        result.margin = std::fmin(result.margin, margin);
    }
    return result;
}

struct rule_case {
    std::string options;
    training_rule rule;
    double rate;  ///< ηλ₀, or η where a step's size does not depend on the loss
    bool of_lambda = true;
};

std::vector<rule_case> rules()
{
    std::vector<rule_case> all = {{"--rule gd", {}, 0.7}};
    const auto add = [&](const char* options, double rate, auto change) {
        training_rule rule;
        change(rule);
        all.push_back({options, rule, rate, rule.scaling == gradient_scaling::none});
    };
    add("--rule momentum", 0.3, [](auto& r) { r.momentum = 0.9; });
    add("--rule momentum --momentum 0.5", 0.7, [](auto& r) { r.momentum = 0.5; });
    add("--rule nesterov --momentum 0.8", 0.2, [](auto& r) { r.momentum = 0.8, r.nesterov = true; });
    add("--rule sam", 0.7, [](auto& r) { r.sam_radius = 0.05; });
    add("--rule sam --sam-radius 0.3 --momentum 0.4", 0.5, [](auto& r) { r.sam_radius = 0.3, r.momentum = 0.4; });
    add("--rule muon", 0.01, [](auto& r) { r.scaling = gradient_scaling::polar; });
    add("--rule normalized", 0.02, [](auto& r) { r.scaling = gradient_scaling::normalized; });
    add("--rule rmsprop-scalar", 0.005, [](auto& r) { r.scaling = gradient_scaling::rmsprop; });
    add("--rule gd --clip 0.5 --weight-decay 0.25", 0.7, [](auto& r) { r.clip = 0.5, r.weight_decay = 0.25; });
    add("--rule gd --rate-u 0.25 --rate-v 1.5", 0.5, [](auto& r) { r.rate_first = 0.25, r.rate_second = 1.5; });
    return all;
}

constexpr std::size_t steps = 20;
// A step rounds sums over the width, the inputs and the samples. At these rates, what was rounded before shrinks, so that the
// steps do not count; momentum and polar factors leave a factor of a few.
constexpr double allowed = 4 * static_cast<double>(width + inputs + samples) * epsilon;

std::string line_of(const problem& p, const rule_case& r)
{
    return "train " + p.data + p.test_data + r.options + (r.of_lambda ? " --eta-lambda0 " : " --eta ") + std::to_string(r.rate) +
           " --steps " + std::to_string(steps) + " --columns eta,accuracy,margin,test_loss,test_accuracy ";
}

/// Compares a table with a network that is trained on its weights and samples. `batch(t)` gives the samples of step t.
template <class Batch>
void check_run(const command_table& table, const problem& p, parameter_training<double> network, const plain_matrix<double>& x,
               Batch batch)
{
    const std::vector<double> eta = table.column("eta"), loss = table.column("loss"), accuracy = table.column("accuracy"),
                              margin = table.column("margin"), test_loss = table.column("test_loss"),
                              test_accuracy = table.column("test_accuracy");
    REQUIRE(loss.size() == steps + 1);
    double scale = 0, test_scale = 0, output = 0;
    for (std::size_t t = 0; t <= steps; ++t) {
        CAPTURE(t);
        const observed here = observe(p.of.loss, network.outputs(x), p.y);
        const observed there = observe(p.of.loss, network.outputs(p.test_x), p.test_y);
        scale = std::fmax(scale, here.loss), test_scale = std::fmax(test_scale, there.loss);
        output = std::fmax(output, here.largest);
        CHECK(std::fabs(loss[t] - here.loss) <= allowed * scale);
        CHECK(std::fabs(test_loss[t] - there.loss) <= allowed * test_scale);
        CHECK(std::fabs(margin[t] - here.margin) <= allowed * output);
        CHECK(accuracy[t] == doctest::Approx(here.accuracy).epsilon(1e-15));
        CHECK(test_accuracy[t] == doctest::Approx(there.accuracy).epsilon(1e-15));
        const std::vector<std::size_t> of_step = batch(t);
        REQUIRE(network.step(eta[t], of_step) == status::ok);
    }
}

std::vector<std::size_t> all_samples(std::size_t) { return {}; }

}  // namespace

TEST_CASE("every rule with every loss, by both engines, is that on the weights and the samples")
{
    for (const loss_case& loss : losses)
        for (const std::size_t n : {width, std::size_t{3}, std::size_t{1}}) {  // those of 3 and 1 are narrow
            const problem p(loss, n);
            for (const rule_case& r : rules())
                for (const char* engine : {"gram", "parameters"}) {
                    CAPTURE(loss.name);
                    CAPTURE(n);
                    CAPTURE(r.options);
                    CAPTURE(engine);
                    check_run(table_of(line_of(p, r) + p.weights + "--engine " + engine), p, p.plain(r.rule), p.x, all_samples);
                }
        }
}

TEST_CASE("a network that is drawn is the one of draw_weights, with the scales and rates of its parametrisation")
{
    const loss_case& loss = losses[0];
    problem p(loss, width);
    REQUIRE(draw_weights<double>(3, 0, {p.u.elements.data(), width, inputs}, {p.v.elements.data(), width, loss.outputs}) ==
            status::ok);
    const double n = width, root = std::sqrt(n);
    // F = s X W_Uᵀ W_V from W_U = a u and W_V = b v, with rates η_U and η_V.
    const struct {
        const char* options;
        double s, a, b, rate_u, rate_v, eta;
    } cases[] = {{"--parametrisation ntk", 1 / root, 1, 1, 1, 1, 0.02},
                 {"--parametrisation standard", 1, 1, 1 / root, 1, 1, 0.002},
                 {"--parametrisation mup", 1, 1, 1 / n, n, 1 / n, 0.02},
                 {"--parametrisation mean-field", 1 / n, 1, 1, n, n, 0.02},
                 {"--scale-u 2 --scale-v 0.5 --output-scale 1.5 --rate-u 0.5 --rate-v 3", 1.5 / root, 2, 0.5, 0.5, 3, 0.005}};
    for (const auto& c : cases)
        for (const char* rule : {"", "--rule sam --sam-radius 1e-100"}) {  // without and with the engine of all rules
            CAPTURE(c.options);
            plain_matrix<double> u = p.u, v = p.v;
            multiply(u, c.a);
            multiply(v, c.b);
            const std::vector<double> loss_column = table_of("train " + p.data + c.options + " " + rule +
                                                             " --width 20 --seed 3 --engine parameters --eta " +
                                                             std::to_string(c.eta) + " --steps " + std::to_string(steps))
                                                        .column("loss");
            REQUIRE(loss_column.size() == steps + 1);
            for (std::size_t t = 0; t <= steps; ++t) {
                CAPTURE(t);
                plain_matrix<double> f = product(p.x, transposed_product(u, v));
                multiply(f, c.s);
                CHECK(std::fabs(loss_column[t] - observe(loss.loss, f, p.y).loss) <= allowed * loss_column[0]);
                add_multiple(f, -1.0, p.y);
                plain_matrix<double> z = transposed_product(p.x, f);
                multiply(z, c.s / static_cast<double>(samples));
                const plain_matrix<double> of_u = product_transposed(v, z), of_v = product(u, z);
                add_multiple(u, -c.eta * c.rate_u, of_u);
                add_multiple(v, -c.eta * c.rate_v, of_v);
            }
        }
}

TEST_CASE("parametrisations are rates and scales of one form: standard is --rate-v n, mup and mean-field have the same outputs")
{
    const problem p(losses[2], width);
    const auto run = [&](const std::string& options) {
        REQUIRE(run_command("train " + p.data + "--width 1000 --seed 1 --eta 1e-3 --steps 30 " + options) == 0);
        return read("stdout");
    };
    CHECK(run("--parametrisation standard") == run("--rate-v 1000"));
    const command_table mup(run("--parametrisation mup")), mean_field(run("--parametrisation mean-field"));
    for (const char* name : {"loss", "lambda_max"})
        for (std::size_t t = 0; t <= 30; ++t)
            CHECK(mup.column(name)[t] == doctest::Approx(mean_field.column(name)[t]).epsilon(1000 * epsilon));
}

TEST_CASE("batches are those of batch_order.hpp for the seed, with a short one at the end of an epoch")
{
    for (const loss_case& loss : losses) {
        problem p(loss, width);
        for (const char* options : {"--rule gd", "--rule momentum --momentum 0.5", "--rule sam", "--rule muon"})
            for (const bool replaces : {false, true}) {
                CAPTURE(loss.name);
                CAPTURE(options);
                CAPTURE(replaces);
                rule_case r = rules()[0];
                for (const rule_case& known : rules())
                    if (known.options == options) r = known;
                if (r.of_lambda) r.rate = 0.1;
                std::vector<std::size_t> order(samples);
                const auto batch = [&](std::size_t t) {
                    if (replaces) {
                        std::vector<std::size_t> drawn(4);
                        REQUIRE(draw_batch(5, t, samples, drawn) == status::ok);
                        return drawn;
                    }
                    const batch_place place = place_of_batch(samples, 4, t);
                    if (place.first == 0) REQUIRE(shuffle_samples(5, place.epoch, order) == status::ok);
                    const auto first = order.begin() + static_cast<std::ptrdiff_t>(place.first);
                    return std::vector<std::size_t>(first, first + static_cast<std::ptrdiff_t>(place.count));
                };
                const command_table table = table_of(line_of(p, r) + p.weights + "--seed 5 --batch 4" +
                                                     (replaces ? " --shuffle with-replacement" : ""));
                check_run(table, p, p.plain(r.rule), p.x, batch);
            }
    }
}

TEST_CASE("a batch of all samples is the full batch, and a seed gives the same bytes")
{
    for (const loss_case& loss : losses) {
        const problem p(loss, width);
        const auto run = [&](const std::string& options) {
            REQUIRE(run_command("train " + p.data + "--width 500 --eta-lambda0 0.2 --steps 20 " + options) == 0);
            return read("stdout");
        };
        const command_table full(run("")), batch(run("--batch 9"));
        for (std::size_t t = 0; t <= 20; ++t)
            CHECK(batch.column("loss")[t] == doctest::Approx(full.column("loss")[t]).epsilon(allowed));
        for (const std::string shuffle : {"each-epoch", "with-replacement"}) {
            const std::string options = "--batch 2 --shuffle " + shuffle;
            const std::string bytes = run(options + " --seed 4");
            CHECK(run(options + " --seed 4") == bytes);
            CHECK(run(options + " --seed 4 --isa scalar") == bytes);
            CHECK(run(options + " --seed 5") != bytes);
        }
        CHECK(run("--batch 2") == run("--batch 2 --shuffle each-epoch"));
        CHECK(run("--batch 2") != run("--batch 2 --shuffle with-replacement"));
    }
}

TEST_CASE("schedules: the rate of each step, the time, and what they do to the loss")
{
    const problem p(losses[0], width);
    const std::string line = "train " + p.data + "--width 500 --eta 0.01 --steps 12 --columns eta,time ";
    const auto check_rates = [&](const std::string& schedule, auto factor) {
        CAPTURE(schedule);
        const command_table table = table_of(line + "--schedule " + schedule);
        double time = 0;
        for (std::size_t t = 0; t <= 12; ++t) {
            CAPTURE(t);
            CHECK(table.column("eta")[t] == doctest::Approx(0.01 * factor(t)).epsilon(1e-15));
            CHECK(table.column("time")[t] == doctest::Approx(time).epsilon(1e-14));
            time += table.column("eta")[t];
        }
        return table;
    };
    check_rates("constant", [](std::size_t) { return 1; });
    // From the time 0.03 on, that is from step 3, and then for steps of a tenth.
    check_rates("step:0.03=0.1,0.035=2", [](std::size_t t) { return t < 3 ? 1 : t < 8 ? 0.1 : 2; });
    check_rates("warmup:5", [](std::size_t t) { return t < 5 ? static_cast<double>(t + 1) / 5 : 1; });
    const command_table cosine = check_rates(
        "cosine:8", [](std::size_t t) { return t < 8 ? (1 + std::cos(std::acos(-1) * static_cast<double>(t) / 8)) / 2 : 0; });
    const std::vector<double> loss = cosine.column("loss");
    CHECK(loss[7] > loss[8]);
    CHECK(loss[8] == loss[12]);
    // Half the rate all along is half the rate.
    CHECK(table_of(line + "--schedule step:0=0.5").column("loss") ==
          table_of("train " + p.data + "--width 500 --eta 0.005 --steps 12 --schedule step:0=1").column("loss"));
}

TEST_CASE("infinite width: the recurrences of one sample")
{
    folder().write("one.csv", "1,-2,0.5\n");
    folder().write("label.csv", "3\n");
    constexpr double lambda = 2 * (1 + 4 + 0.25), eta = 0.3 / lambda;
    const double root = std::sqrt(lambda);
    const auto check_errors = [&](const std::string& options, double rate, auto next) {
        CAPTURE(options);
        const command_table table = table_of("train --inputs " + path("one.csv") + " --targets " + path("label.csv") +
                                             " --width inf --seed 2 --steps 30 " + options);
        const std::vector<double> loss = table.column("loss"), kernel = table.column("lambda_max");
        double error = std::sqrt(2 * loss[0]), velocity = 0;  // f − y, whose sign does not matter
        for (std::size_t t = 0; t <= 30; ++t) {
            CAPTURE(t);
            CHECK(kernel[t] == doctest::Approx(lambda).epsilon(4 * epsilon));
            CHECK(loss[t] == doctest::Approx(error * error / 2).epsilon(1e-12));
            next(rate, error, velocity);
        }
    };
    const std::string at = " --eta " + tools::shortest(eta);
    check_errors("--rule momentum --momentum 0.5" + at, eta, [&](double rate, double& error, double& velocity) {
        velocity = 0.5 * velocity + lambda * error;
        error -= rate * velocity;
    });
    check_errors("--rule nesterov --momentum 0.5" + at, eta, [&](double rate, double& error, double& velocity) {
        velocity = 0.5 * velocity + lambda * error;
        error -= rate * (lambda * error + 0.5 * velocity);
    });
    // ‖g‖ = √λ |f − y|: the ascent of SAM moves the output by ρ√λ, and a normalised step by η√λ.
    check_errors("--rule sam --sam-radius 0.01" + at, eta, [&](double rate, double& error, double&) {
        error -= rate * lambda * (error + std::copysign(0.01 * root, error));
    });
    check_errors("--rule normalized --eta 0.05", 0.05,
                 [&](double rate, double& error, double&) { error -= rate * std::copysign(root, error); });
    check_errors("--clip 0.5" + at, eta, [&](double rate, double& error, double&) {
        error -= rate * root * std::copysign(std::fmin(0.5, root * std::fabs(error)), error);
    });
}

TEST_CASE("--linearise-at: up to that step the same network, from then on its linearisation")
{
    for (const loss_case& loss : losses) {
        const problem p(loss, width);
        for (const char* engine : {"gram", "parameters"})
            for (const char* options : {"--rule gd", "--rule momentum", "--rule sam"}) {
                CAPTURE(loss.name);
                CAPTURE(engine);
                CAPTURE(options);
                rule_case r = rules()[0];
                for (const rule_case& known : rules())
                    if (known.options == options) r = known;
                const std::string line = line_of(p, r) + p.weights + "--engine " + engine + " ";
                const command_table table = table_of(line + "--linearise-at 5"), usual = table_of(line);
                // The definition: the plain engine, linearised before that step.
                parameter_training<double> network = p.plain(r.rule);
                const std::vector<double> eta = table.column("eta"), loss_column = table.column("loss"),
                                          test_loss = table.column("test_loss"), lambda = table.column("lambda_max");
                for (std::size_t t = 0; t <= steps; ++t) {
                    CAPTURE(t);
                    if (t == 5) network.linearise();
                    CHECK(std::fabs(loss_column[t] - network.loss()) <= allowed * loss_column[0]);
                    const double there = observe(loss.loss, network.outputs(p.test_x), p.test_y).loss;
                    CHECK(std::fabs(test_loss[t] - there) <= allowed * test_loss[0]);
                    // (λ along a run is followed to 1e-12.)
                    CHECK(lambda[t] == doctest::Approx(t < 5 ? usual.column("lambda_max")[t] : lambda[5]).epsilon(2e-12));
                    REQUIRE(network.step(eta[t]) == status::ok);
                }
                CHECK(loss_column[steps] != usual.column("loss")[steps]);
            }
    }
}

TEST_CASE("what is observed of a network is the same by both engines")
{
    const std::vector<std::string> names = {"lambda_2", "residual_1", "trace", "alignment", "sharpness", "batch_sharpness"};
    for (const loss_case& loss : losses) {
        const problem p(loss, width);
        for (const char* options : {"--rule gd", "--rule momentum --batch 4", "--rule gd --rate-u 0.25 --rate-v 1.5",
                                    "--rule sam --linearise-at 3 --rate-v 0.5"}) {
            CAPTURE(loss.name);
            CAPTURE(options);
            const std::string line =
                "train " + p.data + p.weights + options +
                " --eta-lambda0 0.3 --steps 6 --columns lambda_2,residual_1,trace,alignment,sharpness,batch_sharpness"
                " --engine ";
            const command_table gram = table_of(line + "gram"), parameters = table_of(line + "parameters");
            for (const std::string& name : names)
                for (std::size_t t = 0; t <= 6; ++t) {
                    CAPTURE(name);
                    CAPTURE(t);
                    // Eigenvectors are found to 1e-9. Their signs are chosen.
                    CHECK(std::fabs(gram.column(name)[t]) ==
                          doctest::Approx(std::fabs(parameters.column(name)[t])).epsilon(1e-8).scale(0.01));
                }
        }
    }
}

TEST_CASE("sharpness is the top eigenvalue of the loss Hessian by which the rates act, by differences of gradients")
{
    for (const loss_case& loss : losses)
        for (const auto& rates : {std::pair{1.0, 1.0}, std::pair{0.25, 1.5}, std::pair{0.0, 1.0}}) {
            const double first = rates.first, second = rates.second;
            CAPTURE(loss.name);
            CAPTURE(first);
            constexpr std::size_t n = 8;
            const problem p(loss, n);
            const double root_u = std::sqrt(first), root_v = std::sqrt(second);
            const std::size_t of_u = n * inputs, all = of_u + n * loss.outputs;
            // The gradient in weights over the roots of their rates, at a place along one of them.
            const auto gradient = [&](std::size_t weight, double step) {
                plain_matrix<double> u = p.u, v = p.v;
                (weight < of_u ? u.elements[weight] : v.elements[weight - of_u]) += step * (weight < of_u ? root_u : root_v);
                tools::plain_layers<double> g = parameter_training<double>(u, v, p.x, p.y, loss.loss, {}).gradient();
                multiply(g.first, root_u);
                multiply(g.second, root_v);
                std::vector<double> result = g.first.elements;
                result.insert(result.end(), g.second.elements.begin(), g.second.elements.end());
                return result;
            };
            constexpr double step = 1e-4;  // the error is of order step², and rounding over step
            plain_matrix<double> hessian(all, all);
            for (std::size_t i = 0; i < all; ++i) {
                const std::vector<double> up = gradient(i, step), down = gradient(i, -step);
                for (std::size_t j = 0; j < all; ++j) hessian(i, j) = (up[j] - down[j]) / (2 * step);
            }
            // Powers of H + sI, where s is above its most negative eigenvalue.
            double shift = 0;
            for (const double element : hessian.elements) shift = std::fmax(shift, std::fabs(element));
            plain_matrix<double> vector = normals(9, all, 1);
            double found = 0;
            for (int iteration = 0; iteration < 3000; ++iteration) {
                plain_matrix<double> next = product(hessian, vector);
                add_multiple(next, shift, vector);
                found = std::sqrt(sum_of_squares(next) / sum_of_squares(vector)) - shift;
                vector = next;
                multiply(vector, 1 / std::sqrt(sum_of_squares(next)));
            }
            for (const char* engine : {"gram", "parameters"})
                CHECK(table_of("train " + p.data + p.weights + "--rate-u " + std::to_string(first) + " --rate-v " +
                               std::to_string(second) + " --eta 1e-3 --steps 0 --columns sharpness --engine " + engine)
                          .column("sharpness")[0] == doctest::Approx(found).epsilon(1e-6));
        }
}

int main(int argc, char** argv) { return run_tests_of_command(argc, argv); }
