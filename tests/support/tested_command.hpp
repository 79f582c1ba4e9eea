// The command under test: its path, its start, and the main program of its tests.
#ifndef CATAPULT_TESTS_SUPPORT_TESTED_COMMAND_HPP
#define CATAPULT_TESTS_SUPPORT_TESTED_COMMAND_HPP

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "support/child.hpp"

namespace catapult::test {

inline std::string& command_path()
{
    static std::string path;
    return path;
}

/// Starts the command with these arguments, as start() does.
inline pid_t start_command(
    std::vector<std::string> arguments, const std::function<void()>& prepare = [] {})
{
    arguments.insert(arguments.begin(), command_path());
    return start(std::move(arguments), prepare);
}

inline pid_t start_command(
    const std::string& line, const std::function<void()>& prepare = [] {})
{
    return start_command(words(line), prepare);
}

/// Runs the command with these words, and returns its exit code. What it writes is in the folder, in "stdout" and "stderr".
inline int run_command(
    const std::string& line, const std::function<void()>& prepare = [] {})
{
    return finish(start_command(line, prepare));
}

/// Runs all tests of a program whose first argument is the command.
inline int run_tests_of_command(int argc, char** argv)
{
    if (argc < 2) return 1;
    command_path() = std::filesystem::absolute(argv[1]).string();
    // An outer setting would change what is tested here.
    unsetenv("CATAPULT_ISA");
    folder();  // made here, as a child could make its own
    doctest::Context context(argc, argv);
    return context.run();
}

}  // namespace catapult::test

#endif
