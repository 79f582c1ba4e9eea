#include "embedded/footprint/warmup.hpp"

int catapult::embedded::program() { return warmup_program<float>(); }
