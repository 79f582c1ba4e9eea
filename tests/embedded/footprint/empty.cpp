// Nothing but the start: what every footprint program has.
#include "embedded/footprint/program.hpp"

int catapult::embedded::program() { return 0; }
