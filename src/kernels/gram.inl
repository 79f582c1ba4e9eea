// The parts of a step of the Gram engine other than the operations on packed matrices. Its r × k arrays are in the
// panels of symmetric.inl.

namespace catapult::detail {
namespace {

/// The number of columns of x, and of y, that are kept in registers at once. No result depends on it.
constexpr size_t overlap_side = register_blocks >= 32 ? 5 : register_blocks >= 8 ? 2 : 1;

/// height × width scalar products at once, each of them a chain over the panels. The strides are the numbers of vectors
/// in a panel.
template <class T, size_t height, size_t width>
CATAPULT_INLINE void overlap_tile(size_t panels, size_t x_stride, size_t y_stride, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    block<T> total[height][width];
    for (size_t c = 0; c < height; ++c)
        for (size_t l = 0; l < width; ++l) total[c][l] = broadcast(T(0));
    for (size_t p = 0; p < panels; ++p) {
        block<T> yp[width];
        for (size_t l = 0; l < width; ++l) yp[l] = load(y + (p * y_stride + l) * w);
        for (size_t c = 0; c < height; ++c) {
            const block<T> xp = load(x + (p * x_stride + c) * w);
            for (size_t l = 0; l < width; ++l) total[c][l] = fma(xp, yp[l], total[c][l]);
        }
    }
    for (size_t c = 0; c < height; ++c)
        for (size_t l = 0; l < width; ++l) out[c * y_stride + l] = sum(total[c][l]);
}

/// The scalar products of `height` vectors of x with all vectors of y.
template <class T, size_t height>
CATAPULT_INLINE void overlap_rows(size_t panels, size_t x_stride, size_t y_stride, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    size_t l = 0;
    for (; l + overlap_side <= y_stride; l += overlap_side)
        overlap_tile<T, height, overlap_side>(panels, x_stride, y_stride, x, y + l * w, out + l);
    for (; l < y_stride; ++l) overlap_tile<T, height, 1>(panels, x_stride, y_stride, x, y + l * w, out + l);
}

template <class T>
void tail_overlap(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* x, T* out)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    size_t t = 0;
    if (register_blocks >= 4 && columns == 1)  // eight independent chains hide the latency of a multiply-add
        for (; t + 8 <= count; t += 8) overlap_tile<T, 8, 1>(panels, stride, 1, tail + t * w, x, out + t);
    for (; t + overlap_side <= count; t += overlap_side)
        overlap_rows<T, overlap_side>(panels, stride, columns, tail + t * w, x, out + t * columns);
    for (; t < count; ++t) overlap_rows<T, 1>(panels, stride, columns, tail + t * w, x, out + t * columns);
}

template <class T>
void gram_overlap(size_t rows, size_t columns, const T* x, const T* y, T* out)
{
    tail_overlap(rows, columns, columns, columns, x, y, out);
}

/// tail_combine in `height` panels from p, as `height` independent chains.
template <class T, size_t height>
CATAPULT_INLINE void combine_panels(size_t p, size_t stride, size_t count, size_t columns, const T* tail, const T* coefficients,
                                    T* y)
{
    constexpr size_t w = lanes<T>;
    for (size_t c = 0; c < columns; ++c) {
        block<T> total[height];
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h) total[h] = load(y + ((p + h) * columns + c) * w);
        for (size_t t = 0; t < count; ++t) {
            const block<T> factor = broadcast(coefficients[t * columns + c]);
            CATAPULT_UNROLL
            for (size_t h = 0; h < height; ++h) total[h] = fma(load(tail + ((p + h) * stride + t) * w), factor, total[h]);
        }
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h) store(y + ((p + h) * columns + c) * w, total[h]);
    }
}

template <class T>
void tail_combine(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* coefficients, T* y)
{
    constexpr size_t w = lanes<T>;
    constexpr size_t height = register_blocks >= 32 ? 8 : register_blocks >= 4 ? 2 : 1;
    const size_t panels = (rows + w - 1) / w;
    size_t p = 0;
    for (; p + height <= panels; p += height) combine_panels<T, height>(p, stride, count, columns, tail, coefficients, y);
    for (; p < panels; ++p) combine_panels<T, 1>(p, stride, count, columns, tail, coefficients, y);
}

