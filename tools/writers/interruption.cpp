#include "writers/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>

namespace catapult::tools {

namespace {

std::atomic<int> noted = 0;  // other threads read it

constexpr unsigned patience = 2;  // seconds

// The last words, in two copies. A signal handler may read the current one while the other is written.
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

void handle_signals(std::initializer_list<int> signal_numbers, void (*handler)(int), int flags)
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    for (const int signal_number : signal_numbers) {
        struct sigaction before = {};
        sigaction(signal_number, nullptr, &before);
        if (before.sa_handler != SIG_IGN) sigaction(signal_number, &action, nullptr);
    }
}

void note_interruptions(bool second_ends)
{
    signal(SIGALRM, SIG_DFL);  // SIGALRM is used by this program alone, so an inherited "ignore" is undone
    handle_signals({SIGALRM}, give_up);
    handle_signals({SIGINT, SIGTERM, SIGHUP}, note, static_cast<int>((second_ends ? SA_RESETHAND : 0) | SA_RESTART));
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
