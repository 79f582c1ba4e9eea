// Views of memory that the caller owns. Nothing here allocates, copies or computes.
#ifndef CATAPULT_VOCABULARY_SPAN_HPP
#define CATAPULT_VOCABULARY_SPAN_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

namespace catapult {

/// A contiguous run of `size()` elements. Copying a span copies the view, not the elements.
template <class T>
class span {
public:
    constexpr span() noexcept = default;
    /// `size` elements from `data` on.
    constexpr span(T* data, std::size_t size) noexcept : data_(data), size_(size) {}
    /// All of an array.
    template <std::size_t N>
    constexpr span(T (&array)[N]) noexcept : data_(array), size_(N)
    {
    }
    /// Converts `span<T>` to `span<const T>`.
    template <class U, class = std::enable_if_t<std::is_convertible_v<U (*)[], T (*)[]>>>
    constexpr span(span<U> o) noexcept : data_(o.data()), size_(o.size())
    {
    }
    /// Views any container that has `data()`, `size()` and a name. A view of a temporary would outlive the elements.
    template <class Container, class = std::enable_if_t<std::is_convertible_v<
                                   std::remove_pointer_t<decltype(std::declval<Container&>().data())> (*)[], T (*)[]>>>
    constexpr span(Container& container) noexcept : data_(container.data()), size_(container.size())
    {
    }
    template <class Container, class = std::enable_if_t<!std::is_same_v<Container, span>>,
              class = decltype(std::declval<const Container&>().data())>
    constexpr span(const Container&& container) = delete;
    template <class U, std::size_t N>
    constexpr span(const U (&&array)[N]) = delete;

    /// The first element. Null in a default-constructed span.
    constexpr T* data() const noexcept { return data_; }
    /// The number of elements.
    constexpr std::size_t size() const noexcept { return size_; }
    /// Whether there is no element.
    constexpr bool empty() const noexcept { return size_ == 0; }
    /// The first element.
    constexpr T* begin() const noexcept { return data_; }
    /// Past the last element.
    constexpr T* end() const noexcept { return data_ + size_; }
    /// Element i. Requires i < size().
    constexpr T& operator[](std::size_t i) const noexcept { return data_[i]; }
    /// Elements first … first + count − 1. Requires first + count ≤ size().
    constexpr span subspan(std::size_t first, std::size_t count) const noexcept { return {data_ + first, count}; }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

/// A row-major matrix. Element (i, j) is `data[i * stride + j]`, with `stride >= columns`.
template <class T>
struct matrix_view {
    T* data = nullptr;        ///< element (0, 0)
    std::size_t rows = 0;     ///< the number of rows
    std::size_t columns = 0;  ///< the number of columns
    std::size_t stride = 0;   ///< elements from one row to the next

    constexpr matrix_view() noexcept = default;
    /// r rows of c elements, without gaps.
    constexpr matrix_view(T* d, std::size_t r, std::size_t c) noexcept : matrix_view(d, r, c, c) {}
    /// r rows of c elements, s elements apart.
    constexpr matrix_view(T* d, std::size_t r, std::size_t c, std::size_t s) noexcept : data(d), rows(r), columns(c), stride(s) {}
    /// Converts `matrix_view<T>` to `matrix_view<const T>`.
    template <class U, class = std::enable_if_t<std::is_convertible_v<U (*)[], T (*)[]>>>
    constexpr matrix_view(const matrix_view<U>& o) noexcept : matrix_view(o.data, o.rows, o.columns, o.stride)
    {
    }

    /// Element (i, j). Requires i < rows and j < columns.
    constexpr T& operator()(std::size_t i, std::size_t j) const noexcept { return data[i * stride + j]; }
    /// The first element of row i.
    constexpr T* row(std::size_t i) const noexcept { return data + i * stride; }
    /// Rows first … first + count − 1.
    constexpr matrix_view row_range(std::size_t first, std::size_t count) const noexcept
    {
        return {row(first), count, columns, stride};
    }
};

}  // namespace catapult

#endif
