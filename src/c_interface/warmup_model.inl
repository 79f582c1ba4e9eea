// The calls of catapult/c_interface/warmup_model.inl.

struct CATAPULT_NAME(catapult_warmup_model) {
    warmup_model<CATAPULT_REAL> model;

    static status bytes(const warmup_problem<CATAPULT_REAL>&, const warmup_start<CATAPULT_REAL>&, std::size_t& result) noexcept
    {
        result = 0;
        return status::ok;
    }
    status create(const warmup_problem<CATAPULT_REAL>& problem, const warmup_start<CATAPULT_REAL>& start, workspace) noexcept
    {
        return warmup_model<CATAPULT_REAL>::create(problem, start, model);
    }
};

struct CATAPULT_NAME(catapult_warmup_network) {
    warmup_network<CATAPULT_REAL> network;

    static status bytes(const warmup_problem<CATAPULT_REAL>&, span<CATAPULT_REAL>, span<CATAPULT_REAL>,
                        std::size_t& result) noexcept
    {
        result = 0;
        return status::ok;
    }
    status create(const warmup_problem<CATAPULT_REAL>& problem, span<CATAPULT_REAL> u, span<CATAPULT_REAL> v, workspace) noexcept
    {
        return warmup_network<CATAPULT_REAL>::create(problem, u, v, network);
    }
};

namespace {

warmup_problem<CATAPULT_REAL> from_c(const CATAPULT_NAME(catapult_warmup_problem)& p) noexcept
{
    return {p.width, p.input, p.label, p.eta};
}

}  // namespace

