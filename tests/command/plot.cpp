// `catapult plot` from outside. Any result gives either a picture with everything in it, or one line that says why not.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace {

using catapult::test::temporary_folder;

struct result {
    int exit_code = 0;
    std::string out;
    std::string error;
};

// Runs a shell line in the folder, with the command as $C.
result run(const temporary_folder& folder, const std::string& line)
{
    const temporary_folder said;
    const std::string all = "cd '" + folder.path("") + "' && C='" CATAPULT_COMMAND "' && { " + line + "; } >'" +
                            said.path("out") + "' 2>'" + said.path("error") + "'";
    const int status = std::system(all.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, said.read("out"), said.read("error")};
}

std::size_t count(const std::string& text, const std::string& what)
{
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
    return found;
}

const bool gnuplot_here = std::system("gnuplot -e 'set terminal pngcairo' >/dev/null 2>&1") == 0;

bool can_draw()
{
    if (!gnuplot_here) MESSAGE("not run: there is no gnuplot with pngcairo here");
    return gnuplot_here;
}

// These count the marks, the cells of a map and the phase colours (style.gp) in gnuplot's SVG.
std::size_t marks(const std::string& svg) { return count(svg, "' transform='translate("); }
const char* const phase_names[] = {"lazy", "catapult", "bounded", "undecided", "divergent"};
const char* const colours[] = {"rgb( 49, 104, 142)", "rgb( 53, 183, 121)", "rgb(227, 177,  15)", "rgb(180, 180, 180)",
                               "rgb( 68,   1,  84)"};
std::size_t cells(const std::string& svg, int phase) { return count(svg, "fill = '" + std::string(colours[phase]) + "'"); }

// A name in the key is twice in the file: as text, and as the name of the graph element.
bool in_key(const std::string& svg, const std::string& text) { return count(svg, ">" + text + "<") == 2; }

const std::string sweep_header = "model,width,seed,eta,eta_lambda0,lambda0,phase,steps_to_converge,loss_max,lambda_final\n";

// Draws `bytes` and returns the SVG. Checks that both pictures are complete, and that nothing else is printed or left.
std::string drawn(const std::string& bytes)
{
    const temporary_folder folder;
    folder.write("r.csv", bytes);
    const result r = run(folder, "$C plot r.csv");
    CHECK(r.exit_code == 0);
    CHECK(r.error.empty());
    CHECK(r.out == "r.svg\nr.png\n");
    CHECK(folder.files() == 3);
    const std::string png = folder.read("r.png"), svg = folder.read("r.svg");
    CHECK(png.size() > 5000);
    CHECK(png.rfind("\x89PNG", 0) == 0);
    CHECK(png.find("IEND") == png.size() - 8);
    CHECK(count(svg, "</svg>") == 1);
    return svg;
}

std::string result_of(const std::string& arguments)
{
    const temporary_folder folder;
    const result r = run(folder, "$C " + arguments);
    REQUIRE(r.exit_code == 0);
    return r.out;
}

// Checks that a shell line fails with this exit code and one line of the command that contains `what`, and leaves no
// new file.
void refused(const temporary_folder& folder, const std::string& line, int exit_code, const std::string& what)
{
    CAPTURE(line);
    const std::size_t before = folder.files();
    const result r = run(folder, line);
    CHECK(r.exit_code == exit_code);
    CHECK(r.out.empty());
    CHECK(count(r.error, "\n") == 1);
    CHECK(r.error.rfind("catapult: ", 0) == 0);
    CHECK(r.error.find(what) != std::string::npos);
    CHECK(folder.files() == before);
}

}  // namespace

TEST_CASE("A sweep of one width is three curves with a mark for every run, in the colour of its phase")
{
    if (!can_draw()) return;
    // 2 seeds, 16 rates: 7 lazy, 7 catapults, 2 divergent. Divergent runs have no steps to converge.
    const std::string svg = drawn(result_of("sweep --width 1e6 --seeds 2 --eta-lambda0 0.3:4.5:16"));
    CHECK(marks(svg) == 2 * (14 + 16 + 16) + 4);  // the key adds four: three phases, and "above the axis"
    for (const char* text : {"steps to convergence", "final curvature", "largest loss", "2 networks at each"})
        CHECK(count(svg, text) == 1);
    for (const char* name : {"lazy", "catapult", "divergent"}) CHECK(in_key(svg, name));
    CHECK(!in_key(svg, "bounded"));
    // One network at each rate is drawn as a curve too.
    CHECK(marks(drawn(result_of("sweep --width 1e6 --eta-lambda0 0.3:4.5:16"))) >= 14 + 16 + 16);
}

