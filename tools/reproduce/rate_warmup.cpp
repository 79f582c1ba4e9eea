// Linear warm-up of the learning rate: by catapults on its way up λ follows the border down, so that training bears a larger
// rate in the end (Kalra and Barkeshli, arXiv:2406.09405); and momentum's catapults are larger (arXiv:2311.15051).
//
// A ramp of a given slope meets its hardest catapult first, when λ = λ₀: later the rate grows by a smaller part a step. So the
// slope alone decides whether a long ramp survives, and the largest rate is in proportion to its length.
#include <cmath>

#include "catapult/models/rate_schedule.hpp"
#include "engines/ruled_network.hpp"
#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr double width = 1e6;
constexpr std::size_t networks = 8;
constexpr std::uint64_t long_ramp = 3000;

struct ramp_end {
    bool finite = false;
    double lambda = 0;     // the last λ over the first
    double steepness = 0;  // ηλ over the border's, at the end
    double lowest = 0;     // the least of the second half of the ramp
};

class ramps {
public:
    ramps(const figure_run& run, const training_objective<double>& objective) : run_(run), objective_(objective) {}

    /// Warm-up to ηλ₀ = `target` in `length` steps, and `rest` steps more. `look(step, η, network)` is called before each step.
    template <class Look>
    bool follow(std::uint64_t length, std::uint64_t rest, double target, ruled_network& network, Look look) const
    {
        rate_schedule schedule;
        schedule.kind = schedule_kind::warmup;
        schedule.steps = length;
        for (std::uint64_t t = 0; t < length + rest; ++t) {
            const double eta = target / network.lambda0() * schedule_factor(schedule, t, 0);
            look(t, eta, network);
            if (network.step(eta) != status::ok || network.relative_step(eta) > 100) return false;
        }
        return true;
    }

    ruled_network network(double momentum, std::size_t i) const
    {
        training_rule rule;
        rule.momentum = momentum;
        return {objective_, width, rule, run_.network(1 + i)};
    }

    ramp_end end(double momentum, std::uint64_t length, double target, std::size_t i, bool watch = false) const
    {
        ruled_network trained = network(momentum, i);
        ramp_end e;
        e.lowest = 1e9;
        const double border = stable_eta_lambda(trained.model().rule());
        e.finite = follow(length, watch ? 6000 : 500, target, trained, [&](std::uint64_t t, double eta, ruled_network& now) {
            if (watch && t >= length / 2 && t < length && t % 4 == 0) e.lowest = std::fmin(e.lowest, eta * now.lambda() / border);
        });
        if (!e.finite) return e;
        e.lambda = trained.lambda() / trained.lambda0();
        e.steepness = target * e.lambda / border;
        return e;
    }

private:
    const figure_run& run_;
    const training_objective<double>& objective_;
};

void measure_largest(figure_run& run, const ramps& all)
{
    std::vector<std::vector<cell>> rows;
    for (const double momentum : {0.0, 0.9}) {
        std::vector<double> lengths;
        std::vector<average> largest;
        average at_once;
        for (const std::uint64_t length : {1, 10, 30, 100, 300, 1000, 3000}) {
            std::vector<double> found;
            for (std::size_t i = 0; i < networks; ++i) {
                const double high = 6 + 0.1 * static_cast<double>(length);
                found.push_back(bisect(1, high, 0.002 * high, [&](double c) { return !all.end(momentum, length, c, i).finite; }));
            }
            const average a = average_of(found);
            rows.push_back({momentum, length, a.mean, a.error});
            if (length == 1) at_once = a;
            if (length < 300) continue;
            lengths.push_back(static_cast<double>(length));
            largest.push_back(a);
        }
        const std::string rule = momentum == 0 ? "gradient descent" : "the heavy ball, μ = 0.9";
        const average& last = largest.back();
        run.add(claim{"Warm-up permits larger learning rates", "> " + readable(at_once.mean) + " (without warm-up)",
                      "largest ηλ₀ that does not diverge, " + rule + ", warm-up of 3,000 steps, n = 10⁶", last.mean, last.error,
                      networks, last.mean - 3 * last.error > at_once.mean + 3 * at_once.error});
        if (momentum > 0) continue;
        const line_fit fit = power_law(lengths, largest);
        run.add(claim{"… in proportion to its length, where it is long", within("1", 0.05),
                      "exponent of the largest ηλ₀ in the length, gradient descent, 300 … 3,000 steps", fit.slope,
                      fit.slope_error, networks, agrees(fit.slope, 1, 0.05, fit.slope_error)});
    }
    run.write("warmup-schedule-largest", {"momentum", "length", "eta_lambda0_max", "eta_lambda0_max_error"}, rows);
}

