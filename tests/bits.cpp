// The same bits everywhere: what each engine computes, hashed, against hashes that stand here. Runs on the instruction
// set that its argument names; every set, compiler, optimisation level and processor must give these values.
// A hash changes only together with what a release computes; the failing test prints the new value.
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernel_harness.hpp"
#include "kernels/dispatch.hpp"

using namespace catapult;
using namespace catapult::test;

namespace {

/// FNV-1a over values, not memory, so that byte order does not matter.
class hash {
public:
    void add(std::uint64_t bits)
    {
        for (int i = 0; i < 64; i += 8) value_ = (value_ ^ ((bits >> i) & 0xff)) * 0x100000001b3u;
    }
    void add(double x)
    {
        std::uint64_t bits;
        std::memcpy(&bits, &x, sizeof bits);
        add(bits);
    }
    void add(float x)
    {
        std::uint32_t bits;
        std::memcpy(&bits, &x, sizeof bits);
        add(std::uint64_t{bits});
    }
    template <class T>
    void add(const std::vector<T>& values)
    {
        for (const T x : values) add(x);
    }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed)
{
    std::vector<T> result(n);
    for (std::size_t i = 0; i < n; ++i) result[i] = hurtful<T>(seed + i);
    return result;
}

template <class T>
void dense(hash& h)
{
    const auto& kernels = detail::kernels<T>().dense;
    for (std::size_t n = 0; n < 150; ++n) {
        const std::vector<T> x = numbers<T>(n, 1);
        std::vector<T> y = numbers<T>(n, 1000);
        h.add(kernels.dot(n, x.data(), y.data()));
        kernels.add_scaled(n, T(-0.7), x.data(), y.data());
        h.add(y);
    }
}

struct section {
    const char* name;
    void (*run)(hash&);
    std::uint64_t expected;
};
constexpr section sections[] = {
    {"dense, float", dense<float>, 0x2b34a3df1e46de05},
    {"dense, double", dense<double>, 0xb9215f183ad87d23},
};

}  // namespace

int main(int argc, char** argv)
{
    isa which;
    if (argc != 2 || isa_from_name(argv[1], which) != status::ok) {
        std::fprintf(stderr, "usage: bits INSTRUCTION-SET\n");
        return 2;
    }
    if (limit_isa(which) != status::ok) {
        std::printf("skipped: %s is not available here\n", argv[1]);
        return 77;
    }
    int different = 0;
    for (const section& s : sections) {
        hash h;
        s.run(h);
        const bool same = h.value() == s.expected;
        different += !same;
        std::printf("%-24s 0x%016" PRIx64 " %s\n", s.name, h.value(), same ? "as expected" : "DIFFERENT");
    }
    return different != 0;
}
