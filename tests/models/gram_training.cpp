// Properties of gram_training that need no other engine. Its numbers are compared with the weights' in training_rules.cpp.
#include "catapult/models/gram_training.hpp"

#include <algorithm>
#include <limits>

#include "support/reference.hpp"
#include "support/statuses.hpp"
#include "support/training_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
constexpr double epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Calls check(problem, rule, sampled) for every rule, with and without samples, for one output and for five.
template <class T, class Check>
void for_each_rule(Check&& check)
{
    for (const std::size_t outputs : {1, 5})
        for (const double width : {40.0, 1e12, infinity})
            for (const bool sampled : {false, true}) {
                const training_problem<T> problem(14, 11, outputs, width, sampled);
                for (const named_rule& r : named_rules()) {
                    CAPTURE(r.name);
                    CAPTURE(outputs);
                    CAPTURE(width);
                    CAPTURE(sampled);
                    check(problem, r, sampled);
                }
            }
}

/// What one rounding of each number at the start becomes in a run, and what the same number of steps may add to it.
template <class T>
double tolerance(const training_problem<T>& problem, const training_rule& rule, T eta, int steps)
{
    network_state<T>& state = *const_cast<owned<network_state<T>>&>(problem.state);
    const auto turn = [&](T sign) {
        for (std::size_t i = 0; i < state.predictor.rows; ++i)
            for (std::size_t c = 0; c < state.predictor.columns; ++c)
                state.predictor(i, c) *= 1 + sign * ((i + c) % 2 == 0 ? 1 : -1) * std::numeric_limits<T>::epsilon();
    };
    owned<gram_training<T>> model = problem.model(rule);
    turn(1);
    owned<gram_training<T>> twin = problem.model(rule);
    turn(-1);
    double spread = epsilon<T>;
    for (int t = 0; t < steps; ++t) {
        REQUIRE(model->step(eta) == status::ok);
        REQUIRE(twin->step(eta) == status::ok);
        spread = std::max(spread, relative_distance(elements_of(model->predictor()), elements_of(twin->predictor())));
    }
    return 5 * (steps + 20) * spread;
}

template <class T>
std::vector<T> predictor_of(owned<gram_training<T>>& model)
{
    return elements_of<T>(model->predictor());
}

}  // namespace

TEST_CASE_TEMPLATE("errors and looks change nothing, and the next step has the same bits", T, float, double)
{
    for_each_rule<T>([](const training_problem<T>& problem, const named_rule& r, bool sampled) {
        owned<gram_training<T>> model = problem.model(r.rule), undisturbed = problem.model(r.rule);
        const T eta = static_cast<T>(r.rate(problem.lambda));
        const std::size_t bad[] = {0, problem.samples, 1};
        for (std::size_t t = 0; t < 7; ++t) {
            CAPTURE(t);
            const std::vector<T> before = numbers_of(*model);
            const std::vector<std::size_t> half = problem.batch(t);
            CHECK(model->step(T(-1)) == status::invalid_argument);
            for (const T wrong : {not_a_number<T>, infinite<T>, -infinite<T>}) CHECK(model->step(wrong) == status::not_finite);
            CHECK(model->step(eta, bad) == status::invalid_argument);
            CHECK(model->step(huge<T>) == status::diverged);
            if (sampled)
                CHECK(model->step(huge<T>, half) == status::diverged);
            else
                CHECK(model->step(eta, half) == status::invalid_argument);
            if (t == 4) {
                model->linearise();
                undisturbed->linearise();
                continue;
            }
            CHECK(same_bits_of(numbers_of(*model), before));
            const std::vector<std::size_t> batch = sampled && t % 3 != 0 ? half : std::vector<std::size_t>();
            REQUIRE(model->step(eta, batch) == status::ok);
            REQUIRE(undisturbed->step(eta, batch) == status::ok);
            CHECK(model->step_loss() == undisturbed->step_loss());
            CHECK(model->steps() == (t < 4 ? t + 1 : t));
        }
        CHECK(same_bits_of(numbers_of(*model), numbers_of(*undisturbed)));
    });
}

