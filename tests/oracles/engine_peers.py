#!/usr/bin/env python3
"""Writes tests/integration/golden/peers_*.csv: fills of backtesting.py and backtrader on the shipped S&P 500 prices.

  python3 -m venv V && V/bin/pip install backtesting==0.6.6 backtrader==1.9.78.123
  V/bin/python tests/oracles/engine_peers.py        (from the root of the source)

Both decide at a close and fill at the next open, 10 units a time, without fees, as we do. Where their semantics differ
from ours, the examples stay clear of it: backtesting.py makes its first decision one bar after all indicators have
values (tests/lua/peers/flip.lua waits for it), closes what is open at the end unless told not to, and has whole units only;
backtrader checks a purchase against the cash at the decision's close, so the cash here is ample.
"""
import os, sys
import backtesting, backtrader
import pandas as pd

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
frame = pd.read_csv(os.path.join(root, "scripts/data/sp500-2000.csv"), parse_dates=["date"])
golden = os.path.join(root, "tests/integration/golden")
os.makedirs(golden, exist_ok=True)


def save(name, source, fills):
    with open(os.path.join(golden, name), "w") as f:
        f.write("# %s on Python %s; tests/oracles/engine_peers.py\n" % (source, sys.version.split()[0]))
        f.write("bar_time,side,qty,price\n")
        for time, side, qty, price in fills:
            f.write("%s,%s,%d,%.10g\n" % (time, side, qty, price))


def averages(close, n):
    return pd.Series(close).rolling(n).mean()


class Cross(backtesting.Strategy):
    """Long 10 while the average of 10 is above that of 30."""

    def init(self):
        self.fast = self.I(averages, self.data.Close, 10)
        self.slow = self.I(averages, self.data.Close, 30)

    def next(self):
        if self.fast[-1] > self.slow[-1] and not self.position:
            self.buy(size=10)
        elif self.fast[-1] < self.slow[-1] and self.position:
            self.position.close()


class Flip(Cross):
    """The same, and short 10 below."""

    def next(self):
        if self.fast[-1] > self.slow[-1] and self.position.size <= 0:
            self.position.close()
            self.buy(size=10)
        elif self.fast[-1] < self.slow[-1] and self.position.size >= 0:
            self.position.close()
            self.sell(size=10)


def by_backtesting(strategy):
    data = frame.rename(columns=str.capitalize).set_index("Date")
    run = backtesting.Backtest(data, strategy, cash=10_000_000, commission=0, finalize_trades=False)
    stats = run.run()
    fills = []
    for t in stats._trades.itertuples():
        fills.append((t.EntryTime, "buy" if t.Size > 0 else "sell", abs(t.Size), t.EntryPrice, 1))
        fills.append((t.ExitTime, "sell" if t.Size > 0 else "buy", abs(t.Size), t.ExitPrice, 0))
    for t in stats._strategy.trades:
        fills.append((t.entry_time, "buy" if t.size > 0 else "sell", abs(t.size), t.entry_price, 1))
    fills.sort(key=lambda f: (f[0], f[4]))
    return [(f[0].strftime("%Y-%m-%dT00:00:00Z"), f[1], f[2], f[3]) for f in fills]


class CrossBt(backtrader.Strategy):
    def __init__(self):
        self.fills = []
        self.fast, self.slow = backtrader.ind.SMA(period=10), backtrader.ind.SMA(period=30)

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append((self.data.datetime.date(0).strftime("%Y-%m-%dT00:00:00Z"),
                               "buy" if order.isbuy() else "sell", abs(int(order.executed.size)), order.executed.price))

    def next(self):
        if self.fast[0] > self.slow[0] and not self.position:
            self.buy(size=10)
        elif self.fast[0] < self.slow[0] and self.position:
            self.close()


class StopsBt(CrossBt):
    """Cross entries by stop 1 % above the close (cancelled at the cross below), exits at market."""

    def __init__(self):
        super().__init__()
        self.entry = None

    def next(self):
        if self.fast[0] > self.slow[0]:
            if not self.position and not (self.entry and self.entry.alive()):
                self.entry = self.buy(size=10, exectype=backtrader.Order.Stop, price=round(self.data.close[0] * 1.01, 2))
        elif self.fast[0] < self.slow[0]:
            if self.entry and self.entry.alive():
                self.cancel(self.entry)
            if self.position:
                self.close()


class LimitsBt(CrossBt):
    """Cross entries by limit 1 % below the close (cancelled at the cross below), exits at market."""

    def __init__(self):
        super().__init__()
        self.entry = None

    def next(self):
        if self.fast[0] > self.slow[0]:
            if not self.position and not (self.entry and self.entry.alive()):
                self.entry = self.buy(size=10, exectype=backtrader.Order.Limit, price=round(self.data.close[0] * 0.99, 2))
        elif self.fast[0] < self.slow[0]:
            if self.entry and self.entry.alive():
                self.cancel(self.entry)
            if self.position:
                self.close()


def by_backtrader(strategy):
    cerebro = backtrader.Cerebro()
    cerebro.broker.setcash(10_000_000)
    cerebro.adddata(backtrader.feeds.PandasData(dataname=frame.set_index("date")[["open", "high", "low", "close", "volume"]]))
    cerebro.addstrategy(strategy)
    return cerebro.run()[0].fills


one, two = "backtesting.py %s" % backtesting.__version__, "backtrader %s" % backtrader.__version__
save("peers_cross_backtesting.csv", one, by_backtesting(Cross))
save("peers_flip_backtesting.csv", one, by_backtesting(Flip))
save("peers_cross_backtrader.csv", two, by_backtrader(CrossBt))
save("peers_stops_backtrader.csv", two, by_backtrader(StopsBt))
save("peers_limits_backtrader.csv", two, by_backtrader(LimitsBt))
