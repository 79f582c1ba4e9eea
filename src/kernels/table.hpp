// The kernels: one table of plain function pointers for each instruction set, all of the same shape.
// Every kernel gives the same bits on every instruction set: it works on blocks of 64 bytes (8 double or
// 16 float lanes), a multiply-add is fused exactly where the code says fma, and lanes are summed in a fixed tree.
// No kernel reads or writes past the ends of its arguments; none requires alignment unless it says so.
#ifndef CATAPULT_SRC_KERNELS_TABLE_HPP
#define CATAPULT_SRC_KERNELS_TABLE_HPP

#include <stddef.h>
#include <stdint.h>

namespace catapult::detail {

/// Operations on vectors and dense row-major matrices (dense.inl).
template <class T>
struct dense_kernels {
    /// Σ x_i y_i over n elements: lane i mod (4 blocks) accumulates, then the four blocks, then the lanes, are summed in a tree.
    T (*dot)(size_t n, const T* x, const T* y);
    /// y_i ← y_i + a x_i, fused. x and y do not overlap.
    void (*add_scaled)(size_t n, T a, const T* x, T* y);
    /// y_i ← Σ_j a_ij x_j, each row as by dot.
    void (*matrix_vector)(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y);
    /// y_j ← Σ_i a_ij x_i, each output one fused chain over the rows from zero.
    void (*transposed_matrix_vector)(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y);
    /// The plane rotation x ← c x + s y, y ← c y − s x of two rows; the products with y are rounded first.
    void (*rotate)(size_t n, T c, T s, T* x, T* y);
    /// One pass of bidiagonalisation: a_ij ← a_ij − x_i w_j − y_i u_j, then z_j ← Σ_i v_i a_ij of the new elements,
    /// each output one fused chain over the rows from zero.
    void (*update_and_product)(size_t rows, size_t columns, const T* x, const T* w, const T* y, const T* u, T* a, size_t stride,
                               const T* v, T* z);
};

/// Products of small matrices (blocked.inl). Each element of a result is one sequential chain of fused multiply-adds,
/// so that no choice of tiles changes a bit. Results overlap no argument.
template <class T>
struct blocked_kernels {
    /// C ← C + A B for C (rows × columns, row-major), A (rows × depth, element (i, l) at a[i·row_step + l·depth_step],
    /// so that a transpose is a choice of steps) and B (depth × columns, row-major).
    void (*multiply_add)(size_t rows, size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step, const T* b,
                         size_t b_stride, T* c, size_t c_stride);
    /// C ← C − A B, likewise.
    void (*multiply_subtract)(size_t rows, size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step,
                              const T* b, size_t b_stride, T* c, size_t c_stride);
    /// Rows of a row-major matrix as panels of one block of columns: element (i, j) goes to
    /// packed[(j / lanes)·rows·lanes + i·lanes + j % lanes]; the last panel is filled up with zeros.
    void (*pack_panels)(size_t rows, size_t columns, const T* a, size_t stride, T* packed);
    /// G ← G + AᵀA for packed rows A, in the lower triangle of G (columns × columns in panels of lanes rows: rows and
    /// stride are rounded up to a multiple of lanes, and the diagonal tiles are computed in full). Each element's sum over the
    /// rows of one call starts from zero and is added once, so that errors grow with the rows of a call and the number
    /// of calls, not with their product. Fastest for 128 rows a call.
    void (*gram_accumulate)(size_t rows, size_t columns, const T* packed, T* g, size_t g_stride);
};

/// Operations on symmetric matrices A in the packed panels of catapult/vocabulary/symmetric.hpp (symmetric.inl,
/// symmetric_update.inl), w = 64 / sizeof(T).
/// Sets of vectors (x, y, b, z) are stored panel by panel: element i of vector c is [(i / w · columns + c) · w + i mod w],
/// up to the next multiple of w above `rows`; the elements from `rows` on are zero.
template <class T>
struct symmetric_kernels {
    /// y ← A x; x and y do not overlap. Two or more columns: every element of y is one chain of fused terms over ascending
    /// columns of A. One column: such chains over the columns of each panel up to the element's own, added one to the other;
    /// then, for each strip of eight panels from its own downward, the sum over the lanes (in the fixed tree) of fused chains
    /// over the strip's panels.
    void (*product)(size_t rows, size_t columns, const T* a, const T* x, T* y);
    /// A ← A + b zᵀ + z bᵀ: to each element of the lower triangle b_ic z_jc, then z_ic b_jc, fused, for ascending columns c.
    void (*update)(size_t rows, size_t columns, T* a, const T* b, const T* z);
    /// Both in one pass over A, with the same bits: A ← A + b zᵀ + z bᵀ, then y ← A x.
    void (*update_product)(size_t rows, size_t columns, T* a, const T* b, const T* z, const T* x, T* y);
};

template <class T>
struct gram_rates {
    T eta;             ///< η
    T drift;           ///< η/n
    T curvature;       ///< η²/n
    T half_curvature;  ///< η²/2n
};

/// The r × k arrays of a step, in the panels of symmetric_kernels; no two overlap.
template <class T>
struct gram_arrays {
    const T* singular_values;  ///< Σ, one vector
    const T* gains;            ///< Σ/m, one vector
    const T* second;           ///< E, k × k
    const T* overlap;          ///< ωᵀZ, k × k
    const T* predictor;        ///< ω
    const T* residual;         ///< ρ
    const T* gradient;         ///< Z
    T* product;                ///< DZ on entry, Z + DZ on exit
    T* predictor_next;
    T* residual_next;
    T* gradient_next;
    T* side;  ///< b = (η²/2n) Z(I + E) − (η/n) ω, with which D' = D + b Zᵀ + Z bᵀ
};

/// The rest of a step of the Gram engine (gram.inl).
template <class T>
struct gram_kernels {
    /// out[c · columns + l] ← Σ_i x_ic y_il: a chain of fused terms over the panels for each lane, then the tree over lanes.
    void (*overlap)(size_t rows, size_t columns, const T* x, const T* y, T* out);
    /// ω', ρ', Z' and b (theory.md, 3), ρ' from the change of ω; squares ← ‖ρ'‖², ‖ω'‖², ‖Z'‖², ‖b‖².
    void (*advance)(size_t rows, size_t columns, const gram_rates<T>* rates, const gram_arrays<T>* arrays, T* squares);
    /// The first `count` of `stride` vectors of a tail, with x, y of `columns` vectors.
    /// out[t · columns + c] ← Σ_i tail_it x_ic, summed as by overlap.
    void (*tail_overlap)(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* x, T* out);
    /// y_ic ← y_ic + Σ_t tail_it coefficients[t · columns + c], fused, for ascending t < count.
    void (*tail_combine)(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* coefficients, T* y);
};

/// Trajectories of the Gram engine on the same data and with one output, side by side: one in each lane. In an array of
/// blocks, lane l of block i is at [i · count + l].
template <class T>
struct gram_lanes {
    static constexpr size_t count = 64 / sizeof(T);

