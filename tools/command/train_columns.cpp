#include "command/train_columns.hpp"

#include <algorithm>

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

struct train_column {
    std::string name;
    cell (*of)(const trained_step&, std::size_t direction);
    column_need need = column_need::nothing;
    std::size_t direction = 0;  // of the kernel, from 1 on; 0 for a column that is of none
};

constexpr std::size_t in_every_table = 4;   // the number of columns, from the first on, that every table has
constexpr std::size_t most_directions = 9;  // of lambda_2 … and residual_1 …

std::vector<train_column> all_columns()
{
    using at_step = const trained_step&;
    using count = std::size_t;
    std::vector<train_column> all = {
        {"step", [](at_step at, count) { return cell(at.step); }},
        {"loss", [](at_step at, count) { return cell(at.loss); }},
        {"lambda_max", [](at_step at, count) { return cell(at.lambda.value); }},
        {"excess_loss", [](at_step at, count) { return cell(at.excess_loss); }},
        {"lambda_error", [](at_step at, count) { return cell(at.lambda.error_bound); }},
        {"time", [](at_step at, count) { return cell(at.time); }},
        {"eta", [](at_step at, count) { return cell(at.eta); }},
        {"accuracy", [](at_step at, count) { return cell(at.network.training().accuracy); }, column_need::samples},
        {"margin", [](at_step at, count) { return cell(at.network.training().margin); }, column_need::samples},
        {"test_loss", [](at_step at, count) { return cell(at.network.test().loss); }, column_need::test_samples},
        {"test_accuracy", [](at_step at, count) { return cell(at.network.test().accuracy); }, column_need::test_samples},
        {"sharpness", [](at_step at, count) { return cell(at.network.sharpness_value()); }},
        {"trace", [](at_step at, count) { return cell(at.network.trace()); }},
        {"alignment", [](at_step at, count) { return cell(at.network.alignment()); }},
    };
    for (count i = 2; i <= most_directions; ++i)
        all.push_back({"lambda_" + std::to_string(i), [](at_step at, count d) { return at.network.eigenvalue(d); },
                       column_need::nothing, i});
    for (count i = 1; i <= most_directions; ++i)
        all.push_back({"residual_" + std::to_string(i), [](at_step at, count d) { return at.network.residual_along(d); },
                       column_need::nothing, i});
    return all;
}

const std::vector<train_column> train_column_list = all_columns();

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
        const auto index = static_cast<std::size_t>(found - train_column_list.begin());
        if (std::find(which_.begin(), which_.end(), index) == which_.end()) which_.push_back(index);
        begin = end + 1;
    }
}

std::string train_columns::additional()
{
    std::string all;
    for (std::size_t i = in_every_table - 1; i < train_column_list.size() && train_column_list[i].direction == 0; ++i)
        all += (all.empty() ? "" : ", ") + train_column_list[i].name;
    all += ", lambda_2 to lambda_9, residual_1 to residual_9";
    return all;
}

bool train_columns::need(column_need what) const
{
    return std::any_of(which_.begin(), which_.end(), [&](std::size_t i) { return train_column_list[i].need == what; });
}

std::size_t train_columns::directions() const
{
    std::size_t most = 0;
    for (const std::size_t i : which_) most = std::max(most, train_column_list[i].direction);
    return most;
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
    for (const std::size_t i : which_) result.push_back(train_column_list[i].of(at, train_column_list[i].direction));
    return result;
}

}  // namespace catapult::tools
