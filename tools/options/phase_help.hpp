// The meaning of the phase names, for the help of the subcommands that print them.
#ifndef CATAPULT_TOOLS_OPTIONS_PHASE_HELP_HPP
#define CATAPULT_TOOLS_OPTIONS_PHASE_HELP_HPP

namespace catapult::tools {

inline constexpr char phase_meanings[] =
    "Phases:\n"
    "  lazy       converges, and the loss never exceeds its start\n"
    "  catapult   converges after the loss has grown above its start, to a flatter minimum\n"
    "  bounded    neither converges nor diverges, seen long enough to tell: periodic or chaotic\n"
    "  undecided  out of steps before any of the others could be told; --steps allows more\n"
    "  divergent  leaves every bound\n";

}  // namespace catapult::tools

#endif
