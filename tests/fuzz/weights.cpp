// The engines that hold weights or outputs, and the ways between weights and states, called in any order.
#include <cmath>

#include "fuzz/networks.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    for (const char type : {0, 1})
        for (const char call : {1, 4, 6, 9}) {
            std::string s{type};
            s += std::string{0, 7, 3, 2, 0, 1, 1, 120, 90, 2, 110, 95, 1, 100, 80, 0, char(200), 5};
            for (const char more : {0, 1, 2, 3})
                s += std::string{call, more, 1, 2, 3, 0, 100, 90, 2, 105, 104, static_cast<char>(call + 1), 0, 104};
            seeds.push_back(s);
        }
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {}; }

namespace {

/// Spreads chunks in an unusual order: from the last to the first, one at a time.
void run_backwards(void*, std::size_t chunks, chunk_executor::pass pass, void* work)
{
    for (std::size_t chunk = chunks; chunk > 0; --chunk) pass(work, chunk - 1, 1);
}
constexpr chunk_executor backwards = {run_backwards, nullptr};

template <class T>
class session {
public:
    session(choices& in) : in_(in), networks_(in, memory_) {}

    void act()
    {
        switch (in_.below(12)) {
        case 0: networks_.act(); break;
        case 1: create_parameters(); break;
        case 2: step_parameters(); break;
        case 3: look_at_parameters(); break;
        case 4: create_function_space(); break;
        case 5: step_function_space(); break;
        case 6: create_reduction(); break;
        case 7: reduce(reductions_.any(in_)); break;
        case 8: finish(reductions_.any(in_)); break;
        case 9: create_transform(); break;
        case 10: transform(transforms_.any(in_)); break;
        default: layers(); break;
        }
    }

private:
    struct weights {
        matrix_view<T> u, v;
    };

