#!/bin/sh
# examples.sh SOURCE-ROOT OWN-DATA OWN-WEIGHTS ON-DEVICE: the example programs print known answers, and the README quotes
# their text and output. The answers of own_weights were found without this library: by descent on the weights in NumPy, with the
# eigenvalue by LAPACK. Those of own_data, whose network only this library draws, are what `catapult train` says of the same
# data, width, seed and rate: they hold that both make the same network. on_device trains the network of own_data in float.
set -u
source=$1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
{ "$2" && "$3" && "$4"; } >"$scratch/printed" || { echo 'BAD  an example failed'; exit 1; }
cat "$scratch/printed"

cat >"$scratch/expected" <<'END'
phase catapult after 68 steps: lambda 1.83148696 -> 0.508752805, loss 0.755348306 -> 5.09167964e-09
eta: catapults from 1.65503004, diverges from 3.31006008
phase lazy after 12 steps: lambda 1.20843728 -> 1.37041679, loss 0.218452467 -> 1.12696032e-09
phase catapult: lambda 1.831 -> 0.5088, loss 0.7553 -> 5.091e-09
END
failed=0
cmp "$scratch/printed" "$scratch/expected" || failed=1

awk '/^```c\+\+$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >"$scratch/quoted"
(cd "$source/tools/examples" && cat own_data.cpp own_weights.cpp on_device.cpp) | cmp - "$scratch/quoted" || {
    echo 'BAD  the README does not quote tools/examples as they are'
    failed=1
}
while IFS= read -r line; do
    grep -qxF "    $line" "$source/README.md" || { printf 'BAD  the README does not say: %s\n' "$line"; failed=1; }
done <"$scratch/expected"
exit $failed
