#!/usr/bin/env python3
"""The probability of backtest overfitting, computed from the definition (Bailey, Borwein, Lopez de Prado and Zhu 2017) on
whole matrices of returns, with numpy 2.4.

Writes tests/unit/sweep/golden/pbo.txt: for each case a line "case SETS RETURNS BLOCKS", the equity curve of each set, and a line
"expect PBO MEDIAN_LOGIT LOSS SLOPE".
"""
from itertools import combinations
from pathlib import Path
import numpy as np

OUT = Path(__file__).resolve().parent.parent / "unit/sweep/golden/pbo.txt"


def sharpe(returns):
    return returns.mean(axis=1) / returns.std(axis=1, ddof=1)


def cscv(returns, blocks):
    """returns: sets x periods. The first blocks are longer by one where the periods do not come out even."""
    pieces = np.array_split(np.arange(returns.shape[1]), blocks)
    logits, inside, outside = [], [], []
    for chosen in combinations(range(blocks), blocks // 2):
        train = np.concatenate([pieces[b] for b in chosen])
        test = np.concatenate([pieces[b] for b in range(blocks) if b not in chosen])
        in_sample, out_of_sample = sharpe(returns[:, train]), sharpe(returns[:, test])
        best = int(np.argmax(in_sample))
        rank = (out_of_sample < out_of_sample[best]).sum() + ((out_of_sample == out_of_sample[best]).sum() + 1) / 2
        relative = rank / (returns.shape[0] + 1)
        logits.append(np.log(relative / (1 - relative)))
        inside.append(in_sample[best])
        outside.append(out_of_sample[best])
    slope = np.polyfit(inside, outside, 1)[0]
    return np.mean(np.array(logits) <= 0), np.median(logits), np.mean(np.array(outside) < 0), slope


rng = np.random.default_rng(20170801)
cases = [
    (rng.normal(0.0, 0.01, (9, 120)), 8),
    (rng.normal(0.0, 0.01, (6, 83)), 8),
    (rng.normal(0.0, 0.01, (5, 64)) + np.linspace(0, 0.004, 5)[:, None], 16),
]
with open(OUT, "w", encoding="utf-8") as out:
    out.write(f"# pbo_golden.py, numpy {np.__version__}\n")
    for returns, blocks in cases:
        # What the equity curve of these returns gives back, so that both sides see the same bits.
        equity = np.cumprod(np.hstack([np.full((returns.shape[0], 1), 1e5), 1 + returns]), axis=1)
        seen = equity[:, 1:] / equity[:, :-1] - 1
        out.write(f"case {returns.shape[0]} {returns.shape[1]} {blocks}\n")
        for row in equity:
            out.write(" ".join(repr(float(x)) for x in row) + "\n")
        out.write("expect " + " ".join(repr(float(x)) for x in cscv(seen, blocks)) + "\n")
