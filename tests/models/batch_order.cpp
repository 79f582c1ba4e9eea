#include "catapult/models/batch_order.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "numerics/random_integer.hpp"
#include "support/statuses.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

using samples = std::vector<std::size_t>;

samples shuffled(std::uint64_t seed, std::uint64_t epoch, std::size_t count)
{
    samples order(count, 99);
    REQUIRE(shuffle_samples(seed, epoch, order) == status::ok);
    return order;
}

samples drawn(std::uint64_t seed, std::uint64_t step, std::size_t count, std::size_t batch)
{
    samples result(batch, 99);
    REQUIRE(draw_batch(seed, step, count, result) == status::ok);
    return result;
}

/// Whether counts that are equally likely are no further apart than chance makes them but once in 10⁴ times: for ν degrees of
/// freedom, χ² exceeds ν + 2√(νx) + 2x with probability at most exp(−x) (Laurent and Massart, 2000).
bool uniform_counts(const std::vector<std::size_t>& counts)
{
    const double total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
    const double expected = total / static_cast<double>(counts.size()), degrees = static_cast<double>(counts.size() - 1);
    double square = 0;
    for (const std::size_t c : counts)
        square += (static_cast<double>(c) - expected) * (static_cast<double>(c) - expected) / expected;
    const double x = std::log(1e4), bound = degrees + 2 * std::sqrt(degrees * x) + 2 * x;
    MESSAGE("chi-squared " << square << " of " << degrees << " degrees of freedom; allowed " << bound);
    return square <= bound;
}

}  // namespace

TEST_CASE("known orders")
{
    // By Philox4x32-10, Fisher and Yates, and Lemire's method in Python.
    CHECK(shuffled(7, 0, 12) == samples{5, 8, 9, 11, 6, 10, 2, 4, 7, 3, 0, 1});
    CHECK(shuffled(7, 1, 12) == samples{5, 2, 0, 7, 10, 11, 8, 9, 3, 4, 6, 1});
    CHECK(shuffled((std::uint64_t{1} << 40) + 3, std::uint64_t{1} << 35, 12) == samples{2, 8, 4, 10, 5, 6, 7, 9, 0, 1, 11, 3});
    CHECK(drawn(7, 5, 1000, 8) == samples{538, 125, 892, 614, 612, 148, 320, 837});
    const std::uint64_t large[] = {3751437133597693508u, 667355345363953047u, 5379177459384240635u, 9688866534570382887u};
    for (std::uint64_t i = 0; i < 4; ++i) CHECK(detail::integer_below({9, 3}, i, std::uint64_t{3} << 62) == large[i]);
}

TEST_CASE("an epoch takes every sample once")
{
    for (const std::size_t m : {1, 2, 3, 10, 64, 1000})
        for (std::uint64_t epoch : {0, 1, 2, 77}) {
            samples order = shuffled(5, epoch, m);
            std::sort(order.begin(), order.end());
            for (std::size_t i = 0; i < m; ++i) REQUIRE(order[i] == i);
        }
}

TEST_CASE("batches of an epoch cover it once, and the last holds what remains")
{
    for (const std::size_t m : {1, 2, 7, 12})
        for (const std::size_t batch : {1, 2, 3, 7, 12, 100}) {
            std::vector<std::size_t> taken(m, 0);
            std::size_t epochs = 0;
            for (std::uint64_t step = 0; epochs < 3; ++step) {
                const batch_place place = place_of_batch(m, batch, step);
                REQUIRE(place.epoch == epochs);
                REQUIRE(place.count > 0);
                REQUIRE(place.count <= batch);
                REQUIRE(place.first + place.count <= m);
                for (std::size_t i = 0; i < place.count; ++i) ++taken[place.first + i];
                if (place.first + place.count < m)
                    REQUIRE(place.count == batch);
                else
                    ++epochs;
            }
            CHECK(taken == std::vector<std::size_t>(m, 3));
        }
    // No sum overflows for batches of any size.
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    CHECK(place_of_batch(10, most, 5).count == 10);
    CHECK(place_of_batch(10, most, 5).epoch == 5);
    CHECK(place_of_batch(most, 1, UINT64_MAX - 1).count == 1);
    CHECK(place_of_batch(0, 3, 5).count + place_of_batch(0, 3, 5).epoch == 0);
    CHECK(place_of_batch(3, 0, 5).count + place_of_batch(3, 0, 5).epoch == 0);
}

