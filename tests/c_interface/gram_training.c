// Training under rules: the bits of the C++ interface, snapshots, and every refusal.
#include "c_interface/trainings.h"

#define CATAPULT_EACH_PRECISION "c_interface/gram_training.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
