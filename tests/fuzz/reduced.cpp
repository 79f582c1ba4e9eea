// Files of reduced data sets: as they are, or with the checksum that belongs to their bytes.
#include "engines/reduced_file.hpp"

#include <zlib.h>

#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "support/file_bytes.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

namespace {

const std::string origin = "of x.npy and y.npy";

std::string written_by_us(std::size_t rank, std::size_t outputs)
{
    const double values[] = {3, 2, 1, -0.5, 0.25, 4, 0};
    reduced_data<double> data;
    data.samples = 9;
    data.inputs = 4;
    data.outputs = outputs;
    data.rank = rank;
    data.singular_values = {values, rank};
    data.targets = {values + 1, rank, outputs};
    data.unreachable_loss = 0.5;
    data.exponent = -3;
    return tools::reduced_file(data, origin);
}

}  // namespace

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    for (const char form : {'\0', '\1'})
        for (const auto& [rank, outputs] : {std::pair<std::size_t, std::size_t>{1, 1}, {3, 2}, {2, 3}})
            seeds.push_back(form + written_by_us(rank, outputs));
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words()
{
    std::vector<std::string> words(1, std::string(tools::reduced_magic));
    for (const std::uint64_t count : {0, 1, 2, 9}) words.push_back(element_bytes(count, false));
    words.push_back(element_bytes(~std::uint64_t{0}, false));
    return words;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    const bool sealed = in.byte() == 1;
    std::string bytes = in.rest();
    if (sealed && bytes.size() >= 8) {
        bytes.resize(bytes.size() - 8);
        const auto sum = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
        bytes += element_bytes(static_cast<std::uint64_t>(sum), false);
    }
    tools::dataset_options options;
    options.inputs = written("file", bytes);
    tools::training_data read;
    try {
        read = tools::read_reduced(options);
    } catch (const tools::request_error& error) {
        require_message(error.what(), options.inputs);
        return 0;
    }
    const reduced_data<double>& found = read.reduced;
    require(found.rank > 0 && found.rank <= found.samples && found.rank <= found.inputs && found.outputs > 0, "the sizes fit");
    require(in_range(found), "models take the data");
    for (std::size_t i = 0; i < found.rank; ++i) {
        require(found.singular_values[i] > 0, "singular values are positive");
        for (std::size_t j = 0; j < found.outputs; ++j) require(std::isfinite(found.targets(i, j)), "targets are finite");
    }
    const std::string& text = read.notes.at(0).text;
    require(tools::reduced_file(found, text.substr(options.inputs.size() + 2)) == bytes, "what is read is what was written");
    return 0;
}
