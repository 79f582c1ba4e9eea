#!/bin/sh
# downstream.sh SOURCE BUILD SCRATCH COMPILER MESON: installs BUILD into a staging folder under SCRATCH and builds the
# consumer in tests/downstream against it in four ways: by hand with pkg-config; with flags that spoil floating-point
# arithmetic in the caller; as a Meson project that finds the installation; and as a Meson project with catapult as its
# subproject. All must print the same digits. Also builds and runs the README's example.
set -eu
source=$1 build=$2 scratch=$3 compiler=$4 meson=$5

rm -rf "$scratch"
mkdir -p "$scratch"
DESTDIR=$scratch/stage "$meson" install -C "$build" --no-rebuild >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
pc=$(find "$scratch/stage" -name catapult.pc)
[ -f "$pc" ] || { echo 'BAD  no catapult.pc installed'; exit 1; }
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$scratch/stage"
installed_libraries=$(pkg-config --variable=libdir catapult)
case $installed_libraries in "$scratch"/*) ;; *) installed_libraries=$scratch/stage$installed_libraries ;; esac
export LD_LIBRARY_PATH="$installed_libraries"
(cd "$scratch/stage" && find . -type f -o -type l | sort)

cd "$scratch"
by_hand() { "$compiler" "$@" $(pkg-config --cflags catapult); }
by_hand -std=c++17 -o plain "$source/tests/downstream/main.cpp" $(pkg-config --libs catapult)
./plain | tee expected

same() {
    "$@" >found && cmp expected found && echo "     the same: $1" || { echo "BAD  $1 differs:"; cat found; exit 1; }
}

# These flags are not used to link, because linking with them changes the processor's mode for denormal numbers.
by_hand -std=c++17 -O3 -Ofast -fno-exceptions -fno-rtti -c -o hostile.o "$source/tests/downstream/main.cpp"
"$compiler" -o hostile hostile.o $(pkg-config --libs catapult)
same ./hostile

# The README's example must print what the README says.
awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >example.cpp
awk '/^```text$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >example.txt
by_hand -std=c++17 -o example example.cpp $(pkg-config --libs catapult)
./example >found
diff example.txt found && echo '     as the README says: ./example' || { echo 'BAD  the README is wrong'; exit 1; }

cp -R "$source/tests/downstream" project
quietly() { "$@" >log 2>&1 || { cat log; exit 1; }; }
quietly "$meson" setup --wrap-mode=nofallback project installed
quietly "$meson" compile -C installed
same installed/downstream

unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
mkdir project/subprojects
ln -s "$source" project/subprojects/catapult
quietly "$meson" setup --force-fallback-for=catapult project embedded
quietly "$meson" compile -C embedded
same embedded/downstream
# Inside another project, the library builds neither its tests nor its command.
extra=$(find embedded/subprojects/catapult -type f -perm -u+x ! -name '*.so*')
[ -z "$extra" ] || { echo "BAD  built as a subproject: $extra"; exit 1; }
