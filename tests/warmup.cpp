#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "catapult/warmup.hpp"

using namespace catapult;

TEST_CASE_TEMPLATE("lazy, catapult, divergent: the borders of theory.md, 5", T, float, double)
{
    for (const double ratio : {0.3, 1.0, 1.9, 2.2, 3.0, 3.8, 4.1}) {
        CAPTURE(ratio);
        warmup_model<T> m;
        REQUIRE(warmup_model<T>::create({T(1e6), 1, 0, T(ratio / 2)}, {T(0.7), 2}, m) == status::ok);
        const run_summary run = m.run({});
        CHECK(classify(run) == (ratio < 2 ? phase::lazy : ratio < 4 ? phase::catapult : phase::divergent));
        if (ratio < 4) CHECK(m.eta_lambda() < 2);
        if (ratio < 2) CHECK(run.lambda_final > 1.99);
    }
}
