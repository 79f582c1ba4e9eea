#include "readers/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "readers/byte_source.hpp"
#include "readers/data_notes.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

// More classes than this point to a mistake in the file, and one-hot targets for them would take much memory.
constexpr double most_classes = 65536;

// The labels of a file that holds them beside its rows.
file_matrix own_labels(file_matrix& of)
{
    file_matrix result;
    result.path = of.path;
    result.format = of.format;
    result.rows = of.rows;
    result.columns = 1;
    result.type = element::u8;
    result.labels = true;
    result.bytes = std::move(of.own_labels);
    return result;
}

file_matrix read_targets(file_matrix& inputs, const dataset_options& options)
{
    const bool labelled = !inputs.own_labels.empty();
    if (labelled && options.targets_file() == options.inputs) return own_labels(inputs);
    if (options.targets.empty()) throw request_error(inputs.path + ": holds no labels, and no file of targets is given");
    file_matrix targets = read_matrix(options.targets);
    if (targets.own_labels.empty()) return targets;
    if (labelled && targets.own_labels != inputs.own_labels)
        throw request_error(targets.path + ": its labels are not those of the images in " + inputs.path +
                            ", which holds its own; leave these targets out");
    return own_labels(targets);
}

}  // namespace

const std::map<std::string, normalization> normalization_names = {{"none", normalization::none},
                                                                  {"unit", normalization::unit},
                                                                  {"overall", normalization::overall},
                                                                  {"standard", normalization::standard}};

bool dataset_options::complete() const { return targets.empty() ? inputs.empty() || has_cifar_name(inputs) : !inputs.empty(); }

const char* preparation(const dataset_options& options)
{
    return options.samples                            ? "--samples"
           : options.classes                          ? "--classes"
           : options.one_hot                          ? "--one-hot"
           : options.normalize != normalization::none ? "--normalize"
                                                      : nullptr;
}

std::string describe(const dataset_options& options)
{
    const auto name = [](const std::string& path) { return path == "-" ? input_name(path) : path.substr(path.rfind('/') + 1); };
    std::string text = "of " + name(options.inputs);
    if (!options.targets.empty()) text += " and " + name(options.targets);
    if (options.samples) text += ", --samples " + std::to_string(*options.samples);
    if (options.classes) text += ", --classes " + shortest(options.classes->first) + "," + shortest(options.classes->second);
    if (options.one_hot) text += ", --one-hot";
    for (const auto& known : normalization_names)
        if (known.second == options.normalize && options.normalize != normalization::none) text += ", --normalize " + known.first;
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }, '?');
    return text;
}

dataset::dataset(const dataset_options& options)
    : inputs_(read_matrix(options.inputs)), targets_(read_targets(inputs_, options)), classes_(options.classes),
      one_hot_(options.one_hot || (targets_.labels && !options.classes)), normalize_(options.normalize)
{
    if (options.one_hot && classes_)
        throw request_error("--one-hot and --classes were both given; one of them makes targets of labels");
    check_shapes();
    select_rows(options);
    outputs_ = classes_ ? 1 : targets_.columns;
    if (one_hot_) count_classes();
    if (normalize_ == normalization::standard || normalize_ == normalization::overall) find_moments();
    notes_ = notes_on(inputs_, targets_, classes_ || one_hot_);
}

dataset::dataset(const dataset_options& options, const dataset& trained) : dataset(options)
{
    if (inputs() != trained.inputs())
        throw request_error(inputs_.path + ": " + std::to_string(inputs()) + " inputs a sample, and " + trained.inputs_.path +
                            " has " + std::to_string(trained.inputs()) + "; as many are wanted");
    if (one_hot_ && trained.one_hot_ && outputs_ < trained.outputs_) outputs_ = trained.outputs_;
    if (outputs_ != trained.outputs_)
        throw request_error(targets_.path + ": " + std::to_string(outputs_) + " outputs a sample, and " + trained.targets_.path +
                            " has " + std::to_string(trained.outputs_) + "; as many are wanted");
    mean_ = trained.mean_;
    deviation_ = trained.deviation_;
}

void dataset::check_shapes() const
{
    if (inputs_.labels && targets_.format == file_format::idx && targets_.columns > 1)
        throw request_error(inputs_.path + ": holds labels, and " + targets_.path +
                            " what they are of; the two are swapped: give the labels as --targets");
    if (inputs_.rows == targets_.rows) return;
    const bool transposed = inputs_.columns == targets_.rows;
    throw request_error(targets_.path + ": " + std::to_string(targets_.rows) + " rows of targets for the " +
                        std::to_string(inputs_.rows) + " rows of inputs in " + inputs_.path + "; there must be as many" +
                        (transposed ? " (a sample is a row: are the inputs transposed?)" : ""));
}

