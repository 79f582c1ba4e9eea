// What a shared library offers: the namespaces of the public headers, and nothing else (it is built with hidden visibility).
#ifndef CATAPULT_VOCABULARY_EXPORT_HPP
#define CATAPULT_VOCABULARY_EXPORT_HPP

/// Stands after `namespace catapult` in a public header, where it exports the classes of that namespace, and before each
/// function, as compilers do not agree on what the namespace's does to those.
/// CATAPULT_HIDDEN takes the storage of an exported class out again, whose methods are nobody's interface.
#if defined(__GNUC__)
#define CATAPULT_EXPORT __attribute__((visibility("default")))
#define CATAPULT_HIDDEN __attribute__((visibility("hidden")))
#else
#define CATAPULT_EXPORT
#define CATAPULT_HIDDEN
#endif

#endif
