// What is likely to be a mistake in data that can be used as they are.
#ifndef CATAPULT_TOOLS_READERS_DATA_NOTES_HPP
#define CATAPULT_TOOLS_READERS_DATA_NOTES_HPP

#include <vector>

#include "readers/matrix.hpp"

namespace catapult::tools {

/// A line for each: those of the files' readers; an index column; a row of column numbers; inputs and targets that look
/// swapped; and labels that are about to be numbers, unless targets are made of them (`labels_used`).
std::vector<note> notes_on(const file_matrix& inputs, const file_matrix& targets, bool labels_used);

}  // namespace catapult::tools

#endif