void dataset::count_classes()
{
    if (targets_.columns != 1)
        throw request_error(targets_.path + ": " + std::to_string(targets_.columns) +
                            " columns; --one-hot takes a file of labels, one a row");
    double largest = 0;
    for (std::size_t row = 0; row < targets_.rows; ++row) {
        const double label = targets_(row, 0);
        if (!(label >= 0 && label < most_classes && label == std::floor(label)))
            throw request_error(targets_.path + ": label " + shortest(label) + " in row " + std::to_string(row + 1) +
                                "; whole labels from 0 to " + shortest(most_classes - 1) + " can be made one-hot");
        largest = std::max(largest, label);
    }
    outputs_ = static_cast<std::size_t>(largest) + 1;
}

void dataset::select_rows(const dataset_options& options)
{
    if (classes_ && targets_.columns != 1)
        throw request_error(targets_.path + ": " + std::to_string(targets_.columns) +
                            " columns; --classes takes a file of labels, one a row");
    std::size_t of_first = 0;
    for (std::size_t row = 0; row < targets_.rows; ++row) {
        if (classes_) {
            const double label = targets_(row, 0);
            if (label != classes_->first && label != classes_->second) continue;
            if (label == classes_->first) ++of_first;
        }
        if (!options.samples || rows_.size() < *options.samples)
            rows_.push_back(row);
        else
            break;
    }
    const auto no_sample_of = [&](double label) {
        throw request_error(targets_.path + ": no sample has label " + shortest(label) + ", which --classes asks for");
    };
    // The first samples alone may lack a class although the file is right. So a missing class is an error only without
    // --samples.
    if (classes_ && !options.samples) {
        if (of_first == 0) no_sample_of(classes_->first);
        if (of_first == rows_.size()) no_sample_of(classes_->second);
    }
    if (options.samples && rows_.size() < *options.samples)
        throw request_error("--samples " + std::to_string(*options.samples) + ": " + inputs_.path + " has " +
                            std::to_string(rows_.size()) + (classes_ ? " of the two classes" : "") + "; ask for at most as many");
}

void dataset::find_moments()
{
    const std::size_t columns = inputs();
    const auto count = static_cast<double>(samples());
    mean_.assign(columns, 0);
    deviation_.assign(columns, 0);
    std::vector<double> row(columns);
    for (const std::size_t r : rows_) {
        inputs_.copy_row(r, row.data());
        for (std::size_t j = 0; j < columns; ++j) mean_[j] += row[j];
    }
    for (double& mean : mean_) mean /= count;
    const bool overall = normalize_ == normalization::overall;
    if (overall) {
        double all = 0;
        for (const double mean : mean_) all += mean / static_cast<double>(columns);
        mean_.assign(columns, all);
    }
    for (const std::size_t r : rows_) {
        inputs_.copy_row(r, row.data());
        for (std::size_t j = 0; j < columns; ++j) deviation_[j] += (row[j] - mean_[j]) * (row[j] - mean_[j]);
    }
    if (overall) {
        double all = 0;
        for (const double square : deviation_) all += square / static_cast<double>(columns);
        deviation_.assign(columns, all);
    }
    for (std::size_t j = 0; j < columns; ++j) {
        deviation_[j] = std::sqrt(deviation_[j] / count);
        // The mean is rounded, so a constant input gets a deviation that is not quite zero.
        if (deviation_[j] <= 1e-12 * std::fabs(mean_[j])) deviation_[j] = 0;
        if (!std::isfinite(mean_[j]) || !std::isfinite(deviation_[j]))
            throw request_error(inputs_.path + ": column " + std::to_string(j + 1) +
                                " is too large for --normalize; scale it first");
    }
}

void dataset::copy_inputs(std::size_t sample, double* to) const
{
    inputs_.copy_row(rows_[sample], to);
    const std::size_t columns = inputs();
    if (normalize_ == normalization::unit) {
        double largest = 0;
        for (std::size_t j = 0; j < columns; ++j) largest = std::max(largest, std::fabs(to[j]));
        if (largest == 0) return;
        double sum = 0;
        for (std::size_t j = 0; j < columns; ++j) sum += (to[j] / largest) * (to[j] / largest);
        const double scale = std::sqrt(sum);
        for (std::size_t j = 0; j < columns; ++j) to[j] = to[j] / largest / scale;
    } else if (!deviation_.empty()) {
        for (std::size_t j = 0; j < columns; ++j) to[j] = deviation_[j] == 0 ? 0 : (to[j] - mean_[j]) / deviation_[j];
    }
}

void dataset::copy_targets(std::size_t sample, double* to) const
{
    const std::size_t row = rows_[sample];
    if (classes_) {
        to[0] = targets_(row, 0) == classes_->first ? 1 : -1;
    } else if (one_hot_) {
        std::fill_n(to, outputs_, 0.0);
        to[static_cast<std::size_t>(targets_(row, 0))] = 1;
    } else {
        targets_.copy_row(row, to);
    }
}

void dataset::copy(std::size_t first, std::size_t count, double* inputs, double* targets) const
{
    for (std::size_t i = 0; i < count; ++i) {
        copy_inputs(first + i, inputs + i * this->inputs());
        copy_targets(first + i, targets + i * outputs_);
    }
}

}  // namespace catapult::tools
