#include "writers/progress.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace catapult::tools {

namespace {

std::string rate_text(double rate)
{
    const char* prefix = "";
    for (const char* next : {"k", "M", "G"}) {
        if (rate < 1000) break;
        rate /= 1000;
        prefix = next;
    }
    char text[32];
    std::snprintf(text, sizeof text, rate < 10 ? "%.1f%s" : "%.0f%s", rate, prefix);
    return text;
}

std::string time_text(double seconds)
{
    char text[48];
    const auto whole = std::llround(std::fmin(seconds, 1e9));
    if (whole < 60)
        std::snprintf(text, sizeof text, "%lld s", whole);
    else if (whole < 3600)
        std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
    return text;
}

}  // namespace

std::string progress_text(const std::string& unit, std::uint64_t before, std::uint64_t done, std::uint64_t total, double seconds)
{
    const double rate = static_cast<double>(done - before) / seconds;
    std::string text = std::to_string(done);
    if (total != 0) text += " of " + std::to_string(total);
    text += " " + unit + ", " + rate_text(rate) + " " + unit + "/s";
    if (total != 0 && done <= total) text += ", " + time_text(static_cast<double>(total - done) / rate) + " left";
    return text;
}

progress::progress(std::string unit, std::uint64_t total, bool quiet, std::uint64_t before)
    : unit_(std::move(unit)), total_(total), before_(before), shown_(!quiet && isatty(STDERR_FILENO) != 0)
{
}

progress::~progress()
{
    if (written_) (void)!write(STDERR_FILENO, "\r\x1b[K", 4);
}

void progress::show(std::uint64_t done)
{
    const clock::time_point now = clock::now();
    const std::chrono::duration<double> since_last = now - last_;
    const std::chrono::duration<double> elapsed = now - start_;
    // A fast loop reads the clock less often. A slow one reads it at every step.
    if (since_last.count() < 0.01 && mask_ < 0xffff) mask_ = mask_ * 2 + 1;
    if (elapsed.count() < 1 || since_last.count() < 0.2 || done <= before_) return;
    last_ = now;
    const std::string line = "\r" + progress_text(unit_, before_, done, total_, elapsed.count()) + "\x1b[K";
    written_ = true;
    (void)!write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace catapult::tools
