#!/bin/sh
# doxygen.sh SOURCE-ROOT OUTPUT: writes the reference of the public interface to OUTPUT. There must be no warning: each
# public name has a doc comment, and each link leads somewhere. Exit code 77 without Doxygen.
set -u
cd "$1" || exit 1
output=$2
command -v doxygen >/dev/null || { echo 'skipped: no doxygen here'; exit 77; }
rm -rf "$output"
mkdir -p "$output"
{ cat tools/packaging/Doxyfile && printf 'OUTPUT_DIRECTORY = "%s"\nGENERATE_TAGFILE = "%s/tags"\n' "$output" "$output"; } |
    doxygen - 2>&1 || { echo 'BAD  the reference has gaps'; exit 1; }
# A reference of nothing has no warnings either.
for name in catapult::gram_model catapult::run_summary catapult::span catapult_gram_model_step; do
    grep -q "<name>$name</name>" "$output/tags" || { echo "BAD  $name is not in the reference"; exit 1; }
done
printf '%s classes, %s functions\n' "$(grep -c 'compound kind="\(class\|struct\)"' "$output/tags")" \
    "$(grep -c 'member kind="function"' "$output/tags")"
