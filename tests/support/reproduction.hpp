// The command as the tests of `catapult reproduce` run it, and what they read in its verdicts.
#ifndef CATAPULT_TESTS_SUPPORT_REPRODUCTION_HPP
#define CATAPULT_TESTS_SUPPORT_REPRODUCTION_HPP

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "support/temporary_folder.hpp"

namespace catapult::test {

struct result {
    int exit_code = 0;
    std::string out;
    std::string error;
};

// `before` precedes the command and sets variables of the environment.
inline result run(const temporary_folder& folder, const std::string& arguments, const std::string& before = "")
{
    const std::string line = before + " '" CATAPULT_COMMAND "' " + arguments + " >'" + folder.path("out") + "' 2>'" +
                             folder.path("error") + "'";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, folder.read("out"), folder.read("error")};
}

inline std::string quoted(const std::string& text) { return "'" + text + "'"; }

inline std::size_t count(const std::string& text, const std::string& what)
{
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
    return found;
}

// Checks that a verdict is yes exactly if the value is within the tolerance beside it, and that it is yes. Returns the
// number of values.
inline std::size_t check_verdicts(const std::string& verdicts)
{
    std::size_t values = 0;
    for (std::size_t at = 0, end; (end = verdicts.find('\n', at)) != std::string::npos; at = end + 1) {
        const std::string line = verdicts.substr(at, end - at);
        CAPTURE(line);
        const auto after = [&](const char* name, std::size_t from = 0) {
            const std::size_t found = line.find(name, from);
            return found == std::string::npos ? found : found + std::string(name).size();
        };
        const auto number = [&](std::size_t from) {
            std::string text = line.substr(from, 40);
            const std::string minus = "−";
            if (text.compare(0, minus.size(), minus) == 0) text = "-" + text.substr(minus.size());
            char* rest = nullptr;
            const double value = std::strtod(text.c_str(), &rest);
            return rest == text.c_str() ? NAN : value;
        };
        const std::size_t expected = after("\"expected\":\""), measurement = after("\"measurement\":\"");
        const std::size_t equals = after(" = ", expected), tolerance = after(" within ", expected);
        const double value = number(equals < measurement ? equals : expected);
        if (!(value == value)) continue;  // "< 2" and the like have no number
        const double measured = number(after("\"measured\":", measurement)),
                     error = number(after("\"uncertainty\":", measurement));
        const double allowed = tolerance < measurement ? number(tolerance) : error;
        const bool holds = line.find("\"holds\":\"yes\"") != std::string::npos;
        // (Tolerances are shown to four digits.)
        CHECK(holds == (std::fabs(measured - value) <= allowed * 1.0001 && error <= allowed * 1.0001));
        CHECK(holds);
        ++values;
    }
    return values;
}

inline const bool gnuplot_here = std::system("gnuplot -e 'set terminal pngcairo' >/dev/null 2>&1") == 0;

}  // namespace catapult::test

#endif
