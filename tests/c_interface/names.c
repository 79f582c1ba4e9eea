// Versions, statuses, instruction sets, phases and borders.
#include "c_interface/check.h"

#include <math.h>

static void versions(void)
{
    CHECK(catapult_version() == CATAPULT_VERSION);
    CHECK(strcmp(catapult_version_text(), CATAPULT_VERSION_TEXT) == 0);
}

static void statuses(void)
{
    CHECK(strcmp(catapult_status_text(CATAPULT_OK), "ok") == 0);
    for (catapult_status a = CATAPULT_OK; a <= CATAPULT_OUT_OF_MEMORY; ++a)
        for (catapult_status b = CATAPULT_OK; b < a; ++b) CHECK(strcmp(catapult_status_text(a), catapult_status_text(b)) != 0);
    CHECK(strcmp(catapult_status_text(CATAPULT_OUT_OF_MEMORY + 1), "unknown status") == 0);
    CHECK(strcmp(catapult_status_text(-1), "unknown status") == 0);
}

static void instruction_sets(void)
{
    const char* const names[] = {"scalar", "sse2", "avx2", "avx512", "neon", "helium"};
    const catapult_isa before = catapult_isa_in_use();
    CHECK(catapult_isa_available(before));
    int available = 0;
    for (catapult_isa i = CATAPULT_ISA_SCALAR; i <= CATAPULT_ISA_HELIUM; ++i) {
        catapult_isa found = -1;
        CHECK(strcmp(catapult_isa_name(i), names[i]) == 0);
        CHECK_STATUS(CATAPULT_OK, catapult_isa_from_name(names[i], &found));
        CHECK(found == i);
        if (catapult_isa_available(i)) {
            ++available;
            CHECK_STATUS(CATAPULT_OK, catapult_limit_isa(i));
            CHECK(catapult_isa_in_use() == i);
        } else {
            CHECK_STATUS(CATAPULT_UNSUPPORTED, catapult_limit_isa(i));
        }
    }
    // A build for one set may be without the scalar one.
    CHECK(available == 1 || catapult_isa_available(CATAPULT_ISA_SCALAR));
    CHECK_STATUS(CATAPULT_OK, catapult_limit_isa(before));
    CHECK(catapult_isa_in_use() == before);
    for (int i = 0; i < 2; ++i) {
        const catapult_isa none = i == 0 ? -1 : CATAPULT_ISA_HELIUM + 1;
        CHECK(!catapult_isa_available(none));
        CHECK(strcmp(catapult_isa_name(none), "unknown") == 0);
        CHECK_STATUS(CATAPULT_UNSUPPORTED, catapult_limit_isa(none));
    }
    CHECK(catapult_isa_in_use() == before);
    catapult_isa kept = 77;
    CHECK_REFUSED(CATAPULT_UNKNOWN_NAME, kept, catapult_isa_from_name("mmx", &kept));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, kept, catapult_isa_from_name(NULL, &kept));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_isa_from_name("sse2", NULL));
}

static void phases(void)
{
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_LAZY), "lazy") == 0);
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_CATAPULT), "catapult") == 0);
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_BOUNDED), "bounded") == 0);
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_DIVERGENT), "divergent") == 0);
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_UNDECIDED), "undecided") == 0);
    CHECK(strcmp(catapult_phase_name(CATAPULT_PHASE_UNDECIDED + 1), "unknown") == 0);

    const catapult_stopping_rule rule = catapult_default_rule();
    CHECK(rule.max_steps == 1000000 && rule.converged_ratio == 1e-8);
    CHECK(rule.divergent_step == 100 && rule.divergent_ratio == 1e30);

    catapult_run_summary run = {.end = CATAPULT_OUTCOME_CONVERGED, .loss_initial = 1, .loss_peak = 1};
    CHECK(catapult_classify(run) == CATAPULT_PHASE_LAZY);
    run.loss_peak = 2;
    CHECK(catapult_classify(run) == CATAPULT_PHASE_CATAPULT);
    run.end = CATAPULT_OUTCOME_OUT_OF_STEPS;
    CHECK(catapult_classify(run) == CATAPULT_PHASE_UNDECIDED);
    run.steady = true;
    CHECK(catapult_classify(run) == CATAPULT_PHASE_BOUNDED);
    run.falling = true;
    CHECK(catapult_classify(run) == CATAPULT_PHASE_CATAPULT);
    run.end = CATAPULT_OUTCOME_DIVERGENT;
    CHECK(catapult_classify(run) == CATAPULT_PHASE_DIVERGENT);
}

// λ₀ = 0.5 makes the borders whole numbers.
static void borders(void)
{
    catapult_borders found = {1, 2, 3};
    CHECK_REFUSED(CATAPULT_ZERO_INPUTS, found, catapult_find_borders(0, &found));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_find_borders(-1, &found));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, found, catapult_find_borders((double)NAN, &found));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_find_borders(1, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_find_borders(0.5, &found));
    CHECK(found.critical == 4 && found.largest == 8 && found.relu == 24);
    CHECK(catapult_predicted_phase(found, 3.9) == CATAPULT_PHASE_LAZY);
    CHECK(catapult_predicted_phase(found, 4.1) == CATAPULT_PHASE_CATAPULT);
    CHECK(catapult_predicted_phase(found, 8.1) == CATAPULT_PHASE_DIVERGENT);
}

// n = 16, x = 2, y = 0.5, f₀ = 1, λ₀ = 3: the borders by the formulas of the header, by hand. The square root is that of
// 9 − 16·4·0.5·0.5/16 = 8.
static void warmup_borders(void)
{
    catapult_warmup_borders found = {1, 2, 3, 4};
    CHECK_REFUSED(CATAPULT_ZERO_INPUTS, found, catapult_find_warmup_borders(16, 0, 0.5, 1, 3, &found));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_find_warmup_borders(0, 2, 0.5, 1, 3, &found));
    CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, found, catapult_find_warmup_borders(16, 2, 0.5, 1, 0.9, &found));
    CHECK_REFUSED(CATAPULT_NOT_FINITE, found, catapult_find_warmup_borders(16, 2, (double)INFINITY, 1, 3, &found));
    CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, catapult_find_warmup_borders(16, 2, 0.5, 1, 3, NULL));
    CHECK_STATUS(CATAPULT_OK, catapult_find_warmup_borders(16, 2, 0.5, 1, 3, &found));
    CHECK_NEAR(found.critical, 2.0 / 3, 1e-15);
    CHECK_NEAR(found.bounded, 4, 1e-15);
    CHECK_NEAR(found.escape, 1.3725830020304792, 1e-15);
    CHECK(found.largest == found.escape);
    CHECK(catapult_predicted_warmup_phase(found, 0.6) == CATAPULT_PHASE_LAZY);
    CHECK(catapult_predicted_warmup_phase(found, 0.7) == CATAPULT_PHASE_CATAPULT);
    CHECK(catapult_predicted_warmup_phase(found, 1.4) == CATAPULT_PHASE_DIVERGENT);
    // y = 8 lowers `bounded` to 1/4, and f₀ = y leaves `escape` at 4/λ₀ = 1/2.
    CHECK_STATUS(CATAPULT_OK, catapult_find_warmup_borders(16, 2, 8, 8, 8, &found));
    CHECK(found.bounded == 0.25 && found.escape == 0.5 && found.largest == 0.25);
    CHECK(catapult_predicted_warmup_phase(found, 0.3) == CATAPULT_PHASE_BOUNDED);
}

int main(void)
{
    versions();
    statuses();
    instruction_sets();
    phases();
    borders();
    warmup_borders();
    return finish();
}
