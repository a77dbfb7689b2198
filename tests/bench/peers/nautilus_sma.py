"""B1 in nautilus_trader."""
import time
from decimal import Decimal

import common
import nautilus_trader
import numpy as np
import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.engine import BacktestEngineConfig
from nautilus_trader.config import LoggingConfig
from nautilus_trader.config import StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide, TimeInForce
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TraderId, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.trading.strategy import Strategy

folder, bars, repeats = common.arguments()
times, o, h, l, c = common.load(folder, bars)
venue = Venue("SIM")
instrument = Equity(instrument_id=InstrumentId(Symbol("X"), venue), raw_symbol=Symbol("X"), currency=USD,
                    price_precision=8, price_increment=Price.from_str("0.00000001"), lot_size=Quantity.from_int(1),
                    maker_fee=Decimal(str(common.FEE)), taker_fee=Decimal(str(common.FEE)), ts_event=0, ts_init=0)
bar_type = BarType.from_str("X.SIM-1-MINUTE-LAST-EXTERNAL")
frame = pd.DataFrame({"open": o, "high": h, "low": l, "close": c, "volume": np.full(bars, 1e6)},
                     index=pd.to_datetime(times + 60_000_000_000, utc=True))
data = BarDataWrangler(bar_type, instrument).process(frame)
fills = []

class Cross(Strategy):
    def __init__(self):
        super().__init__(StrategyConfig(strategy_id="CROSS-1"))
        self.fast = SimpleMovingAverage(common.FAST)
        self.slow = SimpleMovingAverage(common.SLOW)
        self.long = False

    def on_start(self):
        self.register_indicator_for_bars(bar_type, self.fast)
        self.register_indicator_for_bars(bar_type, self.slow)
        self.subscribe_bars(bar_type)

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        if self.fast.value > self.slow.value:
            if not self.long:
                self.order(OrderSide.BUY)
        elif self.fast.value < self.slow.value and self.long:
            self.order(OrderSide.SELL)

    def order(self, side):
        self.long = side == OrderSide.BUY
        self.submit_order(self.order_factory.market(instrument.id, side, Quantity.from_int(common.SIZE),
                                                    time_in_force=TimeInForce.GTC))

    def on_order_filled(self, event):
        # The bar that is closing when the order is decided; the job's fill is at the next one's open, the same price.
        number = int((event.ts_event - 60_000_000_000 - times[0]) // 60_000_000_000) + 1
        fills.append((number, 1 if event.order_side == OrderSide.BUY else -1, float(event.last_qty), float(event.last_px)))

import time

seconds = []
for _ in range(repeats):
    fills.clear()
    engine = BacktestEngine(BacktestEngineConfig(trader_id=TraderId("BENCH-1"),
                                                 logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(venue, oms_type=OmsType.NETTING, account_type=AccountType.CASH, base_currency=USD,
                     starting_balances=[Money(common.CASH, USD)])
    engine.add_instrument(instrument)
    engine.add_data(data)
    engine.add_strategy(Cross())
    start = time.perf_counter()
    engine.run()
    seconds.append(time.perf_counter() - start)
    cash = float(engine.portfolio.account(venue).balance_total(USD))
    held = sum(side * qty for _, side, qty, _ in fills)
    equity = cash + held * c[-1]
    engine.dispose()
common.finish(folder, "nautilus_trader", nautilus_trader.__version__, bars, seconds, equity, fills)
