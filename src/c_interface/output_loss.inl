// The calls of catapult/c_interface/output_loss.inl.

extern "C" {

CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_squared_loss)(void) { return to_c(squared_loss<CATAPULT_REAL>()); }

CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_mean_squared_loss)(void)
{
    return to_c(mean_squared_loss<CATAPULT_REAL>());
}

CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_softmax_loss)(void) { return to_c(softmax_loss<CATAPULT_REAL>()); }

CATAPULT_NAME(catapult_output_loss) CATAPULT_NAME(catapult_logistic_loss)(void) { return to_c(logistic_loss<CATAPULT_REAL>()); }

catapult_status CATAPULT_NAME(catapult_check_targets)(CATAPULT_NAME(catapult_output_loss) loss,
                                                      CATAPULT_NAME(catapult_matrix) targets, std::size_t* row)
{
    if (any_null(row)) return CATAPULT_INVALID_ARGUMENT;
    if (const status s = check_matrices(targets); s != status::ok) return answer(s);
    return answer(check_targets(from_c(loss), to_view(targets), *row));
}
}
