// The training set that a command line asks for: which rows of which files, and how they are prepared.
#ifndef CATAPULT_TOOLS_READERS_DATASET_HPP
#define CATAPULT_TOOLS_READERS_DATASET_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "readers/matrix.hpp"

namespace catapult::tools {

enum class normalization {
    none,      ///< as the file has them; pixels of IDX images run from 0 to 1
    unit,      ///< every sample divided by its Euclidean norm; a sample of zeros stays
    standard,  ///< every input with mean 0 and variance 1 over the samples used; a constant input becomes 0
};

struct dataset_options {
    std::string inputs;
    std::string targets;
    std::optional<std::size_t> samples;                ///< the first so many, of those of `classes`
    std::optional<std::pair<double, double>> classes;  ///< only samples with these two labels: targets +1 and −1
    bool one_hot = false;                              ///< of one column of labels, which those of IDX are anyway
    normalization normalize = normalization::none;
};

class dataset {
public:
    /// Reads both files. request_error for whatever is wrong with them or with what is asked of them.
    explicit dataset(const dataset_options& options);

    std::size_t samples() const { return rows_.size(); }
    std::size_t inputs() const { return inputs_.columns; }
    std::size_t outputs() const { return outputs_; }
    /// What is odd about the files, though they can be used.
    const std::vector<note>& notes() const { return notes_; }

    /// Samples first … first + count − 1, prepared, row-major: `inputs` is count × inputs(), `targets` count × outputs().
    /// request_error with the place if an element is NaN or infinite.
    void copy(std::size_t first, std::size_t count, double* inputs, double* targets) const;

private:
    void check_shapes() const;
    void count_classes();
    void select_rows(const dataset_options& options);
    void find_moments();
    void copy_inputs(std::size_t sample, double* to) const;
    void copy_targets(std::size_t sample, double* to) const;

    file_matrix inputs_;
    file_matrix targets_;
    std::optional<std::pair<double, double>> classes_;
    bool one_hot_ = false;
    normalization normalize_ = normalization::none;
    std::vector<note> notes_;
    std::size_t outputs_ = 0;
    std::vector<std::size_t> rows_;  // of the files, in their order
    std::vector<double> mean_;       // standard only
    std::vector<double> deviation_;
};

}  // namespace catapult::tools

#endif
