// The statuses of data, weights, eigenvalues, products and instruction sets.
#include "support/statuses.hpp"

#include <cstdint>
#include <string>

#include "catapult/catapult.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

template <class T>
constexpr T values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 12, 14, 15, 17, 16, 19};

template <class T>
matrix_view<const T> rows_of(std::size_t rows, std::size_t columns)
{
    return {values<T>, rows, columns};
}

/// `rows` × `columns` ordinary numbers, with `bad` in one place.
template <class T>
struct spoilt {
    std::vector<T> elements;
    matrix_view<const T> view;
    spoilt(std::size_t rows, std::size_t columns, T bad)
        : elements(values<T>, values<T> + rows * columns), view(elements.data(), rows, columns)
    {
        elements[rows * columns / 2] = bad;
    }
};

}  // namespace

TEST_CASE("every status has a text of its own")
{
    std::vector<std::string> texts;
    for (int i = 0; i <= static_cast<int>(status::out_of_memory); ++i) {
        const std::string text = status_text(static_cast<status>(i));
        CHECK(!text.empty());
        for (const std::string& other : texts) CHECK(text != other);
        texts.push_back(text);
    }
    CHECK(texts.size() == 13);
}

TEST_CASE("isa.hpp")
{
    isa which = isa::neon;
    refuses(
        status::unknown_name, [&] { return isa_from_name("mmx", which); }, which);
    refuses(
        status::unknown_name, [&] { return isa_from_name("", which); }, which);
    refuses(
        status::unknown_name, [&] { return isa_from_name(nullptr, which); }, which);
    // No processor has both of these sets.
    const isa before = isa_in_use();
    int missing = 0;
    for (int i = 0; i < isa_count; ++i) {
        const isa wanted = static_cast<isa>(i);
        if (isa_available(wanted)) continue;
        ++missing;
        CHECK(limit_isa(wanted) == status::unsupported);
        CHECK(isa_in_use() == before);
    }
    CHECK(missing > 0);
    CHECK(!(isa_available(isa::neon) && isa_available(isa::sse2)));
}

