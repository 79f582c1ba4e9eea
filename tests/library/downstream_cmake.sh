#!/bin/sh
# downstream_cmake.sh SOURCE BUILD SCRATCH COMPILER MESON: builds the consumer in tests/downstream with CMake, against the
# shared and the static library as far as BUILD installs them, and asks for versions that the installation must have or
# refuse. Exit code 77 without CMake.
command -v cmake >/dev/null || { echo 'skipped: no cmake here'; exit 77; }
. "${0%/*}/installed.sh"

export CXX="$compiler"
package=$libraries/cmake/catapult
[ -f "$package/catapult-config.cmake" ] || fail 'no CMake package installed'
# The installation is found where it was moved to, not where it was configured for.
prefix=${libraries%/"$(sed -n 's|^libdir=${prefix}/||p' "$libraries/pkgconfig/catapult.pc")"}
configure() {
    project=$1
    folder=$2
    shift 2
    # The package asks for C++17 by itself, also of a project that is content with less.
    cmake -S "$project" -B "$folder" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_STANDARD=11 "$@"
}
# check KIND OPTION: builds the consumers in C++ and in C, which must be linked as KIND says.
check() {
    built=$1
    quietly configure "$source/tests/downstream" "$1" "$2"
    quietly cmake --build "$1"
    same "$1/downstream" "CMake, $1"
    if command -v cc >/dev/null; then
        built="$1 $1-c"
        quietly configure "$source/tests/downstream/c" "$1-c" "$2"
        quietly cmake --build "$1-c"
        same "$1-c/downstream" "CMake, $1, in C" 1
    fi
    for program in $built; do
        kind=shared
        is_static "$program/downstream" && kind=static
        [ $kind = "$1" ] || fail "$program is not linked to the $1 library"
    done
}

[ -z "$shared_library" ] || check shared -Dcatapult_USE_STATIC_LIBS=OFF
if [ -n "$static_library" ]; then
    check static -Dcatapult_USE_STATIC_LIBS=ON
else
    configure "$source/tests/downstream" none -Dcatapult_USE_STATIC_LIBS=ON >log 2>&1 && fail 'found a static library where there is none'
    grep -q 'catapult_USE_STATIC_LIBS is set' log || { cat log; fail 'does not say that there is no static library'; }
fi

# A newer version, another interface, and the version as it is.
version=$(PKG_CONFIG_PATH=$libraries/pkgconfig pkg-config --modversion catapult)
major=${version%%.*} minor=${version#*.} patch=${version##*.}
minor=${minor%.*}
mkdir versions
cat >versions/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.8...3.25)
project(versions CXX)
function(expect answer)
  set(catapult_DIR ${package})
  find_package(catapult ${ARGN} CONFIG QUIET)
  if(NOT "${catapult_FOUND}" STREQUAL "${answer}")
    message(FATAL_ERROR "catapult ${ARGN}: found is ${catapult_FOUND}, but should be ${answer}")
  endif()
endfunction()
END
while read -r answer wanted; do echo "expect($answer $wanted)"; done >>versions/CMakeLists.txt <<END
1
1 $major.$minor
1 $version
1 $version EXACT
0 $major.$minor.$((patch + 1))
0 $major.$((minor + 1))
0 $((major + 1)).$minor
0 0.0
END
quietly cmake -S versions -B versions/build -Dpackage="$package"
echo '     as they should be: versions found and refused'
