// The full model: the bits of the C++ interface, answers known without the library, and every refusal.
#include <float.h>

#include "c_interface/networks.h"
#include "c_interface/runs.h"

/// The numbers that a test has seen, in the order of the companion.
struct row {
    double numbers[full_numbers];
    size_t size;
};
static void put(struct row* to, double number)
{
    if (CHECK(to->size < full_numbers)) to->numbers[to->size++] = number;
}

#define CATAPULT_EACH_PRECISION "c_interface/full_model.inl"
#include "catapult/c_interface/each_precision.inl"

int main(void)
{
    test();
    test_f();
    return finish();
}
