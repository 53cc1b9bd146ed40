#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counterpart of estimate.c: what the same numbers cost in numpy and
PyTorch, one thread, CPU time, "name seconds"."""
import os

for name in ("OMP", "OPENBLAS", "MKL"):
    os.environ[name + "_NUM_THREADS"] = "1"
import time

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None


def data(n, d):
    state, mask = 12345, (1 << 64) - 1
    words = np.empty(n * d + n, np.uint64)
    for i in range(len(words)):
        state = (state * 6364136223846793005 + 1442695040888963407) & mask
        words[i] = state >> 40
    x = np.tanh(words[: n * d] * 2.0**-22 - 2).astype(np.float32)
    return x.reshape(n, d), (words[n * d :] >= 1 << 23).astype(np.int64)


def entropy(codes):
    void = np.ascontiguousarray(codes).view(
        np.dtype((np.void, codes.shape[1])))
    count = np.unique(void, return_counts=True)[1]
    p = count / count.sum()
    return -(p * np.log(p)).sum()


def binning(x, y):
    codes = np.floor((x + 1) * 15).astype(np.uint8)
    h = entropy(codes)
    return h, h - sum((y == c).mean() * entropy(codes[y == c]) for c in (0, 1))


def kde_numpy(x, y, v=0.1):
    def functional(a):
        a = a.astype(np.float64)
        norm = (a * a).sum(1)
        total = 0.0
        for i in range(0, len(a), 512):
            dist = norm[i:i + 512, None] + norm[None] - 2 * (a[i:i + 512] @ a.T)
            total -= np.log(np.exp(dist / (-2 * v)).mean(1)).sum()
        return total / len(a)

    h = functional(x)
    return h, h - sum((y == c).mean() * functional(x[y == c]) for c in (0, 1))


def kde_torch(x, y, v=0.1):
    def functional(a):
        norm = (a * a).sum(1)
        total = 0.0
        for i in range(0, len(a), 512):
            dist = norm[i:i + 512, None] + norm[None] - 2 * (a[i:i + 512] @ a.T)
            total -= float(torch.log(torch.exp_(dist / (-2 * v)).mean(1)).sum())
        return total / len(a)

    with torch.no_grad():
        h = functional(x)
        return h, h - sum(
            float((y == c).double().mean()) * functional(x[y == c])
            for c in (0, 1))


def report(name, work, calls):
    work()
    times = []
    for _ in range(calls):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    print("%s %.3e" % (name, sorted(times)[calls // 2]), flush=True)


x, y = data(4096, 10)
report("numpy_binning_4096x10", lambda: binning(x, y), 51)
report("numpy_binning_h_only_4096x10",
       lambda: entropy(np.floor((x + 1) * 15).astype(np.uint8)), 51)
report("numpy_kde_4096x10", lambda: kde_numpy(x, y), 9)
if torch:
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)
    report("torch_kde_single_4096x10", lambda: kde_torch(tx, ty), 9)
    wx, wy = data(10000, 100)
    wx, wy = torch.from_numpy(wx), torch.from_numpy(wy)
    report("torch_kde_single_10000x100", lambda: kde_torch(wx, wy, 2.0), 3)
else:
    print("# PyTorch is not here")
