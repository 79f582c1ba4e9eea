// Exit codes: 0 success, 2 the request was wrong, 1 the run failed, 128 + the signal's number if interrupted.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <new>
#include <string>

#include "catapult/version.hpp"
#include "command/subcommands.hpp"
#include "concurrency/distribute.hpp"
#include "options/options.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/say.hpp"
#include "writers/output_file.hpp"

namespace {

using namespace catapult::tools;

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

int run_command_line(int argc, char** argv)
{
    CLI::App app("Exact training dynamics of two-layer linear networks at any width and learning rate:\n"
                 "lazy, catapult, bounded, undecided or divergent, how long it takes, and how flat it ends.",
                 "catapult");
    app.set_version_flag("--version", CATAPULT_VERSION_TEXT);
    app.require_subcommand(1);
    // If an option is given twice, the last one counts, here and in every subcommand.
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.footer("Example:\n  catapult warmup --width 1e6 --eta-lambda0 3 --steps 100\n\n"
               "catapult SUBCOMMAND --help says more, with an example for each.");
    action run;
    add_warmup(app, run);
    add_train(app, run);
    add_rates(app, run);
    add_sweep(app, run);
    add_exponents(app, run);
    add_reproduce(app, run);
    add_plot(app, run);
    add_info(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        let_first_process_speak();
        if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
            std::string names;
            for (const CLI::App* known : app.get_subcommands({})) names += (names.empty() ? "" : ", ") + known->get_name();
            return complain("no subcommand " + in_quotes(argv[1]) + "; there are " + names, exit_wrong_request);
        }
        std::string where = "catapult";
        for (const CLI::App* chosen : app.get_subcommands()) where += " " + chosen->get_name();
        return complain(std::string(error.what()) + "; see " + where + " --help", exit_wrong_request);
    } catch (const request_error&) {
        let_first_process_speak();
        throw;
    }
    clean_up_when_interrupted();
    run();
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    occupy_standard_streams();
    try {
        return run_command_line(argc, argv);
    } catch (const request_error& error) {
        return complain(error.what(), exit_wrong_request);
    } catch (const interruption& error) {
        return *error.what() != '\0' ? complain(error.what(), error.exit_code()) : error.exit_code();
    } catch (const std::exception& error) {
        return complain(text_of(error), exit_failed);
    }
}
