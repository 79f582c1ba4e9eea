// Runs a command for a test. Its standard output and error go to files of a folder that is removed when the test ends.
#ifndef CATAPULT_TESTS_SUPPORT_CHILD_HPP
#define CATAPULT_TESTS_SUPPORT_CHILD_HPP

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace catapult::test {

/// The folder of this test. Ask for it before a child starts, because a child would otherwise make its own.
inline const temporary_folder& folder()
{
    static const temporary_folder only;
    return only;
}
inline std::string path(const std::string& name) { return folder().path(name); }
inline std::string read(const std::string& name) { return temporary_folder::read_file(path(name)); }
inline bool exists(const std::string& name) { return access(path(name).c_str(), F_OK) == 0; }

inline std::vector<std::string> words(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> result;
    for (std::string word; in >> word;) result.push_back(word);
    return result;
}

/// Starts a program with its arguments. Output goes to "stdout" and "stderr" in the folder. `prepare` is called in the
/// child just before it becomes the program, and may change that.
inline pid_t start(
    std::vector<std::string> line, const std::function<void()>& prepare = [] {})
{
    const pid_t child = fork();
    if (child != 0) return child;
    dup2(open(path("stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), STDOUT_FILENO);
    dup2(open(path("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), STDERR_FILENO);
    prepare();
    std::vector<char*> argv;
    for (std::string& word : line) argv.push_back(word.data());
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
}

/// Waits for the child. Returns its exit code, or 1000 + the signal that ended it.
inline int finish(pid_t child)
{
    int how = 0;
    waitpid(child, &how, 0);
    return WIFEXITED(how) ? WEXITSTATUS(how) : 1000 + WTERMSIG(how);
}

}  // namespace catapult::test

#endif
