#include <optional>

#include "catapult/models/gram_model.hpp"
#include "engines/final_weights.hpp"
#include "engines/model_trainer.hpp"

namespace catapult::tools {

namespace {

class gram_trainer final : public model_trainer<gram_model> {
public:
    gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how, thread_team& team)
        : data_(data), spread_(team.executor())
    {
        start_network begin(data, network, how, team);
        create(
            begin.dims, [&](workspace w) { return gram_model<double>::create(data, begin.state, w, model_); }, spread_);
        if (!begin.weights) return;
        // A narrow network keeps its weights in its state, so it needs no transform.
        if (keeps_factor(begin.dims))
            start_ = std::move(begin.weights);
        else
            followed_.emplace(std::move(*begin.weights), data, training_rule(), 1, 1);
    }

    status step(double eta) override { return followed_ ? followed_->step(model_, eta) : model_.step(eta, spread_); }

    network_dims reduced_dims() const override { return model_.dims(); }
    void reduced_state(network_state<double>& result) override { check(model_.state(result), "the network"); }

    void write_weights(output_file& u_out, output_file& v_out) override
    {
        if (followed_) {
            followed_->write(u_out, v_out);
            return;
        }
        const network_dims dims = model_.dims();
        memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "the network");
        network_state<double> state;
        check(create_network_state(dims, state_memory.view(), state), "the network");
        check(model_.state(state), "the network");
        write_trained_weights(*start_, u_out, v_out, [&](const weight_segments::segment& s, std::size_t) {
            check(weights_of_layers<double>(state, data_.basis, s.first, s.u, s.v), "the final weights");
        });
    }

private:
    const reduced_data<double>& data_;
    chunk_executor spread_;
    std::optional<weight_segments> start_;
    std::optional<followed_weights> followed_;
};

}  // namespace

std::unique_ptr<trainer> make_gram_trainer(const reduced_data<double>& data, const network_options& network, drawing how,
                                           thread_team& team)
{
    return std::make_unique<gram_trainer>(data, network, how, team);
}

}  // namespace catapult::tools
