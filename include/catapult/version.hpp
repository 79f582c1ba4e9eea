// Which version of catapult these headers are.
#ifndef CATAPULT_VERSION_HPP
#define CATAPULT_VERSION_HPP

#define CATAPULT_VERSION_MAJOR 0
#define CATAPULT_VERSION_MINOR 1
#define CATAPULT_VERSION_PATCH 0

/// Grows with every version: for `#if CATAPULT_VERSION >= 200`, which is 0.2.0.
#define CATAPULT_VERSION (CATAPULT_VERSION_MAJOR * 10000 + CATAPULT_VERSION_MINOR * 100 + CATAPULT_VERSION_PATCH)

#endif
