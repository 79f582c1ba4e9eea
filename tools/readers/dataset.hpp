// The training set that a command line asks for: certain rows of the files, prepared as asked.
#ifndef CATAPULT_TOOLS_READERS_DATASET_HPP
#define CATAPULT_TOOLS_READERS_DATASET_HPP

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "readers/matrix.hpp"

namespace catapult::tools {

enum class normalization {
    none,      ///< as in the file; pixels of IDX and CIFAR images run from 0 to 1
    unit,      ///< each sample divided by its Euclidean norm; a sample of zeros stays
    overall,   ///< all inputs together get mean 0 and variance 1 over the samples used
    standard,  ///< each input gets mean 0 and variance 1 over the samples used; a constant input becomes 0
};

/// The names by which a command line says each.
extern const std::map<std::string, normalization> normalization_names;

struct dataset_options {
    std::string inputs;
    std::string targets;                               ///< empty if the inputs' file holds its own labels, as those of CIFAR do
    std::optional<std::size_t> samples;                ///< use only this many samples, the first ones (of `classes`, if given)
    std::optional<std::pair<double, double>> classes;  ///< use only samples with these two labels; the targets are +1 and −1
    bool one_hot = false;  ///< make one-hot targets of labels; without `classes`, those of IDX and CIFAR get them anyway
    normalization normalize = normalization::none;

    /// Whether no file is named, or both are, or one that by its name holds both.
    bool complete() const;
    /// Whether the inputs can only be a file of `catapult reduce`: no targets beside them, and no name of CIFAR.
    bool names_reduced() const { return !inputs.empty() && !complete(); }
    /// The file that holds the targets.
    const std::string& targets_file() const { return targets.empty() ? inputs : targets; }
};

/// The first option that chooses or prepares samples, or null if none was given.
const char* preparation(const dataset_options& options);
/// A line of text: the files without their folders, and how they are prepared.
std::string describe(const dataset_options& options);

class dataset {
public:
    /// Reads both files. request_error if the files are wrong or do not fit the options.
    explicit dataset(const dataset_options& options);
    /// Reads samples that are not trained on. They are prepared as those of `trained` are, with the mean and the variance
    /// of its inputs, and have its outputs. request_error also if they do not fit it.
    dataset(const dataset_options& options, const dataset& trained);

    std::size_t samples() const { return rows_.size(); }
    std::size_t inputs() const { return inputs_.columns; }
    std::size_t outputs() const { return outputs_; }
    /// How the inputs of a sample are an image; all zero if they are none.
    const image_shape& image() const { return inputs_.image; }
    /// Notes on oddities of the files that do not prevent their use.
    const std::vector<note>& notes() const { return notes_; }

    /// Copies samples first … first + count − 1, prepared and row-major. `inputs` is count × inputs(), `targets` is
    /// count × outputs(). request_error, with the place, if an element is NaN or infinite.
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
    std::vector<std::size_t> rows_;  // the file's rows that are used, in the file's order
    std::vector<double> mean_;       // set for `standard` only
    std::vector<double> deviation_;
};

}  // namespace catapult::tools

#endif
