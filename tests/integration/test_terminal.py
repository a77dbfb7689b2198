#!/usr/bin/env python3
"""The bar, Ctrl-C and log lines on a terminal; pipes that close early; streams that are closed from the start."""
import fcntl, json, os, pty, re, select, struct, subprocess, tempfile, termios, time

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0
WIPE = "\r\x1b[K"

SLOW = """
return strategy { name = "slow", version = "1.0.0", api = 1, description = "Takes its time, and says so.",
  on_bar = function(ctx, s, bar)
    s.n = (s.n or 0) + 1
    local x = 0
    for i = 1, 300000 do x = x + i % 7 end
    s.x = x
    if s.n % 2 == 0 then s:buy(1) else s:sell(1) end
    if s.n % 100 == 0 then log.warn("hundred") end
  end }
"""


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


def terminal(*args, columns=80, interrupt=None, limit=60):
    """What a terminal gets; Ctrl-C once `interrupt` (a pattern) is there."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(program, [program, *args])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    out, end = "", time.monotonic() + limit
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                data = os.read(fd, 65536).decode(errors="replace")
            except OSError:
                break
            if not data:
                break
            out += data
        if interrupt and re.search(interrupt, out):
            os.write(fd, b"\x03")
            interrupt = None
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), out


def stop(process):
    """SIGTERM, once the process is ready for it."""
    caught = 0
    while not caught >> 14 & 1:
        with open("/proc/%d/status" % process.pid) as f:
            caught = int(re.search(r"SigCgt:\s*(\w+)", f.read()).group(1), 16)
    process.terminate()


def lines(out):
    """The lines as they stand on the screen in the end: what was wiped is gone."""
    return [line.split(WIPE)[-1] for line in out.split("\r\n")]


with tempfile.TemporaryDirectory() as home:
    os.environ["FINSMART_HOME"] = home
    os.chdir(home)
    data = os.path.join(source, "scripts/data/sp500-2000.csv")
    subprocess.run([program, "import", data, "--dataset", "sp500"], check=True, capture_output=True)
    with open("slow.lua", "w") as f:
        f.write(SLOW)
    some = ("--data", "sp500", "--to", "2011-12-31") # 3,019 bars
    few = ("--data", "sp500", "--to", "2003-12-31")

    status, out = terminal("backtest", "slow.lua", *some)
    check("a run of some seconds shows a bar with rate and time left",
          re.search(r"backtest \[#+\.*\] +\d+ %  \d+ bars/s  \d+:\d\d left", out), out[:2000])
    left = lines(out)
    check("and ends with the summary alone on its lines", status == 0 and any(x.startswith("slow 1.0.0 on sp500") for x in left),
          left[:20])
    check("log lines stand alone on theirs", sum("warn" in x and "hundred" in x for x in left) == 30
          and not any("left" in x and "warn" in x for x in left), left[:20])
    status, out = terminal("backtest", "slow.lua", *some, columns=50)
    check("a narrow terminal keeps the time left", re.search(r"\d+ bars/s  \d+:\d\d left\x0d", out) and
          all(len(x) < 50 for part in out.split("\r\n") for x in part.split(WIPE)[1:] if "bars/s" in x), out[:1000])
    status, out = terminal("backtest", "slow.lua", *some, "--out", "part", interrupt=r"\[#+")
    check("Ctrl-C ends with 1, the part that ran, and names its files", status == 1 and "STOPPED BEFORE THE END" in out and
          "part/{orders," in out and re.search(r"stopped after \d+ of 3019 bars", out), out[-1500:])
    check("and with the summary alone on its lines", any(x.startswith("STOPPED BEFORE") for x in lines(out)), out[-1500:])
    with open("part/orders.csv") as f:
        rows = f.read().split("\n")
    with open("part/tearsheet.json") as f:
        check("a run that was stopped has a tear sheet of the part that ran", json.load(f)["run"]["complete"] is False and os.path.exists("part/equity.arrow"))
    check("the files of a run that was stopped are whole", rows[-1] == "" and rows[-2].count(",") == rows[0].count(","), rows[-2:])

    status, out = terminal("check", "--bias", "slow.lua", *few)
    check("check --bias shows a bar", re.search(r"bias \[#*\.*\] +\d+ %  .* runs/s", out), out[:1000])
    status, out = terminal("check", "--bias", "slow.lua", *few, interrupt=r"bias \[#")
    check("check --bias that is stopped accuses nobody", status == 1 and "it is not judged" in out and "bias-" not in out, out)

    with open("long.csv", "w") as f:
        f.write("time,close\n")
        f.writelines("%d,%d.5\n" % (946684800 + 60 * i, 100 + i % 7) for i in range(1500000))
    subprocess.run([program, "import", "long.csv", "--dataset", "long"], check=True, capture_output=True)
    process = subprocess.Popen([program, "export", "long", "--out", "stop.csv"], stderr=subprocess.PIPE, text=True)
    stop(process)
    err = process.communicate()[1]
    check("an export that is stopped leaves no file", process.returncode == 1 and "stop.csv: was not written" in err and
          "stopped after" in err and not [n for n in os.listdir(".") if n.startswith("stop")], (process.returncode, err))
    process = subprocess.Popen([program, "export", "long"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    check("a reader that has seen enough of an export is no failure", process.wait() == 0 and not err, (process.returncode, err))
    with open("long.ndjson", "w") as f:
        f.writelines('{"time": %d, "close": 1.5, "volume": %d}\n' % (1500000000 + 60 * i, i) for i in range(1500000))
    process = subprocess.Popen([program, "import", "long.ndjson", "--dataset", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    stop(process)
    out, err = process.communicate()
    check("reading JSON is stopped at once", process.returncode == 1 and "stopped while reading" in err and
          not os.path.exists(os.path.join(os.environ["FINSMART_HOME"], "history", "json")), out + err)
    process = subprocess.Popen([program, "import", "long.csv", "--dataset", "stopped"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    stop(process)
    out, err = process.communicate()
    listed = subprocess.run([program, "data", "list"], capture_output=True, text=True).stdout
    check("an import that is stopped says so and leaves nothing", process.returncode == 1 and "stopped" in err and
          "stopped" not in listed, (process.returncode, out, err, listed))

    piped = subprocess.run([program, "backtest", "slow.lua", *few], capture_output=True, text=True)
    check("a pipe gets no bar", WIPE not in piped.stdout + piped.stderr and "bars/s" not in piped.stderr, piped.stderr[:500])

    # A file that is opened must not become the standard output or error of a program that was started without one.
    for closed in ("1", "2"):
        subprocess.run('"%s" backtest slow.lua --data sp500 --to 2000-03-01 --out closed%s %s>&-' % (program, closed, closed),
                       shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        texts = [open(os.path.join("closed" + closed, n), encoding="latin-1").read() for n in sorted(os.listdir("closed" + closed))]
        check("without stream %s nothing strange is in the files" % closed, len(texts) > 7 and
              not any("finsmart" in t or "slow 1.0.0" in t or "warn" in t for t in texts), texts[:1])

raise SystemExit(1 if failures else 0)
