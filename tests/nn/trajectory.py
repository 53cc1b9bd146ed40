#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes trajectory.txt: short trainings in PyTorch, float64, that
test_trainer.c repeats from the same weights with the same batches.

Layout: inputs rows and labels, then for each case the text of its layers and
options, the initial parameters, the mean loss of each epoch, the final
parameters.
"""
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)
ROWS, INPUTS, CLASSES, BATCH, EPOCHS = 27, 4, 3, 8, 6

CASES = [
    # optimizer, momentum, nesterov, l2, clip, activation
    ("adam", 0.0, 0, 0.0, 0.0, "tanh"),
    ("adam", 0.0, 0, 0.05, 0.0, "gelu"),
    ("sgd", 0.0, 0, 0.0, 0.0, "softplus"),
    ("sgd", 0.9, 0, 0.01, 0.0, "silu"),
    ("sgd", 0.9, 1, 0.0, 0.3, "elu"),
    ("adam", 0.0, 0, 0.0, 0.0, "prelu"),
]
RATE = {"adam": 0.01, "sgd": 0.1}
ACTIVATION = {
    "tanh": torch.nn.Tanh, "gelu": torch.nn.GELU,
    "softplus": torch.nn.Softplus, "silu": torch.nn.SiLU,
    "elu": torch.nn.ELU, "prelu": lambda: torch.nn.PReLU(5, init=0.25),
}


def numbers(out, values):
    out.write(" ".join("%.9g" % v for v in values) + "\n")


def flat(net):
    return torch.cat([p.detach().flatten() for p in net.parameters()]).tolist()


def main(out):
    x = torch.randn(ROWS, INPUTS).float().double()
    y = torch.randint(0, CLASSES, (ROWS,))
    out.write("%d %d %d %d %d %d\n" % (ROWS, INPUTS, CLASSES, BATCH, EPOCHS,
                                       len(CASES)))
    for row in x:
        numbers(out, row.tolist())
    numbers(out, y.tolist())
    for name, momentum, nesterov, l2, clip, activation in CASES:
        net = torch.nn.Sequential(torch.nn.Linear(INPUTS, 5),
                                  ACTIVATION[activation](),
                                  torch.nn.Linear(5, CLASSES))
        with torch.no_grad():
            for p in net.parameters():
                p.copy_(p.float().double())
        weights = [net[0].weight, net[2].weight]
        others = [p for p in net.parameters() if p.dim() == 1]
        groups = [{"params": weights, "weight_decay": l2},
                  {"params": others, "weight_decay": 0.0}]
        if name == "adam":
            optimizer = torch.optim.Adam(groups, lr=RATE[name])
        else:
            optimizer = torch.optim.SGD(groups, lr=RATE[name],
                                        momentum=momentum,
                                        nesterov=bool(nesterov))
        out.write("%s %g %g %d %g %g %s\n" % (name, RATE[name], momentum,
                                              nesterov, l2, clip, activation))
        numbers(out, flat(net))
        losses = []
        for _ in range(EPOCHS):
            total = 0.0
            for i in range(0, ROWS, BATCH):
                optimizer.zero_grad()
                part = y[i:i + BATCH]
                loss = torch.nn.functional.cross_entropy(net(x[i:i + BATCH]),
                                                         part)
                loss.backward()
                if clip:
                    # The penalty is part of the clipped gradient; the case
                    # with clipping has none.
                    torch.nn.utils.clip_grad_norm_(net.parameters(), clip)
                optimizer.step()
                total += loss.item() * len(part)
            losses.append(total / ROWS)
        numbers(out, losses)
        numbers(out, flat(net))


if __name__ == "__main__":
    with open(sys.argv[1] if len(sys.argv) > 1 else "trajectory.txt",
              "w") as file:
        main(file)
