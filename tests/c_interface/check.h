// A test framework for programs in C: CHECK counts and prints what is wrong, and goes on.
#ifndef CATAPULT_TESTS_C_INTERFACE_CHECK_H
#define CATAPULT_TESTS_C_INTERFACE_CHECK_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "catapult/catapult.h"

static int checks_made, checks_failed;

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
static inline int check(int holds, const char* text, const char* file, int line)
{
    ++checks_made;
    if (holds) return 1;
    ++checks_failed;
    printf("BAD  %s:%d: %s\n", file, line, text);
    return 0;
}

/// The call answers this status.
#define CHECK_STATUS(expected, call) check_status((expected), (call), #call, __FILE__, __LINE__)
static inline int check_status(catapult_status expected, catapult_status found, const char* text, const char* file, int line)
{
    ++checks_made;
    if (expected == found) return 1;
    ++checks_failed;
    printf("BAD  %s:%d: %s: %s, not %s\n", file, line, text, catapult_status_text(found), catapult_status_text(expected));
    return 0;
}

/// The call answers this status, and leaves the bytes of `output` as they are.
#define CHECK_REFUSED(expected, output, call)                  \
    do {                                                       \
        unsigned char before[sizeof(output)];                  \
        memcpy(before, &(output), sizeof(output));             \
        CHECK_STATUS(expected, call);                          \
        CHECK(memcmp(before, &(output), sizeof(output)) == 0); \
    } while (0)

/// The same bits. For numbers, and for structs that were written into zeros.
#define CHECK_SAME(a, b) CHECK(sizeof(a) == sizeof(b) && memcmp(&(a), &(b), sizeof(a)) == 0)

#define CHECK_NEAR(a, b, relative) CHECK(near_to((a), (b), (relative)))
static inline int near_to(double a, double b, double relative)
{
    const double difference = a > b ? a - b : b - a;
    return difference <= relative * (b < 0 ? -b : b);
}

/// Memory for objects: each call gives another part of it, aligned. Freed all at once.
static _Alignas(CATAPULT_ALIGNMENT) unsigned char memory_of_test[1 << 22];
static size_t memory_used;
static inline void* take(size_t bytes)
{
    unsigned char* const first = memory_of_test + memory_used;
    if (bytes > sizeof memory_of_test - memory_used) {
        check(0, "enough memory for the test", __FILE__, __LINE__);
        return NULL;
    }
    memory_used += (bytes + CATAPULT_ALIGNMENT - 1) / CATAPULT_ALIGNMENT * CATAPULT_ALIGNMENT;
    return first;
}
static inline void free_all(void) { memory_used = 0; }

/// Refusals that are the same for every object: memory, and the place of the result. `call` is that of create with `memory`
/// and `bytes`, into `object`.
#define REFUSED_MEMORY(object, measure, create)                                                      \
    do {                                                                                             \
        size_t bytes = 0;                                                                            \
        CHECK_STATUS(CATAPULT_OK, measure(&bytes));                                                  \
        CHECK(bytes > 0 && bytes % CATAPULT_ALIGNMENT == 0);                                         \
        unsigned char* const memory = take(bytes + CATAPULT_ALIGNMENT);                              \
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, measure(NULL));                                      \
        CHECK_REFUSED(CATAPULT_INVALID_ARGUMENT, object, create(NULL, bytes, &(object)));            \
        CHECK_REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, object, create(memory, 0, &(object)));           \
        CHECK_REFUSED(CATAPULT_WORKSPACE_TOO_SMALL, object, create(memory, bytes - 1, &(object)));   \
        CHECK_REFUSED(CATAPULT_WORKSPACE_MISALIGNED, object, create(memory + 32, bytes, &(object))); \
        CHECK_STATUS(CATAPULT_INVALID_ARGUMENT, create(memory, bytes, NULL));                        \
        memory[bytes] = 85;                                                                          \
        CHECK_STATUS(CATAPULT_OK, create(memory, bytes, &(object)));                                 \
        CHECK((void*)(object) == (void*)memory && memory[bytes] == 85);                              \
    } while (0)

static inline int finish(void)
{
    printf("%d checks, %d failed\n", checks_made, checks_failed);
    return checks_made == 0 || checks_failed != 0;
}

#endif
