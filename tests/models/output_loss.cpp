#include "catapult/models/output_loss.hpp"

#include <algorithm>

#include "support/hurtful.hpp"
#include "support/reference_functions.hpp"
#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

enum class kind { squared, mean_squared, softmax, logistic };
constexpr kind kinds[] = {kind::squared, kind::mean_squared, kind::softmax, kind::logistic};

template <class T>
output_loss<T> loss_of(kind which)
{
    switch (which) {
    case kind::squared: return squared_loss<T>();
    case kind::mean_squared: return mean_squared_loss<T>();
    case kind::softmax: return softmax_loss<T>();
    default: return logistic_loss<T>();
    }
}

/// A loss, its gradient and its curvature in a direction, by formulas that keep their digits. `…_size` is the sum of the
/// magnitudes of the terms that an element consists of.
struct reference_loss {
    real128 value = 0;
    std::vector<real128> gradient, curvature, gradient_size, curvature_size;

    reference_loss(kind which, const std::vector<real128>& f, const std::vector<real128>& y, const std::vector<real128>& v)
        : gradient(f.size()), curvature(f.size())
    {
        const std::size_t k = f.size();
        switch (which) {
        case kind::squared: squares(f, y, v, 1); break;
        case kind::mean_squared: squares(f, y, v, real128(static_cast<double>(k))); break;
        case kind::softmax: softmax(f, y, v); return;
        case kind::logistic:
            for (std::size_t j = 0; j < k; ++j) {
                const real128 z = y[j] * f[j], e = reference_exp(-absolute(z));
                value += reference_log_one_plus(e) + (z < 0 ? -z : real128(0));
                gradient[j] = -y[j] * (z > 0 ? e : real128(1)) / (1 + e);
                curvature[j] = v[j] * e / ((1 + e) * (1 + e));
            }
        }
        for (const real128& g : gradient) gradient_size.push_back(absolute(g));
        for (const real128& c : curvature) curvature_size.push_back(absolute(c));
    }

private:
    void squares(const std::vector<real128>& f, const std::vector<real128>& y, const std::vector<real128>& v, real128 divisor)
    {
        for (std::size_t j = 0; j < f.size(); ++j) {
            gradient[j] = (f[j] - y[j]) / divisor;
            curvature[j] = v[j] / divisor;
            value += gradient[j] * (f[j] - y[j]) / 2;
        }
    }
    void softmax(const std::vector<real128>& f, const std::vector<real128>& y, const std::vector<real128>& v)
    {
        const std::size_t k = f.size(), top = static_cast<std::size_t>(std::max_element(f.begin(), f.end()) - f.begin());
        real128 rest = 0, targets = 0;
        std::vector<real128> p(k);
        for (std::size_t j = 0; j < k; ++j) {
            p[j] = j == top ? real128(1) : reference_exp(f[j] - f[top]);
            if (j != top) rest += p[j];
            targets += y[j];
        }
        for (real128& e : p) e /= 1 + rest;
        gradient_size = curvature_size = gradient;
        for (std::size_t j = 0; j < k; ++j) {
            value += y[j] * (f[top] - f[j] + reference_log_one_plus(rest));
            for (std::size_t l = 0; l < k; ++l) {
                if (l == j) continue;
                gradient[j] += y[l] * p[j] - y[j] * p[l];
                gradient_size[j] += y[l] * p[j] + y[j] * p[l];
                curvature[j] += targets * p[j] * p[l] * (v[j] - v[l]);
            }
            real128 around = absolute(v[j] - v[top]);
            for (std::size_t l = 0; l < k; ++l) around += p[l] * absolute(v[l] - v[top]);
            curvature_size[j] = targets * p[j] * around;
        }
    }
};

template <class T>
struct sample {
    std::vector<T> f, y, v;
};

/// Outputs of the given size, and targets that the loss accepts: one-hot or not, for softmax.
template <class T>
sample<T> random_sample(kind which, std::size_t k, double size, bool one_hot, std::uint64_t seed)
{
    sample<T> s{std::vector<T>(k), std::vector<T>(k), std::vector<T>(k)};
    T sum = 0;
    for (std::size_t j = 0; j < k; ++j) {
        s.f[j] = static_cast<T>(size * variate(seed + j));
        s.v[j] = static_cast<T>(variate(seed + 100 + j));
        s.y[j] = static_cast<T>(fraction(seed + 200 + j));
        sum += s.y[j];
    }
    const std::size_t wanted = mix(seed) % k;
    for (std::size_t j = 0; j < k; ++j) {
        if (which == kind::logistic) s.y[j] = s.y[j] < T(0.5) ? T(-1) : T(1);
        if (which == kind::softmax) s.y[j] = one_hot ? T(j == wanted) : s.y[j] / sum;
    }
    return s;
}

