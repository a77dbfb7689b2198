"""B4 in hftbacktest: the same quotes over the same events (README.md)."""
import importlib.metadata
import json
import os
import resource
import sys
import time

import numpy as np
from hftbacktest import (BUY_EVENT, DEPTH_EVENT, EXCH_EVENT, LIMIT, LOCAL_EVENT, SELL_EVENT, TRADE_EVENT, BacktestAsset,
                         ROIVectorMarketDepthBacktest, event_dtype)
from hftbacktest.order import GTX
from numba import njit

FEED_LATENCY = ORDER_LATENCY = 500_000
STEP, MOST, SIZE, TICK = 100_000_000, 40.5e-6, 1e-6, 0.01

folder, count, repeats, quick = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])


def load():
    kinds = np.array([DEPTH_EVENT | BUY_EVENT, DEPTH_EVENT | SELL_EVENT, TRADE_EVENT | SELL_EVENT, TRADE_EVENT | BUY_EVENT],
                     dtype=np.uint64) | np.uint64(EXCH_EVENT | LOCAL_EVENT)
    data = np.zeros(count, event_dtype)
    data["ev"] = kinds[np.fromfile(os.path.join(folder, "kind.u8"), np.uint8, count)]
    data["exch_ts"] = np.fromfile(os.path.join(folder, "time.i64"), np.int64, count)
    data["local_ts"] = data["exch_ts"] + FEED_LATENCY
    data["px"] = np.fromfile(os.path.join(folder, "price.f64"), np.float64, count)
    data["qty"] = np.fromfile(os.path.join(folder, "qty.f64"), np.float64, count)
    return data


@njit
def run(hbt):
    """A bid and an offer at the best prices, anew at every whole 100 ms."""
    hbt.elapse(1)
    number, bid, ask = 0, 0, 0
    while hbt.elapse(STEP - hbt.current_timestamp % STEP) == 0:
        hbt.clear_inactive_orders(0)
        orders = hbt.orders(0)
        if bid and bid in orders:
            hbt.cancel(0, bid, False)
        if ask and ask in orders:
            hbt.cancel(0, ask, False)
        depth = hbt.depth(0)
        if not (depth.best_bid > 0 and depth.best_ask < np.inf):
            continue
        position = hbt.position(0)
        bid = ask = 0
        if position < MOST:
            number += 1
            bid = number
            hbt.submit_buy_order(0, bid, depth.best_bid, SIZE, GTX, LIMIT, False)
        if position > -MOST:
            number += 1
            ask = number
            hbt.submit_sell_order(0, ask, depth.best_ask, SIZE, GTX, LIMIT, False)


def once(data):
    asset = (BacktestAsset().data(data).linear_asset(1.0).constant_order_latency(ORDER_LATENCY, ORDER_LATENCY)
             .power_prob_queue_model(2.0).partial_fill_exchange().trading_value_fee_model(0, 0).tick_size(TICK).lot_size(1e-8)
             .roi_lb(20.0).roi_ub(180.0))
    hbt = ROIVectorMarketDepthBacktest([asset])
    start, own = time.perf_counter(), time.process_time()
    run(hbt)
    seconds = time.perf_counter() - start, time.process_time() - own
    state = hbt.state_values(0)
    result = {"fills": int(state.num_trades), "volume": float(state.trading_volume), "position": float(state.position),
              "cash": float(state.balance)}
    hbt.close()
    return seconds, result


events = load()
if not quick:
    once(events[:1000].copy())  # compiles
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds, processor, result = [], [], None
for _ in range(repeats):
    (one, own), result = once(events)
    seconds.append(one)
    processor.append(own)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"name": "hftbacktest", "version": importlib.metadata.version("hftbacktest"), "seconds": seconds,
                  "processor": processor, "mb": after * 1024 / 1e6, **result}))
