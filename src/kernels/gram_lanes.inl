// Steps of the Gram engine with one output for many trajectories, one in each lane. symmetric.inl and gram.inl step one
// trajectory, with its rows in lanes. This file does the same operations in the same order, with a block in place of
// each number. A lane of theirs, over which they sum in a tree, is here the place of a row within its panel. The zeros
// that fill up their last panel are left out, which can change the sign of a zero but nothing else.

#ifndef CATAPULT_UNROLL
#define CATAPULT_UNROLL
#endif

namespace catapult::detail {
namespace {

/// The tree of sum() over `count` blocks, a power of two.
template <class T, size_t count>
CATAPULT_INLINE block<T> tree(const block<T>* a)
{
    block<T> s[count];
    CATAPULT_UNROLL
    for (size_t i = 0; i < count; ++i) s[i] = a[i];
    CATAPULT_UNROLL
    for (size_t half = count / 2; half > 0; half /= 2) CATAPULT_UNROLL
    for (size_t i = 0; i < half; ++i) s[i] = add(s[i], s[i + half]);
    return s[0];
}

/// The smallest power of two that is not below `count`.
CATAPULT_INLINE size_t rounded_up(size_t count)
{
    size_t whole = 1;
    while (whole < count) whole *= 2;
    return whole;
}

/// result[s] ← the tree of sum() over the first `whole` blocks of sums[s]. `whole` is a power of two; the blocks after
/// these would be zero.
template <class T, size_t sets, size_t count = lanes<T> / 2>
CATAPULT_INLINE void trees(size_t whole, const block<T> (&sums)[sets][lanes<T> / 2], block<T>* result)
{
    if constexpr (count > 1) {
        if (whole < count) return trees<T, sets, count / 2>(whole, sums, result);
    }
    CATAPULT_UNROLL
    for (size_t s = 0; s < sets; ++s) result[s] = tree<T, count>(sums[s]);
}

/// The addresses of the fields of one row. Z and the Z of the step before exchange places at each step.
template <class T>
struct batch_row {
    T *at, *z, *last;

