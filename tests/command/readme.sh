# Runs the command lines of the README in their order: readme.sh COMMAND README. A line that ends with a backslash goes on
# in the next. Lines right below a command are what it must
# print; where they begin with "catapult: ", it must be refused with them. Those on MNIST run only if
# $CATAPULT_MNIST names its folder, those that draw only if gnuplot is there, and those of deep networks only if the program for
# them lies beside the command. The last line tells the ones left out.
# Exit code 77 if none could run.
command=$1 readme=$2 digits=${CATAPULT_MNIST:-}

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
case $command in /*) ;; *) command=$PWD/$command ;; esac
ln -s "$command" "$folder/bin/catapult"
PATH=$folder/bin:$PATH
have_digits=
[ -n "$digits" ] && for file in train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz \
    t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz; do
    [ -r "$digits/$file" ] && ln -s "$digits/$file" "$folder/$file" && have_digits=yes
done
deep=${command%/*}/catapult-deep
[ -x "$deep" ] || deep=${command%/*}/deep/catapult-deep
[ -x "$deep" ] && have_deep=yes || have_deep=
have_gnuplot=$(gnuplot -e 'set terminal pngcairo; print 1' 2>&1)

skip() {
    echo "skipped, $1: $2"
    left_out=$((left_out + 1))
}

awk -v folder="$folder" '
    more                  { sub(/^ */, ""); command = command $0 }
    /^    catapult [a-z]/ { command = substr($0, 5); printed = folder "/printed." ++count; more = 1 }
    more                  { if (sub(/\\$/, "", command)) next; print command; more = 0; next }
    /^    / && printed    { print substr($0, 5) >printed; next }
                          { printed = "" }' "$readme" >"$folder/lines"
[ "$(wc -l <"$folder/lines")" -ge 7 ] || { echo 'FAILED: where are the command lines?'; exit 1; }
cd "$folder" || exit 1
failed=0
run=0
left_out=0
number=0
while read -r line; do
    number=$((number + 1))
    case $line in
    *'catapult deep'*) [ -n "$have_deep" ] || { skip 'a build without deep networks' "$line"; continue; } ;;
    esac
    case $line in
    *ubyte* | *mnist.reduced*) [ -n "$have_digits" ] || { skip "no MNIST in CATAPULT_MNIST='$digits'" "$line"; continue; } ;;
    *plot*) [ "$have_gnuplot" = 1 ] || { skip 'no gnuplot that draws .png' "$line"; continue; } ;;
    esac
    run=$((run + 1))
    sh -c "$line" >out 2>error </dev/null
    code=$?
    wanted=0
    if [ -e printed.$number ]; then
        case $(cat printed.$number) in 'catapult: '*) wanted=2; cat error >out ;; esac
        cmp -s out printed.$number || code="$code, and it printed something else"
    fi
    if [ "$code" = $wanted ]; then
        echo "ok: $line"
    else
        echo "FAILED: $line (code $code)"
        cat out error
        failed=1
    fi
done <lines
echo "$run run, $left_out skipped"
[ $run -gt 0 ] || exit 77
exit $failed
