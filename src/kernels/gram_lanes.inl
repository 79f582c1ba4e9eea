// Steps of the Gram engine with one output for many trajectories, one in each lane, and the end of a step with any number of
// outputs. symmetric.inl and gram.inl step one trajectory, with its rows in lanes. This file does the same operations in the
// same order, with a block in place of each number. A lane of theirs, over which they sum in a tree, is here the place of a row
// within its panel. The zeros that fill up their last panel are left out, which can change the sign of a zero but nothing else.

#ifndef CATAPULT_UNROLL
#define CATAPULT_UNROLL
#endif

namespace catapult::detail {
namespace {

/// sums[0] ← the sums over the places, in the tree of sum(). Places from `used` on hold nothing.
template <class T, size_t count>
CATAPULT_INLINE void add_places(size_t used, part<T> (*sums)[count])
{
    for (size_t half = lanes<T> / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half && l + half < used; ++l)
            for (size_t s = 0; s < count; ++s) sums[l][s] = add(sums[l][s], sums[l + half][s]);
}

/// total ← the sums over the places in a panel, `count` of them at once, in the tree of sum(). terms(l, sums) computes the sums of
/// place l. Places from `used` on hold nothing. The tree over the places `place`, place + step, … first sums every other one of
/// them, so that only a few sums are kept at a time: they stay in registers.
template <class T, size_t count, size_t step = 1, class Terms>
CATAPULT_INLINE void sum_places(size_t used, const Terms& terms, part<T>* total, size_t place = 0)
{
    if constexpr (register_blocks < 8) {
        // The sums of one place fill the registers. So the code is written out once, not for each place.
        part<T> sums[lanes<T>][count];
        for (size_t l = 0; l < used && l < lanes<T>; ++l) terms(l, sums[l]);
        add_places<T, count>(used, sums);
        for (size_t s = 0; s < count; ++s) total[s] = sums[0][s];
    } else if constexpr (step == lanes<T>) {
        terms(place, total);
    } else {
        sum_places<T, count, 2 * step>(used, terms, total, place);
        if (place + step >= used) return;
        part<T> more[count];
        sum_places<T, count, 2 * step>(used, terms, more, place + step);
        CATAPULT_UNROLL
        for (size_t s = 0; s < count; ++s) total[s] = add(total[s], more[s]);
    }
}

/// The number of outputs that code is compiled for. With K = 0 it is known when the code runs, which takes less code.
template <size_t K>
struct output_count {
    static constexpr size_t most = K;
    static constexpr output_count of(size_t) { return {}; }
    constexpr operator size_t() const { return K; }
};
template <>
struct output_count<0> {
    static constexpr size_t most = gram_lanes<float>::largest_outputs;
    static output_count of(size_t outputs) { return {outputs}; }
    operator size_t() const { return count; }
    size_t count;
};

/// The addresses of the fields of one row, of one part of the lanes. Z and the Z of the step before exchange places at each step.
template <class T, size_t K = 1>
struct batch_row {
    T *at, *z, *last;
    output_count<K> outputs = {};

