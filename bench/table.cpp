#include "table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "catapult/experiments/critical_law.hpp"

namespace catapult::bench {

namespace {

std::string as_time(double seconds)
{
    static constexpr const char* units[] = {"s", "ms", "µs", "ns"};
    int i = 0;
    while (seconds < 1 && i < 3) seconds *= 1000, ++i;
    char text[32];
    std::snprintf(text, sizeof text, "%.3g %s", seconds, units[i]);
    return text;
}

std::string as_ratio(double ratio)
{
    char text[32];
    std::snprintf(text, sizeof text, ratio < 99.5 ? "%.2g ×" : "%.0f ×", ratio);
    return text;
}

bool is_convergence(const std::string& name) { return name.rfind("convergence/", 0) == 0; }

}  // namespace

table::work& table::find(const std::string& name)
{
    for (work& w : works_)
        if (w.name == name) return w;
    works_.push_back({name, {}});
    return works_.back();
}

void table::add(const std::string& full_name, double seconds, double limit, const std::map<std::string, double>& counters)
{
    const std::size_t slash = full_name.rfind('/');
    entry& e = find(full_name.substr(0, slash)).by[full_name.substr(slash + 1)];
    e.seconds = e.seconds > 0 ? std::min(e.seconds, seconds) : seconds;
    if (limit > 0) e.limit = e.limit > 0 ? std::min(e.limit, limit) : limit;
    e.counters = counters;
}

void table::ReportRuns(const std::vector<Run>& runs)
{
    for (const Run& run : runs) {
        if (run.run_type != Run::RT_Iteration) continue;
        const std::string& name = run.run_name.function_name;
        if (run.error_occurred) {
            std::fprintf(stderr, "%s: %s\n", name.c_str(), run.error_message.c_str());
            failed_ = true;
            continue;
        }
        std::map<std::string, double> counters;
        for (const auto& [key, counter] : run.counters) counters[key] = counter.value;
        const double repeated = counters.count("repeated") ? counters["repeated"] : 1;
        const double seconds = run.cpu_accumulated_time / static_cast<double>(run.iterations) * repeated;
        add(name, seconds, counters.count("limit_seconds") ? counters["limit_seconds"] * repeated : 0, counters);
        std::fprintf(stderr, "%s: %s\n", name.c_str(), as_time(seconds).c_str());
    }
}

bool table::add_peers(const char* path)
{
    std::ifstream file(path);
    std::string name, seconds;
    while (std::getline(file, name, '\t') && std::getline(file, seconds)) add(name, std::strtod(seconds.c_str(), nullptr), 0, {});
    return file.eof();
}

void table::print() const
{
    print_ratios();
    print_convergence();
}

void table::print_ratios() const
{
    bool any = false;
    for (const work& w : works_) {
        const auto own = w.by.find("catapult");
        if (own == w.by.end() || is_convergence(w.name)) continue;
        std::map<std::string, double> best;  // the best time of each library; the variants of OpenBLAS count as one
        for (const auto& [who, e] : w.by) {
            if (who == "catapult") continue;
            const std::string library = who.rfind("OpenBLAS", 0) == 0 ? "OpenBLAS" : who;
            double& seconds = best[library];
            seconds = seconds > 0 ? std::min(seconds, e.seconds) : e.seconds;
        }
        std::string against;
        for (const auto& [library, seconds] : best)
            against += (against.empty() ? "" : ", ") + as_ratio(seconds / own->second.seconds) + " " + library;
        for (const auto& [counter, unit] :
             {std::pair{"products_a_step", "products a step"}, std::pair{"gram_steps", "gram steps"}}) {
            const auto found = own->second.counters.find(counter);
            if (found == own->second.counters.end()) continue;
            char text[64];
            std::snprintf(text, sizeof text, "%.2f %s", found->second, unit);
            against = text;
        }
        if (!any) std::puts("| work | catapult | of the limit | faster than |\n|---|---|---|---|");
        any = true;
        char share[32] = "";
        if (own->second.limit > 0) std::snprintf(share, sizeof share, "%.0f %%", 100 * own->second.limit / own->second.seconds);
        std::string name = w.name;
        name.replace(name.find('/'), 1, ": ");
        std::printf("| %s | %s | %s | %s |\n", name.c_str(), as_time(own->second.seconds).c_str(), share, against.c_str());
    }
}

void table::print_convergence() const
{
    bool any = false;
    std::vector<double> logarithms[2], steps[2], weights[2];
    double expected = 0, expectations = 0;
    static constexpr const char* ways[2] = {"exact", "parameter space"};
    for (const work& w : works_) {
        if (!is_convergence(w.name)) continue;
        if (!any)
            std::puts(
                "\n| width n | steps to convergence | a run, exact | a run in parameter space | steps there |\n|---|---|---|---|---|");
        any = true;
        std::string cells[2], counts[2];
        for (int i = 0; i < 2; ++i) {
            const auto found = w.by.find(ways[i]);
            if (found == w.by.end()) continue;
            const auto& counters = found->second.counters;
            const double mean = counters.at("steps_to_convergence"), error = counters.at("steps_error");
            const double runs = counters.at("runs_in_all");
            if (counters.count("slope_expected")) expected += counters.at("slope_expected"), ++expectations;
            char text[32];
            std::snprintf(text, sizeof text, "%.1f ± %.1f", mean, error);
            counts[i] = text;
            cells[i] = as_time(found->second.seconds / runs);
            if (counters.at("width") < 1000) continue;  // the law holds for large widths only
            logarithms[i].push_back(std::log(counters.at("width")));
            steps[i].push_back(mean);
            weights[i].push_back(1 / (error * error));
        }
        std::printf("| %s | %s | %s | %s | %s |\n", w.name.substr(w.name.find("1e")).c_str(), counts[0].c_str(), cells[0].c_str(),
                    cells[1].c_str(), counts[1].c_str());
    }
    for (int i = 0; i < 2; ++i) {
        line_fit fit;
        if (steps[i].size() < 3 || fit_line(logarithms[i], steps[i], weights[i], fit) != status::ok) continue;
        std::printf("\nSteps against ln n from n = 1e3, %s: slope %.2f ± %.2f; expected from the way up and down: %.2f.\n",
                    ways[i], fit.slope, fit.slope_error, expected / expectations);
    }
}

}  // namespace catapult::bench
