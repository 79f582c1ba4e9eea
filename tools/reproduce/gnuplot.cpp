#include "reproduce/gnuplot.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "readers/failure.hpp"

namespace catapult::tools {

namespace {

std::string script_text(const std::string& name)
{
    for (const plot_script& script : plot_scripts())
        if (name == script.name) return script.text;
    throw run_error("no script for the picture " + name);
}

// A string for gnuplot; in single quotes it takes everything as it is, and '' for a quote.
std::string gnuplot_string(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
}

std::string shell_string(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace

const char* const gnuplot_advice =
    "no pictures: gnuplot with its pngcairo terminal is not here; on Debian: apt-get install gnuplot-nox";

bool gnuplot_found()
{
    return std::system("gnuplot -e 'set terminal pngcairo' >/dev/null 2>&1") == 0;
}

void draw(const picture& p, const std::string& target, const std::vector<std::pair<std::string, std::string>>& variables)
{
    const std::string size = " size " + std::to_string(p.width) + "," + std::to_string(p.height);
    std::string script = "set encoding utf8\n";
    for (const auto& [name, value] : variables) script += name + " = " + gnuplot_string(value) + "\n";
    const std::pair<const char*, const char*> forms[] = {{"svg", "set terminal svg enhanced font 'DejaVu Sans,17' background '#ffffff'"},
                                                         {"png", "set terminal pngcairo enhanced font 'DejaVu Sans,17'"}};
    for (const auto& [ending, terminal] : forms) {
        script += "reset\n" + std::string(terminal) + size + "\nset output " + gnuplot_string(target + "." + ending) + "\n";
        // The pixels of an image would be a second file beside an SVG; rectangles are not.
        script += std::string("pixels = '") + (ending == std::string("svg") ? "pixels" : "") + "'\n";
        script += script_text("style") + script_text(p.script) + "\nunset output\n";
    }

    const std::string messages = target + ".messages";
    const auto previous = std::signal(SIGPIPE, SIG_IGN);
    FILE* gnuplot = popen(("gnuplot >/dev/null 2>" + shell_string(messages)).c_str(), "w");
    bool drawn = gnuplot != nullptr && std::fwrite(script.data(), 1, script.size(), gnuplot) == script.size();
    drawn = gnuplot != nullptr && pclose(gnuplot) == 0 && drawn;
    std::signal(SIGPIPE, previous);
    std::string said;
    std::ifstream file(messages);
    for (std::string line; said.size() < 200 && std::getline(file, line);)
        if (line.find_first_not_of(" ^") != std::string::npos) said += (said.empty() ? "" : "; ") + line;
    std::error_code ignored;
    std::filesystem::remove(messages, ignored);
    if (!drawn) throw run_error("gnuplot failed on the picture " + p.name + (said.empty() ? "" : ": " + said));
}

}  // namespace catapult::tools
