// The calls of catapult/c_interface/spectrum.inl.

extern "C" {

catapult_status CATAPULT_NAME(catapult_tangent_kernel_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                             std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_tangent_kernel)>(bytes, state);
}

catapult_status CATAPULT_NAME(catapult_tangent_kernel_create)(const CATAPULT_NAME(catapult_data)* data,
                                                              const CATAPULT_NAME(catapult_network_state)* state, void* memory,
                                                              std::size_t bytes, CATAPULT_NAME(catapult_tangent_kernel)** result)
{
    return create_object(memory, bytes, result, data, state);
}

catapult_status CATAPULT_NAME(catapult_tangent_kernel_operator)(CATAPULT_NAME(catapult_tangent_kernel)* kernel,
                                                                CATAPULT_NAME(catapult_operator)* result)
{
    if (any_null(kernel, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = {kernel->kernel.rows(),
               [](void* of, const CATAPULT_REAL* x, CATAPULT_REAL* y) {
                   static_cast<CATAPULT_NAME(catapult_tangent_kernel)*>(of)->kernel.apply(x, y);
               },
               kernel};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_kernel_spectrum_bytes)(const CATAPULT_NAME(catapult_network_state)* state,
                                                              std::size_t count, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_kernel_spectrum)>(bytes, state, count);
}

catapult_status CATAPULT_NAME(catapult_kernel_spectrum_create)(const CATAPULT_NAME(catapult_network_state)* state,
                                                               std::size_t count, double tolerance, void* memory,
                                                               std::size_t bytes,
                                                               CATAPULT_NAME(catapult_kernel_spectrum)** result)
{
    return create_object(memory, bytes, result, state, count, tolerance);
}

catapult_status CATAPULT_NAME(catapult_kernel_spectrum_update)(CATAPULT_NAME(catapult_kernel_spectrum)* spectrum,
                                                               const CATAPULT_NAME(catapult_data)* data,
                                                               const CATAPULT_NAME(catapult_network_state)* state,
                                                               CATAPULT_NAME(catapult_eigenvalue)* results, std::size_t count)
{
    if (any_null(spectrum, data, state, results)) return CATAPULT_INVALID_ARGUMENT;
    return write_in_place<eigenvalue_result<CATAPULT_REAL>>(
        results, count,
        [&](span<eigenvalue_result<CATAPULT_REAL>> found) {
            return spectrum->spectrum.update(data->reduced, state->state, found);
        },
        has_values, [](const eigenvalue_result<CATAPULT_REAL>& r) { return to_c(r); });
}

catapult_status CATAPULT_NAME(catapult_kernel_spectrum_vector)(const CATAPULT_NAME(catapult_kernel_spectrum)* spectrum,
                                                               std::size_t i, CATAPULT_NAME(catapult_matrix)* result)
{
    if (any_null(spectrum, result) || i >= spectrum->spectrum.count()) return CATAPULT_INVALID_ARGUMENT;
    *result = to_c(spectrum->spectrum.vector(i));
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_kernel_spectrum_project)(const CATAPULT_NAME(catapult_kernel_spectrum)* spectrum,
                                                                CATAPULT_NAME(catapult_matrix) a, CATAPULT_REAL* results,
                                                                std::size_t count)
{
    if (any_null(spectrum, results)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(a); s != status::ok) return answer(s);
    return answer(spectrum->spectrum.project(to_view(a), {results, count}));
}

catapult_status CATAPULT_NAME(catapult_kernel_trace)(const CATAPULT_NAME(catapult_data)* data,
                                                     const CATAPULT_NAME(catapult_network_state)* state, CATAPULT_REAL* result)
{
    return any_null(data, state, result) ? CATAPULT_INVALID_ARGUMENT : answer(kernel_trace(data->reduced, state->state, *result));
}

catapult_status CATAPULT_NAME(catapult_layer_alignment)(const CATAPULT_NAME(catapult_network_state)* state, CATAPULT_REAL* result)
{
    return any_null(state, result) ? CATAPULT_INVALID_ARGUMENT : answer(layer_alignment(state->state, *result));
}
}
