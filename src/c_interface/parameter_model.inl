// The calls of catapult/c_interface/parameter_model.inl.

namespace {

training_set<CATAPULT_REAL> from_c(const CATAPULT_NAME(catapult_training_set)& s) noexcept
{
    return {to_view(s.inputs), to_view(s.targets), s.divisor, s.unreachable_loss, s.largest_singular_value};
}

}  // namespace

extern "C" {

catapult_status CATAPULT_NAME(catapult_reduced_training_set)(const CATAPULT_NAME(catapult_data)* data,
                                                             CATAPULT_NAME(catapult_writable_matrix) inputs,
                                                             CATAPULT_NAME(catapult_writable_matrix) targets,
                                                             CATAPULT_NAME(catapult_training_set)* result)
{
    if (any_null(data, result) || !data->finished()) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(inputs, targets); s != status::ok) return answer(s);
    return write_if_ok<training_set<CATAPULT_REAL>>(
        result,
        [&](training_set<CATAPULT_REAL>& found) {
            return reduced_training_set(data->reduced, to_view(inputs), to_view(targets), found);
        },
        [](const training_set<CATAPULT_REAL>& s) {
            return CATAPULT_NAME(catapult_training_set){to_c(s.inputs), to_c(s.targets), s.divisor, s.unreachable_loss,
                                                        s.largest_singular_value};
        });
}

catapult_status CATAPULT_NAME(catapult_parameter_model_bytes)(catapult_parameter_dims dims, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_parameter_model)>(
        bytes, parameter_dims{dims.width, dims.inputs, dims.outputs, dims.samples});
}

catapult_status CATAPULT_NAME(catapult_parameter_model_create)(CATAPULT_NAME(catapult_writable_matrix) u,
                                                               CATAPULT_NAME(catapult_writable_matrix) v,
                                                               CATAPULT_NAME(catapult_training_set) set, void* memory,
                                                               std::size_t bytes,
                                                               CATAPULT_NAME(catapult_parameter_model)** result)
{
    if (const status s = check_matrices(u, v, set.inputs, set.targets); s != status::ok) return answer(s);
    return create_object(memory, bytes, result, to_view(u), to_view(v), from_c(set));
}

catapult_status CATAPULT_NAME(catapult_parameter_model_step)(CATAPULT_NAME(catapult_parameter_model)* model, CATAPULT_REAL eta,
                                                             catapult_chunk_executor spread)
{
    return any_null(model) ? CATAPULT_INVALID_ARGUMENT : answer(model->model.step(eta, from_c(spread)));
}

catapult_status CATAPULT_NAME(catapult_parameter_model_observe)(const CATAPULT_NAME(catapult_parameter_model)* model,
                                                                CATAPULT_NAME(catapult_parameter_observables)* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    const parameter_model<CATAPULT_REAL>& m = model->model;
    *result = {m.steps(),         m.loss(), m.excess_loss(), m.square_unit(), to_c(m.product()), to_c(m.second_gram()),
               to_c(m.gradient())};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_parameter_model_relative_step)(const CATAPULT_NAME(catapult_parameter_model)* model,
                                                                      CATAPULT_REAL eta, CATAPULT_REAL* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = model->model.relative_step(eta);
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_parameter_model_outputs)(const CATAPULT_NAME(catapult_parameter_model)* model,
                                                                CATAPULT_NAME(catapult_matrix) inputs,
                                                                CATAPULT_NAME(catapult_writable_matrix) result)
{
    if (any_null(model)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(inputs, result); s != status::ok) return answer(s);
    return answer(model->model.outputs(to_view(inputs), to_view(result)));
}

catapult_status CATAPULT_NAME(catapult_parameter_model_kernel)(CATAPULT_NAME(catapult_parameter_model)* model,
                                                               CATAPULT_NAME(catapult_operator)* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = {model->model.kernel_rows(),
               [](void* of, const CATAPULT_REAL* x, CATAPULT_REAL* y) {
                   static_cast<CATAPULT_NAME(catapult_parameter_model)*>(of)->model.apply_kernel(x, y);
               },
               model};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_bytes)(const CATAPULT_NAME(catapult_parameter_model)* model,
                                                                       std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_parameter_top_eigenvalue)>(bytes, model);
}

catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_create)(CATAPULT_NAME(catapult_parameter_model)* model,
                                                                        double tolerance, catapult_chunk_executor spread,
                                                                        void* memory, std::size_t bytes,
                                                                        CATAPULT_NAME(catapult_parameter_top_eigenvalue)** result)
{
    return create_object(memory, bytes, result, model, tolerance, from_c(spread));
}

catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_update)(CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda,
                                                                        CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(lambda, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) { return lambda->lambda.update(found); });
}

catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify_bytes)(
    const CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, std::size_t* bytes)
{
    if (any_null(lambda, bytes)) return CATAPULT_INVALID_ARGUMENT;
    return answer(parameter_top_eigenvalue<CATAPULT_REAL>::certify_bytes(lambda->model->model.dims(), *bytes));
}

catapult_status CATAPULT_NAME(catapult_parameter_top_eigenvalue_certify)(CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda,
                                                                         void* memory, std::size_t bytes,
                                                                         CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(lambda, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) { return lambda->lambda.certify(space, found); });
    });
}

catapult_status CATAPULT_NAME(catapult_parameter_model_run)(CATAPULT_NAME(catapult_parameter_model)* model,
                                                            CATAPULT_NAME(catapult_parameter_top_eigenvalue)* lambda, double eta,
                                                            double lambda0, catapult_stopping_rule rule, catapult_on_step on_step,
                                                            void* context, catapult_run_summary* result)
{
    if (any_null(model, lambda, result) || lambda->model != model) return CATAPULT_INVALID_ARGUMENT;
    return run_engine(model_engine{model->model, lambda->lambda}, eta, lambda0, from_c(rule), on_step, context, result);
}
}