TEST_CASE("A sweep of one rate is drawn against the width, an infinite one among them; one of a single setting by rank")
{
    if (!can_draw()) return;
    const std::string over_width = drawn(result_of("sweep --width 100,1e4,inf --seeds 2 --eta-lambda0 1.5"));
    CHECK(marks(over_width) >= 3 * 2 * 3);
    CHECK(count(over_width, "∞") == 3);
    const std::string ranked = drawn(result_of("sweep --width 1e6 --seeds 50 --eta-lambda0 3"));
    CHECK(marks(ranked) >= 3 * 50);
    CHECK(count(ranked, "share of networks") == 3);
    CHECK(marks(drawn(result_of("sweep --width 100 --eta-lambda0 3"))) >= 3);
}

TEST_CASE("A sweep over two axes is three maps: every cell has the most frequent phase of its networks")
{
    if (!can_draw()) return;
    const std::string svg = drawn(result_of("sweep --width 1e3,1e5,1e7 --eta-lambda0 0.5,1.5,2.5,3.5,5"));
    CHECK(cells(svg, 0) >= 3 * 2 + 1);  // the key adds one
    CHECK(cells(svg, 1) >= 3 * 2 + 1);
    CHECK(cells(svg, 4) >= 3 * 1 + 1);
    CHECK(cells(svg, 3) == 0);
    CHECK(count(svg, "(a) phase") == 1);

    // All five phases in one grid, written by hand. At rate 1, two of three networks are lazy.
    std::string rows;
    for (const char* width : {"10", "1000"})
        for (int seed = 0; seed < 3; ++seed)
            for (int i = 0; i < 5; ++i) {
                const int phase = i == 0 && seed == 2 ? 4 : i;
                rows += std::string("warmup,") + width + "," + std::to_string(seed) + "," + std::to_string(i + 1) + "," +
                        std::to_string(i + 1) + ",1," + phase_names[phase] + "," + (phase < 2 ? "10" : "") + ",5,0.5\n";
            }
    const std::string five = drawn(sweep_header + rows);
    for (int phase = 0; phase < 5; ++phase) {
        CHECK(cells(five, phase) >= 2 + 1);
        CHECK(in_key(five, phase_names[phase]));
    }
    CHECK(count(five, "most frequent phase of 3 networks") == 1);
}

TEST_CASE("Sweeps with nothing to see in a panel say so in it: all divergent, of infinite width, out of steps")
{
    if (!can_draw()) return;
    const std::string curves = drawn(result_of("sweep --width 1e6 --seeds 2 --eta-lambda0 5:8:6 2>/dev/null"));
    CHECK(marks(curves) >= 2 * 6 * 2);
    CHECK(count(curves, "no run converged") == 1);
    const std::string map = drawn(result_of("sweep --width 1e3,1e6 --eta-lambda0 5:8:6"));
    CHECK(cells(map, 4) >= 2 * 6);
    CHECK(count(map, "no run converged") == 1);
    CHECK(count(map, "every run diverged") == 1);
    const std::string infinite = drawn(result_of("sweep --width inf --seeds 2 --eta-lambda0 0.5:4.5:10"));
    CHECK(marks(infinite) >= 2 * 10 * 2);
    CHECK(count(infinite, "n = ∞") == 1);
    const std::string mixed = drawn(result_of("sweep --width 100,1e4,inf --eta-lambda0 0.5:4.5:10"));
    CHECK(count(mixed, ">∞<") == 3);
    CHECK(cells(mixed, 0) >= 3 * 4);
    CHECK(marks(drawn(result_of("sweep --width 1e6 --eta-lambda0 0.5,1.5,3,3.9,4.1,5 --steps 5"))) >= 2 * 6);
}

TEST_CASE("Losses that no axis holds are marked at its edge: infinite above, zero below")
{
    if (!can_draw()) return;
    const std::string svg = drawn(sweep_header +
                                  "warmup,100,0,1,1,1,lazy,0,0,1\nwarmup,100,0,2,2,1,lazy,4,1e-320,1\n"
                                  "warmup,100,0,3,3,1,divergent,,inf,inf\nwarmup,100,0,4,4,1,divergent,,1e308,1e300\n");
    CHECK(in_key(svg, "above the axis"));
    CHECK(in_key(svg, "zero, or below"));
    CHECK(marks(svg) >= 2 + 4 + 4);
    // If every loss is zero or infinite, there are as many marks as runs.
    CHECK(marks(drawn(result_of("sweep --width 100 --f0 0 --lambda0 2 --eta-lambda0 0.5:4.5:9"))) >= 2 * 9);
    CHECK(marks(drawn(sweep_header + "warmup,100,0,1,1,1,divergent,,inf,inf\nwarmup,100,0,2,2,1,divergent,,inf,inf\n")) ==
          2 * 2 + 2);
}

