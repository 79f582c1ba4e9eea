#include "engines/observations.hpp"

#include <algorithm>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {

namespace {

constexpr std::size_t most_directions = 9;  // of lambda_2 … and residual_1 …

cell cell_of(std::optional<double> value) { return value ? cell(*value) : cell(); }

std::vector<observation> make_observations()
{
    using observer = network_observer;
    using count = std::size_t;
    std::vector<observation> all = {
        {"accuracy", [](observer& network, count) { return cell(network.training().accuracy); }, observation_need::samples},
        {"margin", [](observer& network, count) { return cell(network.training().margin); }, observation_need::samples},
        {"test_loss", [](observer& network, count) { return cell(network.test().loss); }, observation_need::test_samples},
        {"test_accuracy", [](observer& network, count) { return cell(network.test().accuracy); }, observation_need::test_samples},
        {"sharpness", [](observer& network, count) { return cell_of(network.sharpness_value()); }},
        {"batch_sharpness", [](observer& network, count) { return cell(network.batch_sharpness_value()); }},
        {"trace", [](observer& network, count) { return cell(network.trace()); }},
        {"alignment", [](observer& network, count) { return cell(network.alignment()); }},
    };
    for (count i = 2; i <= most_directions; ++i)
        all.push_back({"lambda_" + std::to_string(i), [](observer& network, count d) { return network.eigenvalue(d); },
                       observation_need::nothing, i});
    for (count i = 1; i <= most_directions; ++i)
        all.push_back({"residual_" + std::to_string(i), [](observer& network, count d) { return network.residual_along(d); },
                       observation_need::nothing, i});
    return all;
}

}  // namespace

const std::vector<observation>& all_observations()
{
    static const std::vector<observation> all = make_observations();
    return all;
}

std::string observation_names()
{
    std::string names;
    for (const observation& o : all_observations())
        if (o.direction == 0) names += o.name + ", ";
    return names + "lambda_2 to lambda_9, residual_1 to residual_9";
}

bool chosen_observations::add(const std::string& name)
{
    const auto& all = all_observations();
    const auto found = std::find_if(all.begin(), all.end(), [&](const observation& o) { return o.name == name; });
    if (found == all.end()) return false;
    if (std::find(chosen_.begin(), chosen_.end(), &*found) == chosen_.end()) chosen_.push_back(&*found);
    return true;
}

void chosen_observations::add_list(const std::string& option, const std::string& names)
{
    for (const std::string& name : split(names, ','))
        if (!add(name)) throw request_error(option + ": no column " + in_quotes(name) + "; there are " + observation_names());
}

bool chosen_observations::need(observation_need what) const
{
    return std::any_of(chosen_.begin(), chosen_.end(), [&](const observation* o) { return o->need == what; });
}

std::size_t chosen_observations::directions() const
{
    std::size_t most = 0;
    for (const observation* o : chosen_) most = std::max(most, o->direction);
    return most;
}

std::vector<std::string> chosen_observations::names() const
{
    std::vector<std::string> result;
    for (const observation* o : chosen_) result.push_back(o->name);
    return result;
}

std::vector<cell> chosen_observations::of(network_observer& network) const
{
    std::vector<cell> result;
    for (const observation* o : chosen_) result.push_back(o->of(network, o->direction));
    return result;
}

}  // namespace catapult::tools
