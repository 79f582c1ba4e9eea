// A block as the registers that hold it. Where a few blocks would fill all registers, kernels take the parts of a block one
// after the other. On other sets a block is one part. No result depends on it, because lanes do not meet.

namespace catapult::detail {
namespace {

#ifdef CATAPULT_PARTS
constexpr size_t parts = CATAPULT_PARTS;
#else
constexpr size_t parts = 1;
template <class T>
using part = block<T>;

// The scalar code loads and broadcasts without a copy (simd_scalar.hpp).
template <class T>
CATAPULT_INLINE decltype(auto) load_part(const T* p)
{
    return load(p);
}
template <class T>
CATAPULT_INLINE auto broadcast_part(T a)
{
    return broadcast(a);
}
template <class T>
CATAPULT_INLINE block<T> select_first_part(size_t count, block<T> a, block<T> b)
{
    return select_first(count, a, b);
}
template <class T>
CATAPULT_INLINE block<T> joined(const block<T>* a)
{
    return *a;
}
#endif

}  // namespace
}  // namespace catapult::detail
