#!/usr/bin/env python3
"""The warmup sweep of warmup.cpp in NumPy: all trajectories side by side, those that have converged taken out.

Prints lines of "family/case/peer<TAB>seconds" for catapult_bench --peers.
"""
import sys
import time

import numpy as np

WIDTH, OUTPUT, LAMBDA, TRAJECTORIES = 1e6, 1.0, 2.0, 10000


def sweep(reach):
    eta = (2 + reach * np.linspace(-1, 1, TRAJECTORIES)) / LAMBDA
    steps = np.zeros(TRAJECTORIES, dtype=np.int64)
    peak = np.full(TRAJECTORIES, OUTPUT**2)
    final = np.full(TRAJECTORIES, LAMBDA)
    active = np.arange(TRAJECTORIES)
    f = np.full(TRAJECTORIES, OUTPUT)
    curvature = np.full(TRAJECTORIES, LAMBDA)
    rate, highest = eta.copy(), peak.copy()
    step = 0
    while active.size:
        change = rate * f * f / WIDTH
        a = rate * curvature
        f = (1 - a + rate * change) * f
        curvature = curvature + change * (a - 4)
        step += 1
        loss = f * f
        np.maximum(highest, loss, out=highest)
        over = (loss <= 1e-8 * OUTPUT**2) & (rate * curvature < 2)
        if over.any():
            gone = active[over]
            steps[gone], peak[gone], final[gone] = step, highest[over], curvature[over]
            stay = ~over
            active, f, curvature = active[stay], f[stay], curvature[stay]
            rate, highest = rate[stay], highest[stay]
    return steps, peak / 2, final


def check():
    """Far below the border the loss falls geometrically; above it, it rises to the order of the width first."""
    steps, peak, final = sweep(1.95)
    lazy = 100
    a = 0.05 + 3.9 * lazy / (TRAJECTORIES - 1)
    expected = np.log(1e-4) / np.log(abs(1 - a))
    if abs(steps[lazy] - expected) > 2 or not np.all(final <= LAMBDA) or peak.max() < 1e3:
        sys.exit("numpy_peers: not the trajectories meant")


def timed(reach):
    start = time.process_time()
    sweep(reach)
    return time.process_time() - start


check()
for reach, name in ((1.95, "10000 rates"), (0.05, "10000 rates within 0.05 of the border")):
    best = min(timed(reach) for _ in range(3))
    print(f"warmup sweep/n = 1000000, {name}/NumPy\t{best}")
