// The full model's version of figure 2, on Gaussian data, and section 4.2: where the linearised model breaks down.
#include <cmath>
#include <limits>

#include "catapult/data.hpp"
#include "catapult/gram.hpp"
#include "catapult/initial.hpp"
#include "catapult/kernel.hpp"
#include "catapult/random.hpp"
#include "command/memory.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t samples = 16;
constexpr std::size_t inputs = 32;
constexpr double physical_time = 60;  // ηλ₀t
constexpr std::uint32_t input_stream = 1000, target_stream = 1001;

// Gaussian inputs of mean square 1 a sample, standard normal targets.
struct gaussian_data {
    memory storage;
    reduced_data<double> reduced;

    gaussian_data(std::uint64_t seed, std::size_t outputs)
    {
        const data_dims dims{samples, inputs, outputs, false};
        storage = memory_for([&](std::size_t& bytes) { return data_reduction<double>::bytes(dims, bytes); }, "data");
        std::vector<double> x(samples * inputs), y(samples * outputs);
        fill_normals<double>({seed, input_stream}, 0, x);
        fill_normals<double>({seed, target_stream}, 0, y);
        for (double& element : x) element /= std::sqrt(static_cast<double>(inputs));
        data_reduction<double> reduction;
        check(data_reduction<double>::create(dims, storage.view(), reduction), "data");
        check(reduction.add({x.data(), samples, inputs}, {y.data(), samples, outputs}), "data");
        check(reduction.finish(reduced), "data");
    }
};

// A network in training, with the top eigenvalue of its kernel.
class trained_network {
public:
    /// A network of `width`, or the same network linearised at its start.
    trained_network(const reduced_data<double>& data, double width, bool linearised, std::uint64_t seed)
    {
        const network_dims dims{data.rank, data.targets.columns};
        memory state_memory = memory_for([&](std::size_t& b) { return network_state_bytes<double>(dims, b); }, "network");
        memory work = memory_for([&](std::size_t& b) { return draw_initial_bytes<double>(dims, width, b); }, "network");
        network_state<double> state;
        check(create_network_state(dims, state_memory.view(), state), "network");
        check(draw_initial<double>(width, seed, work.view(), state), "network");
        if (linearised) state.width = std::numeric_limits<double>::infinity();  // D and E stay as they are
        model_memory_ = memory_for([&](std::size_t& b) { return gram_model<double>::bytes(dims, b); }, "network");
        eigenvalue_memory_ = memory_for([&](std::size_t& b) { return top_eigenvalue<double>::bytes(dims, b); }, "kernel");
        check(gram_model<double>::create(data, state, model_memory_.view(), model), "network");
        check(top_eigenvalue<double>::create(model, 1e-9, eigenvalue_memory_.view(), eigenvalue_), "kernel");
        start_ = lambda();
    }

    double lambda()
    {
        eigenvalue_result<double> result;
        const status s = eigenvalue_.update(result);
        if (s != status::ok && s != status::not_converged) check(s, "kernel");
        return result.value;
    }
    double lambda0() const { return start_; }
    /// False once it has left every bound.
    bool step(double eta) { return model.step(eta) == status::ok && model.excess_loss() < 1e15; }

    gram_model<double> model;

private:
    memory model_memory_;
    memory eigenvalue_memory_;
    top_eigenvalue<double> eigenvalue_;
    double start_ = 0;
};

}  // namespace