TEST_CASE("Trajectories: zero and infinite losses are marked, one row is a mark, a long one stays small")
{
    if (!can_draw()) return;
    const std::string run_to_zero = drawn(result_of("warmup --width inf --seed 1 --eta-lambda0 1 --steps 10"));
    CHECK(marks(run_to_zero) >= 11 + 11);
    CHECK(in_key(run_to_zero, "zero, or below the axis"));
    const std::string infinite = drawn("step,f,loss,lambda\n0,1e200,inf,2\n1,1,1,2\n2,0,0,inf\n3,1,1e-310,-1\n4,nan,nan,nan\n");
    CHECK(marks(infinite) >= 4 + 4);
    CHECK(in_key(infinite, "infinite, or above the axis"));
    CHECK(marks(drawn("step,loss,lambda_max\n0,inf,inf\n")) >= 2);
    CHECK(marks(drawn("step,loss,lambda_max\n0,0.5,2\n")) >= 2);
    CHECK(marks(drawn("step,loss,lambda_max\n7,1e308,1e308\n8,1e-308,1e-308\n")) == 4 + 2);
    CHECK(marks(drawn("step,loss,lambda_max\n7,1e305,1e305\n8,1e308,1e308\n")) >= 4);
    CHECK(marks(drawn("step,loss,lambda_max\n7,1e-305,2\n8,1e-320,2\n")) >= 4);
    const std::string diverging = drawn(result_of("warmup --width 1e6 --eta-lambda0 5 --steps 1000"));
    CHECK(marks(diverging) >= 2 * 8);
    std::string rows = "step,f,loss,lambda\n";
    for (int i = 0; i < 100000; ++i)
        rows += std::to_string(i) + ",1," + std::to_string(1 + i % 7) + "," + (i == 54321 ? "9" : "2") + "\n";
    const std::string svg = drawn(rows);
    CHECK(svg.size() < 1000000);
    // The one row that stands out is drawn: the axis reaches it, and a tick is near it.
    CHECK(count(svg, "> 8<") + count(svg, ">8<") == 1);
}

TEST_CASE("A sweep whose runs lack their λ₀, or their rate in one of its two forms, is drawn without them")
{
    if (!can_draw()) return;
    // Enough rows, empty fields first and last among them, that sorting goes by parts.
    std::string rows;
    for (int i = 0; i < 60; ++i)
        rows += "warmup,100,0," + (i % 3 == 0 ? "" : std::to_string(60 - i)) + "," + std::to_string(i % 6 + 1) + "," +
                (i % 2 == 0 ? "" : std::to_string(i)) + ",lazy,3,1,1\n";
    (void)drawn(sweep_header + rows);
}

TEST_CASE("Exponents are drawn as steps against the distance on both sides, with the fits of the file")
{
    if (!can_draw()) return;
    const std::string exponents = result_of("exponents --width 16000,1e6 --seeds 4 --seed 3 --points 6");
    CHECK(exponents.substr(0, exponents.find('\n')).rfind(",first_seed") != std::string::npos);
    const std::string svg = drawn(exponents);
    CHECK(marks(svg) >= 2 * (20 + 20));
    CHECK(count(svg, "steps to convergence t*") == 2);
    for (const char* text : {"below 2/", "above 2/", "16,000: exponent −", ": exponent −"}) CHECK(count(svg, text) >= 1);
    CHECK(count(svg, "exponent −") == 2 * 4);
    // A result of three widths also has rows of an extrapolation. They have no steps.
    CHECK(marks(drawn(result_of("exponents --width 16000,1e5,1e6 --seeds 4 --points 6 2>/dev/null"))) >= 2 * 3 * 15);
}

TEST_CASE("A pipe is read like a file; its picture needs a name, or goes to standard output")
{
    if (!can_draw()) return;
    const temporary_folder folder;
    const std::string sweep = "$C sweep --width 100 --eta-lambda0 0.5:3:9";
    const result r = run(folder, sweep + " | $C plot - --out a.svg && " + sweep + " | $C plot /dev/stdin --out - >b.svg && " +
                                     sweep +
                                     " >s.csv && $C plot s.csv --out - | cat >c.svg && $C plot s.csv --out d.png --narrow");
    CHECK(r.exit_code == 0);
    CHECK(r.out.empty());
    CHECK(r.error.empty());
    CHECK(marks(folder.read("a.svg")) >= 3 * 9);
    CHECK(folder.read("a.svg") == folder.read("b.svg"));
    CHECK(folder.read("a.svg") == folder.read("c.svg"));
    const std::string png = folder.read("d.png");
    REQUIRE(png.size() > 5000);
    CHECK((static_cast<unsigned char>(png[18]) << 8 | static_cast<unsigned char>(png[19])) == 700);
    CHECK(folder.files() == 5);
    refused(folder, sweep + " | $C plot -", 2, "--out");
    refused(folder, sweep + " | $C plot /dev/stdin", 2, "--out");
    refused(folder, "$C plot s.csv --out /dev/full", 1, "cannot be written");
}

