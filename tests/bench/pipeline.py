# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline of pipeline.ini as a researcher writes it in PyTorch and numpy.

Trains the tanh network on the 12-bit rule for 1000 epochs, takes 41 snapshots
of all layers, stores them, estimates I(X;T) and I(T;Y) with 30 cells and with
the pairwise-distance bound, and prints `torch_pipeline SECONDS` (processor
time of the process, imports left out).
"""
import os
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import h5py
import numpy as np
import torch

torch.set_num_threads(1)
LN2 = np.log(2.0)


def rule():
    """All 4096 patterns and the labels of the icosahedral rule."""
    p = (1 + 5 ** 0.5) / 2
    v = np.array([(0, 1, p), (p, 0, 1), (1, -p, 0), (0, -1, p), (p, 0, -1),
                  (-1, p, 0), (0, 1, -p), (-p, 0, -1), (-1, -p, 0),
                  (0, -1, -p), (-p, 0, 1), (1, p, 0)]) / np.hypot(1, p)
    x = (np.arange(4096)[:, None] >> np.arange(11, -1, -1)) & 1
    y = x.sum(1) + np.linalg.norm(x @ v, axis=1) > 7.63
    return x.astype("f4"), y.astype("i8")


def entropy(rows):
    _, counts = np.unique(rows, axis=0, return_counts=True)
    p = counts / len(rows)
    return -np.sum(p * np.log2(p))


def binned(t, y):
    edges = np.linspace(-1, 1, 31)
    cells = np.clip(np.digitize(t, edges) - 1, -1, 30).astype("i1")
    cells = np.ascontiguousarray(cells).view(
        np.dtype((np.void, cells.shape[1])))
    h = entropy(cells)
    return h, h - sum((y == c).mean() * entropy(cells[y == c]) for c in (0, 1))


def pairwise(t, variance=0.1, block=1024):
    total = 0.0
    square = (t * t).sum(1)
    for i in range(0, len(t), block):
        a = t[i:i + block]
        d = square[i:i + block, None] + square[None] - 2 * a @ t.T
        total += torch.logsumexp(-d / (2 * variance), 1).sum().item()
    return (np.log(len(t)) - total / len(t)) / LN2


def bounds(t, y):
    t = torch.from_numpy(t)
    h = pairwise(t)
    return h, h - sum((y == c).mean() * pairwise(t[torch.from_numpy(y == c)])
                      for c in (0, 1))


class Net(torch.nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, x, taps=None):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i + 1 < len(self.layers):
                x = torch.tanh(x)
            if taps is not None:
                last = i + 1 == len(self.layers)
                taps.append(torch.softmax(x, 1) if last else x)
        return x


def main():
    start = time.process_time()
    torch.manual_seed(0)
    x, y = rule()
    order = np.random.default_rng(0).permutation(4096)[:3277]
    xt, yt = torch.from_numpy(x), torch.from_numpy(y)
    train_x, train_y = xt[order], yt[order]
    net = Net([12, 10, 7, 5, 4, 3, 2])
    adam = torch.optim.Adam(net.parameters(), lr=4e-4)
    snapshots = set(np.unique(np.r_[0, np.geomspace(1, 1000, 46).astype(int)]))
    with tempfile.TemporaryDirectory() as folder:
        file = h5py.File(os.path.join(folder, "activations.h5"), "w")
        for epoch in range(1001):
            if epoch in snapshots:
                taps = []
                with torch.no_grad():
                    net(xt, taps)
                for i, t in enumerate(taps):
                    t = t.numpy()
                    file["%d/%d" % (epoch, i)] = t
                    binned(t, y)
                    bounds(t, y)
            if epoch == 1000:
                break
            shuffled = torch.randperm(len(train_x))
            for i in range(0, len(train_x), 256):
                batch = shuffled[i:i + 256]
                adam.zero_grad()
                loss = torch.nn.functional.cross_entropy(
                    net(train_x[batch]), train_y[batch])
                loss.backward()
                adam.step()
        file.close()
    print("torch_pipeline %.6f" % (time.process_time() - start))
    print("snapshots %d" % len(snapshots), file=sys.stderr)


main()
