"""Writes the sample files of this folder: small markets made up by a seeded generator, in the layouts that LOBSTER, Tardis
and Databento describe for theirs. No line of any vendor's data is in them.

    python3 make.py            writes the files beside it
"""
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
LEVELS = 5


class Book:
    """Orders in queues by price: what the samples are views of."""

    def __init__(self):
        self.orders = {}  # id -> [side, price, qty], in order of arrival

    def add(self, id, side, price, qty):
        self.orders[id] = [side, price, qty]

    def take(self, id, qty):
        self.orders[id][2] -= qty
        if self.orders[id][2] == 0:
            del self.orders[id]

    def levels(self, side):
        sums = {}
        for s, price, qty in self.orders.values():
            if s == side:
                sums[price] = sums.get(price, 0) + qty
        return sorted(sums.items(), reverse=side == 1)[:LEVELS]

    def first(self, side):
        best = self.levels(side)[0][0]
        return next(id for id, (s, price, _) in self.orders.items() if s == side and price == best)


def events(seed, count):
    """(nanoseconds, what, id, qty, price in ticks, side, book after it): what is add, cancel, delete, execute."""
    chance = random.Random(seed)
    book, now, next_id, middle = Book(), 34_200_000_000_000, 1, 10_000
    for i in range(count):
        now += chance.randrange(1_000, 40_000_000)
        kind = chance.random()
        if i < 12 or kind < 0.5 or len(book.orders) < 10:
            side = 1 if i % 2 == 0 else -1
            bids, asks = book.levels(1), book.levels(-1)
            limit = (asks[0][0] - 1 if asks else middle - 1) if side == 1 else (bids[0][0] + 1 if bids else middle + 1)
            price = limit - side * chance.randrange(0, 6)
            qty = chance.randrange(1, 9) * 100
            book.add(next_id, side, price, qty)
            yield now, "add", next_id, qty, price, side, book
            next_id += 1
        elif kind < 0.65:
            id = chance.choice(list(book.orders))
            side, price, qty = book.orders[id]
            if qty > 100:
                book.take(id, 100)
                yield now, "cancel", id, 100, price, side, book
        elif kind < 0.85 or min(len(book.levels(1)), len(book.levels(-1))) < 3:
            id = chance.choice(list(book.orders))
            side, price, qty = book.orders[id]
            book.take(id, qty)
            yield now, "delete", id, qty, price, side, book
        else:
            id = book.first(chance.choice([1, -1]))
            side, price, qty = book.orders[id]
            qty = min(qty, 100)
            book.take(id, qty)
            yield now, "execute", id, qty, price, side, book


def write(name, lines):
    with open(os.path.join(HERE, name), "w") as out:
        out.write("\n".join(lines) + "\n")


def lobster(count):
    kinds = {"add": 1, "cancel": 2, "delete": 3, "execute": 4}
    messages, books = [], []
    for now, what, id, qty, price, side, book in events(1, count):
        messages.append(f"{now / 1e9:.9f},{kinds[what]},{id},{qty},{price * 100},{side}")
        row = []
        bids, asks = book.levels(1), book.levels(-1)
        for k in range(LEVELS):
            row += [asks[k][0] * 100, asks[k][1]] if k < len(asks) else [9999999999, 0]
            row += [bids[k][0] * 100, bids[k][1]] if k < len(bids) else [-9999999999, 0]
        books.append(",".join(map(str, row)))
    write("SYNA_2024-03-04_34200000_57600000_message_5.csv", messages)
    write("SYNA_2024-03-04_34200000_57600000_orderbook_5.csv", books)


DAY = 1_709_510_400  # 2024-03-04T00:00:00Z


