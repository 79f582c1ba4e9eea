// The Gram engine and what is built on it, called in any order: data, states, models, kernels, λ and batches of runs.
#include <cmath>

#include "fuzz/networks.hpp"
#include "fuzz/snapshots.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    // A problem; a model of it; λ; steps. The first byte chooses the number type.
    std::vector<std::string> seeds;
    for (const char type : {0, 1})
        for (const char rows : {1, 3, 7}) {
            std::string s{type};
            s += std::string{0, 7, rows, 2, 0, 1, 1, 120, 90, 2, 110, 95, 1, 100, 80, 0, char(200), 5};
            s += std::string{1, 1, 1, 0, 0, 4, 0, 0, 1, 5, 0, 0, 100, 6, 0, 0, 2, 0, 104, 2, 0, 110, 3, 0, 1};
            seeds.push_back(s);
            seeds.push_back(s + std::string{7, 0, 1, 100, 8, 0, 0, 0, 102, 104, 7, 9, 0, 9, 0});
        }
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {}; }

namespace {

template <class T>
class session {
public:
    session(choices& in) : in_(in), networks_(in, memory_) {}

    void act()
    {
        switch (in_.below(12)) {
        case 0: networks_.act(); break;
        case 1: create_model(); break;
        case 2: step(models_.any(in_)); break;
        case 3: observe(models_.any(in_)); break;
        case 4: create_lambda(); break;
        case 5: update(); break;
        case 6: certify(); break;
        case 7: create_kernel(); break;
        case 8: apply(kernels_.any(in_)); break;
        case 9: create_runs(); break;
        case 10: keep_and_restore(); break;
        default: run(runs_.any(in_)); break;
        }
    }

private:
    void create_model()
    {
        const reduced_data<T>& data = networks_.data();
        const network_state<T>& state = networks_.state();
        gram_model<T>& result = models_.any(in_);
        if (with_memory(
                in_, memory_,
                [&](std::size_t& bytes) {
                    return gram_model<T>::bytes({data.rank, data.outputs, state.width}, bytes);
                },
                [&](workspace w) { return gram_model<T>::create(data, state, w, result); }, result)) {
            require(std::isfinite(result.loss()), "a model starts at a finite loss");
            require(result.steps() == 0 && result.dims().rank == data.rank, "a model is as it was asked for");
        }
    }
    void step(gram_model<T>& model)
    {
        const T eta = in_.number<T>();
        const std::size_t steps = model.steps();
        const T loss = model.loss(), excess = model.excess_loss(), relative = model.relative_step(eta);
        const auto look = [&] {
            return bytes_of(model.predictor(), model.residual(), model.gradient(), model.second_deviation());
        };
        const output_bytes before = look();
        const status answer = model.step(eta);
        if (answer == status::ok) {
            require(model.steps() == steps + 1, "a step counts");
            require(std::isfinite(model.loss()) && std::isfinite(model.excess_loss()), "a step ends at a finite loss");
            return;
        }
        require(model.steps() == steps && before == look(), "a refused step changes nothing");
        require(bytes_of(model.loss(), model.excess_loss(), model.relative_step(eta)) == bytes_of(loss, excess, relative),
                "a refused step changes no loss");
    }
    void observe(gram_model<T>& model)
    {
        const network_dims dims = model.dims();
        const std::size_t columns = 1 + in_.below(2);
        if (columns <= dims.outputs) {
            const matrix_view<T> from = memory_.matrix<T>(in_, dims.rank, columns),
                                 to = memory_.matrix<T>(in_, dims.rank, columns);
            model.apply_first_deviation(from, to);
        }
        network_state<T>& state = networks_.state();
        (void)call([&] { return model.state(state); }, state, state.predictor, state.second_deviation, state.first_layer);
        (void)square_unit(model.data());
        (void)in_range(model.data());
        (void)model.width();
    }
    /// A snapshot, whole or not, in the same model or in another one.
    void keep_and_restore()
    {
        gram_model<T>&from = models_.any(in_), &to = models_.any(in_);
        restore_damaged(in_, memory_, from, to, [](gram_model<T>& model) {
            output_bytes all = bytes_of(model.loss(), model.excess_loss(), model.relative_step(T(0.5)), model.steps());
            all.add(model.predictor());
            all.add(model.residual());
            all.add(model.gradient());
            all.add(model.second_deviation());
            return all;
        });
    }
    void create_lambda()
    {
        gram_model<T>& model = models_.any(in_);
        const double tolerance = in_.one_in(4) ? in_.number<double>() : 1e-12;
        top_eigenvalue<T>& result = lambdas_.any(in_);
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return top_eigenvalue<T>::bytes(model.dims(), bytes); },
            [&](workspace w) { return top_eigenvalue<T>::create(model, tolerance, w, result); }, result);
        if (in_.one_in(2)) followed_ = model.dims();
    }
    void update()
    {
        top_eigenvalue<T>& lambda = lambdas_.any(in_);
        eigenvalue_result<T> found;
        if (call([&] { return lambda.update(found); }, found) == status::ok)
            require(std::isfinite(found.value) && found.error_bound >= 0, "λ is a number with a bound");
        (void)lambda.vector();
    }
    void certify()
    {
        top_eigenvalue<T>& lambda = lambdas_.any(in_);
        eigenvalue_result<T> found;
        // The model whose λ this is need not be the one whose size is asked for: then the memory may be too little.
        std::size_t bytes = 0;
        const network_dims dims = in_.one_in(4) ? followed_ : models_.any(in_).dims();
        if (top_eigenvalue<T>::certify_bytes(dims, bytes) != status::ok || bytes > (1u << 22)) return;
        if (call([&] { return lambda.certify(memory_.take(bytes), found); }, found) == status::ok)
            require(std::isfinite(found.value) && found.excess_bound >= 0, "λ₀ is a number with a bound");
    }
    void create_kernel()
    {
        tangent_kernel<T>& result = kernels_.any(in_);
        if (in_.one_in(2)) {
            gram_model<T>& model = models_.any(in_);
            (void)with_memory(
                in_, memory_, [&](std::size_t& bytes) { return tangent_kernel<T>::bytes(model.dims(), bytes); },
                [&](workspace w) { return tangent_kernel<T>::create(model, w, result); }, result);
            return;
        }
        const reduced_data<T>& data = networks_.data();
        const network_state<T>& state = networks_.state();
        (void)with_memory(
            in_, memory_,
            [&](std::size_t& bytes) {
                return tangent_kernel<T>::bytes({data.rank, data.outputs, state.width}, bytes);
            },
            [&](workspace w) { return tangent_kernel<T>::create(data, state, w, result); }, result);
    }
    void apply(tangent_kernel<T>& kernel)
    {
        const span<T> x = memory_.array<T>(kernel.rows()), y = memory_.array<T>(kernel.rows());
        for (T& element : x) element = in_.number<T>();
        kernel.apply(x.data(), y.data());
    }
    void create_runs()
    {
        const reduced_data<T>& data = networks_.data();
        (void)gram_runs<T>::takes(data);
        stopping_rule rule;
        rule.max_steps = in_.byte();
        if (in_.one_in(4)) rule.converged_ratio = in_.number<double>();
        if (in_.one_in(8)) rule.divergent_step = in_.number<double>();
        const double tolerance = in_.one_in(8) ? in_.number<double>() : 1e-12;
        gram_runs<T>& result = runs_.any(in_);
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return gram_runs<T>::bytes(data.rank, data.outputs, bytes); },
            [&](workspace w) { return gram_runs<T>::create(data, tolerance, rule, w, result); }, result);
    }
    void run(gram_runs<T>& runs)
    {
        const std::size_t before = runs.size();
        if (in_.one_in(3)) {
            std::uint64_t tag = 99;
            run_summary summary;
            const status answer = runs.finish_next(tag, summary);
            if (answer == status::ok) require(summary.steps <= 255, "no run takes more steps than its rule allows");
            require(before == 0 ? answer == status::invalid_argument && tag == 99 : runs.size() == before - 1,
                    "each call of finish_next gives one run back");
            return;
        }
        const gram_model<T>& model = models_.any(in_);
        const top_eigenvalue<T>& lambda = lambdas_.any(in_);
        const T eta = in_.number<T>(), lambda0 = in_.number<T>();
        const status answer = runs.add(model, lambda, eta, lambda0, in_.byte());
        require(runs.size() == before + (answer == status::ok ? 1 : 0), "a run that is refused is not added");
        require(runs.size() <= gram_runs<T>::capacity, "there are no more runs than places");
    }

    choices& in_;
    arena memory_;
    networks<T> networks_;
    some<gram_model<T>> models_;
    some<top_eigenvalue<T>> lambdas_;
    some<tangent_kernel<T>> kernels_;
    some<gram_runs<T>> runs_;
    network_dims followed_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return in_either_precision<session>(data, size, 60);
}
