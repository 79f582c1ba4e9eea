#include "writers/interruption.hpp"

#include <signal.h>

#include <initializer_list>

namespace catapult::tools {

namespace {

volatile sig_atomic_t noted = 0;

extern "C" void note(int signal_number) { noted = signal_number; }

}  // namespace

void note_interruptions(bool second_ends)
{
    struct sigaction action = {};
    action.sa_handler = note;
    action.sa_flags = static_cast<int>((second_ends ? SA_RESETHAND : 0) | SA_RESTART);
    sigfillset(&action.sa_mask);
    for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before = {};
        sigaction(signal_number, nullptr, &before);
        if (before.sa_handler != SIG_IGN) sigaction(signal_number, &action, nullptr);
    }
}

void note_interruption(int signal_number) { noted = signal_number; }

int interrupting_signal() { return noted; }

}  // namespace catapult::tools
