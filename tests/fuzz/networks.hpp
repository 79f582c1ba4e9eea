// Data and states of networks, made in all the ways that the library has, and wrong ones among them.
#ifndef CATAPULT_TESTS_FUZZ_NETWORKS_HPP
#define CATAPULT_TESTS_FUZZ_NETWORKS_HPP

#include <array>
#include <cstddef>
#include <deque>
#include <limits>

#include "catapult/catapult.hpp"
#include "fuzz/calls.hpp"
#include "fuzz/choices.hpp"

namespace catapult::test {

/// A few objects of one kind. Each starts empty, and a call may be given any of them.
template <class Object>
class some {
public:
    Object& any(choices& in) { return objects_[in.below(objects_.size())]; }

private:
    std::array<Object, 3> objects_;
};

template <class T>
class networks {
public:
    networks(choices& in, arena& memory) : in_(in), memory_(memory)
    {
        data_.emplace_back();
        states_.emplace_back();
    }

    /// What is referred to by others stays as it is: each is a new one.
    const reduced_data<T>& data() { return data_[in_.below(data_.size() < 256 ? data_.size() : 256)]; }
    network_state<T>& state() { return states_[in_.below(states_.size() < 256 ? states_.size() : 256)]; }

    /// One of the calls that make data or states.
    void act()
    {
        switch (in_.below(8)) {
        case 0: create_reduction(); break;
        case 1: add_rows(); break;
        case 2: finish(); break;
        case 3: make_data(); break;
        case 4: create_state(); break;
        case 5: draw(state()); break;
        case 6: fill(state()); break;
        default: problem(); break;
        }
    }

private:
    void create_reduction()
    {
        const data_dims dims = {in_.dimension(), in_.dimension(), in_.dimension(), in_.one_in(2)};
        data_reduction<T>& result = reductions_.any(in_);
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return data_reduction<T>::bytes(dims, bytes); },
                [&](workspace w) { return data_reduction<T>::create(dims, w, result); }, result))
            last_ = dims;
    }
    void add_rows()
    {
        const std::size_t rows = in_.below(8);
        const std::size_t inputs = in_.one_in(16) ? in_.below(8) : last_.inputs;
        const std::size_t outputs = in_.one_in(16) ? in_.below(8) : last_.outputs;
        if (inputs > 100 || outputs > 100) return;
        const matrix_view<T> x = memory_.matrix<T>(in_, rows, inputs), y = memory_.matrix<T>(in_, rows, outputs);
        (void)call([&] { return reductions_.any(in_).add(x, y); }, x, y);
    }
    void finish()
    {
        data_reduction<T>& reduction = reductions_.any(in_);
        reduced_data<T> result;
        if (call([&] { return reduction.finish(result); }, result) != status::ok) return;
        require(result.rank > 0 && result.rank <= result.inputs && result.rank <= result.samples, "a rank fits its matrix");
        require(result.singular_values.size() == result.rank, "there are as many singular values as the rank");
        for (std::size_t i = 0; i < result.rank; ++i)
            require(result.singular_values[i] > 0 && (i == 0 || result.singular_values[i] <= result.singular_values[i - 1]),
                    "singular values are positive and descend");
        reduced_data<T> again;
        require(reduction.finish(again) == status::ok && again.rank == result.rank, "finish repeats its answer");
        data_.push_back(result);
    }
    /// Reduced data as a caller may write them down.
    void make_data()
    {
        reduced_data<T> d;
        d.rank = 1 + in_.below(6);
        d.outputs = 1 + in_.below(3);
        d.samples = d.rank + in_.below(4);
        d.inputs = d.rank + in_.below(4);
        const span<T> values = memory_.array<T>(d.rank);
        for (std::size_t i = 0; i < d.rank; ++i) values[i] = i == 0 ? in_.number<T>() : values[0] / T(1 + i);
        d.singular_values = values;
        d.targets = memory_.matrix<T>(in_, d.rank, d.outputs);
        if (in_.one_in(2)) d.basis = memory_.matrix<T>(in_, d.rank, d.inputs);
        if (in_.one_in(4)) d.unreachable_loss = in_.number<T>();
        if (in_.one_in(4)) d.exponent = static_cast<int>(in_.below(256)) * 8 - 1024;
        if (in_.one_in(8)) (in_.one_in(2) ? d.rank : d.outputs) = in_.dimension();
        if (in_.one_in(16)) d.samples = in_.dimension();
        data_.push_back(d);
    }
    void create_state()
    {
        const reduced_data<T>& d = data();
        network_dims dims = {d.rank, d.outputs, in_.width()};
        if (in_.one_in(8)) dims.rank = in_.dimension();
        if (in_.one_in(8)) dims.outputs = in_.dimension();
        network_state<T> result;
        if (with_memory(
                in_, memory_, [&](std::size_t& bytes) { return network_state_bytes<T>(dims, bytes); },
                [&](workspace w) { return create_network_state(dims, w, result); }, result))
            states_.push_back(result);
    }
    void draw(network_state<T>& result)
    {
        const double width = in_.one_in(2) ? result.width : in_.width();
        const std::size_t layers = result.first_layer.rows;
        const network_dims dims = {result.predictor.rows, result.predictor.columns,
                                   layers > 0 ? static_cast<double>(layers) : std::numeric_limits<double>::infinity()};
        const std::uint64_t seed = in_.byte();
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return draw_initial_bytes<T>(dims, width, bytes); },
            [&](workspace w) { return draw_initial(width, seed, w, result); }, result, result.predictor, result.second_deviation,
            result.first_layer, result.second_layer);
    }
    void fill(network_state<T>& s)
    {
        const T value = in_.number<T>();
        switch (in_.below(6)) {
        case 0: s.width = in_.width(); break;
        case 1:
            if (s.predictor.rows * s.predictor.columns > 0) s.predictor(0, 0) = value;
            break;
        case 2:
            if (s.second_deviation.rows > 0) s.second_deviation(0, 0) = value;
            break;
        case 3:
            if (s.first_deviation.rows > 0) s.first_deviation.set(s.first_deviation.rows - 1, 0, value);
            break;
        case 4:
            if (s.first_layer.rows * s.first_layer.columns > 0) s.first_layer(0, 0) = value;
            break;
        default:
            // Shapes that do not fit.
            network_state<T> wrong = s;
            if (wrong.predictor.rows > 1) --wrong.predictor.rows;
            states_.push_back(wrong);
            break;
        }
    }
    /// Data and a state that fit each other, which chance alone would seldom find.
    void problem()
    {
        const std::size_t rows = 1 + in_.below(8), inputs = 1 + in_.below(8), outputs = 1 + in_.below(3);
        const data_dims dims = {rows, inputs, outputs, in_.one_in(2)};
        std::size_t bytes = 0;
        require(data_reduction<T>::bytes(dims, bytes) == status::ok, "small dimensions have a size");
        data_reduction<T> reduction;
        require(data_reduction<T>::create(dims, memory_.take(bytes), reduction) == status::ok, "the size is enough");
        const matrix_view<T> x = memory_.matrix<T>(in_, rows, inputs), y = memory_.matrix<T>(in_, rows, outputs);
        if (reduction.add(x, y) != status::ok) return;
        reduced_data<T> reduced;
        if (call([&] { return reduction.finish(reduced); }, reduced) != status::ok) return;
        data_.push_back(reduced);
        const network_dims wanted = {reduced.rank, outputs, in_.width()};
        if (network_state_bytes<T>(wanted, bytes) != status::ok) return;
        network_state<T> state;
        require(create_network_state(wanted, memory_.take(bytes), state) == status::ok, "the size is enough");
        states_.push_back(state);
        const double width = keeps_factor(wanted) ? state.width : wanted.width;
        const std::uint64_t seed = in_.byte();
        if (draw_initial_bytes<T>(wanted, width, bytes) != status::ok) return;
        (void)call([&] { return draw_initial(width, seed, memory_.take(bytes), states_.back()); }, states_.back());
    }

    choices& in_;
    arena& memory_;
    some<data_reduction<T>> reductions_;
    data_dims last_;
    std::deque<reduced_data<T>> data_;
    std::deque<network_state<T>> states_;
};

}  // namespace catapult::test

#endif
