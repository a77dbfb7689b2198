#!/usr/bin/env python3
"""Bars, splits and dividends that are made up, and what backward adjustment makes of the bars, by pandas 3.1.1:
`adjusted_golden.py FOLDER` writes bars.csv, events.csv and adjusted.csv there (tests/integration/golden/adjusted).

A price of before an event is multiplied by old/new units (a split) or by (close - amount) / close (a dividend; the close of the
bar before it, in the units of its own day); a volume by new/old units. adjusted.csv has, for the last bars known at each of
several days, what the closes and volumes are then: later events are not known then.
"""
import importlib.metadata as metadata
import random
import sys

import pandas as pd

assert metadata.version("pandas") == "3.1.1"
KNOWN_AT = [60, 119, 120, 121, 200, 299]  # numbers of bars
random.seed(20200831)
days = pd.bdate_range("2019-01-02", periods=300)
events = []
for i in sorted(random.sample(range(5, 300), 14)):
    if random.random() < 0.4:
        new, old = random.choice([(2, 1), (3, 2), (4, 1), (1, 10), (1, 3), (11, 10)])
        events.append((i, "split", None, new, old))
    else:
        events.append((i, "dividend", random.uniform(0.002, 0.03), None, None)) # a share of the close before, made an amount below
events.append((120, "split", None, 5, 1))
events.append((120, "dividend", 0.01, None, None))
events.sort(key=lambda e: e[0])

close, units, rows = 900.0, 1.0, []
for i, day in enumerate(days):
    for k, (at, kind, amount, new, old) in enumerate(events):
        if at == i and kind == "split":
            close, units = close * old / new, units * new / old
        elif at == i:
            events[k] = (at, kind, round(close * amount, 4), new, old)
    close = round(max(1.0, close * (1 + random.gauss(0, 0.02))), 4)
    rows.append((day, close, round(random.uniform(1e5, 2e5) * units)))
bars = pd.DataFrame(rows, columns=["date", "close", "volume"]).set_index("date")

known = []
for last in KNOWN_AT:
    price, volume = pd.Series(1.0, index=range(last + 1)), pd.Series(1.0, index=range(last + 1))
    before, done = bars.close.shift(1), {}
    for at, kind, amount, new, old in events:
        if at > last:
            continue
        if kind == "split":
            price[price.index < at] *= old / new
            volume[volume.index < at] *= new / old
            done[at] = done.get(at, 1.0) * old / new  # the close before, in the units of the day
        else:
            reference = before.iloc[at] * done.get(at, 1.0)
            price[price.index < at] *= (reference - amount) / reference
    for i in range(max(0, last - 99), last + 1):
        known.append((days[last], days[i], bars.close.iloc[i] * price[i], bars.volume.iloc[i] * volume[i]))

folder = sys.argv[1]
bars.to_csv(folder + "/bars.csv")
with open(folder + "/events.csv", "w") as out:
    out.write("symbol,date,type,amount,ratio\n")
    for at, kind, amount, new, old in events:
        out.write("X,%s,%s,%s,%s\n" % (days[at].date(), kind, "" if amount is None else amount,
                                       "" if new is None else "%d:%d" % (new, old)))
pd.DataFrame(known, columns=["known", "date", "close", "volume"]).to_csv(folder + "/adjusted.csv", index=False)
