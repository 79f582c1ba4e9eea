// Messages of the command to people, apart from its results.
#ifndef CATAPULT_TOOLS_VOCABULARY_SAY_HPP
#define CATAPULT_TOOLS_VOCABULARY_SAY_HPP

#include <string>

namespace catapult::tools {

/// Prints one line on standard error.
void say(const std::string& message);

}  // namespace catapult::tools

#endif
