#include "catapult/c_interface/isa.h"

#include "c_interface/answers.hpp"
#include "catapult/kernels/isa.hpp"

namespace catapult {

static_assert(CATAPULT_ISA_SCALAR == static_cast<int>(isa::scalar));
static_assert(CATAPULT_ISA_SSE2 == static_cast<int>(isa::sse2));
static_assert(CATAPULT_ISA_AVX2 == static_cast<int>(isa::avx2));
static_assert(CATAPULT_ISA_AVX512 == static_cast<int>(isa::avx512));
static_assert(CATAPULT_ISA_NEON == static_cast<int>(isa::neon));
static_assert(CATAPULT_ISA_HELIUM == static_cast<int>(isa::helium));

}  // namespace catapult

using namespace catapult;
using namespace catapult::c_interface;

extern "C" {

const char* catapult_isa_name(catapult_isa which)
{
    return which >= 0 && which < isa_count ? isa_name(static_cast<isa>(which)) : "unknown";
}

catapult_status catapult_isa_from_name(const char* name, catapult_isa* which)
{
    if (any_null(name, which)) return CATAPULT_INVALID_ARGUMENT;
    return write_if_ok<isa>(
        which, [&](isa& found) { return isa_from_name(name, found); }, [](isa found) { return static_cast<int>(found); });
}

bool catapult_isa_available(catapult_isa which) { return isa_available(static_cast<isa>(which)); }

catapult_isa catapult_isa_in_use(void) { return static_cast<int>(isa_in_use()); }

catapult_status catapult_limit_isa(catapult_isa which) { return answer(limit_isa(static_cast<isa>(which))); }
}
