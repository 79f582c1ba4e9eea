// Eigenvalues of operators of one's own: known answers, and every refusal.
#include <float.h>
#include <math.h>

#include "c_interface/check.h"

/// The matrix of second differences, 2 on the diagonal and −1 beside it: its eigenvalues are 2 + 2 cos(πj/(rows + 1)), and the
/// eigenvector of the largest has the elements ± sin(πi/(rows + 1)), with alternating signs.
enum { rows = 12 };
static double known_value(int j) { return 2 + 2 * cos(3.141592653589793 * j / (rows + 1)); }

#define CATAPULT_EACH_PRECISION "c_interface/eigenvalue.inl"
#include "catapult/c_interface/each_precision.inl"

static void defaults(void)
{
    const catapult_eigenvalue_options o = catapult_default_eigenvalue_options();
    CHECK(o.tolerance == 1e-10 && o.max_products == 1000 && o.max_subspace == 32);
    const catapult_certificate_options c = catapult_default_certificate_options();
    CHECK(c.max_dense_rows == 1024 && c.max_products == 128 && c.miss_probability == 1e-12 && c.seed == 0);
}

int main(void)
{
    defaults();
    test();
    test_f();
    return finish();
}
