#include "c_interface/companion.h"

#include "catapult/catapult.hpp"

using namespace catapult;

namespace {

void write(const run_summary& s, double* to)
{
    const double numbers[summary_numbers] = {static_cast<double>(s.end),
                                             static_cast<double>(s.steps),
                                             s.eta,
                                             s.loss_initial,
                                             s.loss_peak,
                                             static_cast<double>(s.peak_step),
                                             s.loss_final,
                                             s.lambda_initial,
                                             s.lambda_final,
                                             static_cast<double>(s.falling),
                                             static_cast<double>(s.steady)};
    for (int i = 0; i < summary_numbers; ++i) to[i] = numbers[i];
}

template <class T>
double* write(const warmup_model<T>& m, double* to)
{
    for (const T number :
         {m.problem().eta, m.output(), m.residual(), m.loss(), m.lambda(), m.lambda_drift(), m.eta_lambda(), m.relative_step()})
        *to++ = static_cast<double>(number);
    return to;
}

template <class T>
bool warmup(double width, double input, double label, double eta, double next_eta, std::uint64_t seed, std::size_t steps,
            double* trace, double* summary, double* watched)
{
    const auto number = [](double x) { return static_cast<T>(x); };
    warmup_start<T> start;
    warmup_model<T> model;
    if (draw_warmup_start(width, number(input), seed, start) != status::ok) return false;
    const warmup_problem<T> problem = {number(width), number(input), number(label), number(eta)};
    if (warmup_model<T>::create(problem, start, model) != status::ok) return false;
    trace = write(model, trace);
    for (std::size_t i = 0; i < steps; ++i) {
        if (model.step() != status::ok) return false;
        trace = write(model, trace);
    }
    if (model.change_eta(number(next_eta)) != status::ok) return false;
    write(model, trace);
    warmup_model<T> copy = model;
    run_summary seen;
    if (run(warmup_engine{copy}, copy.problem().eta, copy.lambda(), {}, seen) != status::ok) return false;
    write(seen, watched);
    write(run(model, {}), summary);
    return true;
}

}  // namespace

int cpp_warmup(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps, double* trace,
               double* summary, double* watched)
{
    return warmup<double>(width, input, label, eta, next_eta, seed, steps, trace, summary, watched);
}

int cpp_warmup_f(double width, double input, double label, double eta, double next_eta, uint64_t seed, size_t steps,
                 double* trace, double* summary, double* watched)
{
    return warmup<float>(width, input, label, eta, next_eta, seed, steps, trace, summary, watched);
}
