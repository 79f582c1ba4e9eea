# Functions shared by the scripts of this folder and .ci/run. A script sets `root` to the top of the source tree and sources
# this file, which changes to that folder.

cd "$root" || exit 1

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

# want PACKAGE WHY PROBE…: notes the Debian package PACKAGE as missing if the command PROBE… fails.
missing=
reasons=
want() {
    package=$1
    why=$2
    shift 2
    "$@" >/dev/null 2>&1 && return
    missing="$missing $package"
    reasons="$reasons$(printf '  %-20s %s' "$package" "$why")
"
}
has_command() { command -v "$1"; }
has_header() { printf '#include <%s>\n' "$1" | ${CXX:-c++} -x c++ -E -; }

want_build_tools() {
    want g++ 'compiler' has_command "${CXX:-c++}"
    want meson 'build system' has_command meson
    want ninja-build 'runs the build' has_command ninja
    want pkg-config 'finds libraries' has_command pkg-config
    want libcli11-dev 'option parsing of the command' has_header CLI/CLI.hpp
    want zlib1g-dev 'compressed input files of the command' has_header zlib.h
}
want_test_tools() {
    want doctest-dev 'test framework' has_header doctest/doctest.h
}
want_deep_tools() {
    want libtorch-dev 'deep networks' test -e /usr/include/torch/csrc/api/include/torch/torch.h
    want libopenblas0-pthread 'its matrix products' sh -c 'ldconfig -p | grep -q libopenblas'
}
want_embedded_tools() {
    want gcc-arm-none-eabi 'compiler for microcontrollers' has_command arm-none-eabi-g++
    want libstdc++-arm-none-eabi-newlib 'its C++ library' arm-none-eabi-g++ -fsyntax-only -include cstddef -x c++ /dev/null
    want libnewlib-arm-none-eabi 'its C library' arm-none-eabi-gcc -fsyntax-only -include stdlib.h -x c /dev/null
    want qemu-system-arm 'emulator of microcontrollers' has_command qemu-system-arm
}

# Installs the packages that `want` noted as missing.
install_missing() {
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || fail "missing (by their Debian names):$missing; install them with your package manager"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "neither root nor sudo here; as root, run: apt-get install$missing"
        as_root=sudo
    fi
    printf 'Installing with apt-get what is missing:\n%s' "$reasons"
    # If the update fails, the package lists and packages already on this machine may still do.
    $as_root apt-get update -qq || :
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing >apt.log 2>&1 || {
        cat apt.log >&2
        rm -f apt.log
        fail "apt-get install$missing failed"
    }
    rm -f apt.log
}

# configure DIRECTORY OPTION…: sets up a Meson build directory with these options, or updates an existing one.
configure() {
    directory=$1
    shift
    if [ -f "$directory/build.ninja" ]; then
        meson setup --reconfigure "$directory" "$@" && return
        rm -rf "$directory"
    fi
    meson setup "$directory" "$@"
}

# run_tests DIRECTORY OPTION…: runs `meson test` with these options, which builds the tests first. Prints the reasons of
# skips, and the counts as the last line. Fails if a test failed or none ran.
run_tests() {
    directory=$1
    shift
    log=$directory/meson-logs/counted
    rm -f "$log"*.json
    meson test -C "$directory" --logbase counted --print-errorlogs "$@"
    outcome=$?
    # The name of the log contains the wrapper's name, if there is a wrapper.
    cat "$log"*.json 2>/dev/null |
        count_tests "$outcome"
}

# count_tests OUTCOME: prints the counts of one run, from Meson's log on standard input and its exit code OUTCOME.
count_tests() {
    # The log has one JSON object a line. Quotes inside strings are escaped, so a test's output cannot imitate these
    # keys.
    awk '
        {
            if (!match($0, /"result": "[A-Z]+", "starttime"/)) next
            result = substr($0, RSTART + 11, RLENGTH - 11)
            sub(/".*/, "", result)
            if (result == "OK" || result == "EXPECTEDFAIL") passed++
            else if (result != "SKIP") failed++
            else {
                skipped++
                name = $0
                sub(/^\{"name": "/, "", name)
                sub(/".*/, "", name)
                sub(/.* /, "", name)
                reason = match($0, /skipped: [^\\"]*/) ? substr($0, RSTART + 9, RLENGTH - 9) : "no reason given"
                printf "skipped %s: %s\n", name, reason
            }
        }
        END {
            if (passed + failed + skipped == 0 || (outcome != 0 && failed == 0)) failed++
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit failed > 0
        }
    ' outcome="$1" -
}
