#include <catapult/catapult.hpp>

#include <cstddef>
#include <cstdio>

namespace {

struct diagonal {
    std::size_t rows() const { return 3; }
    void apply(const double* x, double* y) const
    {
        for (std::size_t i = 0; i < 3; ++i) y[i] = static_cast<double>(i + 1) * x[i];
    }
};

alignas(catapult::workspace_alignment) std::byte memory[4096];

}  // namespace

// Prints digits that must not depend on how this file is compiled.
int main()
{
    diagonal object;
    double vector[3] = {};
    std::size_t bytes = 0;
    catapult::eigenvalue_result<double> result;
    const auto op = catapult::make_operator<double>(object);
    if (catapult::lanczos_bytes<double>(3, {}, bytes) != catapult::status::ok || bytes > sizeof memory) return 1;
    if (catapult::lanczos<double>(op, {}, vector, memory, result) != catapult::status::ok) return 1;
    std::printf("%a %a %a %a\n", result.value, vector[0], vector[1], vector[2]);
}
