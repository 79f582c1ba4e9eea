// Interrupts that let a long run finish what it has in hand.
#ifndef CATAPULT_TOOLS_INTERRUPTION_HPP
#define CATAPULT_TOOLS_INTERRUPTION_HPP

namespace catapult::tools {

/// From now on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one ends the program at once if `second_ends`:
/// a person's does, but launchers send each one twice.
void note_interruptions(bool second_ends);

/// As if this signal had come: it came to a process that this one works with.
void note_interruption(int signal_number);

/// The signal that came, or 0.
int interrupting_signal();

}  // namespace catapult::tools

#endif
