// Which learning rates carry over from width to width in which parametrisation (Yang and Hu, arXiv:2011.14522; on transfer:
// arXiv:2410.04642, arXiv:2511.01734).
#include <cmath>

#include "catapult/models/parametrisation.hpp"
#include "catapult/numerics/elementary.hpp"
#include "engines/ruled_network.hpp"
#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t networks = 6;
constexpr int steps = 30;

struct form {
    const char* name;
    parametrisation kind;
    int slope;  // of the exponent of learning rates in n, by theory
    const char* words;
};
constexpr form forms[] = {{"ntk", parametrisation::ntk, 0, "NTK"},
                          {"standard", parametrisation::standard, -1, "standard"},
                          {"mup", parametrisation::mup, 0, "maximal update"},
                          {"mean-field", parametrisation::mean_field, 0, "mean field"}};

/// Networks of one width in one parametrisation.
class sized_networks {
public:
    sized_networks(const figure_run& run, parametrisation kind, double width) : run_(run), width_(width)
    {
        check(parametrise(kind, width, factors_), "parametrisation");
        std::vector<double> x(gaussian_samples * gaussian_inputs), y(gaussian_samples);
        fill_normals<double>({run.network(0), 1000}, 0, x);
        fill_normals<double>({run.network(0), 1001}, 0, y);
        for (double& element : x) element *= factors_.output_scale / std::sqrt(static_cast<double>(gaussian_inputs));
        check(data_.reduce({x.data(), gaussian_samples, gaussian_inputs}, {y.data(), gaussian_samples, 1}), "data");
        objective_.data = *data_;
    }

    ruled_network network(std::size_t i) const
    {
        training_rule rule;
        rule.rate_first = factors_.rate_first;
        rule.rate_second = factors_.rate_second;
        return {objective_, width_, rule, run_.network(1 + i), {factors_.scale_first, factors_.scale_second}};
    }

    /// The last loss over the first; more than 1 for a run that diverges. `lambda`, if asked for: the last λ over the first.
    double end(std::size_t i, double eta, double* lambda = nullptr) const
    {
        ruled_network trained = network(i);
        const double start = trained.excess_loss();
        for (int t = 0; t < steps; ++t)
            if (trained.step(eta) != status::ok) return 1e30;
        if (lambda != nullptr) *lambda = trained.lambda() / trained.lambda0();
        return trained.excess_loss() / start;
    }

private:
    const figure_run& run_;
    double width_;
    parametrisation_factors factors_;
    owned_data<double> data_;
    training_objective<double> objective_;
};

struct fitted {
    std::vector<average> largest, best, change;  // by width: η_max, η_opt, |λ_end/λ₀ − 1|
};

fitted measure(const figure_run& run, const form& f, const std::vector<double>& widths, std::vector<std::vector<cell>>& rows)
{
    fitted result;
    for (const double width : widths) {
        const sized_networks sized(run, f.kind, width);
        std::vector<double> largest, best, change;
        for (std::size_t i = 0; i < networks; ++i) {
            const double unit = 1 / sized.network(i).lambda0();
            const auto fails = [&](double c) { return !(sized.end(i, c * unit) < 1); };
            double first = 0.5;
            while (!fails(first)) first *= 1.05;
            largest.push_back(unit * bisect(first / 1.05, first, 1e-4, fails));
            double least = 1;
            best.push_back(unit);
            for (double c = 0.2; c * unit < largest.back(); c *= 1.03)
                if (const double loss = sized.end(i, c * unit); loss < least) {
                    least = loss;
                    best.back() = c * unit;
                }
        }
        for (std::size_t i = 0; i < 4 * networks; ++i) {
            double lambda = 0;
            (void)sized.end(i, 0.5 / sized.network(i).lambda0(), &lambda);
            change.push_back(std::fabs(lambda - 1));
        }
        result.largest.push_back(average_of(largest));
        result.best.push_back(average_of(best));
        result.change.push_back(average_of(change));
        const average &l = result.largest.back(), &b = result.best.back(), &c = result.change.back();
        rows.push_back({std::string(f.name), width, l.mean, l.error, b.mean, b.error, c.mean, c.error});
    }
    return result;
}

std::string power(int slope) { return slope == 0 ? "0" : "−1"; }

}  // namespace

void run_transfer(figure_run& run)
{
    const std::vector<double> widths = multiples(1e4, 1e8, 10);
    std::vector<std::vector<cell>> rows, curves;
    for (const form& f : forms) {
        const fitted m = measure(run, f, widths, rows);
        const line_fit largest = power_law(widths, m.largest), best = power_law(widths, m.best),
                       change = power_law(widths, m.change);
        run.add(claim{std::string("The largest stable learning rate of the ") + f.words + " parametrisation goes as " +
                          (f.slope == 0 ? "n⁰" : "n⁻¹"),
                      within(power(f.slope), 0.02),
                      "exponent in n of the η above which 30 steps no longer lower the loss, n = 10⁴ … 10⁸", largest.slope,
                      largest.slope_error, networks, agrees(largest.slope, f.slope, 0.02, largest.slope_error)});
        run.add(claim{"… and so does the best one", within(power(f.slope), 0.02),
                      "exponent in n of the η with the least loss after 30 steps, n = 10⁴ … 10⁸", best.slope, best.slope_error,
                      networks, agrees(best.slope, f.slope, 0.02, best.slope_error)});
        if (f.kind == parametrisation::ntk)
            run.add(claim{"In the NTK parametrisation wide networks are lazy", within("−1", 0.05),
                          "exponent in n of |λ/λ₀ − 1| after 30 steps at ηλ₀ = 0.5, n = 10⁴ … 10⁸", change.slope,
                          change.slope_error, 4 * networks, agrees(change.slope, -1, 0.05, change.slope_error)});
        if (f.kind == parametrisation::mup) {
            const average& last = m.change.back();
            run.add(claim{"With maximal update they learn features at any width", within("0", 0.05), "the same exponent",
                          change.slope, change.slope_error, 4 * networks, agrees(change.slope, 0, 0.05, change.slope_error)});
            run.add(claim{"… by an amount that does not vanish", "> 0", "|λ/λ₀ − 1| itself, n = 10⁸", last.mean, last.error,
                          4 * networks, last.mean - 3 * last.error > 0});
        }
        for (const double width : {1e3, 1e5, 1e7}) {
            const sized_networks sized(run, f.kind, width);
            const double unit = 1 / sized.network(0).lambda0();
            for (const double c : multiples(0.05, 8, 1.0717734625362931)) {
                const double loss = sized.end(0, c * unit);
                curves.push_back({std::string(f.name), width, c * unit, loss < 1e3 ? cell(loss) : cell()});
            }
        }
    }
    run.write("transfer",
              {"parametrisation", "width", "eta_max", "eta_max_error", "eta_best", "eta_best_error", "lambda_change",
               "lambda_change_error"},
              rows);
    run.write("transfer-curves", {"parametrisation", "width", "eta", "loss_ratio"}, curves);
    run.add(picture{
        "transfer",
        "Loss after 30 steps over its start against the learning rate η, by width, (a) in the standard, (b) the NTK and "
        "(c) the maximal-update parametrisation. (d) The η above which the loss no longer falls (open), and the best one (filled)."});
}

}  // namespace catapult::tools
