// A device that tunes its own learning rate. It finds λ₀ of its network by power iteration on products with the tangent
// kernel, and trains exactly, in float, at one rate of each phase. All memory is static, of sizes that the compiler knows,
// and there is neither a heap nor a C library: the report is written by semihosting. Ends with 0 if all is as theory.md, 5,
// says.
#include <initializer_list>

#include "catapult/experiments/run.hpp"
#include "catapult/observables/borders.hpp"
#include "catapult/observables/phase.hpp"
#include "embedded/device.hpp"
#include "embedded/semihosting.hpp"

namespace catapult::embedded {
namespace {

/// Ends the image, with the text of the status, unless it is ok.
void require(status s)
{
    if (s == status::ok) return;
    write_text(status_text(s));
    write_text("\n");
    exit_image(1);
}

void write_number(std::size_t n)
{
    char text[24];
    char* first = text + sizeof text;
    *--first = 0;
    do *--first = static_cast<char>('0' + n % 10);
    while ((n /= 10) != 0);
    write_text(first);
}

/// Writes a number from 0 to 10⁶ with three decimals.
void write_decimal(double value)
{
    const std::size_t thousandths = static_cast<std::size_t>(value * 1000 + 0.5);
    write_number(thousandths / 1000);
    const char decimals[] = {'.', static_cast<char>('0' + thousandths / 100 % 10), static_cast<char>('0' + thousandths / 10 % 10),
                             static_cast<char>('0' + thousandths % 10), 0};
    write_text(decimals);
}

/// Trains from the initial state at η = part/λ₀ and reports. Whether the phase is the one that the borders predict.
bool train(const reduced_data<float>& data, const network_state<float>& state, float part)
{
    gram_model<float> model;
    require(gram_model<float>::create(data, state, model_memory, model));
    tangent_kernel<float> kernel;
    require(tangent_kernel<float>::create(model, kernel_memory, kernel));
    followed_lambda lambda{make_operator<float>(kernel)};
    eigenvalue_result<float> lambda0;
    require(lambda.update(lambda0));
    learning_rate_borders rates;
    require(borders(lambda0.value, rates));
    const double eta = part / lambda0.value;

    run_summary result;
    require(run(model_engine{model, lambda}, eta, lambda0.value, {}, result));
    write_text("eta lambda0 = ");
    write_decimal(part);
    write_text(": ");
    write_text(phase_name(classify(result)));
    write_text(", ");
    write_number(result.steps);
    write_text(" steps, lambda ");
    write_decimal(result.lambda_initial);
    if (result.end == outcome::converged) {
        write_text(" -> ");
        write_decimal(result.lambda_final);
    }
    write_text("\n");
    const bool flat = result.end != outcome::converged || eta * result.lambda_final < 2;
    return flat && classify(result) == predicted_phase(rates, eta);
}

}  // namespace
}  // namespace catapult::embedded

extern "C" [[noreturn]] void run_image()
{
    using namespace catapult;
    using namespace catapult::embedded;
    reduced_data<float> data;
    network_state<float> state;
    require(begin(data, state));

    bool right = true;
    for (const float part : {0.5f, 1.5f, 3.0f, 5.0f}) right = train(data, state, part) && right;
    write_text(right ? "as predicted\n" : "NOT as predicted\n");
    exit_image(right ? 0 : 1);
}
