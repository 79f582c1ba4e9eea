"""IDX files for the scripts beside this one."""
import gzip

import numpy as np


def read_idx(path):
    with (gzip.open if path.endswith('.gz') else open)(path, 'rb') as file:
        data = file.read()
    rank = data[3]
    shape = np.frombuffer(data, '>u4', rank, 4)
    return np.frombuffer(data, 'u1', offset=4 + 4 * rank).reshape(shape)
