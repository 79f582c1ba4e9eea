# The report in a real browser: browser.sh COMMAND. Checks that its pictures decode, that its tables are complete, and
# that nothing is wider than the window of a desktop or a phone. Exit code 77 without Chromium or gnuplot.
command=$1

skip() {
    echo "skipped: $1"
    exit 77
}
for browser in chromium chromium-browser google-chrome; do
    command -v $browser >/dev/null 2>&1 && break
    browser=
done
[ -n "$browser" ] || skip 'no Chromium here'
gnuplot -e 'set terminal pngcairo' >/dev/null 2>&1 || skip 'no gnuplot here to draw the pictures'

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
"$command" reproduce --out "$folder/results" >"$folder/verdicts" || exit 1
page=$folder/results/index.html

# A script is added to a copy of the page. It measures the page in the browser and writes the results into the page.
cat "$page" - >"$folder/measured.html" <<'END'
<script>
addEventListener("load", () => {
  const count = (what) => document.querySelectorAll(what).length;
  const images = [...document.images];
  const wide = [...document.querySelectorAll("h1, h2, p, td, img")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  const result = {
    sections: count("section"), headings: count("section > h2"), images: images.length,
    decoded: images.filter((i) => i.complete && i.naturalWidth >= 600).length,
    narrow: images.filter((i) => i.naturalWidth === 700).length,
    described: images.filter((i) => i.alt.length > 20).length,
    claims: count("tbody > tr"), verdicts: count("td.yes") + count("td.no"), wide: wide.length,
  };
  document.body.textContent = "measured " + Object.entries(result).map(([k, v]) => k + "=" + v).join(" ") + " end";
});
</script>
END

claims=$(($(wc -l <"$folder/verdicts") - 1))
pictures=$(ls "$folder"/results/figures/*.png | wc -l)
failed=0
for size in 1280,900 500,900; do
    timeout 100 $browser --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --disable-dev-shm-usage --user-data-dir="$folder/profile-$size" \
        --window-size=$size --dump-dom "file://$folder/measured.html" >"$folder/dom" 2>"$folder/browser.log" ||
        { cat "$folder/browser.log" >&2; echo "FAILED: the browser at $size"; failed=1; continue; }
    found=$(grep -o 'measured .* end' "$folder/dom" | tail -n 1)
    expected="measured sections=$(grep -c '<section ' "$page") headings=$(grep -c '<section ' "$page") images=$pictures decoded=$pictures"
    # A phone gets pictures with one column of panels.
    [ $size = 500,900 ] && narrow=$pictures || narrow=0
    expected="$expected narrow=$narrow described=$pictures claims=$claims verdicts=$claims wide=0 end"
    echo "$size: $found"
    [ "$found" = "$expected" ] || { echo "FAILED: expected $expected"; failed=1; }
done
exit $failed
