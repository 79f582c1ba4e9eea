// The calls of catapult/c_interface/full_model.inl on models and their λ.

extern "C" {

catapult_status CATAPULT_NAME(catapult_gram_model_bytes)(const CATAPULT_NAME(catapult_data)* data,
                                                         const CATAPULT_NAME(catapult_network_state)* state, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_gram_model)>(bytes, data, state);
}

catapult_status CATAPULT_NAME(catapult_gram_model_create)(const CATAPULT_NAME(catapult_data)* data,
                                                          const CATAPULT_NAME(catapult_network_state)* state, void* memory,
                                                          std::size_t bytes, CATAPULT_NAME(catapult_gram_model)** result)
{
    return create_object(memory, bytes, result, data, state);
}

catapult_status CATAPULT_NAME(catapult_gram_model_step)(CATAPULT_NAME(catapult_gram_model)* model, CATAPULT_REAL eta)
{
    return any_null(model) ? CATAPULT_INVALID_ARGUMENT : answer(model->model.step(eta));
}

catapult_status CATAPULT_NAME(catapult_gram_model_observe)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                           CATAPULT_NAME(catapult_gram_observables)* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    const gram_model<CATAPULT_REAL>& m = model->model;
    *result = {m.steps(),           m.width(),          m.loss(),           m.excess_loss(),
               to_c(m.predictor()), to_c(m.residual()), to_c(m.gradient()), to_c(m.second_deviation())};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_model_relative_step)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                 CATAPULT_REAL eta, CATAPULT_REAL* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = model->model.relative_step(eta);
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_model_state)(CATAPULT_NAME(catapult_gram_model)* model,
                                                         CATAPULT_NAME(catapult_network_state)* state)
{
    return any_null(model, state) ? CATAPULT_INVALID_ARGUMENT : answer(model->model.state(state->state));
}

catapult_status CATAPULT_NAME(catapult_gram_model_snapshot_bytes)(const CATAPULT_NAME(catapult_gram_model)* model,
                                                                  std::size_t* bytes)
{
    if (any_null(model, bytes)) return CATAPULT_INVALID_ARGUMENT;
    *bytes = model->model.snapshot_size();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_model_save)(const CATAPULT_NAME(catapult_gram_model)* model, void* to,
                                                        std::size_t bytes)
{
    if (any_null(model, to)) return CATAPULT_INVALID_ARGUMENT;
    return answer(model->model.save({static_cast<std::byte*>(to), bytes}));
}

catapult_status CATAPULT_NAME(catapult_gram_model_restore)(CATAPULT_NAME(catapult_gram_model)* model, const void* from,
                                                           std::size_t bytes)
{
    if (any_null(model, from)) return CATAPULT_INVALID_ARGUMENT;
    return answer(model->model.restore({static_cast<const std::byte*>(from), bytes}));
}

catapult_status CATAPULT_NAME(catapult_top_eigenvalue_bytes)(const CATAPULT_NAME(catapult_gram_model)* model, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_top_eigenvalue)>(bytes, model);
}

catapult_status CATAPULT_NAME(catapult_top_eigenvalue_create)(CATAPULT_NAME(catapult_gram_model)* model, double tolerance,
                                                              void* memory, std::size_t bytes,
                                                              CATAPULT_NAME(catapult_top_eigenvalue)** result)
{
    return create_object(memory, bytes, result, model, tolerance);
}

catapult_status CATAPULT_NAME(catapult_top_eigenvalue_update)(CATAPULT_NAME(catapult_top_eigenvalue)* lambda,
                                                              CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(lambda, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) { return lambda->lambda.update(found); });
}

catapult_status CATAPULT_NAME(catapult_top_eigenvalue_certify_bytes)(const CATAPULT_NAME(catapult_top_eigenvalue)* lambda,
                                                                     std::size_t* bytes)
{
    if (any_null(lambda, bytes)) return CATAPULT_INVALID_ARGUMENT;
    return answer(top_eigenvalue<CATAPULT_REAL>::certify_bytes(lambda->model->model.dims(), *bytes));
}

catapult_status CATAPULT_NAME(catapult_top_eigenvalue_certify)(CATAPULT_NAME(catapult_top_eigenvalue)* lambda, void* memory,
                                                               std::size_t bytes, CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(lambda, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) { return lambda->lambda.certify(space, found); });
    });
}

catapult_status CATAPULT_NAME(catapult_gram_model_run)(CATAPULT_NAME(catapult_gram_model)* model,
                                                       CATAPULT_NAME(catapult_top_eigenvalue)* lambda, double eta, double lambda0,
                                                       catapult_stopping_rule rule, catapult_on_step on_step, void* context,
                                                       catapult_run_summary* result)
{
    if (any_null(model, lambda, result) || lambda->model != model) return CATAPULT_INVALID_ARGUMENT;
    return run_engine(model_engine{model->model, lambda->lambda}, eta, lambda0, from_c(rule), on_step, context, result);
}
}
