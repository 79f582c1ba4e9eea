// The start of an image that uses the C library: its files and constructors, and the arguments of main().
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "embedded/semihosting.hpp"

// C++ does not let a program call main() by its name.
int program_main(int argc, char** argv) __asm__("main");

extern "C" {

extern char heap_start[], heap_end[];  // sections.ld

// Newlib's, of which C++17 alone declares none.
void initialise_monitor_handles();
int setenv(const char* name, const char* value, int overwrite);
void __libc_init_array();
void _init() {}
void _fini() {}
// The C++ library asks for it, to undo what nothing here loads.
void* __dso_handle = nullptr;

/// Where malloc() gets its memory from.
void* _sbrk(ptrdiff_t bytes)
{
    static char* top = heap_start;
    if (bytes > heap_end - top) return reinterpret_cast<void*>(-1);
    char* const result = top;
    top += bytes;
    return result;
}

[[noreturn]] void _exit(int code) { catapult::embedded::exit_image(code); }
/// How abort() ends a program.
int _kill(int, int) { catapult::embedded::exit_image(catapult::embedded::fault_code); }

[[noreturn]] void run_image()
{
    static char line[256];
    static char* arguments[16];
    const struct {
        char* text;
        uint32_t size;
    } block = {line, sizeof line};
    int count = 0;
    if (catapult::embedded::semihosting_call(0x15, &block) == 0)
        for (char* c = line; *c != 0 && count < 15;) {
            arguments[count++] = c;
            while (*c != 0 && *c != ' ') ++c;
            if (*c != 0) *c++ = 0;
        }
    initialise_monitor_handles();
    __libc_init_array();
    setenv("CATAPULT_EMULATED", "yes", 1);  // so that tests try fewer cases (tests/support/effort.hpp)
    exit(program_main(count, arguments));
}
}
