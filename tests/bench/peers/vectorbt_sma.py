"""B1 in vectorbt."""
import common
import numpy as np
import vectorbt as vbt

folder, bars, repeats = common.arguments()
times, o, h, l, c = common.load(folder, bars)


def job():
    fast = vbt.MA.run(c, common.FAST).ma.values.ravel()
    slow = vbt.MA.run(c, common.SLOW).ma.values.ravel()
    above, below = fast > slow, fast < slow
    entries = np.concatenate(([False], above[:-1]))  # decided at the close before, filled at this open
    exits = np.concatenate(([False], below[:-1]))
    portfolio = vbt.Portfolio.from_signals(c, entries, exits, price=o, size=float(common.SIZE), fees=common.FEE,
                                           init_cash=common.CASH, freq="1min")
    value = portfolio.value()
    return portfolio, float(np.asarray(value)[-1])


job()  # compiles
seconds, (portfolio, equity) = common.timed(job, repeats)
records = portfolio.orders.records_arr if hasattr(portfolio.orders, "records_arr") else portfolio.orders.values
fills = ((int(r["idx"]), 1 if r["side"] == 0 else -1, float(r["size"]), float(r["price"])) for r in records)
common.finish(folder, "vectorbt", vbt.__version__, bars, seconds, equity, fills)
