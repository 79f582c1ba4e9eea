// A trainer made of a model of the library, its memory, and the object that follows its λ.
#ifndef CATAPULT_TOOLS_ENGINES_MODEL_TRAINER_HPP
#define CATAPULT_TOOLS_ENGINES_MODEL_TRAINER_HPP

#include "engines/trainer.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

template <template <class> class Model>
class model_trainer : public trainer {
public:
    status step(double eta) override { return model_.step(eta); }
    double loss() override { return model_.loss(); }
    double excess_loss() override { return model_.excess_loss(); }
    double relative_step(double eta) override { return model_.relative_step(eta); }

    eigenvalue_result<double> lambda0() override
    {
        memory work = memory_for([&](std::size_t& b) { return eigenvalue::certify_bytes(dims_, b); }, "lambda0");
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

protected:
    using eigenvalue = followed_eigenvalue<double, Model>;

    /// Creates everything. `create_model(workspace)` must create model_. `more` is what the model's size depends on besides
    /// the dimensions.
    template <class CreateModel, class... More>
    void create(const typename eigenvalue::model_dims& dims, CreateModel create_model, const chunk_executor& spread = {},
                const More&... more)
    {
        dims_ = dims;
        model_memory_ = memory_for([&](std::size_t& b) { return Model<double>::bytes(dims, more..., b); }, "the model");
        check(create_model(model_memory_.view()), "the loss at the start");
        eigenvalue_memory_ = memory_for([&](std::size_t& b) { return eigenvalue::bytes(dims, b); }, "the kernel");
        check(eigenvalue::create(model_, lambda_tolerance, eigenvalue_memory_.view(), eigenvalue_, spread), "the kernel");
    }

    Model<double> model_;

private:
    typename eigenvalue::model_dims dims_{};
    memory model_memory_;
    memory eigenvalue_memory_;
    eigenvalue eigenvalue_;
};

}  // namespace catapult::tools

#endif
