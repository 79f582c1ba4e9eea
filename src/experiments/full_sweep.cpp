#include <cmath>
#include <cstring>

#include "catapult/experiments/gram_runs.hpp"
#include "catapult/experiments/run.hpp"
#include "catapult/experiments/sweep.hpp"
#include "catapult/models/initial_state.hpp"
#include "catapult/vocabulary/detail/layout.hpp"
#include "experiments/followed_lambda.hpp"

namespace catapult {

namespace {

struct sizes {
    std::size_t state = 0;
    std::size_t draw = 0;  // one workspace, used to draw a network and then to certify its λ₀
    std::size_t model = 0;
    std::size_t eigenvalue = 0;
    std::size_t batch = 0;  // zero if trajectories do not run side by side

    /// Sets all sizes for the networks of one width.
    status find(const reduced_data<double>& data, double width) noexcept
    {
        const network_dims dims = {data.rank, data.outputs, width};
        if (const status s = network_state_bytes<double>(dims, state); s != status::ok) return s;
        if (const status s = draw_initial_bytes<double>(dims, dims.width, draw); s != status::ok) return s;
        std::size_t certify = 0;
        if (const status s = top_eigenvalue<double>::certify_bytes(dims, certify); s != status::ok) return s;
        if (certify > draw) draw = certify;
        if (const status s = gram_model<double>::bytes(dims, model); s != status::ok) return s;
        if (gram_runs<double>::takes(data) && !keeps_factor(dims))
            if (const status s = gram_runs<double>::bytes(dims.rank, dims.outputs, batch); s != status::ok) return s;
        return top_eigenvalue<double>::bytes(dims, eigenvalue);
    }

    /// Sets each size to the largest over all widths.
    status find(const reduced_data<double>& data, const sweep_grid& grid) noexcept
    {
        for (const double width : grid.widths) {
            sizes one;
            if (const status s = one.find(data, width); s != status::ok) return s;
            for (std::size_t sizes::*which : {&sizes::state, &sizes::draw, &sizes::model, &sizes::eigenvalue, &sizes::batch})
                if (one.*which > this->*which) this->*which = one.*which;
        }
        return status::ok;
    }
};

}  // namespace

struct full_sweep::storage {
    reduced_data<double> data;
    sweep_grid grid;
    sweep_options options;
    std::uint64_t points;
    sizes bytes;
    sizes drawn_bytes;  // sizes for the network now drawn
    std::byte* state_memory;
    std::byte* draw_memory;
    std::byte* model_memory;  // the trained model; each trajectory changes it
    std::byte* eigenvalue_memory;
    std::byte* model_start;  // a copy of its start, from which each rate of the network begins
    std::byte* eigenvalue_start;
    std::byte* batch_memory;
    network_state<double> state;
    gram_model<double> model;
    top_eigenvalue<double> eigenvalue;
    std::uint64_t network;  // index of the network now drawn
    bool drawn;
    bool used;  // a trajectory has stepped the model since its last start
    double lambda0;

    void lay_out(detail::layout& l, storage*& placed) noexcept
    {
        placed = l.take<storage>(1);
        state_memory = l.take<std::byte>(bytes.state);
        draw_memory = l.take<std::byte>(bytes.draw);
        for (std::byte** copy : {&model_memory, &model_start}) *copy = l.take<std::byte>(bytes.model);
        for (std::byte** copy : {&eigenvalue_memory, &eigenvalue_start}) *copy = l.take<std::byte>(bytes.eigenvalue);
        batch_memory = l.take<std::byte>(bytes.batch);
    }

    status draw(std::uint64_t which) noexcept
    {
        drawn = false;
        const sweep_point point = sweep_point_at(grid, which * grid.rates.size());
        const network_dims dims = {data.rank, data.outputs, point.width};
        status s = drawn_bytes.find(data, point.width);
        if (s != status::ok) return s;
        s = create_network_state<double>(dims, {state_memory, bytes.state}, state);
        if (s != status::ok) return s;
        s = draw_initial(point.width, point.seed, {draw_memory, bytes.draw}, state);
        if (s != status::ok) return s;
        s = gram_model<double>::create(data, state, {model_memory, bytes.model}, model);
        if (s != status::ok) return s;
        s = top_eigenvalue<double>::create(model, lambda_tolerance, {eigenvalue_memory, bytes.eigenvalue}, eigenvalue);
        if (s != status::ok) return s;
        eigenvalue_result<double> found;
        s = eigenvalue.certify({draw_memory, bytes.draw}, found);
        if (s != status::ok && s != status::not_converged) return s;
        lambda0 = found.value;
        std::memcpy(model_start, model_memory, drawn_bytes.model);
        std::memcpy(eigenvalue_start, eigenvalue_memory, drawn_bytes.eigenvalue);
        network = which;
        drawn = true;
        used = false;
        return status::ok;
    }

