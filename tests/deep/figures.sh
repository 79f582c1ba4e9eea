#!/bin/sh
# figures.sh CATAPULT-DEEP [data]: the figures of deep networks at their small size, end to end: every verdict holds, and each figure has
# its data and, where gnuplot is, its picture. Without `data`, those that random images can show; with it, those of MNIST, from
# $CATAPULT_MNIST.
set -u
deep=$1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
if [ $# -gt 1 ]; then
    folder=${CATAPULT_MNIST:-}
    if [ -z "$folder" ]; then
        echo 'skipped: CATAPULT_MNIST does not name the folder of the data'
        exit 77
    fi
    figures='3 4 S13 S10 S8 S9'
    data="--inputs $folder/train-images-idx3-ubyte.gz --targets $folder/train-labels-idx1-ubyte.gz
        --test-inputs $folder/t10k-images-idx3-ubyte.gz --test-targets $folder/t10k-labels-idx1-ubyte.gz"
else
    figures='5ab 3def'
    data=
fi
"$deep" reproduce $figures --out "$scratch/results" $data >"$scratch/verdicts" || { echo 'BAD  it failed'; exit 1; }
cat "$scratch/verdicts"
failed=0
grep -v ',yes$' "$scratch/verdicts" | grep -v '^figure,' && { echo 'BAD  these verdicts do not hold'; failed=1; }
for figure in $figures; do
    grep -q "^$figure," "$scratch/verdicts" || { echo "BAD  no verdict on figure $figure"; failed=1; }
    ls "$scratch/results/data/deep-$figure"*.csv >/dev/null || failed=1
    command -v gnuplot >/dev/null && { [ -s "$scratch/results/figures/deep-$figure.png" ] || { echo "BAD  no picture of $figure"; failed=1; }; }
done
[ -s "$scratch/results/index.html" ] || failed=1
exit $failed
