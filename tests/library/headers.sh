#!/bin/sh
# headers.sh INCLUDE-DIRECTORY COMPILER…: compiles each public header alone, included twice, in the language and
# dialects of callers, with exceptions and RTTI on or off. There must be no warning. The C headers are compiled as C11 too,
# without a C library, and on a bare-metal compiler if it is there. Exit code 77 if none of the compilers is there.
set -u
include=$1
shift
failed=0
tried=0
# compile HEADER COMPILER LANGUAGE OPTIONS…
compile() {
    header=$1 compiler=$2 language=$3
    shift 3
    printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
        "$compiler" "$@" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I "$include" -fsyntax-only -x "$language" - || {
        printf 'BAD  %s with %s %s\n' "$header" "$compiler" "$*"
        failed=1
    }
}
for compiler; do
    command -v "$compiler" >/dev/null || { echo "skipped: no $compiler here"; continue; }
    tried=$((tried + 1))
    headers=0
    for header in $(cd "$include" && find catapult -name '*.hpp' -o -name '*.h' | sort); do
        headers=$((headers + 1))
        compile "$header" "$compiler" c++ -std=c++17 -fno-exceptions -fno-rtti
        compile "$header" "$compiler" c++ -std=c++20 -O2
        case $header in *.h) compile "$header" "$compiler" c -std=c11 -ffreestanding -Wstrict-prototypes ;; esac
    done
    printf '%s: %s headers\n' "$compiler" "$headers"
    [ "$headers" -gt 0 ] || { echo "FAILED: no headers in $include/catapult"; failed=1; }
done
if command -v arm-none-eabi-gcc >/dev/null; then
    for header in $(cd "$include" && find catapult -name '*.h'); do compile "$header" arm-none-eabi-gcc c -std=c11 -ffreestanding; done
fi
[ "$tried" -gt 0 ] || { echo "skipped: none of these compilers is here: $*"; exit 77; }
exit $failed
