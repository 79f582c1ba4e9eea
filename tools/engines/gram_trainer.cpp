#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "catapult/experiments/run.hpp"
#include "catapult/models/gram_model.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/models/weights.hpp"
#include "catapult/observables/tangent_kernel.hpp"
#include "engines/trainer.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

namespace {

class gram_trainer final : public trainer {
public:
    gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team)
        : data_(data), team_(team)
    {
        if (how == drawing::weights) rows_.emplace(network, data.inputs, data.outputs);
        dims_ = {data.rank, data.outputs, rows_ ? static_cast<double>(rows_->width()) : *network.width};
        memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims_, b); }, "the network");
        network_state<double> state;
        check(create_network_state(dims_, state_memory.view(), state), "the network");
        if (how == drawing::law) {
            const double width = *network.width;
            const std::string what = "--width " + shortest(width);
            memory work = memory_for([&](std::size_t& b) { return draw_initial_bytes<double>(dims_, width, b); }, what);
            check(draw_initial(width, network.seed.value_or(0), work.view(), state), what);
        } else {
            reduce_weights(state);
        }
        model_memory_ = memory_for([&](std::size_t& b) { return gram_model<double>::bytes(dims_, b); }, "the model");
        check(gram_model<double>::create(data, state, model_memory_.view(), model_), "the loss at the start");
        eigenvalue_memory_ = memory_for([&](std::size_t& b) { return top_eigenvalue<double>::bytes(dims_, b); }, "the kernel");
        check(top_eigenvalue<double>::create(model_, lambda_tolerance, eigenvalue_memory_.view(), eigenvalue_), "the kernel");
        if (transforms()) {
            transform_memory_ = memory_for([&](std::size_t& b) { return weights_transform<double>::bytes(shapes(), b); },
                                           "the weights");
            check(weights_transform<double>::create(shapes(), static_cast<double>(rows_->width()), data.basis,
                                                    transform_memory_.view(), transform_),
                  "the weights");
            gradient_.resize(dims_.rank * dims_.outputs);
        }
    }

    status step(double eta) override
    {
        const matrix_view<const double> gradient = model_.gradient();
        if (transforms())
            for (std::size_t i = 0; i < gradient.rows; ++i)
                std::copy_n(gradient.row(i), gradient.columns, gradient_.data() + i * gradient.columns);
        const status s = model_.step(eta);
        if (s == status::ok && transforms())
            check(
                transform_.step(eta * square_unit(data_), matrix_view<const double>(gradient_.data(), dims_.rank, dims_.outputs)),
                "the weights");
        return s;
    }

    double loss() const override { return model_.loss(); }
    double excess_loss() const override { return model_.excess_loss(); }

    double relative_step(double eta) const override { return catapult::relative_step(model_, eta); }

    eigenvalue_result<double> lambda0() override
    {
        memory work = memory_for([&](std::size_t& b) { return top_eigenvalue<double>::certify_bytes(dims_, b); }, "lambda0");
        eigenvalue_result<double> result;
        const status s = eigenvalue_.certify(work.view(), result);
        if (s != status::not_converged) check(s, "lambda0");
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
        npy_writer u_file(u_out, rows_->width(), data_.inputs);
        npy_writer v_file(v_out, rows_->width(), data_.outputs);
        const auto append = [&](std::size_t, const double* u, const double* v, std::size_t count) {
            u_file.append(u, count * data_.inputs);
            v_file.append(v, count * data_.outputs);
        };
        if (!transforms()) {
            memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims_, b); },
                                             "the network");
            network_state<double> state;
            check(create_network_state(dims_, state_memory.view(), state), "the network");
            check(model_.state(state), "the network");
            for_segments(
                [&](std::size_t, std::size_t first, double* u, double* v, std::size_t count, std::size_t) {
                    check(
                        weights_of_layers<double>(state, data_.basis, first, {u, count, data_.inputs}, {v, count, data_.outputs}),
                        "the final weights");
                },
                append);
            return;
        }
        transform_.prepare();
        std::vector<memory> work(at_once());
        for (memory& m : work) m = memory(transform_.apply_bytes());
        for_segments(
            [&](std::size_t, std::size_t, double* u, double* v, std::size_t count, std::size_t member) {
                check(transform_.apply({u, count, data_.inputs}, {v, count, data_.outputs}, work[member].view()),
                      "the final weights");
            },
            append);
    }

