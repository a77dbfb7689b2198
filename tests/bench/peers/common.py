"""What every peer program shares: reading the bars and printing the result."""
import json
import os
import sys
import time

import numpy as np

FAST, SLOW, SIZE, FEE, CASH = 10, 30, 100, 0.0005, 1e7


def load(folder, bars):
    """time (ns), open, high, low, close as arrays of the first `bars` bars."""
    columns = [np.fromfile(os.path.join(folder, "time.i64"), dtype=np.int64, count=bars)]
    for name in ("open", "high", "low", "close"):
        columns.append(np.fromfile(os.path.join(folder, name + ".f64"), dtype=np.float64, count=bars))
    return columns


def timed(job, repeats):
    """Seconds of each of `repeats` calls, and the last result."""
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = job()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def finish(folder, name, version, bars, seconds, equity, fills):
    """fills: iterable of (bar number, +1 or -1, quantity, price)."""
    count = 0
    with open(os.path.join(folder, f"fills-{name}.txt"), "w", encoding="ascii") as out:
        for bar, side, qty, price in fills:
            out.write(f"{bar} {'buy' if side > 0 else 'sell'} {qty:g} {float(price)!r}\n")
            count += 1
    print(json.dumps({"name": name, "version": version, "bars": bars, "seconds": seconds, "equity": float(equity),
                      "fills": count}))


def arguments():
    """FOLDER BARS REPEATS"""
    return sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
