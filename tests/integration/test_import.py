#!/usr/bin/env python3
"""Importing files good and bad: what is kept, what is refused and in which words, and that a failure changes nothing."""
import glob
import gzip
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile

FINSMART = os.environ["FINSMART"]
SOURCE = os.environ["SOURCE_DIR"]
failed = 0


def check(ok, what, detail=""):
    global failed
    print(("ok - " if ok else "not ok - ") + what + ("" if ok else f"\n{detail}"))
    failed += not ok


def run(*args, home, stdin=None, limit=None):
    def before():
        if limit is not None:  # a write past the limit gives EFBIG, as a full disk gives ENOSPC
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run([FINSMART, *args, "--home", home], capture_output=True, input=stdin, preexec_fn=before, cwd=os.path.dirname(home))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def snapshot(home):
    """Every file of the home with its digest, but locks."""
    out = {}
    for folder, _, files in os.walk(home):
        for name in files:
            if name != ".lock":
                path = os.path.join(folder, name)
                out[os.path.relpath(path, home)] = hashlib.sha256(open(path, "rb").read()).hexdigest()
    return out


BARS = "date,open,high,low,close,volume\n"
GOOD = BARS + "2020-01-02,10,12,9,11,100\n2020-01-03,11,13,10,12,200\n2020-01-06,12,12.5,11,11.5,300\n"

# name, content, options, words that the message must have
BAD = [
    ("an empty file", "", [], ["bad.csv", "empty"]),
    ("a header without rows", BARS, [], ["bad.csv"]),
    ("wrong columns", "a,b\n1,2\n", [], ["bad.csv:1", "time", "a, b", "--columns"]),
    ("bars without a close", "date,open,high,low\n2020-01-02,1,2,1\n", [], ["bad.csv:1", "close"]),
    ("bars with a high only", "date,high,close\n2020-01-02,2,1\n", [], ["open, high and low"]),
    ("unsorted times", BARS + "2020-01-02,1,2,1,1,1\n2020-01-06,1,2,1,1,1\n2020-01-03,1,2,1,1,1\n", [], ["bad.csv:4", "'time'", "2020-01-03", "earlier"]),
    ("duplicate times", BARS + "2020-01-02,1,2,1,1,1\n2020-01-02,1,2,1,2,1\n", [], ["bad.csv:3", "'time'", "second row", "line 2"]),
    ("a negative price", BARS + "2020-01-02,1,2,1,1,1\n2020-01-03,1,2,-1,1,1\n", [], ["bad.csv:3", "'low'", "negative"]),
    ("a zero price", BARS + "2020-01-02,0,2,1,1,1\n", [], ["bad.csv:2", "'open'", "zero"]),
    ("a high below the low", BARS + "2020-01-02,1,1,2,1,1\n", [], ["bad.csv:2", "'high'", "below the low"]),
    ("a symbol with a line break", 'date,symbol,close\n2020-01-02,"A\nB",1\n', [], ["bad.csv:2", "'symbol'", "control character"]),
    ("a symbol too long for a folder", GOOD, ["--symbol", "\u00fc" * 50], ["--symbol", "300 bytes"]),
    ("a type for a column that is not there", GOOD, ["--types", "nope=f64"], ["--types 'nope=f64'", "no column 'nope'"]),
    ("no header and no names", "2020-01-02,1\n", ["--no-header"], ["bad.csv:1", "column_1"]),
    ("a dataset that looks like an option", GOOD, ["--dataset=-x"], ["'-x' cannot name a dataset"]),
    ("a close above the high", BARS + "2020-01-02,1,2,1,3,1\n", [], ["bad.csv:2", "'close'", "outside"]),
    ("NaN for a price", BARS + "2020-01-02,1,2,1,NaN,1\n", [], ["bad.csv:2", "'close'", "missing or NaN"]),
    ("an infinite price", BARS + "2020-01-02,1,inf,1,1,1\n", [], ["bad.csv:2", "'high'", "infinite"]),
    ("a negative volume", BARS + "2020-01-02,1,2,1,1,-5\n", [], ["bad.csv:2", "'volume'", "negative"]),
    ("text for a number", BARS + "2020-01-02,1,2,abc,1,1\n", [], ["bad.csv:2", "'low'", "'abc'", "not a number"]),
    ("a field too few", BARS + "2020-01-02,1,2,1,1\n", [], ["bad.csv:2", "5 fields", "expected 6"]),
    ("a date that does not exist", BARS + "2020-01-02,1,2,1,1,1\n2020-02-30,1,2,1,1,1\n", ["--date-format", "iso"], ["bad.csv:3", "'time'", "2020-02-30"]),
    ("a missing time", BARS + "2020-01-02,1,2,1,1,1\n,1,2,1,1,1\n", [], ["bad.csv:3", "'time'", "missing"]),
    ("times with and without an offset", BARS + "2020-01-02T00:00:00Z,1,2,1,1,1\n2020-01-03T00:00:00,1,2,1,1,1\n", [], ["bad.csv:3", "'time'", "mixed time zones"]),
    ("two zones", BARS + "2020-01-02T00:00:00-05:00,1,2,1,1,1\n2020-01-03T00:00:00+01:00,1,2,1,1,1\n", [], ["bad.csv:3", "mixed time zones"]),
    ("ambiguous dates", BARS + "1/2/2020,1,2,1,1,1\n1/3/2020,1,2,1,1,1\n", [], ["month/day/year or day/month/year", "--date-format"]),
    ("an open quote", BARS + '2020-01-02,1,2,1,1,"1\n', [], ["bad.csv:2", "never closed"]),
    ("an unknown zone", GOOD, ["--timezone", "America/Nowhere"], ["America/Nowhere"]),
    ("an unknown calendar", GOOD, ["--calendar", "LSE2"], ["LSE2"]),
    ("another kind", "time,price,qty\n2020-01-02T00:00:00Z,1,2\n", ["--kind", "trades"], ["holds bars", "trades"]),
    ("other columns", "date,close,extra\n2020-01-07,1,2\n", [], ["column 'volume'", "has not"]),
    ("conflicting rows", GOOD.replace("12.5", "12.75"), [], ["high 12.5", "2020-01-06", "12.75", "--replace"]),
    ("a date and a time column", "date,time,close\n2020-01-02,09:30,1\n", [], ["'date'", "'time'", "--columns"]),
]


