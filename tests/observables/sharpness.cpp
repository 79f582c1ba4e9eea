#include "catapult/observables/sharpness.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "catapult/observables/tangent_kernel.hpp"
#include "support/dense_hessian.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// Whether shift − A is positive definite: no eigenvalue of A reaches `shift`.
bool all_below(std::vector<real128> a, std::size_t n, double shift)
{
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            real128 total = (i == j ? real128(shift) : real128(0)) - a[i * n + j];
            for (std::size_t l = 0; l < j; ++l) total -= a[i * n + l] * a[j * n + l];
            if (i == j && !(total > 0)) return false;
            a[i * n + j] = i == j ? square_root(total) : total / a[j * n + j];
        }
    return true;
}

/// Whether `value` is the largest eigenvalue, to `allowed`.
bool is_top(const std::vector<real128>& matrix, double value, double allowed)
{
    std::size_t n = 0;
    while (n * n < matrix.size()) ++n;
    return all_below(matrix, n, value + allowed) && !all_below(matrix, n, value - allowed);
}

template <class T>
eigenvalue_result<T> certified(const owned_objective<T>& of, const network_state<T>& state)
{
    const hessian_dims dims = of.dims(state.width);
    aligned_memory memory = memory_for(sharpness<T>::bytes, dims), certificate = memory_for(sharpness<T>::certify_bytes, dims);
    sharpness<T> top;
    REQUIRE(sharpness<T>::create(of.objective, dims, 0, memory.span(), top) == status::ok);
    eigenvalue_result<T> result;
    REQUIRE(top.certify(state, certificate.span(), result) == status::ok);
    CHECK(result.evidence != eigenvalue_evidence::residual);
    CHECK(result.excess_bound <= 1000 * epsilon<T> * result.value);
    return result;
}

/// The state is rounded to T, and the operator has a few rank ε.
template <class T>
double rounding(const setting& s)
{
    return (100 + 4 * static_cast<double>(s.rank + s.outputs)) * static_cast<double>(epsilon<T>);
}

enum class residuals { ordinary, large, zero };

/// Targets with such residuals, in the network and in reduced form.
template <class T>
void set_targets(reduced_problem<T>& p, residuals how)
{
    if (how == residuals::large) {
        for (real128& y : p.network.y) y *= 64;
        for (T& y : p.targets) y *= 64;
    }
    if (how != residuals::zero) return;
    p.network.y = p.network.output();
    owned_state<T> state(p.rank, p.outputs);
    p.write_state(state.state);
    for (std::size_t a = 0; a < p.rank; ++a)
        for (std::size_t c = 0; c < p.outputs; ++c)
            p.targets[a * p.outputs + c] = p.singular_values[a] * state.state.predictor(a, c);
}

}  // namespace

TEST_CASE_TEMPLATE("it is the top eigenvalue of the Hessian in all weights, with squared error", T, float, double)
{
    for (const setting& s : settings)
        for (const residuals how : {residuals::ordinary, residuals::large, residuals::zero}) {
            CAPTURE(s.samples);
            CAPTURE(s.width);
            CAPTURE(static_cast<int>(how));
            reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 7);
            set_targets(p, how);
            const double width = static_cast<double>(s.width);
            owned_state<T> state(s.rank, s.outputs, keeps_factor({s.rank, s.outputs, width}) ? width : 1e300);
            p.write_state(state.state);
            const std::vector<real128> hessian = dense_hessian(p.network, kind::squared);
            for (const bool sampled : {false, true}) {
                CAPTURE(sampled);
                const owned_objective<T> of(p, kind::squared, sampled);
                const eigenvalue_result<T> result = certified(of, state.state);
                const double value = static_cast<double>(result.value);
                CHECK(is_top(hessian, value, rounding<T>(s) * value + static_cast<double>(result.error_bound)));
                if (how == residuals::zero) {
                    const real128 lambda = test::top_eigenvalue(p.network.kernel(), s.samples * s.outputs);
                    CHECK(std::fabs(value / static_cast<double>(lambda) - 1) <= 2 * rounding<T>(s));
                }
            }
        }
}

