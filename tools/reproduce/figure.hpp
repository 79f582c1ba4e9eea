// A figure of the paper: a function that runs the models, writes its data, and states what it measured.
#ifndef CATAPULT_TOOLS_REPRODUCE_FIGURE_HPP
#define CATAPULT_TOOLS_REPRODUCE_FIGURE_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "readers/dataset.hpp"
#include "writers/table_writer.hpp"

namespace catapult::tools {

/// What the paper says, or theory where the paper does not, and what this run found. Every number in it comes from the run.
struct claim {
    std::string statement;  ///< the paper's, as a sentence
    std::string
        expected;  ///< the value that it implies, such as "2 within 0.01" (statistics.hpp) or "< 1"; alone, exactly or within ±
    std::string measurement;  ///< what was measured, on what
    double measured = 0;
    double uncertainty = 0;    ///< one standard error, or half the interval of a bisection; 0 for counts and extremes
    std::size_t networks = 1;  ///< how many were drawn for it
    bool holds = false;
};

struct picture {
    std::string name;  ///< of its files
    std::string caption;
    std::string script = name;  ///< in tools/plot
};

/// What one figure is given, and what it leaves.
class figure_run {
public:
    /// Data goes to `folder`/data, which exists. `data`: a training set of the user's, or null.
    figure_run(std::string folder, std::uint64_t seed, const dataset_options* data)
        : folder_(std::move(folder)), seed_(seed), data_(data)
    {
    }

    const dataset_options* data() const { return data_; }

    /// The seed of network `i` (< 2²⁰): networks of different run seeds have nothing in common.
    std::uint64_t network(std::uint64_t i) const { return (seed_ << 20) + i; }

    /// A CSV file data/NAME.csv, whole or not there: `rows` each as long as `columns`.
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
    const char* name;  ///< as on the command line
    const char* also;  ///< another name for it, or null
    const char* title;
    void (*run)(figure_run&);
    bool takes_data = false;  ///< it is of the user's training set
};

/// In the order of the report.
const std::vector<figure>& figures();

/// By either name; request_error, which lists them, for any other.
const figure& find_figure(const std::string& name);

}  // namespace catapult::tools

#endif