def tardis(count):
    head = "exchange,symbol,timestamp,local_timestamp,"
    changes, trades = [head + "is_snapshot,side,price,amount"], [head + "id,side,price,amount"]
    quotes = [head + "ask_amount,ask_price,bid_price,bid_amount"]
    names = [f"{side}s[{k}].{what}" for k in range(5) for side in ("ask", "bid") for what in ("price", "amount")]
    snapshots = [head + ",".join(names)]
    chance, last, seen, touch = random.Random(7), {1: {}, -1: {}}, 0, None
    for now, what, id, qty, price, side, book in events(2, count):
        us = DAY * 1_000_000 + now // 1000
        stem = f"synthetic,SYN-USD,{us},{us + chance.randrange(200, 900)},"
        seen += 1
        if seen < 12:
            continue
        now_levels = {s: dict(book.levels(s)) for s in (1, -1)}
        for s in (1, -1):
            word = "bid" if s == 1 else "ask"
            if seen == 12:
                changes += [f"{stem}true,{word},{p / 100},{q / 1000}" for p, q in now_levels[s].items()]
            else:
                changes += [f"{stem}false,{word},{p / 100},0" for p in last[s] if p not in now_levels[s]]
                changes += [f"{stem}false,{word},{p / 100},{q / 1000}" for p, q in now_levels[s].items()
                            if last[s].get(p) != q]
        last = now_levels
        bids, asks = book.levels(1), book.levels(-1)
        if what == "execute":
            trades.append(f"{stem}{len(trades)},{'sell' if side == 1 else 'buy'},{price / 100},{qty / 1000}")
        if (bids[0], asks[0]) != touch:
            touch = (bids[0], asks[0])
            quotes.append(f"{stem}{asks[0][1] / 1000},{asks[0][0] / 100},{bids[0][0] / 100},{bids[0][1] / 1000}")
        cells = []
        for k in range(5):
            for levels in (asks, bids):
                cells += [levels[k][0] / 100, levels[k][1] / 1000] if k < len(levels) else ["", ""]
        snapshots.append(stem + ",".join(map(str, cells)))
    write("tardis_incremental_book_L2.csv", changes)
    write("tardis_trades.csv", trades)
    write("tardis_quotes.csv", quotes)
    write("tardis_book_snapshot_5.csv", snapshots)


def databento(count):
    head = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,"
    tail = "ts_in_delta,sequence"
    level = [f"{what}_{k:02d}" for k in range(10) for what in ("bid_px", "ask_px", "bid_sz", "ask_sz", "bid_ct", "ask_ct")]
    mbo = [head + "price,size,channel_id,order_id,flags," + tail + ",symbol"]
    trades = [head + "depth,price,size,flags," + tail + ",symbol"]
    mbp1 = [head + "depth,price,size,flags," + tail + "," + ",".join(level[:6]) + ",symbol"]
    mbp10 = [head + "depth,price,size,flags," + tail + "," + ",".join(level) + ",symbol"]
    undefined = 9223372036854775807
    chance, sequence = random.Random(9), 100
    letters = {"add": "A", "cancel": "C", "delete": "C", "execute": "C"}
    mbo.append(f"{DAY * 10**9},{DAY * 10**9},160,2,42,R,N,{undefined},0,0,0,8,0,{sequence},SYNB")
    for now, what, id, qty, price, side, book in events(3, count):
        sequence += 1
        t = DAY * 10**9 + now
        stem = f"{t + chance.randrange(1000, 90000)},{t},160,2,42"
        word, px = "B" if side == 1 else "A", price * 10_000_000
        if what == "execute":
            mbo.append(f"{stem},T,{'A' if side == 1 else 'B'},{px},{qty},0,0,0,0,{sequence},SYNB")
            mbo.append(f"{stem},F,{word},{px},{qty},0,{id},0,0,{sequence},SYNB")
            trades.append(f"{stem},T,{'A' if side == 1 else 'B'},0,{px},{qty},0,0,{sequence},SYNB")
        mbo.append(f"{stem},{letters[what]},{word},{px},{qty},0,{id},128,0,{sequence},SYNB")
        bids, asks, cells = book.levels(1), book.levels(-1), []
        for k in range(10):
            b = bids[k] if k < len(bids) else None
            a = asks[k] if k < len(asks) else None
            cells += [b[0] * 10_000_000 if b else undefined, a[0] * 10_000_000 if a else undefined,
                      b[1] if b else 0, a[1] if a else 0, 1 if b else 0, 1 if a else 0]
        for out, n in ((mbp1, 6), (mbp10, 60)):
            out.append(f"{stem},{letters[what]},{word},0,{px},{qty},128,0,{sequence}," + ",".join(map(str, cells[:n])) + ",SYNB")
    write("databento_mbo.csv", mbo)
    write("databento_trades.csv", trades)
    write("databento_mbp-1.csv", mbp1)
    write("databento_mbp-10.csv", mbp10)


lobster(120)
tardis(120)
databento(120)
