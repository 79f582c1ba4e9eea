// Tables as text. Their lines may end in any of three ways, which changes nothing.
#include "fuzz/reading.hpp"

using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    return {"1,2,3\n4,5,-6.5\n",
            "a,b\n1,2\n3,4\n",
            "\"x, y\";\"z\"\n1,5;2\n3;4\n",
            "# comment\n1 2\t3\n\n4 5 6\n",
            "1\t2\n3\t4",
            "\xef\xbb\xbf"
            "1;2\n3;4\n",
            ",0,1\n0,1,2\n1,3,4\n",
            "1e5,nan\ninf,-1e-400\n",
            "1,2,\n3,4,\n",
            "5\n6\n7\n",
            "0.5 1e309 .5 5. +1 -0\n1 2 3 4 5 6\n",
            "name\n\"1\"\n'2'\n"};
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {",", ";",     "\t",     " ",    "\n",  "\r\n",         "\r", "\"", "#",  "nan", "inf",
            "-", "1e309", "1e-400", "0x10", "1,5", "\xef\xbb\xbf", "''", "1e", "NA", "\\N"};
}

namespace {

std::string with_line_ends(const std::string& text, const std::string& end)
{
    std::string result;
    for (const char c : text) result += c == '\n' ? end : std::string(1, c);
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto whole = read_bytes(text);
    if (!whole || whole->matrix.format != catapult::tools::file_format::text || text.find('\r') != std::string::npos) return 0;
    require(same(whole, read_bytes(with_line_ends(text, "\r\n"))), "\\r\\n ends a line as \\n does");
    require(same(whole, read_bytes(with_line_ends(text, "\r"))), "\\r ends a line as \\n does");
    return 0;
}
