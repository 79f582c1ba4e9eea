#include "catapult/models/parametrisation.hpp"

#include <cmath>
#include <limits>

#include "catapult/vocabulary/detail/dims.hpp"

namespace catapult {

// With W_U = aU and W_V = bV the gradients are g_U = a g_W_U and g_V = b g_W_V. So a step W_U' = W_U − η_U g_W_U is
// U' = U − (η_U/a²) g_U, and likewise V' = V − (η_V/b²) g_V. Outputs F = s X W_Uᵀ W_V are (s a b √n X) UᵀV/√n: the inputs are
// scaled by c = s a b √n. In all of the four a = 1.
//     standard     s = 1    b = 1/√n    c = 1       V = √n W_V starts as v       η_U = η     η_V/b² = nη
//     mup          s = 1    b = 1/√n    c = 1       V = √n W_V starts as v/√n    η_U = nη    η_V/b² = n(η/n)
//     mean_field   s = 1/n  b = 1       c = 1/√n    V = W_V starts as v          η_U = nη    η_V = nη
// The parameters of Yang and Hu are w¹ = W_U/√n and w² = √n W_V, both from entries of variance 1/n and with rate η. A step of w
// by η is one of W_U by (√n)²η and one of W_V by η/(√n)².
// V of mup is V of mean_field over √n, and c is √n times as large, with the rates n and n·(1/√n)²: the same outputs.
status parametrise(parametrisation kind, double width, parametrisation_factors& result) noexcept
{
    if (const status wrong = detail::check_width(width); wrong != status::ok) return wrong;
    if (kind != parametrisation::ntk && width > std::numeric_limits<double>::max()) return status::invalid_argument;
    const double root = std::sqrt(width);
    parametrisation_factors factors;
    switch (kind) {
    case parametrisation::ntk: break;
    case parametrisation::standard: factors.rate_second = width; break;
    case parametrisation::mup:
        factors.scale_second = 1 / root;
        factors.rate_first = width;
        break;
    case parametrisation::mean_field:
        factors.output_scale = 1 / root;
        factors.rate_first = factors.rate_second = width;
        break;
    default: return status::invalid_argument;
    }
    result = factors;
    return status::ok;
}

}  // namespace catapult
