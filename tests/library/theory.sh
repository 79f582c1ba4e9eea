#!/bin/sh
# theory.sh SOURCE-ROOT: every citation of theory.md in code and tests must name a section that exists.
set -u
cd "$1" || exit 1
page=src/theory.md
failed=0
cited=$(grep -rnoE 'theory\.md(, [0-9]+( (and|to) [0-9]+)?)?' src include tools tests bench | grep -vE '^(src/theory\.md|src/meson\.build):' | grep -v '^tests/library/theory\.sh:')
[ -n "$cited" ] || { echo 'BAD  no citations found'; exit 1; }
count=0
while IFS=: read -r file line citation; do
    numbers=$(printf '%s\n' "$citation" | grep -oE '[0-9]+')
    if [ -z "$numbers" ]; then
        printf 'BAD  %s:%s cites no section\n' "$file" "$line"
        failed=1
    fi
    for number in $numbers; do
        grep -q "^## $number\. " "$page" || {
            printf 'BAD  %s:%s cites section %s, which %s does not have\n' "$file" "$line" "$number" "$page"
            failed=1
        }
        count=$((count + 1))
    done
done <<END
$cited
END
printf '%s sections cited\n' "$count"
exit $failed
