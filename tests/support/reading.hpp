// Reads a matrix from a file, and tests the messages of refused files.
#ifndef CATAPULT_TESTS_SUPPORT_READING_HPP
#define CATAPULT_TESTS_SUPPORT_READING_HPP

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "readers/matrix.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::test {

inline std::vector<double> all(const tools::file_matrix& m)
{
    std::vector<double> values(m.rows * m.columns);
    for (std::size_t i = 0; i < m.rows; ++i) m.copy_row(i, values.data() + i * m.columns);
    return values;
}

// The message with which reading the file fails, or an empty text.
inline std::string refusal(const std::string& path)
{
    try {
        (void)all(tools::read_matrix(path));
    } catch (const tools::request_error& error) {
        return error.what();
    }
    return "";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Whether reading fails with one line that begins with the file's name and contains `part`.
inline bool refused(const std::string& path, const std::string& part)
{
    const std::string text = refusal(path);
    INFO(text);
    CHECK(contains(text, part));
    return text.compare(0, path.size(), path) == 0 && !contains(text, "\n");
}

inline const std::vector<double> six = {1, 2, 3, 4, 5, -6.5};
inline const std::vector<double> six_whole = {1, 2, 3, 4, 5, -6};

}  // namespace catapult::test

#endif
