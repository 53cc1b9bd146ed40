#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers for test_intervals.c, from scipy: run it and compare."""
import numpy as np
from scipy import stats

x = np.array([1.31, -0.42, 2.2, 0.77, 3.9, 0.15, 1.88, -1.07, 0.6, 5.43])
y = np.array([0.91, 0.88, 0.95, 0.9, 0.97, 0.9, 0.89, 0.83, 0.93, 0.94])
n = len(x)
print("mean %.15g sd %.15g" % (x.mean(), x.std(ddof=1)))
print("t", stats.t.interval(0.95, n - 1, x.mean(), stats.sem(x)))
print("bca", stats.bootstrap((x,), np.mean, n_resamples=2000000, batch=1000,
                             method="BCa", random_state=1).confidence_interval)
r, rho = stats.pearsonr(x, y)[0], stats.spearmanr(x, y)[0]
print("pearson %.15g spearman %.15g" % (r, rho))
z = stats.norm.ppf(0.975)
print("fisher", np.tanh(np.arctanh(r) + np.array([-z, z]) / np.sqrt(n - 3)))
print("bonett-wright", np.tanh(np.arctanh(rho) + np.array([-z, z]) *
                               np.sqrt((1 + rho**2 / 2) / (n - 3))))
rng = np.random.default_rng(1)
perm = np.array([rng.permutation(n) for _ in range(200000)])
xs, ys = (x - x.mean()) / x.std() / n, (y - y.mean()) / y.std()
rx, ry = stats.rankdata(x), stats.rankdata(y)
rxs, rys = (rx - rx.mean()) / rx.std() / n, (ry - ry.mean()) / ry.std()
print("p", np.mean(np.abs(ys[perm] @ xs) >= abs(r) - 1e-12),
      np.mean(np.abs(rys[perm] @ rxs) >= abs(rho) - 1e-12))
b = rng.integers(0, n, (200000, n))
c = [np.corrcoef(x[i], y[i])[0, 1] for i in b[:50000]]
print("bootstrap", np.percentile(c, [2.5, 97.5]))
