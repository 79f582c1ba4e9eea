// The program behind `catapult deep`. Exit codes as of catapult.
#include <CLI/CLI.hpp>
#include <string>

#include "command/command_line.hpp"
#include "command/program.hpp"
#include "deep/subcommands.hpp"
#include "deep/torch.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

std::function<void()> parse_deep_command_line(int argc, const char* const* argv)
{
    CLI::App app(
        "Deep networks beside the exact engine: the phases of training, measured, of fully connected and convolutional networks\n"
        "on the tangent kernel's own scale.",
        "catapult deep");
    app.require_subcommand(1);
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    app.footer("catapult deep SUBCOMMAND --help says more, with an example for each.");
    action run;
    add_deep_train(app, run);
    add_deep_rates(app, run);
    add_deep_sweep(app, run);
    add_deep_reproduce(app, run);
    const std::function<void()> chosen = parse_words(app, argc, argv, run);
    return [chosen] {
        try {
            chosen();
        } catch (const c10::Error& error) {
            // Its text goes on for a page, with the stack.
            throw run_error("LibTorch: " + std::string(error.what_without_backtrace()));
        }
    };
}

}  // namespace catapult::tools

int main(int argc, char** argv) { return catapult::tools::run_program(argc, argv, catapult::tools::parse_deep_command_line); }
