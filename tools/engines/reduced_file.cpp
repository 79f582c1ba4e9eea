#include "engines/reduced_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "readers/byte_source.hpp"

namespace catapult::tools {

namespace {

constexpr std::uint64_t version = 1;
constexpr std::size_t word = 8;
constexpr std::size_t counts = 6;

void put(std::string& bytes, std::uint64_t value)
{
    for (std::size_t i = 0; i < word; ++i) bytes += static_cast<char>(value >> 8 * i & 0xff);
}

void put(std::string& bytes, double value)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    put(bytes, bits);
}

std::uint64_t checksum(std::uint64_t before, const void* bytes, std::size_t count)
{
    return crc32_z(static_cast<uLong>(before), static_cast<const Bytef*>(bytes), count);
}

/// Takes words from the file, and keeps the checksum of what it has taken.
class word_source {
public:
    explicit word_source(byte_source& source) : source_(source) {}

    std::vector<unsigned char> bytes(std::uint64_t count, const char* what)
    {
        std::vector<unsigned char> result = source_.read_exactly(count, what);
        sum_ = checksum(sum_, result.data(), result.size());
        return result;
    }
    std::uint64_t whole(const char* what)
    {
        const std::vector<unsigned char> taken = bytes(word, what);
        return load(taken.data());
    }
    void numbers(const std::vector<unsigned char>& from, std::size_t first, std::size_t count, double* to) const
    {
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t bits = load(from.data() + (first + i) * word);
            std::memcpy(to + i, &bits, sizeof bits);
        }
    }
    std::uint64_t sum() const { return sum_; }

private:
    static std::uint64_t load(const unsigned char* from)
    {
        std::uint64_t value = 0;
        for (std::size_t i = word; i-- > 0;) value = value << 8 | from[i];
        return value;
    }

    byte_source& source_;
    std::uint64_t sum_ = 0;
};

/// Whether a reduction can have found these numbers.
bool is_reduction(const reduced_data<double>& data)
{
    const auto finite = [](double x) { return std::isfinite(x); };
    const span<const double> s = data.singular_values;
    if (!std::all_of(s.begin(), s.end(), finite) || !(s[s.size() - 1] > 0)) return false;
    for (std::size_t i = 1; i < s.size(); ++i)
        if (s[i] > s[i - 1]) return false;
    return std::all_of(data.targets.data, data.targets.data + data.rank * data.outputs, finite) &&
           std::isfinite(data.unreachable_loss) && data.unreachable_loss >= 0 && in_range(data);
}

}  // namespace

std::string reduced_file(const reduced_data<double>& data, const std::string& origin)
{
    std::string bytes(reduced_magic);
    put(bytes, version);
    for (const std::size_t count : {data.samples, data.inputs, data.outputs, data.rank}) put(bytes, std::uint64_t{count});
    put(bytes, static_cast<std::uint64_t>(std::int64_t{data.exponent}));
    put(bytes, std::uint64_t{origin.size()});
    bytes += origin;
    put(bytes, data.unreachable_loss);
    for (const double value : data.singular_values) put(bytes, value);
    for (std::size_t i = 0; i < data.rank; ++i)
        for (std::size_t j = 0; j < data.outputs; ++j) put(bytes, data.targets(i, j));
    put(bytes, checksum(0, bytes.data(), bytes.size()));
    return bytes;
}

training_data read_reduced(const dataset_options& options)
{
    if (const char* given = preparation(options); given != nullptr)
        throw request_error(std::string(given) + " with the reduced data set in " + input_name(options.inputs) +
                            ", whose samples are chosen and prepared already; leave it out, or give it to catapult reduce");
    byte_source source(options.inputs);
    if (source.magic().substr(0, reduced_magic.size()) != reduced_magic)
        source.fail(
            "has no targets: it is neither a reduced data set (catapult reduce) nor of CIFAR (.bin), whose files hold theirs; give --targets");
    word_source words(source);
    (void)words.bytes(reduced_magic.size(), "its version");
    if (const std::uint64_t found = words.whole("its version"); found != version)
        source.fail("is a reduced data set of version " + std::to_string(found) + ", and version " + std::to_string(version) +
                    " can be read; make it again: catapult reduce");
    const auto fail = [&](const std::string& what) { source.fail(what + "; make it again: catapult reduce"); };
    std::uint64_t header[counts];
    for (std::uint64_t& value : header) value = words.whole("the end of its header");
    const auto [samples, inputs, outputs, rank, exponent, text_size] = header;
    const std::vector<unsigned char> text = words.bytes(text_size, "the end of its text");
    std::uint64_t elements = 0, size = 0;
    if (__builtin_add_overflow(outputs, std::uint64_t{1}, &elements) || !checked_bytes(elements, rank, word, size) ||
        __builtin_add_overflow(size, std::uint64_t{word}, &size))
        fail("is damaged: its header has more numbers than any file can hold");
    const std::vector<unsigned char> stored = words.bytes(size, "its last number");
    const std::uint64_t sum = words.sum();
    if (words.whole("its checksum") != sum) fail("is damaged: its checksum is wrong");
    source.expect_end();

    constexpr auto most = std::uint64_t{std::numeric_limits<std::size_t>::max() / 2};
    const auto unit = static_cast<std::int64_t>(exponent);
    if (rank == 0 || outputs == 0 || rank > samples || rank > inputs || samples > most || inputs > most || unit < -1100 ||
        unit > 1100)
        fail("is damaged: no data have the sizes of its header");
    training_data result;
    const auto r = static_cast<std::size_t>(rank), k = static_cast<std::size_t>(outputs);
    result.storage = memory_for_doubles(r, k + 1, source.path());
    double* const values = result.storage.as<double>();
    reduced_data<double>& data = result.reduced;
    words.numbers(stored, 0, 1, &data.unreachable_loss);
    words.numbers(stored, 1, r * (k + 1), values);
    data.samples = static_cast<std::size_t>(samples);
    data.inputs = static_cast<std::size_t>(inputs);
    data.outputs = k;
    data.rank = r;
    data.exponent = static_cast<int>(unit);
    data.singular_values = {values, r};
    data.targets = {values + r, r, k};
    const std::string origin(text.begin(), text.end());
    if (!is_reduction(data) || std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }))
        fail("is damaged: no reduction gives what it holds");
    result.notes.push_back({source.path() + ": " + origin, true});
    return result;
}

void refuse_reduced(const dataset_options& data, const std::string& option, const char* lacking)
{
    if (option.empty() || !data.names_reduced()) return;
    throw request_error(option + " with the reduced data set in " + input_name(data.inputs) + ", which lacks " + lacking +
                        "; give the data that it was made of as --inputs and --targets");
}

}  // namespace catapult::tools
