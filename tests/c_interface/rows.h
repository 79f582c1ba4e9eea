// What a test observes as rows of numbers, to compare their bits with those of the companion.
#ifndef CATAPULT_TESTS_C_INTERFACE_ROWS_H
#define CATAPULT_TESTS_C_INTERFACE_ROWS_H

#include "c_interface/check.h"
#include "c_interface/companion.h"

/// The numbers that a test has seen, in the order of the companion.
struct row {
    double numbers[full_numbers];
    size_t size;
};
static inline void put(struct row* to, double number)
{
    if (CHECK(to->size < full_numbers)) to->numbers[to->size++] = number;
}

static inline int same_rows(const struct row* a, const struct row* b)
{
    return a->size == b->size && memcmp(a->numbers, b->numbers, a->size * sizeof(double)) == 0;
}

#define CATAPULT_EACH_PRECISION "c_interface/rows.inl"
#include "catapult/c_interface/each_precision.inl"

#endif
