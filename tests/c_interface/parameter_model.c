// Training of stored weights: gradient descent by its definition, the same bits however passes are spread, and every refusal.
#include <float.h>

#include "c_interface/networks.h"
#include "c_interface/runs.h"

/// Runs the chunks one by one, the last one first, and counts them.
static void backwards(void* context, size_t chunks, catapult_pass pass, void* work)
{
    for (size_t i = chunks; i-- > 0;) pass(work, i, 1);
    *(size_t*)context += chunks;
}

static const catapult_chunk_executor in_order = {NULL, NULL};

#define CATAPULT_EACH_PRECISION "c_interface/parameter_model.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
