#include "catapult/c_interface/parameter_model.h"

#include "c_interface/eigenvalues.hpp"
#include "c_interface/full_objects.hpp"
#include "c_interface/run.hpp"
#include "catapult/models/parameter_model.hpp"

namespace catapult::c_interface {
namespace {

chunk_executor from_c(const catapult_chunk_executor& e) noexcept { return {e.run, e.context}; }

template <class T>
struct parameter_object {
    parameter_model<T> model;

    static status bytes(const parameter_dims& dims, std::size_t& result) noexcept
    {
        return parameter_model<T>::bytes(dims, result);
    }
    static status bytes(matrix_view<T> u, matrix_view<T> v, const training_set<T>& set, std::size_t& result) noexcept
    {
        return bytes({u.rows, u.columns, v.columns, set.inputs.rows}, result);
    }
    status create(matrix_view<T> u, matrix_view<T> v, const training_set<T>& set, workspace memory) noexcept
    {
        return parameter_model<T>::create(u, v, set, memory, model);
    }
};

template <class T>
struct parameter_eigenvalue_object {
    parameter_top_eigenvalue<T> lambda;
    const parameter_object<T>* model;

    static status bytes(const parameter_object<T>* followed, std::size_t& result) noexcept
    {
        return parameter_top_eigenvalue<T>::bytes(followed->model.dims(), result);
    }
    static status bytes(const parameter_object<T>* followed, double, const chunk_executor&, std::size_t& result) noexcept
    {
        return bytes(followed, result);
    }
    status create(parameter_object<T>* followed, double tolerance, const chunk_executor& spread, workspace memory) noexcept
    {
        model = followed;
        return parameter_top_eigenvalue<T>::create(followed->model, tolerance, memory, lambda, spread);
    }
};

}  // namespace
}  // namespace catapult::c_interface

using namespace catapult;
using namespace catapult::c_interface;

struct catapult_parameter_model : parameter_object<double> {};
struct catapult_parameter_model_f : parameter_object<float> {};
struct catapult_parameter_top_eigenvalue : parameter_eigenvalue_object<double> {};
struct catapult_parameter_top_eigenvalue_f : parameter_eigenvalue_object<float> {};

#define CATAPULT_EACH_PRECISION "c_interface/parameter_model.inl"
#include "catapult/c_interface/each_precision.inl"
