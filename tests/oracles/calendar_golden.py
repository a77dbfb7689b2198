#!/usr/bin/env python3
"""Checks core/base/calendars/nyse.txt against two published calendars and writes the golden values of its tests.

Made with exchange_calendars 4.13.2 (Apache-2.0) and pandas_market_calendars 5.5.0 (MIT). With --write the day list of
nyse.txt is made anew. Writes tests/unit/base/golden/nyse.txt: per year the number of sessions and the sums of their
opening and closing times in minutes since 1970 UTC.
"""
import sys
from pathlib import Path

import exchange_calendars
import pandas as pd
import pandas_market_calendars

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "core/base/calendars/nyse.txt"
FIRST, LAST = pd.Timestamp("1990-01-01"), pd.Timestamp("2030-12-31")

# Days that closed early unplanned: exchange_calendars gives the planned close, pandas_market_calendars the real one.
UNPLANNED = {"1994-02-11": ("14:30", "Snowstorm"), "1996-01-08": ("14:00", "Blizzard"),
             "1997-10-27": ("15:30", "Circuit breakers"), "2005-06-01": ("15:56", "Communications failure")}
# A planned early close that pandas_market_calendars 5.5.0 lacks.
PLANNED = {"1999-12-31": "13:00"}
SPECIAL = {"1994-04-27": "Funeral of Richard Nixon", "2001-09-11": "Terrorist attacks", "2001-09-12": "Terrorist attacks",
           "2001-09-13": "Terrorist attacks", "2001-09-14": "Terrorist attacks", "2004-06-11": "Mourning for Ronald Reagan",
           "2007-01-02": "Mourning for Gerald Ford", "2012-10-29": "Hurricane Sandy", "2012-10-30": "Hurricane Sandy",
           "2018-12-05": "Mourning for George H. W. Bush", "2025-01-09": "Mourning for Jimmy Carter"}


def name(day):
    text, m, d = str(day.date()), day.month, day.day
    if text in SPECIAL:
        return SPECIAL[text]
    if (m, d) in ((1, 1), (1, 2), (12, 31)):
        return "New Year's Day"
    if m == 1:
        return "Martin Luther King Jr. Day"
    if m == 2:
        return "Washington's Birthday"
    if m in (3, 4):
        return "Good Friday"
    if m == 5:
        return "Memorial Day"
    if m == 6:
        return "Juneteenth"
    if m == 7:
        return "Independence Day"
    if m == 9:
        return "Labor Day"
    if m == 11:
        return "Thanksgiving Day"
    return "Christmas Day"


def early_name(day):
    text, m, d = str(day.date()), day.month, day.day
    if text in UNPLANNED:
        return UNPLANNED[text][1]
    if text == "1999-12-31":
        return "New Year's Eve"
    if m == 7:
        return "Independence Day"
    if m == 11:
        return "Day after Thanksgiving"
    return {24: "Christmas Eve", 26: "Day after Christmas"}[d]


def clock(series):
    return series.dt.tz_convert("America/New_York").dt.strftime("%H:%M")


theirs = exchange_calendars.get_calendar("XNYS", start=FIRST, end=LAST).schedule
other = pandas_market_calendars.get_calendar("NYSE").schedule(FIRST, LAST)
assert list(theirs.index) == list(other.index), "the two packages disagree about sessions"
closes, other_closes = clock(theirs["close"]), clock(other["market_close"])
for day in closes.index:
    text = str(day.date())
    if text in UNPLANNED:
        assert other_closes[day] == UNPLANNED[text][0], text
        closes[day] = UNPLANNED[text][0]
    elif text in PLANNED:
        assert closes[day] == PLANNED[text], text
    else:
        assert closes[day] == other_closes[day], f"the two packages disagree about the close of {text}"

expected = []
for day in pd.date_range(FIRST, LAST):
    if day in closes.index:
        if closes[day] != "16:00":
            expected.append(f"early  {day.date()} {closes[day]} {early_name(day)}")
    elif day.day_of_week < 5:
        expected.append(f"closed {day.date()} {name(day)}")

if "--write" in sys.argv:
    DATA.write_text("\n".join([
        "# New York Stock Exchange, regular session.",
        "# Source: NYSE holiday and trading hours announcements, as collected by exchange_calendars 4.13.2 and",
        "# pandas_market_calendars 5.5.0, which agree on every session; tests/oracles/calendar_golden.py compares them.",
        "# Days to come follow the exchange's rules as of 2026. Late openings are not listed.",
        "name NYSE", "zone America/New_York", "days Mon Tue Wed Thu Fri", "open 09:30", "close 16:00",
        "range 1990-01-01 2030-12-31", *expected]) + "\n")
ours = [line for line in DATA.read_text().splitlines() if line.split(" ")[0] in ("early", "closed")]
assert [" ".join(line.split()[:3 if line.startswith("early") else 2]) for line in ours] == \
    [" ".join(line.split()[:3 if line.startswith("early") else 2]) for line in expected], "nyse.txt differs"

golden = []
minutes = pd.DataFrame({
    "open": theirs["open"].astype("datetime64[ns, UTC]").astype("int64") // 60_000_000_000,
    "close": [int(pd.Timestamp(f"{d.date()} {closes[d]}", tz="America/New_York").timestamp()) // 60 for d in closes.index],
}, index=theirs.index)
for year, group in minutes.groupby(minutes.index.year):
    golden.append(f"{year} {len(group)} {group['open'].sum()} {group['close'].sum()}")
target = ROOT / "tests/unit/base/golden/nyse.txt"
target.write_text("\n".join(golden) + "\n")
print(len(ours), "exceptions agree;", len(golden), "years in", target)
