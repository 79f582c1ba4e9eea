// Interrupts that let a long run finish what it has in hand.
#ifndef CATAPULT_TOOLS_INTERRUPTION_HPP
#define CATAPULT_TOOLS_INTERRUPTION_HPP

namespace catapult::tools {

/// From now on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one ends the program at once.
void note_interruptions();

/// The signal that came, or 0.
int interrupting_signal();

}  // namespace catapult::tools

#endif