TEST_CASE("A file that is not a result is refused in one line, and nothing is left")
{
    const temporary_folder folder;
    const auto with = [&](const std::string& bytes) { folder.write("r.csv", bytes); };
    const std::string plot = "$C plot r.csv";
    with("");
    refused(folder, plot, 2, "empty");
    with("a,b\n1,2\n");
    refused(folder, plot, 2, "'a,b'");
    with("{\"step\":0,\"loss\":1}\n");
    refused(folder, plot, 2, "--format csv");
    with("step,f,loss,lambda\n");
    refused(folder, plot, 2, "no rows");
    with("step,f,loss,lambda\n0,1,1,2\n1,1,0.5\n");
    refused(folder, plot, 2, "line 3 has 3 columns");
    with("step,f,loss,lambda\n0,1,much,2\n");
    refused(folder, plot, 2, "line 2, loss: 'much'");
    with("step,f,loss,lambda\n0,1,,\n1,1,,\n");
    refused(folder, plot, 2, "to draw");
    with("step,f,loss\n0,1,2\n");
    refused(folder, plot, 2, "lambda");
    with("step,loss,loss,lambda\n0,1,1,2\n");
    refused(folder, plot, 2, "two columns loss");
    with("phase," + sweep_header + "lazy,warmup,100,0,1,1,1,lazy,3,1,1\n");
    refused(folder, plot, 2, "two columns phase");
    with(sweep_header + "warmup,100,0,1,1,1,asleep,,1,1\n");
    refused(folder, plot, 2, "'asleep'");
    with(sweep_header + "warmup,,0,1,1,1,lazy,3,1,1\n");
    refused(folder, plot, 2, "no width");
    with("width,side,exponent,stderr,ci_low,ci_high,range_low,range_high,points,seeds\n1e6,beside,-1,0,-1,-1,0.01,0.1,5,4\n");
    refused(folder, plot, 2, "'beside'");
    with("width,side,exponent,stderr,ci_low,ci_high,range_low,range_high,points,seeds\n1e6,below,-1,0,-1,-1,0.1,0.01,5,4\n");
    refused(folder, plot, 2, "no fit");
    with("width,side,exponent,stderr,ci_low,ci_high,range_low,range_high,points,seeds\ninf,below,-1,0,-1,-1,,,5,4\n");
    refused(folder, plot, 2, "no fit at a finite width");
    refused(folder, "$C plot nowhere.csv", 2, "cannot be read");
    refused(folder, "$C plot .", 2, "cannot be read");
    with("step,f,loss,lambda\n0,1,1,2\n");
    refused(folder, plot + " --out r.pdf", 2, ".svg or .png");
    refused(
        folder,
        "cp r.csv same.svg && ln same.svg link.svg && rm same.svg && $C plot link.svg --out ./link.svg; code=$?; rm link.svg; (exit $code)",
        2, "to be drawn");
    if (can_draw()) refused(folder, plot + " --out nowhere/r.svg", 2, "does not exist");
}

TEST_CASE("If gnuplot fails, there is no new file, the old picture stays, and gnuplot's own text is not printed")
{
    if (!can_draw()) return;
    const temporary_folder folder, programs;
    folder.write("r.csv", result_of("warmup --width 100 --eta-lambda0 1 --steps 5"));
    folder.write("r.svg", "the old picture");
    const std::string plot = "PATH='" + programs.path("") + "':$PATH $C plot r.csv";
    const auto with = [&](const std::string& script) {
        programs.write("gnuplot", "#!/bin/sh\ncase \"$(cat)\" in *style*|*palette*) ;; *) exit 0 ;; esac\n" + script);
        std::filesystem::permissions(programs.path("gnuplot"), std::filesystem::perms::owner_all);
    };
    for (const char* script : {"echo 'gnuplot> plot'; echo '  ^ line 0: first' >&2; echo 'line 1: second' >&2; exit 1\n",
                               "echo half a picture; kill -9 $$\n", "exit 0\n", "exec <&-; exit 1\n"}) {
        with(script);
        refused(folder, plot, 1, "gnuplot could not draw the picture plot-trajectory");
        CHECK(folder.read("r.svg") == "the old picture");
    }
    // The user's own gnuplot settings must change nothing.
    programs.write(".gnuplot", "set terminal dumb\nexit\n");
    const result r = run(folder, "HOME='" + programs.path("") + "' $C plot r.csv");
    CHECK(r.exit_code == 0);
    CHECK(marks(folder.read("r.svg")) >= 12);
    CHECK(folder.files() == 3);
}
