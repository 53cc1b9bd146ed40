#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three ways to read run.h5 from Python: h5py, pandas, xarray.

    python3 read_results.py runs/ID/run.h5

Information is in bits throughout; NaN is what was not estimated. Arrays have
the axes (epoch, layer); MATLAB, Julia and Fortran show them the other way
round."""
import sys

import h5py


def with_h5py(path):
    """Arrays and attributes as they lie in the file."""
    with h5py.File(path, "r") as run:
        print(f"run {run.attrs['run_id']!r}, seed {run.attrs['seed']}, "
              f"{run.attrs['status']}")
        layers = run["layer"].asstr()[:]
        epochs = run["epoch"][:]
        print(f"{len(epochs)} snapshots, layers {', '.join(layers)}")
        for name, plane in run["mi"].items():
            i_xt = plane["i_xt"]
            print(f"  {name}: {plane.attrs['estimator']} "
                  f"{plane.attrs['parameters']}, I(X;T) {i_xt.shape} in "
                  f"{i_xt.attrs['units']}, axes "
                  f"{[axis.label or axis[0].name for axis in i_xt.dims]}")


def with_pandas(path):
    """All estimates as one tidy table."""
    import pandas as pd

    with h5py.File(path, "r") as run:
        table = pd.DataFrame(run["tables/mi"][:])
    for column in ("layer_name", "estimator", "sample_set"):
        table[column] = table[column].str.decode("utf-8")
    last = table[table.epoch == table.epoch.max()]
    print(last[["estimator", "layer", "layer_name", "i_xt", "i_ty"]]
          .to_string(index=False))


def with_xarray(path):
    """One estimator with named axes. Epochs and layers lie in the root of the
    file; with them, values are found by name."""
    import xarray as xr

    with h5py.File(path, "r") as run:
        names = list(run["mi"])
    axes = xr.open_dataset(path, engine="h5netcdf")
    for name in names[:1]:
        plane = xr.open_dataset(path, engine="h5netcdf", group="mi/" + name)
        plane = plane.assign_coords(epoch=axes.epoch, layer=axes.layer)
        print(plane.i_xt.sel(layer=axes.layer[0]))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: read_results.py run.h5")
    path = sys.argv[1]
    with_h5py(path)
    for way in (with_pandas, with_xarray):
        try:
            way(path)
        except ImportError as missing:
            print(f"(skipped {way.__name__}: {missing})")


if __name__ == "__main__":
    main()
