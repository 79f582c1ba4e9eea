#include "reproduce/report.hpp"

#include <cmath>
#include <cstdio>

#include "reproduce/statistics.hpp"
#include "vocabulary/number.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

namespace {

// The value for readers, with at most four digits and no more than the uncertainty allows.
std::string readable(double value, double uncertainty)
{
    char text[64];
    if (uncertainty > 0 && std::isfinite(uncertainty)) {
        int decimals = 0;
        for (double u = uncertainty; u < 2 && decimals < 12; u *= 10) ++decimals;
        if (decimals < 12)
            std::snprintf(text, sizeof text, "%.*f", decimals, value);
        else
            std::snprintf(text, sizeof text, "%.4g", value);
        const std::string result = typeset(text);
        if (decimals < 12)
            std::snprintf(text, sizeof text, "%.*f", decimals, uncertainty);
        else
            std::snprintf(text, sizeof text, "%.1g", uncertainty);
        return result + " ± " + typeset(text);
    } else {
        std::snprintf(text, sizeof text, value == std::floor(value) && std::fabs(value) < 1e7 ? "%.0f" : "%.4g", value);
    }
    return typeset(text);
}

std::string seed_text(const reproduction& r, const claim& c)
{
    return std::to_string(r.seed) + (c.networks == 1 ? "" : " (" + std::to_string(c.networks) + " networks)");
}

std::string escaped(const std::string& text)
{
    std::string result;
    for (const char c : text) switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        default: result += c;
        }
    return result;
}

std::string in_markdown(const std::string& text)
{
    std::string result;
    for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
    return result;
}

std::string base64(const std::string& bytes)
{
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve(bytes.size() * 4 / 3 + 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : digits[group >> (18 - 6 * j) & 63];
    }
    return text;
}

// The attributes for an image: width and height, so that the page reserves its place, and the bytes. A PNG has its size
// at byte 16.
std::string source_of(const char* attribute, const std::string& png)
{
    std::uint32_t size[2] = {};
    for (std::size_t i = 0; i < 8 && png.size() >= 24; ++i)
        size[i / 4] = size[i / 4] << 8 | static_cast<unsigned char>(png[16 + i]);
    return "width=\"" + std::to_string(size[0]) + "\" height=\"" + std::to_string(size[1]) + "\" " + attribute +
           "=\"data:image/png;base64," + base64(png) + "\"";
}

std::string tally(const reproduction& r)
{
    std::size_t holding = 0, all = 0, failed = 0;
    for (const figure_result& result : r.results) {
        for (const claim& c : result.claims) holding += c.holds;
        all += result.claims.size();
        failed += !result.failure.empty();
    }
    std::string text = std::to_string(holding) + " of " + std::to_string(all) + " claims hold";
    if (failed != 0) text += "; " + std::to_string(failed) + (failed == 1 ? " figure failed" : " figures failed");
    return text;
}

