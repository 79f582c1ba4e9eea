// All data of a run: what is trained on, and what is only evaluated.
#ifndef CATAPULT_TOOLS_ENGINES_RUN_DATA_HPP
#define CATAPULT_TOOLS_ENGINES_RUN_DATA_HPP

#include "engines/samples.hpp"
#include "engines/training.hpp"

namespace catapult::tools {

struct run_data {
    training_data training;
    projected_samples samples;       ///< empty unless they are needed one by one
    projected_samples test_samples;  ///< empty without a test set
};

/// What a run needs besides what its options say.
struct run_needs {
    std::string basis;    ///< the option that needs the basis of the reduced data, if one does
    std::string samples;  ///< the option that needs the samples one by one, if one does
    std::size_t threads = 1;
    double width = 1;  ///< the least width: a narrow network under a rule needs the samples
};

/// Reads the data and, unless `test.inputs` is empty, the test set, which is prepared as the data are. request_error for
/// bad files, for targets that the loss does not take, and for what a reduced data set lacks.
run_data load_run_data(const dataset_options& options, const dataset_options& test, const training_options& training,
                       const run_needs& needs);

/// request_error if the loss does not take some of these targets, which begin at this sample of the file.
void refuse_targets(matrix_view<const double> targets, const training_options& training, const std::string& file,
                    std::size_t first = 0);

/// Multiplies all inputs by a factor.
void scale_inputs(double factor, run_data& data);

}  // namespace catapult::tools

#endif
