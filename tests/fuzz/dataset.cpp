// Data sets of two text files, with the options of the command line that prepare them.
#include <algorithm>

#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "readers/dataset.hpp"

using namespace catapult::test;
using namespace catapult::tools;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    for (const char* options : {"\1\1\1\1", "\2\1\1\1", "\1\2\1\1", "\1\1\2\1", "\3\1\1\1", "\1\1\3\1", "\1\3\2\2"})
        for (const char* files :
             {"1,2\n3,4\n5,6|0\n1\n1\n", "1,2\n3,4\n5,6\n|1\n-1\n0.5\n", "0,1,2\n1,3,4\n2,5,6\n|x,y\n1,2\n3,4\n5,6\n"})
            seeds.push_back(std::string(options) + files);
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {"|", "\n", ",", "0", "1", "1e308", "-1e308", "1e-320", "nan", "7"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    choices in(data, size);
    dataset_options options;
    const std::size_t samples = in.below(6), classes = in.below(4);
    if (samples > 1) options.samples = samples - 1;
    if (classes > 1) options.classes = {classes == 2 ? 0 : 7, 1};
    options.normalize = static_cast<normalization>(in.below(3));
    options.one_hot = in.one_in(2);
    const std::string rest = in.rest();
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    options.inputs = written("inputs", rest.substr(0, bar));
    options.targets = written("targets", rest.substr(std::min(bar + 1, rest.size())));
    const auto refused = [&](const request_error& error) {
        const std::string message = error.what();
        require(!message.empty() && message.size() < 3000, "a message has a few lines at most");
    };
    try {
        const dataset set(options);
        require(set.samples() > 0 && set.inputs() > 0 && set.outputs() > 0, "a data set has elements");
        require(!options.samples || set.samples() <= *options.samples, "no more samples are used than were asked for");
        if (set.outputs() * set.samples() > 1000000) return 0;
        std::vector<double> x(set.samples() * set.inputs()), y(set.samples() * set.outputs());
        set.copy(0, set.samples(), x.data(), y.data());
        for (const auto* values : {&x, &y})
            for (const double value : *values) require(std::isfinite(value), "what is copied is finite");
        // Two halves give what the whole does.
        const std::size_t half = set.samples() / 2;
        std::vector<double> x2(x.size()), y2(y.size());
        if (half > 0) set.copy(0, half, x2.data(), y2.data());
        set.copy(half, set.samples() - half, x2.data() + half * set.inputs(), y2.data() + half * set.outputs());
        require(x == x2 && y == y2, "parts give the bits of the whole");
        if (options.classes)
            for (const double value : y) require(value == 1 || value == -1, "the targets of two classes are 1 and -1");
    } catch (const request_error& error) {
        refused(error);
    }
    return 0;
}
