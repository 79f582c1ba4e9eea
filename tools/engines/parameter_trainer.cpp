#include <algorithm>
#include <cmath>
#include <vector>

#include "catapult/models/parameter_model.hpp"
#include "catapult/numerics/eigenvalue.hpp"
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
        // Back in the units of the caller: the model finds its own.
        scaled_rows_ = memory_for_doubles(data.rank, data.inputs);
        targets_ = memory_for_doubles(data.rank, data.outputs);
        for (std::size_t i = 0; i < data.rank; ++i)
            for (std::size_t j = 0; j < data.inputs; ++j)
                scaled_rows_.as<double>()[i * data.inputs + j] = std::ldexp(data.singular_values[i] * data.basis(i, j),
                                                                            data.exponent);
        for (std::size_t i = 0; i < data.rank; ++i)
            for (std::size_t c = 0; c < data.outputs; ++c)
                targets_.as<double>()[i * data.outputs + c] = std::ldexp(data.targets(i, c), data.exponent);
        training_set<double> set;
        set.inputs = {scaled_rows_.as<double>(), data.rank, data.inputs};
        set.targets = {targets_.as<double>(), data.rank, data.outputs};
        set.divisor = static_cast<double>(data.samples);
        set.unreachable_loss = data.unreachable_loss;
        const parameter_dims dims = {width_, data.inputs, data.outputs, data.rank};
        model_memory_ = memory_for([&](std::size_t& b) { return parameter_model<double>::bytes(dims, b); }, "the model");
        check(parameter_model<double>::create(u_, v_, set, model_memory_.view(), model_), "the loss at the start");

        eigenvalue_options options;
        options.tolerance = lambda_tolerance;
        options.max_subspace = 16;
        rows_ = data.rank;
        tracker_memory_ = memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::bytes(rows_, options, b); },
                                     "the kernel");
        check(eigenvalue_tracker<double>::create(rows_, options, tracker_memory_.view(), tracker_), "the kernel");
        second_memory_ = memory_for([&](std::size_t& b) { return dense_top_bytes<double>(data.outputs, b); }, "the kernel");
        second_vector_.resize(data.outputs);
        kernel_in_.resize(rows_ * data.outputs);
        kernel_out_.resize(rows_ * data.outputs);
        const double largest = std::ldexp(data.singular_values[0], data.exponent);
        second_factor_ = largest * (largest / static_cast<double>(data.samples)) / static_cast<double>(width_);
    }

    status step(double eta) override { return model_.step(eta, team_.executor()); }
    double loss() const override { return model_.loss(); }
    double excess_loss() const override { return model_.excess_loss(); }
    double relative_step(double eta) const override { return model_.relative_step(eta); }

    eigenvalue_result<double> lambda0() override
    {
        certificate_options options;
        options.max_dense_rows = 128;  // a product is a pass over the weights
        memory work = memory_for([&](std::size_t& b) { return eigenvalue_tracker<double>::certify_bytes(rows_, options, b); },
                                 "lambda0");
        return solve([&](eigenvalue_result<double>& result) {
            return tracker_.certify(make_operator<double>(*this), options, work.view(), result);
        });
    }

    eigenvalue_result<double> lambda() override
    {
        return solve([&](eigenvalue_result<double>& result) { return tracker_.update(make_operator<double>(*this), result); });
    }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        write_npy(u_out, u_.data, u_.rows, u_.columns);
        write_npy(v_out, v_.data, v_.rows, v_.columns);
    }

    // The kernel on vectors b ⊗ w, with the top eigenvector w of VᵀV: an operator on b that has its largest eigenvalue, as
    // top_eigenvalue explains. The passes over U are the team's.
    std::size_t rows() const { return rows_; }
    void apply(const double* x, double* y)
    {
        const std::size_t outputs = second_vector_.size();
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t c = 0; c < outputs; ++c) kernel_in_[i * outputs + c] = x[i] * second_vector_[c];
        model_.apply_kernel(kernel_in_.data(), kernel_out_.data(), team_.executor());
        for (std::size_t i = 0; i < rows_; ++i) {
            y[i] = 0;
            for (std::size_t c = 0; c < outputs; ++c) y[i] += kernel_out_[i * outputs + c] * second_vector_[c];
        }
    }

private:
    template <class Find>
    eigenvalue_result<double> solve(Find find)
    {
        eigenvalue_result<double> second, result;
        check(dense_top_eigenvalue<double>(model_.second_gram(), second_vector_, second_memory_.view(), second),
              "the largest eigenvalue");
        const status s = find(result);
        if (s != status::not_converged) check(s, "the largest eigenvalue");
        // The model's kernel is over its own unit.
        for (double* number : {&result.value, &result.error_bound, &result.excess_bound}) *number *= model_.square_unit();
        result.error_bound += second.error_bound * second_factor_;
        result.excess_bound += second.error_bound * second_factor_;
        return result;
    }

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
    memory tracker_memory_;
    matrix_view<double> u_;
    matrix_view<double> v_;
    parameter_model<double> model_;
    std::size_t rows_ = 0;
    memory second_memory_;
    std::vector<double> second_vector_;
    double second_factor_ = 0;  // of the error of VᵀV's top eigenvalue in λ's: ‖X‖²/(nm)
    std::vector<double> kernel_in_;
    std::vector<double> kernel_out_;
    eigenvalue_tracker<double> tracker_;
};

}  // namespace

std::unique_ptr<trainer> make_parameter_trainer(const reduced_data<double>& data, const network_options& network,
                                                thread_team& team)
{
    return std::make_unique<parameter_trainer>(data, network, team);
}

}  // namespace catapult::tools
