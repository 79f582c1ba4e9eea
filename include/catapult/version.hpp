/// @file
/// Which version of catapult these headers are.
#ifndef CATAPULT_VERSION_HPP
#define CATAPULT_VERSION_HPP

#define CATAPULT_VERSION_MAJOR 0  ///< 1 and above: changes when the interface does
#define CATAPULT_VERSION_MINOR 1  ///< of 0.x: changes when the interface does
#define CATAPULT_VERSION_PATCH 0  ///< the interface stays

/// Grows with every version: for `#if CATAPULT_VERSION >= 200`, which is 0.2.0.
#define CATAPULT_VERSION (CATAPULT_VERSION_MAJOR * 10000 + CATAPULT_VERSION_MINOR * 100 + CATAPULT_VERSION_PATCH)

/// Only for CATAPULT_VERSION_TEXT.
#define CATAPULT_VERSION_TEXT_OF(major, minor, patch) #major "." #minor "." #patch
/// Only for CATAPULT_VERSION_TEXT.
#define CATAPULT_VERSION_TEXT_EXPANDED(major, minor, patch) CATAPULT_VERSION_TEXT_OF(major, minor, patch)
/// "0.1.0"
#define CATAPULT_VERSION_TEXT \
    CATAPULT_VERSION_TEXT_EXPANDED(CATAPULT_VERSION_MAJOR, CATAPULT_VERSION_MINOR, CATAPULT_VERSION_PATCH)

#endif
