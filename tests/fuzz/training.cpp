// The Gram engine of all training rules, called in any order: rules, objectives and losses that are right or wrong, batches,
// and looks between steps.
#include <cmath>
#include <initializer_list>

#include "fuzz/networks.hpp"
#include "fuzz/snapshots.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    // Each is a problem, a rule, an objective and a model of them, and then steps with looks between them. The first byte chooses
    // the number type.
    std::vector<std::string> seeds;
    for (const int rows : {1, 3, 7})
        for (int rule = 0; rule < 12; ++rule)
            for (int loss = 0; loss < 6; ++loss) {
                std::string s;
                const auto add = [&](std::initializer_list<int> bytes) {
                    for (const int byte : bytes) s += static_cast<char>(byte);
                };
                add({loss + rule});
                add({0, 7, rows, 4, loss, 1});  // a problem with outputs as many as `loss` says,
                add({0, 120, 90, 2, 110, 95, 0, 100, 80, 0, rule * 8 + 130, 5});  // its numbers, width and seed
                add({1, rule});
                if (rule % 3 == 1) add({loss});
                add({0, 0, 0, 0, 0, 0, 0, 0, 0});
                add({2, 1, loss < 5});
                if (loss < 5) {
                    add({0, 120, 90, 1, 105, 0, 110, 85, 0, loss});
                    if (loss == 4) add({120});
                    add({0, 0, 0});
                }
                add({3, 1, 0, 0, 0, 0, 0});
                add({4, 0, 102, 0, 0, 1, 5, 0, 4, 0, 104, 2, 1, 1, 0, 1, 3, 0, 0, 4, 0, 101, 5, 0, 0});
                add({6, 0, 0, 0, 104, 101, 0, 0, 100, 100, 0, 1, 8, 0, 0, 0, 0, 0, 4, 0, 103, 0, 0, 0});
                add({7,   0,   4, 0, loss % 2 == 0 ? 243 : 249,
                     0,   0,   1, 4, 0,
                     104, 0,   0, 1, 5,
                     0,   3,   1, 1, 0,
                     0,   0,   0, 8, 0,
                     1,   0,   1, 2, 4,
                     1,   101, 0, 0, 0});
                seeds.push_back(s);
            }
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {}; }

namespace {

/// A loss of the caller's own, whose numbers are as bad as its context says.
template <class T>
T odd_loss(const void* context, std::size_t outputs, const T* f, const T*, T* gradient)
{
    const T factor = *static_cast<const T*>(context);
    for (std::size_t j = 0; j < outputs; ++j) gradient[j] = factor * f[j];
    return factor;
}

template <class T>
class session {
public:
    session(choices& in) : in_(in), networks_(in, memory_) {}