TEST_CASE_TEMPLATE("momentum that is nothing after a step is as none, with decay to anything too", T, float, double)
{
    for (const std::size_t outputs : {1, 3}) {
        const training_problem<T> problem(14, 11, outputs, 40, false);
        for (const double kept : {1.0, 0.0, -0.75, 1e-7}) {
            CAPTURE(outputs);
            CAPTURE(kept);
            training_rule rule;
            const T eta = static_cast<T>(0.4 / problem.lambda);
            rule.weight_decay = (1 - kept) / static_cast<double>(eta);
            owned<gram_training<T>> without = problem.model(rule);
            rule.momentum = 1e-30;
            owned<gram_training<T>> with = problem.model(rule);
            for (int t = 0; t < 25; ++t) {
                REQUIRE(without->step(eta) == status::ok);
                REQUIRE(with->step(eta) == status::ok);
                const double error = relative_distance(numbers_of(*without), numbers_of(*with));
                CHECK(error <= 100 * (t + 20) * epsilon<T>);
            }
        }
    }
}

TEST_CASE_TEMPLATE("views agree with the state", T, float, double)
{
    for_each_rule<T>([](const training_problem<T>& problem, const named_rule& r, bool) {
        owned<gram_training<T>> model = problem.model(r.rule, T(1.25), T(0.75));
        const std::size_t rank = model->dims().rank, k = model->dims().outputs;
        owned<network_state<T>> state;
        REQUIRE(state.create(model->dims()) == status::ok);
        std::vector<T> in(rank * k), out(rank * k);
        for (int t = 0; t < 4; ++t) {
            REQUIRE(model->state(*state) == status::ok);
            CHECK(state->width == model->width());
            CHECK(model->width() == problem.state->width);
            CHECK(same_bits_of(elements_of<T>(state->predictor), predictor_of(model)));
            CHECK(same_bits_of(elements_of<T>(state->second_deviation), elements_of<T>(model->second_deviation())));
            for (std::size_t columns : {std::size_t(1), k}) {
                fill_normals<T>({9, static_cast<std::uint32_t>(t)}, 0, in);
                model->apply_first_deviation({in.data(), rank, columns}, {out.data(), rank, columns});
                for (std::size_t i = 0; i < rank; ++i)
                    for (std::size_t c = 0; c < columns; ++c) {
                        real128 sum = 0, size = 0;
                        for (std::size_t j = 0; j < rank; ++j) {
                            const real128 x = real128(in[j * columns + c]);
                            sum += real128(state->first_deviation.get(i, j)) * x;
                            size += absolute(x) * (absolute(real128(state->first_deviation.get(i, j))) + real128(i == j ? 4 : 0));
                        }
                        // A rounding for each term, and a few for (σ − 1) and its product.
                        CHECK(static_cast<double>(absolute(real128(out[i * columns + c]) - sum)) <=
                              static_cast<double>(rank + 5) * epsilon<T> * static_cast<double>(size));
                    }
            }
            REQUIRE(model->step(static_cast<T>(r.rate(problem.lambda))) == status::ok);
        }
        // D stays symmetric bit by bit, and its padding is zero.
        REQUIRE(model->state(*state) == status::ok);
        const std::size_t w = symmetric_view<T>::panel, whole = symmetric_view<T>::panels(rank) * w;
        for (std::size_t i = 0; i < whole; ++i)
            for (std::size_t j = i / w * w; j < i; ++j) {
                const T* const tile = state->first_deviation.data + symmetric_view<T>::panel_start(i / w);
                CHECK(tile[j * w + i % w] == tile[i * w + j % w]);
                if (i >= rank) CHECK(tile[j * w + i % w] == 0);
            }
    });
}

