#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "readers/byte_source.hpp"
#include "readers/matrix.hpp"

namespace catapult::tools {

namespace {

constexpr image_shape picture = {3, 32, 32};
constexpr std::size_t pixels = picture.channels * picture.height * picture.width;

// A record is its labels, a byte each, and then its pixels. The last label is the class.
struct layout {
    const char* name;
    std::size_t labels;
    unsigned counts[2];  // how many values each label can have
    const char* titles[2];

    std::size_t record() const { return labels + pixels; }
    bool fits(std::size_t size) const { return size % record() == 0; }
};

constexpr layout ten = {"CIFAR-10", 1, {10, 0}, {"label", ""}};
constexpr layout hundred = {"CIFAR-100", 2, {20, 100}, {"coarse label", "fine label"}};

std::vector<unsigned char> read_all(byte_source& source)
{
    std::vector<unsigned char> bytes;
    for (std::size_t size = 0;;) {
        const std::size_t part = std::max<std::size_t>(size, 1u << 14);
        bytes.resize(size + part);
        const std::size_t got = source.read(bytes.data() + size, part);
        size += got;
        if (got == part) continue;
        bytes.resize(size);
        return bytes;
    }
}

// What is wrong with the first label that is out of range, or an empty text.
std::string wrong_label(const std::vector<unsigned char>& bytes, const layout& of)
{
    for (std::size_t i = 0; i < bytes.size() / of.record(); ++i)
        for (std::size_t j = 0; j < of.labels; ++j) {
            const unsigned label = bytes[i * of.record() + j];
            if (label < of.counts[j]) continue;
            return "record " + std::to_string(i + 1) + " has the " + of.titles[j] + " " + std::to_string(label) + "; those of " +
                   of.name + " run from 0 to " + std::to_string(of.counts[j] - 1);
        }
    return {};
}

// The sizes next to `size` that are whole numbers of records.
std::string right_sizes(std::size_t size, const layout& of)
{
    const std::size_t below = size / of.record() * of.record();
    return std::string(of.name) + "'s records have " + std::to_string(of.record()) + " bytes, so " +
           (below == 0 ? "" : std::to_string(below) + " or ") + std::to_string(below + of.record()) + " would be right";
}

}  // namespace

file_matrix read_cifar(byte_source& source)
{
    file_matrix result;
    result.path = source.path();
    result.format = file_format::cifar;
    result.type = element::u8;
    result.divisor = 255;
    result.image = picture;
    result.bytes = read_all(source);
    std::vector<unsigned char>& bytes = result.bytes;
    const std::size_t size = bytes.size();
    if (!ten.fits(size) && !hundred.fits(size))
        source.fail("has " + std::to_string(size) + " bytes, which is no whole number of records: " + right_sizes(size, ten) +
                    "; " + right_sizes(size, hundred) + "; fetch or write the file again");
    const bool either = ten.fits(size) && hundred.fits(size);
    const layout& of = ten.fits(size) && !(either && !wrong_label(bytes, ten).empty()) ? ten : hundred;
    if (either)
        result.notes.push_back(
            {result.path + ": by its size, it may be of CIFAR-10 or of CIFAR-100; by its labels, it is taken as " + of.name});
    const std::string wrong = wrong_label(bytes, of);
    if (!wrong.empty()) source.fail(wrong);
    result.rows = size / of.record();
    result.columns = pixels;
    result.own_labels.resize(result.rows);
    for (std::size_t i = 0; i < result.rows; ++i) {
        const auto record = bytes.begin() + static_cast<std::ptrdiff_t>(i * of.record());
        const auto first_pixel = record + static_cast<std::ptrdiff_t>(of.labels);
        result.own_labels[i] = *(first_pixel - 1);
        std::copy_n(first_pixel, pixels, bytes.begin() + static_cast<std::ptrdiff_t>(i * pixels));
    }
    bytes.resize(result.rows * pixels);
    return result;
}

}  // namespace catapult::tools
