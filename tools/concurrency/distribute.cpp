#include "concurrency/distribute.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <thread>

#include "concurrency/parallel.hpp"

namespace catapult::tools {

namespace {

class alone final : public process_group {
public:
    bool is_first() const override { return true; }
    std::size_t size() const override { return 1; }
    std::size_t usual_threads() const override { return thread_count(0); }
    bool agree(const std::function<std::string()>& prepare) override
    {
        (void)prepare();
        return true;
    }
    std::vector<std::uint64_t> share(hand_out* ranges, const counting_work& work, const std::function<void()>&) override
    {
        return work(*ranges);
    }
};

// Launchers set environment variables for their processes. MPI is started only if one is set, because starting it costs
// most of a second.
bool find_number(std::initializer_list<const char*> variables, std::uint64_t& result)
{
    for (const char* variable : variables) {
        const char* const text = std::getenv(variable);
        if (text == nullptr || *text == '\0') continue;
        char* end = nullptr;
        result = std::strtoull(text, &end, 10);
        if (*end == '\0') return true;
    }
    return false;
}

// Recognises Open MPI, MVAPICH, and launchers with PMI (MPICH, Intel MPI, Slurm) or PMIx.
bool launched(std::uint64_t& rank)
{
    return find_number({"OMPI_COMM_WORLD_RANK", "MV2_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"}, rank);
}

}  // namespace

std::unique_ptr<process_group> join_processes()
{
    std::uint64_t rank = 0, processes = 0;
    if (!launched(rank)) return std::make_unique<alone>();
    (void)find_number({"OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE", "PMI_SIZE"}, processes);
    if (processes == 1) return std::make_unique<alone>();
    return join_launch(processes);
}

void let_first_process_speak()
{
    std::uint64_t rank = 0;
    if (launched(rank) && rank > 0) std::this_thread::sleep_for(std::chrono::seconds(3));
}

}  // namespace catapult::tools
