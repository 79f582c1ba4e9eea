// The statuses of what is observed of a state: sharpness, spectrum and the curvature of batches.
#include "support/small_problem.hpp"
#include "support/statuses.hpp"

#include <cmath>

#include "catapult/catapult.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// Dimensions that every object of a network refuses.
template <class Refused>
void refuses_dims(Refused refused)
{
    for (const network_dims& wrong : {network_dims{0, 1}, network_dims{1, 0}, network_dims{2, 1, 0.5}, network_dims{2, 1, 2.5}})
        refused(status::invalid_argument, wrong);
    for (const double width : {not_a_number<double>, -infinite<double>}) refused(status::not_finite, network_dims{2, 1, width});
    for (const network_dims& large : {network_dims{far, 1}, network_dims{1, far}, network_dims{far, far}})
        refused(status::size_overflow, large);
}

/// Objectives of a small_problem whose curvature no object takes.
template <class T, class Refused>
void refuses_objectives(const small_problem<T>& p, Refused refused)
{
    const auto with = [&](status expected, auto change) { refused(expected, changed(p.objective, change)); };
    with(status::invalid_argument, [](auto& o) { o.data.samples = 0; });
    with(status::invalid_argument, [](auto& o) { o.data.rank = 0; });
    with(status::invalid_argument, [](auto& o) { o.data.outputs = 0; });
    with(status::invalid_argument, [](auto& o) { o.data.exponent = std::numeric_limits<T>::max_exponent / 2; });
    with(status::invalid_argument, [](auto& o) { o.data.exponent = std::numeric_limits<T>::min_exponent / 2; });
    with(status::shape_mismatch, [](auto& o) { o.data.rank = 3; });
    with(status::shape_mismatch, [](auto& o) { o.data.outputs = 2; });
    with(status::shape_mismatch, [](auto& o) { o.data.singular_values = {o.data.singular_values.data(), 1}; });
    with(status::shape_mismatch, [](auto& o) { o.inputs.rows = 2; });
    with(status::shape_mismatch, [](auto& o) { o.inputs.columns = 1; });
    with(status::shape_mismatch, [](auto& o) { o.inputs.stride = 3; });
    with(status::shape_mismatch, [](auto& o) { o.targets.rows = 2; });
    with(status::shape_mismatch, [](auto& o) { o.targets.columns = 2; });
    with(status::shape_mismatch, [](auto& o) { o.targets.stride = 2; });
    with(status::invalid_argument, [](auto& o) { o.loss.value = nullptr; });
    with(status::invalid_argument, [](auto& o) { o.loss.curvature = nullptr; });
    // Without inputs the targets are those of the reduced data.
    with(status::shape_mismatch, [](auto& o) { o.inputs = {}, o.data.targets.rows = 1; });
    with(status::shape_mismatch, [](auto& o) { o.inputs = {}, o.data.targets.columns = 2; });
}

/// States of wrong shapes and widths.
template <class T, class Refused>
void refuses_states(const network_state<T>& state, Refused refused)
{
    const auto with = [&](status expected, auto change) { refused(expected, changed(state, change)); };
    for (const double width : {0.0, 0.5, -2.0}) with(status::invalid_argument, [&](auto& s) { s.width = width; });
    for (const double width : {not_a_number<double>, -infinite<double>})
        with(status::not_finite, [&](auto& s) { s.width = width; });
    with(status::shape_mismatch, [](auto& s) { s.first_deviation.rows = 1; });
    with(status::shape_mismatch, [](auto& s) { s.predictor.rows = 1; });
    with(status::shape_mismatch, [](auto& s) { s.predictor.columns = 2; });
    with(status::shape_mismatch, [](auto& s) { s.second_deviation.rows = 2; });
    with(status::shape_mismatch, [](auto& s) { s.second_deviation.columns = 2; });
    with(status::shape_mismatch, [](auto& s) { s.width = 2; });  // which has layers
}

/// A narrow network of two hidden units, with layers of ones.
template <class T>
struct narrow_state {
    static constexpr network_dims dims = {2, 1, 2};
    aligned_memory memory = memory_for(network_state_bytes<T>, dims);
    network_state<T> state;

    narrow_state()
    {
        REQUIRE(create_network_state<T>(dims, memory.span(), state) == status::ok);
        for (std::size_t i = 0; i < 4; ++i) state.first_layer.data[i] = 1;
        for (std::size_t i = 0; i < 2; ++i) state.second_layer.data[i] = 1;
    }
    narrow_state(const narrow_state&) = delete;
};

