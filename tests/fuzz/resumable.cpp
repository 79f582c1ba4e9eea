// The file of a long run after whatever may have happened to it: cut off anywhere, damaged, or another file altogether. A refused
// file stays as it is, and an accepted one ends as the whole result.
#include <unistd.h>

#include <optional>
#include <utility>

#include "fuzz/choices.hpp"
#include "fuzz/memory_folder.hpp"
#include "fuzz/target.hpp"
#include "vocabulary/failure.hpp"
#include "writers/resumable_file.hpp"

using namespace catapult::test;
using namespace catapult::tools;

const std::size_t catapult::test::fuzz_fixed_inputs = 3000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    // Rows, header, rows there, which file, what happens to it, where, and bytes.
    for (const char* which : {"\0", "\1", "\2"})
        for (char what = 0; what < 6; ++what)
            for (const char where : {0, 3, 30, 100}) seeds.push_back(std::string{6, 1, 3, *which, what, 0, where, 1} + "abc\n");
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {"\n", "00000000 ", "1,1\n", "row,square\n", "sweep of 6 rows"}; }

namespace {

std::string row(std::uint64_t i) { return std::to_string(i) + "," + std::to_string(i * i) + "\n"; }

std::optional<std::string> contents(const std::string& path)
{
    if (access(path.c_str(), F_OK) != 0) return std::nullopt;
    return temporary_folder::read_file(path);
}

/// What happens to a file while nobody looks.
std::string damaged(std::string text, choices& in, bool& only_cut)
{
    const std::size_t what = in.below(6), place = std::size_t{in.byte()} << 8 | in.byte(), at = place % (text.size() + 1);
    only_cut = what <= 1;
    switch (what) {
    case 0: break;
    case 1: text.resize(at); break;
    case 2:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 + in.below(255)));
        break;
    case 3: text.erase(at, 1 + in.below(20)); break;
    case 4: text.insert(at, in.text(1 + in.below(20))); break;
    default: text = in.rest(); break;
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const temporary_folder& folder = memory_folder();
    const std::string path = folder.path("rows.csv"), partial = path + ".partial";
    (void)unlink(path.c_str());
    (void)unlink(partial.c_str());

    choices in(data, size);
    resumable_rows rows;
    rows.total = 1 + in.below(12);
    rows.identity = "sweep of " + std::to_string(rows.total) + " rows";
    if (in.one_in(2)) rows.header = "row,square\n";
    rows.matches = [](std::uint64_t i, std::string_view line) { return std::string(line) + "\n" == row(i); };
    rows.first_row = [] { return row(0); };
    std::string whole = rows.header;
    for (std::uint64_t i = 0; i < rows.total; ++i) whole += row(i);

    const std::uint64_t there = in.byte() % (rows.total + 1);
    std::string honest_partial;
    {
        resumable_file file(path, rows, false);
        for (std::uint64_t i = 0; i < there; ++i) file.append(row(i), 1);
        honest_partial = *contents(partial);
    }
    (void)unlink(partial.c_str());

    bool only_cut = false;
    const std::size_t which = in.below(4);
    std::string expected_partial;
    if (which != 1) expected_partial = damaged(honest_partial, in, only_cut);
    const bool cut_only = only_cut;
    if (which != 1) folder.write("rows.csv.partial", expected_partial);
    if (which != 0) folder.write("rows.csv", damaged(which == 3 ? whole.substr(0, in.byte()) : whole, in, only_cut));
    const std::optional<std::string> partial_before = contents(partial), path_before = contents(path);

    const bool resume = !in.one_in(8);
    try {
        resumable_file file(path, rows, resume);
        require(resume || !partial_before, "a partial file is not begun anew");
        require(file.rows() <= rows.total, "no more rows are there than in the whole");
        require(contents(path) == path_before, "the result stays until it is whole");
        // In pieces of two.
        for (std::uint64_t i = file.rows(); i < rows.total; i += 2) {
            const bool both = i + 1 < rows.total;
            file.append(row(i) + (both ? row(i + 1) : ""), both ? 2 : 1);
        }
        require(file.rows() == rows.total, "all rows are counted");
        file.commit();
        require(contents(path) == whole, "a resumed run ends with the bytes of a whole one");
        require(!contents(partial), "nothing is left beside the result");
    } catch (const request_error&) {
        require(contents(partial) == partial_before && contents(path) == path_before, "a refused file stays as it is");
        require(!(resume && which == 0 && cut_only), "a run that was killed can be resumed");
    }
    require(folder.files() <= 2, "no temporary file is left");
    return 0;
}