constexpr char page_style[] = R"(
body { font: 17px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 3rem; border-top: 1px solid #ccc; padding-top: 1rem; line-height: 1.25; }
img { width: 100%; height: auto; } figure { margin: 1.5rem 0; } figcaption { color: #444; font-size: .95em; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92em; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.yes { color: #005a32; } .no { color: #a50f15; font-weight: bold; } .failed { background: #fde0dd; padding: .5rem; }
@media (max-width: 45rem) {
  thead { display: none; } tr { display: block; border-bottom: 2px solid #ccc; padding: .5rem 0; }
  td { display: block; border: 0; padding: .1rem 0; } td.number { white-space: normal; }
  td[data-label]::before { content: attr(data-label) ": "; color: #666; }
}
)";

std::string claims_table(const reproduction& r, const figure_result& result)
{
    std::string html =
        "<div class=\"table\"><table>\n<thead><tr><th>Statement</th><th>Expected</th><th>Measured</th><th>What was measured</th>"
        "<th>Seed</th><th>Holds</th></tr></thead>\n<tbody>\n";
    for (const claim& c : result.claims)
        html += "<tr><td>" + escaped(c.statement) + "</td><td class=\"number\" data-label=\"expected\">" + escaped(c.expected) +
                "</td><td class=\"number\" data-label=\"measured\">" + escaped(readable(c.measured, c.uncertainty)) +
                "</td><td>" + escaped(c.measurement) + "</td><td data-label=\"seed\">" + seed_text(r, c) +
                "</td><td data-label=\"holds\" class=\"" + (c.holds ? "yes\">yes" : "no\">no") + "</td></tr>\n";
    return html + "</tbody></table></div>\n";
}

}  // namespace

void write_verdicts(const reproduction& r, table_format format, const std::string& path)
{
    output_file out(path);
    table_writer table(
        out, format, {"figure", "statement", "expected", "measurement", "measured", "uncertainty", "seed", "networks", "holds"});
    for (const figure_result& result : r.results)
        for (const claim& c : result.claims)
            table.row({std::string(result.which->name), c.statement, c.expected, c.measurement, c.measured, c.uncertainty, r.seed,
                       std::uint64_t{c.networks}, std::string(c.holds ? "yes" : "no")});
    table.finish();
    out.commit();
}

void write_summary(const reproduction& r)
{
    std::string text =
        "# The catapult mechanism, reproduced\n\n" + tally(r) + " (seed " + std::to_string(r.seed) +
        ").\n\n| Figure | Statement | Expected | Measured | What was measured | Seed | Holds |\n|---|---|---|---|---|---|---|\n";
    for (const figure_result& result : r.results) {
        for (const claim& c : result.claims)
            text += "| " + std::string(result.which->name) + " | " + in_markdown(c.statement) + " | " + in_markdown(c.expected) +
                    " | " + readable(c.measured, c.uncertainty) + " | " + in_markdown(c.measurement) + " | " + seed_text(r, c) +
                    " | " + (c.holds ? "yes" : "**no**") + " |\n";
        if (!result.failure.empty())
            text += "| " + std::string(result.which->name) + " | " + result.which->title +
                    " | | | failed: " + in_markdown(result.failure) + " | | **no** |\n";
    }
    text +=
        "\n± is one standard error, or half the interval of a bisection. An expected value holds within the tolerance that stands beside it. Numbers without it are counts, or the extremes of many runs.\n"
        "The data stands in `data/`, the pictures in `figures/`; `index.html` shows all of it.\n";
    output_file out(r.folder + "/summary.md");
    out.write(text);
    out.commit();
}

void write_page(const reproduction& r)
{
    output_file out(r.folder + "/index.html");
    out.write(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>The catapult mechanism, reproduced</title>\n<style>" +
        std::string(page_style) +
        "</style>\n</head>\n<body>\n<h1>The catapult mechanism, reproduced</h1>\n"
        "<p>What gradient descent does to a two-layer network depends on the learning rate η and the curvature λ₀ at the start: below 2/λ₀ "
        "it trains lazily, between 2/λ₀ and 4/λ₀ the loss first explodes and then settles in a flatter minimum (the catapult), above it "
        "diverges. Each figure of Lewkowycz et al. (<a href=\"https://arxiv.org/abs/2003.02218\">arXiv:2003.02218</a>) below was computed "
        "by this run, and what it says is measured beside it. Figures of other papers, on training rules and losses, name them in their "
        "titles.</p>\n<p><strong>" +
        tally(r) + "</strong> (seed " + std::to_string(r.seed) + ").</p>\n");
    for (const figure_result& result : r.results) {
        out.write("<section id=\"figure-" + std::string(result.which->name) + "\">\n<h2>" + result.which->name + ". " +
                  escaped(result.which->title) + "</h2>\n");
        if (!result.failure.empty()) out.write("<p class=\"failed\">Not complete: " + escaped(result.failure) + "</p>\n");
        for (const drawn_picture& p : result.pictures)
            out.write("<figure><picture><source media=\"(max-width: 45rem)\" " + source_of("srcset", p.narrow) + "><img alt=\"" +
                      escaped(p.what.caption) + "\" " + source_of("src", p.wide) + "></picture>\n<figcaption>" +
                      escaped(p.what.caption) + "</figcaption></figure>\n");
        if (!result.claims.empty()) out.write(claims_table(r, result));
        out.write("</section>\n");
    }
    out.write(
        "<p>± is one standard error, or half the interval of a bisection. An expected value holds within the tolerance that stands beside it. Numbers without it are counts, or the extremes of many "
        "runs.</p>\n</body>\n</html>\n");
    out.commit();
}

}  // namespace catapult::tools
