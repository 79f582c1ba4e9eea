#include "reproduce/figure.hpp"

#include "readers/failure.hpp"
#include "readers/number.hpp"
#include "reproduce/families.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

void figure_run::write(const std::string& name, const std::vector<std::string>& columns,
                       const std::vector<std::vector<cell>>& rows) const
{
    output_file out(folder_ + "/data/" + name + ".csv");
    table_writer table(out, table_format::csv, columns);
    for (const auto& row : rows) table.row(row);
    table.finish();
    out.commit();
}

const std::vector<figure>& figures()
{
    static const std::vector<figure> all = {
        {"S1", "1a", "The loss in the plane of the weights, with a trajectory of each phase", run_weight_plane},
        {"2", nullptr, "Loss and curvature of the warmup model, by learning rate", run_warmup_curves},
    };
    return all;
}

const figure& find_figure(const std::string& name)
{
    std::string names;
    for (const figure& f : figures()) {
        if (name == f.name || (f.also != nullptr && name == f.also)) return f;
        names += (names.empty() ? "" : ", ") + std::string(f.name) + (f.also != nullptr ? " (also " + std::string(f.also) + ")" : "");
    }
    throw request_error("no figure " + in_quotes(name) + "; there are " + names);
}

}  // namespace catapult::tools
