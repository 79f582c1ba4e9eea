// Ends with 0 if the kernels in use are those of the instruction set that KERNELS names.
#include "catapult/kernels/isa.hpp"
#include "embedded/semihosting.hpp"

extern "C" [[noreturn]] void run_image()
{
    using namespace catapult;
    isa expected{};
    const bool known = isa_from_name(KERNELS, expected) == status::ok;
    embedded::write_text(isa_name(isa_in_use()));
    embedded::write_text("\n");
    embedded::exit_image(known && isa_in_use() == expected ? 0 : 1);
}