    CATAPULT_INLINE batch_row below(size_t rows) const
    {
        const size_t step = rows * gram_lane_row::size * lanes<T>;
        return {at + step, z + step, last + step};
    }
    CATAPULT_INLINE T* field(size_t which) const { return at + which * lanes<T>; }
    CATAPULT_INLINE block<T> gradient() const { return load(z); }
    CATAPULT_INLINE block<T> gradient_last() const { return load(last); }
    CATAPULT_INLINE block<T> side() const { return load(field(gram_lane_row::side)); }
};

/// The part of a chain that one set of columns computes. A chain of a row runs over the columns of a panel, which can
/// have two sets. A set that `begins` starts the chain from zero; otherwise it goes on with the chain that the set
/// before has stored. A set that `ends` adds the chain to the product; otherwise it stores the chain for the next set.
template <bool begins_, bool ends_>
struct chain_part {
    static constexpr bool begins = begins_, ends = ends_;
};

template <class T, class Part>
CATAPULT_INLINE block<T> begin_chain(const batch_row<T>& row, Part)
{
    return Part::begins ? broadcast(T(0)) : load(row.field(gram_lane_row::chain));
}

/// If `initial`, the product holds nothing yet.
template <class T, class Part>
CATAPULT_INLINE void end_chain(const batch_row<T>& row, bool initial, block<T> chain, Part)
{
    T* const product = row.field(gram_lane_row::product);
    if (!Part::ends)
        store(row.field(gram_lane_row::chain), chain);
    else if (initial)
        store(product, chain);
    else
        store(product, add(load(product), chain));
}

/// The triangle of D on its diagonal in the first `count` rows of a set of `count` columns. Updates it by the b and Z
/// of the last step, D ← D + b Zᵀ + Z bᵀ, and adds its part of DZ to the chain of each row.
template <class T, size_t count>
CATAPULT_INLINE void batch_corner(const batch_row<T>& row, T* elements, block<T>* total)
{
    constexpr size_t w = lanes<T>;
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) {
        const batch_row<T> own = row.below(c);
        const block<T> side = own.side(), last = own.gradient_last(), z = own.gradient();
        CATAPULT_UNROLL
        for (size_t i = c; i < count; ++i) {
            const batch_row<T> other = row.below(i);
            T* const at = elements + (i * (i + 1) / 2 + c) * w;
            const block<T> element = fma(other.gradient_last(), side, fma(other.side(), last, load(at)));
            store(at, element);
            total[i] = fma(element, z, total[i]);
            if (i > c) total[c] = fma(element, other.gradient(), total[c]);
        }
    }
}

/// `count` rows below the triangle of a full set, `apart` rows from each other. sums[n][c] receives the part of row n
/// in the product of column c.
template <class T, size_t count, class Part>
CATAPULT_INLINE void batch_rows(const batch_row<T>& set, const batch_row<T>& row, T* elements, size_t apart, bool initial,
                                block<T> (*sums)[gram_lanes<T>::columns], Part part)
{
    constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
    block<T> side[count], last[count], z[count], chain[count];
    CATAPULT_UNROLL
    for (size_t n = 0; n < count; ++n) {
        const batch_row<T> own = row.below(n * apart);
        side[n] = own.side(), last[n] = own.gradient_last(), z[n] = own.gradient();
        chain[n] = begin_chain(own, part);
    }
    CATAPULT_UNROLL
    for (size_t c = 0; c < columns; ++c) {
        const batch_row<T> column = set.below(c);
        const block<T> side_c = column.side(), last_c = column.gradient_last(), z_c = column.gradient();
        CATAPULT_UNROLL
        for (size_t n = 0; n < count; ++n) {
            T* const at = elements + (n * apart * columns + c) * w;
            const block<T> element = fma(last[n], side_c, fma(side[n], last_c, load(at)));
            store(at, element);
            chain[n] = fma(element, z_c, chain[n]);
            sums[n][c] = fma(element, z[n], sums[n][c]);
        }
    }
    CATAPULT_UNROLL
    for (size_t n = 0; n < count; ++n) end_chain(row.below(n * apart), initial, chain[n], part);
}

/// A full set of columns. After its triangle come `inside` more rows in the panel of the diagonal, and `below` rows in
/// the panels after that. In these panels each column has one chain for each place in a panel, and the tree sums them
/// over the places.
template <class T, class Part>
CATAPULT_INLINE void batch_set(const batch_row<T>& row, T* elements, size_t inside, size_t below, bool initial, Part part)
{
    constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
    block<T> total[1][columns];
    CATAPULT_UNROLL
    for (size_t c = 0; c < columns; ++c) total[0][c] = begin_chain(row.below(c), part);
    batch_corner<T, columns>(row, elements, total[0]);
    elements += columns * (columns + 1) / 2 * w;
    batch_row<T> next = row.below(columns);
    if (w > columns)
        for (; inside > 0; --inside, next = next.below(1), elements += columns * w)
            batch_rows<T, 1>(row, next, elements, 0, initial, total, part);
    CATAPULT_UNROLL
    for (size_t c = 0; c < columns; ++c) end_chain(row.below(c), initial, total[0][c], chain_part<true, true>());
    if (below == 0) return;

    const size_t half = rounded_up(below < w ? below : w) / 2;
    block<T> sums[columns][w / 2], sum[columns];
    for (size_t l = 0; l == 0 || l < half; ++l) {
        // The tree first adds places that are half of it apart. So these are computed together.
        block<T> pair[2][columns];
        CATAPULT_UNROLL
        for (size_t c = 0; c < columns; ++c) pair[0][c] = pair[1][c] = broadcast(T(0));
        size_t i = l;
        for (; half > 0 && i + half < below; i += w)
            batch_rows<T, 2>(row, next.below(i), elements + i * columns * w, half, initial, pair, part);
        if (i < below) batch_rows<T, 1>(row, next.below(i), elements + i * columns * w, 0, initial, pair, part);
        CATAPULT_UNROLL
        for (size_t c = 0; c < columns; ++c) sums[c][l] = add(pair[0][c], pair[1][c]);
    }
    trees<T>(half > 0 ? half : 1, sums, sum);
    CATAPULT_UNROLL
    for (size_t c = 0; c < columns; ++c) end_chain(row.below(c), false, sum[c], chain_part<true, true>());
}

/// The last set, of `rows` ≤ gram_lanes::columns columns.
template <class T, size_t count, class Part>
CATAPULT_INLINE void batch_last_set(size_t rows, const batch_row<T>& row, T* elements, bool initial, Part part)
{
    if constexpr (count > 1) {
        if (rows < count) return batch_last_set<T, count - 1>(rows, row, elements, initial, part);
    }
    block<T> total[count];
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) total[c] = begin_chain(row.below(c), part);
    batch_corner<T, count>(row, elements, total);
    CATAPULT_UNROLL
    for (size_t c = 0; c < count; ++c) end_chain(row.below(c), initial, total[c], chain_part<true, true>());
}

