// The lines of a text, whatever ends them.
#ifndef CATAPULT_TOOLS_READERS_LINE_READER_HPP
#define CATAPULT_TOOLS_READERS_LINE_READER_HPP

#include <cstddef>
#include <string>
#include <vector>

#include "readers/byte_source.hpp"

namespace catapult::tools {

/// Lines end with \n, \r\n or \r. They are read by blocks, so that a long file is never held as text.
class line_reader {
public:
    /// request_error for lines of more than `longest` bytes: a small compressed file may hold one without an end.
    explicit line_reader(byte_source& source, std::size_t longest = 1u << 28)
        : source_(source), longest_(longest), block_(1u << 16)
    {
    }

    /// The next line, without its end. False at the end of the text.
    bool next(std::string& line);

private:
    bool refill();
    std::size_t end_of_line();

    byte_source& source_;
    std::size_t longest_;
    std::vector<char> block_;
    std::size_t position_ = 0;
    std::size_t end_ = 0;
    std::size_t newline_ = 0;    // the next \n from the position on, or the end; found once, however many \r there are
    bool after_return_ = false;  // a \n that comes next belongs to the line before
};

}  // namespace catapult::tools

#endif
