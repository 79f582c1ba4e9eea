#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/line_reader.hpp"
#include "support/file_bytes.hpp"
#include "support/reading.hpp"
#include "support/temporary_folder.hpp"

using namespace catapult::tools;
using namespace catapult::test;

TEST_CASE("text: headers, line ends, numbers of all forms")
{
    const temporary_folder folder;
    const auto read = [&](const std::string& text) { return read_matrix(folder.write("a.csv", text)); };
    for (const char* text :
         {"1,2,3\n4,5,-6.5\n", "a,b,c\n1,2,3\n4,5,-6.5",
          "\xef\xbb\xbf"
          "1,2,3\r\n4,5,-6.5\r\n\r\n",
          " 1 ,\t2,+3\n4e0,.5e1,-65E-1\n", "\"a\",\"b\",\"c\"\n1,2,3\n4,5,-6.5\n\n",
          // Separators: those of numpy.savetxt, aligned columns, tabs, semicolons, and one at the end of each line.
          "1.000000000000000000e+00 2.000000000000000000e+00 3.000000000000000000e+00\n4 5 -6.5\n",
          "   1    2    3\n   4\t  5 -6.5  \n", "1\t2\t3\n4\t5\t-6.5\n", "1;2;3\n4;5;-6.5\n", "1; 2; 3\n4; 5; -6.5\n",
          "1,2,3,\n4,5,-6.5,\n", "1\t2\t3\t\n4\t5\t-6.5\t\n", "a;b;c;\n1;2;3;\n4;5;-6.5;\n", "a,b,c\n1,2,3,\n4,5,-6.5,\n",
          // Separators in a header do not tell those of the numbers.
          "first name,a;b,c\n1,2,3\n4,5,-6.5\n", "x y z\n1 2 3\n4 5 -6.5\n", "1x1\t1x2\t1x3\n1\t2\t3\n4\t5\t-6.5\n",
          // Comments, blank lines, line ends, quotes.
          "# a b c\n1 2 3\n4 5 -6.5\n", "#a,b\n\n1,2,3 # first\n \t\n\n#\n4,5,-6.5# second",
          "a,\"b#\",c # names\n1,2,3\n4,5,-6.5", "\xef\xbb\xbf# a\n1 2 3\n4 5 -6.5\n", "1,2,3\r4,5,-6.5\r", "1 2 3\r\r4 5 -6.5",
          "a,b,c\r\n\r\n1,2,3\r4,5,-6.5\n\r", "\"1\",\"2\",'3'\n\" 4 \",5,\"-6.5\"\n", "\"1\" \"2\" \"3\"\n4 5 -6.5\n",
          "\"a, or b\",\"c \"\"d\"\"\",e\n1,2,3\n4,5,-6.5\n"}) {
        CAPTURE(text);
        const file_matrix m = read(text);
        CHECK(m.rows == 2);
        CHECK(m.columns == 3);
        CHECK(all(m) == six);
    }
    for (const char* text : {"7", "7,", "7\t", " 7 \n", "x\n7\n"}) CHECK(all(read(text)) == std::vector<double>{7});
    CHECK(all(read("7\n\"-8\"\n")) == std::vector<double>{7, -8});
    CHECK(all(read("7;\n8;\n")) == std::vector<double>{7, 8});
    // pandas names the columns beside its index so.
    CHECK(all(read(",0,1\n0,2,3\n")) == std::vector<double>{0, 2, 3});
    CHECK(all(read("1e-400,5e-324,1.7976931348623157e308")) == std::vector<double>{0, 5e-324, 1.7976931348623157e308});
    CHECK(all(read_matrix(folder.write("a.csv.gz", gzip("1,2,3\n4,5,-6.5\n")))) == six);
    // A line longer than the reader's block.
    std::string text = "0";
    for (int i = 1; i < 50000; ++i) text += "," + std::to_string(i);
    const file_matrix wide = read(text + "\n" + text + "\n");
    CHECK(wide.rows == 2);
    CHECK(wide.columns == 50000);
    CHECK(wide(1, 49999) == 49999);
    // \r\n and \r each end one line, wherever a block of the reader ends.
    for (const char* end : {"\r\n", "\r", "\n"})
        for (std::size_t shift = 0; shift < 9; ++shift) {
            std::string lines = std::string(shift, '#') + end;
            std::size_t count = 1;
            for (; lines.size() < 200000; ++count) lines += std::string("23 4567") + end;
            const file_matrix m = read(lines);
            CHECK(m.rows == count - 1);
            CHECK(m(m.rows - 1, 1) == 4567);
            CHECK(refused(folder.write("a.csv", lines + "5 x" + end), "line " + std::to_string(count + 1) + ", column 2: 'x'"));
        }
}

