#include "reproduce/figure.hpp"

#include "reproduce/families.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "writers/distinct_files.hpp"
#include "writers/output_file.hpp"

namespace catapult::tools {

void figure_run::write(const std::string& name, const std::vector<std::string>& columns,
                       const std::vector<std::vector<cell>>& rows) const
{
    const std::string path = folder_ + "/data/" + name + ".csv";
    if (data_ != nullptr)
        require_distinct_files({{"--inputs", data_->inputs}, {"--targets", data_->targets}}, {{"the figure's data", path}});
    output_file out(path);
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
        {"2-full", nullptr, "The same for the full model, with one output and with three", run_full_model},
        {"2-data", nullptr, "The same for the data given", run_given_data, true},
        {"4.2", nullptr, "Where the linearised model breaks down", run_linearised},
        {"S12", nullptr, "How training slows down near 2/λ₀", run_critical_steps},
        {"log-n", nullptr, "How the length of a catapult grows with the width", run_log_width},
        {"5.2", nullptr, "The orthogonal components of u and v shrink", run_alignment},
        {"S7", nullptr, "A ReLU network trains far beyond 4/λ₀", run_relu},
        {"phases", nullptr, "Phase diagrams by width and by label", run_phase_diagrams},
        {"bifurcation", nullptr, "The fourth phase: from period doubling to chaos", run_bifurcations},
        {"late-sharpness", nullptr, "The curvature late in training: up to 2/η, and then period doubling (arXiv:2311.02076)",
         run_late_sharpness},
        {"momentum", nullptr, "Momentum moves the border, and catapults begin there", run_momentum},
        {"softmax", nullptr, "Catapults under cross-entropy, whose gradients are bounded", run_softmax},
        {"logistic", nullptr, "Logistic regression at rates at which the loss oscillates (arXiv:2402.15926)", run_logistic},
        {"criticals", nullptr, "Critical constants against the width (arXiv:2302.12250)", run_criticals},
        {"batches", nullptr, "Catapults of mini-batches (arXiv:2306.04815), and the batch sharpness (arXiv:2412.20553)",
         run_batches},
        {"warmup-schedule", nullptr, "Warm-up of the learning rate permits larger ones (arXiv:2406.09405, arXiv:2311.15051)",
         run_warmup_schedule},
        {"transfer", nullptr, "Learning rates that carry over from width to width (arXiv:2011.14522)", run_transfer},
        {"stages", nullptr, "Modes learned in stages from small weights, and by Muon all at once (arXiv:2603.00742)", run_stages},
        {"edges", nullptr, "At which sharpness SAM (arXiv:2309.12488) and Muon hover", run_edges},
        {"balance", nullptr, "Large learning rates balance the layers (arXiv:2305.13064, arXiv:2110.03677)", run_balance},
        {"subspace", nullptr, "Oscillations in the subspace of the strongest mode (arXiv:2502.20531)", run_subspace},
    };
    return all;
}

const figure& find_figure(const std::vector<figure>& all, const std::string& name)
{
    std::string names;
    for (const figure& f : all) {
        if (name == f.name || (f.also != nullptr && name == f.also)) return f;
        names += (names.empty() ? "" : ", ") + std::string(f.name) +
                 (f.also != nullptr ? " (also " + std::string(f.also) + ")" : "");
    }
    throw request_error("no figure " + in_quotes(name) + "; there are " + names);
}

}  // namespace catapult::tools
