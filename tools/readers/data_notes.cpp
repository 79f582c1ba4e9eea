#include "readers/data_notes.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "vocabulary/number.hpp"

namespace catapult::tools {

namespace {

// Fewer rows than this may count upward by chance.
constexpr std::size_t fewest_counted = 3;
constexpr std::size_t most_classes = 1000;

bool counts_rows(const file_matrix& m)
{
    const double first = m(0, 0);
    if (m.rows < fewest_counted || (first != 0 && first != 1)) return false;
    for (std::size_t i = 1; i < m.rows; ++i)
        if (m(i, 0) != first + static_cast<double>(i)) return false;
    return true;
}

bool all_others_whole(const file_matrix& m)
{
    for (std::size_t i = 0; i < m.rows; ++i)
        for (std::size_t j = 1; j < m.columns; ++j)
            if (m(i, j) != std::floor(m(i, j))) return false;
    return true;
}

bool names_an_index(const file_matrix& m)
{
    if (!m.has_header) return false;
    for (const char* name : {"", "index", "Index", "id", "Id", "ID", "Unnamed: 0"})
        if (m.first_name == name) return true;
    return false;
}

// If the other columns hold whole numbers too, a first column that counts may well be an input. Then only a name such
// as "id" makes it an index.
void note_index_column(const file_matrix& m, std::vector<note>& notes)
{
    if (m.columns < 2 || !counts_rows(m) || (all_others_whole(m) && !names_an_index(m))) return;
    notes.push_back({m.path + ": column 1 counts the rows, from " + shortest(m(0, 0)) +
                     ", and is used like the others; if it is an index, write the file without it"});
}

void note_column_numbers(const file_matrix& m, std::vector<note>& notes)
{
    if (m.format != file_format::text || m.has_header || m.rows < 2 || m.columns < fewest_counted) return;
    for (std::size_t j = 0; j < m.columns; ++j)
        if (m(0, j) != static_cast<double>(j)) return;
    notes.push_back(
        {m.path +
         ": the first row is 0, 1, 2, ... and is used like the others; if it numbers the columns, write the file without it"});
}

void note_swapped(const file_matrix& inputs, const file_matrix& targets, std::vector<note>& notes)
{
    // A network with few inputs and many outputs is possible, but unusual.
    if (!(inputs.columns == 1 && targets.columns > 1) && targets.columns / 8 < inputs.columns) return;
    notes.push_back({inputs.path + ": " + std::to_string(inputs.columns) +
                     (inputs.columns == 1 ? " input for " : " inputs for ") + std::to_string(targets.columns) + " targets in " +
                     targets.path + "; are --inputs and --targets swapped?"});
}

// Notes targets that look like labels: whole numbers from 0 or 1 on, most numbers of their range present, and fewer
// different numbers than rows.
void note_labels(const file_matrix& targets, std::vector<note>& notes)
{
    if (targets.columns != 1) return;
    std::vector<char> seen(2 * most_classes + 1, 0);
    double smallest = targets(0, 0);
    double largest = smallest;
    std::size_t different = 0;
    for (std::size_t i = 0; i < targets.rows; ++i) {
        const double label = targets(i, 0);
        if (!(label >= 0 && label < static_cast<double>(seen.size()) && label == std::floor(label))) return;
        smallest = std::min(smallest, label);
        largest = std::max(largest, label);
        char& known = seen[static_cast<std::size_t>(label)];
        different += known == 0;
        known = 1;
    }
    const bool few = different <= most_classes && different < targets.rows;
    const bool dense = 2 * static_cast<double>(different) >= largest - smallest + 1;
    if (different < 2 || smallest > 1 || !few || !dense) return;
    notes.push_back(
        {targets.path + ": " + std::to_string(different) + " different whole numbers from " + shortest(smallest) + " to " +
         shortest(largest) + " are taken as one regression target; --one-hot makes a target of each class" +
         (different == 2 ? ", --classes " + shortest(smallest) + "," + shortest(largest) + " targets of 1 and -1" : "")});
}

}  // namespace

std::vector<note> notes_on(const file_matrix& inputs, const file_matrix& targets, bool labels_used)
{
    std::vector<note> notes;
    for (const file_matrix* m : {&inputs, &targets}) {
        notes.insert(notes.end(), m->notes.begin(), m->notes.end());
        note_index_column(*m, notes);
        note_column_numbers(*m, notes);
    }
    note_swapped(inputs, targets, notes);
    if (!labels_used) note_labels(targets, notes);
    return notes;
}

}  // namespace catapult::tools
