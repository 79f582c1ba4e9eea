// Reads the lines of a text with any kind of line ends.
#ifndef CATAPULT_TOOLS_READERS_LINE_READER_HPP
#define CATAPULT_TOOLS_READERS_LINE_READER_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "readers/byte_source.hpp"

namespace catapult::tools {

/// A line ends with \n, \r\n or \r. The text is read by blocks, so a long file is never held as a whole.
class line_reader {
public:
    /// A line of more than `longest` bytes is a request_error. Without the limit, a small compressed file could expand
    /// to one endless line.
    explicit line_reader(byte_source& source, std::size_t longest = 1u << 28)
        : source_(source), longest_(longest), block_(1u << 16)
    {
    }

    /// Reads the next line, without its line end. False at the end of the text.
    bool next(std::string& line);

private:
    bool refill();
    std::size_t end_of_line();

    byte_source& source_;
    std::size_t longest_;
    std::vector<char> block_;
    std::size_t position_ = 0;
    std::size_t end_ = 0;
    std::size_t newline_ = 0;    // the next \n from the position on, or the end; kept, so that many \r do not repeat the search
    bool after_return_ = false;  // the last line ended with \r, and a \n right after it belongs to that line end
};

}  // namespace catapult::tools

#endif
