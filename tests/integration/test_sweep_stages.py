#!/usr/bin/env python3
"""finsmart sweep --resume: walk-forward and permutations that were killed go on where they were and come to the same."""
import glob, json, os, signal, subprocess, sys, tempfile, time

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)
    return ok


folder_object = tempfile.TemporaryDirectory()
folder = folder_object.name
env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
subprocess.run([program, "import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500"], env=env, check=True, capture_output=True)
strategy = os.path.join(folder, "slow.lua")
with open(strategy, "w") as f:  # slow enough that there is time to kill it
    f.write("""
return strategy { name = "slow", api = 1, params = { n = { 2, min = 2, max = 1000 } },
  on_bar = function(ctx, s, bar)
    local x = 0
    for i = 1, 200 do x = x + math.sin(i * bar.close) end
    s:target((math.floor(bar.close + x) % ctx.params.n))
  end }""")
sets = 8
common = [program, "sweep", strategy, "--data", "sp500", "--from", "2012-01-01", "--param", "n=2:9:1", "--jobs", "2", "--json"]


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]
    except OSError:
        return []


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass


def size(pattern):
    return sum(os.path.getsize(path) for path in glob.glob(pattern))


def wait_for(condition, seconds=120):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False


def document(arguments):
    done = subprocess.run(common + arguments, capture_output=True, text=True, env=env)
    try:
        return json.loads(done.stdout)
    except ValueError:
        check("%s prints a document" % " ".join(arguments), False, done.stdout[:300] + done.stderr)
        sys.exit(1)


def result(doc):
    """All of a document but what differs from call to call."""
    return {name: value for name, value in doc.items() if name not in ("run", "out")}


def start(arguments):
    return subprocess.Popen(common + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True)


def disturbed(name, options, log, counter, pieces):
    """Kills a worker, then the leader, in the stage that writes `log`; the same command with --resume then ends it."""
    reference = document(options)
    out = os.path.join(folder, name.replace(" ", "-"))
    pattern = os.path.join(out, log)
    process = start(options + ["--out", out])
    reached = wait_for(lambda: size(pattern) > 2000 or process.poll() is not None)
    for pid in children(process.pid)[:1]:
        kill(pid)
    later = size(pattern) + 4000
    wait_for(lambda: size(pattern) > later or process.poll() is not None)
    workers = children(process.pid)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    check("%s: it was killed in the middle" % name, reached and alive and size(pattern) > 0)
    check("%s: workers end with their leader" % name, wait_for(lambda: not any(os.path.exists("/proc/%d" % p) for p in workers), 20))
    path = glob.glob(pattern)[0]
    with open(path, "r+b") as f:
        f.truncate(os.path.getsize(path) - 100)  # the last record is cut in the middle
    doc = document(options + ["--out", out, "--resume"])
    check("%s: it goes on and comes to the same" % name, result(doc) == result(reference) and 0 < doc["run"][counter] < pieces, doc["run"])
    doc = document(options + ["--out", out, "--resume"])
    check("%s: a whole one runs nothing again" % name, result(doc) == result(reference) and doc["run"][counter] == pieces, doc["run"])
    return reference, out


for name, walk in (("rolling", "train=500,test=200"), ("anchored", "train=500,test=200,anchored"), ("purged", "train=500,test=200,purge=20")):
    reference, out = disturbed(name, ["--walk-forward", walk], "walk-*.log", "resumed_walk_forward", 8 * sets)
    check("%s: there are 8 folds" % name, len(reference["walk_forward"]["folds"]) == 8, len(reference["walk_forward"]["folds"]))

# Other windows in the same folder are a stage of their own.
other = ["--walk-forward", "train=600,test=300"]
doc = document(other + ["--out", out, "--resume"])
check("other windows begin anew", doc["run"]["resumed_walk_forward"] == 0 and result(doc) == result(document(other)), doc["run"])
doc = document(["--walk-forward", "train=500,test=200,purge=20", "--out", out, "--resume"])
check("and leave those there were", doc["run"]["resumed_walk_forward"] == 8 * sets)

options = ["--permutations", "6", "--seed", "3"]
reference, out = disturbed("permutations", options, "permutations.log", "resumed_permutations", 6 * sets)
more = ["--permutations", "9", "--seed", "3"]
doc = document(more + ["--out", out, "--resume"])
check("more permutations use those there are", doc["run"]["resumed_permutations"] == 6 * sets and result(doc) == result(document(more)), doc["run"])
doc = document(options + ["--out", out, "--resume"])
check("fewer use the first of them", doc["run"]["resumed_permutations"] == 6 * sets and result(doc) == result(reference), doc["run"])
done = subprocess.run(common + ["--permutations", "6", "--seed", "4", "--out", out, "--resume"], capture_output=True, text=True, env=env)
check("another seed is not a resumption", done.returncode == 1 and "another seed" in done.stderr, done.stderr)

# A log of something else is an error, not a result.
with open(os.path.join(out, "permutations.log"), "r+b") as f:
    f.write(b"garbage!")
done = subprocess.run(common + options + ["--out", out, "--resume"], capture_output=True, text=True, env=env)
check("a log that is none is said", done.returncode == 1 and "permutations.log" in done.stderr, done.stderr)

sys.exit(1 if failures else 0)
