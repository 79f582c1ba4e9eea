// A matrix of a file, kept as it is stored there and turned into double by rows: images of bytes stay bytes.
#ifndef CATAPULT_TOOLS_READERS_MATRIX_HPP
#define CATAPULT_TOOLS_READERS_MATRIX_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace catapult::tools {

enum class element { u8, u16, u32, u64, i8, i16, i32, i64, f16, f32, f64 };

std::size_t element_size(element type);

enum class file_format { text, npy, idx };

/// What is worth saying about data that are used all the same.
struct note {
    std::string text;
    bool detail = false;  ///< for those who asked for details only
};

struct file_matrix {
    std::string path;  ///< for messages
    file_format format = file_format::npy;
    std::size_t rows = 0;
    std::size_t columns = 0;
    element type = element::f64;
    bool big_endian = false;
    bool by_columns = false;  ///< Fortran order
    bool labels = false;      ///< one integer a row that names a class
    double divisor = 1;       ///< what every stored element is divided by
    bool has_header = false;  ///< text whose first line names the columns
    std::string first_name;   ///< of the first column, then
    std::vector<note> notes;
    std::vector<unsigned char> bytes;

    /// As stored, in the lowest bits.
    std::uint64_t bits(std::size_t row, std::size_t column) const;
    double operator()(std::size_t row, std::size_t column) const;
    /// `columns` elements; request_error with the place if one is NaN or infinite.
    void copy_row(std::size_t row, double* to) const;
};

/// `rows` × `columns` elements of `size` bytes, checked for overflow: false if the product does not fit.
bool checked_bytes(std::uint64_t rows, std::uint64_t columns, std::uint64_t size, std::uint64_t& bytes);

/// Reads .npy, IDX or text, each also through gzip, from a file or, as "-", from standard input; which one is told by the
/// first bytes. request_error for whatever is wrong with the file.
file_matrix read_matrix(const std::string& path);

class byte_source;

/// NumPy's format, versions 1 to 3: bool, integers, float16, float32 and float64 of either byte order, C or Fortran order.
/// One dimension is a column; beyond two, the first counts the rows and the others are flattened.
file_matrix read_npy(byte_source& source);

/// Numbers separated by commas, tabs, semicolons or blanks, a row a line, with or without a header line; # begins a
/// comment, and blank lines count for nothing.
file_matrix read_text(byte_source& source);

/// The format of MNIST. The first dimension counts the rows, the others are flattened. Unsigned bytes of two
/// dimensions or more are pixels, and are divided by 255; integers of one dimension are labels.
file_matrix read_idx(byte_source& source);

}  // namespace catapult::tools

#endif
