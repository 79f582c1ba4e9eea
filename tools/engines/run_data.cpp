#include "engines/run_data.hpp"

#include <optional>

#include "catapult/models/network_state.hpp"
#include "engines/reduced_file.hpp"
#include "readers/byte_source.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

/// A narrow network under a rule is trained on the samples themselves.
bool trains_samples(const reduced_data<double>& data, const training_options& training, const run_needs& needs)
{
    return !training.plain() && keeps_factor({data.rank, data.outputs, needs.width});
}

run_data load_reduced(const dataset_options& options, const dataset_options& test, const training_options& training,
                      const run_needs& needs)
{
    const char* const no_samples = "the samples one by one";
    const char* const no_basis = "the directions of the inputs";
    refuse_reduced(options, test.inputs.empty() ? "" : "--test-inputs", no_basis);
    refuse_reduced(options, training.batch ? "--batch" : "", no_samples);
    refuse_reduced(options, training.sampled() ? training.loss_text() : "", no_samples);
    refuse_reduced(options, needs.basis, no_basis);
    refuse_reduced(options, needs.samples, no_samples);
    run_data result;
    result.training = read_reduced(options);
    if (trains_samples(result.training.reduced, training, needs))
        refuse_reduced(options, "a rule at --width " + shortest(needs.width) + ", below the rank and the outputs,", no_samples);
    return result;
}

}  // namespace

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
    if (options.names_reduced()) return load_reduced(options, test, training, needs);
    const dataset source(options);
    const bool has_test = !test.inputs.empty(), plain = training.plain();
    run_data result;
    result.training = reduce(source, options, !needs.basis.empty() || !needs.samples.empty() || has_test || !plain,
                             needs.threads);
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
    if (!needs.samples.empty() || training.sampled() || trains_samples(reduced, training, needs))
        result.samples = project_samples(source, reduced);
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
