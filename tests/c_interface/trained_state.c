// States of the full model and what they tell: their parts, their kernel, snapshots, and the weights after training. Against
// the definitions, on the weights themselves.
#include <float.h>

#include "c_interface/networks.h"

#define CATAPULT_EACH_PRECISION "c_interface/trained_state.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
