// The calls of catapult/c_interface/weights.inl.

extern "C" {

catapult_status CATAPULT_NAME(catapult_draw_weights)(std::uint64_t seed, std::uint64_t first_row,
                                                     CATAPULT_NAME(catapult_writable_matrix) u,
                                                     CATAPULT_NAME(catapult_writable_matrix) v)
{
    if (const status s = check_matrices(u, v); s != status::ok) return answer(s);
    return answer(draw_weights(seed, first_row, to_view(u), to_view(v)));
}

catapult_status CATAPULT_NAME(catapult_weights_transform_bytes)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_weights_transform)>(bytes, data, width);
}

catapult_status CATAPULT_NAME(catapult_weights_transform_create)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                 void* memory, std::size_t bytes,
                                                                 CATAPULT_NAME(catapult_weights_transform)** result)
{
    return create_object(memory, bytes, result, data, width);
}

catapult_status CATAPULT_NAME(catapult_weights_transform_step)(CATAPULT_NAME(catapult_weights_transform)* transform,
                                                               CATAPULT_NAME(catapult_gram_model)* model, CATAPULT_REAL eta)
{
    return any_null(transform, model) ? CATAPULT_INVALID_ARGUMENT : answer(transform->transform.step(model->model, eta));
}

catapult_status CATAPULT_NAME(catapult_weights_transform_prepare)(CATAPULT_NAME(catapult_weights_transform)* transform)
{
    if (any_null(transform)) return CATAPULT_INVALID_ARGUMENT;
    transform->transform.prepare();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_weights_transform_apply_bytes)(const CATAPULT_NAME(catapult_weights_transform)* transform,
                                                                      std::size_t* bytes)
{
    if (any_null(transform, bytes)) return CATAPULT_INVALID_ARGUMENT;
    *bytes = transform->transform.apply_bytes();
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_weights_transform_apply)(const CATAPULT_NAME(catapult_weights_transform)* transform,
                                                                CATAPULT_NAME(catapult_writable_matrix) u,
                                                                CATAPULT_NAME(catapult_writable_matrix) v, void* memory,
                                                                std::size_t bytes)
{
    if (any_null(transform)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(u, v); s != status::ok) return answer(s);
    return answer(
        with_scratch(memory, bytes, [&](workspace space) { return transform->transform.apply(to_view(u), to_view(v), space); }));
}

catapult_status CATAPULT_NAME(catapult_weights_of_layers)(const CATAPULT_NAME(catapult_data)* data,
                                                          const CATAPULT_NAME(catapult_network_state)* now, std::size_t first_row,
                                                          CATAPULT_NAME(catapult_writable_matrix) u,
                                                          CATAPULT_NAME(catapult_writable_matrix) v)
{
    if (any_null(data, now) || !data->finished()) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(u, v); s != status::ok) return answer(s);
    return answer(weights_of_layers(now->state, data->reduced.basis, first_row, to_view(u), to_view(v)));
}
}
