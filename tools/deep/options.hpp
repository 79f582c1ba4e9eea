// The options of deep networks that the subcommands of catapult deep share.
#ifndef CATAPULT_TOOLS_DEEP_OPTIONS_HPP
#define CATAPULT_TOOLS_DEEP_OPTIONS_HPP

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "deep/networks.hpp"
#include "deep/samples.hpp"
#include "deep/training.hpp"
#include "options/options.hpp"
#include "options/training_options.hpp"

namespace catapult::tools {

struct deep_options {
    common_options common;
    dataset_options data;
    dataset_options test;
    network_choice network;
    training_options training;
    compute_place place;
    std::string augment;
    std::optional<std::uint64_t> watched;
    double tolerance = 1e-4;

    deep_options() { training.loss = loss_name::mean_squared; }
};

/// Adds the options of data, network, training, device and output.
void add_deep(CLI::App& command, deep_options& options, bool result_is_array);

/// request_error for options that contradict each other, or that deep networks do not have.
void require_consistent(const deep_options& options);

/// The data and the shape of the network's memory, for all runs of a command.
class deep_experiment {
public:
    /// Reads the data and makes the network. request_error for bad files and a network that does not fit them, memory_refused
    /// with an estimate if the memory of the machine does not suffice.
    explicit deep_experiment(const deep_options& options);

    /// The network of a seed, about to be trained. Only the last one is valid: all share the memory of one network.
    deep_training start(std::uint64_t seed);

    const deep_data& data() const { return data_; }
    /// Whether the data are files, and not random.
    bool given_data() const { return !options_.data.inputs.empty(); }
    const deep_network& network() const { return *network_; }
    std::string describe() const;

private:
    const deep_options& options_;
    deep_data data_;
    std::shared_ptr<deep_network> network_;
    std::int64_t watched_ = 0;
};

}  // namespace catapult::tools

#endif
