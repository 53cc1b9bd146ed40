#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Straightforward numpy forms of every published rule, on small matrices.

Writes reference.txt, read by test_published.c:
    matrix rule i_xt_bits i_ty_bits
The matrices come from an integer recurrence that the test repeats; nothing
transcendental enters them, so both sides hold the same float32 numbers.

    reference.py > reference.txt
"""
import numpy as np


def words(seed, count):
    """24 bits of a 64-bit linear congruential generator."""
    out = np.empty(count, np.int64)
    state, mask = seed, (1 << 64) - 1
    for i in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & mask
        out[i] = state >> 40
    return out


def uniform(seed, n, d):
    """Multiples of 2^-23 in [-1, 1)."""
    return (words(seed, n * d) * 2.0**-23 - 1).astype(np.float32).reshape(n, d)


def labels(seed, n, classes):
    return words(seed, n) % classes


def saturated(seed, n, d):
    """Clipped to [-1, 1], about half of the values exactly at an end."""
    return np.clip(uniform(seed, n, d) * np.float32(2), -1, 1).astype(
        np.float32)


def relu(seed, n, d):
    return np.maximum(uniform(seed, n, d) * np.float32(4), 0).astype(
        np.float32)


def duplicated(seed, n, d):
    """Every row of the first eighth stands eight times."""
    return np.tile(uniform(seed, n // 8, d), (8, 1))


def grid(seed, n, d):
    """Multiples of 1/16: many values on the edges of 32 cells."""
    return ((words(seed, n * d) % 33 - 16) / 16.0).astype(np.float32).reshape(
        n, d)


MATRICES = {
    "random": (uniform(11, 512, 2), labels(101, 512, 2)),
    "wide": (uniform(12, 160, 19), labels(102, 160, 10)),
    "saturated": (saturated(13, 512, 3), labels(103, 512, 2)),
    "relu": (relu(14, 512, 2), labels(104, 512, 3)),
    "constant": (np.full((64, 3), 0.25, np.float32), labels(105, 64, 2)),
    "zero": (np.zeros((64, 3), np.float32), labels(106, 64, 2)),
    "duplicated": (duplicated(17, 256, 3), labels(107, 256, 2)),
    "one": (uniform(18, 256, 1), labels(108, 256, 2)),
    "grid": (grid(19, 256, 2), labels(109, 256, 4)),
    "large": (relu(20, 192, 7) * np.float32(1000), labels(110, 192, 2)),
}


def entropy(codes):
    count = np.unique(codes, axis=0, return_counts=True)[1]
    p = count / count.sum()
    return -(p * np.log2(p)).sum()


def information(codes, y):
    codes = codes.reshape(len(y), -1)
    h = entropy(codes)
    return h, h - sum((y == c).mean() * entropy(codes[y == c])
                      for c in np.unique(y))


def plain(t, y, low=-1.0, high=1.0, bins=30):
    """Half-open cells, the last one closed, two more outside."""
    edges = np.linspace(low, high, bins + 1)
    codes = np.digitize(t.astype(np.float64), edges)
    codes[t == high] = bins
    return information(codes, y)


def minmax(t, y, bins=30):
    if t.min() == t.max():
        return 0.0, 0.0
    return plain(t, y, float(t.min()), float(t.max()), bins)


def neuron(t, y, bins=30):
    codes = np.zeros(t.shape, int)
    for j in range(t.shape[1]):
        low, high = float(t[:, j].min()), float(t[:, j].max())
        if low < high:
            codes[:, j] = np.digitize(t[:, j].astype(np.float64),
                                      np.linspace(low, high, bins + 1))
            codes[t[:, j] == high, j] = bins
    return information(codes, y)


def szt(t, y, bins=30):
    edges = np.linspace(-1, 1, bins).astype(np.float32)
    return information(edges[np.digitize(t, edges) - 1], y)


def width(t, y, size):
    return information(np.floor(t / size), y)


def ebab_released(t, y, low, bins=30):
    u = np.unique(t)
    u = u[u != low]
    edges = [low]
    if len(u):
        edges += [u[int(k * len(u) / bins)] for k in range(bins)] + [u[-1]]
    edges = np.array(edges, np.float64)
    return information(edges[np.digitize(t, edges) - 1], y)


def ebab_plain(t, y, bins=30):
    u = np.unique(t)
    inner = sorted({float(u[k * len(u) // bins]) for k in range(1, bins)} -
                   {float(u[0])})
    return information(np.searchsorted(inner, t.astype(np.float64), "right"),
                       y)


def functional(t, v):
    t = t.astype(np.float64)
    total = 0.0
    for row in t:
        distance = ((row - t) ** 2).sum(1)
        total -= np.log2(np.exp(-distance / (2 * v)).mean())
    return total / len(t)


def kde(t, y, v):
    h = functional(t, v)
    return h, h - sum((y == c).mean() * functional(t[y == c], v)
                      for c in np.unique(y))


def akde(t, y, noise=1e-3):
    v = noise * float(np.abs(t).max())
    return kde(t, y, v) if v > 0 else (0.0, 0.0)


def exact_bits(t, y, bits):
    low, high = float(t.min()), float(t.max())
    if low == high:
        return 0.0, 0.0
    top = 2**bits - 1
    x = t.astype(np.float64)
    return information(np.rint((x / (high - low) - low / (high - low)) * top),
                       y)


RULES = [
    ("binning", plain),
    ("binning:bins=7,range=-0.5..2", lambda t, y: plain(t, y, -0.5, 2.0, 7)),
    ("binning:bins=1000", lambda t, y: plain(t, y, bins=1000)),
    ("binning:bins=32", lambda t, y: plain(t, y, bins=32)),
    ("binning:range=minmax", minmax),
    ("binning:range=minmax,scope=neuron", neuron),
    ("binning:mode=szt", szt),
    ("binning:mode=szt,bins=300", lambda t, y: szt(t, y, 300)),
    ("binning_width", lambda t, y: width(t, y, 0.07)),
    ("binning_width:width=0.5", lambda t, y: width(t, y, 0.5)),
    ("ebab", ebab_plain),
    ("ebab:bins=300", lambda t, y: ebab_plain(t, y, 300)),
    ("ebab:mode=released,low=0", lambda t, y: ebab_released(t, y, 0.0)),
    ("ebab:mode=released,low=-1.000001",
     lambda t, y: ebab_released(t, y, -1.000001)),
    ("kde", lambda t, y: kde(t, y, 0.1)),
    ("kde:bound=lower", lambda t, y: kde(t, y, 0.4)),
    ("kde:noise=1e-3", lambda t, y: kde(t, y, 1e-3)),
    ("kde:noise=1000", lambda t, y: kde(t, y, 1000.0)),
    ("akde", akde),
    ("exact", information),
    ("exact:bits=2", lambda t, y: exact_bits(t, y, 2)),
    ("exact:bits=8", lambda t, y: exact_bits(t, y, 8)),
]

for name, (t, y) in MATRICES.items():
    for rule, function in RULES:
        if "low=0" in rule and t.min() < 0:
            continue
        i_xt, i_ty = function(t, y)
        print(name, rule, repr(float(i_xt)), repr(float(i_ty)))
