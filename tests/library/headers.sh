#!/bin/sh
# headers.sh INCLUDE-DIRECTORY COMPILER…: compiles each public header alone, included twice, in the language and
# dialects of callers, with exceptions and RTTI on or off. There must be no warning. Exit code 77 if none of the
# compilers is there.
set -u
include=$1
shift
failed=0
tried=0
for compiler; do
    command -v "$compiler" >/dev/null || { echo "skipped: no $compiler here"; continue; }
    tried=$((tried + 1))
    headers=0
    for header in $(cd "$include" && find catapult -name '*.hpp' | sort); do
        headers=$((headers + 1))
        name=$header
        for options in '-std=c++17 -fno-exceptions -fno-rtti' '-std=c++20 -O2'; do
            printf '#include "%s"\n#include "%s"\n' "$name" "$name" |
                "$compiler" $options -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I "$include" -fsyntax-only -x c++ - || {
                printf 'BAD  %s with %s %s\n' "$name" "$compiler" "$options"
                failed=1
            }
        done
    done
    printf '%s: %s headers\n' "$compiler" "$headers"
    [ "$headers" -gt 0 ] || { echo "FAILED: no headers in $include/catapult"; failed=1; }
done
[ "$tried" -gt 0 ] || { echo "skipped: none of these compilers is here: $*"; exit 77; }
exit $failed
