#!/bin/sh
# symbols.sh [SHARED-LIBRARY] LIBRARY-ARCHIVE KERNEL-ARCHIVE…: checks the symbols that the built library imports and
# exports, and prints them.
# - It imports only the symbols in `allowed`, so it uses no allocation, exceptions, streams, locales or environment.
# - No code runs before main, and only the choice of kernels is writable.
# - The objects of one instruction set export only their table. A linker may merge symbols of the same name from several
#   objects, which could put instructions of that set where they must not run.
# - The shared library, named *.so*, exports its interface alone: the functions and constants that the public headers declare,
#   none of detail, of the storage of objects or of the private parts of classes.
set -u
# (ldexp and frexp are exact. So C libraries agree on them, unlike on exp and log.)
allowed='memcpy memset memmove fma fmaf fmax fmaxf frexp frexpf ldexp ldexpf _GLOBAL_OFFSET_TABLE_'

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
bad() { printf 'BAD  %s\n' "$1" | c++filt; }

# The symbols of an archive whose class, a letter of nm's, matches a pattern.
symbols() { nm -P "$1" 2>/dev/null | awk -v class="^[$2]\$" 'NF > 1 && $2 ~ class { print $1 }' | sort -u; }
undefined=Uwv
global=ABCDGRSTVWu

inspect() {
    for archive; do symbols "$archive" $global; done >"$scratch/offered"
    [ -s "$scratch/offered" ] || bad 'no symbols at all: not the archives of this library?'

    echo 'imports'
    for archive; do
        for name in $(symbols "$archive" $undefined | grep -vxF -f "$scratch/offered"); do
            case " $allowed " in
            *" $name "*) printf '     %s: %s\n' "${archive##*/}" "$name" ;;
            *) bad "${archive##*/} imports $name" ;;
            esac
        done
    done

    echo 'code that runs before main'
    for archive; do
        readelf -SW "$archive" 2>/dev/null | grep -oE '\.(init_array|preinit_array|ctors)' | sort -u | while read -r section; do
            bad "${archive##*/} has $section"
        done
    done

    # Constant tables of addresses are in .data.rel.ro. The loader fills it and then makes it read-only.
    echo 'writable data'
    for archive; do
        objdump -t "$archive" 2>/dev/null | grep -E '[[:space:]]O[[:space:]]+\.(data|bss|tdata|tbss)' | grep -v '\.data\.rel\.ro'
    done | awk '{ print $NF }' | sort -u | while read -r name; do
        case $name in
        _ZN8catapult6detail12_GLOBAL__N_1*6in_useE | _ZN8catapult6detail12_GLOBAL__N_1*6in_useE.[01]) printf '     %s\n' "$name" | c++filt ;;
        *) bad "writable: $name" ;;
        esac
    done

    echo 'offered by the objects of one instruction set'
    shift
    for archive; do
        set=${archive##*catapult_}
        set=${set%.a}
        for name in $(symbols "$archive" $global); do
            case $(printf '%s' "$name" | c++filt) in
            "catapult::detail::kernels_$set") printf '     %s: %s\n' "${archive##*/}" "$name" | c++filt ;;
            *) bad "${archive##*/} offers $name" ;;
            esac
        done
        readelf -gW "$archive" 2>/dev/null | grep -q COMDAT && bad "${archive##*/} holds sections that a linker may merge"
    done
}

exports() {
    echo 'exported by the shared library'
    nm -DP --defined-only "$1" | awk '{ sub(/@.*/, "", $1); print $1 }' | sort -u >"$scratch/exported"
    [ -s "$scratch/exported" ] || bad 'no exported names at all: not a shared library?'
    printf '     %s names\n' "$(wc -l <"$scratch/exported")"
    grep -vE '^(_ZN[VK]*8catapult|catapult_)' "$scratch/exported" | while read -r name; do bad "exported, but not of catapult: $name"; done
    c++filt <"$scratch/exported" | grep -E 'detail::|::storage|::state::' | while read -r name; do
        bad "exported, but not for callers: $name"
    done
    # In C, CATAPULT_NAME stands for two names, one for each precision.
    find "$headers" -type f ! -path '*/detail/*' -exec cat {} + |
        awk '/^private:/ { hidden = 1 } /^};/ { hidden = 0 } !hidden { sub(/\/\/.*/, ""); print }' |
        sed 's/CATAPULT_NAME(\([a-z_]*\))(/\1( \1_f(/' |
        grep -oE '[A-Za-z_0-9]+(\(| =)' | sed 's/[( ].*//' | sort -u >"$scratch/declared"
    # The name of a function or constant without its namespace, class, template arguments and arguments.
    c++filt <"$scratch/exported" | sed 's/(.*//; s/<[^<>]*>$//; s/.*:://' | sort -u |
        grep -vxF -f "$scratch/declared" | while read -r name; do
            bad "exported, but not declared for callers: $name"
        done
}

headers=${0%/*}/../../include/catapult
shared=
case $1 in *.so*) shared=$1 && shift ;; esac
{
    inspect "$@"
    [ -z "$shared" ] || exports "$shared"
} | tee "$scratch/found"
! grep -q '^BAD' "$scratch/found"
