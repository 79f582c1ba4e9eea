#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "command/subcommands.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

namespace {

/// The program for deep networks, which lies beside this one. It is a program of its own because loading LibTorch takes longer
/// than most runs of this one.
std::string deep_program()
{
    char self[4096];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    const std::string path(self, length > 0 ? static_cast<std::size_t>(length) : 0);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return "catapult-deep";
    const std::string folder = path.substr(0, slash + 1);
    // As installed, or as built.
    for (const char* place : {"catapult-deep", "deep/catapult-deep"})
        if (access((folder + place).c_str(), X_OK) == 0) return folder + place;
    return {};
}

void run_deep(const std::vector<std::string>& words)
{
    const std::string program = deep_program();
    if (program.empty())
        throw request_error(
            "deep: this build has no deep networks; they need LibTorch (Debian: libtorch-dev) when catapult is built, and -Ddeep=enabled "
            "says what is missing");
    std::vector<char*> arguments = {const_cast<char*>("catapult deep")};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
    throw run_error("deep: " + program + " could not be started: " + std::strerror(errno));
}

}  // namespace

void add_deep_networks(CLI::App& app, action& run)
{
    CLI::App* command = app.add_subcommand(
        "deep",
        "The same questions of deep networks: train, rates, sweep, reproduce (of builds with LibTorch); deep --help says more");
    command->prefix_command();
    command->set_help_flag();  // the other program has the help
    command->callback([command, &run] { run = [words = command->remaining()] { run_deep(words); }; });
}

}  // namespace catapult::tools
