"""Whole commands beside NumPy scripts that do the same: from the files of a training set to the loss and λ of each step, and the
exponents of the divergence at 2/λ₀.

run_peers.py CATAPULT INPUTS TARGETS: all samples of IDX files of 10 classes, such as MNIST's, inputs with mean 0 and variance 1,
ηλ₀ = 3, 200 steps. Prints a table of processor time, whole processes each, one thread, reading included.
  gram       QR and SVD of the inputs, then the recurrence of the Gram matrix, of a network of width 10¹² drawn in law
  weights    U and V of width 10⁴ stored
  exponents  16 networks of width 10⁶, all 24 rates of a side at once; those that have converged are taken out
λ is found by power iteration from the step before; with stored weights, before the first step only. Before anything is timed, the
first 600 samples and a network of given weights must take the same losses and λ in all ways.
"""
import csv
import os
import subprocess
import sys
import tempfile

import numpy as np

from idx_files import read_idx

CLASSES, STEPS, RATE, STORED_WIDTH, EXPONENT_WIDTH = 10, 200, 3.0, 10000, 1000000


def training_set(inputs, targets, samples):
    pixels = read_idx(inputs)[:samples]
    x = pixels.reshape(len(pixels), -1).astype(float)
    x -= x.mean()
    x /= x.std()
    return x, np.eye(CLASSES)[read_idx(targets)[:samples]]


def largest_eigenvalue(product, start):
    """By power iteration, until two values differ by 1e-10. Where many outputs make eigenvalues that are close, it stops there."""
    vector, before = start / np.linalg.norm(start), 0.0
    while True:
        image = product(vector)
        value = np.vdot(vector, image)
        vector = image / np.linalg.norm(image)
        if abs(value - before) <= 1e-10 * value:
            return value, vector
        before = value


def by_gram(x, y, steps, weights=None):
    """Rows of (loss, λ). `weights` are U and V; without them, a network of width 10¹² in law."""
    m, k = len(x), y.shape[1]
    q, r = np.linalg.qr(x)
    left, s, right = np.linalg.svd(r, full_matrices=False)
    keep = s > 1e-12 * s[0]
    s, t = s[keep], left[:, keep].T @ (q.T @ y)
    unreachable = np.sum(y * y) - np.sum(t * t)
    if weights:
        n, a = len(weights[0]), np.hstack([weights[0] @ right[keep].T, weights[1]])
        gram = a.T @ a
    else:
        # In law, D and E are symmetric matrices of deviations of order 1/√n, and ω is normal.
        n, size = 1e12, len(s) + k
        noise = np.random.default_rng(0).standard_normal((size, size))
        gram = n * np.eye(size) + np.sqrt(n / 2) * (noise + noise.T)
    rank = len(s)
    d, omega, e = gram[:rank, :rank] / n, gram[:rank, rank:] / np.sqrt(n), gram[rank:, rank:] / n
    vector, rows, eta = np.random.default_rng(1).standard_normal((rank, k)), [], None
    for step in range(steps + 1):
        scaled = s[:, None]
        value, vector = largest_eigenvalue(lambda b: scaled * (d @ (scaled * b) + (scaled * b) @ e) / m, vector)
        eta = eta or RATE / value
        residual = scaled * omega - t
        rows.append(((np.sum(residual**2) + unreachable) / (2 * m), value))
        z = scaled * residual / m
        dz, ze = d @ z, z @ e
        oz = omega @ z.T
        zo = z.T @ omega
        d = d - eta / n * (oz + oz.T) + eta**2 / n * (ze @ z.T)
        e = e - eta / n * (zo + zo.T) + eta**2 / n * (z.T @ dz)
        omega = omega - eta * (dz + ze) + eta**2 / n * (z @ zo.T)
    return rows


def by_weights(x, y, steps, weights=None):
    """Rows of (loss, λ), λ before the first step only."""
    m, k = len(x), y.shape[1]
    random = np.random.default_rng(0)
    u, v = weights or (random.standard_normal((STORED_WIDTH, x.shape[1])), random.standard_normal((STORED_WIDTH, k)))
    n = len(u)

    def kernel(b):
        back = x.T @ b
        return x @ (u.T @ (u @ back) + back @ (v.T @ v)) / (n * m)

    value, _ = largest_eigenvalue(kernel, random.standard_normal((m, k)))
    eta, rows = RATE / value, []
    for step in range(steps + 1):
        residual = x @ (u.T @ v / np.sqrt(n)) - y
        rows.append((np.sum(residual**2) / (2 * m), value if step == 0 else None))
        z = x.T @ residual * (eta / (m * np.sqrt(n)))
        change = v @ z.T
        v = v - u @ z
        u = u - change
    return rows


