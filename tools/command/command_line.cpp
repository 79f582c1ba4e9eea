#include "command/command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>
#include <string>

#include "catapult/version.hpp"
#include "command/subcommands.hpp"
#include "concurrency/distribute.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

std::function<void()> parse_words(CLI::App& app, int argc, const char* const* argv, const std::function<void()>& run)
{
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            std::ostringstream text;
            (void)app.exit(error, text, text);
            return [text = text.str()] { std::cout << text << std::flush; };
        }
        let_first_process_speak();
        if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
            std::string names;
            for (const CLI::App* known : app.get_subcommands({})) names += (names.empty() ? "" : ", ") + known->get_name();
            throw request_error("no subcommand " + in_quotes(argv[1]) + "; there are " + names);
        }
        std::string where = app.get_name();
        for (const CLI::App* chosen : app.get_subcommands()) where += " " + chosen->get_name();
        throw request_error(std::string(error.what()) + "; see " + where + " --help");
    } catch (const request_error&) {
        let_first_process_speak();
        throw;
    }
    return [run] {
        clean_up_when_interrupted();
        run();
    };
}

std::function<void()> parse_command_line(int argc, const char* const* argv)
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
    add_reduce(app, run);
    add_sweep(app, run);
    add_exponents(app, run);
    add_reproduce(app, run);
    add_deep_networks(app, run);
    add_plot(app, run);
    add_info(app, run);
    return parse_words(app, argc, argv, run);
}

}  // namespace catapult::tools