def bad_inputs(work):
    home = os.path.join(work, "home")
    path = os.path.join(work, "bad.csv")
    good = os.path.join(work, "good.csv")
    open(good, "w").write(GOOD)
    code, out, err = run("import", good, "--dataset", "d", home=home)
    check(code == 0 and "3 added" in out, "imports good bars", out + err)
    before = snapshot(home)
    for name, content, options, words in BAD:
        open(path, "w").write(content)
        code, out, err = run("import", path, "--dataset", "d", *options, home=home)
        check(code in (1, 2) and all(word in err for word in words), f"refuses {name}, naming file, line and field", f"{code} {err}")
        check(snapshot(home) == before, f"{name}: earlier data is intact")
        code, out, err = run("import", path, "--dataset", "fresh", *options, home=home)
        if name not in ("another kind", "other columns", "conflicting rows"):
            check(code != 0 and not os.path.exists(os.path.join(home, "history", "fresh")), f"{name}: leaves no dataset behind", err)
        else:
            run_remove = os.path.join(home, "history", "fresh")
            subprocess.run(["rm", "-rf", run_remove], check=True)
    code, out, err = run("import", os.path.join(work, "absent.csv"), "--dataset", "d", home=home)
    check(code == 1 and "absent.csv" in err, "names a file that is not there", err)
    code, out, err = run("import", work, "--dataset", "d", home=home)
    check(code == 1 and "folder" in err, "says that a folder is no file", err)
    if os.geteuid() != 0:
        os.chmod(path, 0)
        code, out, err = run("import", path, "--dataset", "d", home=home)
        check(code == 1 and "bad.csv" in err, "names a file that cannot be read", err)
    code, out, err = run("import", good, home=home)
    check(code == 2 and "--dataset" in err, "asks for the dataset's name")
    code, out, err = run("import", good, "--dataset", "../x", home=home)
    check(code == 2, "refuses a dataset's name that leaves the folder", err)
    check(snapshot(home) == before, "earlier data is intact after all of it")