TEST_CASE_TEMPLATE("data_reduction.hpp", T, float, double)
{
    using reduction = data_reduction<T>;
    const data_dims dims{3, 2, 1, true};
    std::size_t bytes = 7;
    for (const data_dims& wrong : {data_dims{0, 2, 1, false}, data_dims{3, 0, 1, false}, data_dims{3, 2, 0, false}}) {
        refuses_bytes(status::invalid_argument, reduction::bytes, wrong);
        reduction r;
        aligned_memory memory(1 << 16);
        refuses(
            status::invalid_argument, [&] { return reduction::create(wrong, memory.span(), r); }, r);
    }
    refuses_bytes(status::size_overflow, reduction::bytes, data_dims{far, far, 1, false});
    REQUIRE(reduction::bytes(dims, bytes) == status::ok);
    reduction r;
    refuses(
        status::size_overflow,
        [&] {
            return reduction::create({far, far, 1, false}, {}, r);
        },
        r);
    refuses_workspaces(
        bytes, [&](workspace w) { return reduction::create(dims, w, r); }, r);

    aligned_memory memory(bytes);
    REQUIRE(reduction::create(dims, memory.span(), r) == status::ok);
    refuses(status::shape_mismatch, [&] { return r.add(rows_of<T>(0, 2), rows_of<T>(0, 1)); });
    refuses(status::shape_mismatch, [&] { return r.add(rows_of<T>(2, 2), rows_of<T>(1, 1)); });
    refuses(status::shape_mismatch, [&] { return r.add(rows_of<T>(1, 3), rows_of<T>(1, 1)); });
    refuses(status::shape_mismatch, [&] { return r.add(rows_of<T>(1, 2), rows_of<T>(1, 2)); });
    refuses(status::shape_mismatch, [&] { return r.add(rows_of<T>(4, 2), rows_of<T>(4, 1)); });
    for (const T bad : {not_a_number<T>, infinite<T>, -infinite<T>}) {
        refuses(status::not_finite, [&] { return r.add(spoilt<T>(2, 2, bad).view, rows_of<T>(2, 1)); });
        refuses(status::not_finite, [&] { return r.add(rows_of<T>(2, 2), spoilt<T>(2, 1, bad).view); });
    }
    reduced_data<T> data;
    data.samples = 99;
    REQUIRE(r.add(rows_of<T>(2, 2), rows_of<T>(2, 1)) == status::ok);
    refuses(
        status::shape_mismatch, [&] { return r.finish(data); }, data);
    // The refused blocks must not have changed the sums.
    REQUIRE(r.add({values<T> + 4, 1, 2}, {values<T> + 2, 1, 1}) == status::ok);
    REQUIRE(r.finish(data) == status::ok);
    CHECK(data.samples == 3);

    const T zeros[4] = {};
    REQUIRE(reduction::create({2, 2, 1, true}, memory.span(), r) == status::ok);
    REQUIRE(r.add({zeros, 2, 2}, rows_of<T>(2, 1)) == status::ok);
    refuses(
        status::zero_inputs, [&] { return r.finish(data); }, data);
    refuses(
        status::zero_inputs, [&] { return r.finish(data); }, data);

    // The targets have the largest size in three directions at once.
    const T top = std::numeric_limits<T>::max();
    const T large[3] = {top, top, top}, ones[3] = {1, 1, 1};
    REQUIRE(reduction::bytes({3, 1, 1, false}, bytes) == status::ok);
    REQUIRE(bytes <= memory.span().size());
    REQUIRE(reduction::create({3, 1, 1, false}, memory.span(), r) == status::ok);
    REQUIRE(r.add({ones, 3, 1}, {large, 3, 1}) == status::ok);
    refuses(
        status::invalid_argument, [&] { return r.finish(data); }, data);

    // Inputs and targets at opposite ends of the range: targets that vanish beside the inputs are zero, and those that are too
    // large for the unit of the inputs are refused.
    const T least = std::numeric_limits<T>::denorm_min(), tiny[3] = {least, least, least};
    REQUIRE(reduction::create({3, 1, 1, false}, memory.span(), r) == status::ok);
    REQUIRE(r.add({large, 3, 1}, {tiny, 3, 1}) == status::ok);
    REQUIRE(r.finish(data) == status::ok);
    CHECK(data.targets(0, 0) == 0);
    REQUIRE(reduction::create({3, 1, 1, false}, memory.span(), r) == status::ok);
    REQUIRE(r.add({tiny, 3, 1}, {large, 3, 1}) == status::ok);
    refuses(
        status::invalid_argument, [&] { return r.finish(data); }, data);
}

TEST_CASE_TEMPLATE("dense.hpp", T, float, double)
{
    std::vector<T> y(3, 9);
    const auto x = [](std::size_t n) { return span<const T>(values<T>, n); };
    refuses(
        status::shape_mismatch, [&] { return matrix_vector<T>(rows_of<T>(3, 2), x(3), y); }, y);
    refuses(
        status::shape_mismatch, [&] { return matrix_vector<T>(rows_of<T>(2, 2), x(2), y); }, y);
    refuses(
        status::shape_mismatch, [&] { return transposed_matrix_vector<T>(rows_of<T>(2, 3), x(3), y); }, y);
    refuses(
        status::shape_mismatch, [&] { return transposed_matrix_vector<T>(rows_of<T>(2, 2), x(2), y); }, y);
}

TEST_CASE_TEMPLATE("draw_weights.hpp", T, float, double)
{
    std::vector<T> u(6, 5), v(3, 5);
    refuses(
        status::shape_mismatch,
        [&] {
            return draw_weights<T>(1, 0, {u.data(), 3, 2}, {v.data(), 2, 1});
        },
        u, v);
    refuses(
        status::invalid_argument,
        [&] {
            return draw_weights<T>(1, UINT64_MAX - 1, {u.data(), 3, 2}, {v.data(), 3, 1});
        },
        u, v);
    refuses(
        status::invalid_argument,
        [&] {
            return draw_weights<T>(1, UINT64_MAX / 2, {u.data(), 3, 2}, {v.data(), 3, 1});
        },
        u, v);
}

