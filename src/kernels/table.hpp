// The SIMD kernels: one table of plain function pointers for each instruction set, all of the same shape. Every kernel
// gives the same bits on every instruction set. It works on blocks of 64 bytes (8 double or 16 float lanes), fuses a
// multiply-add exactly where the code says fma or fnma, and sums the lanes in a fixed tree. No kernel reads or writes
// past the ends of its arguments. No kernel requires alignment unless its comment says so. w = 64 / sizeof(T) is the
// number of lanes.
#ifndef CATAPULT_SRC_KERNELS_TABLE_HPP
#define CATAPULT_SRC_KERNELS_TABLE_HPP

#include <stddef.h>
#include <stdint.h>

namespace catapult::detail {

/// Operations on vectors and dense row-major matrices (dense.inl).
template <class T>
struct dense_kernels {
    /// Σ x_i y_i over n elements. Four blocks of lanes accumulate in turn; an incomplete last block always goes to the
    /// fourth. The four blocks are then summed in a tree, and after them the lanes.
    T (*dot)(size_t n, const T* x, const T* y);
    /// y_i ← y_i + a x_i, fused. x and y do not overlap.
    void (*add_scaled)(size_t n, T a, const T* x, T* y);
    /// y_i ← Σ_j a_ij x_j. Each y_i has the bits of dot.
    void (*matrix_vector)(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y);
    /// y_j ← Σ_i a_ij x_i. Each y_j is one fused chain over the rows, from zero.
    void (*transposed_matrix_vector)(size_t rows, size_t columns, const T* a, size_t stride, const T* x, T* y);
    /// The plane rotation x ← c x + s y, y ← c y − s x of two rows. The products with y are rounded before the sum.
    void (*rotate)(size_t n, T c, T s, T* x, T* y);
    /// One pass of bidiagonalisation: a_ij ← a_ij − x_i w_j − y_i u_j, then z_j ← Σ_i v_i a_ij with the new a_ij. Each
    /// z_j is one fused chain over the rows, from zero.
    void (*update_and_product)(size_t rows, size_t columns, const T* x, const T* w, const T* y, const T* u, T* a, size_t stride,
                               const T* v, T* z);
};

/// Products of small matrices (blocked.inl). Each element of a result is one sequential chain of fused multiply-adds,
/// so that the choice of tiles changes no bit. Results overlap no argument.
template <class T>
struct blocked_kernels {
    /// C ← C + A B. C is rows × columns and B is depth × columns, both row-major. A is rows × depth, with element
    /// (i, l) at a[i·row_step + l·depth_step], so that the steps can also describe a transpose.
    void (*multiply_add)(size_t rows, size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step, const T* b,
                         size_t b_stride, T* c, size_t c_stride);
    /// C ← C − A B, with the same arguments.
    void (*multiply_subtract)(size_t rows, size_t columns, size_t depth, const T* a, size_t row_step, size_t depth_step,
                              const T* b, size_t b_stride, T* c, size_t c_stride);
    /// Copies a row-major matrix into panels of w columns: element (i, j) goes to packed[(j / w)·rows·w + i·w + j % w].
    /// Zeros fill up the last panel.
    void (*pack_panels)(size_t rows, size_t columns, const T* a, size_t stride, T* packed);
    /// G ← G + AᵀA for rows A that pack_panels has packed. Only the lower triangle of G is computed, in tiles of w × w;
    /// the tiles on the diagonal are computed in full. G is columns × columns, with both its rows and `g_stride`
    /// rounded up to a multiple of w. The sum over the rows of one call starts from zero and is added to G once, so
    /// that rounding errors grow with the rows of a call plus the number of calls, not with their product. 128 rows a
    /// call are fastest.
    void (*gram_accumulate)(size_t rows, size_t columns, const T* packed, T* g, size_t g_stride);
};

/// Operations on symmetric matrices A (symmetric.inl, symmetric_update.inl) in the packed panels of
/// catapult/vocabulary/symmetric.hpp. Sets of `columns` vectors (x, y, b, z) are stored panel by panel: element i of
/// vector c is at [(i / w · columns + c) · w + i mod w]. `rows` is rounded up to a multiple of w there, and the added
/// elements are zero.
template <class T>
struct symmetric_kernels {
    /// y ← A x. x and y do not overlap. With two or more columns, each element of y is one chain of fused terms over
    /// ascending columns of A. With one column, each element is a sum of terms that are added in this order:
    ///   - for each panel q up to the panel of the element, in ascending order: one fused chain over the columns of
    ///     panel q;
    ///   - for each strip of eight panels, from the strip of the element downward: one fused chain in each lane over
    ///     the panels of the strip below the element's panel, summed over the lanes in the fixed tree.
    /// `across` is y. If it is other memory, the part of the tiles above the diagonal ones is added there instead.
    void (*product)(size_t rows, size_t columns, const T* a, const T* x, T* y, T* across);
    /// A ← A + b zᵀ + z bᵀ. For ascending columns c, each element of the lower triangle adds first b_ic z_jc and then
    /// z_ic b_jc, both fused.
    void (*update)(size_t rows, size_t columns, T* a, const T* b, const T* z);
    /// A ← A + b zᵀ + z bᵀ, then y ← A x, in one pass over A. The bits are those of `update` followed by `product`.
    void (*update_product)(size_t rows, size_t columns, T* a, const T* b, const T* z, const T* x, T* y);
};

/// Strips of the operations of symmetric_kernels, so that several threads can take them at once. A strip is eight panels, the
/// last one what is left. Its number counts from 0. All bits are those of symmetric_kernels.
template <class T>
struct strip_kernels {
    static constexpr size_t panels = 8;
    /// The strip's rows of y ← A x, for two columns or more.
    void (*product)(size_t number, size_t rows, size_t columns, const T* a, const T* x, T* y);
    /// A ← A + b zᵀ + z bᵀ in the strip's rows.
    void (*update)(size_t number, size_t rows, size_t columns, T* a, const T* b, const T* z);
    /// y ← A x for one column, by what is stored in the strip's rows: y has all terms of these rows but those of strips below,
    /// and `above` those that the strip adds to each row of the strips above it, which are added to y in ascending order of strips.
    void (*vector_product)(size_t number, size_t rows, const T* a, const T* x, T* y, T* above);
    /// `update` for one column, then `vector_product`.
    void (*vector_update_product)(size_t number, size_t rows, T* a, const T* b, const T* z, const T* x, T* y, T* above);
};

template <class T>
struct gram_rates {
    T eta;             ///< η
    T drift;           ///< η/n
    T curvature;       ///< η²/n
    T half_curvature;  ///< η²/2n
};

/// The arrays of a step. They are r × k unless stated, in the panels of symmetric_kernels, and no two overlap.
template <class T>
struct gram_arrays {
    const T* singular_values;  ///< Σ, one vector
    const T* gains;            ///< Σ/m, one vector
    const T* second;           ///< E, k × k
    T* overlap;                ///< ωᵀZ, k × k, on entry; ω'ᵀZ' on exit
    T* bend;                   ///< Zᵀ(Z + DZ), k × k
    const T* predictor;        ///< ω
    const T* residual;         ///< ρ
    const T* gradient;         ///< Z
    T* product;                ///< DZ on entry, scratch on exit
    T* predictor_next;
    T* residual_next;
    T* gradient_next;
    T* side;  ///< b = (η²/2n) Z(I + E) − (η/n) ω, with which D' = D + b Zᵀ + Z bᵀ
};

/// A term of a linear combination: `factor` times the first `columns` vectors of a set of `stride` vectors.
template <class T>
struct gram_term {
    T factor;
    const T* vectors;
    size_t stride;
};

/// How ρ and Z follow a change of ω. r × k in panels, but for the first two.
template <class T>
struct gram_response {
    const T* singular_values;  ///< Σ, one vector
    const T* gains;            ///< Σ/m, one vector
    const T* change;           ///< ω' − ω
    const T* residual;         ///< ρ
    T* residual_next;
    T* gradient_next;
};

/// The parts of a step of the Gram engine other than the operations on packed matrices (gram.inl).
template <class T>
struct gram_kernels {
    /// out[c · columns + l] ← Σ_i x_ic y_il: one fused chain over the panels in each lane, then the tree over the
    /// lanes.
    void (*overlap)(size_t rows, size_t columns, const T* x, const T* y, T* out);
    /// Computes ω', ρ', Z' and b (theory.md, 3). ρ' comes from the change of ω. squares ← ‖ρ'‖², ‖ω'‖², ‖Z'‖², ‖b‖².
    /// ω'ᵀZ' and Zᵀ(Z + DZ) have the bits of `overlap`.
    void (*advance)(size_t rows, size_t columns, const gram_rates<T>* rates, const gram_arrays<T>* arrays, T* squares);
    /// `tail` is a set of `stride` vectors, of which the first `count` are used. x and y are sets of `columns` vectors.
    /// out[t · columns + c] ← Σ_i tail_it x_ic, summed as by `overlap`.
    void (*tail_overlap)(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* x, T* out);
    /// y_ic ← y_ic + Σ_t tail_it coefficients[t · columns + c], fused, for ascending t < count.
    void (*tail_combine)(size_t rows, size_t stride, size_t count, size_t columns, const T* tail, const T* coefficients, T* y);
    /// y_ic ← Σ_t factor_t x_t,ic + Σ_l z_il small[l · columns + c] for `count` ≥ 1 terms: the first product is rounded, and
    /// the others are fused in ascending t, then l. y is part of a set of `stride` vectors, and may be one of the terms. A null
    /// `small` stands for zero, and z is not read then. Returns Σ y²: in each lane one fused chain, column after column, and then
    /// the tree over the lanes.
    T(*mix)
    (size_t rows, size_t columns, size_t count, const gram_term<T>* terms, const T* z, const T* small, T* y, size_t stride);
    /// ρ' = ρ + Σ(ω' − ω), fused, and Z' = Σρ'/m. squares ← ‖ρ'‖², ‖Z'‖², summed as by `overlap`, but in one chain over all columns.
    void (*respond)(size_t rows, size_t columns, const gram_response<T>* arrays, T* squares);
};

/// Packed matrices. `lower` is the lower part of M = X_0ᵀX_1 and `upper` that of Mᵀ, both with whole diagonal tiles.
template <class T>
struct velocity_arrays {
    T* first;     ///< X_0ᵀX_0
    T* lower;     ///< M
    T* upper;     ///< Mᵀ
    T* velocity;  ///< X_1ᵀX_1
};

/// Steps of weights and velocities. Each takes X_1 ← X_1 + Y zᵀ and then X_0 ← X_0 + f X_1.
template <class T>
struct velocity_steps {
    size_t count;      ///< at least one
    T before;          ///< f of one more shear, before the first step
    const T* factors;  ///< f of each step
    size_t stride;     ///< vectors in a panel of `vectors`
    const T* vectors;  ///< of each step side by side: z, X_0ᵀY, and X_1ᵀY + z YᵀY/2, `columns` vectors each
};

/// The Gram matrix of weights and velocities (velocity.inl).
template <class T>
struct velocity_kernels {
    /// Takes all steps in one pass. A shear makes M_ij ← M_ij + f (X_1ᵀX_1)_ij, fused, and (X_0ᵀX_0)_ij += f (M_ij + M_ji), fused,
    /// with the new M_ij and the old M_ji; no shear with f = 0 comes before the first step. For ascending columns, M_ij adds
    /// (X_0ᵀY)_i z_j, and each element of the lower triangle of X_1ᵀX_1 adds b_i z_j and then z_i b_j, all fused.
    void (*update)(size_t rows, size_t columns, const velocity_arrays<T>* arrays, const velocity_steps<T>* steps);
};

/// Trajectories of the Gram engine side by side, one in each lane. All have the same data, with k outputs. In an array of
/// blocks, lane l of block i is at [i · count + l].
template <class T>
struct gram_lanes {
    static constexpr size_t count = 64 / sizeof(T);
    static constexpr size_t largest_rank = 32;  ///< that the kernel takes
    static constexpr size_t largest_outputs = 10;