    void act()
    {
        switch (in_.below(9)) {
        case 0: networks_.act(); break;
        case 1: choose_rule(); break;
        case 2: choose_objective(); break;
        case 3: create(); break;
        case 4: step(models_.any(in_)); break;
        case 5: look(models_.any(in_)); break;
        case 6: observe(models_.any(in_)); break;
        case 7: models_.any(in_).linearise(); break;
        default: keep_and_restore(); break;
        }
    }

private:
    void choose_rule()
    {
        rule_ = {};
        const std::size_t kind = in_.below(12);
        if (kind % 3 == 1) rule_.momentum = 0.5;
        if (kind % 3 == 1) rule_.nesterov = in_.one_in(2);
        if (kind % 4 == 1) rule_.sam_radius = 0.25;
        if (kind >= 6) rule_.weight_decay = 0.125;
        rule_.scaling = static_cast<gradient_scaling>(kind == 3 ? 3 : kind / 2 % 4);
        for (double* number : {&rule_.momentum, &rule_.sam_radius, &rule_.clip, &rule_.averaging, &rule_.weight_decay,
                               &rule_.rate_first, &rule_.rate_second})
            if (in_.one_in(8)) *number = in_.template number<double>();
        if (in_.one_in(16)) rule_.scaling = static_cast<gradient_scaling>(in_.byte());
        if (in_.one_in(16)) rule_.nesterov = !rule_.nesterov;
    }
    void choose_objective()
    {
        objective_ = {};
        objective_.data = networks_.data();
        const reduced_data<T>& data = objective_.data;
        const std::size_t most = 100;
        if (!in_.one_in(2) || data.samples > most || data.rank > most || data.outputs > most) return;
        objective_.inputs = memory_.matrix<T>(in_, data.samples, data.rank);
        objective_.targets = memory_.matrix<T>(in_, data.samples, data.outputs);
        const matrix_view<const T>& y = objective_.targets;
        T* const targets = const_cast<T*>(y.data);
        switch (in_.below(5)) {
        case 0: objective_.loss = squared_loss<T>(); break;
        case 1: objective_.loss = mean_squared_loss<T>(); break;
        case 2:
            objective_.loss = softmax_loss<T>();
            for (std::size_t i = 0; i < y.rows * y.stride; ++i) targets[i] = i % y.stride == i % (y.columns + 1) ? T(1) : T(0);
            break;
        case 3:
            objective_.loss = logistic_loss<T>();
            for (std::size_t i = 0; i < y.rows * y.stride; ++i) targets[i] = i % 2 == 0 ? T(1) : T(-1);
            break;
        default:
            factors_.push_back(in_.template number<T>());
            objective_.loss = {odd_loss<T>, nullptr, nullptr, &factors_.back()};
            break;
        }
        if (in_.one_in(8)) objective_.inputs.rows = in_.below(12);
        if (in_.one_in(8)) objective_.targets.columns = in_.below(4);
        if (in_.one_in(16)) objective_.loss = {};
    }
    void create()
    {
        const network_state<T>& state = networks_.state();
        gram_training<T>& result = models_.any(in_);
        const T first = in_.one_in(8) ? in_.template number<T>() : T(1), second = in_.one_in(8) ? in_.template number<T>() : T(1);
        if (in_.one_in(4)) objective_.data = networks_.data();
        const reduced_data<T>& data = objective_.data;
        if (with_memory(
                in_, memory_,
                [&](std::size_t& bytes) {
                    return gram_training<T>::bytes({data.rank, data.outputs, state.width}, rule_, bytes);
                },
                [&](workspace w) { return gram_training<T>::create(objective_, state, rule_, first, second, w, result); },
                result)) {
            require(std::isfinite(result.loss()) || objective_.loss.value == odd_loss<T>, "a model starts at a finite loss");
            require(result.steps() == 0 && result.dims().rank == data.rank, "a model is as it was asked for");
        }
    }
    /// What a model shows. Looking may evaluate the objective, and else changes nothing.
    output_bytes seen(gram_training<T>& model)
    {
        const T loss = model.loss(), excess = model.excess_loss();
        output_bytes all = bytes_of(loss, excess, model.step_loss(), model.gradient_norm(), model.relative_step(T(0.5)),
                                    model.steps(), model.predictor());
        all.add(model.gradient());
        all.add(model.second_deviation());
        return all;
    }
    void step(gram_training<T>& model)
    {
        const T eta = in_.template number<T>();
        const std::size_t samples = model.objective().inputs.rows, kinds = in_.below(8), count = kinds * in_.below(3);
        const span<std::size_t> batch = memory_.array<std::size_t>(count);
        bool listed = true;
        for (std::size_t& sample : batch) {
            sample = in_.one_in(32) ? in_.dimension() : samples == 0 ? 0 : in_.byte() % samples;
            listed = listed && sample < samples;
        }
        const bool looks = in_.one_in(2);
        const std::size_t steps = model.steps();
        output_bytes before;
        if (looks) before = seen(model);
        const status answer = model.step(eta, batch);
        require(listed || answer != status::ok, "a sample that is not there is refused");
        if (answer == status::ok) {
            require(model.steps() == steps + 1, "a step counts");
            for (std::size_t i = 0; i < model.dims().rank; ++i)
                for (std::size_t c = 0; c < model.dims().outputs; ++c)
                    require(std::isfinite(model.predictor()(i, c)), "a step ends at finite outputs");
            require(std::isfinite(model.gradient_norm()), "a step has a finite gradient");
            return;
        }
        require(model.steps() == steps, "a refused step does not count");
        if (looks) require(before == seen(model), "a refused step changes nothing");
    }
    void look(gram_training<T>& model)
    {
        const output_bytes first = seen(model), second = seen(model);
        require(first == second, "looks change nothing");
    }
    void observe(gram_training<T>& model)
    {
        const network_dims dims = model.dims();
        const std::size_t columns = 1 + in_.below(2);
        if (columns <= dims.outputs) {
            const matrix_view<T> from = memory_.matrix<T>(in_, dims.rank, columns),
                                 to = memory_.matrix<T>(in_, dims.rank, columns);
            model.apply_first_deviation(from, to);
        }
        network_state<T>& state = networks_.state();
        (void)call([&] { return model.state(state); }, state, state.predictor, state.second_deviation);
        require(check_rule(model.rule()) == status::ok, "a model's rule is one");
    }
    /// A snapshot, whole or not, in the same model or in another one.
    void keep_and_restore()
    {
        gram_training<T>&from = models_.any(in_), &to = models_.any(in_);
        restore_damaged(in_, memory_, from, to, [this](gram_training<T>& model) { return seen(model); });
    }

    choices& in_;
    arena memory_;
    networks<T> networks_;
    some<gram_training<T>> models_;
    training_rule rule_;
    training_objective<T> objective_;
    std::deque<T> factors_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return in_either_precision<session>(data, size, 60);
}