namespace {

template <class T>
struct scaled_identity {
    T scale;
    std::size_t size = 3;
    std::size_t rows() const { return size; }
    void apply(const T* x, T* y) const
    {
        // One direction is twice as steep, so that the iteration has work to do.
        for (std::size_t i = 0; i < size; ++i) y[i] = scale * (i == 1 ? T(2) : T(1) + T(i) / 8) * x[i];
    }
};

}  // namespace

TEST_CASE_TEMPLATE("eigenvalue.hpp: power_iteration and lanczos", T, float, double)
{
    scaled_identity<T> identity{1};
    const auto op = make_operator<T>(identity);
    std::size_t bytes = 7;
    refuses_bytes(status::invalid_argument, power_iteration_bytes<T>, 0);
    refuses_bytes(status::size_overflow, power_iteration_bytes<T>, far);
    refuses_bytes(status::invalid_argument, lanczos_bytes<T>, 0, eigenvalue_options{});
    refuses_bytes(status::invalid_argument, lanczos_bytes<T>, 3, eigenvalue_options{1e-10, 10, 1});
    refuses_bytes(status::size_overflow, lanczos_bytes<T>, far, eigenvalue_options{});

    using solver = status (*)(const symmetric_operator<T>&, const eigenvalue_options&, span<T>, workspace, eigenvalue_result<T>&);
    const solver solvers[] = {&power_iteration<T>, &lanczos<T>};
    const std::size_t sizes[] = {[&] {
                                     REQUIRE(power_iteration_bytes<T>(3, bytes) == status::ok);
                                     return bytes;
                                 }(),
                                 [&] {
                                     REQUIRE(lanczos_bytes<T>(3, {}, bytes) == status::ok);
                                     return bytes;
                                 }()};
    for (const int which : {0, 1}) {
        CAPTURE(which);
        const solver solve = solvers[which];
        aligned_memory memory(sizes[which]);
        std::vector<T> vector = {1, 2, 3};
        eigenvalue_result<T> result;
        result.value = 77;
        const auto refused = [&](status expected, const symmetric_operator<T>& o, const eigenvalue_options& options,
                                 span<T> start) {
            refuses(
                expected, [&] { return solve(o, options, start, memory.span(), result); }, vector, result);
        };
        refused(status::invalid_argument, {0, op.apply, op.context}, {}, span<T>());
        refused(status::invalid_argument, {3, nullptr, nullptr}, {}, vector);
        refused(status::invalid_argument, op, {-1e-3, 10, 8}, vector);
        refused(status::invalid_argument, op, {1e-3, 0, 8}, vector);
        refused(status::not_finite, op, {not_a_number<double>, 10, 8}, vector);
        refused(status::not_finite, op, {infinite<double>, 10, 8}, vector);
        refused(status::shape_mismatch, op, {}, span<T>(vector.data(), 2));
        if (which == 1) refused(status::invalid_argument, op, {1e-3, 10, 1}, vector);
        refuses_workspaces(
            sizes[which], [&](workspace w) { return solve(op, {}, vector, w, result); }, vector, result);
        for (const T bad : {not_a_number<T>, infinite<T>}) {
            vector[1] = bad;
            refused(status::not_finite, op, {}, vector);
            vector[1] = 2;
            scaled_identity<T> broken{bad};
            refused(status::not_finite, make_operator<T>(broken), {}, vector);
        }
        // This status alone gives an answer: the best value found and its bound.
        CHECK(solve(op, {0, 1, 8}, vector, memory.span(), result) == status::not_converged);
        CHECK(result.products == 1);
        CHECK(result.value != 77);
        CHECK(result.error_bound > 0);
    }
}

