#include "writers/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <initializer_list>

namespace catapult::tools {

namespace {

volatile sig_atomic_t noted = 0;

constexpr unsigned patience = 2;  // seconds

// What a signal handler may read: one of two lines, while the other one is written.
struct line {
    char text[8192];
    std::size_t size;
};
line lines[2] = {};
std::atomic<int> current = 0;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void note(int signal_number)
{
    if (noted == 0) alarm(patience);
    noted = signal_number;
}

extern "C" void give_up(int)
{
    const line& last = lines[current];
    (void)!write(STDERR_FILENO, last.text, last.size);
    _exit(128 + noted);
}

}  // namespace

void note_interruptions(bool second_ends)
{
    struct sigaction end = {};
    end.sa_handler = give_up;
    sigfillset(&end.sa_mask);
    sigaction(SIGALRM, &end, nullptr);
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

void note_interruption(int signal_number) { note(signal_number); }

void set_last_words(const std::string& text)
{
    const int next = 1 - current;
    line& last = lines[next];
    last.size = std::min(text.size(), sizeof last.text - 1);
    std::memcpy(last.text, text.data(), last.size);
    if (last.size > 0) last.text[last.size++] = '\n';
    current = next;
}

void in_hand_is_finished() { alarm(0); }

int interrupting_signal() { return noted; }

}  // namespace catapult::tools
