"""B1 in backtesting.py."""
import warnings

import backtesting
import common
import pandas as pd
from backtesting import Backtest, Strategy

warnings.simplefilter("ignore")
folder, bars, repeats = common.arguments()
times, o, h, l, c = common.load(folder, bars)
frame = pd.DataFrame({"Open": o, "High": h, "Low": l, "Close": c}, index=pd.to_datetime(times))


def sma(values, n):
    return pd.Series(values).rolling(n).mean()


class Cross(Strategy):
    def init(self):
        self.fast = self.I(sma, self.data.Close, common.FAST)
        self.slow = self.I(sma, self.data.Close, common.SLOW)

    def next(self):
        if self.fast[-1] > self.slow[-1]:
            if not self.position:
                self.buy(size=common.SIZE)
        elif self.fast[-1] < self.slow[-1] and self.position:
            self.position.close()


def job():
    return Backtest(frame, Cross, cash=common.CASH, commission=common.FEE, finalize_trades=False).run()


seconds, stats = common.timed(job, repeats)
fills = []
for trade in stats["_trades"].itertuples():
    fills.append((trade.EntryBar, 1, trade.Size, trade.EntryPrice))
    fills.append((trade.ExitBar, -1, trade.Size, trade.ExitPrice))
for trade in stats["_strategy"].trades:  # still open at the end
    fills.append((trade.entry_bar, 1, trade.size, trade.entry_price))
fills.sort(key=lambda f: f[0])
common.finish(folder, "backtesting", backtesting.__version__, bars, seconds, stats["_equity_curve"]["Equity"].iloc[-1], fills)
