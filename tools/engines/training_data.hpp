// The data of a run, read from files and reduced.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINING_DATA_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINING_DATA_HPP

#include "catapult/models/data_reduction.hpp"
#include "readers/dataset.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

struct training_data {
    memory storage;  ///< memory of the arrays in `reduced`
    memory scaled;   ///< memory of the singular values, if scale_inputs (samples.hpp) has changed them
    reduced_data<double> reduced;
    std::vector<note> notes;  ///< notes on the files
};

/// Data without a basis, from their files or from a reduced data set. request_error for bad files, and for inputs that are
/// all zero.
training_data load_training_data(const dataset_options& options, std::size_t threads);
/// Reduces files that have been read, by blocks of rows. The bits do not depend on the number of threads.
training_data reduce(const dataset& source, const dataset_options& options, bool keep_basis, std::size_t threads);

/// Prints each note as a line on standard error. Notes on details are printed only if `details` is true.
void say_notes(const training_data& data, bool details);

}  // namespace catapult::tools

#endif
