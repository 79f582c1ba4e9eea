// What the command tells people, apart from its results.
#ifndef CATAPULT_TOOLS_VOCABULARY_SAY_HPP
#define CATAPULT_TOOLS_VOCABULARY_SAY_HPP

#include <string>

namespace catapult::tools {

/// One line on standard error.
void say(const std::string& message);

}  // namespace catapult::tools

#endif