TEST_CASE_TEMPLATE("eigenvalue.hpp: eigenvalue_tracker", T, float, double)
{
    using tracker = eigenvalue_tracker<T>;
    scaled_identity<T> identity{1, 12};
    const auto op = make_operator<T>(identity);
    const eigenvalue_options options{0, 2, 8};
    tracker t;
    aligned_memory memory = memory_for(tracker::bytes, 12, options);
    const std::size_t needed = memory.span().size();
    refuses_bytes(status::invalid_argument, tracker::bytes, 0, options);
    refuses_bytes(status::invalid_argument, tracker::bytes, 12, eigenvalue_options{0, 2, 3});
    refuses_bytes(status::size_overflow, tracker::bytes, far, options);
    refuses(
        status::invalid_argument, [&] { return tracker::create(0, options, memory.span(), t); }, t);
    refuses(
        status::invalid_argument,
        [&] {
            return tracker::create(12, {-1, 2, 8}, memory.span(), t);
        },
        t);
    refuses(
        status::invalid_argument,
        [&] {
            return tracker::create(12, {0, 0, 8}, memory.span(), t);
        },
        t);
    refuses(
        status::invalid_argument,
        [&] {
            return tracker::create(12, {0, 2, 3}, memory.span(), t);
        },
        t);
    refuses(
        status::not_finite,
        [&] {
            return tracker::create(12, {not_a_number<double>, 2, 8}, memory.span(), t);
        },
        t);
    refuses(
        status::not_finite,
        [&] {
            return tracker::create(12, {infinite<double>, 2, 8}, memory.span(), t);
        },
        t);
    refuses_workspaces(
        needed, [&](workspace w) { return tracker::create(12, options, w, t); }, t);

    REQUIRE(tracker::create(12, options, memory.span(), t) == status::ok);
    eigenvalue_result<T> result;
    refuses(
        status::shape_mismatch,
        [&] {
            return t.update({11, op.apply, op.context}, result);
        },
        result);
    refuses(
        status::shape_mismatch,
        [&] {
            return t.update({12, nullptr, nullptr}, result);
        },
        result);
    scaled_identity<T> broken{not_a_number<T>, 12};
    refuses(
        status::not_finite, [&] { return t.update(make_operator<T>(broken), result); }, result);
    CHECK(t.update(op, result) == status::not_converged);
    CHECK(result.value > 0);
}

