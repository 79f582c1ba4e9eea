// How trajectories of gram_training depend on the unit of the data and on the width.
#include <cmath>
#include <limits>

#include "support/training_problem.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The rule and the rate that give the same weights for data times 2^e: gradients are 4^e times as large, and so are clips.
/// Rates and decays by the gradient's own size are 4^-e and 4^e; where a gradient has lost its size they stay.
training_rule scaled(named_rule r, int e)
{
    r.rule.clip = std::ldexp(r.rule.clip, 2 * e);
    if (r.has_unit) r.rule.weight_decay = std::ldexp(r.rule.weight_decay, 2 * e);
    return r.rule;
}
template <class T>
T scaled_rate(const named_rule& r, T eta, int e)
{
    return r.has_unit ? std::ldexp(eta, -2 * e) : eta;
}

/// What can be seen of a run, in the units of the data without a factor.
template <class T>
std::vector<T> run_of(const training_problem<T>& problem, const named_rule& r, T eta, int e, bool linearised)
{
    owned<gram_training<T>> model = problem.model(scaled(r, e));
    eta = scaled_rate(r, eta, e);
    std::vector<T> seen;
    for (std::size_t t = 0; t < 8; ++t) {
        if (linearised && t == 3) model->linearise();
        const std::vector<std::size_t> batch = problem.batch(t);
        REQUIRE(model->step(eta, t % 3 == 0 || problem.projected.empty() ? span<const std::size_t>()
                                                                         : span<const std::size_t>(batch)) == status::ok);
        for (const T loss : {model->loss(), model->excess_loss(), model->step_loss(), model->gradient_norm()})
            seen.push_back(std::ldexp(loss, -2 * e));
        seen.push_back(r.has_unit ? model->relative_step(eta) : T(0));
    }
    owned<network_state<T>> state;
    REQUIRE(state.create(model->dims()) == status::ok);
    REQUIRE(model->state(*state) == status::ok);
    const std::size_t packed = symmetric_view<T>::elements(model->dims().rank);
    seen.insert(seen.end(), state->first_deviation.data, state->first_deviation.data + packed);
    for (const matrix_view<const T>& part :
         {matrix_view<const T>(state->predictor), matrix_view<const T>(state->second_deviation)}) {
        const std::vector<T> elements = elements_of(part);
        seen.insert(seen.end(), elements.begin(), elements.end());
    }
    return seen;
}

}  // namespace

TEST_CASE_TEMPLATE("data times a power of two: the same bits under every rule", T, float, double)
{
    const std::vector<int> exponents = sizeof(T) == 4 ? std::vector<int>{-25, -9, -1, 1, 8, 17, 25}
                                                      : std::vector<int>{-200, -65, -64, -7, 1, 30, 65, 66, 200};
    for (const std::size_t k : {1, 3})
        for (const bool sampled : {false, true}) {
            const training_problem<T> plain(13, 9, k, 50, sampled);
            for (const int e : exponents) {
                const training_problem<T> other(13, 9, k, 50, sampled, e);
                for (const named_rule& r : named_rules())
                    for (const bool linearised : {false, true}) {
                        CAPTURE(k);
                        CAPTURE(sampled);
                        CAPTURE(e);
                        CAPTURE(r.name);
                        CAPTURE(linearised);
                        const T eta = static_cast<T>(r.rate(plain.lambda));
                        CHECK(same_bits_of(run_of(plain, r, eta, 0, linearised), run_of(other, r, eta, e, linearised)));
                    }
            }
        }
}

// The width stands in 1/n alone, so that the change of a trajectory from infinite width is a power series in 1/n: at ten times
// the width it is a tenth, up to the next order.
TEST_CASE("trajectories tend to that of infinite width, by 1/n")
{
    for (const std::size_t k : {1, 3})
        for (const bool sampled : {false, true}) {
            training_problem<double> problem(13, 9, k, 100, sampled);
            for (const named_rule& r : named_rules()) {
                CAPTURE(k);
                CAPTURE(sampled);
                CAPTURE(r.name);
                const auto at = [&](double width) {
                    problem.state->width = width;
                    owned<gram_training<double>> model = problem.model(r.rule);
                    for (int t = 0; t < 30; ++t) REQUIRE(model->step(r.rate(problem.lambda)) == status::ok);
                    return elements_of(model->predictor());
                };
                const std::vector<double> limit = at(infinity);
                const double wide = relative_distance(limit, at(1e6)), wider = relative_distance(limit, at(1e7));
                CHECK(wide > 0);
                CHECK(wide < 1e-3);
                CHECK(wide / wider == doctest::Approx(10).epsilon(0.01));
                CHECK(relative_distance(limit, at(1e12)) <= 2e-6 * wide + 1e-13);
            }
        }
}