/// The largest exponent of data that are in_range(), whose largest singular value is 2 and whose samples are three.
template <class T>
constexpr int largest_exponent = (std::numeric_limits<T>::max_exponent - 12) / 2;

}  // namespace

TEST_CASE_TEMPLATE("sharpness.hpp", T, float, double)
{
    const small_problem<T> p;
    const hessian_dims dims = {{2, 1, 100}, 3};
    loss_hessian<T> hessian;
    sharpness<T> top;
    eigenvalue_result<T> result;
    const auto refuses_bytes_of = [](status expected, const hessian_dims& wrong) {
        refuses_bytes(expected, loss_hessian<T>::bytes, wrong);
        refuses_bytes(expected, sharpness<T>::bytes, wrong);
        refuses_bytes(expected, sharpness<T>::certify_bytes, wrong);
    };
    aligned_memory memory = memory_for(loss_hessian<T>::bytes, dims), whole = memory_for(sharpness<T>::bytes, dims),
                   proof = memory_for(sharpness<T>::certify_bytes, dims);
    const auto refused = [&](status expected, const training_objective<T>& objective, const hessian_dims& size) {
        refuses(
            expected, [&] { return loss_hessian<T>::create(objective, size, memory.span(), hessian); }, hessian);
        refuses(
            expected, [&] { return sharpness<T>::create(objective, size, 1e-6, whole.span(), top); }, top);
    };
    refuses_dims([&](status expected, const network_dims& wrong) {
        refuses_bytes_of(expected, {wrong, 3});
        if (expected != status::size_overflow) refused(expected, p.objective, {wrong, 3});
    });
    refuses_bytes_of(status::size_overflow, {{2, 1}, far});
    refuses_objectives(p, [&](status expected, const training_objective<T>& wrong) { refused(expected, wrong, dims); });
    refused(status::shape_mismatch, p.objective, {{2, 1, 100}, 0});
    refused(status::shape_mismatch, changed(p.objective, [](auto& o) { o.inputs = {}; }), dims);
    for (const auto& [tolerance, expected] : {std::pair<double, status>{-1, status::invalid_argument},
                                              {not_a_number<double>, status::not_finite},
                                              {infinite<double>, status::not_finite}})
        refuses(
            expected, [&, t = tolerance] { return sharpness<T>::create(p.objective, dims, t, whole.span(), top); }, top);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return loss_hessian<T>::create(p.objective, dims, w, hessian); }, hessian);
    refuses_workspaces(
        whole.span().size(), [&](workspace w) { return sharpness<T>::create(p.objective, dims, 1e-6, w, top); }, top);

    REQUIRE(loss_hessian<T>::create(p.objective, dims, memory.span(), hessian) == status::ok);
    REQUIRE(sharpness<T>::create(p.objective, dims, 1e-6, whole.span(), top) == status::ok);
    const auto refused_state = [&](status expected, const network_state<T>& state) {
        CHECK(hessian.update(state) == expected);
        refuses(
            expected, [&] { return top.update(state, result); }, result);
        refuses(
            expected, [&] { return top.certify(state, proof.span(), result); }, result);
    };
    const auto with = [&](status expected, T& place, T value, const network_state<T>& state) {
        const T before = place;
        place = value;
        refused_state(expected, state);
        place = before;
    };
    refuses_states(p.state, refused_state);
    refused_state(status::shape_mismatch, narrow_state<T>().state);
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        with(status::not_finite, p.state.first_deviation.data[0], bad, p.state);
        with(status::not_finite, p.state.predictor(1, 0), bad, p.state);
        with(status::not_finite, p.state.second_deviation(0, 0), bad, p.state);
    }
    with(status::invalid_argument, p.state.first_deviation.data[0], T(-2), p.state);  // no Gram matrix
    with(status::invalid_argument, p.state.second_deviation(0, 0), T(-2), p.state);   // nor here
    refuses_workspaces(
        proof.span().size(), [&](workspace w) { return top.certify(p.state, w, result); }, result);

    // A narrow network has layers, and with them as many directions as weights.
    narrow_state<T> narrow;
    const hessian_dims of_narrow = {narrow.dims, 3};
    aligned_memory narrow_memory = memory_for(loss_hessian<T>::bytes, of_narrow),
                   narrow_whole = memory_for(sharpness<T>::bytes, of_narrow);
    REQUIRE(loss_hessian<T>::create(p.objective, of_narrow, narrow_memory.span(), hessian) == status::ok);
    REQUIRE(sharpness<T>::create(p.objective, of_narrow, 1e-6, narrow_whole.span(), top) == status::ok);
    CHECK(hessian.rows() == 2 * 3);
    refused_state(status::shape_mismatch, p.state);
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        with(status::not_finite, narrow.state.first_layer(1, 0), bad, narrow.state);
        with(status::not_finite, narrow.state.second_layer(1, 0), bad, narrow.state);
    }
    // Outputs that overflow, and their gradient.
    with(status::not_finite, narrow.state.first_layer(1, 0), std::numeric_limits<T>::max(), narrow.state);
    REQUIRE(top.update(narrow.state, result) == status::ok);

    // A gradient that overflows although the outputs do not, without inputs; and a sharpness too large for the caller's units.
    const hessian_dims reduced = {{2, 1, 100}, 0};
    training_objective<T> objective = changed(p.objective, [](auto& o) { o.inputs = {}; });
    REQUIRE(loss_hessian<T>::create(objective, reduced, memory.span(), hessian) == status::ok);
    REQUIRE(sharpness<T>::create(objective, reduced, 1e-6, whole.span(), top) == status::ok);
    with(status::not_finite, p.state.predictor(0, 0), std::numeric_limits<T>::max() / 2,
         changed(p.state, [](auto& s) { s.width = infinite<double>; }));
    objective.data.exponent = largest_exponent<T>;
    REQUIRE(sharpness<T>::create(objective, reduced, 1e-6, whole.span(), top) == status::ok);
    REQUIRE(top.update(p.state, result) == status::ok);
    const T before = p.state.first_deviation.data[0];
    p.state.first_deviation.data[0] = T(0x1p14);
    refuses(
        status::not_finite, [&] { return top.update(p.state, result); }, result);
    p.state.first_deviation.data[0] = before;
}

