// Files of NumPy: as they are, or of a dictionary and elements that the input chooses apart.
#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "support/file_bytes.hpp"

using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    const std::vector<double> six = {1, 2, 3, 4, 5, -6.5};
    std::vector<std::string> seeds = {npy(2, 3, six)};
    for (const char* type : {"<f4", ">f8", "|u1", "<i8", "|b1", ">i4", "<f2", "<u2", "<u4", "|i1"})
        for (const char* rest : {"'fortran_order': False, 'shape': (2, 3), }", "'fortran_order': True, 'shape': (2, 1), }",
                                 "'fortran_order': False, 'shape': (6,), }", "'fortran_order': False, 'shape': (2, 3, 1), }"})
            seeds.push_back(std::string(1, '\x01') + "{'descr': '" + type + "', " + rest + "\n" + elements<double>(six, false));
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {"'descr'", "'shape'", "'fortran_order'",
            "True",    "False",   "(",
            ")",       ",",       ":",
            "{",       "}",       "'<f8'",
            "'>f4'",   "'|u1'",   "'<c8'",
            "'O'",     "()",      "\"",
            "-1",      "0x1",     "99999999999999999999"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    if (size == 0 || data[0] == 0x93) {
        (void)read_bytes(in.rest());
        return 0;
    }
    const unsigned version = in.byte() % 4;
    const std::string rest = in.rest();
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string elements = rest.substr(std::min(end + 1, rest.size()));
    const auto whole = read_bytes(npy(rest.substr(0, end), elements, version));
    if (!whole) return 0;
    require(whole->matrix.bytes.size() == elements.size(), "all bytes behind the header are elements");
    require(!read_bytes(npy(rest.substr(0, end), elements + "x", version)), "a file that goes on is refused");
    require(!read_bytes(npy(rest.substr(0, end), elements.substr(1), version)), "a file that is cut off is refused");
    return 0;
}
