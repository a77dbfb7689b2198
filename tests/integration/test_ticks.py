#!/usr/bin/env python3
"""Ticks through the program: imports of every layout agree with a book kept by hand, bad rows and mappings are told where
they are wrong, books at a time, checks."""
import collections
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

FINSMART, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
DATA, MAPS = f"{SOURCE}/scripts/data/ticks", f"{SOURCE}/scripts/import"
MESSAGES = f"{DATA}/SYNA_2024-03-04_34200000_57600000_message_5.csv"
FOLDER = tempfile.mkdtemp()
failed = 0


def check(ok, what, detail=""):
    global failed
    print(("ok - " if ok else "not ok - ") + what + ("" if ok else f"\n{detail}"))
    failed += not ok


def run(*args):
    env = dict(os.environ, FINSMART_HOME=f"{FOLDER}/home", FINSMART_SHARE=SOURCE)
    done = subprocess.run([FINSMART, *args], capture_output=True, text=True, cwd=FOLDER, env=env)
    return done.returncode, done.stdout, done.stderr


def write(name, text):
    with open(f"{FOLDER}/{name}", "w") as out:
        out.write(text)
    return f"{FOLDER}/{name}"


def book(dataset, *more):
    code, out, err = run("data", "book", dataset, "--json", "--depth", "100", *more)
    if code:
        return {"error": err}
    found = json.loads(out)
    return {"state": found["state"], "refused": found["refused"],
            "bids": [(l["price"], l["qty"]) for l in found["bids"]], "asks": [(l["price"], l["qty"]) for l in found["asks"]]}


def imported(path, dataset, mapping, *more):
    code, out, err = run("import", path, "--dataset", dataset, "--map", f"{MAPS}/{mapping}", "--json", *more)
    check(code == 0, f"{mapping} reads {os.path.basename(path)}", err)
    return json.loads(out)["files"][0] if code == 0 else None


def read(path):
    with open(path) as f:
        return list(csv.DictReader(f))


# LOBSTER: the levels that the orderbook file has after each of some messages, and all orders from the messages alone.
imported(MESSAGES, "orders", "lobster.lua")
imported(MESSAGES.replace("_message_", "_orderbook_"), "levels", "lobster_orderbook.lua")
with open(MESSAGES) as f:
    messages = list(csv.reader(f))
with open(MESSAGES.replace("_message_", "_orderbook_")) as f:
    states = list(csv.reader(f))
for row in (0, 1, 20, 57, len(messages) - 1):
    ns = round(float(messages[row][0]) * 1e9) - 34_200_000_000_000
    at = f"2024-03-04T14:30:{ns // 10**9:02d}.{ns % 10**9:09d}Z"
    cells = [float(x) for x in states[row]]
    asks = [(cells[k] / 10000, cells[k + 1]) for k in range(0, 20, 4) if cells[k] != 9999999999]
    bids = [(cells[k + 2] / 10000, cells[k + 3]) for k in range(0, 20, 4) if cells[k + 2] != -9999999999]
    found = book("levels", "--at", at)
    check((found["bids"], found["asks"]) == (bids, asks), f"levels of row {row + 1} are the file's", f"{found}\n{bids} {asks}")
    found = book("orders", "--at", at)
    check((found["bids"][:5], found["asks"][:5]) == (bids, asks), f"orders make the levels of row {row + 1}", f"{found}\n{bids} {asks}")
code, out, _ = run("data", "book", "orders", "--json", "--depth", "1")
queue = collections.OrderedDict()
for _, kind, order, size, price, side in messages:
    if kind == "1":
        queue[order] = [int(price), int(side), int(size)]
    else:
        queue[order][2] -= int(size)
        if not queue[order][2]:
            del queue[order]
best = max(p for p, s, _ in queue.values() if s == 1)
check(json.loads(out)["bids"][0]["orders"] == sum(1 for p, s, _ in queue.values() if s == 1 and p == best), "tells how many orders a level has", out)

# Its trades have the side of who came.
imported(MESSAGES, "trades", "lobster_trades.lua")
_, out, _ = run("export", "trades")
expected = [(float(p) / 10000, float(q), "sell" if s == "1" else "buy") for _, k, _, q, p, s in messages if k == "4"]
check([(float(r["price"]), float(r["qty"]), r["side"]) for r in csv.DictReader(out.splitlines())] == expected, "executions are trades", out)

