// Steps of the Gram engine with K > 1 outputs for many trajectories, one in each lane: the operations of symmetric.inl and
// gram.inl in their order, as in gram_lanes.inl. Then the loop over steps, for any number of outputs.

namespace catapult::detail {
namespace {

/// The terms of one place in the scalar products of a column x with `count` columns y. Rows are `step` elements apart.
template <class T, size_t count>
struct product_rows {
    size_t rank, step;
    const T *x, *y;

    CATAPULT_INLINE void operator()(size_t place, part<T>* sums) const
    {
        constexpr size_t w = lanes<T>;
        CATAPULT_UNROLL
        for (size_t l = 0; l < count; ++l) sums[l] = broadcast_part(T(0));
        for (size_t i = place; i < rank; i += w) {
            const part<T> xi = held(load_part(x + i * step));
            CATAPULT_UNROLL
            for (size_t l = 0; l < count; ++l) sums[l] = fma(xi, load_part(y + i * step + l * w), sums[l]);
        }
    }
};

/// out_l ← x · y_l for the first `columns` columns of y, `count` at a time. No result depends on `count`.
template <class T, size_t count>
void column_products(size_t rank, size_t step, size_t columns, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    for (; columns >= count; columns -= count, y += count * w, out += count * w) {
        part<T> total[count];
        sum_places<T, count>(rank, product_rows<T, count>{rank, step, x, y}, total);
        CATAPULT_UNROLL
        for (size_t l = 0; l < count; ++l) store(out + l * w, total[l]);
    }
    if constexpr (count > 1) {
        if (columns > 0) column_products<T, 1>(rank, step, columns, x, y, out);
    }
}

/// `width` columns of D from `first` on, with all rows from their triangle on. elements[h] is the diagonal element of column h.
/// Each element is updated by the last step and then multiplied by the rows of Z that it meets.
template <class T, size_t K, size_t width>
CATAPULT_INLINE void lane_columns(size_t rows, const batch_row<T, K>& first, T* const* elements)
{
    constexpr size_t w = lanes<T>;
    using of = gram_lane_row;
    constexpr size_t most = output_count<K>::most;
    const size_t outputs = first.outputs;
    part<T> z[width][most], side[width][most], last[width][most], product[width][most];
    CATAPULT_UNROLL
    for (size_t h = 0; h < width; ++h) {
        const batch_row<T, K> own = first.below(h);
        CATAPULT_UNROLL
        for (size_t c = 0; c < outputs; ++c) {
            z[h][c] = own.gradient(c), side[h][c] = own.side(c), last[h][c] = own.gradient_last(c);
            product[h][c] = load_part(own.field(of::product, c));
        }
    }
    CATAPULT_UNROLL
    for (size_t i = 0; i < width; ++i) {
        CATAPULT_UNROLL
        for (size_t h = 0; h <= i; ++h) {
            T* const at = elements[h] + (i - h) * w;
            part<T> element = load_part(at);
            CATAPULT_UNROLL
            for (size_t c = 0; c < outputs; ++c) element = fma(last[i][c], side[h][c], fma(side[i][c], last[h][c], element));
            store(at, element);
            CATAPULT_UNROLL
            for (size_t c = 0; c < outputs; ++c) {
                product[i][c] = fma(element, z[h][c], product[i][c]);
                if (i > h) product[h][c] = fma(element, z[i][c], product[h][c]);
            }
        }
    }
    batch_row<T, K> row = first.below(width);
    for (size_t i = width; i < rows; ++i, row = row.below(1)) {
        part<T> element[width];
        CATAPULT_UNROLL
        for (size_t h = 0; h < width; ++h) element[h] = load_part(elements[h] + (i - h) * w);
        CATAPULT_UNROLL
        for (size_t c = 0; c < outputs; ++c) {
            const part<T> row_side = held(row.side(c)), row_last = held(row.gradient_last(c));
            CATAPULT_UNROLL
            for (size_t h = 0; h < width; ++h) element[h] = fma(row_last, side[h][c], fma(row_side, last[h][c], element[h]));
        }
        CATAPULT_UNROLL
        for (size_t h = 0; h < width; ++h) store(elements[h] + (i - h) * w, element[h]);
        CATAPULT_UNROLL
        for (size_t c = 0; c < outputs; ++c) {
            const part<T> row_z = held(row.gradient(c));
            part<T> row_product = load_part(row.field(of::product, c));
            CATAPULT_UNROLL
            for (size_t h = 0; h < width; ++h) {
                row_product = fma(element[h], z[h][c], row_product);
                product[h][c] = fma(element[h], row_z, product[h][c]);
            }
            store(row.field(of::product, c), row_product);
        }
    }
    CATAPULT_UNROLL
    for (size_t h = 0; h < width; ++h) {
        CATAPULT_UNROLL
        for (size_t c = 0; c < outputs; ++c) store(first.below(h).field(of::product, c), product[h][c]);
    }
}

/// The products DZ of one part of the lanes, without the tree: with K > 1 an element of DZ is one chain over all columns. First
/// updates D by the last step.
template <class T, size_t K>
CATAPULT_INLINE void lane_products(size_t rank, batch_row<T, K> row, T* elements)
{
    constexpr size_t w = lanes<T>, width = K > 0 && K <= 3 ? 2 : 1;
    for (size_t i = 0; i < rank; ++i)
        for (size_t c = 0; c < row.outputs; ++c) store(row.below(i).field(gram_lane_row::product, c), broadcast_part(T(0)));
    for (; rank >= width; rank -= width, row = row.below(width)) {
        T* columns[width];
        CATAPULT_UNROLL
        for (size_t h = 0; h < width; ++h) columns[h] = elements, elements += (rank - h) * w;
        lane_columns<T, K, width>(rank, row, columns);
    }
    if (width > 1 && rank > 0) lane_columns<T, K, 1>(rank, row, &elements);
}

/// The rest of a step in one part of the lanes, without E and ωᵀZ. sums[k · w] receives sum k of batch_sum, for the four squares.
template <class T, size_t K>
CATAPULT_INLINE void lane_advance(const gram_lanes_problem<T>& problem, const batch_row<T, K>& first, const batch_rates<T>& rates,
                                  const T* seconds, const T* overlaps, T* sums)
{
    constexpr size_t w = lanes<T>;
    constexpr batch_sum squares[] = {residuals, predictors, gradients, sides};
    constexpr size_t count = sizeof squares / sizeof *squares;
    using of = gram_lane_row;
    part<T> found[w][count];
    const size_t outputs = first.outputs, used = problem.rank < w ? problem.rank : w;
    for (size_t place = 0; place < used; ++place) {
        part<T> residual_square = broadcast_part(T(0)), predictor_square = residual_square, gradient_square = residual_square,
                side_square = residual_square;
        for (size_t i = place; i < problem.rank; i += w) {
            const batch_row<T, K> row = first.below(i);
            const auto singular_value = broadcast_part(problem.singular_values[i]), gain = broadcast_part(problem.gains[i]);
            for (size_t c = 0; c < outputs; ++c) {
                const part<T> z = row.gradient(c), omega = load_part(row.field(of::predictor, c));
                part<T> both = z, turned = broadcast_part(T(0));
                CATAPULT_UNROLL
                for (size_t l = 0; l < outputs; ++l) {
                    both = fma(row.gradient(l), load_part(seconds + (l * outputs + c) * w), both);
                    turned = fma(row.gradient(l), load_part(overlaps + (l * outputs + c) * w), turned);
                }
                const part<T> product = add(z, load_part(row.field(of::product, c)));
                const part<T> change = fnma(rates.eta, add(product, both), mul(rates.curvature, turned));
                const part<T> omega_next = add(omega, change);
                const part<T> rho_next = fma(singular_value, change, load_part(row.field(of::residual, c)));
                const part<T> z_next = mul(gain, rho_next);
                const part<T> side = fnma(rates.drift, omega, mul(rates.half, both));
                store(row.field(of::product, c), product);
                store(row.field(of::predictor, c), omega_next);
                store(row.field(of::residual, c), rho_next);
                store(row.last + c * w, z_next);
                store(row.field(of::side, c), side);
                residual_square = fma(rho_next, rho_next, residual_square);
                predictor_square = fma(omega_next, omega_next, predictor_square);
                gradient_square = fma(z_next, z_next, gradient_square);
                side_square = fma(side, side, side_square);
            }
        }
        found[place][0] = residual_square, found[place][1] = predictor_square;
        found[place][2] = gradient_square, found[place][3] = side_square;
    }
    add_places<T, count>(used, found);
    CATAPULT_UNROLL
    for (size_t k = 0; k < count; ++k) store(sums + squares[k] * w, found[0][k]);
}

/// One step of all lanes, as batch_step for one output.
template <class T, size_t K>
CATAPULT_INLINE void columns_step(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, T clock, unsigned& wanted,
                                  unsigned& kept)
{
    constexpr size_t w = lanes<T>, most = output_count<K>::most;
    constexpr size_t together = K == 0 ? 2 : K < 4 ? K : register_blocks >= 32 ? 4 : K == 5 ? 3 : 2;
    const auto outputs = output_count<K>::of(problem.outputs);
    const size_t rank = problem.rank, row_size = gram_lane_row::size * outputs * w;
    const batch_row<T, K> all = exchanged_rows<T, K>(group, outputs);
    T *const seconds = group.seconds, *const overlaps = group.overlaps, *const bends = group.bends;
    T found[batch_sums * w];
    for (size_t l = 0; l < w; l += w / parts) {
        const batch_row<T, K> row = all.moved(l);
        lane_products<T, K>(rank, row, group.first + l);
        lane_advance<T, K>(problem, row, rates_at(group, l), seconds + l, overlaps + l, found + l);
        const T* const product = row.field(gram_lane_row::product);
        for (size_t c = 0; c < outputs; ++c)
            column_products<T, together>(rank, row_size, c + 1, row.z + c * w, product, bends + c * outputs * w + l);
    }
    block<T> next[most * (most + 1) / 2], second_square = broadcast(T(0));
    for (size_t c = 0, n = 0; c < outputs; ++c)
        for (size_t l = 0; l <= c; ++l, ++n) {
            const size_t at = (c * outputs + l) * w;
            const block<T> both = add(load(static_cast<const T*>(overlaps) + at),
                                      load(static_cast<const T*>(overlaps) + (l * outputs + c) * w));
            next[n] = next_second<T>(group, load(static_cast<const T*>(seconds) + at), both,
                                     load(static_cast<const T*>(bends) + at));
            second_square = add(second_square, mul(next[n], next[n]));
        }
    for (size_t l = 0; l < w; l += w / parts)
        for (size_t c = 0; c < outputs; ++c)
            column_products<T, together>(rank, row_size, outputs, all.field(gram_lane_row::predictor, c) + l,
                                         static_cast<const T*>(all.last + l), overlaps + c * outputs * w + l);
    end_step<T, K>(problem, group, found, next, second_square, clock, wanted, kept);
}

template <class T, size_t K>
void lanes_steps(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, size_t clock, size_t most, gram_lanes_stop& stop)
{
    unsigned wanted = 0, lost = 0;
    size_t steps = 0;
    do {
        ++steps;
        unsigned asking = 0, kept = 0;
        if constexpr (K == 1)
            batch_step<T>(problem, group, static_cast<T>(clock + steps), asking, kept);
        else
            columns_step<T, K>(problem, group, static_cast<T>(clock + steps), asking, kept);
        lost = group.active & ~kept;
        wanted = (group.active & asking) | lost;
    } while (wanted == 0 && steps < most);
    stop = {wanted, lost, steps};
}

template <class T, size_t K = 1>
void gram_lanes_advance(const gram_lanes_problem<T>& problem, gram_lanes<T>& group, size_t clock, size_t most,
                        gram_lanes_stop& stop)
{
    // Where registers do not hold what belongs to several outputs, code for each number of them gains nothing.
    constexpr size_t next = register_blocks < 8 ? 0 : K + 1;
    if constexpr (K > 0 && K < gram_lanes<T>::largest_outputs) {
        if (problem.outputs > K) return gram_lanes_advance<T, next>(problem, group, clock, most, stop);
    }
    lanes_steps<T, K>(problem, group, clock, most, stop);
}

template <class T>
constexpr gram_lanes_kernels<T> gram_lanes_entries = {gram_lanes_advance<T>};

}  // namespace
}  // namespace catapult::detail
