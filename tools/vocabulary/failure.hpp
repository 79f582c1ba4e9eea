// The ways in which the command fails. main() turns each into one line on standard error and an exit code.
#ifndef CATAPULT_TOOLS_VOCABULARY_FAILURE_HPP
#define CATAPULT_TOOLS_VOCABULARY_FAILURE_HPP

#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace catapult::tools {

/// The request was wrong. The message says in one line what is wrong, where, and what would be right. Exit code 2.
class request_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The request was right, but could not be carried out (a full disk, no memory). Exit code 1.
class run_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Memory was refused. The message says how much and for what. Code that can work with less catches it as
/// std::bad_alloc. Exit code 1.
class memory_refused : public std::bad_alloc {
public:
    explicit memory_refused(std::string message) : message_(std::move(message)) {}
    const char* what() const noexcept override { return message_.c_str(); }

private:
    std::string message_;
};

/// The failure's message. For memory, the standard library's own text is replaced by a readable one.
inline std::string text_of(const std::exception& failure)
{
    const bool unnamed = dynamic_cast<const std::bad_alloc*>(&failure) != nullptr &&
                         dynamic_cast<const memory_refused*>(&failure) == nullptr;
    return unnamed ? "not enough memory" : failure.what();
}

/// A signal came, and the work in hand has been finished. The message is empty if it has been reported already. The
/// exit code is 128 + the signal's number, 130 for SIGINT.
class interruption : public std::runtime_error {
public:
    interruption(const std::string& message, int signal_number) : std::runtime_error(message), signal_number_(signal_number) {}
    int exit_code() const { return 128 + signal_number_; }

private:
    int signal_number_;
};

}  // namespace catapult::tools

#endif
