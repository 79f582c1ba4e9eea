// Runs a fuzz target on fixed inputs, as a test: its seeds, and damaged copies of them that follow from a fixed number.
//     PROGRAM                 all of them
//     PROGRAM NUMBER          that one alone
//     PROGRAM --write FOLDER  writes the seeds into a folder, for libFuzzer
//     PROGRAM --files FILE…   the bytes of these files
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/target.hpp"
#include "support/effort.hpp"

using namespace catapult::test;

namespace {

char failed_text[] = "failed on fixed input 00000000; run this program with that number\n";

extern "C" void say_which(int signal_number)
{
    (void)!write(STDERR_FILENO, failed_text, sizeof failed_text - 1);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void run(const std::string& input)
{
    // A copy of exactly this size, so that a sanitizer sees a read behind it.
    std::vector<std::uint8_t> bytes(input.begin(), input.end());
    (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class damage {
public:
    explicit damage(std::uint64_t number) : random_(number) {}

    std::string operator()(const std::vector<std::string>& seeds, const std::vector<std::string>& words)
    {
        std::string text = seeds.empty() || below(4) == 0 ? noise(below(300)) : seeds[below(seeds.size())];
        for (std::size_t left = below(5); left > 0; --left) change(text, seeds, words);
        return text;
    }

private:
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    std::string noise(std::size_t size)
    {
        std::string text;
        for (; size > 0; --size) text += static_cast<char>(random_());
        return text;
    }
    void change(std::string& text, const std::vector<std::string>& seeds, const std::vector<std::string>& words)
    {
        const std::size_t at = below(text.size() + 1);
        switch (below(8)) {
        case 0: text.resize(at); break;
        case 1: text.erase(at, 1 + below(8)); break;
        case 2: text.insert(at, noise(1 + below(8))); break;
        case 3:
            if (!words.empty()) text.insert(at, words[below(words.size())]);
            break;
        case 4: text.insert(at, text.substr(below(text.size() + 1), below(40))); break;
        case 5:
            if (!seeds.empty()) text = text.substr(0, at) + seeds[below(seeds.size())];
            break;
        default:
            if (at < text.size()) text[at] = static_cast<char>(below(2) == 0 ? text[at] ^ 1 << below(8) : random_());
            break;
        }
    }
    std::mt19937_64 random_;
};

std::string fixed_input(std::size_t number, const std::vector<std::string>& seeds)
{
    return number < seeds.size() ? seeds[number] : damage(number)(seeds, fuzz_words());
}

std::string read_file(const char* path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> seeds = fuzz_seeds();
    if (argc == 3 && std::strcmp(argv[1], "--write") == 0) {
        for (std::size_t i = 0; i < seeds.size(); ++i)
            std::ofstream(std::string(argv[2]) + "/seed-" + std::to_string(i), std::ios::binary) << seeds[i];
        return 0;
    }
    if (argc > 2 && std::strcmp(argv[1], "--files") == 0) {
        for (int i = 2; i < argc; ++i) run(read_file(argv[i]));
        return 0;
    }
    if (argc > 1) {
        run(fixed_input(std::strtoul(argv[1], nullptr, 10), seeds));
        return 0;
    }
    for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) signal(number, say_which);
    const std::size_t count = static_cast<std::size_t>(cases(fuzz_fixed_inputs));
    char* const digits = std::strstr(failed_text, "00000000");
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t digit = 8, left = i; digit > 0; left /= 10) digits[--digit] = static_cast<char>('0' + left % 10);
        run(fixed_input(i, seeds));
    }
    return 0;
}
