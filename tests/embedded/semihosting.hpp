// Semihosting: how an image talks to the emulator that runs it. A program needs no C library for it.
#ifndef CATAPULT_TESTS_EMBEDDED_SEMIHOSTING_HPP
#define CATAPULT_TESTS_EMBEDDED_SEMIHOSTING_HPP

#include <stdint.h>

namespace catapult::embedded {

/// The exit code after a processor fault.
inline constexpr int fault_code = 125;

inline uint32_t semihosting_call(uint32_t operation, const void* argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void* r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

/// Writes a text that ends with a zero.
inline void write_text(const char* text) { semihosting_call(0x04, text); }

/// Ends the emulator with an exit code.
[[noreturn]] inline void exit_image(int code)
{
    const uint32_t application_exit = 0x20026;
    const uint32_t block[] = {application_exit, static_cast<uint32_t>(code)};
    for (;;) semihosting_call(0x20, block);
}

}  // namespace catapult::embedded

#endif
