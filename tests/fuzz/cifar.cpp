// Files of CIFAR's name: as they are, or of records that the input describes in a few bytes each.
#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"

using namespace catapult::test;

namespace {

std::optional<file_contents> read_cifar(const std::string& bytes) { return read(written("file.bin", bytes)); }

}  // namespace

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    // The form, labels of a record, records; then of each its labels and two pixels; then what is behind the last.
    return {std::string("\1\1\1\5pq", 6),
            std::string("\1\1\2\0\0\0\x09pq", 9),
            std::string("\1\2\2\x13\x63pq\0\1rs", 11),
            std::string("\1\1\1\x0apq", 6),
            std::string("\1\2\1\x14\0pq", 7),
            std::string("\1\1\1\5pqxxxxx", 11),
            std::string("\5", 1)};
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {std::string("\0\0\x08\1", 4), std::string("\0\0\xfe\xff", 4), std::string("\x13\x63", 2), "\x93NUMPY", "1,2\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    if (in.byte() != 1) {
        (void)read_cifar(std::string(reinterpret_cast<const char*>(data), size));
        return 0;
    }
    const std::size_t labels = 1 + (in.byte() + 1) % 2, records = 1 + in.below(3), pixels = 3 * 32 * 32;
    std::string bytes;
    std::vector<unsigned char> classes;
    bool in_range = true;
    for (std::size_t i = 0; i < records; ++i) {
        for (std::size_t j = 0; j < labels; ++j) {
            const std::uint8_t label = in.byte();
            in_range = in_range && label < (labels == 1 ? 10 : j == 0 ? 20 : 100);
            bytes += static_cast<char>(label);
            if (j + 1 == labels) classes.push_back(label);
        }
        // The first bytes must not be those of another format.
        bytes += '\xfe';
        const char first = static_cast<char>(in.byte()), others = static_cast<char>(in.byte());
        bytes += first + std::string(pixels - 2, others);
    }
    const std::string rest = in.rest();
    const auto whole = read_cifar(bytes + rest);
    // A few bytes may make records of one kind those of the other.
    if (rest.size() > 3 && rest.size() < 3000) require(!whole, "a file that goes on is refused");
    if (!rest.empty()) return 0;
    require(whole.has_value() == in_range, "a file is read if its labels are in range, and only then");
    if (!whole) return 0;
    require(whole->matrix.rows == records && whole->matrix.columns == pixels, "a record is a row");
    require(whole->matrix.own_labels == classes, "the last label of a record is its class");
    for (std::size_t i = 0; i < records; ++i)
        for (const std::size_t j : {std::size_t{0}, std::size_t{1}, std::size_t{2}, pixels - 1})
            require(whole->matrix(i, j) == static_cast<unsigned char>(bytes[i * (labels + pixels) + labels + j]) / 255.0,
                    "a pixel is in its place");
    require(!read_cifar(bytes.substr(0, bytes.size() - 4)), "a file that is cut off is refused");
    return 0;
}
