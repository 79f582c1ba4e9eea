#include "engines/start_network.hpp"

#include <algorithm>
#include <vector>

#include "catapult/models/initial_state.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t segment_rows = weights_reduction<double>::segment_rows;

}  // namespace

std::size_t weight_segments::at_once() { return team_->size_for((width() - 1) / segment_rows + 1); }

void weight_segments::for_each(const std::function<void(const segment&, std::size_t member)>& work,
                               const std::function<void(const segment&)>& collect)
{
    const std::size_t slots = at_once(), inputs = data_->inputs, outputs = data_->outputs;
    const std::size_t longest = std::min(width(), segment_rows);
    memory u = memory_for_doubles(slots * longest, inputs);
    memory v = memory_for_doubles(slots * longest, outputs);
    for (std::size_t first = 0; first < width(); first += slots * segment_rows) {
        const std::size_t now = std::min(slots, (width() - first - 1) / segment_rows + 1);
        const auto in_slot = [&](std::size_t slot) {
            const std::size_t row = first + slot * segment_rows, count = std::min(segment_rows, width() - row);
            return segment{slot,
                           row,
                           {u.as<double>() + slot * longest * inputs, count, inputs},
                           {v.as<double>() + slot * longest * outputs, count, outputs}};
        };
        team_->run(now, [&](std::size_t begin, std::size_t count, std::size_t member) {
            for (std::size_t slot = begin; slot < begin + count; ++slot) {
                const segment s = in_slot(slot);
                rows_.copy(s.first, s.u.rows, s.u.data, s.v.data);
                work(s, member);
            }
        });
        for (std::size_t slot = 0; slot < now; ++slot) collect(in_slot(slot));
    }
}

void weight_segments::reduce(network_state<double>& state)
{
    memory storage = memory_for([&](std::size_t& b) { return weights_reduction<double>::bytes(shapes(), b); }, "the weights");
    weights_reduction<double> reduction;
    check(weights_reduction<double>::create(shapes(), data_->basis, storage.view(), reduction), "the weights");
    std::vector<memory> work(at_once());
    for (memory& m : work) m = memory(reduction.partial_bytes());
    std::vector<std::vector<double>> sums(at_once(), std::vector<double>(reduction.partial_size()));
    for_each([&](const segment& s,
                 std::size_t member) { check(reduction.partial(s.u, s.v, work[member].view(), sums[s.slot]), "the weights"); },
             [&](const segment& s) { check(reduction.merge(sums[s.slot], s.u.rows), "the weights"); });
    check(reduction.finish(state), "the weights");
}

start_network::start_network(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team)
{
    if (how == drawing::weights) weights.emplace(network, data, team);
    dims = {data.rank, data.outputs, weights ? static_cast<double>(weights->width()) : *network.width};
    storage = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network");
    check(create_network_state(dims, storage.view(), state), "the network");
    if (weights) {
        weights->reduce(state);
        return;
    }
    const std::string what = "--width " + shortest(dims.width);
    memory work = memory_for([&](std::size_t& b) { return draw_initial_bytes<double>(dims, dims.width, b); }, what);
    check(draw_initial(dims.width, network.seed.value_or(0), work.view(), state), what);
}

}  // namespace catapult::tools
