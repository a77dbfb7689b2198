#!/usr/bin/env python3
"""Writes tests/unit/trade/venue_peer.txt: fills of hftbacktest on small random feeds of price levels and trades.

  python3 -m venv V && V/bin/pip install hftbacktest==2.4.4
  V/bin/python tests/oracles/venue_peer.py        (from anywhere)

Orders go through its PartialFillExchange with a constant latency; the file has them at the time of their arrival, since our
exchange knows no latency. Where its rules are not ours the feeds stay clear of them (docs/book-simulation.md has the list):
  - a print at a worse price, and quotes that cross an order, fill all of it there, whatever their quantity: here they have more
    than an order wants, and one order a side rests
  - what an order takes stays in the book there: here levels have so much that nobody asks twice for the same
  - a change of a level that is a trade in part counts the trade among what stands behind the order: here every print is followed
    by a change of exactly its quantity
  - own orders trade with each other there: here nothing is taken while an own order rests
  - an order that a print fills to the last bit stays in its book, and the next touch is an error: quantities here have a quarter
  - quantities are doubles and rounded to lots: the lot here is 1e-8, and the test compares to 1e-6
"""
import importlib.metadata
import random
from pathlib import Path

import numpy as np
from hftbacktest import (BUY_EVENT, DEPTH_EVENT, EXCH_EVENT, LIMIT, LOCAL_EVENT, SELL_EVENT, TRADE_EVENT, BacktestAsset,
                         HashMapMarketDepthBacktest, event_dtype)
from hftbacktest.order import GTC, IOC
from numba import njit

OUT = Path(__file__).resolve().parent.parent / "unit/trade/venue_peer.txt"
STEP, LATENCY, STEPS = 1_000_000, 100_000, 2000
DEPTH, LEAST, MOST = 5, 60, 120


