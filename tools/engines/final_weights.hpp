// The weights that a run ends with, from those at its start, segment by segment: they need not be in memory at once.
#ifndef CATAPULT_TOOLS_ENGINES_FINAL_WEIGHTS_HPP
#define CATAPULT_TOOLS_ENGINES_FINAL_WEIGHTS_HPP

#include <functional>

#include "catapult/models/weights.hpp"
#include "engines/start_network.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

/// Draws or reads the weights again, calls train(segment, member) for each segment, in the team's threads, and writes what it has
/// made of the segment's U and V as .npy files.
void write_trained_weights(weight_segments& start, output_file& u, output_file& v,
                           const std::function<void(const weight_segments::segment&, std::size_t member)>& train);

/// A weights_transform in memory of its own, for networks that do not keep their factor.
class followed_weights {
public:
    followed_weights(weight_segments start, const reduced_data<double>& data, const training_rule& rule, double scale_first,
                     double scale_second);

    /// One step of the model, as weights_transform::step.
    template <class Model, class... Batch>
    status step(Model& model, double eta, Batch... batch)
    {
        return transform_.step(model, eta, batch...);
    }
    void write(output_file& u, output_file& v);

private:
    weight_segments start_;
    memory memory_;
    weights_transform<double> transform_;
};

}  // namespace catapult::tools

#endif