/// The products DZ. First updates D by the last step.
template <class T>
CATAPULT_INLINE void batch_products(size_t rows, batch_row<T> row, T* elements)
{
    constexpr size_t w = lanes<T>, columns = gram_lanes<T>::columns;
    static_assert(w == columns || w == 2 * columns, "a panel is one set or two");
    // Goes on to the next set and returns its number of rows.
    const auto next_set = [&](size_t left) {
        elements += (columns * (columns + 1) / 2 + (left - columns) * columns) * w;
        row = row.below(columns);
        return left - columns;
    };
    bool initial = true;
    while (rows > w) {
        if (w > columns) {
            batch_set<T>(row, elements, w - columns, rows - w, initial, chain_part<true, false>());
            rows = next_set(rows);
            batch_set<T>(row, elements, 0, rows - columns, initial, chain_part<false, true>());
        } else {
            batch_set<T>(row, elements, 0, rows - w, initial, chain_part<true, true>());
        }
        rows = next_set(rows);
        initial = false;
    }
    if (w > columns && rows > columns) {
        batch_set<T>(row, elements, rows - columns, 0, initial, chain_part<true, false>());
        rows = next_set(rows);
        batch_last_set<T, columns>(rows, row, elements, initial, chain_part<false, true>());
    } else {
        batch_last_set<T, columns>(rows, row, elements, initial, chain_part<true, true>());
    }
}

template <class T>
struct batch_rates {
    block<T> eta, drift, curvature, half, second, overlap;
};
enum batch_sum { residuals, predictors, gradients, sides, bends, overlaps, batch_sums };

/// The parts of a step in one row other than the product DZ, and the terms of this row in the scalar products.
template <class T>
CATAPULT_INLINE void batch_advance_row(const batch_row<T>& row, T singular_value, T gain, const batch_rates<T>& at,
                                       block<T>* sums)
{
    using of = gram_lane_row;
    const block<T> z = row.gradient(), omega = load(row.field(of::predictor));
    const block<T> both = fma(z, at.second, z);
    const block<T> first = add(z, load(row.field(of::product)));
    const block<T> change = fnma(at.eta, add(first, both), mul(at.curvature, mul(z, at.overlap)));
    const block<T> omega_next = add(omega, change);
    const block<T> rho_next = fma(broadcast(singular_value), change, load(row.field(of::residual)));
    const block<T> z_next = mul(broadcast(gain), rho_next);
    const block<T> side = fnma(at.drift, omega, mul(at.half, both));
    store(row.field(of::predictor), omega_next);
    store(row.field(of::residual), rho_next);
    store(row.last, z_next);
    store(row.field(of::side), side);
    sums[residuals] = fma(rho_next, rho_next, sums[residuals]);
    sums[predictors] = fma(omega_next, omega_next, sums[predictors]);
    sums[gradients] = fma(z_next, z_next, sums[gradients]);
    sums[sides] = fma(side, side, sums[sides]);
    sums[bends] = fma(z, first, sums[bends]);
    sums[overlaps] = fma(omega_next, z_next, sums[overlaps]);
}