    T eta[count];              ///< η
    T drift[count];            ///< η/n
    T curvature[count];        ///< η²/n
    T half_curvature[count];   ///< η²/2n
    T second[count];           ///< E
    T overlap[count];          ///< ωᵀZ
    T gradient_square[count];  ///< ‖Z‖²
    T bound[count];            ///< no element of D is larger
    T loss[count];
    T peak[count];                ///< largest loss so far, and …
    T peak_clock[count];          ///< … when it came, if since the lane's last change by the caller
    T falling[count];             ///< how often in a row the loss has fallen
    T converged[count];           ///< a lane with a loss below this wants to be looked at …
    T divergent[count];           ///< … and so does one with a loss above this …
    T divergent_gradient[count];  ///< … or ‖Z‖² above this
    unsigned active;              ///< bits: the lanes that hold a trajectory
    size_t exchanged;             ///< 0 or 1: Z is the field gram_lane_row::gradient of its row, or the next one
    T* first;  ///< D below and on its diagonal, but for the last step's side lastᵀ and its transpose: see element()
    T* rows;   ///< r × gram_lane_row::size blocks

    /// D is held in sets of `columns` columns (or what is left): the triangle on the diagonal, then the rows below, all row by row.
    static constexpr size_t columns = 8;
    static constexpr size_t elements(size_t rank)  ///< blocks of `first`
    {
        return rank * (rank + 1) / 2;
    }
    static constexpr size_t element(size_t rank, size_t i, size_t j)  ///< the block of D's element (i, j), i ≥ j
    {
        const size_t set = j / columns, above = set * columns, row = i - above, column = j - above;
        const size_t start = above * rank - (above * above - above) / 2;
        return start + (row < columns ? row * (row + 1) / 2 : columns * (columns + 1) / 2 + (row - columns) * columns) + column;
    }
};

/// What a row of gram_lanes::rows holds.
struct gram_lane_row {
    enum : size_t {
        gradient,   ///< Z
        last,       ///< the Z before
        side,       ///< b
        product,    ///< scratch
        chain,      ///< scratch
        predictor,  ///< ω
        residual,   ///< ρ
        size,
    };
};

template <class T>
struct gram_lanes_problem {
    size_t rank;
    const T* singular_values;  ///< r
    const T* gains;            ///< r: Σ/m
    T twice_samples;           ///< 2m
};

struct gram_lanes_stop {
    unsigned wanted;  ///< bits: lanes to be looked at
    unsigned lost;    ///< those of them whose last step could not be taken: their loss and E are as before it
    size_t steps;     ///< taken, the last one included
};

/// Steps of the Gram engine in lanes (gram_lanes.inl).
template <class T>
struct gram_lanes_kernels {
    /// Steps all lanes until one wants to be looked at, or `most` ≥ 1 times. Each lane gets the bits that symmetric_kernels
    /// and gram_kernels give one trajectory of one output, for a rank of at most eight of their panels. `clock` counts steps
    /// for peak_clock; it is that of the last step before.
    void (*advance)(const gram_lanes_problem<T>& problem, gram_lanes<T>& lanes, size_t clock, size_t most, gram_lanes_stop& stop);
};

/// Which form of the warmup map a trajectory follows: no label; a label; infinite width, where ηλ is constant.
enum class warmup_map { plain, labelled, linear };

/// The constants of one trajectory in the universal variables (theory.md, 5).
template <class T>
struct warmup_coefficients {
    T start;  ///< a₀ = ηλ₀
    T omega;  ///< ω, read by warmup_map::labelled only
    warmup_map map;
};

/// The states of many trajectories side by side, one in each lane.
template <class T>
struct warmup_states {
    static constexpr size_t count = 8 * 64 / sizeof(T);

