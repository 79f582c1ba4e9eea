// Rows of tests/c_interface/rows.h in one precision.

static inline void CATAPULT_NAME(put_matrix)(struct row* to, CATAPULT_NAME(catapult_matrix) m)
{
    put(to, (double)m.rows);
    put(to, (double)m.columns);
    for (size_t i = 0; i < m.rows; ++i)
        for (size_t j = 0; j < m.columns; ++j) put(to, m.data[i * m.stride + j]);
}

static inline void CATAPULT_NAME(put_eigenvalue)(struct row* to, const CATAPULT_NAME(catapult_eigenvalue)* r)
{
    put(to, r->value);
    put(to, r->error_bound);
    put(to, (double)r->products);
    put(to, r->evidence);
    put(to, r->excess_bound);
    put(to, r->miss_probability);
}
