"""B2 in vectorbt: 1000 by 1000, all in and out by turns, with each of its engines."""
import json
import os
import resource
import sys

import common
import numpy as np
import vectorbt as vbt

folder, repeats = sys.argv[1], int(sys.argv[2])
price = np.ascontiguousarray(np.fromfile(os.path.join(folder, "matrix.f64")).reshape(1000, 1000).T)
entries = np.zeros(price.shape, dtype=bool)
entries[0::2] = True
exits = ~entries
sizes = np.where(entries, np.inf, -np.inf)
engines = ["numba"]
try:
    import vectorbt_rust  # noqa: F401

    engines.append("rust")
except ImportError:
    pass


def signals(engine):
    return vbt.Portfolio.from_signals(price, entries, exits, fees=common.FEE, init_cash=1e5, freq="1D", engine=engine)


def orders(engine):
    return vbt.Portfolio.from_orders(price, sizes, direction="longonly", fees=common.FEE, init_cash=1e5, freq="1D", engine=engine)


contenders = []
for engine in engines:
    for how, job in (("from_signals", signals), ("from_orders", orders)):
        job(engine)  # compiles
        seconds, portfolio = common.timed(lambda: job(engine), repeats)
        records = portfolio.orders.records_arr if hasattr(portfolio.orders, "records_arr") else portfolio.order_records
        out = os.path.join(folder, str(len(contenders)))
        os.makedirs(out, exist_ok=True)
        table = np.empty((len(records), 5))
        ints = table.view(np.int64)
        ints[:, 0], ints[:, 1] = records["col"], records["idx"]
        table[:, 2] = np.where(records["side"] == 0, records["size"], -records["size"])
        table[:, 3], table[:, 4] = records["price"], records["fees"]
        table.tofile(os.path.join(out, "orders.bin"))
        np.asarray(portfolio.final_value(), dtype=np.float64).tofile(os.path.join(out, "equity.f64"))
        contenders.append({"name": f"vectorbt {how}, {engine}", "seconds": seconds})
print(json.dumps({"version": vbt.__version__, "contenders": contenders,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