# Tardis: changes and snapshots of the same book; times of both clocks.
imported(f"{DATA}/tardis_incremental_book_L2.csv", "changes", "tardis_book.lua")
imported(f"{DATA}/tardis_book_snapshot_5.csv", "snapshots", "tardis_snapshots.lua")
check(book("changes") == book("snapshots") and book("changes")["state"] == "normal", "changes and snapshots make one book")
imported(f"{DATA}/tardis_quotes.csv", "quotes", "tardis_quotes.lua")
last = read(f"{DATA}/tardis_quotes.csv")[-1]
at = json.loads(run("data", "show", "quotes", "--json")[1])["to"]
found = book("changes", "--at", at)
check((found["bids"][0], found["asks"][0]) == tuple((float(last[f"{s}_price"]), float(last[f"{s}_amount"])) for s in ("bid", "ask")),
      "the quotes are the best of the book", found)
imported(f"{DATA}/tardis_trades.csv", "tardis", "tardis_trades.lua")
_, out, _ = run("export", "tardis")
rows = list(csv.DictReader(out.splitlines()))
check(rows[0]["time"] == "2024-03-04T09:30:00.446821Z" and rows[0]["recv_time"] == "2024-03-04T09:30:00.447465Z", "both clocks are kept", rows[0])

# Databento: orders, levels and quotes agree; numbers and ids survive.
imported(f"{DATA}/databento_mbo.csv", "mbo", "databento_mbo.lua")
imported(f"{DATA}/databento_mbp-10.csv", "mbp10", "databento_mbp10.lua")
imported(f"{DATA}/databento_mbp-1.csv", "bbo", "databento_quotes.lua")
found, levels = book("mbo"), book("mbp10")
check(found["refused"] == 0 and found["bids"][:5] == levels["bids"] and found["asks"][:5] == levels["asks"], "orders make the levels of mbp-10", f"{found}\n{levels}")
_, out, _ = run("export", "bbo")
rows = list(csv.DictReader(out.splitlines()))
check(rows[0]["ask"] == "" and rows[0]["ask_size"] == "0", "an undefined price is an empty side", rows[0])
check((float(rows[-1]["bid"]), float(rows[-1]["bid_size"])) == levels["bids"][0], "mbp-1 has the best of them", rows[-1])
found = imported(f"{DATA}/databento_trades.csv", "dbtrades", "databento_trades.lua")
check(found["rows"] == len(read(f"{DATA}/databento_trades.csv")) and found["sequence_missing"] > 0, "missing numbers are counted", found)
again = imported(f"{DATA}/databento_trades.csv", "dbtrades", "databento_trades.lua")
check(again["written" if "written" in again else "unchanged"] == found["rows"], "the same rows again change nothing", again)
number = json.loads(run("data", "check", "dbtrades", "--json")[1])
check(number["counts"]["sequence"] > 0 and set(number["counts"]) == {"crossed", "clock", "sequence", "duplicate", "locked", "book"}, "check counts them", number["counts"])

# The samples are what make.py writes.
shutil.copy(f"{DATA}/make.py", FOLDER)
os.mkdir(f"{FOLDER}/made")
shutil.move(f"{FOLDER}/make.py", f"{FOLDER}/made/make.py")
subprocess.run([sys.executable, f"{FOLDER}/made/make.py"], check=True)
for name in sorted(os.listdir(f"{FOLDER}/made")):
    if name.endswith(".csv"):
        check(open(f"{FOLDER}/made/{name}").read() == open(f"{DATA}/{name}").read(), f"make.py writes {name} again")

