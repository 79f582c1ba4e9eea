// How a network is trained: rule, loss, batches, schedule and parametrisation.
#ifndef CATAPULT_TOOLS_ENGINES_TRAINING_HPP
#define CATAPULT_TOOLS_ENGINES_TRAINING_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catapult/models/output_loss.hpp"
#include "catapult/models/parametrisation.hpp"
#include "catapult/models/rate_schedule.hpp"
#include "catapult/models/training_rule.hpp"

namespace catapult::tools {

/// The names by which a command line says each.
enum class rule_name { gd, momentum, nesterov, sam, muon, normalized, rmsprop_scalar };
enum class loss_name { squared, mean_squared, softmax, logistic };
enum class shuffle_name { each_epoch, with_replacement };

extern const std::map<std::string, rule_name> rule_names;
extern const std::map<std::string, loss_name> loss_names;
extern const std::map<std::string, shuffle_name> shuffle_names;
extern const std::map<std::string, parametrisation> parametrisation_names;

struct training_options {
    rule_name rule = rule_name::gd;
    std::optional<double> momentum;
    std::optional<double> sam_radius;
    std::optional<double> clip;
    std::optional<double> weight_decay;
    std::optional<double> rate_u;
    std::optional<double> rate_v;
    loss_name loss = loss_name::squared;
    std::optional<std::uint64_t> batch;
    std::optional<shuffle_name> shuffle;
    std::string schedule_text;
    schedule_kind schedule_form = schedule_kind::constant;
    std::vector<rate_change> changes;
    std::uint64_t schedule_steps = 0;
    parametrisation weights = parametrisation::ntk;
    std::optional<double> scale_u;
    std::optional<double> scale_v;
    std::optional<double> output_scale;
    std::optional<std::uint64_t> linearise_at;

    /// Whether it is gradient descent with squared error on all samples at a constant rate, from weights N(0, 1): what
    /// gram_model and parameter_model do.
    bool plain() const;
    /// request_error for options that contradict each other.
    void require_consistent() const;
    /// request_error if a run of at most so many steps ends before it would be linearised.
    void require_linearised_by(std::uint64_t steps) const;
    /// `steps`, or as many as a cosine schedule has: its rate is 0 from there on, and nothing moves.
    std::size_t moving_steps(std::size_t steps) const
    {
        return schedule_form == schedule_kind::cosine && schedule_steps < steps ? static_cast<std::size_t>(schedule_steps)
                                                                                : steps;
    }
    /// Refers to `changes`.
    rate_schedule schedule() const { return {schedule_form, changes, schedule_steps}; }
    /// How the parametrisation and the scales are expressed at width n. request_error for a width that has no such form.
    parametrisation_factors scales(double width) const;
    /// The rule at width n.
    training_rule made_rule(double width) const;
    /// The loss. Without samples (`sampled`) it is squared error of the reduced data.
    output_loss<double> made_loss() const;
    /// The loss takes samples one by one, unless it is squared error of all of them.
    bool sampled() const { return loss != loss_name::squared || batch; }
    /// Whether the loss is squared error, of which it is known how much training can remove.
    bool squares() const { return loss == loss_name::squared || loss == loss_name::mean_squared; }
    /// η times this, over λ, is the border 2 of a plain step: 1/(1 + μ) for heavy ball.
    double border_factor() const;
    /// A bound of the loss's second derivative in the outputs of a sample: exact for squared error, where η times this times λ is
    /// what decides on stability.
    double curvature(std::size_t outputs) const;
    /// A run has converged at this part of its first excess loss (and η below the border). Softmax and logistic loss of
    /// separable data have no minimum: they fall for ever, about as 1/(ηt).
    double converged_ratio() const { return loss == loss_name::softmax || loss == loss_name::logistic ? 1e-3 : 1e-8; }
    /// The loss and the targets that it takes, for messages.
    std::string loss_text() const;
    std::string target_text() const;
    /// Whether the steps are linear in the gradient of all samples, so that such a border is known.
    bool has_border() const
    {
        const bool linear = rule == rule_name::gd || rule == rule_name::momentum || rule == rule_name::nesterov;
        return linear && !clip && weight_decay.value_or(0) == 0 && !batch;
    }
    /// A text that differs for options that train differently.
    std::string identity() const;
    /// A few words for --verbose, empty for plain training.
    std::string describe() const;
};

}  // namespace catapult::tools

#endif
