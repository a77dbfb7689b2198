#!/usr/bin/env python3
"""Reading text: ours against pandas (C and pyarrow engines) and polars, on one core and on two.

bench_csv.py BENCH_CSV [ROWS [bars|ticks|quoted]]: BENCH_CSV is the built bench_csv. Needs numpy, pandas, pyarrow and polars.
`bars` are counted seconds and OHLCV numbers, `ticks` have times in ISO form, a symbol and a side that may be missing, `quoted`
are the same with every field in quotes. Every reader must give the same bits (sequential sums of each column of numbers and
times) before a ratio is printed. Processor time is printed beside wall time, so that a busy machine does not blur the ratio.
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
dates = [] if "bars" in path else ["time"]
seconds, cpu = [], []
for _ in range(runs):
    start, used = time.perf_counter(), time.process_time()
    if name == "pandas C":
        import pandas
        data = pandas.read_csv(path, engine="c", parse_dates=dates)
    elif name == "pandas C, exact":
        import pandas
        data = pandas.read_csv(path, engine="c", float_precision="round_trip", parse_dates=dates)
    elif name == "pandas pyarrow":
        import pandas
        data = pandas.read_csv(path, engine="pyarrow", parse_dates=dates)
    else:
        import polars
        data = polars.read_csv(path, try_parse_dates=bool(dates))
    seconds.append(time.perf_counter() - start)
    cpu.append(time.process_time() - used)
def total(column):
    values = np.asarray(column)
    if values.dtype.kind == "M":
        values = values.astype("datetime64[ns]").astype(np.int64)
    return float(np.cumsum(values if values.dtype == np.float64 else (values % 1000003).astype(np.float64))[-1]).hex()
print(json.dumps({"seconds": seconds[1:], "cpu": cpu[1:], "rows": len(data), "sums": {c: total(data[c]) for c in data.columns if c not in ("symbol", "side")}}))
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


def make_ticks(path, rows, quote):
    random = np.random.default_rng(1)
    price = np.round(100 * np.exp(np.cumsum(random.standard_normal(rows) * 1e-4)), 2)
    qty = random.integers(1, 10000, rows)
    symbols = np.array(["AAPL", "MSFT", "GOOG", "AMZN", "TSLA"])[random.integers(0, 5, rows)]
    times = np.datetime_as_string(np.datetime64("2005-01-01T00:00:00") + 7 * np.arange(rows).astype("timedelta64[s]"))
    row = "%s,%s,%s,%d,%s\n" if not quote else '"%s","%s","%s","%d","%s"\n'
    with open(path, "w") as out:
        out.write("time,symbol,price,qty,side\n")
        for i in range(rows):
            out.write(row % (times[i], symbols[i], price[i], qty[i], "buy" if qty[i] & 1 else ""))


def measure(command, cores):
    env = dict(os.environ, POLARS_MAX_THREADS=str(cores), OMP_NUM_THREADS=str(cores))
    done = subprocess.run(["taskset", "-c", "0" if cores == 1 else "0-%d" % (cores - 1), *command], env=env, check=True, capture_output=True)
    return json.loads(done.stdout)


def main():
    program, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5000000
    with tempfile.TemporaryDirectory() as work:
        shape = sys.argv[3] if len(sys.argv) > 3 else "bars"
        path = os.path.join(work, shape + ".csv")
        if shape == "bars":
            make(path, rows)
        else:
            make_ticks(path, rows, shape == "quoted")
        size = os.path.getsize(path)
        print(f"{rows} {shape}, {size / 1e6:.0f} MB, median of {RUNS} runs (spread)")
        for cores in (1, 2):
            ours = measure([program, path, str(cores), str(RUNS)], cores)
            base, used = statistics.median(ours["seconds"]), statistics.median(ours["cpu"])
            print(f"{cores} core{'s' * (cores > 1)}: finsmart {base:.3f} s ({min(ours['seconds']):.3f}-{max(ours['seconds']):.3f}), "
                  f"processor {used:.3f} s")
            for name in ("pandas C", "pandas C, exact", "pandas pyarrow", "polars"):
                peer = measure([sys.executable, "-c", PEER, name, path, str(RUNS + 1)], cores)
                time, cpu = statistics.median(peer["seconds"]), statistics.median(peer["cpu"])
                # pandas' default float parser is not correctly rounded: its values may differ in the last bit
                same = peer["rows"] == ours["rows"] and all(float.fromhex(peer["sums"][c]) == float.fromhex(v) for c, v in ours["sums"].items() if c in peer["sums"])
                print(f"  {name} {time:.3f} s ({min(peer['seconds']):.3f}-{max(peer['seconds']):.3f}), processor {cpu:.3f} s: "
                      + (f"{time / base:.2f} times ours, processor {cpu / used:.2f} times" if same
                         else f"values differ ({peer['sums']} not {ours['sums']}); no ratio"))


main()