TEST_CASE_TEMPLATE("weights.hpp: weights_reduction", T, float, double)
{
    using reduction = weights_reduction<T>;
    const weights_dims dims{3, 1, 2};
    const T basis_values[6] = {1, 0, 0, 0, 1, 0};
    const matrix_view<const T> basis(basis_values, 2, 3);
    reduction r;
    aligned_memory memory = memory_for(reduction::bytes, dims);
    for (const weights_dims& wrong :
         {weights_dims{0, 1, 2}, weights_dims{3, 0, 2}, weights_dims{3, 1, 0}, weights_dims{3, 1, 4}}) {
        refuses_bytes(status::invalid_argument, reduction::bytes, wrong);
        refuses(
            status::invalid_argument, [&] { return reduction::create(wrong, basis, memory.span(), r); }, r);
    }
    refuses_bytes(status::size_overflow, reduction::bytes, weights_dims{far, 1, 2});
    refuses(
        status::shape_mismatch,
        [&] {
            return reduction::create(dims, {basis_values, 2, 2}, memory.span(), r);
        },
        r);
    refuses(
        status::shape_mismatch,
        [&] {
            return reduction::create(dims, {basis_values, 1, 3}, memory.span(), r);
        },
        r);
    for (const T bad : {not_a_number<T>, infinite<T>})
        refuses(
            status::not_finite, [&] { return reduction::create(dims, spoilt<T>(2, 3, bad).view, memory.span(), r); }, r);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return reduction::create(dims, basis, w, r); }, r);

    REQUIRE(reduction::create(dims, basis, memory.span(), r) == status::ok);
    aligned_memory state_memory = memory_for(network_state_bytes<T>, network_dims{2, 1});
    network_state<T> state;
    REQUIRE(create_network_state<T>({2, 1}, state_memory.span(), state) == status::ok);
    refuses(
        status::shape_mismatch, [&] { return r.finish(state); }, state);  // no rows yet
    const auto unchanged = [&](status expected, matrix_view<const T> u, matrix_view<const T> v) {
        refuses(expected, [&] { return r.add(u, v); });
        CHECK(r.rows() == 0);
    };
    unchanged(status::shape_mismatch, rows_of<T>(0, 3), rows_of<T>(0, 1));
    unchanged(status::shape_mismatch, rows_of<T>(2, 3), rows_of<T>(1, 1));
    unchanged(status::shape_mismatch, rows_of<T>(2, 2), rows_of<T>(2, 1));
    unchanged(status::shape_mismatch, rows_of<T>(2, 3), rows_of<T>(2, 2));
    for (const T bad : {not_a_number<T>, infinite<T>}) {
        unchanged(status::not_finite, spoilt<T>(2, 3, bad).view, rows_of<T>(2, 1));
        unchanged(status::not_finite, rows_of<T>(2, 3), spoilt<T>(2, 1, bad).view);
    }

    std::vector<T> sums(r.partial_size(), 3), short_sums(r.partial_size() - 1, 3);
    aligned_memory work(r.partial_bytes());
    const auto partial = [&](status expected, matrix_view<const T> u, matrix_view<const T> v, std::vector<T>& to) {
        refuses(
            expected, [&] { return r.partial(u, v, work.span(), to); }, to);
    };
    partial(status::shape_mismatch, rows_of<T>(2, 3), rows_of<T>(2, 1), short_sums);
    partial(status::shape_mismatch, rows_of<T>(2, 2), rows_of<T>(2, 1), sums);
    partial(status::shape_mismatch, rows_of<T>(reduction::segment_rows + 1, 3), rows_of<T>(reduction::segment_rows + 1, 1), sums);
    partial(status::not_finite, spoilt<T>(2, 3, not_a_number<T>).view, rows_of<T>(2, 1), sums);
    refuses_workspaces(
        r.partial_bytes(), [&](workspace w) { return r.partial(rows_of<T>(2, 3), rows_of<T>(2, 1), w, sums); }, sums);
    refuses(status::shape_mismatch, [&] { return r.merge(short_sums, 2); });
    refuses(status::shape_mismatch, [&] { return r.merge(sums, 0); });
    refuses(status::shape_mismatch, [&] { return r.merge(sums, reduction::segment_rows + 1); });

    REQUIRE(r.add(rows_of<T>(2, 3), rows_of<T>(2, 1)) == status::ok);
    refuses(status::shape_mismatch, [&] { return r.merge(sums, 2); });  // an add ended within a segment
    network_state<T> other = state;
    other.predictor.columns = 2;
    refuses(
        status::shape_mismatch, [&] { return r.finish(other); }, other);
    REQUIRE(r.finish(state) == status::ok);
    REQUIRE(r.partial(rows_of<T>(2, 3), rows_of<T>(2, 1), work.span(), sums) == status::ok);
    REQUIRE(r.merge(sums, 2) == status::ok);
    refuses(status::shape_mismatch, [&] { return r.merge(sums, 2); });  // a merge of less than a segment came before
}

