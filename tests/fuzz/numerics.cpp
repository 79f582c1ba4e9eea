// The eigenvalue solvers on any matrix, symmetric or not, finite or not, and the dense products and random numbers beside them.
#include <cmath>

#include "catapult/catapult.hpp"
#include "fuzz/calls.hpp"
#include "fuzz/choices.hpp"

using namespace catapult;
using namespace catapult::test;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    std::vector<std::string> seeds;
    for (const char type : {0, 1})
        for (char call = 0; call < 7; ++call) {
            std::string s{type, 3, 0, 120, 90, 3, 110, 95, 105, 1};
            for (int i = 0; i < 4; ++i) s += std::string{call, 0, 0, 0, 100, 110, 90, 1, 2, 3};
            seeds.push_back(s);
        }
    return seeds;
}

std::vector<std::string> catapult::test::fuzz_words() { return {}; }

namespace {

template <class T>
struct matrix_operator {
    matrix_view<const T> a;
    std::size_t rows() const { return a.rows; }
    void apply(const T* x, T* y) const
    {
        for (std::size_t i = 0; i < a.rows; ++i) {
            T sum = 0;
            for (std::size_t j = 0; j < a.columns; ++j) sum += a(i, j) * x[j];
            y[i] = sum;
        }
    }
};

template <class T>
class session {
public:
    session(choices& in) : in_(in)
    {
        const std::size_t rows = in.one_in(16) ? 40 : 1 + in.below(10);
        a_ = memory_.matrix<T>(in, rows, rows);
        if (!in.one_in(4))
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < i; ++j) a_(i, j) = a_(j, i);
        matrix_.a = a_;
    }

    void act()
    {
        switch (in_.below(7)) {
        case 0: power(); break;
        case 1: krylov(); break;
        case 2: dense(); break;
        case 3: create_tracker(); break;
        case 4: update(); break;
        case 5: certify(); break;
        default: products(); break;
        }
    }

private:
    symmetric_operator<T> op()
    {
        symmetric_operator<T> result = make_operator<T>(matrix_);
        if (in_.one_in(16)) result.apply = nullptr;
        if (in_.one_in(16)) result.rows = 0;
        return result;
    }
    eigenvalue_options options()
    {
        eigenvalue_options result;
        result.max_products = in_.below(80);
        result.max_subspace = in_.below(20);
        if (in_.one_in(2)) result.max_subspace = 8 + in_.below(20);
        if (in_.one_in(4)) result.tolerance = in_.number<double>();
        return result;
    }
    span<T> start(std::size_t rows)
    {
        span<T> vector = memory_.array<T>(in_.one_in(8) ? in_.below(12) : rows);
        const bool zero = in_.one_in(2);
        for (T& element : vector) element = zero ? T(0) : in_.number<T>();
        return vector;
    }
    void check(status answer, const eigenvalue_result<T>& found, span<const T> vector)
    {
        if (answer != status::ok) return;
        require(std::isfinite(found.value) && found.error_bound >= 0, "an eigenvalue is a number with a bound");
        T square = 0;
        for (const T element : vector) square += element * element;
        require(std::fabs(square - 1) < T(1e-3), "an eigenvector has unit length");
    }
    /// A solver from a start vector of `rows` elements. bytes(size) tells its memory, and solve(vector, memory, found) calls it.
    template <class Bytes, class Solve>
    void solved(std::size_t rows, Bytes bytes, Solve solve)
    {
        const span<T> vector = start(rows);
        eigenvalue_result<T> found;
        status answer = status::invalid_argument;
        (void)with_memory(
            in_, memory_, bytes, [&](workspace w) { return answer = solve(vector, w, found); }, vector, found);
        check(answer, found, vector);
    }
    void power()
    {
        const symmetric_operator<T> a = op();
        const eigenvalue_options how = options();
        solved(
            a.rows, [&](std::size_t& bytes) { return power_iteration_bytes<T>(a.rows, bytes); },
            [&](span<T> vector, workspace w, auto& found) { return power_iteration(a, how, vector, w, found); });
    }
    void krylov()
    {
        const symmetric_operator<T> a = op();
        const eigenvalue_options how = options();
        solved(
            a.rows, [&](std::size_t& bytes) { return lanczos_bytes<T>(a.rows, how, bytes); },
            [&](span<T> vector, workspace w, auto& found) { return lanczos(a, how, vector, w, found); });
    }
    void dense()
    {
        const matrix_view<const T> a(a_.data, in_.one_in(16) ? 0 : a_.rows, a_.columns, a_.stride);
        solved(
            a.rows, [&](std::size_t& bytes) { return dense_top_bytes<T>(a.rows, bytes); },
            [&](span<T> vector, workspace w, auto& found) { return dense_top_eigenvalue(a, vector, w, found); });
    }
    void create_tracker()
    {
        const std::size_t rows = in_.one_in(8) ? in_.dimension() : a_.rows;
        const eigenvalue_options how = options();
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return eigenvalue_tracker<T>::bytes(rows, how, bytes); },
            [&](workspace w) { return eigenvalue_tracker<T>::create(rows, how, w, tracker_); }, tracker_);
    }
    void update()
    {
        const symmetric_operator<T> a = op();
        eigenvalue_result<T> found;
        const status answer = call([&] { return tracker_.update(a, found); }, found);
        check(answer, found, tracker_.vector());
    }
    void certify()
    {
        const symmetric_operator<T> a = op();
        certificate_options how;
        how.max_dense_rows = in_.below(12);
        how.max_products = in_.below(20);
        if (in_.one_in(4)) how.miss_probability = in_.number<double>();
        how.seed = in_.byte();
        eigenvalue_result<T> found;
        status answer = status::invalid_argument;
        (void)with_memory(
            in_, memory_, [&](std::size_t& bytes) { return eigenvalue_tracker<T>::certify_bytes(a.rows, how, bytes); },
            [&](workspace w) { return answer = tracker_.certify(a, how, w, found); }, found);
        check(answer, found, tracker_.vector());
    }
    void products()
    {
        const span<T> x = start(a_.columns), y = start(a_.rows);
        const matrix_view<const T> a = a_;
        (void)call([&] { return matrix_vector<T>(a, x, y); }, y);
        (void)call([&] { return transposed_matrix_vector<T>(a, y, x); }, x);
        require(!(norm<T>(x) < 0), "a norm is not negative");
        const span<T> z = memory_.array<T>(x.size());
        fill_normals<T>({in_.word(), in_.byte()}, in_.byte(), z);
        for (const T element : z) require(std::fabs(element) <= T(8.6), "a normal number is in its range");
        (void)dot<T>(x, z);
        add_scaled<T>(in_.number<T>(), x, z);
        const double u = uniform({in_.byte(), 0}, in_.word());
        require(u > 0 && u < 1, "a uniform number is in its range");
        const double freedom = in_.number<double>();
        const double chi = chi_squared_deviation({in_.byte(), 1}, in_.byte(), freedom);
        require(freedom > 0 ? chi >= -1 : std::isnan(chi), "a chi-squared number is not negative");
        (void)exponential(logarithm(in_.number<double>()));
        (void)borders_of(in_.number<double>());
    }
    static status borders_of(double lambda)
    {
        learning_rate_borders b;
        return call([&] { return borders(lambda, b); }, b);
    }

    choices& in_;
    arena memory_;
    matrix_view<T> a_;
    matrix_operator<T> matrix_;
    eigenvalue_tracker<T> tracker_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return in_either_precision<session>(data, size, 30);
}
