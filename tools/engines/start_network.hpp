// The network at the start of a run, in reduced coordinates: drawn in law, or reduced from weights.
#ifndef CATAPULT_TOOLS_ENGINES_START_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_START_NETWORK_HPP

#include <functional>
#include <optional>

#include "catapult/models/weights.hpp"
#include "engines/trainer.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

/// The initial weights, cut into segments of rows. A team of threads works on them.
class weight_segments {
public:
    weight_segments(const network_options& network, const reduced_data<double>& data, thread_team& team)
        : data_(&data), team_(&team), rows_(network, data.inputs, data.outputs)
    {
    }

    std::size_t width() const { return rows_.width(); }
    weights_dims shapes() const { return {data_->inputs, data_->outputs, data_->rank, static_cast<double>(width())}; }
    /// The number of segments held at a time, one for each thread.
    std::size_t at_once();
    struct segment {
        std::size_t slot;   ///< place among the segments held now, below at_once()
        std::size_t first;  ///< its first row
        matrix_view<double> u;
        matrix_view<double> v;
    };
    /// Calls work(segment, member) for all segments in the team's threads; `member` is below at_once(). Then calls
    /// `collect` for each segment, in order, in the calling thread.
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

    std::optional<weight_segments> weights;  ///< empty if the network is drawn in law
    network_dims dims;
    memory storage;  ///< memory of the state
    network_state<double> state;
};

}  // namespace catapult::tools

#endif
