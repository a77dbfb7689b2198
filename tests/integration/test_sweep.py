#!/usr/bin/env python3
"""finsmart sweep: every run is the backtest with the same parameters, for any number of workers, through kills and resumption."""
import csv, io, json, os, re, resource, signal, subprocess, sys, tempfile, time

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
sma = os.path.join(source, "scripts/strategies/sma_cross.lua")
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)
    return ok


def run(*args, **more):
    return subprocess.run([program, *args], capture_output=True, text=True, env=env, cwd=folder, **more)


def sweep(*args, **more):
    return run("sweep", *args, "--json", **more)


def document(done, what="the sweep"):
    try:
        return json.loads(done.stdout)
    except ValueError:
        check(what + " prints a document", False, done.stdout[:500] + done.stderr)
        sys.exit(1)


def rows(out):
    """All sets of a folder without their times, read back through a dataset."""
    parts = sorted(os.path.join(out, "runs", name) for name in os.listdir(os.path.join(out, "runs")))
    name = re.sub(r"\W", "", out)
    done = run("import", *parts, "--dataset", name, "--kind", "table", "--replace")
    check("the rows of %s are a dataset" % os.path.basename(out), done.returncode == 0, done.stderr)
    text = run("export", name, "--format", "csv").stdout
    table = list(csv.DictReader(io.StringIO(text)))
    for row in table:
        row.pop("seconds")
    return table


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]
    except OSError:
        return []


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    return path