/// gram_mix for column c of `height` panels from p, as `height` independent chains. Returns `square` with the new squares.
template <class T, size_t height>
CATAPULT_INLINE block<T> mix_panels(size_t p, size_t c, size_t columns, size_t count, const gram_term<T>* terms, const T* z,
                                    const T* small, T* y, size_t stride, block<T> square)
{
    constexpr size_t w = lanes<T>;
    const auto start = [=](const gram_term<T>& term) { return term.vectors + (p * term.stride + c) * w; };
    block<T> total[height];
    const block<T> leading = broadcast(terms[0].factor);
    const T* x = start(terms[0]);
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h, x += terms[0].stride * w) total[h] = mul(leading, load(x));
    for (size_t t = 1; t < count; ++t) {
        const block<T> factor = broadcast(terms[t].factor);
        const size_t step = terms[t].stride * w;
        x = start(terms[t]);
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h, x += step) total[h] = fma(factor, load(x), total[h]);
    }
    for (size_t l = 0; small != nullptr && l < columns; ++l) {
        const block<T> factor = broadcast(small[l * columns + c]);
        const T* zl = z + (p * columns + l) * w;
        CATAPULT_UNROLL
        for (size_t h = 0; h < height; ++h, zl += columns * w) total[h] = fma(load(zl), factor, total[h]);
    }
    y += (p * stride + c) * w;
    CATAPULT_UNROLL
    for (size_t h = 0; h < height; ++h, y += stride * w) {
        store(y, total[h]);
        square = fma(total[h], total[h], square);
    }
    return square;
}

template <class T>
T gram_mix(size_t rows, size_t columns, size_t count, const gram_term<T>* terms, const T* z, const T* small, T* y, size_t stride)
{
    constexpr size_t w = lanes<T>;
    constexpr size_t height = register_blocks >= 32 ? 8 : register_blocks >= 4 ? 2 : 1;
    const size_t panels = (rows + w - 1) / w;
    block<T> square = broadcast(T(0));
    for (size_t c = 0; c < columns; ++c) {
        size_t p = 0;
        for (; p + height <= panels; p += height)
            square = mix_panels<T, height>(p, c, columns, count, terms, z, small, y, stride, square);
        for (; p < panels; ++p) square = mix_panels<T, 1>(p, c, columns, count, terms, z, small, y, stride, square);
    }
    return sum(square);
}

template <class T>
void gram_respond(size_t rows, size_t columns, const gram_response<T>* arrays, T* squares)
{
    constexpr size_t w = lanes<T>;
    const gram_response<T> at = *arrays;
    const size_t panels = (rows + w - 1) / w;
    block<T> residuals = broadcast(T(0)), gradients = residuals;
    for (size_t p = 0; p < panels; ++p) {
        const block<T> sigma = load(at.singular_values + p * w), gain = load(at.gains + p * w);
        for (size_t i = p * columns * w; i < (p + 1) * columns * w; i += w) {
            const block<T> residual = fma(sigma, load(at.change + i), load(at.residual + i));
            const block<T> gradient = mul(gain, residual);
            store(at.residual_next + i, residual);
            store(at.gradient_next + i, gradient);
            residuals = fma(residual, residual, residuals);
            gradients = fma(gradient, gradient, gradients);
        }
    }
    squares[0] = sum(residuals);
    squares[1] = sum(gradients);
}

template <class T>
CATAPULT_INLINE void advance_panels(size_t panels, size_t columns, const gram_rates<T>& rates, const gram_arrays<T>& at,
                                    T* squares)
{
    constexpr size_t w = lanes<T>;
    const block<T> eta = broadcast(rates.eta), drift = broadcast(rates.drift), curvature = broadcast(rates.curvature),
                   half = broadcast(rates.half_curvature);
    block<T> residuals = broadcast(T(0)), predictors = residuals, gradients = residuals, sides = residuals;
    for (size_t p = 0; p < panels; ++p) {
        const block<T> sigma = load(at.singular_values + p * w), gain = load(at.gains + p * w);
        const size_t row = p * columns * w;
        for (size_t c = 0; c < columns; ++c) {
            const size_t i = row + c * w;
            const block<T> z = load(at.gradient + i), omega = load(at.predictor + i);
            block<T> second = z, turned = broadcast(T(0));
            for (size_t l = 0; l < columns; ++l) {
                const block<T> zl = load(at.gradient + row + l * w);
                second = fma(zl, broadcast(at.second[l * columns + c]), second);
                turned = fma(zl, broadcast(at.overlap[l * columns + c]), turned);
            }
            const block<T> first = add(z, load(at.product + i));
            const block<T> change = fnma(eta, add(first, second), mul(curvature, turned));
            const block<T> omega_next = add(omega, change);
            const block<T> rho_next = fma(sigma, change, load(at.residual + i));
            const block<T> z_next = mul(gain, rho_next);
            const block<T> b = fnma(drift, omega, mul(half, second));
            store(at.product + i, first);
            store(at.predictor_next + i, omega_next);
            store(at.residual_next + i, rho_next);
            store(at.gradient_next + i, z_next);
            store(at.side + i, b);
            residuals = fma(rho_next, rho_next, residuals);
            predictors = fma(omega_next, omega_next, predictors);
            gradients = fma(z_next, z_next, gradients);
            sides = fma(b, b, sides);
        }
    }
    squares[0] = sum(residuals);
    squares[1] = sum(predictors);
    squares[2] = sum(gradients);
    squares[3] = sum(sides);
}

