#include "engines/run_data.hpp"

#include <optional>

#include "catapult/models/network_state.hpp"
#include "readers/byte_source.hpp"

namespace catapult::tools {

void refuse_targets(matrix_view<const double> targets, const training_options& training, const std::string& file,
                    std::size_t first)
{
    std::size_t row = 0;
    if (check_targets<double>(training.made_loss(), targets, row) != status::ok)
        throw request_error(input_name(file) + ": sample " + std::to_string(first + row + 1) + " has a target that " +
                            training.loss_text() + " does not take; " + training.target_text() + " are wanted");
}

run_data load_run_data(const dataset_options& options, const dataset_options& test, const training_options& training,
                       const run_needs& needs)
{
    const dataset source(options);
    const bool has_test = !test.inputs.empty(), plain = training.plain();
    run_data result;
    result.training = reduce(source, options, needs.basis || needs.samples || has_test || !plain);
    const reduced_data<double>& reduced = result.training.reduced;
    std::optional<dataset> more;
    if (has_test) {
        dataset_options prepared = options;
        prepared.inputs = test.inputs;
        prepared.targets = test.targets;
        prepared.samples = test.samples;
        more.emplace(prepared, source);
        extend_basis(result.training, *more);
    }
    const bool narrow = !plain && keeps_factor({reduced.rank, reduced.outputs, needs.width});
    if (needs.samples || training.sampled() || narrow) result.samples = project_samples(source, reduced);
    if (more) result.test_samples = project_samples(*more, reduced);
    if (training.sampled()) refuse_targets(result.samples.targets, training, options.targets_file());
    if (more && training.sampled()) refuse_targets(result.test_samples.targets, training, test.targets_file());
    return result;
}

void scale_inputs(double factor, run_data& data)
{
    scale_inputs(factor, data.training);
    scale_inputs(factor, data.samples);
    scale_inputs(factor, data.test_samples);
}

}  // namespace catapult::tools