    T eta[count];              ///< η
    T drift[count];            ///< η/n
    T curvature[count];        ///< η²/n
    T half_curvature[count];   ///< η²/2n
    T second[count];           ///< E of one output
    T overlap[count];          ///< ωᵀZ of one output
    T gradient_square[count];  ///< ‖Z‖²
    T bound[count];            ///< an upper bound of the magnitudes of D's elements
    T loss[count];
    T peak[count];                ///< largest loss so far
    T peak_clock[count];          ///< the clock at that peak, or the value set by the caller if no loss was higher since
    T falling[count];             ///< number of last steps, in a row, that have lowered the loss
    T converged[count];           ///< the lane wants to be looked at if its loss is below this,
    T divergent[count];           ///< or if its loss is above this,
    T divergent_gradient[count];  ///< or if ‖Z‖² is above this
    unsigned active;              ///< one bit for each lane: set if the lane holds a trajectory
    size_t exchanged;             ///< 0: Z is in the field `gradient` of a row; 1: in the field `last`
    T* first;                     ///< lower triangle of D without the update of the last step, side lastᵀ + last sideᵀ
    T* rows;                      ///< r rows of gram_lane_row::size · k blocks each
    T* seconds;                   ///< E of several outputs, k × k blocks
    T* overlaps;                  ///< ωᵀZ of several outputs, k × k blocks
    T* bends;                     ///< scratch for several outputs, k × k blocks

