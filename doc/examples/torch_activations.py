#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activations of a PyTorch model to `ipt estimate`: copy class Recorder.

    python3 torch_activations.py activations.h5 --data rule
    ipt estimate activations.h5 -e binning -e ebab

In a training loop of your own:

    with Recorder("activations.h5", model, ["0", "2"], x, y) as recorder:
        recorder.record(0)
        for epoch in range(1, n_epochs + 1):
            train_one_epoch(model)
            recorder.record(epoch, train_loss=loss)

The names are those of model.named_modules(). Every snapshot sees the same x,
all of it, in the same order and in eval mode: a loader that shuffles or drops
the last batch would mix up the rows."""
import argparse

import h5py
import torch
from torch import nn


class Recorder:
    """Stores what chosen modules put out for fixed inputs, epoch by epoch."""

    def __init__(self, path, model, modules, x, y, batch=2048, **about):
        self.model = model
        self.modules = {name: model.get_submodule(name) for name in modules}
        self.batches = x.split(batch)
        self.metrics = {}
        self.file = h5py.File(path, "w", track_order=True)
        self.file.attrs.update(format="ipt-activations", format_version=1,
                               creator=f"torch {torch.__version__}", **about)
        self.file["inputs"] = x.detach().cpu().flatten(1).numpy()
        self.file["targets"] = y.detach().cpu().numpy()
        self.epochs = self.file.create_dataset(
            "epochs", shape=(0,), maxshape=(None,), dtype="int64")
        self.layers = self.file.create_group("layers", track_order=True)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def _collect(self):
        """One pass over x; {name: tensor (samples, units)}."""
        rows = {name: [] for name in self.modules}

        def keep(name):
            # .float() because numpy, and so HDF5, has no bfloat16.
            return lambda _module, _inputs, output: rows[name].append(
                output.detach().float().flatten(1).cpu())

        hooks = [module.register_forward_hook(keep(name))
                 for name, module in self.modules.items()]
        training = self.model.training
        self.model.eval()
        try:
            with torch.no_grad():
                for batch in self.batches:
                    self.model(batch)
        finally:
            self.model.train(training)
            for hook in hooks:
                hook.remove()
        return {name: torch.cat(parts) for name, parts in rows.items()}

    def _dataset(self, position, name, values):
        """The growing dataset of a layer: one snapshot to a row of chunks,
        chunks of at most 1 MiB."""
        if name not in self.layers:
            n, width = values.shape
            fit = max(1, min(n, 2**20 // (4 * width)))
            made = self.layers.create_dataset(
                name, shape=(0, n, width), maxshape=(None, n, width),
                chunks=(1, fit, width), dtype="float32")
            made.attrs["index"] = position
            if isinstance(self.modules[name], nn.Tanh):
                made.attrs.update(activation="tanh", bounds=[-1.0, 1.0])
        return self.layers[name]

    def record(self, epoch, **metrics):
        """A snapshot; metrics such as train_loss=0.3 are optional."""
        count = len(self.epochs)
        for position, (name, values) in enumerate(self._collect().items()):
            dataset = self._dataset(position, name, values)
            dataset.resize(count + 1, axis=0)
            dataset[count] = values.numpy()
        self.epochs.resize(count + 1, axis=0)
        self.epochs[count] = epoch
        for name, value in metrics.items():
            self.metrics.setdefault(name, {})[count] = float(value)
        self.file.flush()

    def close(self):
        if not self.file:
            return
        for name, values in self.metrics.items():
            self.file["metrics/" + name] = [
                values.get(k, float("nan")) for k in range(len(self.epochs))]
        self.file.close()


def rule_data():
    """All 4096 inputs of 12 bits, and a label that is not linear in them."""
    bits = (torch.arange(4096)[:, None] >> torch.arange(12)) & 1
    label = bits[:, :6].sum(1) * bits[:, 6:].sum(1) > 9
    return 2.0 * bits - 1, label.long()


def random_data(n=1000):
    x = torch.randn(n, 20)
    return x, (x[:, 0] * x[:, 1] > 0).long()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--data", choices=["rule", "random"], default="rule")
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    x, y = rule_data() if options.data == "rule" else random_data()
    model = nn.Sequential(nn.Linear(x.shape[1], 10), nn.Tanh(),
                          nn.Linear(10, 6), nn.Tanh(),
                          nn.Linear(6, 2), nn.Softmax(dim=1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    # The activations, not the linear maps before them: modules 1, 3 and 5.
    with Recorder(options.file, model, ["1", "3", "5"], x, y,
                  dataset=options.data, seed=options.seed) as recorder:
        recorder.record(0)
        for epoch in range(1, options.epochs + 1):
            total = 0.0
            for rows in torch.randperm(len(x)).split(256):
                optimizer.zero_grad()
                p = model(x[rows]).gather(1, y[rows, None])
                loss = -p.clamp_min(1e-12).log().mean()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(rows)
            if epoch & (epoch - 1) == 0 or epoch == options.epochs:
                recorder.record(epoch, train_loss=total / len(x))
        print(f"{options.file}: {len(recorder.epochs)} snapshots, loss "
              f"{total / len(x):.3f}")


if __name__ == "__main__":
    main()
