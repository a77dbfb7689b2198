#!/usr/bin/env python3
"""What operators use: the service manager's socket, finsmart status, the metrics and the files in contrib/ that name them."""
import json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from serving import *

folder = tempfile.TemporaryDirectory()
home = os.path.join(folder.name, "home")


def told(listener, wait, until=None):
    """What is said to the service manager in `wait` seconds, or until one is `until`."""
    out, end = [], time.monotonic() + wait
    while time.monotonic() < end and (until is None or until not in out):
        listener.settimeout(max(0.01, end - time.monotonic()))
        try:
            out.append(listener.recv(100).decode())
        except socket.timeout:
            pass
    return out


# ---- the service manager ----
for what, name in [("a socket with a path", os.path.join(folder.name, "notify")), ("a socket with an abstract name", "\0finsmart-%d" % os.getpid())]:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(name)
    os.environ.update(NOTIFY_SOCKET=name.replace("\0", "@"), WATCHDOG_USEC="300000")
    s = Server(home).start()
    first = told(listener, 20, "WATCHDOG=1")
    check("%s: it is ready once, then alive" % what, first == ["READY=1", "WATCHDOG=1"], first)
    check("%s: it answers when it is ready" % what, s.get("/v1/ready", key=None).status == 200)
    s.process.send_signal(signal.SIGSTOP)
    told(listener, 0.3)
    check("%s: a loop that stands is not alive" % what, told(listener, 1) == [])
    s.process.send_signal(signal.SIGCONT)
    check("%s: one that goes on is" % what, "WATCHDOG=1" in told(listener, 20, "WATCHDOG=1"))
    s.stop()
    last = told(listener, 0.5)
    check("%s: it says that it ends" % what, last.count("STOPPING=1") == 1 and set(last) <= {"STOPPING=1", "WATCHDOG=1"}, last)
    listener.close()
os.environ.update(NOTIFY_SOCKET="nonsense", WATCHDOG_USEC="nonsense")
with Server(home) as s:
    check("a socket that is none is no reason not to serve", s.get("/v1/health", key=None).status == 200)
del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]

# ---- status ----
config = os.path.join(folder.name, "finsmart.lua")
with open(config, "w") as f:
    f.write('return { http = { rate = "1000000/s", burst = 1000000 }, journal = { rotate_size = "4 KB" } }')
s = Server(home, config).start()
url = "http://127.0.0.1:%d" % s.port


def status(*words):
    return subprocess.run([program, "status", *words], capture_output=True, text=True, timeout=60)


s.put_script("sum", 'return study { name = "sum", api = 1, run = function(p) return { x = 1 } end }')
job = s.job({"kind": "run", "script": "sum"}).json
seen = status("--url", url, "--home", home)
check("status shows health, journal, jobs and memory", seen.returncode == 0 and all(w in seen.stdout for w in ["health   ok", "journal  act", "1 done", "memory", "sum"]), seen)
shown = json.loads(status("--url", url + "/", "--home", home, "--json").stdout)
check("and as JSON", shown["jobs"]["done"] == 1 and shown["last_jobs"][0]["id"] == job["id"] and shown["journal"]["failure"] is None and shown["memory_bytes"] > 1e6, shown)
alone = status("--url", url, "--home", folder.name, "--json")
check("without a key it asks for the health only", alone.returncode == 0 and json.loads(alone.stdout)["journal"] is None, alone)
viewer = os.path.join(folder.name, "viewer.key")
with open(viewer, "w") as f:
    f.write(s.new_key("viewer") + "\n")
less = json.loads(status("--url", url, "--key-file", viewer, "--json").stdout)
check("a role sees what it may", less["journal"] is None and less["jobs"] is None and less["server"]["program"] == "finsmart", less)
wrong = os.path.join(folder.name, "wrong.key")
with open(wrong, "w") as f:
    f.write(s.key[:-1] + ("0" if s.key[-1] != "0" else "1") + "\n")
no = status("--url", url, "--key-file", wrong)
check("a wrong key is an error, and is not printed", no.returncode == 1 and "does not know this key" in no.stderr and "fsk_" not in no.stderr + no.stdout, no)
with open(wrong, "w") as f:
    f.write("hello\n")
check("so is a file without one", "no key in it" in status("--url", url, "--key-file", wrong).stderr)
check("and a file that is not there", status("--url", url, "--key-file", "/nowhere").returncode == 1)
check("no server is an error", "no server answers there" in status("--url", "http://127.0.0.1:1", "--home", home).stderr)
watching = subprocess.Popen([program, "status", "--url", url, "--home", home, "--watch", "--json"], stdout=subprocess.PIPE, text=True)
lines = [json.loads(watching.stdout.readline()) for _ in range(2)]
watching.send_signal(signal.SIGINT)
check("--watch looks again until Ctrl-C", lines[0]["url"] == lines[1]["url"] and watching.wait(20) == 0, watching.returncode)
watching.stdout.close()