private:
    weights_dims shapes() const { return {data_.inputs, data_.outputs, data_.rank, dims_.width}; }
    // A narrow network's weights are in its state.
    bool transforms() const { return rows_ && !keeps_factor(dims_); }

    // Segments of rows that are in hand at a time: one for each thread.
    std::size_t at_once() { return team_.size_for((rows_->width() - 1) / weights_reduction<double>::segment_rows + 1); }

    // Hands segments of rows to the team, and what became of them, in order, to `collect`.
    template <class Work, class Collect>
    void for_segments(Work work, Collect collect)
    {
        constexpr std::size_t segment = weights_reduction<double>::segment_rows;
        const std::size_t rows = rows_->width();
        const std::size_t slots = at_once();
        const std::size_t longest = std::min(rows, segment);
        memory u = memory_for_doubles(slots * longest, data_.inputs);
        memory v = memory_for_doubles(slots * longest, data_.outputs);
        const auto u_of = [&](std::size_t slot) { return u.as<double>() + slot * longest * data_.inputs; };
        const auto v_of = [&](std::size_t slot) { return v.as<double>() + slot * longest * data_.outputs; };
        for (std::size_t first = 0; first < rows; first += slots * segment) {
            const std::size_t now = std::min(slots, (rows - first - 1) / segment + 1);
            const auto count_of = [&](std::size_t slot) { return std::min(segment, rows - first - slot * segment); };
            team_.run(now, [&](std::size_t begin, std::size_t count, std::size_t member) {
                for (std::size_t slot = begin; slot < begin + count; ++slot) {
                    rows_->copy(first + slot * segment, count_of(slot), u_of(slot), v_of(slot));
                    work(slot, first + slot * segment, u_of(slot), v_of(slot), count_of(slot), member);
                }
            });
            for (std::size_t slot = 0; slot < now; ++slot) collect(slot, u_of(slot), v_of(slot), count_of(slot));
        }
    }

    void reduce_weights(network_state<double>& state)
    {
        memory storage = memory_for([&](std::size_t& b) { return weights_reduction<double>::bytes(shapes(), b); }, "the weights");
        weights_reduction<double> reduction;
        check(weights_reduction<double>::create(shapes(), data_.basis, storage.view(), reduction), "the weights");
        std::vector<memory> work(at_once());
        for (memory& m : work) m = memory(reduction.partial_bytes());
        std::vector<std::vector<double>> sums(at_once(), std::vector<double>(reduction.partial_size()));
        for_segments(
            [&](std::size_t slot, std::size_t, const double* u, const double* v, std::size_t count, std::size_t member) {
                check(reduction.partial({u, count, data_.inputs}, {v, count, data_.outputs}, work[member].view(), sums[slot]),
                      "the weights");
            },
            [&](std::size_t slot, const double*, const double*, std::size_t count) {
                check(reduction.merge(sums[slot], count), "the weights");
            });
        check(reduction.finish(state), "the weights");
    }

    const reduced_data<double>& data_;
    thread_team& team_;
    network_dims dims_;
    std::optional<weight_rows> rows_;
    memory model_memory_;
    memory eigenvalue_memory_;
    memory transform_memory_;
    gram_model<double> model_;
    top_eigenvalue<double> eigenvalue_;
    weights_transform<double> transform_;
    std::vector<double> gradient_;
};

}  // namespace

std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team)
{
    return std::make_unique<gram_trainer>(data, network, how, team);
}

}  // namespace catapult::tools
