// Section 5.2: the components of u and v that are orthogonal to each other shrink.
//
// One step maps (u, v) by [[1, −φ], [−φ, 1]] with φ = ηf/√n, so the area of the parallelogram that they span, ‖u‖ times the
// part of v orthogonal to u, is multiplied by |1 − φ²|: by 1 − O(1/n) while f is of order 1, by a finite factor in a catapult.
#include <cmath>

#include "catapult/numerics/dense.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t width = 1000;
constexpr std::size_t steps = 40;

double area(span<const double> u, span<const double> v)
{
    const double length = norm<double>(u);
    std::vector<double> rest(v.begin(), v.end());
    add_scaled<double>(-dot<double>(u, v) / (length * length), u, rest);
    return length * norm<double>(rest);
}

}  // namespace

void run_alignment(figure_run& run)
{
    std::vector<double> start(2 * width);
    draw_warmup_weights<double>(run.network(0), {start.data(), width}, {start.data() + width, width});
    std::vector<std::vector<cell>> rows;
    double largest_error = 0, lazy = 0, catapult = 0;
    for (const double rate : {1.5, 2.5, 3.0, 3.5}) {
        std::vector<double> weights = start;
        const span<double> u(weights.data(), width), v(weights.data() + width, width);
        warmup_network<double> network = stored_network(weights, rate);
        const double area_start = area(u, v);
        double product = 1, relative = 1;
        for (std::size_t t = 0; t <= steps; ++t) {
            relative = area(u, v) / area_start;
            largest_error = std::fmax(largest_error, std::fabs(relative - product));
            rows.push_back({rate, std::uint64_t{t}, relative, product, dot<double>(u, v) / (norm<double>(u) * norm<double>(v)),
                            network.lambda()});
            const double phi = network.relative_step();
            product *= std::fabs(1 - phi * phi);
            if (network.step() != status::ok) break;
        }
        if (rate == 1.5) lazy = 1 - relative;
        if (rate == 3.0) catapult = relative;
    }
    run.write("5.2-alignment", {"eta_lambda0", "step", "orthogonal_area", "product", "cosine", "lambda"}, rows);
    run.add(claim{"A step multiplies the area spanned by u and v by |1 − φ²|", within("0", 1e-11) + ", for rounding",
                  "largest difference to the product, parameter space, n = 1,000", largest_error, 0, 1, largest_error < 1e-11});
    run.add(claim{"Lazy phase: the orthogonal components stay, to order 1/n", within("0", 50.0 / width) + ", order 1/n",
                  "1 − area at the end, ηλ₀ = 1.5, n = 1,000", lazy, 0, 1, std::fabs(lazy) < 50.0 / width});
    run.add(claim{"Catapult: the components of u and v that are orthogonal to each other shrink", "< 1 by a finite factor",
                  "area at the end over area at the start, ηλ₀ = 3, n = 1,000", catapult, 0, 1, catapult < 0.8});
    run.add(picture{
        "5.2", "(a) The area that u and v span, over its start: points measured on the weights, lines the product of |1 − φ²|. "
               "(b) The cosine between u and v: while the loss is large they align, and then separate in a flatter place."});
}

}  // namespace catapult::tools