def by_simulation(low, high):
    """Exponents below and above the border, by least squares through 24 distances in [low, high], and mean logarithms of steps."""
    random, n, found = np.random.default_rng(0), EXPONENT_WIDTH, []
    networks = [(a @ b / np.sqrt(n), (a @ a + b @ b) / n)
                for a, b in (random.standard_normal((2, n)) for _ in range(16))]
    distance = np.geomspace(low, high, 24)
    for side in (-1, 1):
        f0 = np.repeat([f for f, _ in networks], len(distance))
        curvature = np.repeat([c for _, c in networks], len(distance))
        eta = np.tile(2 + side * distance, len(networks)) / curvature
        f, steps, active, step = f0.copy(), np.zeros(len(f0)), np.arange(len(f0)), 0
        while active.size:
            change = eta * f * f / n
            a = eta * curvature
            f, curvature = (1 - a + eta * change) * f, curvature + change * (a - 4)
            step += 1
            over = (f * f <= 1e-8 * f0[active]**2) & (eta * curvature < 2)
            if over.any():
                steps[active[over]] = step
                stay = ~over
                active, f, curvature, eta = active[stay], f[stay], curvature[stay], eta[stay]
        means = np.log(steps).reshape(len(networks), -1).mean(0)
        found.append(np.polyfit(np.log(distance), means, 1)[0])
    return found


def measured(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit('failed: ' + ' '.join(command))
    return usage.ru_utime + usage.ru_stime, text


def numbers(text, *columns):
    return [[float(row[c]) for c in columns] for row in csv.DictReader(text.splitlines())]


def check(train, inputs, targets):
    """The same network in all ways."""
    x, y = training_set(inputs, targets, 600)
    random = np.random.default_rng(2)
    weights = random.standard_normal((1500, x.shape[1])), random.standard_normal((1500, CLASSES))
    with tempfile.TemporaryDirectory() as folder:
        for name, matrix in zip('uv', weights):
            np.save(f'{folder}/{name}.npy', matrix)
        _, text = measured(train + ['--samples', '600', '--steps', '10', '--initial-u', f'{folder}/u.npy', '--initial-v',
                                       f'{folder}/v.npy'])
    ours = np.array(numbers(text, 'loss', 'lambda_max'))
    gram, stored = np.array(by_gram(x, y, 10, weights)), by_weights(x, y, 10, weights)
    # λ₀ of the peers is good to some 1e-9, and with it η; ten steps of growing losses make some hundred times as much of it.
    if not (np.allclose(gram, ours, rtol=1e-6) and np.allclose([loss for loss, _ in stored], ours[:, 0], rtol=1e-6)):
        sys.exit('run_peers: the ways do not agree')


def main():
    if sys.argv[1] in ('gram', 'weights'):
        x, y = training_set(sys.argv[2], sys.argv[3], None)
        print((by_gram if sys.argv[1] == 'gram' else by_weights)(x, y, STEPS)[-1][0])
        return
    if sys.argv[1] == 'exponents':
        print(*by_simulation(float(sys.argv[2]), float(sys.argv[3])))
        return
    catapult, inputs, targets = sys.argv[1:4]
    train = [catapult, 'train', '--inputs', inputs, '--targets', targets, '--normalize', 'overall', '--eta-lambda0', str(RATE),
             '--format', 'csv', '--threads', '1']
    check(train, inputs, targets)
    peer = [sys.executable, __file__]
    work = f'{STEPS} steps of all samples'
    rows = [(work + ', n = 10¹², with λ', 'catapult train') + measured(train + ['--width', '1e12', '--steps', str(STEPS)])[:1],
            (work + ', n = 10¹², with λ', 'NumPy, the Gram matrix') + measured(peer + ['gram', inputs, targets])[:1],
            (work + ', n = 10⁴, without λ', 'catapult train') +
            measured(train + ['--width', str(STORED_WIDTH), '--steps', str(STEPS), '--every', str(STEPS)])[:1],
            (work + ', n = 10⁴, without λ', 'NumPy, U and V') + measured(peer + ['weights', inputs, targets])[:1]]
    seconds, text = measured([catapult, 'exponents', '--width', str(EXPONENT_WIDTH), '--format', 'csv'])
    rows.append(('exponents at n = 10⁶', 'catapult exponents', seconds))
    ours = numbers(text, 'exponent', 'range_low', 'range_high', 'stderr')
    seconds, text = measured(peer + ['exponents', str(ours[0][1]), str(ours[0][2])])
    # Other networks: their exponents differ by the error that both have. And steps are whole: one more of the fewest, ln(1e4) over the
    # largest distance, turns the line.
    for own, other in zip(ours, map(float, text.split())):
        fewest = np.log(1e4) / own[2]
        if abs(own[0] - other) > 5 * 2**0.5 * own[3] + 1 / (fewest * np.log(own[2] / own[1])):
            sys.exit(f'run_peers: exponents {own[0]} and {other}')
    rows.append(('exponents at n = 10⁶', 'NumPy', seconds))
    print('| work | by | seconds |\n|---|---|---|')
    for work, by, seconds in rows:
        print('| %s | %s | %.3g | %.0f |' % (work, by, seconds))


main()