def wait_for(condition, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


folder_object = tempfile.TemporaryDirectory()
folder = folder_object.name
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
run("import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500")
grid = ["--data", "sp500", "--param", "fast=5:30:5", "--param", "slow=20,60,180", "--constraint", "p.fast < p.slow", "--fee-bps", "2"]

# The same for any number of workers, and the same as backtests.
documents = [document(sweep(sma, *grid, "--jobs", str(jobs), "--walk-forward", "train=4y,test=2y", "--cpcv", "groups=5,test=2,purge=3,embargo=3",
                            "--permutations", "2", "--monte-carlo", "200")) for jobs in (1, 2, 7)]
for other in documents:
    other.pop("run")
check("1, 2 and 7 workers give the same document", documents[0] == documents[1] == documents[2])
doc = documents[0]
check("sets are counted", doc["counts"] == {"sets": 18, "done": 15, "excluded": 3, "refused": 0, "failed": 0}, doc["counts"])
best = doc["top"][0]
for item in (best, doc["top"][-1]):
    one = document(run("backtest", sma, "--data", "sp500", "--fee-bps", "2", "--json", *["--param=%s=%s" % kv for kv in item["params"].items()]))
    same = all(one["metrics"][k] == v for k, v in item["metrics"].items() if k in one["metrics"])
    check("set %d is the backtest with its parameters" % item["set"], one["journal_hash"] == item["journal_hash"] and same)

# A test of the walk-forward is a run over training and test with orders from the last training bar.
fold = doc["walk_forward"]["folds"][1]
bars = fold["train"]["bars"]
one = document(run("backtest", sma, "--data", "sp500", "--fee-bps", "2", "--json", "--from", fold["train"]["from"], "--to", fold["test"]["to"],
                   "--warmup", str(bars), *["--param=%s=%s" % kv for kv in fold["params"].items()]))
equity = one["equity"]["value"][bars:]
check("a test is the backtest that sees the training bars first", one["journal_hash"] == fold["test_journal_hash"] and len(equity) == fold["test"]["bars"])
check("its return is that of the test's bars", abs(equity[-1] / 1e5 - 1 - fold["test_metrics"]["total_return"]) < 1e-12)
peak = worst = 0
for value in [1e5] + equity:
    peak = max(peak, value)
    worst = min(worst, value / peak - 1)
check("its drawdown is that of the test's bars", abs(worst - fold["test_metrics"]["max_drawdown"]) < 1e-12)
train = document(run("backtest", sma, "--data", "sp500", "--fee-bps", "2", "--json", "--from", fold["train"]["from"], "--to", fold["train"]["to"],
                     *["--param=%s=%s" % kv for kv in fold["params"].items()]))
check("its training figures are those of the training bars", train["metrics"]["sharpe"] == fold["train_objective"])
stitched = doc["walk_forward"]["equity"]["value"]
growth = 1
for f in doc["walk_forward"]["folds"]:
    growth *= 1 + f["test_metrics"]["total_return"]
check("the stitched equity is the product of the tests", abs(stitched[-1] / 1e5 / growth - 1) < 1e-12 and
      len(stitched) == sum(f["test"]["bars"] for f in doc["walk_forward"]["folds"]))
check("the p-value counts the permutations", doc["permutations"]["p_value"] in (1 / 3, 2 / 3, 1.0))
check("drawn trades are those of the best", doc["monte_carlo"]["trades"] in (best["metrics"]["trades"], best["metrics"]["trades"] - 1))

# Nothing of a run reaches the next: not what a script keeps outside its tables, not its random numbers.
leaky = write("leaky.lua", """
local seen = 0
local memory = ta.sma(3)
return strategy { name = "leaky", api = 1, params = { n = { 3, min = 1, max = 50 } },
  on_bar = function(ctx, s, bar)
    seen = seen + 1
    local mean = memory:update(bar.close)
    if seen % ctx.params.n == 0 and math.random() > 0.5 and bar.close > mean then s:target(1 + seen % 5) end
  end }""")
doc = document(sweep(leaky, "--data", "sp500", "--param", "n=3:9:2", "--jobs", "1"))
hashes = {t["params"]["n"]: t["journal_hash"] for t in doc["top"]}
alone = {n: document(run("backtest", leaky, "--data", "sp500", "--json", "--param", "n=%d" % n))["journal_hash"] for n in (3, 5, 7, 9)}
check("a run knows nothing of the ones before it", hashes == alone, (hashes, alone))

plugin = document(sweep("plugin:sma_cross", "--data", "sp500", "--param", "fast=5,10", "--param", "slow=50", "--objective", "p.fast * 1000 + m.trades"))
check("a plugin is swept like a script", plugin["counts"]["done"] == 2 and plugin["top"][0]["params"]["fast"] == 10, plugin)

# Objectives and constraints.
file = write("goal.lua", "return function(m, p) return m.total_return / (1 + m.trades) end")
for objective, value in (("m.cagr - 0.001 * m.turnover", lambda m: m["cagr"] - 0.001 * m["turnover"]), (file, lambda m: m["total_return"] / (1 + m["trades"]))):
    doc = document(sweep(sma, *grid, "--objective", objective))
    check("an objective can be " + os.path.basename(objective), all(abs(t["objective"] - value(t["metrics"])) < 1e-12 for t in doc["top"]))
doc = document(sweep(sma, *grid, "--objective", "max_drawdown", "--minimize", "--constraint", "m.trades > 20", "--top", "3"))
check("the least can be the best", len(doc["top"]) == 3 and doc["top"][0]["objective"] <= doc["top"][2]["objective"])
check("sets that break a constraint are not chosen", doc["counts"]["refused"] > 0 and all(t["metrics"]["trades"] > 20 for t in doc["top"]), doc["counts"])
fails = write("fails.lua", """
return strategy { name = "fails", api = 1, params = { n = { 1, min = 0, max = 9 } },
  on_bar = function(ctx, s, bar)
    if ctx.params.n == 4 then error("not with four") end
    if ctx.params.n == 6 then while true do end end
    s:target(ctx.params.n)
  end }""")
out = os.path.join(folder, "fails")
doc = document(sweep(fails, "--data", "sp500", "--param", "n=1:7:1", "--out", out, "--time-limit", "2", "--jobs", "2"))
check("a set that fails leaves the others alone", doc["counts"]["failed"] == 2 and doc["counts"]["done"] == 5, doc["counts"])
table = rows(out)
check("its row says why", "not with four" in table[3]["reason"] and "fails.lua:4" in table[3]["reason"], table[3]["reason"])
check("a set that does not end is ended, once", "time limit" in table[5]["reason"] and doc["run"]["worker_deaths"] == 1, table[5]["reason"])

# What is refused: exit status 2 and a message that names what it is about.
for args, words in (
        ([sma, "--data", "sp500", "--param", "fats=1:5:1"], ["fats", "did you mean 'fast'"]),
        ([sma, "--data", "sp500", "--param", "fast=0:5:1"], ["param 'fast' is 0", "from 1 to 500"]),
        ([sma, "--data", "sp500", "--param", "fast=5,x"], ["param 'fast' is x"]),
        ([sma, "--data", "sp500", "--param", "fast=1.5:5:1"], ["param 'fast' is 1.5"]),
        ([sma, "--data", "sp500", "--param", "fast=5:1:1"], ["param 'fast'", "leads away"]),
        ([sma, "--data", "sp500", "--param", "fast=5:9"], ["param 'fast'", "span without steps"]),
        ([sma, "--data", "sp500", "--param", "fast=5:9", "--method", "sobol"], ["--samples"]),
        ([sma, "--data", "sp500", "--param", "fast=5:9", "--method", "sobol", "--samples", "4"], ["param 'fast'", "an integer"]),
        ([sma, "--data", "sp500", "--objective", "sharp"], ["sharp", "did you mean 'sharpe'"]),
        ([sma, "--data", "sp500", "--objective", "m.sharp + 1"], ["objective", "did you mean 'sharpe'"]),
        ([sma, "--data", "sp500", "--objective", "m.sharpe +"], ["objective"]),
        ([sma, "--data", "sp500", "--constraint", "p.fast"], ["p.fast", "true or false"]),
        ([sma, "--data", "sp500", "--constraint", "os.execute('true')"], ["constraint"]),
        ([sma, "--data", "sp500", "--walk-forward", "train=9999999"], ["walk-forward"]),
        ([sma, "--data", "sp500", "--walk-forward", "train=9999999,test=5"], ["walk-forward"]),
        ([sma, "--data", "sp500", "--cpcv", "groups=3,test=3"], ["cpcv"]),
        ([sma, "--data", "sp500", "--resume"], ["--out"]),
        ([sma], ["--data"])):
    done = sweep(*args)
    said = done.stderr
    check("refused: " + " ".join(args[3:]), done.returncode == 2 and all(w in said for w in words) and not done.stdout, (done.returncode, said))
check("an unknown script is said", run("sweep", "none.lua", "--data", "sp500").returncode == 1)

# Kills. A slow strategy, so that there is time for them.
slow = write("slow.lua", """
return strategy { name = "slow", api = 1, params = { n = { 1, min = 1, max = 1000 }, hang = { false } },
  on_bar = function(ctx, s, bar)
    local x = 0
    for i = 1, 1000 do x = x + math.sin(i * bar.close) end
    while ctx.params.hang do end
    s:target((math.floor(bar.close + x) % ctx.params.n))
  end }""")
many = [slow, "--data", "sp500", "--from", "2012-01-01", "--param", "n=2:41:1", "--jobs", "2"]
whole = os.path.join(folder, "whole")
reference = document(sweep(*many, "--out", whole))
expected = rows(whole)
check("there is a row for each set", len(expected) == 40)


def start(*args):
    return subprocess.Popen([program, "sweep", *args, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=folder,
                            start_new_session=True)


def log_size(out):
    try:
        return os.path.getsize(os.path.join(out, "runs.log"))
    except OSError:
        return 0


out = os.path.join(folder, "worker-killed")
process = start(*many, "--out", out)
for n in range(3):
    wait_for(lambda: log_size(out) > 2000 * (1 + 4 * n))
    for pid in children(process.pid)[:1]:
        os.kill(pid, signal.SIGKILL)
text, errors = process.communicate(timeout=300)
doc = json.loads(text)
check("killed workers lose nothing and count nothing twice", doc["journal_hash"] == reference["journal_hash"] and doc["counts"] == reference["counts"]
      and doc["run"]["worker_deaths"] >= 1 and rows(out) == expected, (doc["counts"], doc["run"], errors))

def ticks(pid):
    """Processor time that a process has used, in hundredths of a second; None where it is gone."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return int(f.read().rsplit(")", 1)[1].split()[11])
    except OSError:
        return None


process = start(slow, "--data", "sp500", "--param", "n=3", "--param", "hang=true", "--jobs", "1")
killed = set()
while process.poll() is None and len(killed) < 9:
    for pid in set(children(process.pid)) - killed:
        wait_for(lambda: ticks(pid) is None or ticks(pid) > 30)  # it works on the set
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
        killed.add(pid)
    time.sleep(0.01)
text, errors = process.communicate(timeout=60)
doc = json.loads(text)
check("a set that ends three workers has failed", doc["counts"]["failed"] == 1 and doc["first_failure"] and process.returncode == 1, (doc["counts"], errors))

out = os.path.join(folder, "leader-killed")
process = start(*many, "--out", out)
wait_for(lambda: log_size(out) > 5000)
workers = children(process.pid)
process.kill()
process.communicate()
check("workers end with their leader", wait_for(lambda: not any(os.path.exists("/proc/%d" % pid) for pid in workers), 10))
check("a folder is not begun twice", "--resume" in sweep(*many, "--out", out).stderr)
for other, word in ((["--fee-bps", "1"], "fee-bps"), (["--objective", "cagr"], "objective"), (["--param", "hang=false"], "param")):
    done = sweep(*many, *other, "--out", out, "--resume")
    check("another %s is not a resumption" % word, done.returncode == 1 and "another " + word in done.stderr, done.stderr)
with open(os.path.join(out, "runs.log"), "r+b") as f:
    f.truncate(log_size(out) - 100)  # the last record is cut in the middle
doc = document(sweep(*many, "--out", out, "--resume"))
check("a killed sweep that is resumed is the whole one", 0 < doc["run"]["resumed"] < 40 and doc["journal_hash"] == reference["journal_hash"]
      and doc["top"] == reference["top"] and rows(out) == expected, doc["run"])
doc = document(sweep(*many, "--out", out, "--resume"))
check("a whole sweep that is resumed runs nothing", doc["run"]["resumed"] == 40 and doc["top"] == reference["top"] and rows(out) == expected)
with open(slow, "a") as f:
    f.write("-- edited\n")
done = sweep(*many, "--out", out, "--resume")
check("another script is not a resumption", done.returncode == 1 and "strategy" in done.stderr, done.stderr)

out = os.path.join(folder, "interrupted")
process = start(*many, "--out", out)
wait_for(lambda: log_size(out) > 5000)
os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
text, errors = process.communicate(timeout=60)
check("Ctrl-C keeps what is done and says how to go on", process.returncode == 1 and "--resume" in errors and not json.loads(text)["complete"], errors)
doc = document(sweep(*many, "--out", out, "--resume"))
check("and it goes on", doc["run"]["resumed"] > 0 and doc["counts"]["done"] == 40 and rows(out) == expected, doc["counts"])


# A disk that is full: a limit on the size of files stands for it.
def small_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


out = os.path.join(folder, "full")
done = subprocess.run([program, "sweep", *many, "--out", out], capture_output=True, text=True, env=env, cwd=folder, preexec_fn=small_files)
check("a full disk ends the sweep with a message", done.returncode == 1 and "runs" in done.stderr, (done.returncode, done.stderr))
doc = document(sweep(*many, "--out", out, "--resume"))
check("with room again it is resumed", doc["counts"]["done"] == 40 and rows(out) == expected)

# The results are an ordinary dataset for scripts, and the page is one file.
study = write("best.lua", """return study { name = "best", api = 1,
  run = function() local f = data.load("%s"); return { rows = #f, best = f.objective:max() } end }""" % re.sub(r"\W", "", whole))
done = run("run", study, "--json")
check("scripts read the sets as a frame", done.returncode == 0 and json.loads(done.stdout)["rows"] == 40, done.stdout + done.stderr)
page = os.path.join(folder, "page.html")
done = run("sweep", sma, *grid, "--report", page, "--walk-forward", "train=4y,test=4y", "--monte-carlo", "100")
html = open(page).read() if os.path.exists(page) else ""
check("the page has every part that was asked for", all(part in html for part in ("The best sets", "Sensitivity", "How much of it is choice", "Walk-forward", "Trades drawn anew"))
      and "http" not in re.sub(r'http-equiv|http://www.w3.org/\S+', "", html), done.stderr)
check("the summary names the best", done.stdout.startswith("sma_cross on sp500") and "deflated Sharpe" in done.stdout, done.stdout)

sys.exit(1 if failures else 0)
