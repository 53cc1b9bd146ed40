# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files of activations as others do, into FOLDER, and FOLDER/cases.txt:
one line for each, `file TAB status TAB what the header or message must be`.

Values tell where they belong: 40 layer + 8 epoch + 2 sample + unit, the layer
counted in the order that a reader should find."""
import os
import sys

import h5py
import numpy as np

folder = sys.argv[1]
cases = []
N, E = 6, 3
Y = np.array([0, 1, 1, 0, 1, 0])


def block(layer, epochs=E, n=N, width=4, dtype="f4"):
    e, s, u = np.ogrid[:epochs, :n, :width]
    return (40 * layer + 8 * e + 2 * s + u).astype(dtype)


def base(f, epochs=(0, 1, 5), targets=Y):
    f.attrs["format"] = "ipt-activations"
    f.attrs["format_version"] = 1
    if epochs is not None:
        f["epochs"] = np.asarray(epochs)
    if targets is not None:
        f["targets"] = targets


def summary(layers="a:4f", n=N, epochs="0,1,5", c=2, labels="0,1,1,0,1,0",
            y=0, x=0, **more):
    text = f"n={n} e={epochs} {layers} c={c} labels={labels} y={y} x={x}"
    return text + "".join(f" {k}={v}" for k, v in more.items())


class case:
    """A file that must be accepted (status ok) or refused with a message."""

    def __init__(self, name, expected, status="ok", **how):
        self.name, self.how = name + ".h5", how
        cases.append((self.name, status, expected))

    def __enter__(self):
        self.file = h5py.File(os.path.join(folder, self.name), "w", **self.how)
        return self.file

    def __exit__(self, *ignored):
        self.file.close()


def refused(name, message, status="EFORMAT"):
    return case("bad_" + name, message, status)


# Accepted ------------------------------------------------------------------

with case("plain", summary()) as f:
    base(f)
    f["layers/a"] = block(0)

for dtype, letter in (("f2", "f"), ("f8", "d"), ("u1", "b"), ("i1", "f"),
                      (">f4", "f"), (">f2", "f")):
    with case("type_" + dtype.replace(">", "big_"),
              summary("a:4" + letter)) as f:
        base(f)
        f["layers/a"] = block(0, dtype=dtype)

with case("maps", summary("a:12f")) as f:  # (E, N, C, H, W)
    base(f)
    f["layers/a"] = block(0, width=12).reshape(E, N, 3, 2, 2)
    f["layers/a"].attrs["activation"] = "relu"

with case("maps_7d", summary("a:12f")) as f:
    base(f)
    f["layers/a"] = block(0, width=12).reshape(E, N, 3, 1, 2, 1, 2)

with case("one_flat", summary(epochs="0")) as f:  # (N, W), no epochs
    base(f, epochs=None)
    f["layers/a"] = block(0, 1)[0]

with case("one_named", summary(epochs="7")) as f:
    base(f, epochs=[7])
    f["layers/a"] = block(0, 1)[0]

with case("one_full", summary(epochs="0")) as f:
    base(f, epochs=None)
    f["layers/a"] = block(0, 1)

# Order: attribute, creation, natural.
with case("by_index", summary("z:4f m:4f a:4f")) as f:
    base(f)
    for k, name in enumerate("zma"):
        f["layers/" + name] = block(k)
        f["layers/" + name].attrs["index"] = 10 * k - 3

with case("by_creation", summary("z:4f m:4f a:4f"), track_order=True) as f:
    base(f)
    g = f.create_group("layers", track_order=True)
    for k, name in enumerate("zma"):
        g[name] = block(k)

with case("natural", summary("f.1:4f f.3:4f f.10:4f")) as f:
    base(f)
    for k, name in ((2, "f.10"), (0, "f.1"), (1, "f.3")):
        f["layers/" + name] = block(k)

# Targets.
with case("ids_sparse", summary(c=3, labels="1,0,2,1,0,1")) as f:
    base(f, targets=np.array([7, -2, 900, 7, -2, 7]))
    f["layers/a"] = block(0)

with case("ids_u64", summary(c=2, labels="0,0,0,1,1,1")) as f:
    base(f, targets=np.array([2**63 + 5] * 3 + [2**64 - 1] * 3, "u8"))
    f["layers/a"] = block(0)

with case("ids_bool", summary()) as f:
    base(f, targets=Y.astype(bool))
    f["layers/a"] = block(0)

with case("ids_column", summary()) as f:
    base(f, targets=Y.reshape(-1, 1).astype("i1"))
    f["layers/a"] = block(0)

with case("regression", summary(c=0, labels="-", y=1)) as f:
    base(f, targets=Y * 1.25)
    f["layers/a"] = block(0)

with case("regression_2", summary(c=0, labels="-", y=3)) as f:
    base(f, targets=np.ones((N, 3), "f4"))
    f["layers/a"] = block(0)

with case("only_inputs", summary(c=0, labels="-", x=28 * 2)) as f:
    base(f, targets=None)
    f["inputs"] = np.zeros((N, 28, 2))
    f["layers/a"] = block(0)

with case("only_ids", summary(c=0, labels="-", ids="3,3,9,9,4,4")) as f:
    base(f, targets=None)
    f["input_ids"] = np.array([3, 3, 9, 9, 4, 4], "u2")
    f["layers/a"] = block(0)

with case("rule", summary(c=2, labels="-", p="0.25")) as f:
    base(f, targets=None)
    f["p_y_given_x"] = np.tile([0.25, 0.75], (N, 1)).astype("f4")
    f["layers/a"] = block(0)

with case("rule_and_ids", summary(c=3, p="0.25")) as f:
    base(f)
    f["p_y_given_x"] = np.tile([0.25, 0.5, 0.25], (N, 1))
    f["layers/a"] = block(0)

with case("weights", summary(w="0.5")) as f:
    base(f)
    f["sample_weight"] = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    f["layers/a"] = block(0)

with case("split", summary(s="0,0,1,1,0,1")) as f:
    base(f)
    f["split"] = np.array([0, 0, 1, 1, 0, 1], "u1")
    f["layers/a"] = block(0)

with case("split_enum", summary(s="0,0,1,1,0,1")) as f:
    base(f)
    kind = h5py.enum_dtype({"test": 3, "train": 9}, "i2")
    f.create_dataset("split", data=[9, 9, 3, 3, 9, 3], dtype=kind)
    f["layers/a"] = block(0)

with case("metrics", summary(test_loss="0.5", lr="0.5")) as f:
    base(f)
    f["metrics/test_loss"] = np.array([0.5, np.nan, 2], "f4")
    f["metrics/lr"] = np.array([0.5, 1, 2])
    f["layers/a"] = block(0)

with case("attributes", summary(attrs="model:net,n:12,ok:TRUE,v:[1.5; 2]"),
          track_order=True) as f:
    base(f)
    f.attrs["model"] = np.bytes_("net")
    f.attrs["n"] = np.uint8(12)
    f.attrs["ok"] = np.bool_(True)
    f.attrs["v"] = np.array([1.5, 2], "f4")
    f["layers/a"] = block(0)

with case("layer_attributes",
          summary("a:4f[tanh,-1,1,0.5,8,0.25,128]")) as f:
    base(f)
    f["layers/a"] = block(0)
    f["layers/a"].attrs.update(activation="tanh", bounds=[-1.0, 1.0],
                               noise_sigma=0.5, bits=8, scale=0.25,
                               zero_point=128)

with case("open_bounds", summary("a:4f[relu,0,nan,0,0,0,0]")) as f:
    base(f)
    f["layers/a"] = block(0)
    f["layers/a"].attrs.update(activation="relu", bounds=[0, np.inf])

with case("fixed_texts", summary()) as f:
    base(f)
    f.attrs["format"] = np.bytes_("ipt-activations")
    f["layers/a"] = block(0)

with case("chunks_gzip", summary("a:4f b:4f")) as f:
    base(f)
    for k, name in enumerate("ab"):
        f.create_dataset("layers/" + name, data=block(k), chunks=(2, 4, 3),
                         compression="gzip", shuffle=True, fletcher32=True)

with case("inside_a_run", summary(attrs="seed:7,run_id:abc")) as f:
    f.attrs.update(format="ipt", format_version=1, status="complete",
                   run_id="abc")
    g = f.create_group("activations")
    g.attrs["seed"] = 7
    g["epochs"] = np.array([0, 1, 5])
    g["targets"] = Y
    g["layers/a"] = block(0)

# Refused -------------------------------------------------------------------

with refused("no_format", "/ has no attribute format = "
             "\"ipt-activations\"") as f:
    f["layers/a"] = block(0)

with refused("format", "has format = \"keras\", expected "
             "\"ipt-activations\"") as f:
    base(f)
    f.attrs["format"] = "keras"

with case("bad_version", "has format_version 2", "EUNSUP") as f:
    base(f)
    f.attrs["format_version"] = 2

with refused("run", "holds the results of a run but no activations") as f:
    f.attrs["format"] = "ipt"

with refused("rows", "layers/b has N = 5 samples, targets has 6 (last "
             "partial batch dropped? use drop_last=False)") as f:
    base(f)
    f["layers/a"] = block(0)
    f["layers/b"] = block(1, n=5)

with refused("more_rows", "layers/a has N = 7 samples, targets has 6") as f:
    base(f)
    f["layers/a"] = block(0, n=7)

with refused("input_rows", "inputs has N = 5 samples, targets has 6") as f:
    base(f)
    f["inputs"] = np.zeros((5, 2))
    f["layers/a"] = block(0)

with refused("snapshots", "layers/a has 2 snapshots (shape 2 x 6 x 4), "
             "epochs has 3") as f:
    base(f)
    f["layers/a"] = block(0, 2)

with refused("no_epochs", "layers/a has shape 3 x 6 x 4, but there is no "
             "epochs to name 3 snapshots") as f:
    base(f, epochs=None)
    f["layers/a"] = block(0)

with refused("flat", "layers/a has shape 6 x 4, expected (epochs, samples, "
             "units) with 3 epochs") as f:
    base(f)
    f["layers/a"] = block(0)[0]

with refused("epochs_fall", "epochs does not increase: 4 (entry 2) follows "
             "4") as f:
    base(f, epochs=[1, 4, 4])
    f["layers/a"] = block(0)

with refused("epochs_float", "epochs must be a list of integers") as f:
    base(f, epochs=[0.0, 1.0, 2.0])
    f["layers/a"] = block(0)

with refused("epochs_empty", "epochs is empty") as f:
    base(f, epochs=np.zeros(0, "i8"))
    f.create_dataset("layers/a", (0, N, 4), "f4")

with refused("nothing", "nothing that activations could inform about") as f:
    base(f, targets=None)
    f["layers/a"] = block(0)

with refused("no_layers", "has no group layers") as f:
    base(f)

with refused("empty_layers", "layers is empty") as f:
    base(f)
    f.create_group("layers")

with refused("nested", "layers/block is a group") as f:
    base(f)
    f["layers/block/fc1"] = block(0)

with refused("dangling", "layers/a is a link that leads nowhere") as f:
    base(f)
    f.create_group("layers")["a"] = h5py.SoftLink("/gone")

with refused("some_index", "layers/b has no attribute index, 1 other layers "
             "have one") as f:
    base(f)
    f["layers/a"], f["layers/b"] = block(0), block(1)
    f["layers/a"].attrs["index"] = 0

with refused("same_index", "layers/a and layers/b have the same index 4") as f:
    base(f)
    for k, name in enumerate("ab"):
        f["layers/" + name] = block(k)
        f["layers/" + name].attrs["index"] = 4

with refused("bfloat16", "layers/a holds 16-bit unsigned integers; if these "
             "are the raw bits of bfloat16, convert with .float()") as f:
    base(f)
    f["layers/a"] = block(0, dtype="u2")

with refused("int32", "layers/a holds integers of 32 bits, expected float16, "
             "float32, float64, uint8 or int8") as f:
    base(f)
    f["layers/a"] = block(0, dtype="i4")

with refused("bool", "layers/a holds an enumeration") as f:
    base(f)
    f["layers/a"] = block(0) > 3

with refused("complex", "layers/a holds compound values (complex") as f:
    base(f)
    f["layers/a"] = block(0).astype("c8")

with refused("texts", "layers/a holds texts, expected numbers") as f:
    base(f)
    f["layers/a"] = block(0).astype("S4")

with refused("no_units", "layers/a has no units (shape 3 x 6 x 0)") as f:
    base(f)
    f["layers/a"] = np.zeros((E, N, 0), "f4")

with refused("no_samples", "targets has no samples") as f:
    base(f, targets=np.zeros(0, int))
    f["layers/a"] = block(0, n=0)

with refused("one_hot", "targets has shape 6 x 2, expected class ids (N) "
             "(one-hot rows? store their argmax)") as f:
    base(f, targets=np.eye(2, dtype=int)[Y])
    f["layers/a"] = block(0)

with refused("text_targets", "targets holds texts, expected numbers") as f:
    base(f, targets=np.array([b"cat", b"dog"] * 3))
    f["layers/a"] = block(0)

with refused("target_nan", "targets holds NaN at sample 4, column 1",
             "ENUMERIC") as f:
    base(f, targets=np.where(np.arange(12) == 9, np.nan, 1).reshape(6, 2))
    f["layers/a"] = block(0)

with refused("input_nan", "inputs holds NaN at sample 2, column 1",
             "ENUMERIC") as f:
    base(f)
    f["inputs"] = np.where(np.arange(12) == 5, np.nan, 1).reshape(6, 2)
    f["layers/a"] = block(0)

with refused("rule_sum", "p_y_given_x: row 0 adds up to 0.75") as f:
    base(f, targets=None)
    f["p_y_given_x"] = np.tile([0.25, 0.5], (N, 1))
    f["layers/a"] = block(0)

with refused("rule_negative", "p_y_given_x: row 0 holds -0.25") as f:
    base(f, targets=None)
    f["p_y_given_x"] = np.tile([-0.25, 1.25], (N, 1))
    f["layers/a"] = block(0)

with refused("rule_classes", "targets has 3 classes from 0 to 2, but there "
             "are 2 classes") as f:
    base(f, targets=np.array([0, 1, 2, 0, 1, 2]))
    f["p_y_given_x"] = np.tile([0.25, 0.75], (N, 1))
    f["layers/a"] = block(0)

with refused("weights", "sample_weight adds up to 6, expected 1") as f:
    base(f)
    f["sample_weight"] = np.ones(N)
    f["layers/a"] = block(0)

with refused("weight_sign", "sample_weight is negative (-1) at sample 0") as f:
    base(f)
    f["sample_weight"] = np.array([-1, 2, 0, 0, 0, 0.0])
    f["layers/a"] = block(0)

with refused("split", "split is 2 at sample 5, expected 0 (train) or 1") as f:
    base(f)
    f["split"] = np.array([0, 0, 1, 1, 0, 2])
    f["layers/a"] = block(0)

with refused("metric", "metrics/test_loss has 2 values, epochs has 3") as f:
    base(f)
    f["metrics/test_loss"] = np.ones(2)
    f["layers/a"] = block(0)

with refused("bounds", "layers/a: the attribute bounds must be two") as f:
    base(f)
    f["layers/a"] = block(0)
    f["layers/a"].attrs["bounds"] = [1.0, -1.0]

with refused("noise", "layers/a: the attribute noise_sigma is -1") as f:
    base(f)
    f["layers/a"] = block(0)
    f["layers/a"].attrs["noise_sigma"] = -1.0

with refused("unwritten", "only 2 of the 3 chunks of layers/a were ever "
             "written") as f:
    base(f)
    d = f.create_dataset("layers/a", (E, N, 4), "f4", chunks=(1, N, 4))
    d[:2] = block(0)[:2]

with refused("never_written", "layers/a was never written") as f:
    base(f)
    f.create_dataset("layers/a", (E, N, 4), "f4")

with refused("virtual", "layers/a is a virtual dataset", "EUNSUP") as f:
    base(f)
    layout = h5py.VirtualLayout((E, N, 4), "f4")
    layout[:] = h5py.VirtualSource("gone.h5", "a", (E, N, 4))
    f.create_virtual_dataset("layers/a", layout)

with refused("lzf", "layers/a is compressed with LZF (filter 32000), which "
             "this HDF5 cannot decode", "EUNSUP") as f:
    base(f)
    f.create_dataset("layers/a", data=block(0), compression="lzf")

with refused("nan", "layers/a, epoch 1: 2 NaN and 1 infinite of 24 values, "
             "the first at sample 2, unit 3", "READ") as f:
    base(f)
    a = block(0)
    a[1, 2, 3] = a[1, 4, 0] = np.nan
    a[1, 5, 0] = -np.inf
    f["layers/a"] = a

with open(os.path.join(folder, "cases.txt"), "w") as out:
    for row in cases:
        out.write("\t".join(row) + "\n")
