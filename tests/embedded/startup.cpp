// What runs before main() on a Cortex-M: the vector table and the reset handler.
#include <stddef.h>
#include <stdint.h>

#include "embedded/semihosting.hpp"

extern "C" {

// Symbols of sections.ld.
extern uint32_t data_start[], data_end[], data_image[], bss_start[], bss_end[], stack_end[];

/// What the image does once memory is set up (c_library.cpp, footprint/run.cpp).
[[noreturn]] void run_image();

[[noreturn]] void reset()
{
    // Access to coprocessors 10 and 11, the floating-point unit (CPACR).
    *reinterpret_cast<volatile uint32_t*>(0xe000ed88) |= 0xfu << 20;
    __asm__ volatile("dsb\n isb" ::: "memory");
    for (uint32_t *to = data_start, *from = data_image; to < data_end;) *to++ = *from++;
    for (uint32_t* to = bss_start; to < bss_end;) *to++ = 0;
    run_image();
}

[[noreturn]] void fault() { catapult::embedded::exit_image(catapult::embedded::fault_code); }

struct vectors {
    uint32_t* stack;
    void (*handlers[15])();
};
extern const vectors vector_table;
// An entry that is not used leads to a fault as well.
__attribute__((section(".vectors"), used)) const vectors vector_table = {
    stack_end, {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault}};
}