class Market:
    """Levels and prints around a middle that walks; every event at a time of its own."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.bid, self.ask, self.events, self.now = {}, {}, [], 0
        for away in range(DEPTH):
            self.set("bid", 1000 - away, self.random.randint(LEAST, MOST))
            self.set("ask", 1001 + away, self.random.randint(LEAST, MOST))

    def tell(self, kind, price, qty):
        self.now += STEP
        self.events.append((self.now, kind, price, qty))

    def set(self, side, price, qty):
        levels = self.bid if side == "bid" else self.ask
        if qty:
            levels[price] = qty
        else:
            levels.pop(price, None)
        self.tell(side, price, qty)

    def best(self, side):
        return max(self.bid) if side == "bid" else min(self.ask)

    def trade(self, side, price, qty):
        """Somebody takes from `side`; the level follows."""
        levels = self.bid if side == "bid" else self.ask
        self.tell("sell" if side == "bid" else "buy", price, qty)
        self.set(side, price, levels[price] - qty)

    def step(self):
        r, side = self.random.random(), self.random.choice(("bid", "ask"))
        levels, out = (self.bid, -1) if side == "bid" else (self.ask, 1)
        best = self.best(side)
        if r < 0.45:
            self.set(side, best + out * self.random.randrange(DEPTH), self.random.randint(LEAST // 3, MOST))
        elif r < 0.9:
            qty = self.random.randint(1, 15)
            if levels[best] > qty:
                self.trade(side, best, qty)
        elif r < 0.93:
            price = best + out
            if levels.get(price, 0) > LEAST:
                self.trade(side, price, LEAST)  # through the best price
        elif r < 0.97:
            other = "ask" if side == "bid" else "bid"
            self.set(side, best, 0)  # the best price turns over to the other side
            self.set(other, best, self.random.randint(LEAST, MOST))
            self.set(side, best + out * DEPTH, self.random.randint(LEAST, MOST))


def make(seed):
    """Events, and messages by their arrival: (time, id, side, price, qty, time in force) or (time, id) to cancel."""
    m, messages, next_id, until = Market(seed), [], 1, {"bid": 0, "ask": 0, "ioc": 0}
    while len(m.events) < STEPS:
        m.step()
        arrival = m.now + STEP // 2
        for side in ("bid", "ask"):
            if until[side] <= m.now and m.random.random() < 0.2 and m.best("bid") < m.best("ask"):
                price = m.best(side) + (-1 if side == "bid" else 1) * m.random.randrange(2)
                messages.append((arrival, next_id, side, price, m.random.randint(1, 9) + 0.25, "gtc"))
                until[side] = m.now + m.random.randint(20, 120) * STEP
                messages.append((until[side] + STEP // 2, next_id))
                until[side] += STEP
                next_id += 1
                break
        else:
            if max(until["bid"], until["ask"]) <= m.now and m.random.random() < 0.3:
                side = m.random.choice(("bid", "ask"))
                other = m.ask if side == "bid" else m.bid
                price = m.best("ask" if side == "bid" else "bid")
                if other[price] < LEAST or m.now < until["ioc"]:
                    continue
                until["ioc"] = m.now + 40 * STEP
                messages.append((arrival, next_id, side, price, m.random.randint(1, 5) + 0.25, "ioc"))
                next_id += 1
    return m.events, sorted(messages)


def feed(events):
    flags = EXCH_EVENT | LOCAL_EVENT
    kinds = {"bid": DEPTH_EVENT | BUY_EVENT, "ask": DEPTH_EVENT | SELL_EVENT, "buy": TRADE_EVENT | BUY_EVENT,
             "sell": TRADE_EVENT | SELL_EVENT}
    data = np.zeros(len(events), event_dtype)
    for i, (time, kind, price, qty) in enumerate(events):
        data[i]["ev"], data[i]["exch_ts"], data[i]["local_ts"] = kinds[kind] | flags, time, time
        data[i]["px"], data[i]["qty"] = price, qty
    return data


@njit
def run(hbt, sends, end):
    """Sends messages (time, id, cancel, buy, price, qty, time in force); fills as (time, id, qty, price)."""
    fills, at, left = [], 0, {-1: 0.0}
    hbt.elapse(1)
    now = hbt.current_timestamp
    while now < end:
        wake = now + STEP // 10
        if at < len(sends) and sends[at, 0] < wake:
            wake = int(sends[at, 0])
        if wake > now and hbt.elapse(wake - now) != 0:
            if now < end - 10 * STEP:
                raise RuntimeError("hftbacktest stopped")
            break
        now = wake
        values = hbt.orders(0).values()
        while values.has_next():
            order = values.get()
            if order.order_id in left and order.leaves_qty < left[order.order_id] - 1e-9 and order.exec_qty > 0:
                fills.append((float(order.exch_timestamp), float(order.order_id), left[order.order_id] - order.leaves_qty,
                              order.exec_price_tick * 1.0))
                left[order.order_id] = order.leaves_qty
        while at < len(sends) and sends[at, 0] <= now:
            s, id = sends[at], int(sends[at, 1])
            if s[2] > 0:
                hbt.cancel(0, id, False)
            else:
                left[id] = s[5]
                if s[3] > 0:
                    hbt.submit_buy_order(0, id, s[4], s[5], int(s[6]), LIMIT, False)
                else:
                    hbt.submit_sell_order(0, id, s[4], s[5], int(s[6]), LIMIT, False)
            at += 1
    return fills


def peer(events, messages, model):
    data = feed(events)  # which must live as long as the run
    asset = (BacktestAsset().data(data).linear_asset(1.0).constant_order_latency(LATENCY, LATENCY)
             .partial_fill_exchange().tick_size(1.0).lot_size(1e-8))
    asset = {"risk": lambda: asset.risk_adverse_queue_model(), "power": lambda: asset.power_prob_queue_model(model[1]),
             "log": lambda: asset.log_prob_queue_model()}[model[0]]()
    sends = np.array([(m[0] - LATENCY, m[1], 1, 0, 0, 0, 0) if len(m) == 2 else
                      (m[0] - LATENCY, m[1], 0, m[2] == "bid", m[3], m[4], IOC if m[5] == "ioc" else GTC) for m in messages],
                     dtype=float)
    hbt = HashMapMarketDepthBacktest([asset])
    fills = run(hbt, sends, events[-1][0])
    hbt.close()
    return fills


def main():
    lines = ["# made by tests/oracles/venue_peer.py; hftbacktest " + importlib.metadata.version("hftbacktest"),
             "# run MODEL [n]; TIME bid|ask PRICE QTY, TIME buy|sell PRICE QTY (a print, who came), TIME order ID bid|ask PRICE QTY TIF,",
             "# TIME cancel ID; = TIME ID QTY PRICE: fills, times in steps of 100 microseconds"]
    unit = STEP // 10
    for seed, model in enumerate([("risk", 0), ("power", 1.0), ("power", 2.0), ("power", 3.0), ("log", 0)]):
        events, messages = make(seed)
        fills = peer(events, messages, model)
        assert len(fills) > 25, (model, len(fills))
        lines.append(f"run {model[0]} {model[1]:g}")
        rows = [(e[0], 0, f"{e[1]} {e[2]} {e[3]}") for e in events]
        rows += [(m[0], 1, f"cancel {m[1]}" if len(m) == 2 else f"order {m[1]} {m[2]} {m[3]} {m[4]} {m[5]}") for m in messages]
        lines += [f"{time // unit} {text}" for time, _, text in sorted(rows)]
        lines += [f"= {int(time) // unit} {int(id)} {qty:.8f} {price:g}" for time, id, qty, price in sorted(fills)]
    OUT.write_text("\n".join(lines) + "\n")
    print(OUT, len(lines), "lines")


if __name__ == "__main__":
    main()
