// The data of a run, read from its files and reduced.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINING_DATA_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINING_DATA_HPP

#include "catapult/models/data_reduction.hpp"
#include "readers/dataset.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

struct training_data {
    memory storage;  ///< of what `reduced` refers to
    reduced_data<double> reduced;
    std::vector<note> notes;  ///< on the files
};

/// Reads the files and reduces them by blocks of rows. request_error for bad files and for inputs that are all zero.
training_data load_training_data(const dataset_options& options, bool keep_basis);

/// A line on standard error for each of the notes; for details only if asked for them.
void say_notes(const training_data& data, bool details);

}  // namespace catapult::tools

#endif
