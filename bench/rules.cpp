// A step of each training rule, and how many steps of gradient descent it takes as long as.
#include <algorithm>
#include <chrono>

#include "problem.hpp"

namespace catapult::bench {
namespace {

struct named_rule {
    const char* name;
    training_rule rule;
};

std::vector<named_rule> rules()
{
    std::vector<named_rule> all(6);
    all[0].name = "heavy ball";
    all[0].rule.momentum = 0.9;
    all[1].name = "Nesterov";
    all[1].rule.momentum = 0.9;
    all[1].rule.nesterov = true;
    all[2].name = "weight decay";
    all[2].rule.weight_decay = 0.01;
    all[3].name = "SAM";
    all[3].rule.sam_radius = 0.05;
    all[4].name = "Muon";
    all[4].rule.scaling = gradient_scaling::polar;
    all[5].name = "normalized";
    all[5].rule.scaling = gradient_scaling::normalized;
    return all;
}

struct ruled_engine {
    memory place;
    gram_training<double> model;

    ruled_engine(const reduced_network& network, const training_rule& rule)
        : place(memory_for([&](std::size_t& bytes) {
              return gram_training<double>::bytes({network.rank, network.outputs, 1e6}, rule, bytes);
          }))
    {
        training_objective<double> objective;
        objective.data = network.data;
        require(gram_training<double>::create(objective, network.state, rule, 1, 1, place.span(), model));
    }
};

/// The shortest time of a step in some rounds, of both in turns, so that both see the same machine.
template <class A, class B>
double ratio(A& a, B& b)
{
    using clock = std::chrono::steady_clock;
    constexpr int rounds = 30, steps = 40;  // both fold after a divisor of so many steps
    double best[2] = {1e300, 1e300};
    const auto time = [&](auto& model, double& least) {
        for (int warm = 0; warm < 2; ++warm) {
            const auto start = clock::now();
            for (int i = 0; i < steps; ++i) require(model.step(still_eta));
            if (warm == 1) least = std::min(least, std::chrono::duration<double>(clock::now() - start).count());
        }
    };
    for (int i = 0; i < rounds; ++i) time(a, best[0]), time(b, best[1]);
    return best[0] / best[1];
}

void rule_step(benchmark::State& state, std::size_t r, std::size_t k, const training_rule& rule)
{
    const reduced_network network(r, k, 1e6);
    ruled_engine engine(network, rule);
    gram_engine plain(network.data, network.state);
    for (auto _ : state) require(engine.model.step(still_eta));
    state.counters["gram_steps"] = ratio(engine.model, plain.model);
}

const bool registered = [] {
    struct {
        std::size_t r, k;
    } const sizes[] = {{64, 1}, {256, 1}, {512, 1}, {717, 1}, {717, 10}};
    for (const auto& size : sizes)
        for (const named_rule& n : rules()) {
            const std::string name = "rule step/r = " + std::to_string(size.r) + ", k = " + std::to_string(size.k) + ", " +
                                     n.name;
            benchmark::RegisterBenchmark((name + "/catapult").c_str(),
                                         [=](benchmark::State& s) { rule_step(s, size.r, size.k, n.rule); });
        }
    return true;
}();

}  // namespace
}  // namespace catapult::bench
