/// @file
/// Matrices of the caller or of an object, by their place in memory. As an argument, one with elements but without data is
/// CATAPULT_INVALID_ARGUMENT, and one with stride < columns is CATAPULT_SHAPE_MISMATCH.

/// A row-major matrix that is only read. Element (i, j) is data[i * stride + j].
typedef struct CATAPULT_NAME(catapult_matrix) {
    const CATAPULT_REAL* data;  ///< of element (0, 0)
    size_t rows;                ///< the number of rows
    size_t columns;             ///< the number of columns
    size_t stride;              ///< elements from one row to the next, at least `columns`
} CATAPULT_NAME(catapult_matrix);

/// The same, for a matrix whose elements are written.
typedef struct CATAPULT_NAME(catapult_writable_matrix) {
    CATAPULT_REAL* data;  ///< of element (0, 0)
    size_t rows;          ///< the number of rows
    size_t columns;       ///< the number of columns
    size_t stride;        ///< elements from one row to the next, at least `columns`
} CATAPULT_NAME(catapult_writable_matrix);
