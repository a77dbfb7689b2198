"""B3 in vectorbt: 253 pairs of moving averages on 100000 bars, from prices in memory to four figures of each pair."""
import json
import os
import resource
import sys

import common
import numpy as np
import pandas as pd
import vectorbt as vbt

folder, repeats = sys.argv[1], int(sys.argv[2])
times, o, h, l, c = common.load(folder, 100000)
close = pd.Series(c, index=pd.to_datetime(times))
pairs = [(a, b) for a in range(5, 28) for b in range(30, 131, 10)]


def job():
    ma = {n: vbt.MA.run(close, n).ma.values.ravel() for n in sorted({n for pair in pairs for n in pair})}
    fast = np.column_stack([ma[a] for a, _ in pairs])
    slow = np.column_stack([ma[b] for _, b in pairs])
    entries, exits = np.zeros(fast.shape, dtype=bool), np.zeros(fast.shape, dtype=bool)
    entries[1:] = (fast > slow)[:-1]  # decided at the close before, filled at this open
    exits[1:] = (fast < slow)[:-1]
    portfolio = vbt.Portfolio.from_signals(close, entries, exits, price=o[:, None], size=float(common.SIZE), fees=common.FEE,
                                           init_cash=common.CASH, freq="1min")
    figures = [portfolio.total_return(), portfolio.trades.closed.count(), portfolio.sharpe_ratio(), portfolio.max_drawdown()]
    return [np.asarray(figure, dtype=np.float64) for figure in figures]


job()  # compiles
seconds, figures = common.timed(job, repeats)
out = os.path.join(folder, "0")
os.makedirs(out, exist_ok=True)
np.column_stack(figures[:2]).tofile(os.path.join(out, "pairs.f64"))
print(json.dumps({"version": vbt.__version__, "contenders": [{"name": "vectorbt, 253 pairs", "seconds": seconds}],
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
