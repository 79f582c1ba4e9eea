// The test framework itself, compiled once for all tests.
#include <doctest/doctest.h>
