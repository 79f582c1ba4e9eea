// Rows of named columns as CSV, JSON lines or a .npy array.
#ifndef CATAPULT_TOOLS_WRITERS_TABLE_WRITER_HPP
#define CATAPULT_TOOLS_WRITERS_TABLE_WRITER_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "writers/output_file.hpp"

namespace catapult::tools {

enum class table_format { csv, json, npy };

/// One element: nothing (an empty field, or null), a number, a count, or text. For .npy a count must be exact in a
/// double, and text is not possible.
using cell = std::variant<std::monostate, double, std::uint64_t, std::string>;

/// Formats rows as lines of CSV or JSON.
class row_text {
public:
    row_text(table_format format, std::vector<std::string> columns);

    /// The line before the rows, or empty.
    std::string header() const;
    /// Appends one line. `cells` has one element for each column.
    void append(std::string& text, const std::vector<cell>& cells) const;

private:
    table_format format_;
    std::vector<std::string> columns_;
    std::vector<std::string> keys_;  // the columns' names as JSON strings
};

class table_writer {
public:
    table_writer(output_file& out, table_format format, std::vector<std::string> columns);

    /// Writes one row; `cells` has one element for each column. The output receives whole rows only.
    void row(const std::vector<cell>& cells);
    /// Writes the rest. It does not commit the output.
    void finish();

private:
    void flush();

    output_file& out_;
    table_format format_;
    std::size_t columns_;
    row_text lines_;
    std::string pending_;
    std::vector<double> elements_;  // for npy: all elements are kept, because the header needs the number of rows
    std::size_t flush_at_;
};

/// Writes a rows × columns array of float64, little-endian, in C order. The elements may come in any number of pieces.
class npy_writer {
public:
    npy_writer(output_file& out, std::size_t rows, std::size_t columns);
    /// Writes the next `count` elements.
    void append(const double* data, std::size_t count);

private:
    output_file& out_;
};

/// Writes the whole array at once.
void write_npy(output_file& out, const double* data, std::size_t rows, std::size_t columns);

}  // namespace catapult::tools

#endif
