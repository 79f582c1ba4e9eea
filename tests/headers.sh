#!/bin/sh
# headers.sh INCLUDE-DIRECTORY COMPILER…: each public header on its own, included twice, in the language and dialects
# that callers use, exceptions and RTTI on or off, without a warning.
set -u
include=$1
shift
failed=0
for compiler; do
    command -v "$compiler" >/dev/null || continue
    for header in "$include"/catapult/*.hpp; do
        name=catapult/${header##*/}
        for options in '-std=c++17 -fno-exceptions -fno-rtti' '-std=c++20 -O2'; do
            printf '#include "%s"\n#include "%s"\n' "$name" "$name" |
                "$compiler" $options -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I "$include" -fsyntax-only -x c++ - || {
                printf 'BAD  %s with %s %s\n' "$name" "$compiler" "$options"
                failed=1
            }
        done
    done
    printf '%s: %s headers\n' "$compiler" "$(ls "$include"/catapult/*.hpp | wc -l)"
done
exit $failed