    CATAPULT_INLINE batch_row below(size_t rows) const { return moved(rows * gram_lane_row::size * outputs * lanes<T>); }
    CATAPULT_INLINE batch_row moved(size_t step) const { return {at + step, z + step, last + step, outputs}; }
    CATAPULT_INLINE T* field(size_t which, size_t column = 0) const { return at + (which * outputs + column) * lanes<T>; }
    CATAPULT_INLINE part<T> gradient(size_t column = 0) const { return load_part(z + column * lanes<T>); }
    CATAPULT_INLINE part<T> gradient_last(size_t column = 0) const { return load_part(last + column * lanes<T>); }
    CATAPULT_INLINE part<T> side(size_t column = 0) const { return load_part(field(gram_lane_row::side, column)); }
};

/// The first row, at the begin of a step. Its Z and the Z of the step before exchange places for the next step.
template <class T, size_t K>
CATAPULT_INLINE batch_row<T, K> exchanged_rows(gram_lanes<T>& group, output_count<K> outputs)
{
    const size_t last = group.exchanged * outputs * lanes<T>;
    group.exchanged = 1 - group.exchanged;
    return {group.rows, group.rows + last, group.rows + group.exchanged * outputs * lanes<T>, outputs};
}

/// Where columns stand in their panel. A chain of a row runs over the columns of a panel, tile by tile. The columns that `begin`
/// the panel begin the chain with zero; the others go on with what the tile before has stored. The columns that `end` it add
/// the chain to the product.
template <bool begin_, bool end_>
struct in_panel {
    static constexpr bool begin = begin_, end = end_;
};

template <class T, class Place>
CATAPULT_INLINE part<T> begin_chain(const batch_row<T>& row, Place)
{
    return Place::begin ? broadcast_part(T(0)) : load_part(row.field(gram_lane_row::chain));
}
/// If `initial`, the product holds nothing yet.
template <class T>
CATAPULT_INLINE void add_to_product(const batch_row<T>& row, part<T> chain, bool initial)
{
    T* const product = row.field(gram_lane_row::product);
    if (initial)
        store(product, chain);
    else
        store(product, add(load_part(product), chain));
}

/// The columns of D that are taken together. What belongs to them, and their sums, stay in registers while the rows pass: two
/// columns fill the 16 registers of AVX2, and four the 32 of AVX-512. No result depends on their number.
constexpr size_t tile_columns = register_blocks == 8 ? 2 : 4;

/// `count` columns of D from one on, and a tile of them in one row. The row is updated by the b and Z of the last step, D ← D +
/// b Zᵀ + Z bᵀ, and its part of DZ is added to the chain of the row and to the sums of the columns.
template <class T, size_t count>
struct batch_columns {
    part<T> side[count], last[count], z[count];

    CATAPULT_INLINE explicit batch_columns(const batch_row<T>& first)
    {
        CATAPULT_UNROLL
        for (size_t c = 0; c < count; ++c) {
            const batch_row<T> own = first.below(c);
            side[c] = own.side(), last[c] = own.gradient_last(), z[c] = own.gradient();
        }
    }
    template <class Place>
    CATAPULT_INLINE void pass(const batch_row<T>& row, T* elements, bool initial, part<T>* sums, Place place) const
    {
        const part<T> row_side = held(row.side()), row_last = held(row.gradient_last()), row_z = held(row.gradient());
        part<T> chain = begin_chain(row, place);
        CATAPULT_UNROLL
        for (size_t c = 0; c < count; ++c) {
            T* const at = elements + c * lanes<T>;
            const part<T> element = fma(row_last, side[c], fma(row_side, last[c], load_part(at)));
            store(at, element);
            chain = fma(element, z[c], chain);
            sums[c] = fma(element, row_z, sums[c]);
        }
        if (Place::end)
            add_to_product(row, chain, initial);
        else
            store(row.field(gram_lane_row::chain), chain);
    }
    /// The triangle on the diagonal.
    CATAPULT_INLINE void corner(T* elements, size_t row, part<T>* sums) const
    {
        CATAPULT_UNROLL
        for (size_t i = 0; i < count; ++i) {
            CATAPULT_UNROLL
            for (size_t c = 0; c <= i; ++c) {
                T* const at = elements + c * lanes<T>;
                const part<T> element = fma(last[i], side[c], fma(side[i], last[c], load_part(at)));
                store(at, element);
                sums[i] = fma(element, z[c], sums[i]);
                if (i > c) sums[c] = fma(element, z[i], sums[c]);
            }
            elements += (row + i + 1) * lanes<T>;
        }
    }
};

/// The rows of a set of columns after its triangle: `inside` in the panel of the diagonal, and `below` in the panels after that.
/// The columns of the `initial` panel have a product that holds nothing yet.
struct set_rows {
    size_t inside, below;
    bool initial;
};

/// The rows below the panel of the diagonal. There each column has one chain for each place in a panel, and the tree sums them
/// over the places.
template <class T, size_t count, class Place>
struct rows_below {
    const batch_columns<T, count>& tile;
    batch_row<T> first;
    T* elements;
    size_t rows;
    bool initial;