void run_full_model(figure_run& run)
{
    constexpr double width = 1000;
    std::vector<std::vector<cell>> curves, fixed;
    for (const std::size_t outputs : {std::size_t{1}, std::size_t{3}}) {
        const gaussian_data data(run.network(0), outputs);
        for (const double rate : {0.5, 1.0, 1.7, 2.2, 2.6, 3.0, 3.5, 4.6}) {
            trained_network network(data.reduced, width, false, run.network(1));
            const double eta = rate / network.lambda0();
            for (std::uint64_t t = 0; t <= 100; ++t) {
                curves.push_back({std::uint64_t{outputs}, rate, t, eta * static_cast<double>(t), network.model.loss(), network.lambda()});
                if (!network.step(eta)) break;
            }
        }
        double first_divergent = 0, last_converged = 0, first_flatter = 0, highest = 0;
        std::size_t catapults = 0;
        for (int i = 1; i <= 100; ++i) {
            const double rate = i / 20.0;
            trained_network network(data.reduced, width, false, run.network(1));
            const double eta = rate / network.lambda0(), steps = std::floor(physical_time / rate + 0.5);
            bool finite = true;
            for (double t = 0; t < steps && finite; ++t) finite = network.step(eta);
            const double lambda = finite ? network.lambda() : 0;
            fixed.push_back({std::uint64_t{outputs}, rate, eta, steps, finite ? cell(lambda) : cell(),
                             finite ? cell(network.model.loss()) : cell(), network.lambda0(), std::uint64_t{!finite}});
            if (!finite && first_divergent == 0) first_divergent = rate;
            if (finite) last_converged = rate;
            if (finite && first_flatter == 0 && lambda < 0.95 * network.lambda0()) first_flatter = rate;
            if (finite && rate >= 2.2 && first_divergent == 0) {
                // On, until the slowest of these has settled.
                for (int t = 0; t < 3000 && finite; ++t) finite = network.step(eta);
                ++catapults;
                highest = std::fmax(highest, eta * network.lambda());
            }
        }
        const std::string where = ", Gaussian data, n = 1,000, " + std::to_string(outputs) + (outputs == 1 ? " output" : " outputs");
        run.add(claim{"The full model catapults above 2/λ₀: its curvature ends lower", "2", "ηλ₀ above which λ ends 5 % lower" + where, first_flatter,
                      0.05, 1, std::fabs(first_flatter - 2) < 0.25});
        run.add(claim{"It ends flatter than 2/η", "< 2",
                      "largest ηλ_end of " + std::to_string(catapults) + " runs, ηλ₀ = 2.2 and up to divergence" + where, highest, 0, 1, catapults != 0 && highest < 2});
        run.add(claim{"It diverges above about 4/λ₀", "about 4", "ηλ₀ of the first diverging run" + where + " (the last that does not: " +
                      readable(last_converged) + ")", first_divergent, 0.05, 1, std::fabs(first_divergent - 4) < 0.6});
    }
    run.write("2-full-curves", {"outputs", "eta_lambda0", "step", "eta_t", "loss", "lambda"}, curves);
    run.write("2-full-fixed-time", {"outputs", "eta_lambda0", "eta", "steps", "lambda", "loss", "lambda0", "divergent"}, fixed);
    run.add(picture{"2-full", "The full model, 16 Gaussian samples of 32 inputs, n = 1,000; above with one output, below with three. Loss, curvature, and the curvature "
                              "at physical time ηλ₀t = 60 against the learning rate.",
                    1500, 960});
}

void run_linearised(figure_run& run)
{
    const gaussian_data data(run.network(0), 1);
    std::vector<std::vector<cell>> rows;
    std::vector<double> widths;
    std::vector<average> errors;
    double exact_end = 0, linear_peak = 0;
    for (const double width : multiples(100, 1e6, 10)) {
        constexpr std::size_t networks = 8;
        std::vector<double> worst(networks);
        for (std::size_t i = 0; i < networks; ++i)
            for (const double rate : {1.5, 2.5}) {
                trained_network exact(data.reduced, width, false, run.network(1 + i)), linear(data.reduced, width, true, run.network(1 + i));
                const double eta = rate / exact.lambda0(), start = exact.model.loss();
                bool linear_finite = true;
                for (std::uint64_t t = 0; t <= 80; ++t) {
                    if (i == 0 && width < 2e3)
                        rows.push_back({width, rate, t, exact.model.loss(), linear_finite ? cell(linear.model.loss()) : cell()});
                    if (rate < 2) worst[i] = std::fmax(worst[i], std::fabs(exact.model.loss() - linear.model.loss()) / start);
                    if (rate > 2 && i == 0 && linear_finite) linear_peak = linear.model.loss() / start;
                    (void)exact.step(eta);
                    linear_finite = linear_finite && linear.step(eta);
                }
                if (rate > 2 && i == 0) exact_end = exact.model.loss() / start;
            }
        widths.push_back(width);
        errors.push_back(average_of(worst));
    }
    const line_fit fit = power_law(widths, errors);
    std::vector<std::vector<cell>> error_rows;
    for (std::size_t i = 0; i < widths.size(); ++i) error_rows.push_back({widths[i], errors[i].mean, errors[i].error});
    run.write("4.2-linearised", {"width", "eta_lambda0", "step", "loss", "loss_linearised"}, rows);
    run.write("4.2-widths", {"width", "error", "error_error"}, error_rows);
    run.add(claim{"Below 2/λ₀ the linearised model is right to order 1/n", "−1", "exponent in n of its largest error in the loss, ηλ₀ = 1.5, n = 10² … 10⁶",
                  fit.slope, fit.slope_error, 8, std::fabs(fit.slope + 1) < std::fmax(0.15, 3 * fit.slope_error)});
    run.add(claim{"Above 2/λ₀ it diverges", "≫ 1", "its last loss over its first, ηλ₀ = 2.5, n = 10⁶", linear_peak, 0, 1, linear_peak > 1e10});
    run.add(claim{"… where the exact dynamics converge", "< 1", "loss after 80 steps over the first, ηλ₀ = 2.5, n = 10⁶", exact_end, 0, 1, exact_end < 1});
    run.add(picture{"4.2", "The exact model and the one linearised at its start, from the same networks: (a) below and above 2/λ₀ at n = 100 and 1,000; "
                           "(b) the error of the linearised loss below 2/λ₀ vanishes as 1/n.",
                    1300, 600});
}

}  // namespace catapult::tools
