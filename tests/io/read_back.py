# SPDX-License-Identifier: GPL-3.0-or-later
"""What others see of run.h5, written by test_python.c: FILE EXAMPLES. Runs
the example read_results.py from the folder EXAMPLES on it, too."""
import sys

import h5py
import numpy as np

path = sys.argv[1]


def named(dataset):
    """The scales attached to the axes of a dataset."""
    return [axis[0].name if len(axis) else None for axis in dataset.dims]


with h5py.File(path, "r") as f:
    assert f.attrs["format"] == "ipt" and type(f.attrs["format"]) is str
    assert f.attrs["format_version"] == 1
    assert f.attrs["format_version"].dtype == np.int32
    assert f.attrs["seed"] == 2**64 - 59
    assert f.attrs["seed"].dtype == np.uint64
    assert f.attrs["Conventions"] == "IPT-1" and f.attrs["kind"] == "estimate"
    assert f.attrs["status"] == "complete" and list(f.attrs)[-1] == "status"
    assert f["epoch"][:].tolist() == [0, 5] and f["epoch"].dtype == np.int64
    assert all(h5py.h5ds.is_scale(f[k].id) for k in ("epoch", "layer"))
    assert f["layer"].asstr()[:].tolist() == ["z", "a", "\u00e4.3"]
    assert f["layer_width"][:].tolist() == [4, 3, 2]
    assert list(f["mi"]) == ["two", "one"], "order of creation"
    assert list(f["provenance"].attrs) == ["zeta", "alpha"]
    assert f["provenance"].attrs["alpha"] == "1 \u2264 2"
    assert f["config/params"].attrs["train.l2"] == "0.01"
    assert f["config/resolved"].asstr()[()] == "[run]\nname = x\n"
    assert f["config/overrides"].shape == (0,)
    one = f["mi/one"]
    assert one.attrs["estimator"] == "binning"
    assert one.attrs["quantity_set"] == "i_xt i_ty i_xt_lower"
    assert one.attrs["n_samples"] == 4096
    assert "i_xt_lower" in one and "i_xt_upper" not in one
    assert named(one["i_xt"]) == ["/epoch", "/layer"]
    assert one["i_xt"].attrs["units"] == "bit"
    assert np.array_equal(one["i_xt"][:], [[0, 1, 2], [3, 4, np.nan]],
                          equal_nan=True)
    assert one["flags"].attrs["flag_meanings"].split()[2] == "ties"
    assert one["flags"].attrs["flag_masks"].tolist()[:4] == [1, 2, 4, 8]
    assert np.isnan(one["h_t"][:]).all(), "missing is NaN"
    assert f["reference/h_x"][()] == 12 and np.isnan(f["reference/i_xy"][()])
    assert named(f["metrics/train_loss"]) == ["/epoch"]
    without = []

    def visit(name, thing):
        if isinstance(thing, h5py.Dataset):
            if {"units", "long_name"} - set(thing.attrs):
                without.append(name)

    f.visititems(visit)
    assert not without, without
    table = f["tables/mi"][:]
    assert table.dtype.names[:12] == (
        "seed", "epoch", "layer", "layer_name", "estimator", "sample_set",
        "i_xt", "i_ty", "i_xt_lower", "i_xt_upper", "i_ty_lower",
        "i_ty_upper"), table.dtype.names
    assert len(table) == 2 * 2 * 3
    row = table[(table["estimator"] == b"one") & (table["epoch"] == 5)][1]
    assert row["layer"] == 2 and row["layer_name"] == b"a" and row["i_xt"] == 4
    assert row["sample_set"] == b"all"
print("h5py reads it")

try:
    import pandas
except ImportError:
    print("SKIPPED: no pandas")
else:
    with h5py.File(path, "r") as f:
        frame = pandas.DataFrame(f["tables/mi"][:])
    names = frame.layer_name.str.decode("utf-8")
    assert names[2] == "\u00e4.3" and frame.i_xt.isna().sum() == 7
    print("pandas reads it")

try:
    import xarray
    root = xarray.open_dataset(path, engine="h5netcdf")
    plane = xarray.open_dataset(path, engine="h5netcdf", group="mi/one")
except (ImportError, AttributeError, ValueError) as problem:
    print(f"SKIPPED: no xarray with h5netcdf ({problem})")
else:
    assert plane.i_xt.dims == ("epoch", "layer")
    plane = plane.assign_coords(epoch=root.epoch, layer=root.layer)
    assert plane.i_xt.sel(layer="a", epoch=5) == 4
    assert root.layer_width.sel(layer="a") == 3
    print("xarray reads it")

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[2])
sys.argv = ["read_results.py", path]
import read_results  # noqa: E402

read_results.main()