    CATAPULT_INLINE void operator()(size_t place, part<T>* sums) const
    {
        constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
        constexpr bool one_row = gram_lanes<T>::largest_rank <= 2 * w;
        CATAPULT_UNROLL
        for (size_t c = 0; c < count; ++c) sums[c] = broadcast_part(T(0));
        size_t i = place;
        do tile.pass(first.below(i), elements + i * columns * w, initial, sums, Place());
        while (!one_row && (i += w) < rows);
    }
};

/// A tile of `count` columns from column `first` of a set on. The triangle of the set has `rows` rows.
template <class T, size_t rows, size_t first, size_t count, class Place>
CATAPULT_INLINE void batch_tile(const batch_row<T>& set, T* elements, const set_rows& of, Place)
{
    constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
    // Rows of the panel have the chain ended by their own tiles.
    using within = in_panel<Place::begin && first == 0, false>;
    using beyond = in_panel<within::begin, Place::end && first + count == columns>;
    const batch_columns<T, count> tile(set.below(first));
    part<T> total[count];
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) total[c] = begin_chain(set.below(first + c), within());
    tile.corner(elements + (first * (first + 1) / 2 + first) * w, first, total);
    CATAPULT_UNROLL
    for (size_t i = first + count; i < rows; ++i)
        tile.pass(set.below(i), elements + (i * (i + 1) / 2 + first) * w, of.initial, total, within());
    batch_row<T> next = set.below(columns);
    elements += columns * (columns + 1) / 2 * w;
    if (rows == columns && !Place::end)
        for (size_t i = 0; i < of.inside; ++i, next = next.below(1), elements += columns * w)
            tile.pass(next, elements + first * w, of.initial, total, within());
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) add_to_product(set.below(first + c), total[c], of.initial);
    if (rows < columns || of.below == 0) return;

    sum_places<T, count>(of.below, rows_below<T, count, beyond>{tile, next, elements + first * w, of.below, of.initial}, total);
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) add_to_product(set.below(first + c), total[c], false);
}

/// The columns of a set, tile by tile.
template <class T, size_t rows, size_t first, class Place>
CATAPULT_INLINE void batch_tiles(const batch_row<T>& set, T* elements, const set_rows& of, Place place)
{
    if constexpr (first < rows) {
        batch_tile<T, rows, first, (rows - first < tile_columns ? rows - first : tile_columns)>(set, elements, of, place);
        batch_tiles<T, rows, first + tile_columns>(set, elements, of, place);
    }
}

/// A set of columns, part by part of the lanes, so that its rows are in the cache when the next part takes them. The triangle
/// has `count` rows, or fewer in the last set.
template <class T, size_t rows, class Place>
CATAPULT_INLINE void batch_set(size_t count, const batch_row<T>& set, T* elements, const set_rows& of, Place place)
{
    if constexpr (rows > 1) {
        if (count < rows) return batch_set<T, rows - 1>(count, set, elements, of, place);
    }
    for (size_t lane = 0; lane < lanes<T>; lane += lanes<T> / parts)
        batch_tiles<T, rows, 0>(set.moved(lane), elements + lane, of, place);
}

/// The products DZ. First updates D by the last step.
template <class T>
CATAPULT_INLINE void batch_products(size_t rank, batch_row<T> row, T* elements)
{
    constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
    static_assert(w % columns == 0 && w > columns && columns % tile_columns == 0, "a panel is sets, and a set is tiles");
    for (size_t column = 0;; column += columns, row = row.below(columns)) {
        const size_t place = column % w, left = rank - column;
        const size_t rows = left < columns ? left : columns, panel = left < w - place ? left : w - place;
        const set_rows of = {panel - rows, left - panel, column < w};
        if (place == 0)
            batch_set<T, columns>(rows, row, elements, of, in_panel<true, false>());
        else if (w > 2 * columns && place + columns < w)
            batch_set<T, columns>(rows, row, elements, of, in_panel<false, false>());
        else
            batch_set<T, columns>(rows, row, elements, of, in_panel<false, true>());
        if (left <= columns) return;
        elements += (gram_lanes<T>::elements(left) - gram_lanes<T>::elements(left - columns)) * w;
    }
}

