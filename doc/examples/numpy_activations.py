#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activations from any program to `ipt estimate`: numpy and h5py, no more.

    python3 numpy_activations.py activations.h5
    ipt estimate activations.h5 -e binning -e kde

write_activations() is what to copy: it takes arrays that you have. The rest
of this file trains a two-layer network on the 4096 inputs of a 12-bit rule so
that there is something to write."""
import argparse

import h5py
import numpy as np


def write_activations(path, epochs, layers, targets, inputs=None, **about):
    """Writes one file.

    epochs   increasing integers, one for each snapshot
    layers   {name: array (snapshots, samples, units...)}, input side first;
             float32, float64, float16, uint8 or int8
    targets  (samples,) integers for classes, or floats for regression
    inputs   (samples, ...), for estimators that look at x itself
    about    anything worth keeping: model="mlp", seed=7
    """
    with h5py.File(path, "w", track_order=True) as out:
        out.attrs["format"] = "ipt-activations"
        out.attrs["format_version"] = 1
        for key, value in about.items():
            out.attrs[key] = value
        out["epochs"] = np.asarray(epochs, dtype="int64")
        out["targets"] = np.asarray(targets)
        if inputs is not None:
            out["inputs"] = np.asarray(inputs)
        group = out.create_group("layers", track_order=True)
        for position, (name, values) in enumerate(layers.items()):
            group[name] = np.asarray(values)
            group[name].attrs["index"] = position


def rule(bits):
    """A label that depends on the input without being linear in it."""
    return (bits[:, :6].sum(1) * bits[:, 6:].sum(1) > 9).astype("int64")


def train(seed, n_epochs, keep):
    """Full-batch gradient descent on a 12-8-2 network; yields snapshots."""
    draw = np.random.default_rng(seed)
    x = ((np.arange(4096)[:, None] >> np.arange(12)) & 1).astype("float32")
    y = rule(x)
    w1 = draw.normal(0, 12**-0.5, (12, 8))
    w2 = draw.normal(0, 8**-0.5, (8, 2))
    for epoch in range(n_epochs + 1):
        hidden = np.tanh((2 * x - 1) @ w1)
        scores = np.exp(hidden @ w2)
        output = scores / scores.sum(1, keepdims=True)
        if epoch in keep:
            loss = -np.log(output[np.arange(len(y)), y]).mean()
            yield epoch, hidden, output, loss, x, y
        slope = (output - np.eye(2)[y]) / len(y)
        back = (slope @ w2.T) * (1 - hidden**2)
        w2 -= 2 * hidden.T @ slope
        w1 -= 2 * (2 * x - 1).T @ back


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    keep = {0, options.epochs} | {
        int(e) for e in np.geomspace(1, max(1, options.epochs), 8)}
    rows = list(train(options.seed, options.epochs, keep))
    epochs, hidden, output, loss, x, y = zip(*rows)
    write_activations(
        options.file, epochs,
        {"hidden": np.stack(hidden).astype("float32"),
         "output": np.stack(output).astype("float32")},
        y[0], x[0], model="numpy 12-8-2", dataset="a 12-bit rule",
        seed=options.seed)
    with h5py.File(options.file, "a") as out:  # optional: colour by loss
        out["metrics/train_loss"] = np.array(loss)
        out["layers/hidden"].attrs.update(activation="tanh",
                                          bounds=[-1.0, 1.0])
    print(f"{options.file}: {len(epochs)} snapshots, loss "
          f"{loss[0]:.3f} to {loss[-1]:.3f}")


if __name__ == "__main__":
    main()
