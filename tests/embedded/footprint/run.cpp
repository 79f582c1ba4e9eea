// The start of a footprint program: no C library, no static constructors.
#include "embedded/footprint/program.hpp"
#include "embedded/semihosting.hpp"

extern "C" [[noreturn]] void run_image() { catapult::embedded::exit_image(catapult::embedded::program()); }