/// The same for one column, with the products that advance_panels leaves to gram_overlap. The parts of the panels are taken one
/// after the other, so that all sums stay in registers.
template <class T>
CATAPULT_INLINE void advance_column(size_t panels, const gram_rates<T>& rates, const gram_arrays<T>& at, T* squares)
{
    constexpr size_t w = lanes<T>, sums = 6;
    const part<T> zero = broadcast_part(T(0)), eta = broadcast_part(rates.eta), drift = broadcast_part(rates.drift),
                  curvature = broadcast_part(rates.curvature), half = broadcast_part(rates.half_curvature),
                  both = broadcast_part(*at.second), overlap = broadcast_part(*at.overlap);
    part<T> totals[sums][parts];
    CATAPULT_UNROLL
    for (size_t n = 0; n < parts; ++n) {
        part<T> residuals = zero, predictors = zero, gradients = zero, sides = zero, bends = zero, overlaps = zero;
        for (size_t p = 0; p < panels; ++p) {
            const size_t i = p * w + n * (w / parts);
            const part<T> z = load_part(at.gradient + i), omega = load_part(at.predictor + i);
            const part<T> second = fma(z, both, z), turned = fma(z, overlap, zero);
            const part<T> first = add(z, load_part(at.product + i));
            const part<T> change = fnma(eta, add(first, second), mul(curvature, turned));
            const part<T> omega_next = add(omega, change);
            const part<T> rho_next = fma(load_part(at.singular_values + i), change, load_part(at.residual + i));
            const part<T> z_next = mul(load_part(at.gains + i), rho_next);
            const part<T> b = fnma(drift, omega, mul(half, second));
            store(at.predictor_next + i, omega_next);
            store(at.residual_next + i, rho_next);
            store(at.gradient_next + i, z_next);
            store(at.side + i, b);
            residuals = fma(rho_next, rho_next, residuals);
            predictors = fma(omega_next, omega_next, predictors);
            gradients = fma(z_next, z_next, gradients);
            sides = fma(b, b, sides);
            bends = fma(z, first, bends);
            overlaps = fma(omega_next, z_next, overlaps);
        }
        const part<T> found[sums] = {residuals, predictors, gradients, sides, bends, overlaps};
        for (size_t s = 0; s < sums; ++s) totals[s][n] = found[s];
    }
    for (size_t s = 0; s < 4; ++s) squares[s] = sum(joined(totals[s]));
    *at.bend = sum(joined(totals[4]));
    *at.overlap = sum(joined(totals[5]));
}

template <class T>
void gram_advance(size_t rows, size_t columns, const gram_rates<T>* rates, const gram_arrays<T>* arrays, T* squares)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    if (register_blocks >= 4 && columns == 1) return advance_column<T>(panels, *rates, *arrays, squares);
    advance_panels<T>(panels, columns, *rates, *arrays, squares);
    gram_overlap(rows, columns, arrays->gradient, static_cast<const T*>(arrays->product), arrays->bend);
    gram_overlap(rows, columns, static_cast<const T*>(arrays->predictor_next), static_cast<const T*>(arrays->gradient_next),
                 arrays->overlap);
}

template <class T>
constexpr gram_kernels<T> gram_entries = {gram_overlap<T>, gram_advance<T>, tail_overlap<T>,
                                          tail_combine<T>, gram_mix<T>,     gram_respond<T>};

}  // namespace
}  // namespace catapult::detail
