// The reference for the engines: gradient descent on the weights in 128-bit arithmetic, by the definitions of
// theory.md, 1, and simple loops. It shares no code with the library.
#ifndef CATAPULT_TESTS_SUPPORT_REFERENCE_HPP
#define CATAPULT_TESTS_SUPPORT_REFERENCE_HPP

#include <cfloat>
#include <cstddef>
#include <vector>

#include "support/double_double.hpp"

namespace catapult::test {

#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 real128;
#elif LDBL_MANT_DIG > DBL_MANT_DIG
using real128 = long double;
#else
using real128 = double_double;
#endif

template <class R>
R absolute(R x)
{
    return x < 0 ? -x : x;
}

/// √x for any real type, to about an ulp, by Newton's iteration from the result in double.
template <class R>
R square_root(R x)
{
    if (!(x > 0)) return R(0);
    if (x / 4 == x) return x;  // infinite
    int quarters = 0;
    while (x > R(4)) x /= 4, ++quarters;
    while (x < R(1)) x *= 4, --quarters;
    R y = R(1.5);
    for (int i = 0; i < 8; ++i) y = (y + x / y) / 2;
    for (; quarters > 0; --quarters) y *= 2;
    for (; quarters < 0; ++quarters) y /= 2;
    return y;
}

/// A two-layer linear network F = X Uᵀ V / √width with squared error. Matrices are stored row by row. The warmup model
/// has m = d = k = 1. `width` is the number of rows of U and V unless it is set otherwise. Since only UᵀU, UᵀV and VᵀV
/// matter, fewer rows with larger entries can stand for a network of any width.
template <class R>
struct reference_network {
    std::size_t rows, inputs, outputs, samples;
    R width;
    std::vector<R> u;  // rows × inputs
    std::vector<R> v;  // rows × outputs
    std::vector<R> x;  // samples × inputs
    std::vector<R> y;  // samples × outputs

    reference_network(std::size_t n, std::size_t d, std::size_t k, std::size_t m)
        : rows(n), inputs(d), outputs(k), samples(m), width(R(static_cast<double>(n))), u(n * d), v(n * k), x(m * d), y(m * k)
    {
    }
    template <class T>
    static void set(std::vector<R>& to, const T* from)
    {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = R(from[i]);
    }

    R root_width() const { return square_root(width); }

    /// F, samples × outputs.
    std::vector<R> output() const
    {
        const R root = root_width();
        std::vector<R> w(inputs * outputs), f(samples * outputs);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t a = 0; a < inputs; ++a)
                for (std::size_t j = 0; j < outputs; ++j) w[a * outputs + j] += u[i * inputs + a] * v[i * outputs + j];
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t a = 0; a < inputs; ++a)
                for (std::size_t j = 0; j < outputs; ++j) f[s * outputs + j] += x[s * inputs + a] * w[a * outputs + j] / root;
        return f;
    }
    /// F − Y.
    std::vector<R> residual() const
    {
        std::vector<R> r = output();
        for (std::size_t i = 0; i < r.size(); ++i) r[i] -= y[i];
        return r;
    }
    /// ‖F − Y‖² / 2m.
    R loss() const
    {
        R sum = 0;
        for (const R& r : residual()) sum += r * r;
        return sum / R(2 * static_cast<double>(samples));
    }
    /// Z = XᵀR/m, inputs × outputs.
    std::vector<R> gradient() const
    {
        const std::vector<R> r = residual();
        std::vector<R> z(inputs * outputs);
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t a = 0; a < inputs; ++a)
                for (std::size_t j = 0; j < outputs; ++j)
                    z[a * outputs + j] += x[s * inputs + a] * r[s * outputs + j] / R(static_cast<double>(samples));
        return z;
    }
    /// One step: U ← U − (η/√n) V Zᵀ and V ← V − (η/√n) U Z, both from the old U and V.
    void step(R eta)
    {
        const std::vector<R> z = gradient();
        const R c = eta / root_width();
        std::vector<R> new_u(inputs), new_v(outputs);
        for (std::size_t i = 0; i < rows; ++i) {
            R* ui = &u[i * inputs];
            R* vi = &v[i * outputs];
            for (std::size_t a = 0; a < inputs; ++a) {
                R sum = 0;
                for (std::size_t j = 0; j < outputs; ++j) sum += vi[j] * z[a * outputs + j];
                new_u[a] = ui[a] - c * sum;
            }
            for (std::size_t j = 0; j < outputs; ++j) {
                R sum = 0;
                for (std::size_t a = 0; a < inputs; ++a) sum += ui[a] * z[a * outputs + j];
                new_v[j] = vi[j] - c * sum;
            }
            for (std::size_t a = 0; a < inputs; ++a) ui[a] = new_u[a];
            for (std::size_t j = 0; j < outputs; ++j) vi[j] = new_v[j];
        }
    }
    /// Θ, (samples·outputs)²: Θ_(αj)(βl) = (1/nm) [δ_jl x_αᵀUᵀU x_β + (VᵀV)_jl x_αᵀx_β].
    std::vector<R> kernel() const
    {
        const std::size_t size = samples * outputs;
        std::vector<R> theta(size * size), second(outputs * outputs), hidden(rows * samples);
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < outputs; ++j)
                for (std::size_t l = 0; l < outputs; ++l) second[j * outputs + l] += v[i * outputs + j] * v[i * outputs + l];
            for (std::size_t s = 0; s < samples; ++s)
                for (std::size_t a = 0; a < inputs; ++a) hidden[i * samples + s] += u[i * inputs + a] * x[s * inputs + a];
        }
        for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t t = 0; t < samples; ++t) {
                R first = 0, product = 0;
                for (std::size_t i = 0; i < rows; ++i) first += hidden[i * samples + s] * hidden[i * samples + t];
                for (std::size_t a = 0; a < inputs; ++a) product += x[s * inputs + a] * x[t * inputs + a];
                for (std::size_t j = 0; j < outputs; ++j)
                    for (std::size_t l = 0; l < outputs; ++l)
                        theta[(s * outputs + j) * size + t * outputs + l] = ((j == l ? first : R(0)) +
                                                                             second[j * outputs + l] * product) /
                                                                            (width * R(static_cast<double>(samples)));
            }
        return theta;
    }
};

/// The largest eigenvalue of a symmetric positive semi-definite matrix, stored row by row. The matrix is squared until
/// one eigenspace is left; a Rayleigh quotient then gives the value. O(rows³), for small matrices.
template <class R>
R top_eigenvalue(const std::vector<R>& matrix, std::size_t rows)
{
    std::vector<R> power = matrix, square(rows * rows);
    for (int doubling = 0; doubling < 60; ++doubling) {
        R trace = 0;
        for (std::size_t i = 0; i < rows; ++i) trace += power[i * rows + i];
        if (!(trace > 0)) return R(0);
        for (R& e : power) e /= trace;
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < rows; ++j) {
                R sum = 0;
                for (std::size_t l = 0; l < rows; ++l) sum += power[i * rows + l] * power[l * rows + j];
                square[i * rows + j] = sum;
            }
        power.swap(square);
    }
    std::size_t largest = 0;
    for (std::size_t i = 1; i < rows; ++i)
        if (power[i * rows + i] > power[largest * rows + largest]) largest = i;
    R numerator = 0, denominator = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        R product = 0;
        for (std::size_t j = 0; j < rows; ++j) product += matrix[i * rows + j] * power[largest * rows + j];
        numerator += power[largest * rows + i] * product;
        denominator += power[largest * rows + i] * power[largest * rows + i];
    }
    return numerator / denominator;
}

}  // namespace catapult::test

#endif
