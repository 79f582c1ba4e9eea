#include "command/train_columns.hpp"

#include <algorithm>
#include <iterator>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

struct train_column {
    const char* name;
    cell (*of)(const trained_step&);
    column_need need = column_need::nothing;
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
    {"accuracy", [](const trained_step& at) { return cell(at.network.training().accuracy); }, column_need::samples},
    {"margin", [](const trained_step& at) { return cell(at.network.training().margin); }, column_need::samples},
    {"test_loss", [](const trained_step& at) { return cell(at.network.test().loss); }, column_need::test_samples},
    {"test_accuracy", [](const trained_step& at) { return cell(at.network.test().accuracy); }, column_need::test_samples},
    {"sharpness", [](const trained_step& at) { return cell(at.network.sharpness_value()); }},
};

}  // namespace

train_columns::train_columns()
{
    for (std::size_t i = 0; i < in_every_table; ++i) which_.push_back(i);
}

void train_columns::add(const std::string& option, const std::string& names)
{
    for (std::size_t begin = 0; begin <= names.size();) {
        const std::size_t end = std::min(names.find(',', begin), names.size());
        const std::string name = names.substr(begin, end - begin);
        const auto found = std::find_if(std::begin(train_column_list), std::end(train_column_list),
                                        [&](const train_column& c) { return c.name == name; });
        if (found == std::end(train_column_list))
            throw request_error(option + ": no column " + in_quotes(name) + "; there are " + additional());
        const auto index = static_cast<std::size_t>(found - std::begin(train_column_list));
        if (std::find(which_.begin(), which_.end(), index) == which_.end()) which_.push_back(index);
        begin = end + 1;
    }
}

std::string train_columns::additional()
{
    std::string all;
    for (std::size_t i = in_every_table - 1; i < std::size(train_column_list); ++i)
        all += (all.empty() ? "" : ", ") + std::string(train_column_list[i].name);
    return all;
}

bool train_columns::need(column_need what) const
{
    return std::any_of(which_.begin(), which_.end(), [&](std::size_t i) { return train_column_list[i].need == what; });
}

std::vector<std::string> train_columns::names() const
{
    std::vector<std::string> result;
    for (const std::size_t i : which_) result.emplace_back(train_column_list[i].name);
    return result;
}

std::vector<cell> train_columns::row(const trained_step& at) const
{
    std::vector<cell> result;
    for (const std::size_t i : which_) result.push_back(train_column_list[i].of(at));
    return result;
}

}  // namespace catapult::tools
