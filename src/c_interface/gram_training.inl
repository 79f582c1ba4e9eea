// The calls of catapult/c_interface/gram_training.inl.

extern "C" {

catapult_status CATAPULT_NAME(catapult_project_inputs)(const CATAPULT_NAME(catapult_data)* data,
                                                       CATAPULT_NAME(catapult_matrix) inputs,
                                                       CATAPULT_NAME(catapult_writable_matrix) result)
{
    if (any_null(data) || !data->finished()) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(inputs, result); s != status::ok) return answer(s);
    return answer(project_inputs(data->reduced, to_view(inputs), to_view(result)));
}

catapult_status CATAPULT_NAME(catapult_gram_training_bytes)(const CATAPULT_NAME(catapult_network_state)* initial,
                                                            catapult_training_rule rule, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_gram_training)>(bytes, initial, from_c(rule));
}

catapult_status CATAPULT_NAME(catapult_gram_training_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                             const CATAPULT_NAME(catapult_network_state)* initial,
                                                             catapult_training_rule rule, CATAPULT_REAL scale_first,
                                                             CATAPULT_REAL scale_second, void* memory, std::size_t bytes,
                                                             CATAPULT_NAME(catapult_gram_training)** result)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return create_object(memory, bytes, result, from_c(objective), initial, from_c(rule), scale_first, scale_second);
}

catapult_status CATAPULT_NAME(catapult_gram_training_step)(CATAPULT_NAME(catapult_gram_training)* training, CATAPULT_REAL eta,
                                                           const std::size_t* batch, std::size_t count)
{
    if (any_null(training) || (any_null(batch) && count > 0)) return CATAPULT_INVALID_ARGUMENT;
    return answer(training->training.step(eta, {batch, count}));
}

catapult_status CATAPULT_NAME(catapult_gram_training_linearise)(CATAPULT_NAME(catapult_gram_training)* training)
{
    if (any_null(training)) return CATAPULT_INVALID_ARGUMENT;
    training->training.linearise();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_observe)(const CATAPULT_NAME(catapult_gram_training)* training,
                                                              CATAPULT_NAME(catapult_training_observables)* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    const gram_training<CATAPULT_REAL>& t = training->training;
    *result = {t.steps(), t.width(), t.step_loss(), t.gradient_norm()};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_loss)(CATAPULT_NAME(catapult_gram_training)* training, CATAPULT_REAL* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = training->training.loss();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_excess_loss)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                  CATAPULT_REAL* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = training->training.excess_loss();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_relative_step)(const CATAPULT_NAME(catapult_gram_training)* training,
                                                                    CATAPULT_REAL eta, CATAPULT_REAL* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = training->training.relative_step(eta);
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_predictor)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                CATAPULT_NAME(catapult_matrix)* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = to_c(training->training.predictor());
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_gradient)(CATAPULT_NAME(catapult_gram_training)* training,
                                                               CATAPULT_NAME(catapult_matrix)* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = to_c(training->training.gradient());
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_second_deviation)(CATAPULT_NAME(catapult_gram_training)* training,
                                                                       CATAPULT_NAME(catapult_matrix)* result)
{
    if (any_null(training, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = to_c(training->training.second_deviation());
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_state)(CATAPULT_NAME(catapult_gram_training)* training,
                                                            CATAPULT_NAME(catapult_network_state)* state)
{
    return any_null(training, state) ? CATAPULT_INVALID_ARGUMENT : answer(training->training.state(state->state));
}

catapult_status CATAPULT_NAME(catapult_gram_training_snapshot_bytes)(const CATAPULT_NAME(catapult_gram_training)* training,
                                                                     std::size_t* bytes)
{
    if (any_null(training, bytes)) return CATAPULT_INVALID_ARGUMENT;
    *bytes = training->training.snapshot_size();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_gram_training_save)(const CATAPULT_NAME(catapult_gram_training)* training, void* to,
                                                           std::size_t bytes)
{
    if (any_null(training, to)) return CATAPULT_INVALID_ARGUMENT;
    return answer(training->training.save({static_cast<std::byte*>(to), bytes}));
}

catapult_status CATAPULT_NAME(catapult_gram_training_restore)(CATAPULT_NAME(catapult_gram_training)* training, const void* from,
                                                              std::size_t bytes)
{
    if (any_null(training, from)) return CATAPULT_INVALID_ARGUMENT;
    return answer(training->training.restore({static_cast<const std::byte*>(from), bytes}));
}
}