void measure_ends(figure_run& run, const ramps& all)
{
    std::vector<std::vector<cell>> rows;
    average lowest[2];
    for (const double momentum : {0.0, 0.9}) {
        const double border = momentum > 0 ? 2 * (1 + momentum) : 2;
        std::vector<double> steepness, low;
        std::size_t divergent = 0;
        for (const double part : multiples(2, 8, 1.4142135623730951)) {
            std::vector<double> lambda;
            for (std::size_t i = 0; i < networks; ++i) {
                const ramp_end e = all.end(momentum, long_ramp, part * border, i, true);
                divergent += !e.finite;
                if (!e.finite) continue;
                lambda.push_back(e.lambda);
                if (part < 3.9) continue;
                steepness.push_back(e.steepness);
                low.push_back(e.lowest);
            }
            const average a = average_of(lambda);
            rows.push_back({momentum, part * border, a.mean, a.error});
        }
        const average end = average_of(steepness);
        lowest[momentum > 0] = average_of(low);
        // A catapult of momentum ends at 0.85 of the border or so, and the ramp takes the rest.
        const double tolerance = momentum > 0 ? 0.15 : 0.05;
        run.add(claim{std::string("λ follows the border down, ") + (momentum > 0 ? "2(1 + μ)/η with momentum" : "2/η"),
                      within("1", tolerance),
                      "λ_end over the border's, " + std::string(momentum > 0 ? "the heavy ball, μ = 0.9" : "gradient descent") +
                          ", ramps of 3,000 steps to 4 … 8 times the border (" + std::to_string(divergent) +
                          " of 40 runs diverged)",
                      end.mean, end.error, networks, agrees(end.mean, 1, tolerance, end.error)});
    }
    run.write("warmup-schedule-ends", {"momentum", "eta_lambda0", "lambda_ratio", "lambda_ratio_error"}, rows);
    const double error = std::sqrt(lowest[0].error * lowest[0].error + lowest[1].error * lowest[1].error);
    run.add(claim{"Catapults of momentum under warm-up are larger than those of gradient descent", "> 0",
                  "how much lower the least λ over the border's is, in the second half of these ramps",
                  lowest[0].mean - lowest[1].mean, error, networks, lowest[0].mean - lowest[1].mean > 3 * error});
}

void write_curves(figure_run& run, const ramps& all)
{
    std::vector<std::vector<cell>> rows;
    for (const double momentum : {0.0, 0.9}) {
        ruled_network network = all.network(momentum, 0);
        const double border = stable_eta_lambda(network.model().rule());
        (void)all.follow(long_ramp, 500, 8 * border, network, [&](std::uint64_t t, double eta, ruled_network& now) {
            if (t % 5 == 0)
                rows.push_back({momentum, t, eta * now.lambda0() / border, eta * now.lambda() / border, now.excess_loss()});
        });
    }
    run.write("warmup-schedule-curves", {"momentum", "step", "eta_lambda0_over_border", "eta_lambda_over_border", "loss"}, rows);
}

}  // namespace

void run_warmup_schedule(figure_run& run)
{
    const gaussian_data gaussian(run.network(0), 1);
    training_objective<double> objective;
    objective.data = *gaussian.data;
    const ramps all(run, objective);
    measure_largest(run, all);
    measure_ends(run, all);
    write_curves(run, all);
    run.add(
        picture{"warmup-schedule",
                "Linear warm-up of η, n = 10⁶. (a) ηλ over that of the border on a ramp of 3,000 steps to 8 times the border; "
                "dashed: with λ₀. (b) Loss. (c) The largest ηλ₀ that does not diverge. (d) λ at the end; lines: the borders."});
}

}  // namespace catapult::tools
