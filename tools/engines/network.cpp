#include "engines/network.hpp"

#include <cmath>

#include "catapult/models/draw_weights.hpp"
#include "vocabulary/memory.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

std::string shape(const file_matrix& m) { return std::to_string(m.rows) + " x " + std::to_string(m.columns); }

}  // namespace

void network_options::require_one(bool seeds_batches) const
{
    if (initial_u.empty() != initial_v.empty())
        throw request_error(
            std::string(initial_u.empty() ? "--initial-v without --initial-u" : "--initial-u without --initial-v") +
            "; give the files of both layers");
    if (given() && (width || (seed && !seeds_batches)))
        throw request_error(std::string(width ? "--width" : "--seed") +
                            " and --initial-u were both given; the weights are drawn or given, not both");
    if (!given() && !width) throw request_error("no network; give --width N, or --initial-u FILE and --initial-v FILE");
}

weight_rows::weight_rows(const network_options& options, std::size_t inputs, std::size_t outputs)
    : inputs_(inputs), outputs_(outputs), seed_(options.seed.value_or(0))
{
    if (!options.given()) {
        if (std::isinf(*options.width))
            throw request_error("--width " + shortest(*options.width) +
                                ": weights are drawn one by one here; use a smaller width, or --engine gram without --final-u");
        width_ = static_cast<std::size_t>(*options.width);
        return;
    }
    u_ = read_matrix(options.initial_u);
    v_ = read_matrix(options.initial_v);
    if (u_->columns != inputs)
        throw request_error(u_->path + ": " + shape(*u_) + " weights for " + std::to_string(inputs) +
                            " inputs; one column an input is wanted");
    if (v_->columns != outputs)
        throw request_error(v_->path + ": " + shape(*v_) + " weights for " + std::to_string(outputs) +
                            " outputs; one column an output is wanted");
    if (u_->rows != v_->rows)
        throw request_error(v_->path + ": " + std::to_string(v_->rows) + " rows, but " + u_->path + " has " +
                            std::to_string(u_->rows) + "; both have one row a hidden unit");
    width_ = u_->rows;
}

void weight_rows::copy(std::size_t first, std::size_t count, double* u, double* v) const
{
    if (!u_) {
        check(draw_weights<double>(seed_, first, {u, count, inputs_}, {v, count, outputs_}), "--seed " + std::to_string(seed_));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        u_->copy_row(first + i, u + i * inputs_);
        v_->copy_row(first + i, v + i * outputs_);
    }
}

}  // namespace catapult::tools