    /// The model's own weights: nothing else writes to them.
    void create_parameters()
    {
        const std::size_t width = 1 + in_.below(20);
        training_set<T> set;
        std::size_t inputs = 0, outputs = 0;
        if (in_.one_in(2)) {
            const reduced_data<T>& data = networks_.data();
            if (data.rank > 100 || data.inputs > 100 || data.outputs > 100) return;
            inputs = data.inputs;
            outputs = data.outputs;
            const matrix_view<T> x = memory_.matrix<T>(in_, data.rank, inputs), y = memory_.matrix<T>(in_, data.rank, outputs);
            if (call([&] { return reduced_training_set(data, x, y, set); }, x, y, set) != status::ok) return;
        } else {
            const std::size_t samples = in_.below(8);
            inputs = in_.below(5);
            outputs = in_.below(4);
            set.inputs = memory_.matrix<T>(in_, samples, inputs);
            set.targets = memory_.matrix<T>(in_, samples, outputs);
            if (in_.one_in(4)) set.divisor = in_.number<T>();
            if (in_.one_in(4)) set.unreachable_loss = in_.number<T>();
            if (in_.one_in(4)) set.largest_singular_value = in_.number<T>();
        }
        weights w = {memory_.matrix<T>(in_, width, in_.one_in(16) ? in_.below(6) : inputs),
                     memory_.matrix<T>(in_, in_.one_in(16) ? in_.below(6) : width, in_.one_in(16) ? in_.below(6) : outputs)};
        const std::size_t which = in_.below(models_.size());
        parameter_model<T>& result = models_[which];
        const parameter_dims dims = {w.u.rows, w.u.columns, w.v.columns, set.inputs.rows};
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return parameter_model<T>::bytes(dims, bytes); },
                [&](workspace m) { return parameter_model<T>::create(w.u, w.v, set, m, result); }, result, w.u, w.v)) {
            require(std::isfinite(result.loss()), "a model starts at a finite loss");
            weights_[which] = w;
        }
    }
    void step_parameters()
    {
        const std::size_t which = in_.below(models_.size());
        parameter_model<T>& model = models_[which];
        const weights& w = weights_[which];
        const T eta = in_.number<T>();
        const auto look = [&] {
            return bytes_of(w.u, w.v, model.loss(), model.excess_loss(), model.steps(), model.product(), model.second_gram(),
                            model.gradient());
        };
        const output_bytes before = look();
        const std::size_t steps = model.steps();
        const status answer = model.step(eta, in_.one_in(2) ? backwards : chunk_executor());
        if (answer == status::ok) {
            require(model.steps() == steps + 1, "a step counts");
            require(std::isfinite(model.loss()) && std::isfinite(model.excess_loss()), "a step ends at a finite loss");
            for (const matrix_view<T>& part : {w.u, w.v})
                for (std::size_t i = 0; i < part.rows; ++i)
                    for (std::size_t j = 0; j < part.columns; ++j) require(std::isfinite(part(i, j)), "weights stay finite");
        } else {
            require(before == look(), "a refused step changes nothing");
        }
    }
    void look_at_parameters()
    {
        parameter_model<T>& model = models_[in_.below(models_.size())];
        const parameter_dims dims = model.dims();
        const std::size_t points = in_.below(5);
        const matrix_view<T> x = memory_.matrix<T>(in_, points, in_.one_in(8) ? in_.below(6) : dims.inputs);
        const matrix_view<T> f = memory_.matrix<T>(in_, points, in_.one_in(8) ? in_.below(6) : dims.outputs);
        (void)call([&] { return model.outputs(x, f); }, f);
        const span<T> a = memory_.array<T>(model.kernel_rows()), b = memory_.array<T>(model.kernel_rows());
        const span<T> c = memory_.array<T>(model.kernel_rows());
        for (T& element : a) element = in_.number<T>();
        model.apply_kernel(a.data(), b.data());
        model.apply_kernel(a.data(), c.data(), backwards);
        require(bytes_of(b) == bytes_of(c), "the bits do not depend on how chunks are spread");
        parameter_top_eigenvalue<T> lambda;
        const double tolerance = in_.one_in(4) ? in_.number<double>() : 1e-10;
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return parameter_top_eigenvalue<T>::bytes(dims, bytes); },
                [&](workspace w) { return parameter_top_eigenvalue<T>::create(model, tolerance, w, lambda, backwards); }, lambda))
            follow(lambda, dims);
    }
    template <class Lambda, class Dims>
    void follow(Lambda& lambda, const Dims& dims)
    {
        eigenvalue_result<T> found;
        (void)call([&] { return lambda.update(found); }, found);
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return Lambda::certify_bytes(dims, bytes); },
            [&](workspace w) { return lambda.certify(w, found); }, found);
        (void)lambda.vector();
    }

    void create_function_space()
    {
        function_space_start<T> start;
        if (in_.one_in(2)) {
            const reduced_data<T>& data = networks_.data();
            const network_state<T>& state = networks_.state();
            if (!with_memory(
                    in_, memory_, [&](std::size_t& bytes) { return reduced_function_space_start_bytes<T>(data.rank, bytes); },
                    [&](workspace w) { return reduced_function_space_start(data, state, w, start); }, start))
                return;
        } else {
            const std::size_t m = in_.below(6);
            const auto rows = [&] { return in_.one_in(16) ? in_.below(6) : m; };
            start.width = in_.width();
            start.input_gram = memory_.matrix<T>(in_, rows(), rows());
            start.tangent = memory_.matrix<T>(in_, rows(), rows());
            start.targets = memory_.array<T>(rows());
            const span<T> outputs = memory_.array<T>(rows());
            for (T& output : outputs) output = in_.number<T>();
            start.outputs = outputs;
            if (in_.one_in(2)) start.second_deviation = in_.number<T>();
            if (in_.one_in(4)) start.divisor = in_.number<T>();
            if (in_.one_in(4)) start.unreachable_loss = in_.number<T>();
        }
        function_space_model<T>& result = function_space_.any(in_);
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return function_space_model<T>::bytes(start.targets.size(), bytes); },
            [&](workspace w) { return function_space_model<T>::create(start, w, result); }, result);
    }
    void step_function_space()
    {
        function_space_model<T>& model = function_space_.any(in_);
        const T eta = in_.number<T>();
        const auto look = [&] {
            return bytes_of(model.outputs(), model.residual(), model.tangent(), model.second_deviation(), model.loss(),
                            model.excess_loss(), model.steps());
        };
        const output_bytes before = look();
        if (model.step(eta) != status::ok) require(before == look(), "a refused step changes nothing");
        require(std::isfinite(model.excess_loss()), "a step ends at a finite loss");
        const span<T> x = memory_.array<T>(model.rows()), y = memory_.array<T>(model.rows());
        for (T& element : x) element = in_.number<T>();
        model.apply(x.data(), y.data());
        if (!in_.one_in(4)) return;
        function_space_top_eigenvalue<T> lambda;
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return function_space_top_eigenvalue<T>::bytes(model.dims(), bytes); },
                [&](workspace w) { return function_space_top_eigenvalue<T>::create(model, 1e-10, w, lambda); }, lambda))
            follow(lambda, model.dims());
    }

    weights_dims dims_of_weights()
    {
        const reduced_data<T>& data = networks_.data();
        weights_dims dims = {data.inputs, data.outputs, data.rank, in_.width()};
        if (in_.one_in(8)) dims.inputs = in_.dimension();
        if (in_.one_in(8)) dims.rank = in_.dimension();
        return dims;
    }
    matrix_view<T> basis_of(const weights_dims& dims)
    {
        const bool wrong = in_.one_in(8);
        return memory_.matrix<T>(in_, wrong || dims.rank > 100 ? 2 : dims.rank, dims.inputs > 100 ? 2 : dims.inputs);
    }
    void create_reduction()
    {
        const weights_dims dims = dims_of_weights();
        const matrix_view<T> basis = basis_of(dims);
        weights_reduction<T>& result = reductions_.any(in_);
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return weights_reduction<T>::bytes(dims, bytes); },
                [&](workspace w) { return weights_reduction<T>::create(dims, basis, w, result); }, result))
            last_ = dims;
    }
    weights drawn(std::size_t rows)
    {
        const std::size_t d = in_.one_in(16) || last_.inputs > 100 ? in_.below(6) : last_.inputs;
        const std::size_t k = in_.one_in(16) || last_.outputs > 100 ? in_.below(6) : last_.outputs;
        weights w = {memory_.matrix<T>(in_, rows, d), memory_.matrix<T>(in_, rows, k)};
        if (in_.one_in(2))
            (void)call([&] { return draw_weights<T>(in_.byte(), in_.one_in(8) ? in_.word() : 0, w.u, w.v); }, w.u, w.v);
        return w;
    }
    void reduce(weights_reduction<T>& reduction)
    {
        const std::size_t rows = in_.below(10), before = reduction.rows();
        const weights w = drawn(rows);
        if (in_.one_in(2)) {
            const status answer = reduction.add(w.u, w.v);
            require(reduction.rows() == before + (answer == status::ok ? rows : 0), "rows are counted, and refused ones are not");
            return;
        }
        const std::size_t size = reduction.partial_size();
        if (size > 100000) return;
        const span<T> sums = memory_.array<T>(in_.one_in(8) ? size / 2 : size);
        const bool summed = with_memory(
            in_, memory_,
            [&](std::size_t& bytes) {
                bytes = reduction.partial_bytes();
                return status::ok;
            },
            [&](workspace m) { return reduction.partial(w.u, w.v, m, sums); }, sums);
        const std::size_t merged = in_.one_in(4) ? in_.below(10) : rows;
        if (!summed && in_.one_in(2)) return;
        const status answer = reduction.merge(sums, merged);
        require(reduction.rows() == before + (answer == status::ok ? merged : 0),
                "merged rows are counted, and refused ones are not");
    }
    void finish(weights_reduction<T>& reduction)
    {
        network_state<T>& state = networks_.state();
        (void)call([&] { return reduction.finish(state); }, state, state.predictor, state.second_deviation, state.first_layer,
                   state.second_layer);
    }
    void create_transform()
    {
        const weights_dims dims = dims_of_weights();
        const matrix_view<T> basis = basis_of(dims);
        weights_transform<T>& result = transforms_.any(in_);
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return weights_transform<T>::bytes(dims, bytes); },
                [&](workspace w) { return weights_transform<T>::create(dims, basis, w, result); }, result))
            last_ = dims;
        const reduced_data<T>& data = networks_.data();
        const network_state<T>& state = networks_.state();
        (void)with_memory(
            in_, memory_,
            [&](std::size_t& bytes) {
                return gram_model<T>::bytes({data.rank, data.outputs, state.width}, bytes);
            },
            [&](workspace w) { return gram_model<T>::create(data, state, w, gram_); }, gram_);
    }
    void transform(weights_transform<T>& t)
    {
        const std::size_t steps = gram_.steps();
        const status stepped = t.step(gram_, in_.number<T>());
        require(gram_.steps() == steps + (stepped == status::ok ? 1 : 0), "a refused step changes nothing");
        if (in_.one_in(2)) t.prepare();
        const weights w = drawn(in_.below(6));
        (void)with_memory(
            in_, memory_,
            [&](std::size_t& bytes) {
                bytes = t.apply_bytes();
                return status::ok;
            },
            [&](workspace m) { return t.apply(w.u, w.v, m); }, w.u, w.v);
    }
    void layers()
    {
        const network_state<T>& state = networks_.state();
        const weights w = drawn(in_.below(6));
        const reduced_data<T>& data = networks_.data();
        const matrix_view<const T> basis = in_.one_in(2) ? data.basis : memory_.matrix<T>(in_, in_.below(4), in_.below(4));
        const std::size_t first = in_.one_in(8) ? static_cast<std::size_t>(in_.word()) : in_.below(8);
        (void)call([&] { return weights_of_layers<T>(state, basis, first, w.u, w.v); }, w.u, w.v);
    }

    choices& in_;
    arena memory_;
    networks<T> networks_;
    std::array<parameter_model<T>, 3> models_;
    std::array<weights, 3> weights_;
    some<function_space_model<T>> function_space_;
    some<weights_reduction<T>> reductions_;
    some<weights_transform<T>> transforms_;
    gram_model<T> gram_;
    weights_dims last_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return in_either_precision<session>(data, size, 60);
}
