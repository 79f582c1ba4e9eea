// Interrupts that let a long run finish what it has in hand.
#ifndef CATAPULT_TOOLS_WRITERS_INTERRUPTION_HPP
#define CATAPULT_TOOLS_WRITERS_INTERRUPTION_HPP

#include <initializer_list>
#include <string>

namespace catapult::tools {

/// From now on these signals call `handler`, during which all others wait. What a parent chose to ignore (nohup, a background
/// job) stays ignored. `flags` are those of sigaction.
void handle_signals(std::initializer_list<int> signal_numbers, void (*handler)(int), int flags = 0);

/// From now on the first SIGINT, SIGTERM or SIGHUP is only noted, and leaves two seconds for what is in hand: then the
/// program ends, whatever its threads do or wait for. A second one ends it at once if `second_ends`: a person's does, but
/// launchers send each one twice.
void note_interruptions(bool second_ends);

/// What such an end says, in one line; nothing if empty. Kept until it is set again, by one thread at a time.
void set_last_words(const std::string& line);

/// What was in hand is finished in time: the program is not ended any more for a signal that was noted.
void in_hand_is_finished();

/// As if this signal had come: it came to a process that this one works with.
void note_interruption(int signal_number);

/// The signal that came, or 0.
int interrupting_signal();

}  // namespace catapult::tools

#endif
