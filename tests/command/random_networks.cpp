// Random networks of all shapes, especially narrow ones. The command trains each from given weights with each of its
// engines. The results are compared with plain gradient descent on the weights, written here without code of the
// library.
//     random_networks COMMAND [NETWORKS [FIRST]]
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/child.hpp"
#include "support/effort.hpp"
#include "support/file_bytes.hpp"

using namespace catapult::test;

namespace {

constexpr std::size_t steps = 2000, every = 20;
constexpr double promised = 1e-9;          // largest relative error allowed for a loss
constexpr double promised_lambda = 1e-12;  // largest relative error allowed for λ₀

using numbers = std::vector<double>;

struct problem {
    std::size_t n, d, m, k;
    numbers x, y, u, v;
};

/// A × B, or Aᵀ × B, for matrices stored row by row.
numbers product(const numbers& a, const numbers& b, std::size_t rows, std::size_t inner, std::size_t columns,
                bool transposed = false)
{
    numbers c(rows * columns);
    for (std::size_t l = 0; l < inner; ++l)
        for (std::size_t i = 0; i < rows; ++i) {
            const double factor = transposed ? a[l * rows + i] : a[i * inner + l];
            for (std::size_t j = 0; j < columns; ++j) c[i * columns + j] += factor * b[l * columns + j];
        }
    return c;
}

double square(const numbers& a)
{
    double sum = 0;
    for (const double e : a) sum += e * e;
    return sum;
}

struct descent {
    problem p;
    double loss = 0;
    double floor = 0;  // error of the loss that rounding alone may cause
    numbers residual;
    double taken = 0;  // steps so far

    explicit descent(problem of) : p(std::move(of)) { look(); }
    void look()
    {
        const double root = std::sqrt(static_cast<double>(p.n));
        residual = product(p.x, product(p.u, p.v, p.d, p.n, p.k, true), p.m, p.d, p.k);
        for (double& f : residual) f /= root;
        const double outputs = std::sqrt(square(residual));
        for (std::size_t i = 0; i < residual.size(); ++i) residual[i] -= p.y[i];
        const double size = std::sqrt(square(residual)), twice = 2 * static_cast<double>(p.m);
        loss = size * size / twice;
        // An output is a sum of n terms, each a sum of d. Its rounding is about the root of their number times an ulp
        // of the terms. If the residual falls slowly, the roundings of t steps remain, and add up like t random
        // numbers.
        const double ulps = (16 + std::sqrt(static_cast<double>(p.n + p.d))) * std::sqrt(1 + taken) * 0x1p-52;
        const double rounding = ulps * (outputs + std::sqrt(square(p.y)));
        floor = (2 * size + rounding) * rounding / twice;
    }
    void step(double eta)
    {
        const double c = eta / std::sqrt(static_cast<double>(p.n)) / static_cast<double>(p.m);
        const numbers z = product(p.x, residual, p.d, p.m, p.k, true);
        const numbers change_v = product(p.u, z, p.n, p.d, p.k);
        for (std::size_t i = 0; i < p.n; ++i)
            for (std::size_t j = 0; j < p.d; ++j)
                for (std::size_t l = 0; l < p.k; ++l) p.u[i * p.d + j] -= c * p.v[i * p.k + l] * z[j * p.k + l];
        for (std::size_t i = 0; i < p.v.size(); ++i) p.v[i] -= c * change_v[i];
        ++taken;
        look();
    }
    /// λ, by Jacobi rotations of the whole tangent kernel.
    double lambda() const
    {
        const std::size_t size = p.m * p.k;
        const numbers hidden = product(p.x, transpose(p.u, p.n, p.d), p.m, p.d, p.n);
        const numbers first = product(hidden, transpose(hidden, p.m, p.n), p.m, p.n, p.m);
        const numbers inputs = product(p.x, transpose(p.x, p.m, p.d), p.m, p.d, p.m);
        const numbers second = product(p.v, p.v, p.k, p.n, p.k, true);
        numbers a(size * size);
        for (std::size_t s = 0; s < p.m; ++s)
            for (std::size_t t = 0; t < p.m; ++t)
                for (std::size_t j = 0; j < p.k; ++j)
                    for (std::size_t l = 0; l < p.k; ++l)
                        a[(s * p.k + j) * size + t * p.k + l] = (j == l ? first[s * p.m + t] : 0) +
                                                                second[j * p.k + l] * inputs[s * p.m + t];
        double off = 1, all = square(a);
        for (int sweep = 0; sweep < 60 && off > 1e-34 * all; ++sweep) {
            off = 0;
            for (std::size_t i = 0; i < size; ++i)
                for (std::size_t j = i + 1; j < size; ++j) {
                    const double e = a[i * size + j];
                    off += e * e;
                    if (e == 0) continue;
                    const double angle = (a[j * size + j] - a[i * size + i]) / (2 * e);
                    const double t = (angle < 0 ? -1 : 1) / (std::fabs(angle) + std::sqrt(1 + angle * angle));
                    const double cosine = 1 / std::sqrt(1 + t * t), sine = t * cosine;
                    for (std::size_t l = 0; l < size; ++l) {
                        const double x = a[i * size + l], y = a[j * size + l];
                        a[i * size + l] = cosine * x - sine * y;
                        a[j * size + l] = sine * x + cosine * y;
                    }
                    for (std::size_t l = 0; l < size; ++l) {
                        const double x = a[l * size + i], y = a[l * size + j];
                        a[l * size + i] = cosine * x - sine * y;
                        a[l * size + j] = sine * x + cosine * y;
                    }
                }
        }
        double top = 0;
        for (std::size_t i = 0; i < size; ++i) top = std::fmax(top, a[i * size + i]);
        return top / (static_cast<double>(p.n) * static_cast<double>(p.m));
    }
    static numbers transpose(const numbers& a, std::size_t rows, std::size_t columns)
    {
        numbers t(a.size());
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j) t[j * rows + i] = a[i * columns + j];
        return t;
    }
};

