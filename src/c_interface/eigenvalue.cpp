#include "c_interface/eigenvalues.hpp"
#include "c_interface/matrices.hpp"
#include "c_interface/objects.hpp"

namespace catapult {

static_assert(CATAPULT_EVIDENCE_RESIDUAL == static_cast<int>(eigenvalue_evidence::residual));
static_assert(CATAPULT_EVIDENCE_INERTIA == static_cast<int>(eigenvalue_evidence::inertia));
static_assert(CATAPULT_EVIDENCE_RANDOM_START == static_cast<int>(eigenvalue_evidence::random_start));

namespace c_interface {
namespace {

eigenvalue_options from_c(const catapult_eigenvalue_options& o) noexcept { return {o.tolerance, o.max_products, o.max_subspace}; }
certificate_options from_c(const catapult_certificate_options& o) noexcept
{
    return {o.max_dense_rows, o.max_products, o.miss_probability, o.seed};
}

template <class T>
struct tracker_object {
    eigenvalue_tracker<T> tracker;
    std::size_t rows;

    static status bytes(std::size_t size, const eigenvalue_options& options, std::size_t& result) noexcept
    {
        return eigenvalue_tracker<T>::bytes(size, options, result);
    }
    status create(std::size_t size, const eigenvalue_options& options, workspace memory) noexcept
    {
        rows = size;
        return eigenvalue_tracker<T>::create(size, options, memory, tracker);
    }
};

}  // namespace
}  // namespace c_interface
}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_eigenvalue_tracker : tracker_object<double> {};
struct catapult_eigenvalue_tracker_f : tracker_object<float> {};

extern "C" {

catapult_eigenvalue_options catapult_default_eigenvalue_options(void)
{
    const eigenvalue_options o;
    return {o.tolerance, o.max_products, o.max_subspace};
}

catapult_certificate_options catapult_default_certificate_options(void)
{
    const certificate_options o;
    return {o.max_dense_rows, o.max_products, o.miss_probability, o.seed};
}
}

#define CATAPULT_EACH_PRECISION "c_interface/eigenvalue.inl"
#include "catapult/c_interface/each_precision.inl"
