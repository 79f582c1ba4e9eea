#include "command/train_columns.hpp"

#include <algorithm>
#include <iterator>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"
#include "vocabulary/split.hpp"

namespace catapult::tools {

namespace {

struct train_column {
    const char* name;
    cell (*of)(const trained_step&);
};

constexpr std::size_t in_every_table = 4;  // the number of columns, from the first on, that every table has
const train_column train_column_list[] = {
    {"step", [](const trained_step& at) { return cell(at.step); }},
    {"loss", [](const trained_step& at) { return cell(at.loss); }},
    {"lambda_max", [](const trained_step& at) { return cell(at.lambda.value); }},
    {"excess_loss", [](const trained_step& at) { return cell(at.excess_loss); }},
    {"lambda_error", [](const trained_step& at) { return cell(at.lambda.error_bound); }},
    {"time", [](const trained_step& at) { return cell(at.time); }},
    {"eta", [](const trained_step& at) { return cell(at.eta); }},
};

}  // namespace

train_columns::train_columns()
{
    for (std::size_t i = 0; i < in_every_table; ++i) which_.push_back(i);
}

void train_columns::add(const std::string& option, const std::string& names)
{
    for (const std::string& name : split(names, ',')) {
        if (observations_.add(name)) continue;
        const auto found = std::find_if(std::begin(train_column_list), std::end(train_column_list),
                                        [&](const train_column& c) { return c.name == name; });
        if (found == std::end(train_column_list))
            throw request_error(option + ": no column " + in_quotes(name) + "; there are " + additional());
        const auto index = static_cast<std::size_t>(found - std::begin(train_column_list));
        if (std::find(which_.begin(), which_.end(), index) == which_.end()) which_.push_back(index);
    }
}

std::string train_columns::additional()
{
    std::string all;
    for (std::size_t i = in_every_table - 1; i < std::size(train_column_list); ++i)
        all += std::string(train_column_list[i].name) + ", ";
    return all + observation_names();
}

std::vector<std::string> train_columns::names() const
{
    std::vector<std::string> result;
    for (const std::size_t i : which_) result.emplace_back(train_column_list[i].name);
    for (const std::string& name : observations_.names()) result.push_back(name);
    return result;
}

std::vector<cell> train_columns::row(const trained_step& at) const
{
    std::vector<cell> result;
    for (const std::size_t i : which_) result.push_back(train_column_list[i].of(at));
    for (cell& observed : observations_.of(at.network)) result.push_back(std::move(observed));
    return result;
}

}  // namespace catapult::tools