TEST_CASE_TEMPLATE("scales of the layers are those of the weights", T, float, double)
{
    for (const named_rule& r : named_rules()) {
        CAPTURE(r.name);
        training_problem<T> problem(14, 11, 3, 60, false);
        const T first = T(1.5), second = T(0.5), eta = static_cast<T>(r.rate(problem.lambda));
        owned<gram_training<T>> scaled = problem.model(r.rule, first, second);
        network_state<T>& s = *problem.state;
        for (std::size_t i = 0; i < s.predictor.rows; ++i) {
            for (std::size_t j = 0; j <= i; ++j)
                s.first_deviation.set(i, j, first * first * s.first_deviation.get(i, j) + (i == j ? first * first - 1 : 0));
            for (std::size_t c = 0; c < 3; ++c) s.predictor(i, c) *= first * second;
        }
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                s.second_deviation(i, j) = second * second * s.second_deviation(i, j) + (i == j ? second * second - 1 : 0);
        owned<gram_training<T>> other = problem.model(r.rule);
        const double allowed = tolerance(problem, r.rule, eta, 10);
        for (int t = 0; t < 10; ++t) {
            REQUIRE(scaled->step(eta) == status::ok);
            REQUIRE(other->step(eta) == status::ok);
        }
        CHECK(relative_distance(predictor_of(scaled), predictor_of(other)) <= allowed);
    }
}

TEST_CASE_TEMPLATE("linearise() freezes the kernel, once and for all", T, float, double)
{
    for_each_rule<T>([](const training_problem<T>& problem, const named_rule& r, bool) {
        owned<gram_training<T>> model = problem.model(r.rule), twice = problem.model(r.rule);
        owned<network_state<T>> before, after;
        REQUIRE(before.create(model->dims()) == status::ok);
        REQUIRE(after.create(model->dims()) == status::ok);
        const T eta = static_cast<T>(r.rate(problem.lambda)) / 2;
        for (int t = 0; t < 3; ++t) {
            REQUIRE(model->step(eta) == status::ok);
            REQUIRE(twice->step(eta) == status::ok);
        }
        model->linearise();
        twice->linearise();
        REQUIRE(model->state(*before) == status::ok);
        for (int t = 0; t < 5; ++t) {
            REQUIRE(model->step(eta) == status::ok);
            REQUIRE(twice->step(eta) == status::ok);
            twice->linearise();
        }
        REQUIRE(model->state(*after) == status::ok);
        const std::size_t packed = symmetric_view<T>::elements(model->dims().rank);
        CHECK(std::memcmp(before->first_deviation.data, after->first_deviation.data, packed * sizeof(T)) == 0);
        CHECK(same_bits_of(elements_of<T>(before->second_deviation), elements_of<T>(after->second_deviation)));
        CHECK_FALSE(same_bits_of(elements_of<T>(before->predictor), elements_of<T>(after->predictor)));
        CHECK(same_bits_of(numbers_of(*model), numbers_of(*twice)));
        CHECK(model->width() == problem.state->width);
        CHECK(model->relative_step(eta) == 0);
    });
}

TEST_CASE_TEMPLATE("an infinitely wide network without decay is linear", T, float, double)
{
    for (const named_rule& r : named_rules())
        for (const bool sampled : {false, true}) {
            if (r.rule.weight_decay > 0) continue;
            CAPTURE(r.name);
            const training_problem<T> problem(14, 11, 2, infinity, sampled);
            const T eta = static_cast<T>(r.rate(problem.lambda));
            owned<gram_training<T>> model = problem.model(r.rule), linear = problem.model(r.rule);
            linear->linearise();
            for (int t = 0; t < 15; ++t) {
                REQUIRE(model->step(eta) == status::ok);
                REQUIRE(linear->step(eta) == status::ok);
            }
            CHECK(relative_distance(predictor_of(model), predictor_of(linear)) <= tolerance(problem, r.rule, eta, 15));
        }
}

