#include "readers/foreign_format.hpp"

#include <cctype>

#include "readers/matrix.hpp"

namespace catapult::tools {

namespace {

using namespace std::string_view_literals;

struct signature {
    std::string_view bytes;
    const char* meaning;
};

constexpr const char* web_page =
    "is a web page or XML, not a table of numbers; if it was downloaded, look where the address leads";

const signature signatures[] = {
    {reduced_magic, "is a reduced data set (catapult reduce); give it as --inputs without --targets, by a name without .bin"},
    {"\xff\xfe"sv, "is UTF-16 or UTF-32 text; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"},
    {"\xfe\xff"sv, "is UTF-16 text; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"},
    {"\0\0\xfe\xff"sv, "is UTF-32 text; save it as UTF-8 (iconv -f UTF-32 -t UTF-8)"},
    {"\x89HDF\r\n\x1a\n"sv,
     "is an HDF5 file; save the data set that you want with numpy.save (h5py.File(...)['name'][()]) and give that .npy"},
    {"MATLAB 5.0 MAT"sv,
     "is a MATLAB file; in MATLAB, writematrix(x, 'x.csv'), or in Python, numpy.save('x.npy', scipy.io.loadmat(...)['x'])"},
    {"MATLAB 7.3 MAT"sv,
     "is a MATLAB file of version 7.3; in MATLAB, writematrix(x, 'x.csv'), or in Python, numpy.save('x.npy', h5py.File(...)['x'][()].T)"},
    {"PAR1\x15"sv, "is a Parquet file; pandas.read_parquet(...).to_csv('x.csv', index=False) makes a table of it"},
    {"ARROW1\0\0"sv, "is an Arrow file; pandas.read_feather(...).to_csv('x.csv', index=False) makes a table of it"},
    {"FEA1\0"sv, "is a Feather file; pandas.read_feather(...).to_csv('x.csv', index=False) makes a table of it"},
    {"\x89PNG\r\n\x1a\n"sv, "is a PNG picture; stack the pictures into one array, a picture a row, and give it as .npy"},
    {"\xff\xd8\xff"sv, "is a JPEG picture; stack the pictures into one array, a picture a row, and give it as .npy"},
    {"GIF89a"sv, "is a GIF picture; stack the pictures into one array, a picture a row, and give it as .npy"},
    {"%PDF-"sv, "is a PDF document; a table of numbers is wanted"},
    {"\x80\x02"sv, "is a pickled Python object; numpy.save writes arrays that can be read"},
    {"\x80\x03"sv, "is a pickled Python object; numpy.save writes arrays that can be read"},
    {"\x80\x04"sv, "is a pickled Python object; numpy.save writes arrays that can be read"},
    {"\x80\x05"sv, "is a pickled Python object; numpy.save writes arrays that can be read"},
    {"\x1f\x8b"sv, "is compressed twice; undo the outer gzip (gunzip)"},
    {"\xfd"
     "7zXZ"sv,
     "is compressed with xz; unpack it (unxz), or use gzip"},
    {"\x28\xb5\x2f\xfd"sv, "is compressed with zstd; unpack it (unzstd), or use gzip"},
    {"7z\xbc\xaf\x27\x1c"sv, "is a 7z archive; unpack it and give the file that you want"},
    {"cifar-10-batches-bin/"sv, "is the archive of CIFAR-10; unpack it (tar xf) and give one of its .bin files"},
    {"cifar-100-binary/"sv, "is the archive of CIFAR-100; unpack it (tar xf) and give one of its .bin files"},
    {"<!"sv, web_page},
    {"<html"sv, web_page},
    {"<HTML"sv, web_page},
    {"<?xml"sv, web_page},
};

bool begins_with(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// The name of the first entry of a ZIP archive (PKWARE's APPNOTE, 4.3.7), cut off where `magic` ends.
std::string_view first_entry(std::string_view magic)
{
    if (magic.size() < 30) return {};
    const std::size_t size = static_cast<unsigned char>(magic[26]) | std::size_t{static_cast<unsigned char>(magic[27])} << 8;
    return magic.substr(30, size);
}

std::string zip_archive(std::string_view magic)
{
    const std::string_view entry = first_entry(magic);
    if (entry.size() > 4 && entry.substr(entry.size() - 4) == ".npy")
        return "is a NumPy archive of arrays (.npz); save the one that you want with numpy.save and give that .npy";
    if (entry == "[Content_Types].xml" || begins_with(entry, "_rels/") || begins_with(entry, "xl/"))
        return "is an Excel workbook; save the sheet as CSV";
    if (entry == "mimetype") return "is a spreadsheet or document; save the sheet as CSV";
    if (entry.find("/data.pkl") != std::string_view::npos)
        return "is a PyTorch file; numpy.save('x.npy', tensor.numpy()) writes an array that can be read";
    return "is a ZIP archive; unpack it and give the file that you want";
}

// Recognises UTF-16 without a byte order mark: in plain text, every other byte is zero.
bool is_wide_text(std::string_view magic, std::size_t first_zero)
{
    if (magic.size() < 4) return false;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = static_cast<unsigned char>(magic[i]);
        if (i % 2 == first_zero ? byte != 0 : std::isprint(byte) == 0 && std::isspace(byte) == 0) return false;
    }
    return true;
}

}  // namespace

std::string foreign_format(std::string_view magic)
{
    if (begins_with(magic, "PK\3\4"sv) || begins_with(magic, "PK\5\6"sv)) return zip_archive(magic);
    for (const signature& known : signatures)
        if (begins_with(magic, known.bytes)) return known.meaning;
    if (begins_with(magic, "BZh"sv) && magic.size() > 6 && magic.substr(4, 3) == "1AY")
        return "is compressed with bzip2; unpack it (bunzip2), or use gzip";
    if (is_wide_text(magic, 1)) return "is UTF-16 text; save it as UTF-8 (iconv -f UTF-16LE -t UTF-8)";
    if (is_wide_text(magic, 0)) return "is UTF-16 text; save it as UTF-8 (iconv -f UTF-16BE -t UTF-8)";
    return {};
}

}  // namespace catapult::tools
