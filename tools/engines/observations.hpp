// The observations of a network by name: columns of `train`, and of `sweep` for the end of each run.
#ifndef CATAPULT_TOOLS_ENGINES_OBSERVATIONS_HPP
#define CATAPULT_TOOLS_ENGINES_OBSERVATIONS_HPP

#include <string>
#include <vector>

#include "engines/network_observer.hpp"

namespace catapult::tools {

/// What an observation needs besides a trainer.
enum class observation_need { nothing, samples, test_samples };

struct observation {
    std::string name;
    cell (*of)(network_observer& network, std::size_t direction);
    observation_need need = observation_need::nothing;
    std::size_t direction = 0;  ///< of the kernel, from 1 on; 0 for what is of none
};

/// All of them.
const std::vector<observation>& all_observations();
/// Their names, for help and messages.
std::string observation_names();

/// A choice of observations.
class chosen_observations {
public:
    /// Adds a name, unless it is there. False if there is no such observation.
    bool add(const std::string& name);
    /// Adds a list of names, separated by commas. An unknown name is a request_error that lists the known ones.
    void add_list(const std::string& option, const std::string& names);

    bool empty() const { return chosen_.empty(); }
    std::size_t count() const { return chosen_.size(); }
    bool need(observation_need what) const;
    /// The number of the kernel's eigendirections that they are of.
    std::size_t directions() const;
    std::vector<std::string> names() const;
    std::vector<cell> of(network_observer& network) const;

private:
    std::vector<const observation*> chosen_;
};

}  // namespace catapult::tools

#endif