// One step with A' = aA − ηg, by blocks (theory.md, 3), in 128 bits.
TEST_CASE_TEMPLATE("weight decay of any size", T, float, double)
{
    for (const std::size_t k : {1, 4})
        for (const double decay : {0.0, 0x1p-40, 0.001, 0.5, 1.0, 2.0, 3.5}) {
            CAPTURE(k);
            CAPTURE(decay);
            const training_problem<T> problem(14, 9, k, 50, false);
            const T eta = T(0.0625);
            training_rule rule;
            rule.weight_decay = decay / static_cast<double>(eta);
            rule.rate_first = 0.5;
            rule.rate_second = 1.5;
            owned<gram_training<T>> model = problem.model(rule);
            const matrix_view<const T> view = model->gradient();
            const std::size_t r = view.rows;
            const std::vector<T> z = elements_of(view);
            REQUIRE(model->step(eta) == status::ok);
            owned<network_state<T>> next;
            REQUIRE(next.create(model->dims()) == status::ok);
            REQUIRE(model->state(*next) == status::ok);
            const network_state<T>& s = *problem.state;
            const real128 n = real128(50), a = 1 - real128(static_cast<T>(decay)), u = real128(eta) * real128(0.5),
                          v = real128(eta) * real128(1.5);
            const auto first = [&](std::size_t i, std::size_t j) {
                return real128(s.first_deviation.get(i, j)) + real128(i == j);
            };
            const auto second = [&](std::size_t i, std::size_t j) { return real128(s.second_deviation(i, j)) + real128(i == j); };
            const auto omega = [&](std::size_t i, std::size_t c) { return real128(s.predictor(i, c)); };
            const auto zeta = [&](std::size_t i, std::size_t c) { return real128(z[i * k + c]); };
            const auto sum = [](std::size_t count, auto term) {
                real128 total = 0;
                for (std::size_t i = 0; i < count; ++i) total += term(i);
                return total;
            };
            // (I + D)Z, Z(I + E), ωᵀZ
            const auto mz = [&](std::size_t i, std::size_t c) {
                return sum(r, [&](std::size_t j) { return first(i, j) * zeta(j, c); });
            };
            const auto zs = [&](std::size_t i, std::size_t c) {
                return sum(k, [&](std::size_t l) { return zeta(i, l) * second(l, c); });
            };
            const auto overlap = [&](std::size_t c, std::size_t l) {
                return sum(r, [&](std::size_t i) { return omega(i, c) * zeta(i, l); });
            };
            // All of these numbers are below 2⁶, and none has more than r + 3k + 10 roundings.
            const double allowed = 64 * static_cast<double>(r + 3 * k + 10) * epsilon<T> * std::max(1.0, decay * decay);
            const auto near = [&](T found, real128 expected) {
                CHECK(static_cast<double>(absolute(real128(found) - expected)) <= allowed);
            };
            for (std::size_t i = 0; i < r; ++i) {
                for (std::size_t j = 0; j <= i; ++j)
                    near(next->first_deviation.get(i, j),
                         a * a * first(i, j) - real128(i == j) -
                             a * u / n *
                                 sum(k, [&](std::size_t c) { return omega(i, c) * zeta(j, c) + zeta(i, c) * omega(j, c); }) +
                             u * u / n * sum(k, [&](std::size_t c) { return zs(i, c) * zeta(j, c); }));
                for (std::size_t c = 0; c < k; ++c)
                    near(next->predictor(i, c),
                         a * a * omega(i, c) - a * (v * mz(i, c) + u * zs(i, c)) +
                             u * v / n * sum(k, [&](std::size_t l) { return zeta(i, l) * overlap(l, c); }));
            }
            for (std::size_t c = 0; c < k; ++c)
                for (std::size_t l = 0; l < k; ++l)
                    near(next->second_deviation(c, l),
                         a * a * second(c, l) - real128(c == l) - a * v / n * (overlap(c, l) + overlap(l, c)) +
                             v * v / n * sum(r, [&](std::size_t i) { return zeta(i, c) * mz(i, l); }));
        }
}