template <class T>
std::vector<real128> widened(const std::vector<T>& x)
{
    return std::vector<real128>(x.begin(), x.end());
}

template <class T>
struct answers {
    T value;
    std::vector<T> gradient, curvature;

    answers(const output_loss<T>& loss, const sample<T>& s) : gradient(s.f.size(), T(7)), curvature(s.f.size(), T(7))
    {
        value = loss.value(loss.context, s.f.size(), s.f.data(), s.y.data(), gradient.data());
        loss.curvature(loss.context, s.f.size(), s.f.data(), s.y.data(), s.v.data(), curvature.data());
    }
};

/// |error|/size over what is allowed, for `units` roundings in double and, in float, `roundings` more. Numbers that underflow
/// lose some of the least numbers instead.
template <class T>
double share(T found, real128 exact, real128 size, double units, double roundings)
{
    const double each = std::numeric_limits<double>::epsilon() / 2;
    double allowed = units * each + 100 * reference_epsilon;
    if (sizeof(T) < 8) allowed += roundings * static_cast<double>(std::numeric_limits<T>::epsilon()) / 2 * (1 + 1e-6);
    const real128 bound = size * allowed + 8 * real128(std::numeric_limits<T>::denorm_min());
    const double result = static_cast<double>(absolute(real128(found) - exact) / bound);
    return result >= 0 ? result : 1e300;  // NaN
}

/// The largest shares of what the analysis in output_loss.cpp allows.
struct shares {
    double value = 0, gradient = 0, curvature = 0;
};

template <class T>
void compare(kind which, const sample<T>& s, shares& found)
{
    const answers<T> a(loss_of<T>(which), s);
    const reference_loss exact(which, widened(s.f), widened(s.y), widened(s.v));
    const double k = static_cast<double>(s.f.size());
    const bool coupled = which == kind::softmax, logistic = which == kind::logistic;
    const double value_units = coupled ? 2 * k + 8 : k + (logistic ? 8 : 3);
    const double gradient_units = coupled ? 5 * k + 15 : logistic ? 4 : 2;
    const double curvature_units = coupled ? 3 * k + 20 : logistic ? 7 : 1;
    found.value = std::max(found.value, share(a.value, exact.value, exact.value, value_units, 1));
    for (std::size_t j = 0; j < s.f.size(); ++j) {
        found.gradient = std::max(
            found.gradient, share(a.gradient[j], exact.gradient[j], exact.gradient_size[j], gradient_units, coupled ? 2 : 1));
        found.curvature = std::max(found.curvature, share(a.curvature[j], exact.curvature[j], exact.curvature_size[j],
                                                          curvature_units, coupled ? 2 : 1));
    }
}

}  // namespace

TEST_CASE_TEMPLATE("losses, gradients and curvatures are within the errors of their analysis", T, float, double)
{
    for (const kind which : kinds) {
        shares found;
        for (std::uint64_t trial = 0; trial < 600; ++trial) {
            const std::size_t k = 2 + trial % 11;
            const double sizes[] = {1e-3, 1, 8, 60, 300};
            compare(which, random_sample<T>(which, k, sizes[trial / 11 % 5], trial % 2 == 0, 1000 * trial), found);
        }
        MESSAGE("loss " << static_cast<int>(which) << ": shares of what is allowed: value " << found.value << ", gradient "
                        << found.gradient << ", curvature " << found.curvature);
        CHECK(found.value <= 1);
        CHECK(found.gradient <= 1);
        CHECK(found.curvature <= 1);
    }
}

