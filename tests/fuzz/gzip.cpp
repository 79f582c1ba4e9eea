// Compressed files: streams as they are, and any file read through gzip, which must give what it gives by itself.
#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "support/file_bytes.hpp"

using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    // One stored block, one block of fixed codes ("1,2\n3,4\n", by zlib), and plain files.
    return {gzip("1,2\n3,4\n"),
            std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03\x33\xd4\x31\xe2\x32\xd6\x31\xe1\x02\0\xe3\xb8\xe1\xd9\x08\0\0\0", 28),
            "x1,2\n3,4\n",
            "x" + npy(2, 3, {1, 2, 3, 4, 5, 6}),
            "x" + idx(0x08, {2, 2}, "abcd"),
            "y" + gzip("1\n2\n") + gzip("3\n")};
}

std::vector<std::string> catapult::test::fuzz_words() { return {"\x1f\x8b\x08", std::string("\0\0\xff\xff", 4), "PK\3\4"}; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    if (size == 0 || data[0] == 0x1f) {
        (void)read_bytes(in.rest());
        return 0;
    }
    (void)in.byte();
    const std::string bytes = in.rest();
    if (bytes.compare(0, 2, "\x1f\x8b") == 0) return 0;  // compressed twice, which no reader undoes
    const auto plain = read_bytes(bytes);
    const std::string compressed = gzip(bytes);
    require(same(plain, read_bytes(compressed)), "a compressed file is read as it is when it is not compressed");
    if (!plain) return 0;
    require(!read_bytes(compressed.substr(0, compressed.size() - 1)), "a stream that is cut off is refused");
    return 0;
}
