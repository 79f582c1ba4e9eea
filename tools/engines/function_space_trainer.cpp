#include "catapult/models/function_space_model.hpp"
#include "engines/model_trainer.hpp"
#include "engines/start_network.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

class function_space_trainer final : public model_trainer<function_space_model> {
public:
    function_space_trainer(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team)
    {
        if (data.outputs != 1)
            throw request_error("--engine function: " + std::to_string(data.outputs) +
                                " outputs, and its recurrence is for one; use --engine gram, or --classes A,B");
        const start_network begin(data, network, how, team);
        if (keeps_factor(begin.dims))
            throw request_error("--engine function: width " + shortest(begin.dims.width) +
                                " is below the data's rank + 1 = " + std::to_string(data.rank + 1) +
                                ", where rounding takes the kernel out of the set that networks can reach; use --engine gram");
        const std::string what = "K and the kernel, " + std::to_string(data.rank) + " x " + std::to_string(data.rank);
        memory work = memory_for([&](std::size_t& b) { return reduced_function_space_start_bytes<double>(data.rank, b); }, what);
        function_space_start<double> start;
        check(reduced_function_space_start(data, begin.state, work.view(), start), what);
        create(data.rank, [&](workspace w) { return function_space_model<double>::create(start, w, model_); });
    }

    void write_weights(output_file&, output_file&) override { throw request_error("--engine function: it has no weights"); }
};

}  // namespace

std::unique_ptr<trainer> make_function_space_trainer(const reduced_data<double>& data, const network_options& network,
                                                     drawing how, thread_team& team)
{
    return std::make_unique<function_space_trainer>(data, network, how, team);
}

}  // namespace catapult::tools
