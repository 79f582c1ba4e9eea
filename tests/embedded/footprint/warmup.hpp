// The warmup model: its map, for a fixed number of steps, in the catapult phase.
#ifndef CATAPULT_TESTS_EMBEDDED_FOOTPRINT_WARMUP_HPP
#define CATAPULT_TESTS_EMBEDDED_FOOTPRINT_WARMUP_HPP

#include "catapult/models/warmup_model.hpp"
#include "embedded/footprint/program.hpp"

namespace catapult::embedded {

/// n = 10⁴, f₀ = 1, λ₀ = 2, ηλ₀ = 3: the loss rises from 1/2, and λ ends below 2/η = 4/3.
template <class T>
int warmup_program()
{
    warmup_model<T> model;
    if (!ok(warmup_model<T>::create({10000, 1, 0, T(1.5)}, {1, 2}, model))) return 1;
    T peak = 0;
    for (int step = 0; step < 200; ++step) {
        if (!ok(model.step())) return 2;
        if (model.loss() > peak) peak = model.loss();
    }
    if (!(peak > 100)) return 3;
    if (!(model.loss() < T(1e-6))) return 4;
    return model.lambda() < T(4) / 3 ? 0 : 5;
}

}  // namespace catapult::embedded

#endif