/// One step of all lanes. wanted ← the lanes that want to be looked at, kept ← the lanes that are not lost, one bit
/// each.
template <class T>
CATAPULT_INLINE void batch_step(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, T clock, unsigned& wanted,
                                unsigned& kept)
{
    constexpr size_t w = lanes<T>;
    const size_t rows = problem.rank, half = rounded_up(rows < w ? rows : w) / 2;
    const T* const singular_values = problem.singular_values;
    const T* const gains = problem.gains;
    const batch_row<T> row = {group.rows, group.rows + group.exchanged * w, group.rows + (1 - group.exchanged) * w};
    group.exchanged = 1 - group.exchanged;
    batch_products<T>(rows, row, group.first);

    const block<T> zero = broadcast(T(0));
    const batch_rates<T> at = {load(group.eta),    load(group.drift),  load(group.curvature), load(group.half_curvature),
                               load(group.second), load(group.overlap)};
    block<T> sums[batch_sums][w / 2], sum[batch_sums];
    // The tree first adds places that are half of it apart. So these are computed together.
    for (size_t l = 0; l == 0 || l < half; ++l) {
        block<T> s[batch_sums], t[batch_sums];
        CATAPULT_UNROLL
        for (size_t k = 0; k < batch_sums; ++k) s[k] = t[k] = zero;
        for (size_t i = l; i < rows; i += w) batch_advance_row<T>(row.below(i), singular_values[i], gains[i], at, s);
        for (size_t i = l + half; half > 0 && i < rows; i += w)
            batch_advance_row<T>(row.below(i), singular_values[i], gains[i], at, t);
        CATAPULT_UNROLL
        for (size_t k = 0; k < batch_sums; ++k) sums[k][l] = add(s[k], t[k]);
    }
    trees<T>(half > 0 ? half : 1, sums, sum);
    const block<T> second_next = add(sub(at.second, mul(at.drift, add(at.overlap, at.overlap))), mul(at.curvature, sum[bends]));
    const block<T> bound = add(load(group.bound), add(sum[sides], load(group.gradient_square)));
    block<T> total = add(add(sum[residuals], sum[predictors]), sum[gradients]);
    total = add(add(total, mul(second_next, second_next)), mul(broadcast(T(2)), bound));
    store(group.overlap, sum[overlaps]);
    store(group.gradient_square, sum[gradients]);
    store(group.bound, bound);

    // A lane that is lost keeps its E and its loss.
    const block<T> infinity = broadcast(static_cast<T>(__builtin_inf()));
    const block<T> loss_last = load(group.loss), peak = load(group.peak);
    const block<T> loss = choose_below(total, infinity, div(sum[residuals], broadcast(problem.twice_samples)), loss_last);
    store(group.second, choose_below(total, infinity, second_next, at.second));
    store(group.loss, loss);
    store(group.peak, larger(loss, peak));
    store(group.peak_clock, choose_below(peak, loss, broadcast(clock), load(group.peak_clock)));
    store(group.falling, choose_below(loss, loss_last, add(load(group.falling), broadcast(T(1))), zero));
    kept = lanes_below(total, infinity);
    wanted = lanes_below(loss, load(group.converged)) | lanes_below(load(group.divergent), loss) |
             lanes_below(load(group.divergent_gradient), sum[gradients]);
}

template <class T>
void gram_lanes_advance(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, size_t clock, size_t most,
                        gram_lanes_stop& stop)
{
    unsigned wanted = 0, lost = 0;
    size_t steps = 0;
    do {
        ++steps;
        unsigned asking = 0, kept = 0;
        batch_step<T>(problem, group, static_cast<T>(clock + steps), asking, kept);
        lost = group.active & ~kept;
        wanted = (group.active & asking) | lost;
    } while (wanted == 0 && steps < most);
    stop = {wanted, lost, steps};
}

template <class T>
constexpr gram_lanes_kernels<T> gram_lanes_entries = {gram_lanes_advance<T>};

}  // namespace
}  // namespace catapult::detail
