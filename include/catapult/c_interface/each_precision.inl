// Includes CATAPULT_EACH_PRECISION twice: for double, whose names are as they stand, and for float, whose names end in _f.
// That file writes CATAPULT_REAL for the type of a number and CATAPULT_NAME(name) for each name that differs.
#define CATAPULT_REAL double
#define CATAPULT_NAME(name) name
#include CATAPULT_EACH_PRECISION
#undef CATAPULT_REAL
#undef CATAPULT_NAME
#define CATAPULT_REAL float
#define CATAPULT_NAME(name) name##_f
#include CATAPULT_EACH_PRECISION
#undef CATAPULT_REAL
#undef CATAPULT_NAME
#undef CATAPULT_EACH_PRECISION
