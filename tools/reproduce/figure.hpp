// A figure of the paper is a function that runs the models, writes its data, and states its measurements.
#ifndef CATAPULT_TOOLS_REPRODUCE_FIGURE_HPP
#define CATAPULT_TOOLS_REPRODUCE_FIGURE_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "readers/dataset.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// A statement of a paper, or of theory where the paper has none, and the measurement that tests it. All numbers in
/// the measurement come from this run.
struct claim {
    std::string statement;  ///< the statement tested, as a sentence
    /// The value that the statement implies, such as "2 within 0.01" (statistics.hpp) or "< 1". A number alone holds
    /// exactly, or within the uncertainty.
    std::string expected;
    std::string measurement;  ///< the measured quantity and its setting
    double measured = 0;
    double uncertainty = 0;    ///< one standard error, or half the interval of a bisection; 0 for counts and extremes
    std::size_t networks = 1;  ///< number of networks drawn for it
    bool holds = false;
};

struct picture {
    std::string name;  ///< name of its files
    std::string caption;
    std::string script = name;  ///< name of its script in tools/plotting/scripts
};

/// The input of one figure, and its results.
class figure_run {
public:
    /// Data are written to `folder`/data, which must exist. `data` is the user's training set, or null.
    figure_run(std::string folder, std::uint64_t seed, const dataset_options* data)
        : folder_(std::move(folder)), seed_(seed), data_(data)
    {
    }

    const dataset_options* data() const { return data_; }

    /// The seed of network `i` < 2²⁰. Different run seeds have no networks in common.
    std::uint64_t network(std::uint64_t i) const { return (seed_ << 20) + i; }

    /// Writes the CSV file data/NAME.csv, complete or not at all. Each row has one element for each column.
    void write(const std::string& name, const std::vector<std::string>& columns,
               const std::vector<std::vector<cell>>& rows) const;

    void add(claim c) { claims_.push_back(std::move(c)); }
    void add(picture p) { pictures_.push_back(std::move(p)); }

    const std::vector<claim>& claims() const { return claims_; }
    const std::vector<picture>& pictures() const { return pictures_; }

private:
    std::string folder_;
    std::uint64_t seed_;
    const dataset_options* data_;
    std::vector<claim> claims_;
    std::vector<picture> pictures_;
};

struct figure {
    const char* name;  ///< name on the command line
    const char* also;  ///< another name, or null
    const char* title;
    std::function<void(figure_run&)> run;
    bool takes_data = false;  ///< whether it uses the user's training set
};

/// All figures of the exactly solvable models, in the order of the report.
const std::vector<figure>& figures();

/// Finds a figure by either name. Any other name is a request_error that lists the names.
const figure& find_figure(const std::vector<figure>& all, const std::string& name);

}  // namespace catapult::tools

#endif
