# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares all data of two batches: datasets of every HDF5 file bit for bit,
columns of metrics.csv. Times are left out.

    compare.py BATCH BATCH
"""
import csv
import os
import sys

import h5py

TIMES = {"wall_seconds", "seconds"}


def content(path):
    out = {}

    def visit(name, item):
        leaf = name.rsplit("/", 1)[-1]
        if isinstance(item, h5py.Dataset) and leaf not in TIMES:
            raw = item[()]
            if hasattr(raw, "dtype") and raw.dtype.hasobject:
                raw = raw.tolist()
            elif hasattr(raw, "tobytes"):
                raw = (str(raw.dtype), raw.shape, raw.tobytes())
            out[name] = raw

    with h5py.File(path, "r") as file:
        file.visititems(visit)
        out["status"] = file.attrs.get("status")
    return out


def metrics(path):
    with open(path, newline="") as file:
        return [{k: v for k, v in row.items() if k not in TIMES}
                for row in csv.DictReader(file)]


def main(left, right):
    ids = sorted(os.listdir(os.path.join(left, "runs")))
    others = sorted(os.listdir(os.path.join(right, "runs")))
    if ids != others or not ids:
        sys.exit(f"runs differ: {ids} and {others}")
    n = 0
    for run in ids:
        a, b = (os.path.join(d, "runs", run) for d in (left, right))
        for name in sorted(set(os.listdir(a)) | set(os.listdir(b))):
            if name not in ("run.h5", "activations.h5", "metrics.csv",
                            "log.jsonl"):
                sys.exit(f"{run}: {name} was left behind")
        for name in ("run.h5", "activations.h5"):
            x, y = (content(os.path.join(d, name)) for d in (a, b))
            if x.keys() != y.keys():
                sys.exit(f"{run}/{name}: {x.keys() ^ y.keys()} in one only")
            for key in x:
                if x[key] != y[key]:
                    sys.exit(f"{run}/{name}: {key} differs")
                n += 1
        x, y = (metrics(os.path.join(d, "metrics.csv")) for d in (a, b))
        if x != y:
            sys.exit(f"{run}/metrics.csv differs")
    print(f"{len(ids)} runs, {n} datasets are equal")


main(*sys.argv[1:])
