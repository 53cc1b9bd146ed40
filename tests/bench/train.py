#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times the training steps of train.c in PyTorch and in numpy.

Prints `name seconds` lines like train.c: torch_small (nn.Module, Adam,
CrossEntropyLoss), numpy_small (everything by hand, no temporaries where numpy
allows), torch_wide. One thread, median of processor times, batches ready in
memory: unlike train.c no rows are gathered.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import statistics
import time

import numpy as np

SMALL = [12, 10, 7, 5, 4, 3, 2]
WIDE = [784, 1024, 20, 20, 20, 10]


def median(step, repetitions, steps):
    step()
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        for _ in range(steps):
            step()
        times.append((time.process_time() - start) / steps)
    return statistics.median(times)


def data(widths, batch):
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, (batch, widths[0])).astype(np.float32)
    y = x[:, ::3].sum(1).astype(np.int64) % widths[-1]
    return x, y


def torch_step(widths, batch, activation):
    import torch

    torch.set_num_threads(1)
    x, y = (torch.from_numpy(a) for a in data(widths, batch))
    layers = []
    for i, (a, b) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.Linear(a, b))
        if i + 2 < len(widths):
            layers.append(activation(torch.nn))
    net = torch.nn.Sequential(*layers)
    optimizer = torch.optim.Adam(net.parameters(), lr=4e-4)
    objective = torch.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        objective(net(x), y).backward()
        optimizer.step()

    return step


def numpy_step(widths, batch):
    """Tanh network: one block of parameters, views into it, Adam in place."""
    x, y = data(widths, batch)
    rng = np.random.default_rng(2)
    shapes = list(zip(widths, widths[1:]))
    size = sum(a * b + b for a, b in shapes)
    p, g, m, v, t1, t2 = (np.zeros(size, np.float32) for _ in range(6))

    def views(block):
        at, out = 0, []
        for a, b in shapes:
            w = block[at:at + a * b].reshape(a, b)
            out.append((w, block[at + a * b:at + a * b + b]))
            at += a * b + b
        return out

    params, grads = views(p), views(g)
    for w, _ in params:
        w[...] = rng.standard_normal(w.shape) / np.sqrt(w.shape[0])
    acts = [x] + [np.empty((batch, b), np.float32) for _, b in shapes]
    back = [np.empty((batch, a), np.float32) for a, _ in shapes]
    slope = [np.empty((batch, a), np.float32) for a, _ in shapes]
    rows = np.arange(batch)
    beta1, beta2, rate, epsilon = 0.9, 0.999, 4e-4, 1e-8
    state = {"t": 0}

    def step():
        for i, (w, b) in enumerate(params):
            np.dot(acts[i], w, out=acts[i + 1])
            acts[i + 1] += b
            if i + 1 < len(params):
                np.tanh(acts[i + 1], out=acts[i + 1])
        d = acts[-1]
        d -= d.max(1, keepdims=True)
        np.exp(d, out=d)
        d /= d.sum(1, keepdims=True)
        loss = -np.log(d[rows, y]).mean()
        d[rows, y] -= 1
        d *= 1 / batch
        for i in range(len(params) - 1, -1, -1):
            np.dot(acts[i].T, d, out=grads[i][0])
            np.sum(d, axis=0, out=grads[i][1])
            if i:
                np.dot(d, params[i][0].T, out=back[i])
                np.multiply(acts[i], acts[i], out=slope[i])
                np.subtract(1, slope[i], out=slope[i])
                back[i] *= slope[i]
                d = back[i]
        state["t"] += 1
        t = state["t"]
        np.multiply(m, beta1, out=m)
        np.multiply(g, 1 - beta1, out=t1)
        np.add(m, t1, out=m)
        np.multiply(v, beta2, out=v)
        np.multiply(g, g, out=t1)
        np.multiply(t1, 1 - beta2, out=t1)
        np.add(v, t1, out=v)
        np.sqrt(v, out=t2)
        np.multiply(t2, 1 / np.sqrt(1 - beta2 ** t), out=t2)
        np.add(t2, epsilon, out=t2)
        np.divide(m, t2, out=t2)
        np.multiply(t2, rate / (1 - beta1 ** t), out=t2)
        np.subtract(p, t2, out=p)
        return loss

    return step


def main():
    print("numpy_small %.9f" % median(numpy_step(SMALL, 256), 41, 40))
    try:
        import torch  # noqa: F401
    except ImportError:
        return
    step = torch_step(SMALL, 256, lambda nn: nn.Tanh())
    print("torch_small %.9f" % median(step, 21, 20))
    step = torch_step(WIDE, 128, lambda nn: nn.ReLU())
    print("torch_wide %.9f" % median(step, 5, 8))


if __name__ == "__main__":
    main()
