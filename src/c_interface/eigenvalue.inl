// The calls of catapult/c_interface/eigenvalue.inl.

extern "C" {

catapult_status CATAPULT_NAME(catapult_power_iteration_bytes)(std::size_t rows, std::size_t* bytes)
{
    return any_null(bytes) ? CATAPULT_INVALID_ARGUMENT : answer(power_iteration_bytes<CATAPULT_REAL>(rows, *bytes));
}

catapult_status CATAPULT_NAME(catapult_power_iteration)(CATAPULT_NAME(catapult_operator) op, catapult_eigenvalue_options options,
                                                        CATAPULT_REAL* vector, void* memory, std::size_t bytes,
                                                        CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(vector, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) {
            return power_iteration<CATAPULT_REAL>(from_c(op), from_c(options), {vector, op.rows}, space, found);
        });
    });
}

catapult_status CATAPULT_NAME(catapult_lanczos_bytes)(std::size_t rows, catapult_eigenvalue_options options, std::size_t* bytes)
{
    return any_null(bytes) ? CATAPULT_INVALID_ARGUMENT : answer(lanczos_bytes<CATAPULT_REAL>(rows, from_c(options), *bytes));
}

catapult_status CATAPULT_NAME(catapult_lanczos)(CATAPULT_NAME(catapult_operator) op, catapult_eigenvalue_options options,
                                                CATAPULT_REAL* vector, void* memory, std::size_t bytes,
                                                CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(vector, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) {
            return lanczos<CATAPULT_REAL>(from_c(op), from_c(options), {vector, op.rows}, space, found);
        });
    });
}

catapult_status CATAPULT_NAME(catapult_dense_top_eigenvalue_bytes)(std::size_t rows, std::size_t* bytes)
{
    return any_null(bytes) ? CATAPULT_INVALID_ARGUMENT : answer(dense_top_bytes<CATAPULT_REAL>(rows, *bytes));
}

catapult_status CATAPULT_NAME(catapult_dense_top_eigenvalue)(CATAPULT_NAME(catapult_matrix) a, CATAPULT_REAL* vector,
                                                             void* memory, std::size_t bytes,
                                                             CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(vector, result)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(a); s != status::ok) return answer(s);
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes, [&](workspace space) {
            return dense_top_eigenvalue<CATAPULT_REAL>(to_view(a), {vector, a.rows}, space, found);
        });
    });
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_bytes)(std::size_t rows, catapult_eigenvalue_options options,
                                                                 std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_eigenvalue_tracker)>(bytes, rows, from_c(options));
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_create)(std::size_t rows, catapult_eigenvalue_options options,
                                                                  void* memory, std::size_t bytes,
                                                                  CATAPULT_NAME(catapult_eigenvalue_tracker)** result)
{
    return create_object(memory, bytes, result, rows, from_c(options));
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_update)(CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker,
                                                                  CATAPULT_NAME(catapult_operator) op,
                                                                  CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(tracker, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result,
                            [&](eigenvalue_result<CATAPULT_REAL>& found) { return tracker->tracker.update(from_c(op), found); });
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_certify_bytes)(
    const CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker, catapult_certificate_options options, std::size_t* bytes)
{
    if (any_null(tracker, bytes)) return CATAPULT_INVALID_ARGUMENT;
    return answer(eigenvalue_tracker<CATAPULT_REAL>::certify_bytes(tracker->rows, from_c(options), *bytes));
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_certify)(CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker,
                                                                   CATAPULT_NAME(catapult_operator) op,
                                                                   catapult_certificate_options options, void* memory,
                                                                   std::size_t bytes, CATAPULT_NAME(catapult_eigenvalue)* result)
{
    if (any_null(tracker, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_eigenvalue(result, [&](eigenvalue_result<CATAPULT_REAL>& found) {
        return with_scratch(memory, bytes,
                            [&](workspace space) { return tracker->tracker.certify(from_c(op), from_c(options), space, found); });
    });
}

catapult_status CATAPULT_NAME(catapult_eigenvalue_tracker_vector)(const CATAPULT_NAME(catapult_eigenvalue_tracker)* tracker,
                                                                  const CATAPULT_REAL** result)
{
    if (any_null(tracker, result)) return CATAPULT_INVALID_ARGUMENT;
    *result = tracker->tracker.vector().data();
    return CATAPULT_OK;
}
}
