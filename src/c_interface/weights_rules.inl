// The calls of catapult/c_interface/weights.inl that take a rule or a training.

extern "C" {

catapult_status CATAPULT_NAME(catapult_weights_transform_rule_bytes)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                     catapult_training_rule rule, std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_weights_transform)>(bytes, data, width, from_c(rule));
}

catapult_status CATAPULT_NAME(catapult_weights_transform_rule_create)(const CATAPULT_NAME(catapult_data)* data, double width,
                                                                      catapult_training_rule rule, CATAPULT_REAL scale_first,
                                                                      CATAPULT_REAL scale_second, void* memory, std::size_t bytes,
                                                                      CATAPULT_NAME(catapult_weights_transform)** result)
{
    return create_object(memory, bytes, result, data, width, from_c(rule), scale_first, scale_second);
}

catapult_status CATAPULT_NAME(catapult_weights_transform_rule_step)(CATAPULT_NAME(catapult_weights_transform)* transform,
                                                                    CATAPULT_NAME(catapult_gram_training)* training,
                                                                    CATAPULT_REAL eta, const std::size_t* batch,
                                                                    std::size_t count)
{
    if (any_null(transform, training) || (any_null(batch) && count > 0)) return CATAPULT_INVALID_ARGUMENT;
    return answer(transform->transform.step(training->training, eta, {batch, count}));
}
}
