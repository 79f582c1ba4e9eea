// Prints the figures of one run as Markdown: the library's time, its share of the limit, and its lead over the peers.
#ifndef CATAPULT_BENCH_TABLE_HPP
#define CATAPULT_BENCH_TABLE_HPP

#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace catapult::bench {

class table : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override;
    /// Adds the times of peers that ran as other programs, from lines "family/case/peer<TAB>seconds". False if the file
    /// cannot be read.
    bool add_peers(const char* path);
    void print() const;
    bool failed() const { return failed_; }

private:
    struct entry {
        double seconds = 0;  ///< the shortest time, times the repetitions that it stands for
        double limit = 0;    ///< the shortest limit
        std::map<std::string, double> counters;
    };
    struct work {
        std::string name;
        std::map<std::string, entry> by;  ///< by name of the library
    };
    work& find(const std::string& name);
    void add(const std::string& full_name, double seconds, double limit, const std::map<std::string, double>& counters);
    void print_ratios() const;
    void print_convergence() const;

    std::vector<work> works_;
    bool failed_ = false;
};

}  // namespace catapult::bench

#endif
