// The λ statistics of one followed trajectory, for its sweep_record. The caller shows every step.
#ifndef CATAPULT_SRC_EXPERIMENTS_FOLLOWED_LAMBDA_HPP
#define CATAPULT_SRC_EXPERIMENTS_FOLLOWED_LAMBDA_HPP

#include "catapult/experiments/sweep.hpp"

namespace catapult::detail {

class followed_lambda {
public:
    followed_lambda(double eta, double physical_time, double lambda_start) noexcept
        : eta_(eta), time_(physical_time), lowest_(lambda_start), highest_(lambda_start)
    {
        see(0, lambda_start);
    }

    void see(std::size_t step, double lambda) noexcept
    {
        if (lambda < lowest_) lowest_ = lambda;
        if (lambda > highest_) highest_ = lambda;
        if (reached_ || eta_ * static_cast<double>(step) < time_) return;
        reached_ = true;
        at_time_ = lambda;
    }

    void write(sweep_record& record) const noexcept
    {
        record.lambda_lowest = lowest_;
        record.lambda_highest = highest_;
        const bool stays = record.run.end == outcome::converged;
        record.lambda_at_time = reached_ ? at_time_ : stays ? record.run.lambda_final : __builtin_nan("");
    }

private:
    double eta_;
    double time_;
    double lowest_;
    double highest_;
    double at_time_ = 0;
    bool reached_ = false;
};

inline void write_no_path(sweep_record& record) noexcept
{
    record.lambda_at_time = record.lambda_lowest = record.lambda_highest = __builtin_nan("");
}

}  // namespace catapult::detail

#endif
