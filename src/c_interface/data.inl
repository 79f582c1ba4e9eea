// The calls of catapult/c_interface/full_model.inl on data and states.

extern "C" {

catapult_status CATAPULT_NAME(catapult_data_bytes)(catapult_data_dims dims, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_data)>(bytes, from_c(dims));
}

catapult_status CATAPULT_NAME(catapult_data_create)(catapult_data_dims dims, void* memory, std::size_t bytes,
                                                    CATAPULT_NAME(catapult_data)** result)
{
    return create_object(memory, bytes, result, from_c(dims));
}

catapult_status CATAPULT_NAME(catapult_data_add)(CATAPULT_NAME(catapult_data)* data, CATAPULT_NAME(catapult_matrix) inputs,
                                                 CATAPULT_NAME(catapult_matrix) targets)
{
    if (any_null(data)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(inputs, targets); s != status::ok) return answer(s);
    return answer(data->reduction.add(to_view(inputs), to_view(targets)));
}

catapult_status CATAPULT_NAME(catapult_data_finish)(CATAPULT_NAME(catapult_data)* data)
{
    return any_null(data) ? CATAPULT_INVALID_ARGUMENT : answer(data->reduction.finish(data->reduced));
}

catapult_status CATAPULT_NAME(catapult_data_observe)(const CATAPULT_NAME(catapult_data)* data,
                                                     CATAPULT_NAME(catapult_reduced_data)* result)
{
    if (any_null(data, result) || !data->finished()) return CATAPULT_INVALID_ARGUMENT;
    const reduced_data<CATAPULT_REAL>& d = data->reduced;
    *result = {d.samples,       d.inputs,      d.outputs,          d.rank,    d.singular_values.data(),
               to_c(d.targets), to_c(d.basis), d.unreachable_loss, d.exponent};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_network_state_bytes)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                            std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_network_state)>(bytes, data, width);
}

catapult_status CATAPULT_NAME(catapult_network_state_create)(const CATAPULT_NAME(catapult_data)* data, double width, void* memory,
                                                             std::size_t bytes, CATAPULT_NAME(catapult_network_state)** result)
{
    return create_object(memory, bytes, result, data, width);
}

catapult_status CATAPULT_NAME(catapult_network_state_draw_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                 std::size_t* bytes)
{
    if (any_null(state, bytes)) return CATAPULT_INVALID_ARGUMENT;
    return answer(draw_initial_bytes<CATAPULT_REAL>(state->dims(), state->state.width, *bytes));
}

catapult_status CATAPULT_NAME(catapult_network_state_draw)(CATAPULT_NAME(catapult_network_state)* state, std::uint64_t seed,
                                                           void* memory, std::size_t bytes)
{
    if (any_null(state)) return CATAPULT_INVALID_ARGUMENT;
    const auto draw = [&](workspace space) { return draw_initial(state->state.width, seed, space, state->state); };
    return answer(with_scratch(memory, bytes, draw));
}

catapult_status CATAPULT_NAME(catapult_network_state_observe)(const CATAPULT_NAME(catapult_network_state)* state,
                                                              CATAPULT_NAME(catapult_state_observables)* result)
{
    if (any_null(state, result)) return CATAPULT_INVALID_ARGUMENT;
    const network_state<CATAPULT_REAL>& s = state->state;
    *result = {s.width, to_c(s.predictor), to_c(s.second_deviation), to_c(s.first_layer), to_c(s.second_layer)};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_network_state_first_deviation)(const CATAPULT_NAME(catapult_network_state)* state,
                                                                      CATAPULT_NAME(catapult_writable_matrix) result)
{
    if (any_null(state)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(result); s != status::ok) return answer(s);
    const symmetric_view<CATAPULT_REAL>& d = state->state.first_deviation;
    if (d.rows == 0 || result.rows != d.rows || result.columns != d.rows) return CATAPULT_SHAPE_MISMATCH;
    for (std::size_t i = 0; i < d.rows; ++i)
        for (std::size_t j = 0; j < d.rows; ++j) to_view(result)(i, j) = d.get(i, j);
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_weights_reduction_bytes)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_weights_reduction)>(bytes, data, width);
}

catapult_status CATAPULT_NAME(catapult_weights_reduction_create)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                 void* memory, std::size_t bytes,
                                                                 CATAPULT_NAME(catapult_weights_reduction)** result)
{
    return create_object(memory, bytes, result, data, width);
}

catapult_status CATAPULT_NAME(catapult_weights_reduction_add)(CATAPULT_NAME(catapult_weights_reduction)* weights,
                                                              CATAPULT_NAME(catapult_matrix) u, CATAPULT_NAME(catapult_matrix) v)
{
    if (any_null(weights)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(u, v); s != status::ok) return answer(s);
    return answer(weights->reduction.add(to_view(u), to_view(v)));
}

catapult_status CATAPULT_NAME(catapult_weights_reduction_finish)(CATAPULT_NAME(catapult_weights_reduction)* weights,
                                                                 CATAPULT_NAME(catapult_network_state)* state)
{
    return any_null(weights, state) ? CATAPULT_INVALID_ARGUMENT : answer(weights->reduction.finish(state->state));
}
}
