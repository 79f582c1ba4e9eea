#!/bin/sh
# examples.sh SOURCE-ROOT OWN-DATA OWN-WEIGHTS OWN-RULE ON-DEVICE [OWN-DATA-IN-C OWN-RULE-IN-C]: the example programs print known
# answers, and the README quotes their output and, but for own_rule in C, their text. The answers of own_weights and own_rule were
# found without this library: by steps on the weights in NumPy, with eigenvalues by LAPACK. Those of own_data, whose network only
# this library draws, are what `catapult train` says of the same data, width, seed and rate: they hold that both make the same
# network. on_device trains the network of own_data in float.
set -u
source=$1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
{ "$2" && "$3" && "$4" && "$5"; } >"$scratch/printed" || { echo 'BAD  an example failed'; exit 1; }
cat "$scratch/printed"

cat >"$scratch/expected" <<'END'
phase catapult after 68 steps: lambda 1.83148696 -> 0.508752805, loss 0.755348306 -> 5.09167964e-09
eta: catapults from 1.65503004, diverges from 3.31006008
phase lazy after 12 steps: lambda 1.20843728 -> 1.37041679, loss 0.218452467 -> 1.12696032e-09
loss 0.153772093, sharpness 1.17764524 -> loss 0.0403532865, sharpness 0.59010826
phase catapult: lambda 1.831 -> 0.5088, loss 0.7553 -> 5.091e-09
END
failed=0
cmp "$scratch/printed" "$scratch/expected" || failed=1
if [ $# -gt 5 ]; then
    { "$6" && "$7"; } >"$scratch/in_c" || { echo 'BAD  an example in C failed'; failed=1; }
    sed -n '1p;4p' "$scratch/expected" | cmp - "$scratch/in_c" || failed=1
else
    echo 'the examples in C were not built: no C compiler here'
fi

# quotes LANGUAGE FILE…: the blocks of the README in LANGUAGE are the files, one after the other.
quotes() {
    awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >"$scratch/quoted"
    shift
    (cd "$source/tools/examples" && cat "$@") | cmp - "$scratch/quoted" || {
        echo "BAD  the README does not quote as they are: $*"
        failed=1
    }
}
quotes c++ own_data.cpp own_weights.cpp own_rule.cpp on_device.cpp
quotes c own_data.c
while IFS= read -r line; do
    grep -qxF "    $line" "$source/README.md" || { printf 'BAD  the README does not say: %s\n' "$line"; failed=1; }
done <"$scratch/expected"
exit $failed
