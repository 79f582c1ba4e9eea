// What a step of the Gram engine does besides the product with D: everything of size r × k, in the panels of symmetric.inl.

namespace catapult::detail {
namespace {

/// How many columns of x, and of y, are kept in registers at once. Nothing that is computed depends on it.
constexpr size_t overlap_side = register_blocks >= 32 ? 5 : register_blocks >= 8 ? 2 : 1;

/// height × width scalar products at once, each a chain over panels.
template <class T, size_t height, size_t width>
CATAPULT_INLINE void overlap_tile(size_t panels, size_t columns, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    block<T> total[height][width];
    for (size_t c = 0; c < height; ++c)
        for (size_t l = 0; l < width; ++l) total[c][l] = broadcast(T(0));
    for (size_t p = 0; p < panels; ++p) {
        block<T> yp[width];
        for (size_t l = 0; l < width; ++l) yp[l] = load(y + (p * columns + l) * w);
        for (size_t c = 0; c < height; ++c) {
            const block<T> xp = load(x + (p * columns + c) * w);
            for (size_t l = 0; l < width; ++l) total[c][l] = fma(xp, yp[l], total[c][l]);
        }
    }
    for (size_t c = 0; c < height; ++c)
        for (size_t l = 0; l < width; ++l) out[c * columns + l] = sum(total[c][l]);
}

template <class T, size_t height>
CATAPULT_INLINE void overlap_rows(size_t panels, size_t columns, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    size_t l = 0;
    for (; l + overlap_side <= columns; l += overlap_side)
        overlap_tile<T, height, overlap_side>(panels, columns, x, y + l * w, out + l);
    for (; l < columns; ++l) overlap_tile<T, height, 1>(panels, columns, x, y + l * w, out + l);
}

template <class T>
void gram_overlap(size_t rows, size_t columns, const T* x, const T* y, T* out)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    size_t c = 0;
    for (; c + overlap_side <= columns; c += overlap_side)
        overlap_rows<T, overlap_side>(panels, columns, x + c * w, y, out + c * columns);
    for (; c < columns; ++c) overlap_rows<T, 1>(panels, columns, x + c * w, y, out + c * columns);
}

template <class T>
void gram_combine(size_t rows, size_t columns, const T* x, const T* coefficients, T* y)
{
    constexpr size_t w = lanes<T>;
    for (size_t p = 0; p * w < rows; ++p)
        for (size_t c = 0; c < columns; ++c) {
            block<T> total = load(y + (p * columns + c) * w);
            for (size_t l = 0; l < columns; ++l)
                total = fma(load(x + (p * columns + l) * w), broadcast(coefficients[l * columns + c]), total);
            store(y + (p * columns + c) * w, total);
        }
}

template <class T>
CATAPULT_INLINE void advance_panels(size_t panels, size_t columns, const gram_rates<T>& rates, const gram_arrays<T>& at, T* squares)
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

template <class T>
void gram_advance(size_t rows, size_t columns, const gram_rates<T>* rates, const gram_arrays<T>* arrays, T* squares)
{
    constexpr size_t w = lanes<T>;
    const size_t panels = (rows + w - 1) / w;
    if (columns == 1)
        advance_panels<T>(panels, 1, *rates, *arrays, squares);
    else
        advance_panels<T>(panels, columns, *rates, *arrays, squares);
}

template <class T>
constexpr gram_kernels<T> gram_entries = {gram_overlap<T>, gram_combine<T>, gram_advance<T>};

}  // namespace
}  // namespace catapult::detail
