#!/usr/bin/env python3
"""Reading OHLCV text: ours against pandas (C and pyarrow engines) and polars, on one core and on two.

bench_csv.py BENCH_CSV [ROWS]: BENCH_CSV is the built bench_csv. Needs numpy, pandas, pyarrow and polars. Every reader must
give the same bits (sequential sums of each column) before a ratio is printed. Processor time is printed beside wall time,
so that a busy machine does not blur the ratio.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile

import numpy as np

RUNS = 5

PEER = r"""
import json, sys, time
import numpy as np
name, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
seconds, cpu = [], []
for _ in range(runs):
    start, used = time.perf_counter(), time.process_time()
    if name == "pandas C":
        import pandas
        data = pandas.read_csv(path, engine="c")
    elif name == "pandas C, exact":
        import pandas
        data = pandas.read_csv(path, engine="c", float_precision="round_trip")
    elif name == "pandas pyarrow":
        import pandas
        data = pandas.read_csv(path, engine="pyarrow")
    else:
        import polars
        data = polars.read_csv(path)
    seconds.append(time.perf_counter() - start)
    cpu.append(time.process_time() - used)
def total(column):
    values = np.asarray(column)
    return float(np.cumsum(values if values.dtype == np.float64 else (values % 1000003).astype(np.float64))[-1]).hex()
print(json.dumps({"seconds": seconds[1:], "cpu": cpu[1:], "rows": len(data), "sums": {c: total(data[c]) for c in data.columns}}))
"""


def make(path, rows):
    random = np.random.default_rng(7)
    close = 100 * np.exp(np.cumsum(random.standard_normal(rows) * 1e-4))
    open_ = np.r_[100, close[:-1]]
    high = np.maximum(open_, close) * (1 + abs(random.standard_normal(rows)) * 1e-4)
    low = np.minimum(open_, close) * (1 - abs(random.standard_normal(rows)) * 1e-4)
    volume = random.integers(100, 1000000, rows)
    with open(path, "w") as out:
        out.write("time,open,high,low,close,volume\n")
        for first in range(0, rows, 100000):
            part = slice(first, first + 100000)
            seconds = 1104537600 + 60 * np.arange(first, min(first + 100000, rows))
            out.write("\n".join("%d,%.6f,%.6f,%.6f,%.6f,%d" % row for row in
                                zip(seconds, open_[part], high[part], low[part], close[part], volume[part])) + "\n")


def measure(command, cores):
    env = dict(os.environ, POLARS_MAX_THREADS=str(cores), OMP_NUM_THREADS=str(cores))
    done = subprocess.run(["taskset", "-c", "0" if cores == 1 else "0-%d" % (cores - 1), *command], env=env, check=True, capture_output=True)
    return json.loads(done.stdout)


def main():
    program, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000000
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "bars.csv")
        make(path, rows)
        size = os.path.getsize(path)
        print(f"{rows} rows, {size / 1e6:.0f} MB, median of {RUNS} runs (spread)")
        for cores in (1, 2):
            ours = measure([program, path, str(cores), str(RUNS)], cores)
            base, used = statistics.median(ours["seconds"]), statistics.median(ours["cpu"])
            print(f"{cores} core{'s' * (cores > 1)}: finsmart {base:.3f} s ({min(ours['seconds']):.3f}-{max(ours['seconds']):.3f}), "
                  f"processor {used:.3f} s")
            for name in ("pandas C", "pandas C, exact", "pandas pyarrow", "polars"):
                peer = measure([sys.executable, "-c", PEER, name, path, str(RUNS + 1)], cores)
                time, cpu = statistics.median(peer["seconds"]), statistics.median(peer["cpu"])
                # pandas' default float parser is not correctly rounded: its values may differ in the last bit
                same = peer["rows"] == ours["rows"] and all(float.fromhex(peer["sums"][c]) == float.fromhex(v) for c, v in ours["sums"].items())
                print(f"  {name} {time:.3f} s ({min(peer['seconds']):.3f}-{max(peer['seconds']):.3f}), processor {cpu:.3f} s: "
                      + (f"{time / base:.2f} times ours, processor {cpu / used:.2f} times" if same
                         else f"values differ ({peer['sums']} not {ours['sums']}); no ratio"))


main()