TEST_CASE_TEMPLATE("spectrum.hpp", T, float, double)
{
    using spectrum = kernel_spectrum<T>;
    const small_problem<T> p;
    const network_dims dims = {2, 1, 100};
    const reduced_data<T>& data = p.objective.data;
    spectrum s;
    refuses_dims([&](status expected, const network_dims& wrong) {
        refuses_bytes(expected, spectrum::bytes, wrong, std::size_t(1));
        refuses(
            expected, [&] { return spectrum::create(wrong, 1, 0, {}, s); }, s);
    });
    for (const std::size_t count : {std::size_t(0), std::size_t(3), far}) {
        refuses_bytes(status::invalid_argument, spectrum::bytes, dims, count);
        refuses(
            status::invalid_argument, [&] { return spectrum::create(dims, count, 0, {}, s); }, s);
    }
    aligned_memory memory(required_bytes(spectrum::bytes, dims, 2));
    for (const auto& [tolerance, expected] : {std::pair<double, status>{-1, status::invalid_argument},
                                              {not_a_number<double>, status::not_finite},
                                              {infinite<double>, status::not_finite}})
        refuses(
            expected, [&, t = tolerance] { return spectrum::create(dims, 2, t, memory.span(), s); }, s);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return spectrum::create(dims, 2, 1e-6, w, s); }, s);

    REQUIRE(spectrum::create(dims, 2, 1e-6, memory.span(), s) == status::ok);
    std::vector<eigenvalue_result<T>> results(2);
    const auto update = [&](const reduced_data<T>& d, const network_state<T>& state) { return s.update(d, state, results); };
    T number = 7;
    const auto refused = [&](status expected, const reduced_data<T>& d, const network_state<T>& state) {
        refuses(
            expected, [&] { return update(d, state); }, results);
        refuses(
            expected, [&] { return kernel_trace<T>(d, state, number); }, number);
    };
    refused(status::invalid_argument, changed(data, [](auto& d) { d.samples = 0; }), p.state);
    refused(status::invalid_argument, changed(data, [](auto& d) { d.rank = 0; }), p.state);
    refused(status::invalid_argument, changed(data, [](auto& d) { d.outputs = 0; }), p.state);
    refused(status::shape_mismatch, changed(data, [](auto& d) { d.rank = 3; }), p.state);
    refused(status::shape_mismatch, changed(data, [](auto& d) { d.outputs = 2; }), p.state);
    refused(status::shape_mismatch, changed(data, [](auto& d) { d.singular_values = {d.singular_values.data(), 1}; }), p.state);
    refuses_states(p.state, [&](status expected, const network_state<T>& state) {
        refused(expected, data, state);
        refuses(
            expected, [&] { return layer_alignment<T>(state, number); }, number);
    });
    // Data and state that fit each other, but not the spectrum.
    const small_problem<T> of_two(2);
    refuses(
        status::shape_mismatch, [&] { return update(of_two.objective.data, of_two.state); }, results);
    const narrow_state<T> narrow;
    refuses(
        status::shape_mismatch, [&] { return update(data, narrow.state); }, results);
    const std::vector<T> one = {1};
    reduced_data<T> of_one = data;
    of_one.rank = 1;
    of_one.singular_values = one;
    aligned_memory one_memory = memory_for(network_state_bytes<T>, network_dims{1, 1});
    network_state<T> state_of_one;
    REQUIRE(create_network_state<T>({1, 1}, one_memory.span(), state_of_one) == status::ok);
    refuses(
        status::shape_mismatch, [&] { return update(of_one, state_of_one); }, results);
    std::vector<eigenvalue_result<T>> more(3);
    refuses(
        status::shape_mismatch, [&] { return s.update(data, p.state, more); }, more);

    const auto with = [&](status expected, T& place, T value, const reduced_data<T>& d) {
        const T before = place;
        place = value;
        refused(expected, d, p.state);
        place = before;
    };
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        with(status::not_finite, p.state.first_deviation.data[0], bad, data);
        with(status::not_finite, p.state.second_deviation(0, 0), bad, data);
    }
    const reduced_data<T> large = changed(data, [](auto& d) { d.exponent = largest_exponent<T>; });
    REQUIRE(update(large, p.state) == status::ok);
    with(status::not_finite, p.state.first_deviation.data[0], T(0x1p14), large);

    std::vector<T> parts(2, 7);
    for (const matrix_view<const T> wrong : {matrix_view<const T>(parts.data(), 1, 1), matrix_view<const T>(parts.data(), 2, 0)})
        refuses(
            status::shape_mismatch, [&] { return s.project(wrong, parts); }, parts);
    refuses(
        status::shape_mismatch,
        [&] {
            return s.project(p.state.predictor, {parts.data(), 1});
        },
        parts);

    // A layer that is zero has no direction.
    network_state<T> state = p.state;
    const auto aligned_with = [&](status expected, T& place, T value) {
        const T before = place;
        place = value;
        refuses(
            expected, [&] { return layer_alignment<T>(state, number); }, number);
        place = before;
    };
    aligned_with(status::invalid_argument, state.second_deviation(0, 0), T(-1));
    aligned_with(status::not_finite, state.second_deviation(0, 0), not_a_number<T>);
    aligned_with(status::not_finite, state.predictor(0, 0), infinite<T>);
    refuses(
        status::invalid_argument, [&] { return layer_alignment<T>({}, number); }, number);
}