TEST_CASE_TEMPLATE("it is so for losses of the outputs, also where the loss is not convex", T, float, double)
{
    for (const kind loss : {kind::softmax, kind::logistic, kind::linear, kind::concave})
        for (const setting& s : settings) {
            CAPTURE(static_cast<int>(loss));
            CAPTURE(s.samples);
            CAPTURE(s.width);
            if (loss == kind::softmax && s.outputs == 1) continue;  // always zero
            reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 3);
            for (std::size_t i = 0; i < p.network.y.size(); ++i)
                p.network.y[i] = loss == kind::softmax ? real128(i % s.outputs == (i / s.outputs) % s.outputs)
                                                       : real128(i % 3 == 0 ? 1 : -1);
            const double width = static_cast<double>(s.width);
            owned_state<T> state(s.rank, s.outputs, keeps_factor({s.rank, s.outputs, width}) ? width : 1e300);
            p.write_state(state.state);
            const owned_objective<T> of(p, loss, true);

            aligned_memory memory = memory_for(loss_hessian<T>::bytes, of.dims(width));
            loss_hessian<T> hessian;
            REQUIRE(loss_hessian<T>::create(of.objective, of.dims(width), memory.span(), hessian) == status::ok);
            REQUIRE(hessian.update(state.state) == status::ok);
            const eigenvalue_result<T> result = certified(of, state.state);
            const double value = static_cast<double>(result.value), outside = static_cast<double>(hessian.outside());
            const std::vector<real128> dense = dense_hessian(p.network, loss);
            real128 size = 0;  // of the Hessian: not all of its eigenvalues are positive
            for (const real128& element : dense) size += element * element;
            const double allowed = rounding<T>(s) * static_cast<double>(square_root(size)) +
                                   static_cast<double>(result.error_bound);
            CHECK(is_top(dense, value, allowed));
            if (width <= static_cast<double>(s.rank + s.outputs)) continue;
            CHECK(outside > 0);
            CHECK(value >= outside);
            // Without curvature, all directions have the eigenvalues of those that the operator leaves out.
            if (loss == kind::linear || loss == kind::concave) CHECK(value - outside <= allowed);
            if (loss == kind::softmax) CHECK(value > 1.001 * outside);
        }
}

TEST_CASE_TEMPLATE("a singular Gram matrix is no obstacle", T, float, double)
{
    for (const bool zero : {false, true}) {
        const setting s = {5, 3, 2, 3, 50};
        reduced_problem<T> p(s.samples, s.inputs, s.outputs, s.rank, s.width, 5);
        for (std::size_t i = 0; i < s.width; ++i) {  // equal columns of V, and of U; or V = 0
            p.network.v[2 * i] = zero ? real128(0) : p.network.v[2 * i];
            p.network.v[2 * i + 1] = p.network.v[2 * i];
            p.network.u[3 * i + 1] = p.network.u[3 * i];
        }
        owned_state<T> state(s.rank, s.outputs);
        p.write_state(state.state);
        const std::vector<real128> dense = dense_hessian(p.network, kind::squared);
        const eigenvalue_result<T> result = certified(owned_objective<T>(p, kind::squared, false), state.state);
        const double value = static_cast<double>(result.value);
        // The Gram matrix may have been shifted by 64 (rank + outputs) ε of its diagonal.
        const double shifted = 128 * static_cast<double>(s.rank + s.outputs) * static_cast<double>(epsilon<T>);
        CHECK(is_top(dense, value, (rounding<T>(s) + shifted) * value + static_cast<double>(result.error_bound)));
    }
}

TEST_CASE("only the ratios of width, predictor and residual matter")
{
    // (n, ω, R) ↦ (s²n, sω, sR) changes neither ℓ nor Z/√n: the wide network has the Hessian of the one with 50 units.
    const double scale = 0x1p17;  // a width of about 10¹²
    for (const residuals how : {residuals::ordinary, residuals::large}) {
        reduced_problem<double> p(5, 3, 3, 3, 50, 7);
        set_targets(p, how);
        owned_state<double> state(3, 3);
        p.write_state(state.state);
        const double narrow = certified(owned_objective<double>(p, kind::squared, false), state.state).value;
        state.state.width *= scale * scale;
        for (std::size_t i = 0; i < 9; ++i) {
            state.state.predictor.data[i] *= scale;
            p.targets[i] *= scale;
        }
        const double wide = certified(owned_objective<double>(p, kind::squared, false), state.state).value;
        CHECK(std::fabs(wide / narrow - 1) <= 16 * epsilon<double>);
    }
}

