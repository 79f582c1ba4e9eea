#include "reproduce/reproduction.hpp"

#include <cstdio>
#include <filesystem>

#include "plotting/gnuplot.hpp"
#include "reproduce/report.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "writers/output_file.hpp"
#include "writers/progress.hpp"

namespace catapult::tools {

namespace {

void prepare_folder(const reproduction_request& options)
{
    std::error_code error;
    if (std::filesystem::exists(options.folder, error) && !options.force)
        throw request_error("--out " + in_quotes(options.folder) + ": is there already; --force writes into it");
    for (const char* part : {"/data", "/figures"}) {
        std::filesystem::create_directories(options.folder + part, error);
        if (error) throw request_error("--out " + in_quotes(options.folder) + ": " + error.message());
    }
}

drawn_picture draw_picture(const picture& p, const std::string& folder)
{
    plot_input input;
    input.set("data", folder + "/data/");
    input.set("name", p.name);
    const std::string wide = draw(p.script, input, "png", picture_layout::wide);
    for (const auto& [ending, bytes] :
         {std::pair<const char*, std::string>{".svg", draw(p.script, input, "svg", picture_layout::wide)},
          std::pair<const char*, std::string>{".png", wide}}) {
        output_file file(folder + "/figures/" + p.name + ending);
        file.write(bytes);
        file.commit();
    }
    return {p, wide, draw(p.script, input, "png", picture_layout::narrow)};
}

figure_result make(const figure& f, const reproduction_request& options, bool pictures)
{
    figure_result result;
    result.which = &f;
    figure_run run(options.folder, options.seed, options.data);
    try {
        f.run(run);
        result.claims = run.claims();
        for (const picture& p : run.pictures()) {
            if (!pictures) break;
            result.pictures.push_back(draw_picture(p, options.folder));
        }
    } catch (const std::exception& error) {
        result.claims = run.claims();
        result.failure = error.what();
    }
    return result;
}

}  // namespace

std::vector<const figure*> choose_figures(const std::vector<figure>& all, const std::vector<std::string>& names, bool has_data)
{
    std::vector<const figure*> chosen;
    for (const figure& f : all) {
        bool wanted = names.empty() && (has_data || !f.takes_data);
        for (const std::string& name : names) wanted = wanted || &find_figure(all, name) == &f;
        if (wanted && f.takes_data && !has_data)
            throw request_error("figure " + std::string(f.name) + ": of which data? --inputs and --targets say");
        if (wanted) chosen.push_back(&f);
    }
    return chosen;
}

void make_reproduction(const reproduction_request& request)
{
    prepare_folder(request);
    const bool pictures = gnuplot_found();

    reproduction all;
    all.folder = request.folder;
    all.seed = request.seed;
    std::string failed;
    progress shown("figures", request.figures.size(), false);
    for (const figure* f : request.figures) {
        shown.at(all.results.size());
        all.results.push_back(make(*f, request, pictures));
        if (!all.results.back().failure.empty()) failed += "; figure " + std::string(f->name) + ": " + all.results.back().failure;
    }
    write_summary(all);
    write_page(all);
    write_verdicts(all, table_format::json, request.folder + "/summary.json");
    write_verdicts(all, request.format, "");
    if (!pictures) std::fprintf(stderr, "catapult: %s\n", gnuplot_advice);
    if (!failed.empty()) throw run_error(failed.substr(2));
}

}  // namespace catapult::tools