struct record {
    double step, loss, lambda;
};

std::vector<record> train(const std::string& command, const std::string& engine, const std::vector<std::string>& rate,
                          std::string& said)
{
    std::vector<std::string> line = {command,       "train",
                                     "--inputs",    path("x.npy"),
                                     "--targets",   path("y.npy"),
                                     "--initial-u", path("u.npy"),
                                     "--initial-v", path("v.npy"),
                                     "--engine",    engine,
                                     "--every",     std::to_string(every),
                                     "--steps",     std::to_string(steps),
                                     "--threads",   "1"};
    line.insert(line.end(), rate.begin(), rate.end());
    const int code = finish(start(line));
    said = read("stderr");
    std::vector<record> rows;
    if (code != 0) {
        said += " (exit code " + std::to_string(code) + ")";
        return rows;
    }
    std::istringstream lines(read("stdout"));
    std::string text;
    std::getline(lines, text);
    while (std::getline(lines, text)) {
        record r = {};
        if (std::sscanf(text.c_str(), "%lf,%lf,%lf", &r.step, &r.loss, &r.lambda) == 3) rows.push_back(r);
    }
    return rows;
}

int failures = 0;

void fail(std::uint64_t network, const problem& p, double rate, const std::string& what)
{
    ++failures;
    std::printf("FAILED network %llu (n %zu, d %zu, m %zu, k %zu, eta lambda0 %.3f): %s\n",
                static_cast<unsigned long long>(network), p.n, p.d, p.m, p.k, rate, what.c_str());
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) return 2;
    const std::string command = argv[1];
    const std::uint64_t networks = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : cases(24);
    const std::uint64_t first = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
    double worst = 0, worst_lambda = 0;
    std::size_t narrow = 0, sensitive = 0, compared = 0;
    for (std::uint64_t network = first; network < first + networks; ++network) {
        std::mt19937_64 random(network * 7919 + 1);
        const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
        const auto between = [&](double low, double high) { return low * std::pow(high / low, uniform()); };
        const auto normal = [&] { return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(6.283185307179586 * uniform()); };
        problem p;
        p.n = static_cast<std::size_t>(between(1, 3000.99));
        p.k = static_cast<std::size_t>(between(1, 10.99));
        const std::size_t rank = static_cast<std::size_t>(between(1, 200.99 / static_cast<double>(p.k)));
        p.d = rank + static_cast<std::size_t>(uniform() * 4);
        p.m = rank + (p.d > rank ? 0 : static_cast<std::size_t>(uniform() * 8));
        const auto fill = [&](numbers& a, std::size_t count, double size) {
            a.resize(count);
            for (double& e : a) e = size * normal();
        };
        fill(p.x, p.m * p.d, 1 / std::sqrt(static_cast<double>(p.d)));
        fill(p.y, p.m * p.k, 1);
        fill(p.u, p.n * p.d, 1);
        fill(p.v, p.n * p.k, 1);
        const auto write = [&](const char* name, std::size_t rows, std::size_t columns, const numbers& a) {
            folder().write(name, npy(rows, columns, a));
        };
        write("x.npy", p.m, p.d, p.x);
        write("y.npy", p.m, p.k, p.y);
        write("u.npy", p.n, p.d, p.u);
        write("v.npy", p.n, p.k, p.v);

        descent exact(p);
        const double lambda0 = exact.lambda(), rate = 0.1 + 3.8 * uniform(), eta = rate / lambda0;
        // The growth of a difference of one ulp at the start tells chaotic runs from wrong ones.
        problem moved = p;
        for (double& e : moved.u) e *= 1 + 1e-15 * normal();
        descent beside(moved);
        numbers losses, floors, allowed;
        double growth = 0;
        for (std::size_t t = 0; t <= steps; ++t) {
            if (const double apart = std::fabs(beside.loss - exact.loss) - exact.floor; apart > 0)
                growth = std::fmax(growth, apart / exact.loss);
            if (t % every == 0) {
                losses.push_back(exact.loss);
                floors.push_back(exact.floor);
                allowed.push_back(std::fmax(promised, 100 * growth));
            }
            if (!(exact.loss < 1e30 * losses[0])) break;
            exact.step(eta);
            beside.step(eta);
        }
        narrow += p.n < (p.d < p.m ? p.d : p.m) + p.k;
        sensitive += allowed.back() > promised;
        char eta_text[32];
        std::snprintf(eta_text, sizeof eta_text, "%.17g", eta);
        for (const std::string engine : {"gram", "parameters"}) {
            std::string said;
            const std::vector<record> rows = train(command, engine, {"--eta", eta_text}, said);
            if (rows.empty()) {
                fail(network, p, rate, engine + " refused: " + said);
                continue;
            }
            const double lambda_off = std::fabs(rows[0].lambda / lambda0 - 1);
            worst_lambda = std::fmax(worst_lambda, lambda_off);
            if (!(lambda_off <= promised_lambda))
                fail(network, p, rate, engine + ": lambda0 is off by " + std::to_string(lambda_off * 1e12) + "e-12");
            // A run that diverges, or becomes too sensitive for a comparison, is compared up to that point.
            for (std::size_t i = 0; i < losses.size() && allowed[i] < 1e-3 && losses[i] < 1e30 * losses[0]; ++i) {
                if (i >= rows.size() || rows[i].step != static_cast<double>(i * every)) {
                    fail(network, p, rate, engine + " ended before step " + std::to_string(i * every) + ": " + said);
                    break;
                }
                const double off = std::fabs(rows[i].loss - losses[i]),
                             error = off <= floors[i] ? 0 : (off - floors[i]) / losses[i];
                ++compared;
                if (allowed[i] == promised) worst = std::fmax(worst, error);
                if (!(error <= allowed[i])) {
                    char text[160];
                    std::snprintf(text, sizeof text, "%s: loss at step %zu is %.17g for %.17g (allowed %.1e)", engine.c_str(),
                                  i * every, rows[i].loss, losses[i], allowed[i]);
                    fail(network, p, rate, text);
                    break;
                }
            }
        }
    }
    std::printf(
        "%llu networks, %zu of them narrow, %zu sensitive to an ulp at the start; %zu losses compared, worst relative error %.1e; lambda0 %.1e\n",
        static_cast<unsigned long long>(networks), narrow, sensitive, compared, worst, worst_lambda);
    return failures == 0 && compared > 0 ? 0 : 1;
}