    /// Brings the network of a grid point to its start, and writes what the record says before the first step.
    status begin(std::uint64_t index, sweep_record& record, double& eta) noexcept
    {
        if (const std::uint64_t which = index / grid.rates.size(); !drawn || which != network) {
            if (const status s = draw(which); s != status::ok) return s;
        } else if (used) {
            std::memcpy(model_memory, model_start, drawn_bytes.model);
            std::memcpy(eigenvalue_memory, eigenvalue_start, drawn_bytes.eigenvalue);
        }
        used = false;
        const sweep_point point = sweep_point_at(grid, index);
        record.width = point.width;
        record.seed = point.seed;
        eta = grid.relative ? point.rate / lambda0 : point.rate;
        record.eta_lambda0 = grid.relative ? point.rate : point.rate * lambda0;
        return std::isfinite(eta) ? status::ok : status::invalid_argument;
    }

    bool narrow(std::uint64_t index) const noexcept
    {
        return keeps_factor({data.rank, data.outputs, sweep_point_at(grid, index).width});
    }

    bool side_by_side() const noexcept { return bytes.batch > 0 && !options.follow; }
    /// Lanes that stay empty cost as much as others: so this many points are quicker one by one, with AVX2 and AVX-512 alike.
    std::size_t fewest_lanes() const noexcept { return 1 + data.rank / (data.outputs == 1 ? 8 : data.outputs <= 5 ? 4 : 2); }

    status run_side_by_side(std::uint64_t first, span<sweep_record> records) noexcept
    {
        gram_runs<double> batch;
        status s = gram_runs<double>::create(data, lambda_tolerance, options.rule, {batch_memory, bytes.batch}, batch);
        if (s != status::ok) return s;
        for (std::size_t next = 0;;) {
            if (next < records.size() && narrow(first + next)) {
                s = run(first + next, records[next]);
                if (s != status::ok) return s;
                ++next;
            } else if (next < records.size() && batch.size() < batch.capacity) {
                double eta = 0;
                s = begin(first + next, records[next], eta);
                if (s == status::ok) s = batch.add(model, eigenvalue, eta, lambda0, next);
                if (s != status::ok) return s;
                ++next;
            } else if (batch.size() > 0) {
                std::uint64_t which = 0;
                run_summary summary;
                s = batch.finish_next(which, summary);
                if (s != status::ok) return s;
                sweep_record& record = records[static_cast<std::size_t>(which)];
                record.run = summary;
                record.residual = 0;
                record.end_phase = classify(summary);
                detail::write_no_path(record);
            } else {
                return status::ok;
            }
        }
    }

    status run(std::uint64_t index, sweep_record& record) noexcept
    {
        double eta = 0;
        if (const status s = begin(index, record, eta); s != status::ok) return s;
        used = true;
        detail::followed_lambda path(eta, options.physical_time, lambda0);
        const auto follow = [&](auto& one) noexcept -> status {
            if (!options.follow) return status::ok;
            double lambda = 0;
            const status s = one.lambda(lambda);
            if (s == status::ok) path.see(one.summary().steps, lambda);
            return s;
        };
        const status s = catapult::run(model_engine{model, eigenvalue}, eta, lambda0, options.rule, follow, record.run);
        if (s != status::ok) return s;
        record.residual = 0;
        record.end_phase = classify(record.run);
        if (options.follow)
            path.write(record);
        else
            detail::write_no_path(record);
        return status::ok;
    }
};

status full_sweep::bytes(const reduced_data<double>& data, const sweep_grid& grid, std::size_t& result) noexcept
{
    storage s{};
    if (const status found = s.bytes.find(data, grid); found != status::ok) return found;
    storage* placed = nullptr;
    return detail::measure([&](detail::layout& l) { s.lay_out(l, placed); }, result);
}

status full_sweep::create(const reduced_data<double>& data, const sweep_grid& grid, const sweep_options& options,
                          workspace memory, full_sweep& result) noexcept
{
    storage s{};
    if (const status counted = sweep_points(grid, s.points); counted != status::ok) return counted;
    if (const status found = s.bytes.find(data, grid); found != status::ok) return found;
    storage* placed = nullptr;
    if (const status p = detail::place([&](detail::layout& l) { s.lay_out(l, placed); }, memory); p != status::ok) return p;
    s.data = data;
    s.grid = grid;
    s.options = options;
    *placed = s;
    result.storage_ = placed;
    return status::ok;
}

status full_sweep::run(std::uint64_t first, span<sweep_record> records) noexcept
{
    if (storage_ == nullptr || first > storage_->points || records.size() > storage_->points - first)
        return status::invalid_argument;
    if (side_by_side() && records.size() > storage_->fewest_lanes()) return storage_->run_side_by_side(first, records);
    for (std::size_t i = 0; i < records.size(); ++i)
        if (const status s = storage_->run(first + i, records[i]); s != status::ok) return s;
    return status::ok;
}

bool full_sweep::side_by_side() const noexcept { return storage_ != nullptr && storage_->side_by_side(); }

}  // namespace catapult
