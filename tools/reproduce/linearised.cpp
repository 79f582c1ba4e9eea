// Section 4.2: the learning rates at which the linearised model breaks down.
#include <cmath>

#include "engines/trained_network.hpp"
#include "reproduce/families.hpp"
#include "reproduce/figure.hpp"
#include "reproduce/statistics.hpp"

namespace catapult::tools {

void run_linearised(figure_run& run)
{
    const gaussian_data gaussian(run.network(0), 1);
    std::vector<std::vector<cell>> rows;
    std::vector<double> widths;
    std::vector<average> errors;
    double exact_end = 0, linear_peak = 0;
    for (const double width : multiples(100, 1e6, 10)) {
        constexpr std::size_t networks = 8;
        std::vector<double> worst(networks);
        for (std::size_t i = 0; i < networks; ++i)
            for (const double rate : {1.5, 2.5}) {
                trained_network exact(*gaussian.data, width, false, run.network(1 + i)),
                    linear(*gaussian.data, width, true, run.network(1 + i));
                const double eta = rate / exact.lambda0(), start = exact.loss();
                bool linear_finite = true;
                for (std::uint64_t t = 0; t <= 80; ++t) {
                    if (i == 0 && width < 2e3)
                        rows.push_back({width, rate, t, exact.loss(), linear_finite ? cell(linear.loss()) : cell()});
                    if (rate < 2) worst[i] = std::fmax(worst[i], std::fabs(exact.loss() - linear.loss()) / start);
                    if (rate > 2 && i == 0 && linear_finite) linear_peak = linear.loss() / start;
                    (void)exact.step(eta);
                    linear_finite = linear_finite && linear.step(eta);
                }
                if (rate > 2 && i == 0) exact_end = exact.loss() / start;
            }
        widths.push_back(width);
        errors.push_back(average_of(worst));
    }
    const line_fit fit = power_law(widths, errors);
    std::vector<std::vector<cell>> error_rows;
    for (std::size_t i = 0; i < widths.size(); ++i) error_rows.push_back({widths[i], errors[i].mean, errors[i].error});
    run.write("4.2-linearised", {"width", "eta_lambda0", "step", "loss", "loss_linearised"}, rows);
    run.write("4.2-widths", {"width", "error", "error_error"}, error_rows);
    run.add(claim{"Below 2/λ₀ the linearised model is right to order 1/n", within("−1", 0.15),
                  "exponent in n of its largest error in the loss, ηλ₀ = 1.5, n = 10² … 10⁶", fit.slope, fit.slope_error, 8,
                  agrees(fit.slope, -1, 0.15, fit.slope_error)});
    run.add(claim{"Above 2/λ₀ it diverges", "≫ 1", "its last loss over its first, ηλ₀ = 2.5, n = 10⁶", linear_peak, 0, 1,
                  linear_peak > 1e10});
    run.add(claim{"… where the exact dynamics converge", "< 1", "loss after 80 steps over the first, ηλ₀ = 2.5, n = 10⁶",
                  exact_end, 0, 1, exact_end < 1});
    run.add(picture{
        "4.2",
        "The exact model and the one linearised at its start, from the same networks: (a) below and above 2/λ₀ at n = 100 and 1,000; "
        "(b) the error of the linearised loss below 2/λ₀ vanishes as 1/n."});
}

}  // namespace catapult::tools