TEST_CASE_TEMPLATE("extreme outputs", T, float, double)
{
    const T far = sizeof(T) == 8 ? T(1e300) : T(1e38);
    for (const kind which : {kind::softmax, kind::logistic})
        for (const T size : {T(0), T(1e-30), T(17), T(36.7), T(88), T(104), T(700), T(745), far})
            for (std::size_t wanted : {0, 1, 2})
                for (const T sign : {T(-1), T(1)}) {
                    CAPTURE(size);
                    CAPTURE(wanted);
                    sample<T> s{{sign * size, 0, -sign * size}, {0, 0, 0}, {1, T(-0.5), 2}};
                    for (std::size_t j = 0; j < 3; ++j) s.y[j] = j == wanted ? T(1) : which == kind::logistic ? T(-1) : T(0);
                    shares found;
                    compare(which, s, found);
                    CHECK(found.value <= 1);
                    CHECK(found.gradient <= 1);
                    CHECK(found.curvature <= 1);
                }
    // Equal outputs, however large, are equal probabilities.
    const sample<T> equal{{far, far}, {1, 0}, {1, 0}};
    const answers<T> a(softmax_loss<T>(), equal);
    CHECK(a.value == static_cast<T>(0.693147180559945309));
    CHECK(a.gradient == std::vector<T>{T(-0.5), T(0.5)});
    CHECK(a.curvature == std::vector<T>{T(0.25), T(-0.25)});
}

TEST_CASE_TEMPLATE("results that are too large are infinite, and results that are not too large are not", T, float, double)
{
    const T most = std::numeric_limits<T>::max();
    // The difference of the outputs overflows, what is done with it does not.
    const answers<T> softmax(softmax_loss<T>(), {{most, -most}, {T(0.75), T(0.25)}, {1, 0}});
    CHECK(softmax.value == most / 2);
    CHECK(softmax.gradient == std::vector<T>{T(0.25), T(-0.25)});
    CHECK(answers<T>(softmax_loss<T>(), {{most, -most}, {1, 0}, {1, 0}}).value == 0);
    CHECK(answers<T>(softmax_loss<T>(), {{most, -most}, {0, 1}, {1, 0}}).value == infinite<T>);
    CHECK(answers<T>(logistic_loss<T>(), {{most, 1}, {-1, 1}, {1, 0}}).value == most);
    CHECK(answers<T>(logistic_loss<T>(), {{most, most}, {-1, -1}, {1, 0}}).value == infinite<T>);
    // The square overflows, half of it does not.
    const T root = sizeof(T) == 8 ? T(0x1.6p512) : T(0x1.6p64);
    CHECK(answers<T>(squared_loss<T>(), {{root}, {0}, {1}}).value == T(0.5) * root * root);
    CHECK(answers<T>(squared_loss<T>(), {{2 * root}, {0}, {1}}).value == infinite<T>);
    CHECK(answers<T>(mean_squared_loss<T>(), {{root, root}, {0, 0}, {1, 1}}).value == T(0.5) * root * root);
}

TEST_CASE_TEMPLATE("gradients and curvatures are derivatives", T, float, double)
{
    // A second difference with step h loses ε/h² to rounding and h² to the fourth derivative.
    const double h = std::pow(2, std::round(std::log2(reference_epsilon) / 4)), allowed = 100 * h * h;
    for (const kind which : kinds)
        for (std::uint64_t trial = 0; trial < 12; ++trial) {
            CAPTURE(static_cast<int>(which));
            const std::size_t k = 2 + trial % 4;
            const sample<T> s = random_sample<T>(which, k, 1.5, trial % 2 == 0, 77 * trial);
            const std::vector<real128> f = widened(s.f), y = widened(s.y), v = widened(s.v);
            // The loss at f + a e_j + b v.
            const auto value = [&](double a, std::size_t j, double b) {
                std::vector<real128> at = f;
                at[j] += a;
                for (std::size_t l = 0; l < k; ++l) at[l] += b * v[l];
                return reference_loss(which, at, y, v).value;
            };
            const answers<T> found(loss_of<T>(which), s);
            const double rounding = 100 * static_cast<double>(std::numeric_limits<T>::epsilon());
            for (std::size_t j = 0; j < k; ++j) {
                const real128 slope = (value(h, j, 0) - value(-h, j, 0)) / (2 * h);
                const real128 bend = (value(h, j, h) - value(h, j, -h) - value(-h, j, h) + value(-h, j, -h)) / (4 * h * h);
                CHECK(static_cast<double>(absolute(slope - real128(found.gradient[j]))) <= allowed + rounding);
                CHECK(static_cast<double>(absolute(bend - real128(found.curvature[j]))) <= allowed + rounding);
            }
        }
}

