#include <vector>

#include "catapult/models/gram_model.hpp"
#include "catapult/models/weights.hpp"
#include "engines/model_trainer.hpp"
#include "engines/start_network.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

namespace {

class gram_trainer final : public model_trainer<gram_model> {
public:
    gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team) : data_(data)
    {
        start_network begin(data, network, how, team);
        create(begin.dims, [&](workspace w) { return gram_model<double>::create(data, begin.state, w, model_); });
        weights_ = std::move(begin.weights);
        if (!transforms()) return;
        transform_memory_ = memory_for([&](std::size_t& b) { return weights_transform<double>::bytes(weights_->shapes(), b); },
                                       "the weights");
        check(weights_transform<double>::create(weights_->shapes(), data.basis, transform_memory_.view(), transform_),
              "the weights");
    }

    status step(double eta) override { return transforms() ? transform_.step(model_, eta) : model_.step(eta); }

    network_dims reduced_dims() const override { return model_.dims(); }
    void reduced_state(network_state<double>& result) override { check(model_.state(result), "the network"); }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        npy_writer u_file(u_out, weights_->width(), data_.inputs);
        npy_writer v_file(v_out, weights_->width(), data_.outputs);
        using segment = weight_segments::segment;
        const auto append = [&](const segment& s) {
            u_file.append(s.u.data, s.u.rows * s.u.columns);
            v_file.append(s.v.data, s.v.rows * s.v.columns);
        };
        if (!transforms()) {
            const network_dims dims = model_.dims();
            memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network");
            network_state<double> state;
            check(create_network_state(dims, state_memory.view(), state), "the network");
            check(model_.state(state), "the network");
            weights_->for_each(
                [&](const segment& s, std::size_t) {
                    check(weights_of_layers<double>(state, data_.basis, s.first, s.u, s.v), "the final weights");
                },
                append);
            return;
        }
        transform_.prepare();
        std::vector<memory> work(weights_->at_once());
        for (memory& m : work) m = memory(transform_.apply_bytes());
        weights_->for_each(
            [&](const segment& s, std::size_t member) {
                check(transform_.apply(s.u, s.v, work[member].view()), "the final weights");
            },
            append);
    }

private:
    // A narrow network keeps its weights in its state, so it needs no transform.
    bool transforms() const { return weights_ && !keeps_factor(model_.dims()); }

    const reduced_data<double>& data_;
    std::optional<weight_segments> weights_;
    memory transform_memory_;
    weights_transform<double> transform_;
};

}  // namespace

std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team)
{
    return std::make_unique<gram_trainer>(data, network, how, team);
}

}  // namespace catapult::tools
