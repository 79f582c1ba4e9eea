#include "engines/training_data.hpp"

#include <algorithm>
#include <cmath>

#include "engines/reduced_file.hpp"
#include "readers/byte_source.hpp"
#include "vocabulary/say.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

training_data load_training_data(const dataset_options& options)
{
    return options.names_reduced() ? read_reduced(options) : reduce(dataset(options), options, false);
}

training_data reduce(const dataset& source, const dataset_options& options, bool keep_basis)
{
    const std::string name = input_name(options.inputs);
    data_dims dims;
    dims.samples = source.samples();
    dims.inputs = source.inputs();
    dims.outputs = source.outputs();
    dims.keep_basis = keep_basis;

    training_data result;
    result.notes = source.notes();
    result.storage = memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(dims, bytes); }, name);
    data_reduction<double> reduction;
    check(data_reduction<double>::create(dims, result.storage.view(), reduction), name);

    const std::size_t block = std::min<std::size_t>(dims.samples, 256);
    memory inputs = memory_for_doubles(block, dims.inputs);
    memory targets = memory_for_doubles(block, dims.outputs);
    progress shown("samples", dims.samples, false);
    for (std::size_t first = 0; first < dims.samples; first += block) {
        const std::size_t count = std::min(block, dims.samples - first);
        source.copy(first, count, inputs.as<double>(), targets.as<double>());
        check(reduction.add({inputs.as<double>(), count, dims.inputs}, {targets.as<double>(), count, dims.outputs}), name);
        shown.at(first + count);
    }
    const status reduced = reduction.finish(result.reduced);
    if (reduced == status::invalid_argument)
        throw request_error(options.targets_file() +
                            ": the squares of the targets leave the range of a double, and the loss with them; scale them");
    check(reduced, name);
    if (!in_range(result.reduced))
        throw request_error(
            name +
            ": the squares of the inputs leave the range of a double, and lambda with them; scale them, or use --normalize unit");
    return result;
}

void say_notes(const training_data& data, bool details)
{
    for (const note& n : data.notes)
        if (details || !n.detail) say(n.text);
}

}  // namespace catapult::tools