    /// D is stored in sets of set_columns(k) columns; the last set may have fewer. A set holds its part of the rows from its
    /// first column on, row by row.
    static constexpr size_t columns = 4;
    static constexpr size_t set_columns(size_t outputs) { return outputs == 1 ? columns : 1; }
    static constexpr size_t elements(size_t rank)  ///< number of blocks of `first`
    {
        return rank * (rank + 1) / 2;
    }
};

/// The fields of a row of gram_lanes::rows, k blocks each.
struct gram_lane_row {
    enum : size_t {
        gradient,   ///< Z
        last,       ///< the Z of the step before
        side,       ///< b
        product,    ///< scratch
        chain,      ///< scratch for one output
        predictor,  ///< ω
        residual,   ///< ρ
        size,
    };
};

template <class T>
struct gram_lanes_problem {
    size_t rank;
    size_t outputs;            ///< k
    const T* singular_values;  ///< Σ, r elements
    const T* gains;            ///< Σ/m, r elements
    T twice_samples;           ///< 2m
};

struct gram_lanes_stop {
    unsigned wanted;  ///< one bit for each lane: set if the lane wants to be looked at
    unsigned lost;    ///< the wanted lanes whose last step was not finite; their loss and E are those before that step
    size_t steps;     ///< steps taken, the last one included
};

/// Steps of the Gram engine, one trajectory in each lane (gram_lanes.inl, gram_lanes_columns.inl).
template <class T>
struct gram_lanes_kernels {
    /// Steps all lanes together until a lane wants to be looked at, at most `most` ≥ 1 times. Each lane gets the bits
    /// that symmetric_kernels and gram_kernels give a single trajectory, for a rank of at most gram_lanes::largest_rank and
    /// at most gram_lanes::largest_outputs outputs.
    /// `clock` is the number of the step before the call; steps are numbered for peak_clock.
    void (*advance)(const gram_lanes_problem<T>& problem, gram_lanes<T>& lanes, size_t clock, size_t most, gram_lanes_stop& stop);
};

/// The form of the warmup map: without a label, with a label, or at infinite width, where ηλ is constant.
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
    static constexpr size_t count = 4 * 64 / sizeof(T);

