# Shared by downstream.sh and downstream_cmake.sh, which are called with SOURCE BUILD SCRATCH COMPILER MESON. Installs BUILD
# into a staging folder under SCRATCH and changes to SCRATCH. The consumers in tests/downstream must print what
# tests/downstream/digits.txt says, however they are built.
set -eu
source=$1 build=$2 scratch=$3 compiler=$4 meson=$5

fail() { printf 'BAD  %s\n' "$1"; exit 1; }
quietly() { "$@" >log 2>&1 || { cat log; fail "failed: $*"; }; }

# same PROGRAM NAME [LINES]: runs the consumer that was built as NAME says, and compares what it prints with the first lines.
same() {
    "$1" >found || fail "$2 does not run"
    head -n "${3:-2}" "$source/tests/downstream/digits.txt" | cmp - found || { cat found; fail "$2 prints other digits"; }
    printf '     the same digits: %s\n' "$2"
}
# is_static PROGRAM: the program does not ask for the shared library.
is_static() { ! readelf -d "$1" | grep -q 'NEEDED.*libcatapult'; }

rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
DESTDIR=$scratch/stage quietly "$meson" install -C "$build" --no-rebuild
package=$(find stage -name catapult.pc)
[ -f "$package" ] || fail 'no catapult.pc installed'
libraries=$scratch/${package%/pkgconfig/*}
shared_library=$libraries/libcatapult.so
[ -f "$shared_library" ] || shared_library=
static_library=$libraries/libcatapult.a
[ -f "$static_library" ] || static_library=
