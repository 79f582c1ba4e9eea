// The command line, from its words to what is to be done.
#ifndef CATAPULT_TOOLS_COMMAND_COMMAND_LINE_HPP
#define CATAPULT_TOOLS_COMMAND_COMMAND_LINE_HPP

#include <CLI/CLI.hpp>
#include <functional>

namespace catapult::tools {

/// Reads the words of a command line, the first of which is the program's name, and returns what they ask for. Nothing of it is
/// done yet, except that --isa has its effect. request_error for a command line that is wrong.
std::function<void()> parse_command_line(int argc, const char* const* argv);

/// Reads the words into an app whose subcommands set `run`. The same for any program of the command.
std::function<void()> parse_words(CLI::App& app, int argc, const char* const* argv, const std::function<void()>& run);

}  // namespace catapult::tools

#endif
