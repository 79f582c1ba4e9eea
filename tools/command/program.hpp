// What every program of the command does around its run.
#ifndef CATAPULT_TOOLS_COMMAND_PROGRAM_HPP
#define CATAPULT_TOOLS_COMMAND_PROGRAM_HPP

#include <functional>

namespace catapult::tools {

/// Reads the command line with `parse`, does what it asks for, and returns the exit code: 0 success, 2 the request was wrong, 1 the
/// run failed, 128 + the signal's number if interrupted. A failure is one line on standard error.
int run_program(int argc, char** argv, std::function<void()> (*parse)(int argc, const char* const* argv));

}  // namespace catapult::tools

#endif
