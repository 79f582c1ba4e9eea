// Interruptions that let a long run finish the work in hand.
#ifndef CATAPULT_TOOLS_WRITERS_INTERRUPTION_HPP
#define CATAPULT_TOOLS_WRITERS_INTERRUPTION_HPP

#include <initializer_list>
#include <string>

namespace catapult::tools {

/// From now on these signals call `handler`, and all other signals wait until it returns. A signal that the parent
/// process chose to ignore (nohup, a background job) stays ignored. `flags` are those of sigaction.
void handle_signals(std::initializer_list<int> signal_numbers, void (*handler)(int), int flags = 0);

/// From now on the first SIGINT, SIGTERM or SIGHUP is only noted. The work in hand then has two seconds; after them the
/// program ends, whatever its threads do or wait for. With `second_ends`, a second signal ends the program at once.
/// That suits signals from a person. Launchers send each signal twice, so there it must be false.
void note_interruptions(bool second_ends);

/// Sets the line that the program prints if it ends after those two seconds; empty prints nothing. Only one thread may
/// call this at a time.
void set_last_words(const std::string& line);

/// Says that the work in hand is done. A noted signal then no longer ends the program after two seconds.
void in_hand_is_finished();

/// Acts as if this signal had come. The signal came to another process of the same run.
void note_interruption(int signal_number);

/// The noted signal, or 0.
int interrupting_signal();

}  // namespace catapult::tools

#endif
