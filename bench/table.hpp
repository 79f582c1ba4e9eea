// The figures of one run as Markdown: what the library takes, which share of the limit that is, how far ahead it is.
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
    /// Times of peers that ran as other programs: lines of "family/case/peer<TAB>seconds". False if it cannot be read.
    bool add_peers(const char* path);
    void print() const;
    bool failed() const { return failed_; }

private:
    struct entry {
        double seconds = 0;  ///< the shortest, times the number of repetitions that it stands for
        double limit = 0;    ///< the shortest
        std::map<std::string, double> counters;
    };
    struct work {
        std::string name;
        std::map<std::string, entry> by;  ///< who
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
