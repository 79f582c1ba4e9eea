// The network to train: weights of files, weights drawn one by one, or a width alone.
#ifndef CATAPULT_TOOLS_ENGINES_NETWORK_HPP
#define CATAPULT_TOOLS_ENGINES_NETWORK_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "readers/matrix.hpp"

namespace catapult::tools {

struct network_options {
    std::optional<double> width;
    std::optional<std::uint64_t> seed;
    std::string initial_u;
    std::string initial_v;

    /// Whether the weights come from files.
    bool given() const { return !initial_u.empty(); }
    /// request_error unless there are either files of both layers or a width. With files, a seed must be that of batches.
    void require_one(bool seeds_batches = false) const;
};

/// The initial weights, row by row. They come from the files or are drawn from the seed.
class weight_rows {
public:
    /// request_error if the files do not fit `inputs` and `outputs`, or if the width is not one that can be stored.
    weight_rows(const network_options& options, std::size_t inputs, std::size_t outputs);

    std::size_t width() const { return width_; }
    /// Copies rows first … first + count − 1 of U (count × inputs) and V (count × outputs). Several threads may call
    /// this at once.
    void copy(std::size_t first, std::size_t count, double* u, double* v) const;

private:
    std::size_t width_ = 0;
    std::size_t inputs_ = 0;
    std::size_t outputs_ = 0;
    std::uint64_t seed_ = 0;
    std::optional<file_matrix> u_;
    std::optional<file_matrix> v_;
};

}  // namespace catapult::tools

#endif