    T residual[count];  ///< ρ
    T drift[count];     ///< δ
    T peak[count];      ///< largest ρ² so far
    T steps[count];     ///< steps taken so far, a whole number
};

/// The constants of many trajectories, and the limits that end them. All of the trajectories follow the same map.
template <class T>
struct warmup_limits {
    static constexpr size_t count = warmup_states<T>::count;

    T start[count];      ///< a₀
    T omega[count];      ///< ω, read by warmup_map::labelled only
    T converged[count];  ///< a lane ends when its ρ² is not above this
    T divergent[count];  ///< a lane ends when its ρ² is above this
    T steps[count];      ///< a lane ends when one stride more would take it beyond this number of steps
};

/// The steps between two looks at the limits of lanes.
constexpr size_t warmup_stride = 24;

/// The warmup model (warmup.inl).
template <class T>
struct warmup_kernels {
    /// Writes the states (ρ, δ) after each of `steps` steps from the given one. They may become infinite or NaN.
    void (*trace)(const warmup_coefficients<T>& c, size_t steps, T rho, T delta, T* rhos, T* deltas);
    /// The number of blocks of lanes that step fastest together.
    size_t (*blocks)();
    /// Advances the first `blocks` blocks of lanes, blocks() or 2, with the bits of `trace`. They take strides until `enough`
    /// of them have ended, `strides` at most, and then one stride more. A lane that ends stops right after the step with
    /// which it passes a limit, or at most one stride beyond its limit of steps. Returns one bit for each lane, set if it has
    /// ended. Before the last stride, a lane without a label is looked at only after each stride: one that has converged at
    /// a < 2 stays converged.
    uint64_t (*advance)(warmup_map map, size_t blocks, size_t strides, size_t enough, const warmup_limits<T>& limits,
                        warmup_states<T>& states);
    /// u ← u − c v and v ← v − c u, both from the old values. Then *product ← Σ u_i v_i and *squares ← Σ (u_i² + v_i²)
    /// of the new values. u and v do not overlap.
    void (*weights)(size_t n, T c, T* u, T* v, T* product, T* squares);
};

