#include "plotting/gnuplot.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

extern char** environ;

namespace catapult::tools {

namespace {

std::string script_text(const std::string& name)
{
    for (const plot_script& script : plot_scripts())
        if (name == script.name) return script.text;
    throw run_error("no script for the picture " + name);
}

// gnuplot takes text in single quotes as it is, except a single quote. That one is written in double quotes.
std::string gnuplot_string(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'.\"'\".'") : std::string(1, c);
    return quoted + "'";
}

struct pipe_ends {
    int read = -1;
    int write = -1;

    pipe_ends()
    {
        int both[2];
        if (pipe(both) != 0) throw run_error("no pipe to gnuplot");
        read = both[0];
        write = both[1];
        for (const int end : both) fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    ~pipe_ends()
    {
        close_end(read);
        close_end(write);
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;

    static void close_end(int& end)
    {
        if (end >= 0) close(end);
        end = -1;
    }
};

// While this object lives, a gnuplot that ends early does not raise SIGPIPE. Its exit code shows the failure.
class broken_pipes_ignored {
public:
    broken_pipes_ignored() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
    ~broken_pipes_ignored() { std::signal(SIGPIPE, before_); }
    broken_pipes_ignored(const broken_pipes_ignored&) = delete;
    broken_pipes_ignored& operator=(const broken_pipes_ignored&) = delete;

private:
    void (*before_)(int);
};

struct gnuplot_result {
    bool ended_well = false;
    std::string output;
    std::string messages;
};

// Runs gnuplot on `code`. -d leaves out the user's own settings, which could change any picture.
gnuplot_result run_gnuplot(const std::string& code)
{
    const broken_pipes_ignored guard;
    pipe_ends in, out, errors;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO);
    char name[] = "gnuplot", defaults[] = "-d";
    char* const line[] = {name, defaults, nullptr};
    pid_t child = 0;
    const int refused = posix_spawnp(&child, name, &actions, nullptr, line, environ);
    posix_spawn_file_actions_destroy(&actions);
    gnuplot_result result;
    if (refused != 0) return result;
    pipe_ends::close_end(in.read);
    pipe_ends::close_end(out.write);
    pipe_ends::close_end(errors.write);
    fcntl(in.write, F_SETFL, O_NONBLOCK);

    std::size_t sent = 0;
    char block[1 << 16];
    while (out.read >= 0 || errors.read >= 0) {
        pollfd ends[3] = {{in.write, POLLOUT, 0}, {out.read, POLLIN, 0}, {errors.read, POLLIN, 0}};
        if (poll(ends, 3, -1) < 0 && errno != EINTR) break;
        if (ends[0].revents != 0) {
            const ssize_t done = write(in.write, code.data() + sent, code.size() - sent);
            if (done > 0) sent += static_cast<std::size_t>(done);
            if ((done < 0 && errno != EAGAIN && errno != EINTR) || sent == code.size()) pipe_ends::close_end(in.write);
        }
        for (const int i : {1, 2}) {
            if (ends[i].revents == 0) continue;
            int& end = i == 1 ? out.read : errors.read;
            const ssize_t have = read(end, block, sizeof block);
            if (have > 0)
                (i == 1 ? result.output : result.messages).append(block, static_cast<std::size_t>(have));
            else if (have == 0 || errno != EINTR)
                pipe_ends::close_end(end);
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result.ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0 && sent == code.size();
    return result;
}

// The last line of gnuplot's messages. It names the fault; the lines before it show the place.
std::string last_line(const std::string& messages)
{
    const std::size_t last = messages.find_last_not_of(" \n^");
    if (last == std::string::npos) return {};
    const std::size_t newline = messages.find_last_of('\n', last);
    const std::size_t first = messages.find_first_not_of(' ', newline == std::string::npos ? 0 : newline + 1);
    return messages.substr(first, last + 1 - first);
}

// An SVG is shown with the fonts of the reader's machine. This adds a font of equal width, for machines without the
// font that gnuplot measured.
std::string with_other_fonts(const std::string& svg)
{
    const std::string one = "font-family=\"DejaVu Sans\"", several = "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
    std::string result;
    std::size_t from = 0;
    for (std::size_t at; (at = svg.find(one, from)) != std::string::npos; from = at + one.size())
        result.append(svg, from, at - from).append(several);
    return result.append(svg, from, std::string::npos);
}

}  // namespace

const char* const gnuplot_advice =
    "no pictures: gnuplot with its pngcairo terminal is not here; on Debian: apt-get install gnuplot-nox";

bool gnuplot_found() { return run_gnuplot("set terminal pngcairo\n").ended_well; }

void plot_input::set(const std::string& name, const std::string& text) { code_ += name + " = " + gnuplot_string(text) + "\n"; }

void plot_input::set(const std::string& name, double number)
{
    code_ += name + " = ";
    // The number gets a decimal point, because gnuplot divides whole numbers as integers.
    if (!std::isfinite(number))
        code_ += "NaN";
    else if (number == std::floor(number) && std::fabs(number) < 1e15)
        code_ += shortest(number) + (shortest(number).find_first_of(".e") == std::string::npos ? ".0" : "");
    else
        append_shortest(code_, number);
    code_ += "\n";
}

void plot_input::set_count(const std::string& name, std::size_t number) { code_ += name + " = " + std::to_string(number) + "\n"; }

void plot_input::begin(const std::string& name) { code_ += "$" + name + " << END_OF_DATA\n"; }

void plot_input::row(const std::vector<double>& numbers)
{
    for (const double number : numbers) {
        if (std::isfinite(number))
            append_shortest(code_, number);
        else
            code_ += "NaN";
        code_ += ' ';
    }
    code_.back() = '\n';
}

void plot_input::gap() { code_ += "\n"; }

void plot_input::end() { code_ += "END_OF_DATA\n"; }

std::string draw(const std::string& script, const plot_input& input, const std::string& form, picture_layout layout)
{
    plot_input settings;
    settings.set("form", form);
    settings.set_flag("narrow", layout == picture_layout::narrow);
    const gnuplot_result result = run_gnuplot("set encoding utf8\n" + settings.code() + script_text("style") + input.code() +
                                              script_text(script) + "\nunset output\n");
    if (!result.ended_well || result.output.empty()) {
        const std::string said = last_line(result.messages);
        throw run_error("gnuplot could not draw the picture " + script + (said.empty() ? "" : ", and says " + in_quotes(said)));
    }
    return form == "svg" ? with_other_fonts(result.output) : result.output;
}

}  // namespace catapult::tools