extern "C" {

catapult_status CATAPULT_NAME(catapult_warmup_start_from_weights)(const CATAPULT_REAL* u, const CATAPULT_REAL* v,
                                                                  std::size_t width, CATAPULT_REAL input,
                                                                  CATAPULT_NAME(catapult_warmup_start)* result)
{
    if (any_null(u, v, result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<warmup_start<CATAPULT_REAL>>(
        result,
        [&](warmup_start<CATAPULT_REAL>& found) {
            return warmup_start_from_weights<CATAPULT_REAL>({u, width}, {v, width}, input, found);
        },
        [](const warmup_start<CATAPULT_REAL>& s) {
            return CATAPULT_NAME(catapult_warmup_start){s.output, s.lambda};
        });
}

catapult_status CATAPULT_NAME(catapult_draw_warmup_start)(double width, CATAPULT_REAL input, std::uint64_t seed,
                                                          CATAPULT_NAME(catapult_warmup_start)* result)
{
    if (any_null(result)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<warmup_start<CATAPULT_REAL>>(
        result, [&](warmup_start<CATAPULT_REAL>& found) { return draw_warmup_start(width, input, seed, found); },
        [](const warmup_start<CATAPULT_REAL>& s) {
            return CATAPULT_NAME(catapult_warmup_start){s.output, s.lambda};
        });
}

catapult_status CATAPULT_NAME(catapult_warmup_model_bytes)(std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_warmup_model)>(bytes, warmup_problem<CATAPULT_REAL>(),
                                                                warmup_start<CATAPULT_REAL>());
}

catapult_status CATAPULT_NAME(catapult_warmup_model_create)(CATAPULT_NAME(catapult_warmup_problem) problem,
                                                            CATAPULT_NAME(catapult_warmup_start) start, void* memory,
                                                            std::size_t bytes, CATAPULT_NAME(catapult_warmup_model)** result)
{
    return create_object(memory, bytes, result, from_c(problem), warmup_start<CATAPULT_REAL>{start.output, start.lambda});
}

catapult_status CATAPULT_NAME(catapult_warmup_model_step)(CATAPULT_NAME(catapult_warmup_model)* model)
{
    return any_null(model) ? CATAPULT_INVALID_ARGUMENT : answer(model->model.step());
}

catapult_status CATAPULT_NAME(catapult_warmup_model_change_eta)(CATAPULT_NAME(catapult_warmup_model)* model, CATAPULT_REAL eta)
{
    return any_null(model) ? CATAPULT_INVALID_ARGUMENT : answer(model->model.change_eta(eta));
}

catapult_status CATAPULT_NAME(catapult_warmup_model_observe)(const CATAPULT_NAME(catapult_warmup_model)* model,
                                                             CATAPULT_NAME(catapult_warmup_observables)* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    const warmup_model<CATAPULT_REAL>& m = model->model;
    *result = {m.steps(),  m.problem().eta,  m.output(),     m.residual(),     m.loss(),
               m.lambda(), m.lambda_drift(), m.eta_lambda(), m.relative_step()};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_warmup_model_run)(CATAPULT_NAME(catapult_warmup_model)* model, catapult_stopping_rule rule,
                                                         catapult_on_step on_step, void* context, catapult_run_summary* result)
{
    if (any_null(model, result)) return CATAPULT_INVALID_ARGUMENT;
    return run_warmup(model->model, from_c(rule), on_step, context, result);
}

catapult_status CATAPULT_NAME(catapult_draw_warmup_weights)(std::uint64_t seed, CATAPULT_REAL* u, CATAPULT_REAL* v,
                                                            std::size_t width)
{
    if (any_null(u, v)) return CATAPULT_INVALID_ARGUMENT;
    draw_warmup_weights<CATAPULT_REAL>(seed, {u, width}, {v, width});
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_warmup_network_bytes)(std::size_t* bytes)
{
    return measure_object<CATAPULT_NAME(catapult_warmup_network)>(bytes, warmup_problem<CATAPULT_REAL>(), span<CATAPULT_REAL>(),
                                                                  span<CATAPULT_REAL>());
}

catapult_status CATAPULT_NAME(catapult_warmup_network_create)(CATAPULT_NAME(catapult_warmup_problem) problem, CATAPULT_REAL* u,
                                                              CATAPULT_REAL* v, std::size_t count, void* memory,
                                                              std::size_t bytes, CATAPULT_NAME(catapult_warmup_network)** result)
{
    if (any_null(u, v)) return CATAPULT_INVALID_ARGUMENT;
    return create_object(memory, bytes, result, from_c(problem), span<CATAPULT_REAL>(u, count), span<CATAPULT_REAL>(v, count));
}

catapult_status CATAPULT_NAME(catapult_warmup_network_step)(CATAPULT_NAME(catapult_warmup_network)* network)
{
    return any_null(network) ? CATAPULT_INVALID_ARGUMENT : answer(network->network.step());
}

catapult_status CATAPULT_NAME(catapult_warmup_network_change_eta)(CATAPULT_NAME(catapult_warmup_network)* network,
                                                                  CATAPULT_REAL eta)
{
    return any_null(network) ? CATAPULT_INVALID_ARGUMENT : answer(network->network.change_eta(eta));
}

catapult_status CATAPULT_NAME(catapult_warmup_network_observe)(const CATAPULT_NAME(catapult_warmup_network)* network,
                                                               CATAPULT_NAME(catapult_warmup_network_observables)* result)
{
    if (any_null(network, result)) return CATAPULT_INVALID_ARGUMENT;
    const warmup_network<CATAPULT_REAL>& n = network->network;
    *result = {n.steps(), n.problem().eta, n.output(), n.residual(), n.loss(), n.lambda(), n.eta_lambda(), n.relative_step()};
    return CATAPULT_OK;
}

catapult_status CATAPULT_NAME(catapult_warmup_network_run)(CATAPULT_NAME(catapult_warmup_network)* network,
                                                           catapult_stopping_rule rule, catapult_on_step on_step, void* context,
                                                           catapult_run_summary* result)
{
    if (any_null(network, result)) return CATAPULT_INVALID_ARGUMENT;
    return run_warmup(network->network, from_c(rule), on_step, context, result);
}
}
