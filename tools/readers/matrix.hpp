// A matrix of a file. It is kept as stored there, so image bytes stay bytes, and rows become double only when copied.
#ifndef CATAPULT_TOOLS_READERS_MATRIX_HPP
#define CATAPULT_TOOLS_READERS_MATRIX_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace catapult::tools {

enum class element { u8, u16, u32, u64, i8, i16, i32, i64, f16, f32, f64 };

std::size_t element_size(element type);

enum class file_format { text, npy, idx, cifar };

/// A remark on data that are used all the same.
struct note {
    std::string text;
    bool detail = false;  ///< shown only with --verbose
};

/// How a row is an image: channel after channel, each row-major. Zeros for a row that is none.
struct image_shape {
    std::size_t channels = 0;
    std::size_t height = 0;
    std::size_t width = 0;
};

struct file_matrix {
    std::string path;  ///< the file's path, for messages
    file_format format = file_format::npy;
    std::size_t rows = 0;
    std::size_t columns = 0;
    element type = element::f64;
    bool big_endian = false;
    bool by_columns = false;  ///< stored in Fortran order
    bool labels = false;      ///< one integer in each row, which names a class
    double divisor = 1;       ///< each stored element is divided by this
    bool has_header = false;  ///< a text file whose first line names the columns
    std::string first_name;   ///< the first column's name, if there is a header
    image_shape image;
    std::vector<unsigned char> own_labels;  ///< the class of each row, if the file holds it beside the row
    std::vector<note> notes;
    std::vector<unsigned char> bytes;

    /// The stored bits of an element, in the lowest bits of the result.
    std::uint64_t bits(std::size_t row, std::size_t column) const;
    double operator()(std::size_t row, std::size_t column) const;
    /// Copies `columns` elements of a row. request_error, with the place, if one is NaN or infinite.
    void copy_row(std::size_t row, double* to) const;
};

/// bytes ← rows × columns × size. False if the product overflows.
bool checked_bytes(std::uint64_t rows, std::uint64_t columns, std::uint64_t size, std::uint64_t& bytes);

/// The file's name without its folder and without .gz.
std::string name_without_gz(const std::string& path);

/// Whether the name is one of CIFAR's binary files, which hold labels too: it ends in .bin or .bin.gz.
bool has_cifar_name(const std::string& path);

/// Reads .npy, IDX, text or CIFAR, each also through gzip, from a file or, as "-", from standard input. The first bytes
/// tell the format; only CIFAR is told by its name. request_error for anything wrong with the file.
file_matrix read_matrix(const std::string& path);

/// The first bytes of a reduced data set (engines/reduced_file.hpp), which is no matrix.
inline constexpr std::string_view reduced_magic = "\x8f"
                                                  "CATRED\n";

class byte_source;

/// Reads NumPy's format, versions 1 to 3: bool, integers, float16, float32 and float64 of either byte order, in C or
/// Fortran order. An array of one dimension is a column. With more than two dimensions, the first counts the rows and
/// the others are flattened.
file_matrix read_npy(byte_source& source);

/// Reads numbers separated by commas, tabs, semicolons or blanks, one row in each line, with or without a header line.
/// A comment begins with #. Blank lines are skipped.
file_matrix read_text(byte_source& source);

/// Reads the format of MNIST. The first dimension counts the rows, the others are flattened. Unsigned bytes of two or
/// more dimensions are pixels and are divided by 255. Integers of one dimension are labels.
file_matrix read_idx(byte_source& source);

/// Reads the binary files of CIFAR-10 and CIFAR-100, told apart by their size. A row is an image of 3 x 32 x 32 pixels,
/// divided by 255. The file's own labels are the classes, of CIFAR-100 the fine ones.
file_matrix read_cifar(byte_source& source);

}  // namespace catapult::tools

#endif
