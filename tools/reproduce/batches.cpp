// Mini-batches: catapults begin at smaller learning rates than with all samples (Zhu et al., arXiv:2306.04815), and it is the
// batch sharpness, not that of the whole loss, that is held at 2/η (Andreyev and Beneventano, arXiv:2412.20553).
//
// The network can fit its 16 samples, so that batches agree on the minimum. In the linearised model no step then moves away
// from it while η < 2/λ of the sharpest batch.
#include <cmath>

#include "catapult/models/batch_order.hpp"
#include "catapult/models/rate_schedule.hpp"
#include "catapult/observables/batch_sharpness.hpp"
#include "engines/ruled_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t samples = 16, inputs = 32;
constexpr double width = 1e6;
constexpr std::size_t sizes[] = {1, 2, 4, 8, 16};

std::vector<double> gaussian(std::uint64_t seed, std::uint32_t stream, std::size_t count)
{
    std::vector<double> numbers(count);
    fill_normals<double>({seed, stream}, 0, numbers);
    return numbers;
}

std::vector<double> gaussian_inputs_of(std::uint64_t seed)
{
    std::vector<double> x = gaussian(seed, 1000, samples * inputs);
    for (double& element : x) element /= std::sqrt(static_cast<double>(inputs));
    return x;
}

/// A network that is trained on batches: every epoch takes all samples in an order of its own.
class batch_training {
public:
    batch_training(const training_objective<double>& objective, double n, std::size_t size, std::uint64_t seed)
        : network_(objective, n, {}, seed), size_(size), seed_(seed), order_(samples)
    {
    }

    bool step(double eta)
    {
        const batch_place place = place_of_batch(samples, size_, network_.model().steps());
        if (place.first == 0) check(shuffle_samples(seed_, place.epoch, order_), "order");
        const span<const std::size_t> batch(order_.data() + place.first, place.count);
        return network_.model().step(eta, batch) == status::ok && network_.relative_step(eta) < 100;
    }

    ruled_network& network() { return network_; }

private:
    ruled_network network_;
    std::size_t size_;
    std::uint64_t seed_;
    std::vector<std::size_t> order_;
};

/// λ after training at ηλ₀ = `rate` for a number of epochs, over λ₀; 0 if the run diverges.
double end_of(const training_objective<double>& objective, std::size_t size, double rate, std::uint64_t seed)
{
    constexpr std::size_t epochs = 400;
    batch_training training(objective, width, size, seed);
    const double eta = rate / training.network().lambda0();
    for (std::size_t t = 0; t < epochs * samples / size; ++t) {
        if (!training.step(eta)) return 0;
        if (training.network().model().steps() % 64 == 0 && training.network().excess_loss() < 1e-20) break;
    }
    return training.network().lambda() / training.network().lambda0();
}

void measure_borders(figure_run& run, const training_objective<double>& objective, double sharpest_sample)
{
    constexpr std::size_t networks = 8;
    // As for momentum: with all samples λ falls by this part at the latest at this part above the border.
    constexpr double fall = 0.01, tolerance = fall / (1 - fall), resolution = 1e-3;
    std::vector<std::vector<cell>> rows;
    average single, whole, single_end, whole_end;
    double lowest_single = 1e9;
    for (const std::size_t size : sizes) {
        std::vector<double> borders, ends;
        for (std::size_t i = 0; i < networks; ++i) {
            const std::uint64_t seed = run.network(1 + i);
            borders.push_back(
                bisect(0.05, 3, resolution, [&](double rate) { return end_of(objective, size, rate, seed) < 1 - fall; }));
            ends.push_back(end_of(objective, size, 0.5, seed));
        }
        const average b = average_of(borders), e = average_of(ends);
        rows.push_back({std::uint64_t{size}, b.mean, b.error, e.mean, e.error});
        if (size == samples) whole = b, whole_end = e;
        if (size != 1) continue;
        single = b, single_end = e;
        for (const double border : borders) lowest_single = std::fmin(lowest_single, border);
    }
    run.write("batches", {"batch", "border", "border_error", "lambda_ratio", "lambda_ratio_error"}, rows);
    const double whole_error = std::sqrt(whole.error * whole.error + resolution * resolution);
    run.add(claim{"With all samples catapults begin at 2/λ₀", within("2", 2 * tolerance),
                  "ηλ₀ above which λ ends 1 % lower, bisected, n = 10⁶", whole.mean, whole_error, networks,
                  agrees(whole.mean, 2, 2 * tolerance, whole_error)});
    run.add(claim{"… and with small batches at smaller rates", "< 2", "the same, batches of one sample", single.mean,
                  single.error, networks, single.mean + 3 * single.error < 2});
    run.add(claim{"… but not below 2/λ of the sharpest batch", "> " + readable(sharpest_sample),
                  "the least of these rates; expected is ηλ₀ at 2/λ of the sharpest sample", lowest_single, resolution, networks,
                  lowest_single > sharpest_sample - resolution});
    run.add(claim{"At a rate at which all samples together are lazy", within("1", 0.01), "λ_end/λ₀ at ηλ₀ = 0.5, all samples",
                  whole_end.mean, whole_end.error, networks, agrees(whole_end.mean, 1, 0.01, whole_end.error)});
    run.add(claim{"… single samples catapult to a flatter minimum", "< 1", "the same, batches of one sample", single_end.mean,
                  single_end.error, networks, single_end.mean > 0 && single_end.mean + 3 * single_end.error < 1});
}

