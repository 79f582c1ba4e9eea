# Processors that this machine does not have: their toolchains, builds and tests. Shared by tools/check-emulated and
# tools/check-everywhere, which source tools/common.sh first, and set `folder` to where the builds go.

# Each has a cross file in tools/cross.
cross_targets='aarch64-linux-gnu arm-linux-gnueabihf riscv64-linux-gnu powerpc64le-linux-gnu s390x-linux-gnu wasm32-emscripten'

# want_toolchain TARGET: notes the missing packages of one target.
want_toolchain() {
    case $1 in
    wasm32-emscripten)
        want emscripten 'compiler to WebAssembly' has_command em++
        want nodejs 'runs WebAssembly' has_command node
        ;;
    x86_64-*) want qemu-user 'emulators' has_command qemu-x86_64 ;;
    *)
        want qemu-user 'emulators' has_command qemu-x86_64
        want "g++-$1" "compiler for ${1%%-*}" has_command "$1-g++"
        ;;
    esac
}
has_toolchain() { (missing= && want_toolchain "$1" && [ -z "$missing" ]); }
# install_toolchains TARGET…: installs what is missing. A package that cannot be had does not cost the other targets.
install_toolchains() {
    for target in "$@"; do want_toolchain "$target"; done
    (install_missing) && return
    for target in "$@"; do
        missing= reasons=
        want_toolchain "$target"
        (install_missing) || :
    done
}

passed=0 failed=0 skipped=0
# start_target NAME
start_target() {
    name=$1
    started=$(date +%s)
    printf '\n==== %s\n' "$name"
}
# end_target PASSED FAILED SKIPPED HASHES: adds up, and writes the line of the table.
end_target() {
    printf '%-24s %4d passed %4d failed %4d skipped %20s %5d s\n' "$name" "$1" "$2" "$3" "$4" \
        $(($(date +%s) - started)) >>"$folder/summary"
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}
# skip_target REASON: with CI=true, where nothing may be missing, this is a failure.
skip_target() {
    if [ "${CI:-}" = true ]; then
        printf 'FAILED %s: %s\n' "$name" "$1"
        end_target 0 1 0 -
    else
        printf 'skipped %s: %s\n' "$name" "$1"
        end_target 0 0 1 -
    fi
}

# configure_target TARGET DIRECTORY OPTION…: sets up a build for one of $cross_targets, or updates an existing one.
configure_target() {
    cross_file=tools/cross/$1.ini
    directory=$2
    shift 2
    [ -f "$directory/build.ninja" ] && meson configure "$directory" "$@" && return
    rm -rf "$directory"
    meson setup "$directory" --cross-file "$cross_file" "$@"
}

# test_target DIRECTORY OPTION…: builds and runs the tests that these options of `meson test` choose.
test_target() {
    directory=$1
    shift
    # It runs in its own process, because it may fail.
    { (run_tests "$directory" --timeout-multiplier 10 "$@") || touch "$folder/bad"; } 2>&1 | tee "$folder/log"
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$folder/log" | tail -n 1)
    hashes=$(cat "$directory"/meson-logs/counted*.json 2>/dev/null | awk '
        { equal += gsub(/0x[0-9a-f]+ as expected/, ""); different += gsub(/0x[0-9a-f]+ DIFFERENT/, "") }
        END { if (equal + different > 0) printf "%d/%d hashes equal", equal, equal + different; else print "-" }')
    set -- ${counts:-0 0 0}
    # A run that failed without a failed test counts as one failure.
    [ -e "$folder/bad" ] && rm -f "$folder/bad" && [ "$2" -eq 0 ] && set -- "$1" 1 "$3"
    end_target "$@" "$hashes"
}

# show_targets: prints the table of targets and, as the last line, the counts of all. Fails if a test failed.
show_targets() {
    printf '\n'
    cat "$folder/summary"
    printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
    [ $failed -eq 0 ]
}
