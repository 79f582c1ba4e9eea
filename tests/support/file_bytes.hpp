// The bytes of small .npy, IDX and gzip files, written by the published descriptions of these formats.
#ifndef CATAPULT_TESTS_SUPPORT_FILE_BYTES_HPP
#define CATAPULT_TESTS_SUPPORT_FILE_BYTES_HPP

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

namespace catapult::test {

template <class T>
std::string element_bytes(T value, bool big_endian)
{
    unsigned char host[sizeof(T)];
    std::memcpy(host, &value, sizeof value);
    const bool swap = big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes += static_cast<char>(host[swap ? sizeof(T) - 1 - i : i]);
    return bytes;
}

template <class T>
std::string elements(const std::vector<double>& values, bool big_endian)
{
    std::string bytes;
    for (const double v : values) bytes += element_bytes(static_cast<T>(v), big_endian);
    return bytes;
}

inline std::string npy(const std::string& dictionary, const std::string& data, unsigned version = 1)
{
    std::string header = dictionary + "\n";
    std::string bytes("\x93NUMPY", 6);
    bytes += static_cast<char>(version);
    bytes += '\0';
    bytes += version == 1 ? element_bytes(static_cast<std::uint16_t>(header.size()), false)
                          : element_bytes(static_cast<std::uint32_t>(header.size()), false);
    return bytes + header + data;
}

/// A .npy file in C order, float64, little-endian.
inline std::string npy(std::size_t rows, std::size_t columns, const std::vector<double>& values)
{
    return npy("{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " + std::to_string(columns) +
                   "), }",
               elements<double>(values, false));
}

inline std::string idx(unsigned char type, std::initializer_list<std::uint32_t> shape, const std::string& data)
{
    std::string bytes{'\0', '\0', static_cast<char>(type), static_cast<char>(shape.size())};
    for (const std::uint32_t size : shape) bytes += element_bytes(size, true);
    return bytes + data;
}

/// A gzip stream of stored blocks (RFC 1951 and 1952).
inline std::string gzip(const std::string& data)
{
    std::uint32_t check = 0xffffffffu;
    for (const char c : data) {
        check ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) check = check >> 1 ^ (0xedb88320u & (0u - (check & 1u)));
    }
    std::string bytes("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    std::size_t position = 0;
    do {
        const std::size_t size = data.size() - position < 65535 ? data.size() - position : 65535;
        bytes += position + size == data.size() ? '\1' : '\0';
        bytes += element_bytes(static_cast<std::uint16_t>(size), false);
        bytes += element_bytes(static_cast<std::uint16_t>(~size), false);
        bytes += data.substr(position, size);
        position += size;
    } while (position < data.size());
    return bytes + element_bytes(~check, false) + element_bytes(static_cast<std::uint32_t>(data.size()), false);
}

}  // namespace catapult::test

#endif
