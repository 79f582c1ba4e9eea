// Google Benchmark's usual program. With --table it prints Markdown instead (table.hpp). Each figure is the best of
// three. --isa=NAME keeps the library and the limits to an instruction set; what the peers use is chosen by their environment.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "catapult/kernels/isa.hpp"
#include "limits.hpp"
#include "peers.hpp"
#include "table.hpp"

int main(int argc, char** argv)
{
#ifdef CATAPULT_BENCH_OPENBLAS
    catapult::bench::use_one_thread();
#endif
    bool wanted = false;
    const char* peers = nullptr;
    // The defaults come before the caller's own options, so that those win.
    std::vector<std::string> defaults = {argv[0], "--benchmark_repetitions=3", "--benchmark_min_time=0.1"};
    std::vector<char*> arguments;
    std::vector<char*> given;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--table") == 0)
            wanted = true;
        else if (std::strncmp(argv[i], "--peers=", 8) == 0)
            peers = argv[i] + 8;
        else if (std::strncmp(argv[i], "--isa=", 6) == 0) {
            catapult::isa which = catapult::isa::scalar;
            if (isa_from_name(argv[i] + 6, which) != catapult::status::ok || limit_isa(which) != catapult::status::ok) {
                std::fprintf(stderr, "%s: not available here\n", argv[i]);
                return 2;
            }
        } else
            given.push_back(argv[i]);
    }
    if (!wanted) defaults.resize(1);
    for (std::string& d : defaults) arguments.push_back(d.data());
    arguments.insert(arguments.end(), given.begin(), given.end());
    int count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
    if (!wanted) {
        benchmark::RunSpecifiedBenchmarks();
        return 0;
    }
    catapult::bench::table table;
    benchmark::RunSpecifiedBenchmarks(&table);
    if (peers && !table.add_peers(peers)) {
        std::fprintf(stderr, "%s: cannot be read; lines of name<TAB>seconds are wanted\n", peers);
        return 2;
    }
    std::printf("%s, %s", catapult::bench::processor_name().c_str(), isa_name(catapult::isa_in_use()));
#ifdef CATAPULT_BENCH_OPENBLAS
    std::printf("; OpenBLAS's kernels: %s", catapult::bench::openblas_kernels());
#endif
    std::puts("\n");
    table.print();
    return table.failed() ? 1 : 0;
}
