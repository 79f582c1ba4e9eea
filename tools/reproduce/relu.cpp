// Figure S7: a network with two hidden ReLU layers, f = uᵀReLU(W ReLU(v x))/n with x = y = 1, trained in parameter space.
#include <cmath>

#include "catapult/numerics/dense.hpp"
#include "catapult/numerics/random.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t width = 512;
constexpr double target = 1;
constexpr double physical_time = 100;

class relu_network {
public:
    explicit relu_network(std::uint64_t seed)
        : v_(width), w_(width * width), u_(width), first_(width), before_(width), second_(width), to_before_(width),
          to_first_(width)
    {
        fill_normals<double>({seed, 0}, 0, v_);
        fill_normals<double>({seed, 1}, 0, w_);
        fill_normals<double>({seed, 2}, 0, u_);
        forward();
    }

    double output() const { return output_; }
    double loss() const { return (output_ - target) * (output_ - target) / 2; }
    /// ‖∂f/∂(u, W, v)‖². With one sample, this is the whole tangent kernel.
    double lambda() const
    {
        const double n = width;
        return dot<double>(second_, second_) / n + dot<double>(to_before_, to_before_) * dot<double>(first_, first_) / n +
               dot<double>(to_first_, to_first_);
    }
    /// The share of dead units in the second hidden layer.
    double dead_units() const
    {
        std::size_t dead = 0;
        for (const double value : before_) dead += !(value > 0);
        return static_cast<double>(dead) / width;
    }

    void step(double eta)
    {
        const double scale = eta * (output_ - target), root_n = std::sqrt(static_cast<double>(width));
        for (std::size_t i = 0; i < width; ++i)
            if (to_before_[i] != 0) add_scaled<double>(-scale * to_before_[i] / root_n, first_, {w_.data() + i * width, width});
        add_scaled<double>(-scale / root_n, second_, u_);
        add_scaled<double>(-scale, to_first_, v_);
        forward();
    }

private:
    static void rectify(const std::vector<double>& from, std::vector<double>& to)
    {
        for (std::size_t i = 0; i < width; ++i) to[i] = from[i] > 0 ? from[i] : 0;
    }

    // Computes the layers, and the derivatives of f by the input of each layer.
    void forward()
    {
        const double root_n = std::sqrt(static_cast<double>(width));
        const matrix_view<const double> w(w_.data(), width, width);
        rectify(v_, first_);
        (void)matrix_vector<double>(w, first_, before_);
        for (double& value : before_) value /= root_n;
        rectify(before_, second_);
        output_ = dot<double>(u_, second_) / root_n;
        for (std::size_t i = 0; i < width; ++i) to_before_[i] = before_[i] > 0 ? u_[i] / root_n : 0;
        (void)transposed_matrix_vector<double>(w, to_before_, to_first_);
        for (std::size_t i = 0; i < width; ++i) to_first_[i] = first_[i] > 0 ? to_first_[i] / root_n : 0;
    }

    std::vector<double> v_, w_, u_;
    std::vector<double> first_, before_, second_;  // ReLU(v), Wh/√n, and the ReLU of that
    std::vector<double> to_before_, to_first_;     // ∂f/∂ of `before_` and of v
    double output_ = 0;
};

}  // namespace

void run_relu(figure_run& run)
{
    constexpr std::size_t networks = 6;
    std::vector<std::vector<cell>> rows;
    std::vector<double> borders, dead_above;
    double highest = 0;
    for (std::size_t i = 0; i < networks; ++i) {
        const relu_network start(run.network(i));
        double last_alive = 0;
        for (int j = 1; j <= 32; ++j) {
            const double rate = j / 2.0, eta = rate / start.lambda();
            relu_network network = start;
            const double steps = std::floor(physical_time / eta + 0.5);
            bool finite = true;
            for (double t = 0; t < steps && finite; ++t) {
                network.step(eta);
                finite = network.loss() < 1e30;
            }
            const bool trained = finite && network.loss() < 1e-3 && network.output() != 0;
            if (finite && network.output() != 0) last_alive = rate;
            if (trained && rate > 2) highest = std::fmax(highest, eta * network.lambda());
            rows.push_back({std::uint64_t{i + 1}, rate, eta, steps, finite ? cell(network.loss()) : cell(),
                            finite ? cell(network.lambda()) : cell(), finite ? cell(network.dead_units()) : cell(),
                            network.output(), start.lambda(), std::uint64_t{trained}});
            if (rate == 16) dead_above.push_back(network.output() == 0 ? 1.0 : 0.0);
        }
        borders.push_back(last_alive + 0.25);
    }
    run.write("S7-relu", {"network", "eta_lambda0", "eta", "steps", "loss", "lambda", "dead_units", "f", "lambda0", "trained"},
              rows);
    const average border = average_of(borders);
    run.add(claim{"ReLU networks train far beyond the 4/λ₀ of linear ones", "> 4",
                  "ηλ₀ above which all units of the second layer die, in steps of 0.5, n = 512", border.mean,
                  std::sqrt(border.error * border.error + 0.0625), networks, border.mean - 3 * border.error > 4});
    run.add(claim{"They do so up to about 12/λ₀", within("12", 1.2), "the same ηλ₀, n = 512", border.mean,
                  std::sqrt(border.error * border.error + 0.0625), networks,
                  agrees(border.mean, 12, 1.2, std::sqrt(border.error * border.error + 0.0625))});
    run.add(claim{"Catapults of ReLU networks end below 2/η too", "< 2",
                  "largest ηλ at ηt = 100 of runs above 2/λ₀ that train, n = 512", highest, 0, networks, highest < 2});
    run.add(claim{"Above, units die and f = 0", "1", "part of the networks with f = 0 at ηλ₀ = 16, n = 512",
                  average_of(dead_above).mean, 0, networks, average_of(dead_above).mean == 1});
    run.add(picture{
        "S7",
        "A network of two hidden ReLU layers of 512 units at physical time ηt = 100, six networks. (a) Loss. (b) Curvature. "
        "(c) Dead units of the second layer: where all are dead, f = 0 and nothing can be learned any more."});
}

}  // namespace catapult::tools