TEST_CASE("at infinite width it is that of the Gauss-Newton matrix, and at 10^12 hardly another")
{
    for (const kind loss : {kind::squared, kind::softmax}) {
        reduced_problem<double> p(6, 5, 3, 4, 50, 11);
        const owned_objective<double> of(p, loss, loss != kind::squared);
        owned_state<double> state(4, 3);
        p.write_state(state.state);
        state.state.width = std::numeric_limits<double>::infinity();
        const double infinite = certified(of, state.state).value;
        state.state.width = 1e12;
        const double finite = certified(of, state.state).value;
        aligned_memory memory = memory_for(loss_hessian<double>::bytes, of.dims(1e12));
        loss_hessian<double> hessian;
        REQUIRE(loss_hessian<double>::create(of.objective, of.dims(1e12), memory.span(), hessian) == status::ok);
        REQUIRE(hessian.update(state.state) == status::ok);
        // The Gauss–Newton matrix has the same eigenvalues at all widths, and the rest has the norm σ_max(Z)/√n (Weyl).
        CHECK(hessian.outside() > 0);
        CHECK(hessian.outside() < 1e-4);
        CHECK(std::fabs(finite - infinite) <= hessian.outside() + 1e-13 * infinite);
        if (loss != kind::squared) continue;
        aligned_memory kernel_memory = memory_for(tangent_kernel<double>::bytes, network_dims{4, 3});
        tangent_kernel<double> kernel;
        REQUIRE(tangent_kernel<double>::create(p.data, state.state, kernel_memory.span(), kernel) == status::ok);
        std::vector<double> x(12, 0.0);
        const eigenvalue_options options = {0, 1000, 12};
        aligned_memory scratch = memory_for(lanczos_bytes<double>, std::size_t(12), options);
        eigenvalue_result<double> lambda;
        REQUIRE(lanczos<double>(make_operator<double>(kernel), options, x, scratch.span(), lambda) == status::ok);
        CHECK(std::fabs(lambda.value / infinite - 1) <= 1e-13);
    }
}

TEST_CASE("the unit of the data scales it by 4^exponent, to the bit")
{
    for (const bool sampled : {false, true}) {
        reduced_problem<double> p(5, 3, 2, 3, 50, 7);
        owned_state<double> state(3, 2);
        p.write_state(state.state);
        const double ordinary = certified(owned_objective<double>(p, kind::squared, sampled), state.state).value;
        for (const int exponent : {-40, 30}) {
            reduced_problem<double> scaled = p;  // its reduced data still refer to p
            scaled.data.exponent = exponent;
            owned_objective<double> of(scaled, kind::squared, sampled);
            for (double& y : of.targets) y = std::ldexp(y, exponent);
            CHECK(certified(of, state.state).value == std::ldexp(ordinary, 2 * exponent));
        }
    }
}

TEST_CASE("it is followed along a catapult in few products")
{
    reduced_problem<double> p(40, 30, 3, 25, 60, 3);
    owned_state<double> state(25, 3);
    p.write_state(state.state);
    state.state.width = 1e4;  // the deviations of width 60 serve as an ordinary state
    owned_model<double> m(p.data, state.state);
    const owned_objective<double> of(p, kind::squared, false);
    const hessian_dims dims = of.dims(1e4);
    aligned_memory memory = memory_for(sharpness<double>::bytes, dims),
                   scratch = memory_for(sharpness<double>::certify_bytes, dims);
    sharpness<double> top;
    REQUIRE(sharpness<double>::create(of.objective, dims, lambda_tolerance, memory.span(), top) == status::ok);
    eigenvalue_result<double> result;
    REQUIRE(top.certify(state.state, scratch.span(), result) == status::ok);
    const double eta = 3 / result.value, start = result.value;
    std::size_t products = 0;
    double highest = 0;
    constexpr std::size_t steps = 60;
    for (std::size_t step = 0; step < steps; ++step) {
        REQUIRE(m.model.step(eta) == status::ok);
        REQUIRE(m.model.state(state.state) == status::ok);
        REQUIRE(top.update(state.state, result) == status::ok);
        products += result.products;
        highest = std::fmax(highest, result.value);
        CHECK(result.error_bound <= 1e-11 * result.value);
        if (step % 10 != 5) continue;
        const double exact = certified(of, state.state).value;
        CHECK(std::fabs(result.value - exact) <= result.error_bound + 1e-13 * exact);
    }
    MESSAGE("sharpness ", start, " to ", result.value, ", at most ", highest, ", ", static_cast<double>(products) / steps,
            " products a step");
    CHECK(result.value * eta < 2);
    CHECK(products <= 25 * steps);
}