def full_disk(work):
    home = os.path.join(work, "home-full")
    good, more = os.path.join(work, "good.csv"), os.path.join(work, "more.csv")
    run("import", good, "--dataset", "d", home=home)
    before = snapshot(home)
    with open(more, "w") as out:
        out.write(BARS)
        for day in range(20000):
            out.write(f"{(1900 + day // 336):04d}-{(day // 28) % 12 + 1:02d}-{day % 28 + 1:02d},10,12,9,11,{day}\n")
    for limit in (4096, 100000, 900000):
        code, _, err = run("import", more, "--dataset", "d", home=home, limit=limit)
        check(code == 1 and ("arrow" in err or "manifest" in err), f"says which file could not be written ({limit} bytes)", f"{code} {err}")
        check(snapshot(home) == before, f"keeps earlier data when the disk fills ({limit} bytes)")
    code, out, err = run("import", more, "--dataset", "d", home=home)
    check(code == 0 and "20000 added" in out, "imports it once there is room", out + err)
    code, out, err = run("export", "d", "--format", "csv", "--out", "/dev/full/x", home=home)
    check(code == 1, "says that an export cannot be written")
    with open("/dev/full", "w") as full:
        done = subprocess.run([FINSMART, "export", "d", "--home", home], stdout=full, stderr=subprocess.PIPE)
    check(done.returncode == 1 and b"written" in done.stderr, "says that standard output is full", done.stderr)


def repeats(work):
    home = os.path.join(work, "home-repeat")
    sp500 = os.path.join(SOURCE, "scripts/data/sp500-2000.csv")
    code, out, err = run("import", sp500, "--dataset", "sp500", "--calendar", "NYSE", "--json", home=home)
    first = json.loads(out)
    check(first["rows"] == 5105 and first["files"][0]["added"] == 5105, "imports the sample data")
    before = snapshot(home)
    code, out, err = run("import", sp500, "--dataset", "sp500", "--json", home=home)
    again = json.loads(out)
    check(again["hash"] == first["hash"] and again["files"][0]["unchanged"] == 5105 and snapshot(home) == before,
          "importing the same rows again changes nothing")
    # the same rows in another order of arrival, as gzip and in two halves, have the same hash
    lines = open(sp500).read().splitlines()
    for name, parts in (("halves", [lines[2500:], lines[1:2600]]), ("reversed", [lines[:0:-1]])):
        for i, part in enumerate(parts):
            piece = os.path.join(work, f"{name}{i}.csv.gz")
            body = part if part[0] == lines[0] else [lines[0]] + part
            gzip.open(piece, "wt").write("\r\n".join(body) + "\r\n")
            code, out, err = run("import", piece, "--dataset", name, "--symbol", "sp500", "--json", home=home)
            check(code == 0, f"imports {name} piece {i}", err)
        check(json.loads(out)["hash"] == first["hash"], f"the content hash does not depend on how rows came in ({name})")
    code, out, err = run("export", "sp500", home=home)
    copy = os.path.join(work, "copy.csv")
    open(copy, "w").write(out)
    code, out, err = run("import", copy, "--dataset", "copy", "--symbol", "sp500", "--json", home=home)
    check(json.loads(out)["hash"] == first["hash"], "a dataset exported as CSV and imported again is the same")
    for form in ("arrow", "ndjson", "json"):
        path = os.path.join(work, "copy." + form)
        code, out, err = run("export", "sp500", "--format", form, "--out", path, home=home)
        code, out, err = run("import", path, "--dataset", "copy-" + form, "--symbol", "sp500", "--json", home=home)
        check(code == 0 and json.loads(out)["hash"] == first["hash"], f"a dataset exported as {form} and imported again is the same", err)
    changed = os.path.join(work, "changed.csv")
    open(changed, "w").write("\n".join([lines[0], lines[5].replace("1401", "1402", 1)]))
    code, out, err = run("import", changed, "--dataset", "sp500", "--replace", "--json", home=home)
    now = json.loads(out)
    check(code == 0 and now["rows"] == 5105, "--replace keeps the number of rows", err)


