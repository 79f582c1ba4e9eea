#include "writers/output_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "vocabulary/failure.hpp"
#include "writers/interruption.hpp"
#include "writers/open_file.hpp"

namespace catapult::tools {

namespace {

// The temporary names, for the signal handler. Their memory is not freed while they are in this list.
constexpr int most_temporaries = 8;
char* volatile temporaries[most_temporaries] = {};

extern "C" void remove_temporaries_and_exit(int signal_number)
{
    for (char* const name : temporaries)
        if (name != nullptr) unlink(name);
    _exit(128 + signal_number);
}

// Blocks signals while a file and its entry in the list appear or vanish together.
class signals_held {
public:
    signals_held()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~signals_held() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    signals_held(const signals_held&) = delete;
    signals_held& operator=(const signals_held&) = delete;

private:
    sigset_t before_;
};

std::string resolved(const std::string& path)
{
    char* const real = realpath(path.c_str(), nullptr);
    if (real == nullptr) return path;
    std::string result = real;
    std::free(real);
    return result;
}

}  // namespace

std::string folder_of(const std::string& path)
{
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

void clean_up_when_interrupted()
{
    // With SIGXFSZ ignored, a limit on file sizes makes write() fail, like a full disk.
    signal(SIGXFSZ, SIG_IGN);
    handle_signals({SIGINT, SIGTERM, SIGHUP, SIGPIPE}, remove_temporaries_and_exit);
}

bool is_plain_file(const std::string& path)
{
    struct stat about = {};
    return !path.empty() && (stat(path.c_str(), &about) != 0 || S_ISREG(about.st_mode) || S_ISDIR(about.st_mode));
}

output_file::output_file(const std::string& path) : path_(path)
{
    if (path.empty()) {
        descriptor_ = STDOUT_FILENO;
        return;
    }
    struct stat about = {};
    mode_t mode = 0666;
    bool keep_mode = false;
    if (stat(path.c_str(), &about) == 0) {
        if (S_ISDIR(about.st_mode)) throw request_error(path + ": is a folder; a file name is wanted");
        if (!S_ISREG(about.st_mode)) {
            descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
            if (descriptor_ < 0) throw request_error(path + ": cannot be written: " + std::strerror(errno));
            return;
        }
        // The target of a link is replaced, not the link, and the new file gets the permissions of the old one.
        path_ = resolved(path);
        mode = about.st_mode & 0777;
        keep_mode = true;
    }
    struct stat folder = {};
    const std::string folder_name = folder_of(path_);
    if (stat(folder_name.c_str(), &folder) != 0 || !S_ISDIR(folder.st_mode))
        throw request_error(path + ": the folder " + folder_name + " does not exist; create it first");

    const std::string base = path_ + ".part" + std::to_string(getpid());
    const signals_held held;
    int slot = 0;
    while (slot < most_temporaries && temporaries[slot] != nullptr) ++slot;
    if (slot == most_temporaries) throw run_error(path + ": too many files are being written");
    for (int attempt = 0; attempt < 100; ++attempt) {
        temporary_ = base + "." + std::to_string(attempt);
        descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor_ >= 0 || errno != EEXIST) break;
    }
    if (descriptor_ < 0) {
        const int error = errno;
        const std::string message = path + ": cannot be written: " + std::strerror(error);
        if (error == ENOSPC || error == EDQUOT || error == EIO) throw run_error(message);
        throw request_error(message);
    }
    temporaries[slot] = strdup(temporary_.c_str());
    if (keep_mode && fchmod(descriptor_, mode) != 0) fail(errno);
}

void output_file::forget_temporary()
{
    for (char* volatile& name : temporaries) {
        if (name == nullptr || temporary_ != name) continue;
        std::free(name);
        name = nullptr;
    }
    temporary_.clear();
}

output_file::~output_file()
{
    if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
    if (temporary_.empty()) return;
    const signals_held held;
    unlink(temporary_.c_str());
    forget_temporary();
}

void output_file::fail(int error) const
{
    throw run_error((path_.empty() ? "standard output" : path_) + ": cannot be written: " + std::strerror(error));
}

void output_file::write(std::string_view bytes)
{
    if (!write_all(descriptor_, bytes)) fail(errno);
}

void output_file::commit()
{
    if (temporary_.empty()) {
        // Some disks report that they are full only when the file is closed.
        const int descriptor = descriptor_;
        descriptor_ = -1;
        if (close(descriptor) != 0) fail(errno);
        return;
    }
    if (fsync(descriptor_) != 0) fail(errno);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (close(descriptor) != 0) fail(errno);
    {
        const signals_held held;
        if (rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
        forget_temporary();
    }
    // The new name is safe on the disk once its folder is. Some file systems cannot sync a folder, so a failure is
    // ignored.
    const int folder = open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder);
        close(folder);
    }
}

bool output_file::is_terminal() const { return descriptor_ >= 0 && isatty(descriptor_) != 0; }

}  // namespace catapult::tools