struct ramp {
    double batch = 0;   // mean η·(batch sharpness) over the second half
    double lambda = 0;  // mean ηλ over it
    bool finite = true;
};

/// Training on a slow ramp to ηλ₀ = 8. At intervals the batch sharpness is the mean over the batches of an epoch.
ramp follow_ramp(const training_objective<double>& objective, std::size_t size, std::uint64_t seed,
                 std::vector<std::vector<cell>>* rows)
{
    constexpr std::uint64_t steps = 24000, interval = 8, block = 800;
    batch_training training(objective, 1e4, size, seed);
    ruled_network& network = training.network();
    owned<network_state<double>> state;
    owned<batch_sharpness<double>> sharpness;
    check(state.create(network.model().dims()), "state");
    check(sharpness.create(objective, network.model().dims()), "batch sharpness");
    std::vector<std::size_t> order(samples);
    rate_schedule schedule;
    schedule.kind = schedule_kind::warmup;
    schedule.steps = steps;
    ramp result;
    double of_batch = 0, of_lambda = 0, sum_of_batch = 0, sum_of_lambda = 0;
    for (std::uint64_t t = 0; t < steps; ++t) {
        const double eta = 8 / network.lambda0() * schedule_factor(schedule, t, 0);
        if (t % interval == 0) {
            check(network.model().state(*state), "state");
            double mean = 0;
            check(shuffle_samples(~seed, t, order), "order");
            for (std::size_t first = 0; first < samples; first += size) {
                directional_curvature<double> curvature;
                check(sharpness->measure(*state, {order.data() + first, size}, curvature), "batch sharpness");
                mean += curvature.value * static_cast<double>(size) / samples;
            }
            const double lambda = network.lambda();
            of_batch += eta * mean;
            of_lambda += eta * lambda;
            if (2 * t >= steps) sum_of_batch += eta * mean, sum_of_lambda += eta * lambda;
        }
        if ((t + 1) % block == 0) {
            const double count = static_cast<double>(block) / interval;
            if (rows != nullptr)
                rows->push_back({std::uint64_t{size}, t + 1 - block / 2, eta * network.lambda0(), of_batch / count,
                                 of_lambda / count, network.excess_loss()});
            of_batch = of_lambda = 0;
        }
        if (!training.step(eta)) {
            result.finite = false;
            return result;
        }
    }
    constexpr double count = static_cast<double>(steps) / 2 / interval;
    result.batch = sum_of_batch / count;
    result.lambda = sum_of_lambda / count;
    return result;
}

void measure_ramps(figure_run& run, const training_objective<double>& objective)
{
    constexpr std::size_t networks = 5;
    std::vector<std::vector<cell>> rows, ends;
    for (const std::size_t size : sizes) {
        std::vector<double> batch, lambda;
        for (std::size_t i = 0; i < networks; ++i) {
            const ramp r = follow_ramp(objective, size, run.network(1 + i), i == 0 ? &rows : nullptr);
            if (!r.finite) continue;
            batch.push_back(r.batch);
            lambda.push_back(r.lambda);
        }
        const average b = average_of(batch), l = average_of(lambda);
        ends.push_back({std::uint64_t{size}, b.mean, b.error, l.mean, l.error, std::uint64_t{batch.size()}});
        const std::string where = (size == samples ? ", all samples" : ", batches of " + std::to_string(size)) + ", " +
                                  std::to_string(batch.size()) + " of " + std::to_string(networks) +
                                  " runs that did not diverge, second half of a ramp to ηλ₀ = 8, n = 10⁴";
        run.add(claim{"The batch sharpness is held at 2/η", within("2", 0.05), "mean η·(batch sharpness)" + where, b.mean,
                      b.error, batch.size(), agrees(b.mean, 2, 0.05, b.error)});
        if (size > 2) continue;
        run.add(claim{"… while λ of all samples stays far below", "< 1", "mean ηλ" + where, l.mean, l.error, lambda.size(),
                      !lambda.empty() && l.mean + 3 * l.error < 1});
    }
    run.write("batches-ramp", {"batch", "step", "eta_lambda0", "eta_batch_sharpness", "eta_lambda", "loss"}, rows);
    run.write("batches-ends", {"batch", "eta_batch_sharpness", "error", "eta_lambda", "eta_lambda_error", "networks"}, ends);
}

}  // namespace

void run_batches(figure_run& run)
{
    const std::vector<double> x = gaussian_inputs_of(run.network(0)), teacher = gaussian(run.network(0), 1001, inputs);
    std::vector<double> y(samples);
    double sharpest = 0;
    for (std::size_t i = 0; i < samples; ++i) {
        double square = 0;
        for (std::size_t j = 0; j < inputs; ++j) {
            y[i] += x[i * inputs + j] * teacher[j];
            square += x[i * inputs + j] * x[i * inputs + j];
        }
        sharpest = std::fmax(sharpest, 2 * square);
    }
    const sampled_data data(x, y, samples);
    const training_objective<double> objective = data.objective(squared_loss<double>());
    const double lambda0 = ruled_network(objective, width, {}, run.network(1)).lambda0();
    measure_borders(run, objective, 2 * lambda0 / sharpest);
    measure_ramps(run, objective);
    run.add(picture{
        "batches",
        "Mini-batches of 16 samples that the network can fit. (a) Where catapults begin, n = 10⁶. (b) Curvature at the end "
        "at ηλ₀ = 0.5. (c) On a slow ramp of η: η times the batch sharpness (points) and ηλ (lines), by batch, n = 10⁴."});
}

}  // namespace catapult::tools