TEST_CASE_TEMPLATE("weights.hpp: weights_transform", T, float, double)
{
    using transform = weights_transform<T>;
    const auto transform_bytes = [](const weights_dims& d, std::size_t& bytes) { return transform::bytes(d, bytes); };
    const weights_dims dims{3, 1, 2, 10};
    const T basis_values[6] = {1, 0, 0, 0, 1, 0};
    const matrix_view<const T> basis(basis_values, 2, 3);
    transform t;
    aligned_memory memory = memory_for(transform_bytes, dims);
    const auto refused = [&](status expected, const weights_dims& d, matrix_view<const T> b) {
        refuses(
            expected, [&] { return transform::create(d, b, memory.span(), t); }, t);
    };
    for (const weights_dims& wrong :
         {weights_dims{0, 1, 2}, weights_dims{3, 0, 2}, weights_dims{3, 1, 0}, weights_dims{3, 1, 4}}) {
        refuses_bytes(status::invalid_argument, transform_bytes, wrong);
        refused(status::invalid_argument, wrong, basis);
    }
    refuses_bytes(status::size_overflow, transform_bytes, weights_dims{far, 1, far});
    for (const double width : {0.0, 0.5, -3.0}) refused(status::invalid_argument, {3, 1, 2, width}, basis);
    for (const double width : {not_a_number<double>, -infinite<double>}) refused(status::not_finite, {3, 1, 2, width}, basis);
    refused(status::shape_mismatch, dims, {basis_values, 2, 2});
    refused(status::not_finite, dims, spoilt<T>(2, 3, not_a_number<T>).view);
    refuses_workspaces(
        memory.span().size(), [&](workspace w) { return transform::create(dims, basis, w, t); }, t);

    REQUIRE(transform::create({3, 1, 2}, basis, memory.span(), t) == status::ok);
    REQUIRE(transform::create(dims, basis, memory.span(), t) == status::ok);
    const auto model_of = [&](std::size_t rank, std::size_t outputs, double width, aligned_memory& place) {
        reduced_data<T> data;
        data.samples = data.rank = rank;
        data.inputs = 3;
        data.outputs = outputs;
        data.singular_values = {values<T>, rank};
        data.targets = rows_of<T>(rank, outputs);
        aligned_memory start = memory_for(network_state_bytes<T>, network_dims{rank, outputs});
        network_state<T> state;
        REQUIRE(create_network_state<T>({rank, outputs}, start.span(), state) == status::ok);
        state.width = width;
        place = memory_for(gram_model<T>::bytes, network_dims{rank, outputs});
        gram_model<T> model;
        REQUIRE(gram_model<T>::create(data, state, place.span(), model) == status::ok);
        return model;
    };
    aligned_memory place(0), fewer_place(0), more_place(0), wider_place(0);
    gram_model<T> model = model_of(2, 1, 10, place), fewer = model_of(1, 1, 10, fewer_place),
                  more = model_of(2, 2, 10, more_place), wider = model_of(2, 1, 11, wider_place);
    refuses(status::invalid_argument, [&] { return t.step(model, T(-1)); });
    for (const T eta : {not_a_number<T>, infinite<T>}) refuses(status::not_finite, [&] { return t.step(model, eta); });
    refuses(status::shape_mismatch, [&] { return t.step(fewer, T(1)); });
    refuses(status::shape_mismatch, [&] { return t.step(more, T(1)); });
    refuses(status::shape_mismatch, [&] { return t.step(wider, T(1)); });
    CHECK(model.steps() + fewer.steps() + more.steps() + wider.steps() == 0);
    t.prepare();

    // No step was taken, so the weights come back unchanged.
    std::vector<T> u(values<T>, values<T> + 6), v(values<T>, values<T> + 2);
    const std::vector<T> u0 = u, v0 = v;
    aligned_memory work(t.apply_bytes());
    const auto apply = [&](matrix_view<T> a, matrix_view<T> b) {
        return [&t, &work, a, b] { return t.apply(a, b, work.span()); };
    };
    REQUIRE(apply({u.data(), 2, 3}, {v.data(), 2, 1})() == status::ok);
    CHECK(u == u0);
    CHECK(v == v0);
    refuses(status::shape_mismatch, apply({u.data(), 2, 3}, {v.data(), 1, 1}), u, v);
    refuses(status::shape_mismatch, apply({u.data(), 2, 2}, {v.data(), 2, 1}), u, v);
    refuses(status::shape_mismatch, apply({u.data(), 0, 3}, {v.data(), 0, 1}), u, v);
    u[1] = infinite<T>;
    refuses(status::not_finite, apply({u.data(), 2, 3}, {v.data(), 2, 1}), u, v);
    u[1] = 1;
    refuses_workspaces(
        t.apply_bytes(),
        [&](workspace w) {
            return t.apply({u.data(), 2, 3}, {v.data(), 2, 1}, w);
        },
        u, v);
}
