// The samples of a run as LibTorch tensors.
#ifndef CATAPULT_TOOLS_DEEP_SAMPLES_HPP
#define CATAPULT_TOOLS_DEEP_SAMPLES_HPP

#include <string>
#include <vector>

#include "deep/networks.hpp"
#include "engines/training.hpp"
#include "readers/dataset.hpp"

namespace catapult::tools {

/// Where a network computes, and with how many digits.
struct compute_place {
    torch::Device device = torch::kCPU;
    torch::ScalarType type = torch::kFloat32;

    torch::TensorOptions options() const { return torch::TensorOptions().device(device).dtype(type); }
    /// A number that was computed with so many digits, for printing: of a float, eight.
    double printed(double value) const;
};

/// cpu or cuda. request_error for others, and for a CUDA device that is not there.
torch::Device parse_device(const std::string& option, const std::string& text);

struct sample_tensors {
    torch::Tensor inputs;   ///< m × d
    torch::Tensor targets;  ///< m × k

    std::int64_t count() const { return inputs.defined() ? inputs.size(0) : 0; }
    std::int64_t outputs() const { return targets.size(1); }
    sample_tensors rows(std::int64_t first, std::int64_t number) const;
    sample_tensors chosen(const torch::Tensor& indices) const;
};

struct deep_data {
    sample_tensors training;
    sample_tensors test;  ///< without samples if there is no test set
    sample_shape shape;
    std::vector<note> notes;
};

/// Reads the data and, if `test.inputs` is not empty, the test set, prepared as the data are. request_error for bad files, and for
/// targets that the loss of `training` does not take, if there is one.
deep_data load_deep_data(const dataset_options& data, const dataset_options& test, const compute_place& place,
                         const training_options* training = nullptr);

/// Random samples in place of data, for trials of networks without a data set: inputs N(0, 1), one-hot targets of random
/// classes.
deep_data random_data(std::int64_t samples, const sample_shape& shape, std::int64_t classes, std::uint64_t seed,
                      const compute_place& place);

}  // namespace catapult::tools

#endif
