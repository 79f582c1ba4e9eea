// Notes on data that can be used, but probably hold a mistake.
#ifndef CATAPULT_TOOLS_READERS_DATA_NOTES_HPP
#define CATAPULT_TOOLS_READERS_DATA_NOTES_HPP

#include <vector>

#include "readers/matrix.hpp"

namespace catapult::tools {

/// Returns one line for each suspicion: the notes of the files' readers; an index column; a row of column numbers;
/// inputs and targets that look swapped; and labels used as numbers. The last is not noted if targets are made of the
/// labels (`labels_used`).
std::vector<note> notes_on(const file_matrix& inputs, const file_matrix& targets, bool labels_used);

}  // namespace catapult::tools

#endif
