// Losses: those of one's own in a training, and the targets that each takes.
#include "c_interface/trainings.h"

#define CATAPULT_EACH_PRECISION "c_interface/output_loss.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