TEST_CASE("all orders are equally likely")
{
    std::vector<std::size_t> counts(24, 0), pairs(24 * 24, 0);
    std::size_t last = 0;
    for (std::uint64_t epoch = 0; epoch < 48000; ++epoch) {
        const samples order = shuffled(11, epoch, 4);
        std::size_t rank = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            std::size_t smaller = 0;
            for (std::size_t j = i + 1; j < 4; ++j) smaller += order[j] < order[i];
            rank = rank * (4 - i) + smaller;
        }
        ++counts[rank];
        // Pairs of epochs that follow each other: orders are independent.
        if (epoch % 2 == 1) ++pairs[last * 24 + rank];
        last = rank;
    }
    CHECK(uniform_counts(counts));
    CHECK(uniform_counts(pairs));

    std::vector<std::size_t> places(30 * 30, 0);
    for (std::uint64_t seed = 0; seed < 6000; ++seed) {
        const samples order = shuffled(seed, 3, 30);
        for (std::size_t i = 0; i < 30; ++i) ++places[i * 30 + order[i]];
    }
    CHECK(uniform_counts(places));
}

TEST_CASE("draws with replacement are uniform and independent")
{
    std::vector<std::size_t> counts(37, 0), pairs(37 * 37, 0), lags(37 * 37, 0);
    samples last(2, 0);
    for (std::uint64_t step = 0; step < 30000; ++step) {
        const samples batch = drawn(3, step, 37, 2);
        for (const std::size_t i : batch) ++counts[i];
        ++pairs[batch[0] * 37 + batch[1]];
        if (step % 2 == 1) ++lags[last[1] * 37 + batch[0]];
        last = batch;
    }
    CHECK(uniform_counts(counts));
    CHECK(uniform_counts(pairs));
    CHECK(uniform_counts(lags));
    // Part of a batch is what a batch begins with.
    const samples first = drawn(3, 0, 37, 5), more = drawn(3, 0, 37, 9);
    CHECK(std::equal(first.begin(), first.end(), more.begin()));
}

TEST_CASE("integers have no bias, also where a quarter of the numbers must be refused")
{
    // Without refusals every second number would be a multiple of 3.
    std::vector<std::size_t> residues(3, 0), parts(12, 0);
    const std::uint64_t bound = std::uint64_t{3} << 62;
    for (std::uint64_t i = 0; i < 60000; ++i) {
        const std::uint64_t x = detail::integer_below({4, 2}, i, bound);
        REQUIRE(x < bound);
        ++residues[x % 3];
        ++parts[x >> 60];
    }
    CHECK(uniform_counts(residues));
    CHECK(uniform_counts(parts));
    for (std::uint64_t i = 0; i < 100; ++i) {
        CHECK(detail::integer_below({4, 2}, i, 1) == 0);
        CHECK(detail::integer_below({4, 2}, i, 2) <= 1);
    }
}

TEST_CASE("orders that are refused")
{
    samples order(5, 99), none;
    refuses(
        status::invalid_argument, [&] { return shuffle_samples(1, 0, none); }, order);
    refuses(
        status::invalid_argument, [&] { return shuffle_samples(1, UINT64_MAX / 5, order); }, order);
    CHECK(shuffle_samples(1, UINT64_MAX / 5 - 1, order) == status::ok);
    refuses(
        status::invalid_argument, [&] { return draw_batch(1, 0, 0, order); }, order);
    refuses(
        status::invalid_argument, [&] { return draw_batch(1, 0, 7, none); }, order);
    refuses(
        status::invalid_argument, [&] { return draw_batch(1, UINT64_MAX / 5, 7, order); }, order);
    CHECK(draw_batch(1, UINT64_MAX / 5 - 1, 7, order) == status::ok);
    order.resize(1);
    CHECK(draw_batch(1, UINT64_MAX, 7, order) == status::ok);
}