TEST_CASE("text: a line may be as long as the limit, and no longer")
{
    const temporary_folder folder;
    const std::size_t limit = 100000;
    for (const std::size_t size : {limit, limit + 1}) {
        byte_source source(folder.write("a.csv", "first\r\n" + std::string(size, '1') + "\nlast"));
        line_reader lines(source, limit);
        std::string line;
        REQUIRE(lines.next(line));
        CHECK(line == "first");
        if (size > limit) {
            CHECK_THROWS_WITH_AS(
                lines.next(line),
                (folder.path("a.csv") + ": has a line of more than 100000 bytes; a row of numbers is a line").c_str(),
                request_error);
            continue;
        }
        REQUIRE(lines.next(line));
        CHECK(line.size() == size);
        REQUIRE(lines.next(line));
        CHECK(line == "last");
        CHECK_FALSE(lines.next(line));
    }
}

TEST_CASE("text: a header is reported, with its place and for those who ask")
{
    const temporary_folder folder;
    const auto notes = [&](const std::string& text) { return read_matrix(folder.write("a.csv", text)).notes; };
    const std::vector<note> with = notes("# measured\na,b\n1,2\n");
    REQUIRE(with.size() == 1);
    CHECK(with[0].text == folder.path("a.csv") + ": line 2 is taken as a header: 'a,b'");
    CHECK(with[0].detail);
    CHECK(notes("1,2\n3,4\n").empty());
}

TEST_CASE("text: wrong files are refused, with the place")
{
    const temporary_folder folder;
    const auto check = [&](const std::string& text, const std::string& why) {
        CAPTURE(text);
        CHECK(refused(folder.write("a.csv", text), why));
    };
    check("", "is empty");
    check("\n\n", "holds no row");
    check("a,b\n", "holds no row of numbers, only a header");
    check("# 1,2\n", "holds no row");
    check("1,2\n3\n", "line 2 has 1 columns");
    check("a,b,c\n1,2\n", "line 2 has 2 columns, the lines before it 3");
    check("1,2\n\n# c\n3\n", "line 4 has 1 columns");
    check("1 2\r3 4\r5\r", "line 3 has 1 columns");
    check("1,2\n3,x\n", "line 2, column 2: 'x' is not a number");
    check("1,b\n3,4\n",
          "line 1, column 2: 'b' is not a number; the first line is either a header of names alone or a row of numbers");
    check("label,0,1\n3,4,5\n", "line 1, column 1: 'label' is not a number; the first line");
    check("# c\n\n1 2 x\n3 4 5\n", "line 3, column 3: 'x' is not a number");
    check("1.2.3,1..5\n3,4\n", "line 1, column 1: '1.2.3' is not a number");
    check("1;2\n3;4 5\n", "line 2, column 2: '4 5' is not a number; rows are numbers separated by semicolons");
    check("1,2\n3,\n", "line 2, column 2 is empty");
    check("1,2\n,4\n", "line 2, column 1 is empty");
    check("a,b,c\n1,2,\n", "line 2, column 3 is empty");
    check(",,\n", "line 1, column 1 is empty");
    check("1\t\t2\n3\t\t4\n", "line 1, column 2 is empty");
    check("1,\"\"\n", "line 1, column 2 is empty");
    check("1,2\n\"3,4\n", "line 2: a double quote is left open");
    check("1,5;2,5\n", "line 1, column 1: '1,5' has a decimal comma; write numbers with a decimal point");
    check("1;2\n3;-4,5e3\n", "line 2, column 2: '-4,5e3' has a decimal comma");
    check("1,5 2\n3 4\n", "line 1, column 1: '1,5' has a decimal comma");
    check("x\ty\n1,5\t2\n", "line 2, column 1: '1,5' has a decimal comma");
    check("a b\n1 2,5\n", "line 2, column 2: '2,5' has a decimal comma");
    check("\"1,5\",\"2,5\"\n", "line 1, column 1: '1,5' has a decimal comma");
    check("\1\2\3\4\n1\n", "is no text");
    check("1,2\n3,4 5\n", "line 2, column 2: '4 5' is not a number");
    check("1,2\n3,0x10\n", "'0x10' is not a number");
    check("1,2\n+-3,4\n", "'+-3' is not a number");
    check("1,2\nnan,4\n", "line 2, column 1: 'nan' is not finite");
    check("1,-inf\n", "line 1, column 2: '-inf' is not finite");
    check("1,1e999\n", "line 1, column 2: '1e999' is beyond the range of a double");
    check("1 2\n-1e309 4\n", "line 2, column 1: '-1e309' is beyond the range of a double");
    check(std::string("1,2\n3,\0\n", 8), "line 2, column 2: '?' is not a number");
}
