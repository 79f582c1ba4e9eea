// Training of deep networks, as an engine of training_run (catapult/experiments/run.hpp).
#ifndef CATAPULT_TOOLS_DEEP_TRAINING_HPP
#define CATAPULT_TOOLS_DEEP_TRAINING_HPP

#include <memory>
#include <optional>
#include <vector>

#include "deep/augmentation.hpp"
#include "deep/networks.hpp"
#include "deep/samples.hpp"
#include "deep/tangent_kernel.hpp"
#include "engines/training.hpp"

namespace catapult::tools {

/// The mean loss over samples. Squared error is |f − y|²/2m, mean-squared error |f − y|²/2mk (LBDSG, supplement A).
torch::Tensor mean_loss(loss_name loss, const torch::Tensor& outputs, const torch::Tensor& targets);
/// What JJᵀ is divided by in Θ: mk for mean-squared error, m for the others.
double kernel_divisor(loss_name loss, std::int64_t samples, std::int64_t outputs);
/// The samples whose largest output is that of the largest target; of one output, that has its sign.
std::int64_t count_right(const torch::Tensor& outputs, const torch::Tensor& targets);

struct deep_setting {
    const deep_data& data;
    std::shared_ptr<deep_network> network;
    const training_options& training;  ///< rule, loss, batches, schedule and decay
    augmentation augment;              ///< of the samples of each step
    std::int64_t watched = 0;          ///< loss and λ are those of the first so many samples
    double tolerance = 1e-4;           ///< of λ, relative
    std::uint64_t seed = 0;            ///< of batches and augmentation; that of the weights is the network's
};

/// Loss and outputs on samples.
struct sample_score {
    double loss = 0;
    double accuracy = 0;
};

class deep_training {
public:
    /// The present weights of the network are step 0.
    explicit deep_training(const deep_setting& setting);

    /// One step. `diverged` if the loss or a weight is no longer finite; the weights are then those before the step.
    status step(double eta);
    /// The loss of the watched samples.
    double excess_loss() { return watched_loss(); }
    /// Unknown for networks of this kind: divergence shows by the loss.
    double relative_step(double) const { return 0; }
    status lambda(double& result);
    /// η times λ, in units of the border 2 of the rule.
    double eta_lambda(double eta) const { return eta * setting_.training.border_factor() * found_.value; }

    /// From here on trains the model linearised at the present weights, f + J(θ − θ₀), whose λ stays as it is. Only where steps take
    /// all samples and all are watched.
    void linearise();

    double watched_loss();
    double watched_accuracy();
    /// λ of the present state: the mean over the blocks of the watched samples, a batch each, of the largest eigenvalues.
    const eigenvalue_result<double>& found();
    /// The same with evidence; of all blocks.
    const eigenvalue_result<double>& certified();
    sample_score evaluate(const sample_tensors& samples);

    double time() const { return time_; }
    std::uint64_t steps() const { return steps_; }
    /// The learning rate of the next step.
    double rate(double eta) const { return eta * schedule_factor(setting_.training.schedule(), steps_, time_); }
    const deep_setting& setting() const { return setting_; }

private:
    struct gradient_pass {
        torch::Tensor outputs;
        torch::Tensor loss;
    };
    gradient_pass forward(const sample_tensors& samples, bool of_a_step = false);
    /// Whether a step takes its gradient from the pass over the watched samples.
    bool steps_on_watched() const;
    torch::Tensor linear_outputs(const tangent_kernel& kernel) const;
    std::vector<torch::Tensor> gradient();
    gradient_pass pass_of(const sample_tensors& samples);
    sample_tensors batch();
    const gradient_pass& watched();
    eigenvalue_result<double> find(bool certify);
    void update(const std::vector<torch::Tensor>& gradient, double eta);

    deep_setting setting_;
    std::vector<torch::Tensor> weights_;    // the network's own, or those of the linearised model
    std::vector<torch::Tensor> origin_;     // of the linearised model: the network's own
    std::optional<tangent_kernel> linear_;  // of the linearised model
    std::vector<torch::Tensor> velocity_;   // of rules with momentum
    std::vector<torch::Tensor> previous_;   // the weights before the step
    sample_tensors watched_samples_;
    gradient_pass watched_;  // of the present weights, if there is one; with its graph, where steps take it
    std::vector<followed_kernel> blocks_;
    std::vector<std::size_t> order_;
    std::optional<std::uint64_t> epoch_;
    eigenvalue_result<double> found_;
    bool found_now_ = false;
    std::uint64_t steps_ = 0;
    double time_ = 0;
};

}  // namespace catapult::tools

#endif