template <class T>
struct batch_rates {
    part<T> eta, drift, curvature, half;
};
/// For one output: with E and ωᵀZ.
template <class T>
struct column_rates : batch_rates<T> {
    part<T> second, overlap;
};
enum batch_sum { residuals, sides, bends, advanced_sums, predictors = advanced_sums, gradients, overlaps, batch_sums };

/// The parts of a step in one row other than the product DZ, and the terms of this row in three scalar products.
template <class T, class Broadcast>
CATAPULT_INLINE void batch_advance_row(const batch_row<T>& row, const Broadcast& singular_value, const Broadcast& gain,
                                       const column_rates<T>& at, part<T>* sums)
{
    using of = gram_lane_row;
    const part<T> z = row.gradient(), omega = load_part(row.field(of::predictor));
    const part<T> both = fma(z, at.second, z);
    const part<T> first = add(z, load_part(row.field(of::product)));
    const part<T> change = fnma(at.eta, add(first, both), mul(at.curvature, mul(z, at.overlap)));
    const part<T> rho_next = fma(singular_value, change, load_part(row.field(of::residual)));
    const part<T> side = fnma(at.drift, omega, mul(at.half, both));
    store(row.field(of::predictor), add(omega, change));
    store(row.field(of::residual), rho_next);
    store(row.last, mul(gain, rho_next));
    store(row.field(of::side), side);
    sums[residuals] = fma(rho_next, rho_next, sums[residuals]);
    sums[sides] = fma(side, side, sums[sides]);
    sums[bends] = fma(z, first, sums[bends]);
}

/// The terms of one place in three scalar products, with the step in its rows.
template <class T>
struct advanced_rows {
    gram_lanes_problem<T> problem;
    batch_row<T> first;
    column_rates<T> rates;

    CATAPULT_INLINE void operator()(size_t place, part<T>* sums) const
    {
        CATAPULT_UNROLL
        for (size_t k = 0; k < advanced_sums; ++k) sums[k] = broadcast_part(T(0));
        for (size_t i = place; i < problem.rank; i += lanes<T>)
            batch_advance_row<T>(first.below(i), broadcast_part(problem.singular_values[i]), broadcast_part(problem.gains[i]),
                                 rates, sums);
    }
};

/// The terms of one place in the other three, after the step.
template <class T>
struct squared_rows {
    size_t rank;
    batch_row<T> first;

    CATAPULT_INLINE void operator()(size_t place, part<T>* sums) const
    {
        CATAPULT_UNROLL
        for (size_t k = advanced_sums; k < batch_sums; ++k) sums[k - advanced_sums] = broadcast_part(T(0));
        for (size_t i = place; i < rank; i += lanes<T>) {
            const batch_row<T> row = first.below(i);
            const part<T> omega = held(load_part(row.field(gram_lane_row::predictor))), z = held(row.gradient_last());
            part<T>*const predictor = sums + (predictors - advanced_sums), *const gradient = sums + (gradients - advanced_sums),
                          *const overlap = sums + (overlaps - advanced_sums);
            *predictor = fma(omega, omega, *predictor);
            *gradient = fma(z, z, *gradient);
            *overlap = fma(omega, z, *overlap);
        }
    }
};

/// The parts of a step other than the product DZ, for one part of the lanes. sums[k · w] receives scalar product k. There are six
/// of them. Three are summed at a time, so that they stay in registers.
template <class T>
CATAPULT_INLINE void batch_advance(const gram_lanes_problem<T>& problem, const batch_row<T>& row, const column_rates<T>& rates,
                                   T* sums)
{
    constexpr size_t others = batch_sums - advanced_sums;
    part<T> advanced[advanced_sums], squared[others];
    sum_places<T, advanced_sums>(problem.rank, advanced_rows<T>{problem, row, rates}, advanced);
    CATAPULT_UNROLL
    for (size_t k = 0; k < advanced_sums; ++k) store(sums + k * lanes<T>, advanced[k]);
    sum_places<T, others>(problem.rank, squared_rows<T>{problem.rank, row}, squared);
    CATAPULT_UNROLL
    for (size_t k = 0; k < others; ++k) store(sums + (advanced_sums + k) * lanes<T>, squared[k]);
}

