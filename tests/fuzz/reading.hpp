// Reads bytes as a file of numbers, with what holds of every reader.
#ifndef CATAPULT_TESTS_FUZZ_READING_HPP
#define CATAPULT_TESTS_FUZZ_READING_HPP

#include <cmath>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/memory_folder.hpp"
#include "fuzz/target.hpp"
#include "readers/matrix.hpp"
#include "vocabulary/failure.hpp"

namespace catapult::test {

/// A file that each input writes anew.
inline std::string written(const char* name, const std::string& bytes) { return memory_folder().write(name, bytes); }

inline void require_message(const std::string& message, const std::string& path)
{
    require(message.compare(0, path.size() + 1, path + ":") == 0, "a message begins with the file's name");
    // The message may quote the file. main() makes blanks of line ends.
    require(message.size() < path.size() + 2000, "a message is no longer than a few lines");
}

/// What a file holds, or nothing if it was refused.
struct file_contents {
    tools::file_matrix matrix;
    std::vector<double> values;  ///< empty if an element is NaN or infinite
};

inline std::optional<file_contents> read(const std::string& path)
{
    file_contents result;
    try {
        result.matrix = tools::read_matrix(path);
    } catch (const tools::request_error& error) {
        require_message(error.what(), path);
        return std::nullopt;
    }
    const tools::file_matrix& m = result.matrix;
    require(m.rows > 0 && m.columns > 0, "a matrix has elements");
    require(m.bytes.size() / m.rows / m.columns == tools::element_size(m.type) &&
                m.bytes.size() == m.rows * m.columns * tools::element_size(m.type),
            "a matrix has the bytes of its elements");
    require(m.path == path, "a matrix knows its file");
    require(std::isfinite(m.divisor) && m.divisor > 0, "elements are divided by a number");
    std::vector<double> row(m.columns);
    for (std::size_t i = 0; i < m.rows; ++i) {
        bool finite = true;
        for (std::size_t j = 0; j < m.columns; ++j) finite = finite && std::isfinite(m(i, j));
        try {
            m.copy_row(i, row.data());
            require(finite, "a row with NaN or infinity is refused");
        } catch (const tools::request_error& error) {
            require_message(error.what(), path);
            require(!finite, "a finite row is copied");
            result.values.clear();
            return result;
        }
        for (std::size_t j = 0; j < m.columns; ++j) require(row[j] == m(i, j), "a copied row has the matrix's elements");
        result.values.insert(result.values.end(), row.begin(), row.end());
    }
    return result;
}

inline std::optional<file_contents> read_bytes(const std::string& bytes) { return read(written("file", bytes)); }

inline bool same(const std::optional<file_contents>& a, const std::optional<file_contents>& b)
{
    if (a.has_value() != b.has_value()) return false;
    return !a || (a->matrix.rows == b->matrix.rows && a->matrix.columns == b->matrix.columns && a->values == b->values);
}

}  // namespace catapult::test

#endif
