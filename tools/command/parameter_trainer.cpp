#include <algorithm>
#include <cmath>

#include "catapult/eigenvalue.hpp"
#include "catapult/parameters.hpp"
#include "command/memory.hpp"
#include "command/trainer.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

namespace {

class parameter_trainer final : public trainer {
public:
    parameter_trainer(const reduced_data<double>& data, const network_options& network, thread_team& team) : team_(team)
    {
        draw(network, data.inputs, data.outputs);
        scaled_rows_ = memory_for_doubles(data.rank, data.inputs);
        for (std::size_t i = 0; i < data.rank; ++i)
            for (std::size_t j = 0; j < data.inputs; ++j)
                scaled_rows_.as<double>()[i * data.inputs + j] = data.singular_values[i] * data.basis(i, j);
        training_set<double> set;
        set.inputs = {scaled_rows_.as<double>(), data.rank, data.inputs};
        set.targets = data.targets;
        set.divisor = static_cast<double>(data.samples);
        set.unreachable_loss = data.unreachable_loss;
        const parameter_dims dims = {width_, data.inputs, data.outputs, data.rank};
        model_memory_ = memory_for([&](std::size_t& b) { return parameter_model<double>::bytes(dims, b); }, "the model");
        check(parameter_model<double>::create(u_, v_, set, model_memory_.view(), model_), "the loss at the start");

        options_.tolerance = lambda_tolerance;
        options_.max_subspace = 16;
        const std::size_t rows = model_.kernel_rows();
        tracker_memory_ = memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::bytes(rows, options_, b); }, "the kernel");
        check(eigenvalue_tracker<double>::create(rows, options_, tracker_memory_.view(), tracker_), "the kernel");
    }

    status step(double eta) override
    {
        const status s = model_.begin_step(eta);
        if (s != status::ok) return s;
        team_.run(model_.row_chunks(), [&](std::size_t first, std::size_t count, std::size_t) { model_.row_pass(first, count); });
        model_.combine_rows();
        team_.run(model_.sample_chunks(), [&](std::size_t first, std::size_t count, std::size_t) { model_.sample_pass(first, count); });
        model_.combine_samples();
        return status::ok;
    }

    double loss() const override { return model_.loss(); }
    double excess_loss() const override { return model_.excess_loss(); }
    double relative_step(double eta) const override { return model_.relative_step(eta); }

    double lambda() override
    {
        eigenvalue_result<double> result;
        const status s = tracker_.update(make_operator<double>(*this), result);
        if (s != status::not_converged) check(s, "the largest eigenvalue");
        return result.value;
    }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        write_npy(u_out, u_.data, u_.rows, u_.columns);
        write_npy(v_out, v_.data, v_.rows, v_.columns);
    }

    // The kernel as an operator whose passes over U are the team's.
    std::size_t rows() const { return model_.kernel_rows(); }
    void apply(const double* x, double* y)
    {
        model_.begin_kernel(x);
        team_.run(model_.row_chunks(), [&](std::size_t first, std::size_t count, std::size_t) { model_.kernel_pass(first, count); });
        model_.end_kernel(y);
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
    memory model_memory_;
    memory tracker_memory_;
    matrix_view<double> u_;
    matrix_view<double> v_;
    parameter_model<double> model_;
    eigenvalue_options options_;
    eigenvalue_tracker<double> tracker_;
};

}  // namespace

std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network, thread_team& team)
{
    return std::make_unique<parameter_trainer>(data, network, team);
}

}  // namespace catapult::tools