def left_out(work):
    home = os.path.join(work, "home-report")
    path = os.path.join(work, "mixed.csv")
    open(path, "w").write(BARS + "2020-01-06,1,2,1,1,1\nx,1,2,1,1,1\n2020-01-03,1,2,1,1,1\n2020-01-07,1,2,1\n2020-01-08,1,2,-1,1,1\n2020-01-09,3,4,3,3,3\n2020-01-09,3,4,3,3,3\n")
    code, out, err = run("import", path, "--dataset", "m", "--date-format", "iso", "--on-error", "report", "--bad-rows", "rows.csv", "--json", home=home)
    result = json.loads(out)["files"][0]
    rows = open(os.path.join(work, "rows.csv")).read().splitlines()
    check(code == 0 and result["rows"] == 3 and result["bad"] == 4 and result["sorted"] == 1, "--on-error report keeps good rows, sorted", out + err)
    check([row.split(",")[1] for row in rows[1:]] == ["3", "5", "6", "8"], "and lists every bad row with its line", rows)
    check(all(word in " ".join(rows) for word in ("2000-01-31", "expected 6", "negative", "second row")), "and says why", rows)
    code, out, err = run("import", path, "--dataset", "s", "--date-format", "iso", "--on-error", "skip", "--json", home=home)
    check(code == 0 and json.loads(out)["files"][0]["bad"] == 4, "--on-error skip counts them", err)


def formats(work):
    home = os.path.join(work, "home-formats")
    cases = [
        ("german", "Datum;Eröffnung;Hoch;Tief;Schluss;Volumen\n31.12.2019;1.000,5;1.200;900,25;1.100;5\n02.01.2020;1.100;1.200;1.000;1.150,75;6\n",
         ["--decimal-comma", "--thousands", ".", "--columns", "Datum=time,Eröffnung=open,Hoch=high,Tief=low,Schluss=close,Volumen=volume"],
         "2020-01-02T00:00:00Z,1100,1200,1000,1150.75,6"),
        ("american", "Date,Close\n1/2/2020 9:30 AM,\"1,234.5\"\n12/31/2020 4:00 PM,2\n", ["--thousands", ",", "--timezone", "America/New_York"],
         "2020-12-31T21:00:00Z,2,2,2,2"),
        ("summer", "time,close\n2020-07-01 09:30,1\n", ["--timezone", "America/New_York"], "2020-07-01T13:30:00Z,1,1,1,1"),
        ("epoch", "timestamp,close\n1577836800123,1\n1577836801123,2\n", [], "2020-01-01T00:00:01.123Z,2,2,2,2"),
        ("compact", "date|price\n20200102|5\n20200103|6\n", [], "2020-01-03T00:00:00Z,6,6,6,6"),
        ("tabs", "time\tclose\nJan 31 2000\t5\n", [], "2000-01-31T00:00:00Z,5,5,5,5"),
    ]
    for name, content, options, last in cases:
        path = os.path.join(work, name + ".csv")
        open(path, "w").write(content)
        code, out, err = run("import", path, "--dataset", name, *options, home=home)
        check(code == 0, f"imports the {name} file", err)
        code, out, err = run("export", name, home=home)
        check(out.splitlines()[-1] == last, f"reads the {name} file's values", out)
    code, out, err = run("import", "-", "--dataset", "piped", home=home, stdin=GOOD.encode())
    check(code == 0 and "3 added" in out, "imports standard input", err)
    code, out, err = run("data", "show", "pipedd", home=home)
    check(code == 1 and "did you mean 'piped'" in err, "names the nearest dataset")
    code, out, err = run("export", "piped", "--symbol", "x", home=home)
    check(code == 1 and "no symbol 'x'" in err, "names a symbol that is not there")