TEST_CASE_TEMPLATE("weight decay that cannot be: none, all, and more than numbers hold", T, float, double)
{
    training_problem<T> problem(14, 9, 2, 50, false);
    const T eta = static_cast<T>(0.4 / problem.lambda);
    training_rule rule;
    owned<gram_training<T>> plain = problem.model(rule);
    rule.weight_decay = 1e-300;
    owned<gram_training<T>> tiny = problem.model(rule);
    rule.weight_decay = std::numeric_limits<double>::max();
    owned<gram_training<T>> largest = problem.model(rule);
    const std::vector<T> before = numbers_of(*largest);
    for (int t = 0; t < 5; ++t) {
        REQUIRE(plain->step(eta) == status::ok);
        REQUIRE(tiny->step(eta) == status::ok);
        CHECK(largest->step(eta) == status::diverged);
    }
    CHECK(same_bits_of(numbers_of(*plain), numbers_of(*tiny)));
    CHECK(same_bits_of(numbers_of(*largest), before));
    // Weights that decay below the smallest number leave outputs of zero.
    std::vector<T> zeros(problem.data->rank * 2);
    problem.objective.data.targets = {zeros.data(), problem.data->rank, 2};
    for (const double momentum : {0.0, 0.5}) {
        rule.weight_decay = 0.5 / static_cast<double>(eta);
        rule.momentum = momentum;
        owned<gram_training<T>> vanishing = problem.model(rule);
        for (int t = 0; t < 1200; ++t) REQUIRE(vanishing->step(eta) == status::ok);
        for (const T x : elements_of(vanishing->predictor())) CHECK(std::fabs(x) <= std::numeric_limits<T>::min());
        for (std::size_t c = 0; c < 2; ++c) CHECK(vanishing->second_deviation()(c, c) == -1);
    }
}

TEST_CASE_TEMPLATE("without a gradient no weight moves, under any rule", T, float, double)
{
    for (const std::size_t k : {1, 5})
        for (named_rule r : named_rules()) {
            CAPTURE(r.name);
            r.rule.weight_decay = 0;
            training_problem<T> problem(14, 9, k, 50, false);
            const reduced_data<T>& data = *problem.data;
            std::vector<T> outputs(data.rank * k);
            for (std::size_t i = 0; i < data.rank; ++i)
                for (std::size_t c = 0; c < k; ++c) outputs[i * k + c] = data.singular_values[i] * problem.state->predictor(i, c);
            problem.objective.data.targets = {outputs.data(), data.rank, k};
            owned<gram_training<T>> model = problem.model(r.rule);
            for (int t = 0; t < 3; ++t) {
                if (t == 2) model->linearise();
                REQUIRE(model->step(T(0.5)) == status::ok);
            }
            CHECK(model->gradient_norm() == 0);
            CHECK(model->excess_loss() == 0);
            CHECK(same_bits_of(predictor_of(model), elements_of<T>(problem.state->predictor)));
            CHECK(same_bits_of(elements_of<T>(model->second_deviation()), elements_of<T>(problem.state->second_deviation)));
            owned<network_state<T>> after;
            REQUIRE(after.create(model->dims()) == status::ok);
            REQUIRE(model->state(*after) == status::ok);
            const std::size_t packed = symmetric_view<T>::elements(data.rank);
            CHECK(std::memcmp(after->first_deviation.data, problem.state->first_deviation.data, packed * sizeof(T)) == 0);
        }
}

TEST_CASE_TEMPLATE("a layer whose rate is zero keeps its Gram matrix", T, float, double)
{
    for (const named_rule& r : named_rules())
        for (const bool first : {false, true}) {
            CAPTURE(r.name);
            CAPTURE(first);
            const training_problem<T> problem(14, 11, 3, 60, false);
            training_rule rule = r.rule;
            rule.weight_decay = 0;
            (first ? rule.rate_first : rule.rate_second) = 0;
            owned<gram_training<T>> model = problem.model(rule);
            owned<network_state<T>> after;
            REQUIRE(after.create(model->dims()) == status::ok);
            for (int t = 0; t < 6; ++t) REQUIRE(model->step(static_cast<T>(r.rate(problem.lambda))) == status::ok);
            REQUIRE(model->state(*after) == status::ok);
            const std::size_t packed = symmetric_view<T>::elements(model->dims().rank);
            const bool first_kept = std::memcmp(after->first_deviation.data, problem.state->first_deviation.data,
                                                packed * sizeof(T)) == 0;
            const bool second_kept = same_bits_of(elements_of<T>(after->second_deviation),
                                                  elements_of<T>(problem.state->second_deviation));
            CHECK(first_kept == first);
            CHECK(second_kept == !first);
        }
}

