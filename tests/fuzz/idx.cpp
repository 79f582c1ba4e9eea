// Files of MNIST's format: as they are, or of a header and elements that the input chooses apart.
#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "support/file_bytes.hpp"

using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    const std::vector<double> six = {1, 2, 3, 4, 5, -6};
    std::vector<std::string> seeds = {idx(0x08, {3}, "\x01\x02\x03"), idx(0x08, {1, 2, 2}, "abcd")};
    // For the other form: type, dimensions, one byte each.
    for (const unsigned char type : {0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e})
        seeds.push_back(std::string{'\x01', static_cast<char>(type), 2, 2, 3} + elements<double>(six, true));
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {std::string("\0\0\x08\x01", 4), std::string("\0\0\x0d\x02", 4), std::string("\0\0\0\x01", 4), "\xff\xff\xff\xff"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    if (in.byte() != 1) {
        (void)read_bytes(std::string(reinterpret_cast<const char*>(data), size));
        return 0;
    }
    std::string header{'\0', '\0', static_cast<char>(in.byte())};
    const std::size_t dimensions = in.below(6);
    header += static_cast<char>(dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) {
        const std::uint8_t length = in.byte();
        header += element_bytes(length == 255 ? 0xffffffffu : std::uint32_t{length}, true);
    }
    const std::string elements = in.rest();
    const auto whole = read_bytes(header + elements);
    if (!whole) return 0;
    require(whole->matrix.bytes.size() == elements.size(), "all bytes behind the header are elements");
    require(!read_bytes(header + elements + "x"), "a file that goes on is refused");
    require(!read_bytes(header + elements.substr(1)), "a file that is cut off is refused");
    return 0;
}
