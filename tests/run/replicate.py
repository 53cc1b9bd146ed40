# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the tanh row of experiments/activations-table.ini with the numbers
that an independent program found (6 seeds each).

usage: replicate.py EXPORT.csv

The drop of a layer is the largest value over epochs of the mean over seeds of
I(X;T), minus the last value. Its standard error comes from the jackknife over
seeds; the other side has the same number of seeds of the same law, so the
difference has sqrt(2) times that error. Twelve drops are compared, so the
limit is 3 standard errors plus the rounding of the table; the mean square of
the standardised differences is printed too.
"""
import csv
import math
import sys
from collections import defaultdict

TABLE = {
    "ebab": (0.16, 1.52, 4.85, 0.88),
    "szt30": (0.14, 0.62, 4.67, 2.76),
    "global100": (0.01, 0.74, 6.99, 3.51),
}
LAYERS = (3, 4, 5, 6)


def drop(curves):
    mean = [sum(values) / len(values) for values in zip(*curves)]
    return max(mean) - mean[-1]


def main():
    curves = defaultdict(lambda: defaultdict(list))
    last = {}
    with open(sys.argv[1], newline="") as file:
        for row in csv.DictReader(file):
            if row["model.activation"] != "tanh":
                continue
            key = row["estimator"], int(row["layer"])
            curves[key][int(row["seed"])].append(
                (int(row["epoch"]), float(row["i_xt_bits"])))
            last[row["seed"]] = row
            if key == ("ebab", 5):
                final = row
                last["i_ty", row["seed"]] = float(row["i_ty_bits"])
    worst = 0.0
    squares = []
    for estimator, wanted in TABLE.items():
        for layer, value in zip(LAYERS, wanted):
            runs = [[v for _, v in sorted(c)]
                    for c in curves[estimator, layer].values()]
            n = len(runs)
            got = drop(runs)
            out = [drop(runs[:i] + runs[i + 1:]) for i in range(n)]
            middle = sum(out) / n
            se = math.sqrt((n - 1) / n * sum((v - middle) ** 2 for v in out))
            both = math.sqrt(2) * se + 0.005
            z = (got - value) / both
            squares.append(z * z)
            worst = max(worst, abs(z))
            print("%-10s layer %d  drop %6.2f +- %.2f  table %5.2f  %+.1f se"
                  % (estimator, layer, got, se, value, z))
    rows = [r for k, r in last.items() if isinstance(k, str)]
    accuracy = [sum(float(r[k]) for r in rows) / len(rows)
                for k in ("train_accuracy", "test_accuracy")]
    i_ty = [v for k, v in last.items() if isinstance(k, tuple)]
    print("accuracy %.3f train, %.3f test (table 0.997, 0.960)"
          % tuple(accuracy))
    print("final I(T;Y) of layer 5, ebab: %.3f (table 0.97)"
          % (sum(i_ty) / len(i_ty)))
    print("mean square of the standardised differences: %.2f"
          % (sum(squares) / len(squares)))
    good = (worst < 3 and accuracy[0] > 0.98 and accuracy[1] > 0.92 and
            abs(sum(i_ty) / len(i_ty) - 0.97) < 0.04)
    print("good" if good else "BAD")
    sys.exit(not good)


main()
