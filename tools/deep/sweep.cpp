#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "deep/options.hpp"
#include "deep/runs.hpp"
#include "deep/subcommands.hpp"
#include "options/axis.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/say.hpp"
#include "vocabulary/split.hpp"
#include "writers/distinct_files.hpp"
#include "writers/interruption.hpp"
#include "writers/progress.hpp"
#include "writers/row_file.hpp"

namespace catapult::tools {

namespace {

struct deep_sweep_request {
    deep_options deep;
    std::optional<axis> eta;
    std::optional<axis> eta_lambda0;
    std::uint64_t seed = 0;
    std::uint64_t seeds = 1;
    std::optional<std::uint64_t> steps;
    std::optional<double> until_time;
    bool resume = false;
};

// FNV-1a, over what the rows depend on.
class fingerprint {
public:
    void add(const void* bytes, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) value_ = (value_ ^ static_cast<const unsigned char*>(bytes)[i]) * 0x100000001b3u;
    }
    void add(const torch::Tensor& t)
    {
        if (!t.defined()) return;
        const torch::Tensor held = t.to(torch::kCPU).contiguous();
        add(held.data_ptr(), static_cast<std::size_t>(held.numel()) * held.element_size());
    }
    void add(const std::string& text) { add(text.data(), text.size()); }
    std::string text() const { return std::to_string(value_); }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// The grid and its rows: seeds first, then rates.
class deep_sweep {
public:
    deep_sweep(const deep_sweep_request& request, deep_experiment& experiment)
        : request_(request), experiment_(experiment), rates_((request.eta ? *request.eta : *request.eta_lambda0).values()),
          text_(request.deep.common.format, columns())
    {
    }

    std::uint64_t total() const { return request_.seeds * rates_.size(); }

    resumable_rows describe()
    {
        fingerprint all;
        all.add(experiment_.data().training.inputs);
        all.add(experiment_.data().training.targets);
        all.add(experiment_.data().test.inputs);
        all.add(experiment_.data().test.targets);
        all.add(experiment_.describe() + request_.deep.augment + request_.deep.training.identity() +
                (request_.deep.place.type == torch::kFloat32 ? "f" : "d"));
        for (const double r : rates_) all.add(shortest(r) + ",");
        resumable_rows rows;
        rows.identity = "catapult deep sweep, " + std::to_string(total()) + " points, seed " + std::to_string(request_.seed) +
                        (request_.eta ? ", eta" : ", eta_lambda0") +
                        (request_.until_time ? ", time " + shortest(*request_.until_time)
                                             : ", steps " + std::to_string(request_.steps.value_or(100))) +
                        ", watch " + std::to_string(request_.deep.watched.value_or(0)) + ", tolerance " +
                        shortest(request_.deep.tolerance) + ", fingerprint " + all.text();
        rows.header = text_.header();
        rows.total = total();
        rows.matches = [this](std::uint64_t row, std::string_view line) { return starts_like(row, line); };
        rows.first_row = [this] { return row(0); };
        return rows;
    }

    /// Trains one point, and returns its row.
    std::string row(std::uint64_t index)
    {
        const std::uint64_t seed = request_.seed + index / rates_.size();
        const double rate = rates_[static_cast<std::size_t>(index % rates_.size())];
        // The same for all rates. A search of its own: λ of the run, which goes on from what it found before, would otherwise not
        // be the same to the last bit in a sweep that is resumed here.
        if (known_seed_ != seed) lambda0_ = experiment_.start(seed).found().value;
        known_seed_ = seed;
        deep_training training = experiment_.start(seed);
        const double eta = request_.eta ? rate : rate / lambda0_;
        deep_run how;
        how.rule.converged_ratio = request_.deep.training.converged_ratio();
        how.rule.max_steps = request_.until_time ? steps_until(*request_.until_time, eta) : request_.steps.value_or(100);
        // A run to a physical time ends there, converged or not.
        if (request_.until_time) how.rule.converged_ratio = 0;
        const sweep_record record = train_deep(training, eta, lambda0_, how);
        const run_summary& r = record.run;
        const auto shown = [this](double value) { return request_.deep.place.printed(value); };
        std::vector<cell> cells = {std::string("deep"),
                                   seed,
                                   eta,
                                   request_.eta ? eta * lambda0_ : rate,
                                   shown(lambda0_),
                                   std::string(phase_name(record.end_phase)),
                                   r.end == outcome::converged ? cell(static_cast<std::uint64_t>(r.steps)) : cell(),
                                   static_cast<std::uint64_t>(r.steps),
                                   shown(r.loss_peak),
                                   shown(r.loss_final),
                                   shown(r.lambda_final),
                                   training.watched_accuracy()};
        if (experiment_.data().test.count() > 0) {
            const sample_score test = training.evaluate(experiment_.data().test);
            cells.emplace_back(shown(test.loss));
            cells.emplace_back(test.accuracy);
        }
        std::string line;
        text_.append(line, cells);
        return line;
    }

private:
    std::vector<std::string> columns() const
    {
        std::vector<std::string> names = {
            "model", "seed",     "eta",        "eta_lambda0",  "lambda0", "phase", "steps_to_converge",
            "steps", "loss_max", "loss_final", "lambda_final", "accuracy"};
        if (experiment_.data().test.count() > 0) names.insert(names.end(), {"test_loss", "test_accuracy"});
        return names;
    }