/// Random numbers (normals.inl).
template <class T>
struct normal_kernels {
    /// out[i] ← standard normal number first + i < 2⁶⁴; a float is rounded once from the double. Number 16 g + j is the
    /// cosine (j < 8) or the sine (j ≥ 8) of the Box–Muller pair of counter 8 g + j mod 8. The four words of Philox's
    /// counter are its low half, its high half, `stream` and `purpose`.
    void (*fill_normals)(uint64_t seed, uint32_t stream, uint32_t purpose, uint64_t first, size_t n, T* out);
};

/// A range of rows of the weights. U is rows × inputs, V is rows × outputs, both contiguous.
template <class T>
struct parameter_rows {
    size_t rows, inputs, outputs;
    T* first;   ///< U
    T* second;  ///< V
};

/// The results of a pass over a range of rows. "Padded" means filled with zeros to whole blocks.
template <class T>
struct row_sums {
    T* product;  ///< k × padded d: VᵀU of the range
    T* gram;     ///< k × padded k: VᵀV of the range
    T* scratch;  ///< one block of rows × padded k
};

/// Passes over a range of rows of U and V (parameter.inl). `factor` is k × padded d. The sums over rows are in
/// ascending order.
template <class T>
struct parameter_kernels {
    using pass = void (*)(const parameter_rows<T>& range, const T* factor, const row_sums<T>& result);
    pass gather;   ///< product = VᵀU, gram = VᵀV. Only reads U and V, and does not read `factor`
    pass step;     ///< V ← V − U·factorᵀ, U ← U − V·factor (old U and V on the right), then gather, in one pass
    pass operate;  ///< product = (U·factorᵀ)ᵀ U. Only reads U, and touches neither V nor `gram`
};

template <class T>
struct kernel_table {
    dense_kernels<T> dense;
    blocked_kernels<T> blocked;
    symmetric_kernels<T> symmetric;
    strip_kernels<T> strips;
    gram_kernels<T> gram;
    velocity_kernels<T> velocity;
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
extern const kernel_tables kernels_helium;

}  // namespace catapult::detail

#endif