TEST_CASE_TEMPLATE("batch_sharpness.hpp", T, float, double)
{
    using curvature = batch_sharpness<T>;
    const small_problem<T> p;
    const network_dims dims = {2, 1, 100};
    curvature c;
    directional_curvature<T> result = {7, 8};
    aligned_memory memory = memory_for(curvature::bytes, dims);
    refuses_dims([&](status expected, const network_dims& wrong) {
        refuses_bytes(expected, curvature::bytes, wrong);
        if (expected != status::size_overflow)
            refuses(
                expected, [&] { return curvature::create(p.objective, wrong, memory.span(), c); }, c);
    });
    refuses_objectives(p, [&](status expected, const training_objective<T>& wrong) {
        refuses(
            expected, [&] { return curvature::create(wrong, dims, memory.span(), c); }, c);
    });
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return curvature::create(p.objective, dims, w, c); }, c);

    REQUIRE(curvature::create(p.objective, dims, memory.span(), c) == status::ok);
    const auto refused = [&](status expected, const network_state<T>& state, span<const std::size_t> batch) {
        refuses(
            expected, [&] { return c.measure(state, batch, result); }, result);
    };
    const std::size_t good[] = {0, 2, 2}, bad[] = {0, 3};
    refused(status::invalid_argument, p.state, bad);
    refuses_states(p.state, [&](status expected, const network_state<T>& state) { refused(expected, state, good); });
    for (const T wrong : {not_a_number<T>, infinite<T>, -infinite<T>})
        for (T* const place : {&p.state.first_deviation.data[0], &p.state.predictor(0, 0), &p.state.second_deviation(0, 0)}) {
            const T before = *place;
            *place = wrong;
            refused(status::not_finite, p.state, good);
            *place = before;
        }
    REQUIRE(curvature::create(changed(p.objective, [](auto& o) { o.inputs = {}; }), dims, memory.span(), c) == status::ok);
    refused(status::invalid_argument, p.state, good);
    CHECK(c.measure(p.state, {}, result) == status::ok);
}
