#include <algorithm>

#include "catapult/models/parameter_model.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "engines/trainer.hpp"
#include "vocabulary/memory.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

namespace {

class parameter_trainer final : public trainer {
public:
    parameter_trainer(const reduced_data<double>& data, const network_options& network, thread_team& team) : team_(team)
    {
        draw(network, data.inputs, data.outputs);
        scaled_rows_ = memory_for_doubles(data.rank, data.inputs);
        targets_ = memory_for_doubles(data.rank, data.outputs);
        training_set<double> set;
        check(reduced_training_set<double>(data, {scaled_rows_.as<double>(), data.rank, data.inputs},
                                           {targets_.as<double>(), data.rank, data.outputs}, set),
              "the data");
        dims_ = {width_, data.inputs, data.outputs, data.rank};
        model_memory_ = memory_for([&](std::size_t& b) { return parameter_model<double>::bytes(dims_, b); }, "the model");
        check(parameter_model<double>::create(u_, v_, set, model_memory_.view(), model_), "the loss at the start");

        using eigenvalue = parameter_top_eigenvalue<double>;
        eigenvalue_memory_ = memory_for([&](std::size_t& b) { return eigenvalue::bytes(dims_, b); }, "the kernel");
        check(eigenvalue::create(model_, lambda_tolerance, eigenvalue_memory_.view(), eigenvalue_, team_.executor()),
              "the kernel");
    }

    status step(double eta) override { return model_.step(eta, team_.executor()); }
    double loss() const override { return model_.loss(); }
    double excess_loss() const override { return model_.excess_loss(); }
    double relative_step(double eta) const override { return model_.relative_step(eta); }

    eigenvalue_result<double> lambda0() override
    {
        memory work = memory_for([&](std::size_t& b) { return eigenvalue_.certify_bytes(dims_, b); }, "lambda0");
        eigenvalue_result<double> result;
        const status s = eigenvalue_.certify(work.view(), result);
        if (s != status::not_converged) check(s, "the largest eigenvalue");
        return result;
    }

    eigenvalue_result<double> lambda() override
    {
        eigenvalue_result<double> result;
        const status s = eigenvalue_.update(result);
        if (s != status::not_converged) check(s, "the largest eigenvalue");
        return result;
    }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        write_npy(u_out, u_.data, u_.rows, u_.columns);
        write_npy(v_out, v_.data, v_.rows, v_.columns);
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

    thread_team& team_;
    std::size_t width_ = 0;
    memory u_memory_;
    memory v_memory_;
    memory scaled_rows_;
    memory targets_;
    memory model_memory_;
    memory eigenvalue_memory_;
    matrix_view<double> u_;
    matrix_view<double> v_;
    parameter_model<double> model_;
    parameter_dims dims_;
    parameter_top_eigenvalue<double> eigenvalue_;
};

}  // namespace

std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network,
                                                thread_team& team)
{
    return std::make_unique<parameter_trainer>(data, network, team);
}

}  // namespace catapult::tools