/// The rates of one part of the lanes, from `offset` on.
template <class T>
CATAPULT_INLINE batch_rates<T> rates_at(const gram_lanes<T>& group, size_t offset)
{
    return {load_part(group.eta + offset), load_part(group.drift + offset), load_part(group.curvature + offset),
            load_part(group.half_curvature + offset)};
}

/// An element of the next E, from that of E, of ωᵀZ + Zᵀω and of Zᵀ(I + D)Z.
template <class T>
CATAPULT_INLINE block<T> next_second(const gram_lanes<T>& group, block<T> second, block<T> overlaps, block<T> bend)
{
    return add(sub(second, mul(load(group.drift), overlaps)), mul(load(group.curvature), bend));
}

/// The end of a step: E and what a look at a lane needs. found[k · w] is sum k of batch_sum, for the four squares. `next` is the
/// lower triangle of the next E, row by row, and `second_square` the sum of its squares. wanted ← the lanes that want to be looked
/// at, kept ← the lanes that are not lost, one bit each.
template <class T, size_t K>
CATAPULT_INLINE void end_step(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, const T* found, const block<T>* next,
                              block<T> second_square, T clock, unsigned& wanted, unsigned& kept)
{
    constexpr size_t w = lanes<T>;
    const block<T> residual_square = load(found + residuals * w), gradient_square = load(found + gradients * w);
    const block<T> bound = add(load(group.bound), add(load(found + sides * w), load(group.gradient_square)));
    block<T> total = add(add(residual_square, load(found + predictors * w)), gradient_square);
    total = add(add(total, second_square), mul(broadcast(T(2)), bound));
    store(group.gradient_square, gradient_square);
    store(group.bound, bound);

    // A lane that is lost keeps its E and its loss.
    const block<T> infinity = broadcast(static_cast<T>(__builtin_inf()));
    const block<T> loss_last = load(group.loss), peak = load(group.peak);
    const block<T> loss = choose_below(total, infinity, div(residual_square, broadcast(problem.twice_samples)), loss_last);
    T* const second = K == 1 ? group.second : group.seconds;
    const auto outputs = output_count<K>::of(problem.outputs);
    for (size_t c = 0; c < outputs; ++c)
        for (size_t l = 0; l <= c; ++l) {
            const size_t lower = (c * outputs + l) * w, upper = (l * outputs + c) * w;
            const block<T> element = next[c * (c + 1) / 2 + l];
            store(second + lower, choose_below(total, infinity, element, load(second + lower)));
            if (l < c) store(second + upper, choose_below(total, infinity, element, load(second + upper)));
        }
    store(group.loss, loss);
    store(group.peak, larger(loss, peak));
    store(group.peak_clock, choose_below(peak, loss, broadcast(clock), load(group.peak_clock)));
    store(group.falling, choose_below(loss, loss_last, add(load(group.falling), broadcast(T(1))), broadcast(T(0))));
    kept = lanes_below(total, infinity);
    wanted = lanes_below(loss, load(group.converged)) | lanes_below(load(group.divergent), loss) |
             lanes_below(load(group.divergent_gradient), gradient_square);
}

/// One step of all lanes, with end_step.
template <class T>
CATAPULT_INLINE void batch_step(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, T clock, unsigned& wanted,
                                unsigned& kept)
{
    constexpr size_t w = lanes<T>;
    const batch_row<T> row = exchanged_rows<T, 1>(group, {});
    batch_products<T>(problem.rank, row, group.first);

    T found[batch_sums * w];
    for (size_t l = 0; l < w; l += w / parts)
        batch_advance<T>(problem, row.moved(l), {rates_at(group, l), load_part(group.second + l), load_part(group.overlap + l)},
                         found + l);
    const block<T> overlap = load(group.overlap);
    const block<T> next = next_second<T>(group, load(group.second), add(overlap, overlap),
                                         load(static_cast<const T*>(found) + bends * w));
    store(group.overlap, load(static_cast<const T*>(found) + overlaps * w));
    end_step<T, 1>(problem, group, found, &next, mul(next, next), clock, wanted, kept);
}

}  // namespace
}  // namespace catapult::detail
