#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference numbers of the 12-bit rule for test_szt.c, by another route than
the library: adjacency counts on the icosahedron and the integer inequality
23 n + e1 - 5 e2 - 8 e3 >= 99, with e1, e2, e3 the active pairs of vertices
that are neighbours, second neighbours and antipodes. Prints the SHA-256 of the
4096 label bytes (0 or 1), the counts of ones by number of active inputs, the
permutations of the inputs that keep all labels, and the information of the
logistic rule with gamma and theta of the data set."""

import hashlib

import numpy as np

GAMMA, THETA = 54.478, 7.632
p = (1 + 5**0.5) / 2
vertices = np.array([
    (0, 1, p), (p, 0, 1), (1, -p, 0), (0, -1, p), (p, 0, -1), (-1, p, 0),
    (0, 1, -p), (-p, 0, -1), (-1, -p, 0), (0, -1, -p), (-p, 0, 1), (1, p, 0)])
vertices /= np.linalg.norm(vertices, axis=1)[:, None]
gram = vertices @ vertices.T
kind = np.full((12, 12), -1)
for value, k in ((1 / 5**0.5, 1), (-1 / 5**0.5, 2), (-1.0, 3)):
    kind[np.abs(gram - value) < 1e-9] = k
np.fill_diagonal(kind, 0)
assert (kind >= 0).all()
assert [int((kind == k).sum()) // 2 for k in (1, 2, 3)] == [30, 30, 6]

x = (np.arange(4096)[:, None] >> np.arange(11, -1, -1)) & 1
n = x.sum(1)
e = [None] + [np.einsum("ij,jk,ik->i", x, (kind == k).astype(int), x) // 2
              for k in (1, 2, 3)]
y = (23 * n + e[1] - 5 * e[2] - 8 * e[3] >= 99).astype(np.uint8)
print("sha256", hashlib.sha256(y.tobytes()).hexdigest())
print("ones", int(y.sum()), [int(y[n == k].sum()) for k in range(13)])


def symmetries():
    """Permutations that keep `kind`, found by extending partial maps."""
    found = []

    def extend(image):
        j = len(image)
        if j == 12:
            found.append(tuple(image))
            return
        for v in range(12):
            if v not in image and all(kind[v, image[i]] == kind[j, i]
                                      for i in range(j)):
                extend(image + [v])

    extend([])
    return found


group = symmetries()
weights = 1 << np.arange(11, -1, -1)
kept = sum(bool((y[x[:, list(g)] @ weights] == y).all()) for g in group)
print("symmetries", len(group), "that keep y", kept)

f = n + np.linalg.norm(x @ vertices, axis=1)
assert ((f > THETA) == y).all()
q = 1 / (1 + np.exp(-GAMMA * (f - THETA)))


def h(a):
    a = np.clip(a, 1e-300, 1)
    b = np.clip(1 - a, 1e-300, 1)
    return -(a * np.log2(a) + b * np.log2(b))


print("p(y=1) %.10f H(Y) %.10f I(X;Y) %.10f bit"
      % (q.mean(), h(q.mean()), h(q.mean()) - h(q).mean()))