# Without a mapping: bad rows by name, and what each --on-error does with them.
BOOK = "time,side,price,qty,action,order_id,seq,recv_time\n"
T = "2020-01-02T09:30:0"
BAD = [
    ("a side that is none", "book", f"time,side,price,qty\n{T}0Z,up,1,1\n", ["bad.csv:2", "'side'", "'up'", "buy or sell"]),
    ("a book row without a side", "book", f"time,side,price,qty\n{T}0Z,,1,1\n", ["bad.csv:2", "'side'", "buy or sell"]),
    ("a negative level", "book", f"time,side,price,qty\n{T}0Z,buy,1,-1\n", ["bad.csv:2", "'qty'", "negative"]),
    ("an order without an id", "book", BOOK + f"{T}0Z,buy,1,1,add,,1,\n", ["bad.csv:2", "'order_id'", "missing"]),
    ("an unknown action", "book", BOOK + f"{T}0Z,buy,1,1,jump,7,1,\n", ["bad.csv:2", "'action'", "'jump'", "execute"]),
    ("an execution of nothing", "book", BOOK + f"{T}0Z,buy,1,0,execute,7,1,\n", ["bad.csv:2", "'qty'", "expected a quantity"]),
    ("an execution of a level", "book", f"time,side,price,qty,action\n{T}0Z,buy,1,1,execute\n", ["bad.csv:2", "'action'", "order_id"]),
    ("an order without a price", "book", BOOK + f"{T}0Z,buy,,1,add,7,1,\n", ["bad.csv:2", "'price'", "missing"]),
    ("a row twice", "book", BOOK + f"{T}0Z,buy,1,1,add,7,1,\n" * 2, ["bad.csv:3", "same row again", "line 2"]),
    ("a clock that steps back", "book", BOOK + f"{T}1Z,buy,1,1,add,7,1,\n{T}0Z,buy,1,1,add,8,2,\n{T}2Z,buy,1,1,add,9,3,\n", ["bad.csv:3", "'time'", "earlier"]),
    ("a crossed quote", "quotes", f"time,bid,ask\n{T}0Z,2,1\n", ["bad.csv:2", "'bid'", "above the ask"]),
    ("a quote without a bid or a size", "quotes", f"time,bid,ask\n{T}0Z,,1\n", ["bad.csv:2", "'bid'", "missing"]),
    ("a price that no mantissa holds", "trades", f"time,price,qty\n{T}0Z,1e12,1\n", ["bad.csv:2", "'price'", "too large"]),
]
for what, kind, text, words in BAD:
    path = write("bad.csv", text)
    code, _, err = run("import", path, "--dataset", "bad", "--kind", kind)
    check(code == 1 and all(w in err for w in words), f"refuses {what}", err)
path = write("mixed.csv", BOOK + f"{T}0Z,buy,1,5,add,7,1,{T}3Z\n{T}0Z,buy,1,5,add,7,1,{T}3Z\n{T}1Z,B,,,delete,9,4,{T}2Z\n"
             f"{T}2Z,S,1,1,add,10,5,{T}4Z\n{T}2Z,sell,-1,1,add,11,5,\n")
code, out, err = run("import", path, "--dataset", "mixed", "--kind", "book", "--on-error", "report", "--bad-rows", "faults.csv", "--json")
found = json.loads(out)["files"][0]
check(code == 0 and (found["rows"], found["bad"], found["sequence_missing"], found["clock_steps_back"]) == (3, 2, 2, 1), "leaves bad rows out and counts the rest", f"{found} {err}")
faults = open(f"{FOLDER}/faults.csv").read()
check('"3","time"' in faults.replace(",3,", ',"3",') and ',6,"price"' in faults, "and lists them", faults)
number = json.loads(run("data", "check", "mixed", "--json")[1])
check(number["counts"] == {"crossed": 0, "clock": 1, "sequence": 1, "duplicate": 0, "locked": 1, "book": 1}, "check finds clock, sequence, locked book and unknown order", number)
check(book("mixed")["state"] == "locked" and book("mixed")["refused"] == 1, "the book says what it could not take", book("mixed"))
check(book("mixed", "--at", f"{T}1Z")["asks"] == [], "a book at a time ends there")

# Mappings: what is wrong, and where.
def mapping(body, **fields):
    parts = ['name = "m", api = 1, kind = "trades"'] + [f"{k} = {v}" for k, v in fields.items()] + [f"columns = function() return {{ {body} }} end"]
    return write("m.lua", "return mapping {\n  " + ",\n  ".join(parts) + ",\n}\n")


GOOD = 'time = { "timestamp", unit = "us" }, price = "price", qty = "amount", side = "side"'
for what, body, fields, words in [
    ("an unknown column of ours", 'tim = "timestamp"', {}, ["m.lua", "'tim'", "did you mean 'time'"]),
    ("an unknown key", 'time = { "timestamp", unt = "us" }', {}, ["'unt'", "did you mean 'unit'"]),
    ("a column that the file has not", GOOD.replace('"amount"', '"volume"'), {}, ["tardis_trades.csv", "no column 'volume'"]),
    ("a unit that is none", 'time = { "timestamp", unit = "h" }', {}, ["unit is 'h'"]),
    ("a scale of a text", 'side = { "side", scale = 2 }', {}, ["scale and none are for prices"]),
    ("an error in row", GOOD, {"row": "function(r) return r.a.b end"}, ["tardis_trades.csv:2", "m.lua:3", "in row"]),
    ("a number that row makes a text", GOOD, {"row": 'function(r) r.price = "x" end'}, ["tardis_trades.csv:2", "row set price to a string"]),
    ("a file that a script opens", GOOD, {"row": "function(r) io.open('x') end"}, ["'io' is not available"]),
    ("a column read as two things", GOOD, {"uses": '{ side = "number" }', "row": "function() end"}, ["'side'", "as string and as f64"]),
]:
    path = mapping(body, **fields)
    code, _, err = run("import", f"{DATA}/tardis_trades.csv", "--dataset", "m", "--map", path)
    check(code == 1 and all(w in err for w in words), f"a mapping with {what}", err)