def quality(work):
    home = os.path.join(work, "home-check")
    path = os.path.join(work, "faults.csv")
    rows, price = [BARS.strip()], 100.0
    import datetime
    day = datetime.date(2020, 1, 2)
    n = 0
    while n < 200:
        if day.weekday() < 5 and day != datetime.date(2020, 1, 20) and day != datetime.date(2020, 2, 17) and day not in (
                datetime.date(2020, 4, 10), datetime.date(2020, 5, 25), datetime.date(2020, 7, 3), datetime.date(2020, 9, 7)):
            n += 1
            price *= 1 + 0.001 * ((n * 7919) % 13 - 6)
            if n == 60:
                price /= 2
            if n == 90:
                price *= 1.3
            volume = 0 if n == 30 else 100
            shown = price
            if n not in (40, 41):
                rows.append(f"{day},{shown},{shown * 1.01},{shown * 0.99},{shown},{volume}")
        day += datetime.timedelta(1)
    open(path, "w").write("\n".join(rows) + "\n")
    code, out, err = run("import", path, "--dataset", "f", "--calendar", "NYSE", home=home)
    check(code == 0, "imports bars with faults to find", err)
    code, out, err = run("data", "check", "f", "--json", home=home)
    found = json.loads(out)
    check(code == 1 and found["counts"] == {"order": 0, "crossed": 0, "gap": 1, "calendar": 0, "split": 1, "outlier": 1, "volume": 1, "stale": 0},
          "data check finds the gap, the split, the outlier and the row without volume, and nothing else", out)
    check(any(f["rule"] == "split" and "2:1" in f["text"] for f in found["findings"]), "and says which split", out)
    code, out, err = run("data", "check", "f", home=home)
    check(code == 1 and "4 findings" in out, "and as a table", out)

    # A symbol that seldom trades: most returns are zero.
    rows, price, day = [BARS.strip()], 100.0, datetime.date(2020, 1, 1)
    for n in range(100):
        price = price / 2 if n == 50 else price * 1.01 if n % 7 == 0 else price
        rows.append(f"{day},{price},{price},{price},{price},100")
        day += datetime.timedelta(1)
    open(path, "w").write("\n".join(rows) + "\n")
    run("import", path, "--dataset", "quiet", home=home)
    code, out, err = run("data", "check", "quiet", "--json", home=home)
    check(code == 1 and json.loads(out)["counts"]["split"] == 1, "finds the split of a symbol that seldom moves", out)

    # From new to old, with two rows of a time: the file's first stays.
    open(path, "w").write("date,close\n2020-01-06,3\n2020-01-03,1\n2020-01-03,2\n2020-01-02,9\n")
    code, out, err = run("import", path, "--dataset", "twice", home=home)
    check(code == 1 and "faults.csv:4" in err and "first is on line 3" in err, "names the second row of a file turned round", err)
    code, out, err = run("import", path, "--dataset", "twice", "--on-error", "skip", home=home)
    code, out, err = run("export", "twice", home=home)
    check("2020-01-03T00:00:00Z,1,1,1,1" in out, "and keeps the first", out)

    # What has no times says so.
    open(path, "w").write("a,b\n1,x\n2,y\n")
    run("import", path, "--dataset", "plain", "--kind", "table", home=home)
    code, out, err = run("data", "show", "plain", home=home)
    check(code == 0 and "1970" not in out and "1 symbol" in out, "a table without times shows none", out)
    code, out, err = run("data", "show", "plain", "--json", home=home)
    check(code == 0 and json.loads(out)["from"] is None, "nor in the document", out)
    code, out, err = run("backtest", os.path.join(SOURCE, "scripts/strategies/sma_cross.lua"), "--data", "plain", home=home)
    check(code == 1 and "dataset 'plain' is of kind table; a backtest needs bars" in err, "a backtest over what is no bars is refused by name", err)


def cut_short(work):
    """A dataset's file that another program cuts short while it is mapped: said, and no crash."""
    home = os.path.join(work, "cut")
    path = os.path.join(work, "cut.csv")
    with open(path, "w") as out:
        out.write("time,close\n" + "".join(f"{1000000000 + 60 * i},{1 + i % 7}\n" for i in range(20000)))
    run("import", path, "--dataset", "d", home=home)
    shell = subprocess.Popen([FINSMART, "repl", "--home", home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True)
    shell.stdin.write('f = data.load("d")\nprint("loaded")\n')
    shell.stdin.flush()
    loaded = shell.stdout.readline()
    for file in glob.glob(os.path.join(home, "history/d/*/*.arrow")):
        os.truncate(file, 4096)
    out, err = shell.communicate("print(ta.sma(f.close, 3))\n", timeout=60)
    check(loaded == "loaded\n" and shell.returncode == 1 and ("was cut short by another program" in err or "AddressSanitizer" in err),
          "a mapped file that is cut short ends the process with a message", f"{loaded!r} {shell.returncode} {out} {err}")


def main():
    with tempfile.TemporaryDirectory() as work:
        bad_inputs(work)
        full_disk(work)
        repeats(work)
        left_out(work)
        formats(work)
        quality(work)
        cut_short(work)
    sys.exit(failed != 0)


main()
