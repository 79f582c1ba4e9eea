#include <algorithm>

#include "catapult/models/parameter_model.hpp"
#include "catapult/models/weights.hpp"
#include "engines/model_trainer.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

namespace {

class parameter_trainer final : public model_trainer<parameter_model> {
public:
    parameter_trainer(const reduced_data<double>& data, const network_options& network, thread_team& team)
        : data_(data), team_(team)
    {
        draw(network, data.inputs, data.outputs);
        scaled_rows_ = memory_for_doubles(data.rank, data.inputs);
        targets_ = memory_for_doubles(data.rank, data.outputs);
        training_set<double> set;
        check(reduced_training_set<double>(data, {scaled_rows_.as<double>(), data.rank, data.inputs},
                                           {targets_.as<double>(), data.rank, data.outputs}, set),
              "the data");
        create(
            {width_, data.inputs, data.outputs, data.rank},
            [&](workspace w) { return parameter_model<double>::create(u_, v_, set, w, model_); }, team_.executor());
    }

    status step(double eta) override { return model_.step(eta, team_.executor()); }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        write_npy(u_out, u_.data, u_.rows, u_.columns);
        write_npy(v_out, v_.data, v_.rows, v_.columns);
    }

    network_dims reduced_dims() const override { return {data_.rank, data_.outputs, static_cast<double>(width_)}; }
    void reduced_state(network_state<double>& result) override
    {
        const weights_dims shapes = {data_.inputs, data_.outputs, data_.rank, static_cast<double>(width_)};
        memory work = memory_for([&](std::size_t& b) { return weights_reduction<double>::bytes(shapes, b); }, "the weights");
        weights_reduction<double> reduction;
        check(weights_reduction<double>::create(shapes, data_.basis, work.view(), reduction), "the weights");
        check(reduction.add(u_, v_), "the weights");
        check(reduction.finish(result), "the weights");
    }

private:
    void draw(const network_options& network, std::size_t inputs, std::size_t outputs)
    {
        const weight_rows source(network, inputs, outputs);
        width_ = source.width();
        u_memory_ = memory_for_doubles(width_, inputs, "U, " + std::to_string(width_) + " x " + std::to_string(inputs));
        v_memory_ = memory_for_doubles(width_, outputs, "V, " + std::to_string(width_) + " x " + std::to_string(outputs));
        u_ = {u_memory_.as<double>(), width_, inputs};
        v_ = {v_memory_.as<double>(), width_, outputs};
        constexpr std::size_t block = 4096;
        team_.run((width_ - 1) / block + 1, [&](std::size_t first, std::size_t count, std::size_t) {
            for (std::size_t row = first * block; row < std::min(width_, (first + count) * block); row += block)
                source.copy(row, std::min(block, width_ - row), u_.row(row), v_.row(row));
        });
    }

    const reduced_data<double>& data_;
    thread_team& team_;
    std::size_t width_ = 0;
    memory u_memory_;
    memory v_memory_;
    memory scaled_rows_;
    memory targets_;
    matrix_view<double> u_;
    matrix_view<double> v_;
};

}  // namespace

std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network,
                                                thread_team& team)
{
    return std::make_unique<parameter_trainer>(data, network, team);
}

}  // namespace catapult::tools