code, _, err = run("import", f"{DATA}/tardis_trades.csv", "--dataset", "m", "--map", mapping(GOOD, row="function() while true do end end"), "--time-limit", "0.5")
check(code == 1 and "in row" in err and "time limit" in err, "ends a mapping that does not", err)
code, out, err = run("import", f"{DATA}/tardis_trades.csv", "--dataset", "m", "--symbol", "X", "--map",
                     mapping(GOOD, row='function(r) if r.side == "sell" then return false end r.qty = r.qty * 1000 r.side = "sell" end'))
rows = list(csv.DictReader(run("export", "m")[1].splitlines()))
check(code == 0 and rows and all(r["side"] == "sell" and float(r["qty"]) >= 100 for r in rows) and len(rows) < 12, "row changes and leaves out", f"{err}{rows}")
code, _, err = run("import", f"{DATA}/tardis_trades.csv", "--dataset", "m", "--map", f"{MAPS}/tardis_trades.lua", "--types", "price=f64")
check(code == 2 and "--types does not go with --map" in err, "--map says what the columns hold", err)
code, _, err = run("import", MESSAGES.replace("_message_", "_orderbook_"), "--dataset", "m2", "--map", f"{MAPS}/lobster_orderbook.lua", "--map-param", "levels=7")
check(code == 1 and "'bid_6'" in err, "levels that the file has not are named", err)
alone = shutil.copy(MESSAGES.replace("_message_", "_orderbook_"), f"{FOLDER}/A_2024-03-04_orderbook_5.csv")
code, _, err = run("import", alone, "--dataset", "m2", "--map", f"{MAPS}/lobster_orderbook.lua")
check(code == 1 and "A_2024-03-04_message_5.csv" in err, "a file that belongs to another is missed by name", err)
write("A_2024-03-04_message_5.csv", "34200.1,1,1,1,1,1\n")
code, _, err = run("import", alone, "--dataset", "m2", "--map", f"{MAPS}/lobster_orderbook.lua")
check(code == 1 and "expected one for each" in err, "and must have as many rows", err)

for args, code, words in [
    (["book", "trades"], 1, ["kind trades", "expected book"]),
    (["book", "orders", "--at", "soon"], 2, ["--at", "'soon'"]),
    (["book", "orders", "--symbol", "SYNB"], 1, ["no symbol 'SYNB'", "SYNA"]),
    (["book"], 2, ["book of which dataset"]),
]:
    got, _, err = run("data", *args)
    check(got == code and all(w in err for w in words), f"data {' '.join(args)} is refused", err)
got, out, _ = run("data", "book", "orders", "--at", "2024-03-01")
check(got == 0 and "empty, 0 changes" in out, "a book before its first change is empty", out)

# Frames and bars of ticks in scripts.
study = write("bars.lua", '''return study { name = "bars", api = 1, run = function()
  local t = data.load("trades")
  local bars = t:resample("500ms", { columns = { price = { "first", "max", "min", "last" }, qty = "sum" } })
    :rename { open = "price_first", high = "price_max", low = "price_min", close = "price_last", volume = "qty" }
  return { bars = bars, sides = t:distinct("side"), levels = #data.load("levels"), orders = data.load("orders").order_id[1] }
end }
''')
code, out, err = run("run", study, "--json")
got = json.loads(out) if code == 0 else {}
check(code == 0 and sum(got["bars"]["volume"]) == sum(q for _, q, _ in expected) and sorted(got["sides"]) == ["buy", "sell"] and got["orders"] == 1, "ticks are frames, and bars", f"{err}{out}")

code, out, err = run("bench", "ticks", "--events", "5000", "--runs", "1", "--json")
check(code == 0 and [r["count"] for r in json.loads(out)["ticks"]["rows"]][:2] == [5000, 5000], "bench ticks measures", err)

shutil.rmtree(FOLDER)
sys.exit(failed != 0)