TEST_CASE_TEMPLATE("rules that are another rule with other numbers", T, float, double)
{
    for (const std::size_t k : {1, 3}) {
        const training_problem<T> problem(14, 11, k, 60, false);
        const T eta = static_cast<T>(0.4 / problem.lambda);
        const auto with = [](auto change) {
            training_rule rule;
            change(rule);
            return rule;
        };
        owned<gram_training<T>> plain = problem.model({});
        REQUIRE(plain->step(eta) == status::ok);
        const T norm = plain->gradient_norm();
        const auto after = [&](const training_rule& rule, T rate) {
            owned<gram_training<T>> model = problem.model(rule);
            REQUIRE(model->step(rate) == status::ok);
            CHECK(std::fabs(static_cast<double>(model->gradient_norm() / norm) - 1) <= 0.1);
            return predictor_of(model);
        };
        const std::vector<T> expected = predictor_of(plain);
        const double rounding = 100 * epsilon<T>;
        const double mu = 0.75, beta = 0.9375;
        // A clip above the norm does nothing; one below it is a rate.
        CHECK(same_bits_of(after(with([&](auto& r) { r.clip = 1.001 * static_cast<double>(norm); }), eta), expected));
        CHECK(relative_distance(after(with([&](auto& r) { r.clip = static_cast<double>(norm) / 4; }), 4 * eta), expected) <=
              rounding);
        const auto normalized = with([](auto& r) { r.scaling = gradient_scaling::normalized; });
        CHECK(relative_distance(after(normalized, eta * norm), expected) <= rounding);
        const auto rmsprop = [&](double averaging) {
            return with([&](auto& r) { r.scaling = gradient_scaling::rmsprop, r.averaging = averaging; });
        };
        CHECK(relative_distance(after(rmsprop(0), eta * norm), expected) <= rounding);
        CHECK(relative_distance(after(rmsprop(beta), eta * norm * T(0.25)), expected) <= rounding);
        CHECK(relative_distance(after(with([&](auto& r) { r.momentum = mu; }), eta), expected) <= rounding);
        CHECK(relative_distance(after(with([&](auto& r) { r.momentum = mu, r.nesterov = true; }), eta / static_cast<T>(1 + mu)),
                                expected) <= rounding);
        CHECK(relative_distance(after(with([&](auto& r) { r.sam_radius = 1e-30; }), eta), expected) <= rounding);
        CHECK(relative_distance(after(with([&](auto& r) { r.rate_first = r.rate_second = 4; }), eta / 4), expected) <= rounding);
        if (k > 1) continue;
        // With one output the polar factor of a layer's gradient is the gradient over its norm. Those norms are √(Zᵀ(I + D)Z)
        // and √((1 + E)ZᵀZ).
        const std::vector<T> z = elements_of(problem.model({})->gradient());
        const std::size_t r = z.size();
        double first = 0, second = 0;
        for (std::size_t i = 0; i < r; ++i) {
            second += static_cast<double>(z[i]) * static_cast<double>(z[i]) *
                      (1 + static_cast<double>(problem.state->second_deviation(0, 0)));
            for (std::size_t j = 0; j < r; ++j)
                first += static_cast<double>(z[i]) * static_cast<double>(z[j]) *
                         (static_cast<double>(problem.state->first_deviation.get(i, j)) + (i == j));
        }
        const auto polar = with([](auto& rule) { rule.scaling = gradient_scaling::polar; });
        const auto by_layers = with(
            [&](auto& rule) { rule.rate_first = 1 / std::sqrt(second), rule.rate_second = 1 / std::sqrt(first); });
        CHECK(relative_distance(after(polar, T(0.01)), after(by_layers, T(0.01))) <= rounding);
    }
}

