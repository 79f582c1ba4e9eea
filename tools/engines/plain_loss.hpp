// The losses of the plain engine, by their definitions.
#ifndef CATAPULT_TOOLS_ENGINES_PLAIN_LOSS_HPP
#define CATAPULT_TOOLS_ENGINES_PLAIN_LOSS_HPP

#include "engines/plain_matrix.hpp"

namespace catapult::tools {

/// The losses of output_loss.hpp.
enum class plain_loss {
    squared,       ///< ½‖f − y‖²
    mean_squared,  ///< ½‖f − y‖²/k
    softmax,       ///< −Σ_j y_j ln p_j with p_j = exp(f_j)/Σ_l exp(f_l)
    logistic,      ///< Σ_j ln(1 + exp(−y_j f_j))
};

/// Returns the loss of one sample with k outputs f and targets y, and writes ∂ℓ/∂f to `gradient`.
template <class R>
R loss_of_sample(plain_loss kind, std::size_t k, const R* f, const R* y, R* gradient)
{
    using real = real_functions<R>;
    R loss = 0;
    if (kind == plain_loss::softmax) {
        R largest = f[0], sum = 0;
        for (std::size_t j = 1; j < k; ++j) largest = f[j] > largest ? f[j] : largest;
        for (std::size_t j = 0; j < k; ++j) sum += gradient[j] = real::exponential(f[j] - largest);
        const R logarithm = real::logarithm(sum);
        for (std::size_t j = 0; j < k; ++j) {
            loss += y[j] * (logarithm - (f[j] - largest));
            gradient[j] = gradient[j] / sum - y[j];
        }
    } else if (kind == plain_loss::logistic) {
        for (std::size_t j = 0; j < k; ++j) {
            const R margin = y[j] * f[j];
            // The exponential is that of a negative number, so that it cannot overflow.
            const R e = real::exponential(margin < 0 ? margin : -margin);
            loss += real::logarithm(1 + e) + (margin < 0 ? -margin : R(0));
            gradient[j] = -y[j] * ((margin < 0 ? R(1) : e) / (1 + e));
        }
    } else {
        const R share = kind == plain_loss::mean_squared ? 1 / count_of<R>(k) : R(1);
        for (std::size_t j = 0; j < k; ++j) {
            gradient[j] = share * (f[j] - y[j]);
            loss += share * (f[j] - y[j]) * (f[j] - y[j]) / 2;
        }
    }
    return loss;
}

}  // namespace catapult::tools

#endif
