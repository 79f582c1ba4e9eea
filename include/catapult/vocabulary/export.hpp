// What a shared library offers: the namespaces of the public headers, and nothing else (it is built with hidden visibility).
#ifndef CATAPULT_VOCABULARY_EXPORT_HPP
#define CATAPULT_VOCABULARY_EXPORT_HPP

/// Stands after `namespace catapult` in a public header, and exports what the namespace declares there. Function templates
/// take no notice of that: it stands before each of them too.
#if defined(__GNUC__)
#define CATAPULT_EXPORT __attribute__((visibility("default")))
#else
#define CATAPULT_EXPORT
#endif

#endif
