#!/bin/sh
# format.sh SOURCE-ROOT: the code must be formatted as clang-format 14 does by .clang-format. Exit code 77 without that
# version, because other versions format some code differently.
set -u
cd "$1" || exit 1
version=14
for formatter in "clang-format-$version" clang-format; do
    found=$("$formatter" --version 2>/dev/null) || continue
    case $found in *"version $version."*) break ;; esac
    found=
done
[ -n "$found" ] || { printf 'skipped: no clang-format of version %s here\n' "$version"; exit 77; }
files=$(find include src tools tests bench -name '*.[ch]pp' -o -name '*.[ch]' -o -name '*.inl')
[ -n "$files" ] || { echo 'BAD  no files found'; exit 1; }
"$formatter" --dry-run --Werror $files || exit 1
printf '%s files as %s writes them\n' "$(printf '%s\n' "$files" | wc -l)" "$found"
