// A folder for files that each input writes anew: in memory where the system has a place for that, as disks would take most of
// the time.
#ifndef CATAPULT_TESTS_FUZZ_MEMORY_FOLDER_HPP
#define CATAPULT_TESTS_FUZZ_MEMORY_FOLDER_HPP

#include <stdlib.h>
#include <unistd.h>

#include "support/temporary_folder.hpp"

namespace catapult::test {

inline const temporary_folder& memory_folder()
{
    static const temporary_folder folder = [] {
        if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
        return temporary_folder();
    }();
    return folder;
}

}  // namespace catapult::test

#endif