TEST_CASE("what does not fit is refused, and the Hessian does not depend on its memory's past")
{
    reduced_problem<double> p(4, 3, 2, 3, 20, 1);
    const owned_objective<double> reduced(p, kind::squared, false), sampled(p, kind::squared, true);
    owned_state<double> state(3, 2), other(2, 2), narrow(3, 2, 4);
    p.write_state(state.state);
    aligned_memory memory = memory_for(loss_hessian<double>::bytes, sampled.dims(20));
    loss_hessian<double> hessian;
    CHECK(hessian.rows() == 0);
    CHECK(hessian.update(state.state) == status::invalid_argument);
    CHECK(loss_hessian<double>::create(reduced.objective, sampled.dims(20), memory.span(), hessian) == status::shape_mismatch);
    CHECK(loss_hessian<double>::create(sampled.objective, reduced.dims(20), memory.span(), hessian) == status::shape_mismatch);
    CHECK(loss_hessian<double>::create(reduced.objective, {{3, 1, 20}, 0}, memory.span(), hessian) == status::shape_mismatch);
    training_objective<double> flat = sampled.objective;
    flat.loss.curvature = nullptr;
    CHECK(loss_hessian<double>::create(flat, sampled.dims(20), memory.span(), hessian) == status::invalid_argument);
    const workspace small(memory.span().data(), memory.span().size() - 64);
    CHECK(loss_hessian<double>::create(sampled.objective, sampled.dims(20), small, hessian) == status::workspace_too_small);
    REQUIRE(loss_hessian<double>::create(sampled.objective, sampled.dims(20), memory.span(), hessian) == status::ok);
    REQUIRE(hessian.rows() == 3 * 2 + 3 * 2 + 5 * 2);
    CHECK(hessian.update(other.state) == status::shape_mismatch);
    CHECK(hessian.update(narrow.state) == status::shape_mismatch);

    std::vector<double> x(hessian.rows(), 1.0), first(hessian.rows()), second(hessian.rows());
    REQUIRE(hessian.update(state.state) == status::ok);
    hessian.apply(x.data(), first.data());
    const double kept = state.state.first_deviation.get(1, 0);
    state.state.first_deviation.set(1, 0, std::numeric_limits<double>::quiet_NaN());
    CHECK(hessian.update(state.state) == status::not_finite);
    state.state.first_deviation.set(1, 0, 1e3);
    CHECK(hessian.update(state.state) == status::invalid_argument);  // no Gram matrix
    state.state.first_deviation.set(1, 0, kept);
    REQUIRE(hessian.update(state.state) == status::ok);
    hessian.apply(x.data(), second.data());
    CHECK(first == second);

    std::size_t bytes = 0;
    CHECK(loss_hessian<double>::bytes({{0, 1, 5}, 0}, bytes) == status::invalid_argument);
    CHECK(loss_hessian<double>::bytes({{SIZE_MAX / 64, 64, 1e30}, 0}, bytes) == status::size_overflow);
    CHECK(sharpness<double>::bytes({{3, 2, 20}, SIZE_MAX}, bytes) == status::size_overflow);
    aligned_memory whole = memory_for(sharpness<double>::bytes, reduced.dims(20));
    sharpness<double> top;
    CHECK(sharpness<double>::create(reduced.objective, reduced.dims(20), -1, whole.span(), top) == status::invalid_argument);
}