TEST_CASE_TEMPLATE("NaN outputs are not hidden", T, float, double)
{
    for (const kind which : kinds)
        for (const std::size_t place : {0, 1, 2}) {
            sample<T> s = random_sample<T>(which, 3, 1, true, 5);
            s.f[place] = not_a_number<T>;
            const answers<T> a(loss_of<T>(which), s);
            CHECK(a.value != a.value);
            CHECK(a.gradient[place] != a.gradient[place]);
        }
}

TEST_CASE_TEMPLATE("targets that a loss is not defined for are refused", T, float, double)
{
    const auto answer = [](const output_loss<T>& loss, std::vector<T> bad) {
        // Two good rows first, and after the bad one.
        const std::size_t k = bad.size();
        std::vector<T> rows(5 * k, loss.accepts == logistic_loss<T>().accepts ? T(1) : T(0));
        for (const std::size_t i : {0, 1, 3, 4}) rows[i * k] = 1;
        for (std::size_t j = 0; j < k; ++j) rows[2 * k + j] = bad[j];
        std::size_t row = 77;
        const status s = check_targets<T>(loss, {rows.data(), 5, k}, row);
        CHECK(row == (s == status::invalid_argument ? 2 : 77));
        return s;
    };
    const T tiny = std::numeric_limits<T>::epsilon(), least = std::numeric_limits<T>::denorm_min();
    for (const output_loss<T>& any : {squared_loss<T>(), mean_squared_loss<T>()}) {
        CHECK(answer(any, {-3, 1000}) == status::ok);
        CHECK(answer(any, {0}) == status::ok);
    }
    const output_loss<T> softmax = softmax_loss<T>(), logistic = logistic_loss<T>();
    CHECK(answer(softmax, {T(0.25), T(0.75)}) == status::ok);
    CHECK(answer(softmax, {0, 1, 0}) == status::ok);
    CHECK(answer(softmax, {T(0.5), T(0.5) + tiny, T(0)}) == status::ok);
    CHECK(answer(softmax, {T(0.5), T(0.5) + 4 * tiny, T(0)}) == status::invalid_argument);
    CHECK(answer(softmax, {T(0.5), T(0.5) - 4 * tiny, T(0)}) == status::invalid_argument);
    CHECK(answer(softmax, {-least, 1}) == status::invalid_argument);
    CHECK(answer(softmax, {1, 1}) == status::invalid_argument);
    CHECK(answer(softmax, {0, 0}) == status::invalid_argument);
    CHECK(answer(logistic, {-1, 1, -1}) == status::ok);
    CHECK(answer(logistic, {-1}) == status::ok);
    CHECK(answer(logistic, {0, 1}) == status::invalid_argument);
    CHECK(answer(logistic, {1, 1 - tiny}) == status::invalid_argument);
    CHECK(answer(logistic, {2}) == status::invalid_argument);
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>})
        for (const kind which : kinds) CHECK(answer(loss_of<T>(which), {1, bad}) == status::not_finite);

    // One output has no softmax, and an empty loss no targets.
    const T ones[2] = {1, 1};
    std::size_t row = 77;
    refuses(
        status::invalid_argument,
        [&] {
            return check_targets<T>({}, {ones, 2, 1}, row);
        },
        row);
    CHECK(check_targets<T>(softmax, {ones, 2, 1}, row) == status::invalid_argument);
    CHECK(row == 0);
}

TEST_CASE_TEMPLATE("probabilities that were normalised in T are accepted", T, float, double)
{
    for (std::uint64_t trial = 0; trial < 2000; ++trial) {
        const std::size_t k = 2 + trial % 300;
        const sample<T> s = random_sample<T>(kind::softmax, k, 1, false, 1000 * trial);
        REQUIRE(softmax_loss<T>().accepts(nullptr, k, s.y.data()));
    }
}

TEST_CASE("a caller's loss is asked with its context")
{
    const double limit = 3;
    output_loss<double> loss;
    loss.context = &limit;
    loss.value = [](const void*, std::size_t, const double*, const double*, double*) { return 0.0; };
    const double targets[] = {1, 2, 4, 5};
    std::size_t row = 77;
    CHECK(check_targets<double>(loss, {targets, 4, 1}, row) == status::ok);
    loss.accepts = [](const void* context, std::size_t, const double* y) { return *y <= *static_cast<const double*>(context); };
    CHECK(check_targets<double>(loss, {targets, 4, 1}, row) == status::invalid_argument);
    CHECK(row == 2);
}
