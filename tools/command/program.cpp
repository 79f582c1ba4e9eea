#include "command/program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <string>

#include "vocabulary/failure.hpp"
#include "vocabulary/say.hpp"

namespace catapult::tools {

namespace {

constexpr int exit_failed = 1;
constexpr int exit_wrong_request = 2;

int complain(std::string message, int exit_code)
{
    for (char& c : message)
        if (c == '\n' || c == '\r') c = ' ';
    say(message);
    return exit_code;
}

// Opens /dev/null in place of each closed standard stream. Otherwise a file opened later would take its number and get
// its output.
void occupy_standard_streams()
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor)
        if (fcntl(descriptor, F_GETFD) < 0) (void)!open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

int run_program(int argc, char** argv, std::function<void()> (*parse)(int argc, const char* const* argv))
{
    occupy_standard_streams();
    try {
        parse(argc, argv)();
        return 0;
    } catch (const request_error& error) {
        return complain(error.what(), exit_wrong_request);
    } catch (const interruption& error) {
        return *error.what() != '\0' ? complain(error.what(), error.exit_code()) : error.exit_code();
    } catch (const std::exception& error) {
        return complain(text_of(error), exit_failed);
    }
}

}  // namespace catapult::tools
