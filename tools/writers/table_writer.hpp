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

/// One element: nothing (an empty field, null), a number, a count, or text. A count must fit a double for .npy, text cannot.
using cell = std::variant<std::monostate, double, std::uint64_t, std::string>;

/// Rows as lines of CSV or JSON.
class row_text {
public:
    row_text(table_format format, std::vector<std::string> columns);

    /// The line before the rows; empty if there is none.
    std::string header() const;
    /// Appends a line: one cell for each column.
    void append(std::string& text, const std::vector<cell>& cells) const;

private:
    table_format format_;
    std::vector<std::string> columns_;
    std::vector<std::string> keys_;  // columns as JSON strings
};

class table_writer {
public:
    table_writer(output_file& out, table_format format, std::vector<std::string> columns);

    /// One cell for each column. What is handed to the output are whole rows.
    void row(const std::vector<cell>& cells);
    /// Writes what is left. The output is not committed.
    void finish();

private:
    void flush();

    output_file& out_;
    table_format format_;
    std::size_t columns_;
    row_text lines_;
    std::string pending_;
    std::vector<double> elements_;  // npy: the header needs the number of rows, so all are kept
    std::size_t flush_at_;
};

/// A rows × columns array of float64, little-endian, C order, in as many pieces as it comes.
class npy_writer {
public:
    npy_writer(output_file& out, std::size_t rows, std::size_t columns);
    /// The next `count` elements.
    void append(const double* data, std::size_t count);

private:
    output_file& out_;
};

/// All of it at once.
void write_npy(output_file& out, const double* data, std::size_t rows, std::size_t columns);

}  // namespace catapult::tools

#endif