TEST_CASE_TEMPLATE("a batch is the mean over its samples", T, float, double)
{
    for (const std::size_t k : {1, 5})
        for (const named_rule& r : named_rules()) {
            CAPTURE(r.name);
            CAPTURE(k);
            const training_problem<T> problem(83, 11, k, 60, true), reduced(83, 11, k, 60, false);
            const T eta = static_cast<T>(r.rate(problem.lambda));
            owned<gram_training<T>> all = problem.model(r.rule), listed = problem.model(r.rule), turned = problem.model(r.rule),
                                    twice = problem.model(r.rule), without = reduced.model(r.rule);
            std::vector<std::size_t> samples, backwards, doubled;
            for (std::size_t i = 0; i < problem.samples; ++i) samples.push_back(i);
            backwards.assign(samples.rbegin(), samples.rend());
            doubled = samples;
            doubled.insert(doubled.end(), backwards.begin(), backwards.end());
            CHECK(all->step_loss() == 0);
            const double allowed = tolerance(problem, r.rule, eta, 8) * std::sqrt(static_cast<double>(problem.samples));
            for (int t = 0; t < 8; ++t) {
                const T loss = all->loss();
                REQUIRE(all->step(eta) == status::ok);
                REQUIRE(listed->step(eta, samples) == status::ok);
                REQUIRE(turned->step(eta, backwards) == status::ok);
                REQUIRE(twice->step(eta, doubled) == status::ok);
                REQUIRE(without->step(eta) == status::ok);
                CHECK(all->step_loss() == loss);
                CHECK(listed->step_loss() == loss);
                CHECK(static_cast<double>(std::fabs(twice->step_loss() - loss)) <= allowed * static_cast<double>(loss));
            }
            CHECK(same_bits_of(numbers_of(*all), numbers_of(*listed)));
            const std::vector<T> expected = predictor_of(all);
            CHECK(relative_distance(expected, predictor_of(turned)) <= allowed);
            CHECK(relative_distance(expected, predictor_of(twice)) <= allowed);
            CHECK(relative_distance(expected, predictor_of(without)) <= allowed);
            CHECK(static_cast<double>(std::fabs(all->loss() - without->loss())) <= allowed * static_cast<double>(all->loss()));
        }
}

TEST_CASE_TEMPLATE("the loss of a step is that of its samples, before it", T, float, double)
{
    const training_problem<T> problem(20, 6, 3, 60, true);
    owned<gram_training<T>> model = problem.model({});
    const std::vector<std::size_t> batches[] = {{4}, {7, 7, 7}, {0, 19, 3}, {5, 5, 6}};
    for (const auto& batch : batches) {
        real128 total = 0, size = 0;
        for (const std::size_t sample : batch)
            for (std::size_t c = 0; c < 3; ++c) {
                real128 f = -real128(problem.objective.targets(sample, c));
                for (std::size_t a = 0; a < model->dims().rank; ++a)
                    f += real128(problem.objective.inputs(sample, a)) * real128(model->predictor()(a, c));
                total += f * f / 2;
                size += 1 + absolute(f);
            }
        const real128 count = real128(static_cast<double>(batch.size()));
        REQUIRE(model->step(T(0.03125), batch) == status::ok);
        // Outputs of about one have r + 1 roundings, and their squares a few more.
        CHECK(static_cast<double>(absolute(real128(model->step_loss()) - total / count)) <=
              10 * 8 * epsilon<T> * static_cast<double>(size * (1 + total)));
    }
}

TEST_CASE_TEMPLATE("the relative step", T, float, double)
{
    for (const bool sampled : {false, true}) {
        const training_problem<T> problem(20, 6, 3, 60, sampled, -2);
        training_rule rule;
        rule.rate_first = 0.5;
        rule.rate_second = 3;
        owned<gram_training<T>> model = problem.model(rule);
        for (int t = 0; t < 3; ++t) {
            double square = 0;
            for (const T z : elements_of(model->gradient())) square += static_cast<double>(z) * static_cast<double>(z);
            const double expected = 0.25 * 3 * std::sqrt(square / 60);
            CHECK(static_cast<double>(model->relative_step(T(0.25))) == doctest::Approx(expected).epsilon(20 * epsilon<T>));
            REQUIRE(model->step(T(0.5)) == status::ok);
        }
        training_problem<T> wide(20, 6, 3, infinity, sampled);
        CHECK(wide.model(rule)->relative_step(T(1)) == 0);
    }
}
