// The full model: the bits of the C++ interface, answers known without the library, and every refusal.
#include <float.h>

#include "c_interface/networks.h"
#include "c_interface/rows.h"
#include "c_interface/runs.h"

#define CATAPULT_EACH_PRECISION "c_interface/full_model.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
