"""B1 in backtrader."""
import backtrader as bt
import common
import pandas as pd

folder, bars, repeats = common.arguments()
times, o, h, l, c = common.load(folder, bars)
frame = pd.DataFrame({"open": o, "high": h, "low": l, "close": c, "volume": 0.0},
                     index=pd.to_datetime(times))
fills = []


class Cross(bt.Strategy):
    def __init__(self):
        self.fast = bt.indicators.SMA(period=common.FAST)
        self.slow = bt.indicators.SMA(period=common.SLOW)

    def next(self):
        if self.fast[0] > self.slow[0]:
            if not self.position:
                self.buy(size=common.SIZE)
        elif self.fast[0] < self.slow[0] and self.position:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            fills.append((len(self) - 1, 1 if order.isbuy() else -1, abs(order.executed.size), order.executed.price))


def job():
    fills.clear()
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.addstrategy(Cross)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))
    cerebro.broker.setcash(common.CASH)
    cerebro.broker.setcommission(commission=common.FEE)
    cerebro.addobserver(bt.observers.Value)
    cerebro.run()
    return cerebro.broker.getvalue()


seconds, equity = common.timed(job, repeats)
common.finish(folder, "backtrader", bt.__version__, bars, seconds, equity, fills)
