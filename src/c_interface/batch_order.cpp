#include "catapult/c_interface/batch_order.h"

#include "c_interface/answers.hpp"
#include "catapult/models/batch_order.hpp"

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

catapult_batch_place catapult_place_of_batch(std::size_t samples, std::size_t batch, std::uint64_t step)
{
    const batch_place place = place_of_batch(samples, batch, step);
    return {place.epoch, place.first, place.count};
}

catapult_status catapult_shuffle_samples(std::uint64_t seed, std::uint64_t epoch, std::size_t* order, std::size_t count)
{
    return any_null(order) ? CATAPULT_INVALID_ARGUMENT : answer(shuffle_samples(seed, epoch, {order, count}));
}

catapult_status catapult_draw_batch(std::uint64_t seed, std::uint64_t step, std::size_t samples, std::size_t* batch,
                                    std::size_t count)
{
    return any_null(batch) ? CATAPULT_INVALID_ARGUMENT : answer(draw_batch(seed, step, samples, {batch, count}));
}
}
