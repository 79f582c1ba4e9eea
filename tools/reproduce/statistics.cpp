#include "reproduce/statistics.hpp"

#include <cmath>
#include <cstdio>
#include <string>

#include "catapult/experiments/warmup_runs.hpp"
#include "catapult/numerics/elementary.hpp"
#include "vocabulary/failure.hpp"
#include "vocabulary/memory.hpp"

namespace catapult::tools {

namespace {

void check_run(status s, const char* what)
{
    if (s != status::ok) throw run_error(std::string(what) + ": " + status_text(s));
}

}  // namespace

average average_of(const std::vector<double>& values)
{
    average result;
    const double count = static_cast<double>(values.size());
    for (const double v : values) result.mean += v;
    result.mean /= count;
    if (values.size() < 2) return result;
    double squares = 0;
    for (const double v : values) squares += (v - result.mean) * (v - result.mean);
    result.error = std::sqrt(squares / (count - 1) / count);
    return result;
}

bool agrees(double measured, double expected, double tolerance, double error)
{
    return error <= tolerance && std::fabs(measured - expected) <= tolerance;
}

std::string within(const std::string& expected, double tolerance) { return expected + " within " + readable(tolerance); }

line_fit power_law(const std::vector<double>& x, const std::vector<average>& y)
{
    std::vector<double> log_x, log_y, weights;
    for (std::size_t i = 0; i < x.size(); ++i) {
        log_x.push_back(logarithm(x[i]));
        log_y.push_back(logarithm(y[i].mean));
        const double relative = y[i].error / y[i].mean;
        if (relative > 0) weights.push_back(1 / (relative * relative));
    }
    if (weights.size() != x.size()) weights.clear();
    line_fit fit;
    check_run(fit_line(log_x, log_y, weights, fit), "power law");
    return fit;
}

exponent_estimate estimate_power(const std::vector<double>& distance, const std::vector<double>& values, std::size_t networks,
                                 std::size_t resamples, std::uint64_t resample_seed)
{
    const exponent_dims dims{distance.size(), networks, resamples};
    memory work = memory_for([&](std::size_t& bytes) { return exponent_bytes(dims, bytes); }, "the fit");
    exponent_estimate result;
    check_run(
        estimate_exponent(distance, {values.data(), distance.size(), networks}, resamples, resample_seed, work.view(), result),
        "the fit");
    return result;
}

std::string typeset(const std::string& number)
{
    const char* const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string result;
    bool raised = false;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const char c = number[i];
        if (c == 'e' && i > 0) {
            result = result == "1" ? "10" : result + "·10";
            raised = true;
            // printf writes the exponent with a sign and at least two digits.
            if (i + 1 < number.size() && number[i + 1] == '+') ++i;
            continue;
        }
        if (c == '-')
            result += raised ? "⁻" : "−";
        else if (raised && c == '0' && (number[i - 1] < '0' || number[i - 1] > '9') && i + 1 < number.size())
            continue;
        else if (raised && c >= '0' && c <= '9')
            result += superscripts[c - '0'];
        else
            result += c;
    }
    return result;
}

std::string readable(double value, int digits)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return typeset(text);
}

std::vector<double> multiples(double low, double high, double factor)
{
    std::vector<double> values;
    for (double v = low; v <= high * (1 + 1e-9); v *= factor) values.push_back(v);
    return values;
}

warmup_model<double> drawn_model(double width, std::uint64_t seed, double eta_lambda0, double label)
{
    warmup_start<double> start;
    check_run(draw_warmup_start(width, 1.0, seed, start), "drawing a network");
    warmup_model<double> model;
    check_run(warmup_model<double>::create({width, 1, label, eta_lambda0 / start.lambda}, start, model), "warmup model");
    return model;
}

warmup_network<double> stored_network(std::vector<double>& weights, double eta_lambda0)
{
    const std::size_t width = weights.size() / 2;
    const span<double> u(weights.data(), width), v(weights.data() + width, width);
    warmup_start<double> start;
    check_run(warmup_start_from_weights<double>(u, v, 1, start), "the drawn weights");
    warmup_network<double> network;
    check_run(network.create({static_cast<double>(width), 1, 0, eta_lambda0 / start.lambda}, u, v, network), "warmup network");
    return network;
}

std::vector<run_summary> run_all(std::vector<warmup_model<double>>& models, const stopping_rule& rule)
{
    std::vector<run_summary> summaries(models.size());
    check_run(run_warmup_models<double>(models, rule, summaries), "warmup models");
    return summaries;
}

}  // namespace catapult::tools