# ---- metrics, and what names them ----
text = s.get("/metrics").body.decode()
sample = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*"(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*")*\})? (NaN|[+-]Inf|[-+]?[0-9.]+(?:e[-+]?[0-9]+)?)$')
types, names, bad, seen = {}, set(), [], set()
for line in text.splitlines():
    if line.startswith("# TYPE "):
        types[line.split()[2]] = line.split()[3]
    elif not line.startswith("# HELP "):
        found = sample.match(line)
        if not found or (found[1], found[2]) in seen:
            bad.append(line)
        else:
            seen.add((found[1], found[2]))
            names.add(found[1])
            base = re.sub("_(bucket|sum|count)$", "", found[1])
            if types.get(found[1]) not in ("counter", "gauge") and types.get(base) != "histogram":
                bad.append(line)
check("every line of /metrics is one, with its type, and none twice", not bad and len(names) > 10, bad)
if shutil.which("promtool"):
    said = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    check("promtool has no complaint about them", said.returncode == 0 and not said.stderr, said.stderr)
    said = subprocess.run(["promtool", "check", "rules", os.path.join(source, "contrib/prometheus/alerts.yml")], capture_output=True, text=True)
    check("promtool takes the rules", said.returncode == 0, said.stdout + said.stderr)
else:
    print("# promtool is not here")
words = r"\b(?:finsmart|process)_[a-z0-9_]+"
rules = open(os.path.join(source, "contrib/prometheus/alerts.yml")).read()
asked = {n for line in rules.splitlines() if "expr:" in line for n in re.findall(words, line)}
check("the rules name metrics that there are", asked and asked <= names, asked - names)
board = json.load(open(os.path.join(source, "contrib/grafana/finsmart.json")))
queries = [t["expr"] for p in board["panels"] for t in p["targets"]] + [v["query"]["query"] for v in board["templating"]["list"] if v["type"] == "query"]
used = {n for q in queries for n in re.findall(words, q)}
check("every query of the dashboard names a metric that there is", len(queries) > 10 and all(re.findall(words, q) for q in queries) and used <= names, used - names)
described = set(re.findall(r"`(" + words[2:] + ")", open(os.path.join(source, "docs/server.md")).read()))
plain = {re.sub("_(bucket|sum|count)$", "", n) if types.get(re.sub("_(bucket|sum|count)$", "", n)) == "histogram" else n for n in names}
check("docs/server.md lists them all", described == plain, described ^ plain)

# ---- a copy while it runs, as docs/operations.md says ----
told_keys, over = [], threading.Event()


def busy():
    while not over.is_set():
        told_keys.append(s.post("/v1/keys", {"name": "a", "role": "viewer"}).json["id"])
        s.put_script("sum%d" % (len(told_keys) % 7), "return %d" % len(told_keys))


threads = [threading.Thread(target=busy) for _ in range(2)]
for t in threads:
    t.start()
wrong, page = [], open(os.path.join(source, "docs/operations.md")).read()
commands = re.search(r"```bash\n(mkdir -p /backup/finsmart/journal\n.*?)```", page, re.S)[1]
for n in range(5):
    copy, before = os.path.join(folder.name, "copy%d" % n), list(told_keys)
    subprocess.run(["bash", "-ec", commands.replace("/backup/finsmart", copy).replace("/var/lib/finsmart", home)], check=True)
    shutil.copy(os.path.join(home, "admin.key"), copy)
    with Server(copy) as other:
        there = {k["id"] for k in other.get("/v1/keys?limit=1000").json["items"]}
        scripts = other.get("/v1/scripts?limit=1000").json["items"]
        wrong += [k for k in before if k not in there]
        wrong += [x["name"] for x in scripts if x["active"] and other.get("/v1/scripts/%s/versions/active" % x["name"]).status != 200]
    if subprocess.run([program, "audit", "verify", os.path.join(copy, "journal")], capture_output=True).returncode:
        wrong.append("the journal")
over.set()
for t in threads:
    t.join()
check("a server starts on a copy that was made while it ran, with all that was acknowledged before", not wrong and len(told_keys) > 20, (len(told_keys), wrong[:5]))
s.stop()

# ---- the unit ----
unit = open(os.path.join(source, "contrib/systemd/finsmart.service")).read()
check("the unit's command line is one", re.search(r"^ExecStart=\S*/finsmart serve --config \S+ --home /var/lib/finsmart$", unit, re.M) and "Type=notify" in unit)
if shutil.which("systemd-analyze"):
    tried = os.path.join(folder.name, "finsmart.service")
    with open(tried, "w") as f:
        f.write(re.sub("^ExecStart=\\S+", "ExecStart=/bin/true", unit, flags=re.M))
    said = subprocess.run(["systemd-analyze", "verify", tried], capture_output=True, text=True)
    about = [l for l in said.stderr.splitlines() if "finsmart.service" in l]
    check("systemd has no complaint about it", said.returncode == 0 and not about, said.stderr)
else:
    print("# systemd-analyze is not here")
finish()