    T residual[count];  ///< ρ
    T drift[count];     ///< δ
    T peak[count];      ///< largest ρ² so far
};

/// What does not change on their way, and what ends it. What they have in common is their map.
template <class T>
struct warmup_limits {
    static constexpr size_t count = warmup_states<T>::count;

    T start[count];      ///< a₀
    T omega[count];      ///< ω, read by warmup_map::labelled only
    T converged[count];  ///< no ρ² above this
    T divergent[count];  ///< a ρ² above this
};

/// The warmup model (warmup.inl).
template <class T>
struct warmup_kernels {
    /// The states (ρ, δ) after each of `steps` steps from the one given. May run into infinities and NaN.
    void (*trace)(const warmup_coefficients<T>& c, size_t steps, T rho, T delta, T* rhos, T* deltas);
    /// next ← the states `steps` ≥ 1 steps after `now`, with the bits of trace, for the first `blocks` (even) blocks of
    /// lanes; wanted[b] ← the lanes of block b (bits) that went through their limits. Without `peaks`, which wants the plain
    /// map, peaks stay as they are and only convergence is looked for.
    /// A plain lane counts as converged only if it ends so, which it does once ρ² has fallen below its limit at a < 2.
    bool (*advance)(warmup_map map, bool peaks, size_t steps, size_t blocks, const warmup_limits<T>& limits,
                    const warmup_states<T>& now, warmup_states<T>& next, uint16_t* wanted);
    /// The same, but a lane stays where it went through its limits, after the step that it did so with; taken ← the number of
    /// its steps, up to `steps` < 2²⁴.
    void (*finish)(warmup_map map, size_t steps, const warmup_limits<T>& limits, warmup_states<T>& states, T* taken);
    /// u, v ← u − c v, both from the old values; then *product = Σ u_i v_i and *squares = Σ u_i² + v_i² of the
    /// new ones. u and v do not overlap.
    void (*weights)(size_t n, T c, T* u, T* v, T* product, T* squares);
};

/// Random numbers (normals.inl).
template <class T>
struct normal_kernels {
    /// out[i] ← the standard normal of number first + i < 2⁶⁴, for float rounded once: for number 16 g + j the cosine (j < 8) or
    /// the sine (j ≥ 8) of a Box–Muller pair from counter 8 g + j mod 8. Philox's counter is (low half, high half, stream, purpose).
    void (*fill_normals)(uint64_t seed, uint32_t stream, uint32_t purpose, uint64_t first, size_t n, T* out);
};

/// A range of rows of the weights: U is rows × inputs, V is rows × outputs, both contiguous.
template <class T>
struct parameter_rows {
    size_t rows, inputs, outputs;
    T* first;   ///< U
    T* second;  ///< V
};

/// What a pass over a range of rows leaves behind. d and k are padded with zeros to whole blocks.
template <class T>
struct row_sums {
    T* product;  ///< k × padded d: VᵀU of the range
    T* gram;     ///< k × padded k: VᵀV of the range
    T* scratch;  ///< one block of rows × padded k
};

/// Passes over a range of rows of U and V (parameter.inl). `factor` is k × padded d. Rows are summed in ascending order.
template <class T>
struct parameter_kernels {
    using pass = void (*)(const parameter_rows<T>& range, const T* factor, const row_sums<T>& result);
    pass gather;   ///< product = VᵀU, gram = VᵀV; nothing is written to U and V, `factor` is not read
    pass step;     ///< V ← V − U·factorᵀ, U ← U − V·factor (old U, V on the right), then gather, in one pass
    pass operate;  ///< product = (U·factorᵀ)ᵀ U; only reads U; V and `gram` are not touched
};

template <class T>
struct kernel_table {
    dense_kernels<T> dense;
    blocked_kernels<T> blocked;
    symmetric_kernels<T> symmetric;
    gram_kernels<T> gram;
    gram_lanes_kernels<T> gram_lanes;
    warmup_kernels<T> warmup;
    normal_kernels<T> normals;
    parameter_kernels<T> parameter;
};

struct kernel_tables {
    kernel_table<float> single;
    kernel_table<double> twofold;
};

extern const kernel_tables kernels_scalar;
extern const kernel_tables kernels_sse2;
extern const kernel_tables kernels_avx2;
extern const kernel_tables kernels_avx512;
extern const kernel_tables kernels_neon;

}  // namespace catapult::detail

#endif
