// The calls of catapult/c_interface/sharpness.inl.

extern "C" {

catapult_status CATAPULT_NAME(catapult_loss_hessian_bytes)(CATAPULT_NAME(catapult_training_objective) objective,
                                                           const CATAPULT_NAME(catapult_network_state)* state, std::size_t* bytes)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return measure_object<CATAPULT_NAME(catapult_loss_hessian)>(bytes, from_c(objective), state);
}

catapult_status CATAPULT_NAME(catapult_loss_hessian_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                            const CATAPULT_NAME(catapult_network_state)* state, void* memory,
                                                            std::size_t bytes, CATAPULT_NAME(catapult_loss_hessian)** result)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return create_object(memory, bytes, result, from_c(objective), state);
}

catapult_status CATAPULT_NAME(catapult_loss_hessian_update)(CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                            const CATAPULT_NAME(catapult_network_state)* state)
{
    return any_null(hessian, state) ? CATAPULT_INVALID_ARGUMENT : answer(hessian->hessian.update(state->state));
}

catapult_status CATAPULT_NAME(catapult_loss_hessian_operator)(CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                              CATAPULT_NAME(catapult_operator)* result)
{
    if (any_null(hessian, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = {hessian->hessian.rows(),
               [](void* of, const CATAPULT_REAL* x, CATAPULT_REAL* y) {
                   static_cast<CATAPULT_NAME(catapult_loss_hessian)*>(of)->hessian.apply(x, y);
               },
               hessian};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_loss_hessian_outside)(const CATAPULT_NAME(catapult_loss_hessian)* hessian,
                                                             CATAPULT_REAL* result)
{
    if (any_null(hessian, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = hessian->hessian.outside();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_sharpness_bytes)(CATAPULT_NAME(catapult_training_objective) objective,
                                                        const CATAPULT_NAME(catapult_network_state)* state, std::size_t* bytes)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return measure_object<CATAPULT_NAME(catapult_sharpness)>(bytes, from_c(objective), state);
}

catapult_status CATAPULT_NAME(catapult_sharpness_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                         const CATAPULT_NAME(catapult_network_state)* state, double tolerance,
                                                         void* memory, std::size_t bytes,
                                                         CATAPULT_NAME(catapult_sharpness)** result)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return create_object(memory, bytes, result, from_c(objective), state, tolerance);
}

catapult_status CATAPULT_NAME(catapult_sharpness_update)(CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                         const CATAPULT_NAME(catapult_network_state)* state,
                                                         CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(sharpness, state, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result,
                            [&](eigenvalue_result<CATAPULT_REAL>& found) { return sharpness->top.update(state->state, found); });
}

catapult_status CATAPULT_NAME(catapult_sharpness_certify_bytes)(const CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                                std::size_t* bytes)
{
    if (any_null(sharpness, bytes)) return CATAPULT_INVALID_ARGUMENT;
    return answer(catapult::sharpness<CATAPULT_REAL>::certify_bytes(sharpness->dims, *bytes));
}

catapult_status CATAPULT_NAME(catapult_sharpness_certify)(CATAPULT_NAME(catapult_sharpness)* sharpness,
                                                          const CATAPULT_NAME(catapult_network_state)* state, void* memory,
                                                          std::size_t bytes, CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(sharpness, state, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) { return sharpness->top.certify(state->state, space, found); });
    });
}

catapult_status CATAPULT_NAME(catapult_batch_sharpness_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                              std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_batch_sharpness)>(bytes, state);
}

catapult_status CATAPULT_NAME(catapult_batch_sharpness_create)(CATAPULT_NAME(catapult_training_objective) objective,
                                                               const CATAPULT_NAME(catapult_network_state)* state, void* memory,
                                                               std::size_t bytes,
                                                               CATAPULT_NAME(catapult_batch_sharpness)** result)
{
    if (const status s = check_objective(objective); s != status::ok) return answer(s);
    return create_object(memory, bytes, result, from_c(objective), state);
}

catapult_status CATAPULT_NAME(catapult_batch_sharpness_measure)(CATAPULT_NAME(catapult_batch_sharpness)* sharpness,
                                                                const CATAPULT_NAME(catapult_network_state)* state,
                                                                const std::size_t* batch, std::size_t count,
                                                                CATAPULT_NAME(catapult_directional_curvature)* result)
{
    if (any_null(sharpness, state, result) || (any_null(batch) && count > 0)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<directional_curvature<CATAPULT_REAL>>(
        result,
        [&](directional_curvature<CATAPULT_REAL>& found) {
            return sharpness->batches.measure(state->state, {batch, count}, found);
        },
        [](const directional_curvature<CATAPULT_REAL>& found) -> CATAPULT_NAME(catapult_directional_curvature) {
            return {found.value, found.gradient_square};
        });
}
}