    /// Whether a line has this point's seed and rate, and the right number of columns.
    bool starts_like(std::uint64_t row, std::string_view line) const
    {
        std::vector<cell> cells(columns().size());
        cells[1] = request_.seed + row / rates_.size();
        const std::size_t rate = request_.eta ? 2 : 3;
        cells[rate] = rates_[static_cast<std::size_t>(row % rates_.size())];
        std::string expected;
        text_.append(expected, cells);
        expected.pop_back();
        const std::vector<std::string> fields = split(std::string(line), ','), wanted = split(expected, ',');
        return fields.size() == wanted.size() && fields[1] == wanted[1] && fields[rate] == wanted[rate];
    }

    const deep_sweep_request& request_;
    deep_experiment& experiment_;
    std::vector<double> rates_;
    row_text text_;
    std::optional<std::uint64_t> known_seed_;
    double lambda0_ = 0;
};

void run_sweep(const deep_sweep_request& request)
{
    const deep_options& deep = request.deep;
    if (request.eta.has_value() == request.eta_lambda0.has_value())
        throw request_error(request.eta ? "--eta and --eta-lambda0 were both given; one of them sets the learning rates"
                                        : "no learning rates; give --eta-lambda0 LO:HI:COUNT, or --eta");
    if (request.steps && request.until_time) throw request_error("--until-time with --steps; one of them ends a run");
    require_consistent(deep);
    if (request.seed > UINT64_MAX - (request.seeds - 1))
        throw request_error("--seed " + std::to_string(request.seed) + " and --seeds " + std::to_string(request.seeds) +
                            ": seeds end at 2^64 - 1");
    if (!request.until_time) deep.training.require_linearised_by(request.steps.value_or(100));
    require_distinct_files({{"--inputs", deep.data.inputs}, {"--targets", deep.data.targets}}, {{"--out", deep.common.out}});
    deep_experiment experiment(deep);
    deep_sweep sweep(request, experiment);
    const resumable_rows rows = sweep.describe();
    note_interruptions(true);
    row_file file(deep.common.out, rows, request.resume);
    if (deep.common.verbose) say(experiment.describe() + ", " + std::to_string(rows.total) + " points");
    progress shown("points", rows.total, file.is_terminal(), file.rows());
    const auto how_far = [&] {
        return "after " + std::to_string(file.rows()) + " of " + std::to_string(rows.total) + " points" + file.advice();
    };
    try {
        while (file.rows() < rows.total) {
            set_last_words("catapult: interrupted " + how_far());
            file.append(sweep.row(file.rows()), 1);
            shown.at(file.rows());
        }
    } catch (const interruption&) {
        in_hand_is_finished();
        throw interruption("interrupted " + how_far(), interrupting_signal());
    }
    in_hand_is_finished();
    clean_up_when_interrupted();
    file.commit();
}

}  // namespace

void add_deep_sweep(CLI::App& app, action& run)
{
    auto request = std::make_shared<deep_sweep_request>();
    CLI::App* command = app.add_subcommand("sweep", "Trajectories of deep networks over seeds and learning rates, one row each.");
    command->footer(
        "Example: the phases of a ReLU network on 512 digits, and how well it generalises\n"
        "  catapult deep sweep --inputs train-images-idx3-ubyte.gz --targets train-labels-idx1-ubyte.gz --samples 512 --normalize standard \\\n"
        "      --test-inputs t10k-images-idx3-ubyte.gz --test-targets t10k-labels-idx1-ubyte.gz --hidden 512 \\\n"
        "      --eta-lambda0 0.5:14:16:log --until-time 250 --out relu.csv\n"
        "Until the rows are whole they are in FILE.partial, from which --resume goes on.");
    add_deep(*command, request->deep, false);
    add_parsed(*command, "--eta-lambda0", request->eta_lambda0, parse_rates,
               "Learning rates times each network's lambda0: LO:HI:COUNT, LO:HI:COUNT:log, or a list A,B,...", "RANGE");
    add_parsed(*command, "--eta", request->eta, parse_rates, "The learning rates themselves, likewise", "RANGE");
    add_count(*command, "--seeds", request->seeds, positive_count, "Networks, from as many seeds [1]", "N");
    add_count(*command, "--seed", request->seed, any_count, "The first of the seeds [0]", "S");
    add_count(*command, "--steps", request->steps, positive_count, "The most steps of a run [100]", "T");
    add_real(*command, "--until-time", request->until_time, time_range, "Instead: steps up to about this time eta*t", "X");
    command->add_flag("--resume", request->resume, "Go on with an interrupted sweep: the same command, with this");
    command->callback([request, &run] { run = [request] { run_sweep(*request); }; });
}

}  // namespace catapult::tools
