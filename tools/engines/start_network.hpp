// The network that a run starts from, in reduced coordinates: drawn in law, or reduced from weights.
#ifndef CATAPULT_TOOLS_ENGINES_START_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_START_NETWORK_HPP

#include <functional>
#include <optional>

#include "catapult/models/weights.hpp"
#include "engines/trainer.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

/// The initial weights in segments of rows, which a team works on.
class weight_segments {
public:
    weight_segments(const network_options& network, const reduced_data<double>& data, thread_team& team)
        : data_(&data), team_(&team), rows_(network, data.inputs, data.outputs)
    {
    }

    std::size_t width() const { return rows_.width(); }
    weights_dims shapes() const { return {data_->inputs, data_->outputs, data_->rank, static_cast<double>(width())}; }
    /// Segments that are in hand at a time: one for each thread.
    std::size_t at_once();
    struct segment {
        std::size_t slot;   ///< below at_once(): which of those in hand
        std::size_t first;  ///< row
        matrix_view<double> u;
        matrix_view<double> v;
    };
    /// Hands segments to the team (`member` is below at_once()), and what became of them, in order, to `collect`.
    void for_each(const std::function<void(const segment&, std::size_t member)>& work,
                  const std::function<void(const segment&)>& collect);
    void reduce(network_state<double>& state);

private:
    const reduced_data<double>* data_;
    thread_team* team_;
    weight_rows rows_;
};

struct start_network {
    start_network(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team);

    std::optional<weight_segments> weights;  ///< none if drawn in law
    network_dims dims;
    memory storage;  ///< of the state
    network_state<double> state;
};

}  // namespace catapult::tools

#endif
