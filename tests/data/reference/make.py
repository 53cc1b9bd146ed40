#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the .npy and .mat files beside it, with NumPy and SciPy. The tests
know the values by formula: element (i, j) of a 6 x 4 matrix is
3 i^2 + 5 j - 7 (times 0.125 in float files; modulo 251 for unsigned bytes;
above 0 for bool)."""

import os

import numpy as np
import scipy.io

os.chdir(os.path.dirname(os.path.abspath(__file__)))
i, j = np.mgrid[0:6, 0:4]
v = 3 * i**2 + 5 * j - 7


def save(name, array, version=(1, 0)):
    with open(name, "wb") as f:
        np.lib.format.write_array(f, array, version=version)


save("f4.npy", (v * 0.125).astype("<f4"))
save("f8_big_fortran.npy", np.asfortranarray((v * 0.125).astype(">f8")))
save("f2_v2.npy", (v * 0.125).astype("<f2"), (2, 0))
save("f4_big_v3.npy", (v * 0.125).astype(">f4"), (3, 0))
save("i1.npy", v.astype("i1"))
save("i2_big.npy", v.astype(">i2"))
save("i4_fortran.npy", np.asfortranarray(v.astype("<i4")))
save("i8.npy", v.astype("<i8"))
save("u1.npy", (v % 251).astype("u1"))
save("u2_big.npy", (v % 251).astype(">u2"))
save("u4.npy", (v % 251).astype("<u4"))
save("u8_big.npy", (v % 251).astype(">u8"))
save("b1.npy", v > 0)
save("cube_fortran.npy", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))

y = np.array([3, 1, 1, 7, 3, 1])
hot = (y[:, None] == np.unique(y)).astype("u1")
for name, packed in (("plain.mat", False), ("packed.mat", True)):
    scipy.io.savemat(name, {
        "note": "text", "cell": np.array([1, "a"], dtype=object),
        "struct": {"a": 1.5, "b": np.eye(2)},
        "F": (v % 251).astype("u1"), "y": y[None, :].astype("u1"),
        "D": v * 0.125, "T": np.ascontiguousarray(v.T.astype("i2")),
        "hot": hot, "yes": (y[:, None] > 2), "bad": np.array([[1.5, np.nan]]),
        "complex": v + 1j}, do_compression=packed)
