// The warmup model f = x vᵀu / √n: one hidden layer, one input x, one label y, loss (f − y)²/2 (theory.md, 5 to 7).
// Everything is in the caller's units. The input x is part of the model, so λ = x² (‖u‖² + ‖v‖²)/n.
#ifndef CATAPULT_MODELS_WARMUP_MODEL_HPP
#define CATAPULT_MODELS_WARMUP_MODEL_HPP

#include <cstddef>
#include <cstdint>

#include "catapult/vocabulary/export.hpp"
#include "catapult/vocabulary/span.hpp"
#include "catapult/vocabulary/status.hpp"

namespace catapult::detail {
template <class T>
struct warmup_access;
}

namespace catapult CATAPULT_EXPORT {

/// What the warmup model is trained on, and how.
template <class T>
struct warmup_problem {
    double width = 1;  ///< n ≥ 1, any real number, or infinity, where λ never changes
    T input = 1;       ///< x, not zero
    T label = 0;       ///< y
    /// Learning rate, positive. In double no intermediate result overflows or underflows for rates and λ₀ from 1e-100 to
    /// 1e100, |x| from 1e-20 to 1e20, and |y| and |f₀| up to 1e30.
    T eta = 0;
};

/// Where training starts in function space.
template <class T>
struct warmup_start {
    T output = 0;  ///< f₀
    T lambda = 0;  ///< λ₀ > 0; every network has λ₀ ≥ 2|x f₀|/√n
};

/// The f₀ and λ₀ of given weights u and v of n elements each, as the start of a model of width n. `shape_mismatch` if
/// the lengths differ or are zero. `not_finite` if a weight or x is not finite. `invalid_argument` if λ₀ or the sum of
/// squares is too large for T. `zero_inputs` if λ₀ = 0.
template <class T>
CATAPULT_EXPORT status warmup_start_from_weights(span<const T> u, span<const T> v, T input, warmup_start<T>& result) noexcept;

/// An f₀ and λ₀ with exactly the law that they have in a network of width n with N(0, 1) weights. They come from two
/// χ²_n draws, because ‖u ± v‖²/2 are independent χ²_n. At infinite width f₀ is normal with variance x², and λ₀ = 2x².
/// The result is not the network of draw_warmup_weights with this seed, but another one of the same law.
/// `invalid_argument` unless 1 ≤ n ≤ 10¹⁵ or n is infinite. `not_finite` for a NaN and an infinite x. `zero_inputs` for
/// x = 0.
template <class T>
CATAPULT_EXPORT status draw_warmup_start(double width, T input, std::uint64_t seed, warmup_start<T>& result) noexcept;

/// u_i and v_i ← N(0, 1), each a function of the seed and i. These are the weights of the full model with one input and
/// output.
template <class T>
CATAPULT_EXPORT void draw_warmup_weights(std::uint64_t seed, span<T> u, span<T> v) noexcept;

/// Training in function space. It is exact, and a step costs the same at every width. The object is a plain value;
/// copying it copies its state.
///
/// It steps the universal map of theory.md, 5, in ρ = ηx(f − y)/√n and δ = η(λ − λ₀). So the residual keeps its
/// relative accuracy as it vanishes. The drift of λ keeps its digits even where λ itself would round it away: at n =
/// 10¹² the drift is 10⁻¹² of λ. The decoupled form A, B of theory.md, 5, keeps neither and is not used. In float, n
/// may be up to about 10²⁰. Beyond that, squares of ρ fall below the range of float.
template <class T>
class warmup_model {
public:
    /// `invalid_argument` for values that the members of `problem` and `start` exclude. Among them is λ₀ < 2|x f₀|/√n,
    /// beyond rounding. `invalid_argument` also for a subnormal λ₀, whose digits are lost, and if one of these
    /// overflows: the loss at the start, (f₀ − y)²/2; ηλ₀; and n/(ηx)², the unit of losses. `zero_inputs` if x or λ₀ is
    /// zero. `not_finite` for a NaN, and for an infinity anywhere except in the width.
    static status create(const warmup_problem<T>& problem, const warmup_start<T>& start, warmup_model& result) noexcept;

    /// Takes one step of gradient descent. `diverged` if the new ρ or δ would not be finite; the state is then
    /// unchanged. At the end of T's range the loss, and f and λ in the caller's units, may be infinite before that.
    status step() noexcept;

    /// Changes the learning rate. f, λ and the number of steps stay, each exact to one rounding. `not_finite`, and
    /// `invalid_argument` for a rate that is not positive and for overflows as in create. The model is unchanged after
    /// an error.
    status change_eta(T eta) noexcept;

    /// Steps taken.
    std::size_t steps() const noexcept { return steps_; }
    /// The problem as it was given, with the learning rate as it is now.
    const warmup_problem<T>& problem() const noexcept { return problem_; }
    T output() const noexcept;         ///< f
    T residual() const noexcept;       ///< f − y, accurate even where it is much smaller than f
    T loss() const noexcept;           ///< (f − y)²/2
    T lambda() const noexcept;         ///< λ
    T lambda_drift() const noexcept;   ///< λ − λ₀, accurate even where it is much smaller than λ
    T eta_lambda() const noexcept;     ///< ηλ
    T relative_step() const noexcept;  ///< η|x(f − y)|/√n = |ρ|, and zero at infinite width

private:
    friend struct detail::warmup_access<T>;

    CATAPULT_HIDDEN status check() const noexcept;

    warmup_problem<T> problem_;
    T lambda_start_ = 0;      // λ₀
    T eta_lambda_start_ = 0;  // a₀ = ηλ₀
    T label_ = 0;             // ω
    T residual_ = 0;          // ρ; ηx(f − y) at infinite width
    T eta_drift_ = 0;         // δ
    T residual_unit_ = 1;     // (f − y)/ρ
    std::size_t steps_ = 0;
};

/// Training of stored weights by plain gradient descent. A step is one pass over the weights. The object is a view of
/// the caller's u and v and updates them in place.
template <class T>
class warmup_network {
public:
    /// u and v have n = problem.width elements each and must not overlap. Errors are those of warmup_model, also
    /// `not_finite` for a weight and `invalid_argument` if λ₀ or the loss is too large for T. `shape_mismatch` if a
    /// length is not the width.
    static status create(const warmup_problem<T>& problem, span<T> u, span<T> v, warmup_network& result) noexcept;

    /// u ← u − (η x r/√n) v and v ← v − (η x r/√n) u with r = f − y, both from the old weights. `diverged` if the new
    /// weights might not be finite; they are then unchanged.
    status step() noexcept;

    /// Changes the learning rate. `not_finite`, and `invalid_argument` for a rate that is not positive.
    status change_eta(T eta) noexcept;

    /// Steps taken.
    std::size_t steps() const noexcept { return steps_; }
    /// The problem as it was given, with the learning rate as it is now.
    const warmup_problem<T>& problem() const noexcept { return problem_; }
    T output() const noexcept;         ///< f
    T residual() const noexcept;       ///< f − y
    T loss() const noexcept;           ///< (f − y)²/2
    T lambda() const noexcept;         ///< λ
    T eta_lambda() const noexcept;     ///< ηλ
    T relative_step() const noexcept;  ///< η|x(f − y)|/√n

private:
    warmup_problem<T> problem_;
    span<T> u_;
    span<T> v_;
    T product_ = 0;     // vᵀu
    T squares_ = 0;     // ‖u‖² + ‖v‖²
    T root_width_ = 1;  // √n
    std::size_t steps_ = 0;
};

}  // namespace catapult

#endif
