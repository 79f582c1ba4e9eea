#include "concurrency/distribute.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::tools {

std::unique_ptr<process_group> join_launch(std::uint64_t processes)
{
    let_first_process_speak();
    throw request_error(
        "one of " + (processes > 1 ? std::to_string(processes) : std::string("several")) +
        " processes of an MPI launcher, but built without MPI; build with -Dmpi=enabled, or start it alone with --threads");
}

}  // namespace catapult::tools
