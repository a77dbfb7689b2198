#!/usr/bin/env python3
"""The server against its contract: schemathesis makes requests out of api/openapi.yaml, good ones and bad ones, and holds
every answer's status, type, headers and body against it."""
import json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import interop

interop.enter("contract")

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from serving import *

CONTRACT = pathlib.Path(source) / "api/openapi.yaml"
HOOKS = pathlib.Path(source) / "tests/integration/server"
ONCE = 40  # things to remove, revoke and cancel

folder = tempfile.TemporaryDirectory()
here = pathlib.Path(folder.name)
home = here / "home"
csv = os.path.join(source, "scripts/data/sp500-2000.csv")
subprocess.run([program, "import", csv, "--dataset", "prices", "--calendar", "NYSE", "--home", home], check=True, capture_output=True)
few = here / "few.csv"
few.write_text("symbol,time,close\nA,2020-01-02,10\nB,2020-01-02,20\nA,2020-01-03,11\n")
subprocess.run([program, "import", few, "--dataset", "two", "--home", home], check=True, capture_output=True)
history = next(path.parent for path in home.rglob("two") if path.is_dir())
for n in range(3 * ONCE):
    shutil.copytree(history / "two", history / ("gone%d" % n))
config = here / "server.lua"
config.write_text('return { http = { rate = "1000000/s", burst = 1000000 }, workers = { queue = 1000000, processes = 1 }, people = { second_person = { "datasets.remove" } }, journal = { durability = "written" } }\n')

s = Server(str(home), config=str(config)).start()
study = 'return study { name = "study", api = 1, run = function(p) return { n = 1 } end }'
version = s.put_script("study", study).json["version"]
other = s.put_script("study", study + "\n", active=True).json["version"]
done = s.job({"kind": "run", "script": "study"}).json
paged = s.job({"kind": "backtest", "plugin": "sma_cross", "data": "prices", "report": True, "journal": True}).json
imported = s.wait_job(s.post("/v1/datasets/sent/rows", few.read_bytes(), type="text/csv").json["id"]).json
s.put_script("broken", "return study { name = 'broken', api = 1, run = function(p) error('no') end }")
failed = s.job({"kind": "run", "script": "broken"}).json
check("the jobs that answers are asked of have ended", [j["state"] for j in (done, paged, imported, failed)] == ["done", "done", "done", "failed"],
      (done, paged, imported, failed))
keys = [s.post("/v1/keys", {"name": "key %d" % n, "role": "viewer"}).json["id"] for n in range(ONCE)]
# A job that is stopped holds the only worker, so that those behind it, and all that are made up, wait and can be cancelled.
s.put_script("loops", "return study { name = 'loops', api = 1, run = function(p) while true do end end }")
holding = s.job({"kind": "run", "script": "loops"}, wait=False).json["id"]
s.wait_job(holding, ("running",))
for pid in subprocess.run(["pgrep", "-f", str(home / "scripts")], capture_output=True, text=True).stdout.split():
    os.kill(int(pid), signal.SIGSTOP)
waiting = [s.job({"kind": "run", "script": "study"}, wait=False).json["id"] for _ in range(ONCE)]
second = s.new_key("administrator", "second")
asked = [s.call("DELETE", "/v1/datasets/gone%d" % n, key=second).json["id"] for n in range(ONCE, 3 * ONCE)]
s.call("DELETE", "/v1/keys/" + second[4:20])  # else the one that calls could revoke itself
seeds = {
    "known": {"dataset": ["prices"], "script": ["study"], "version": ["active", version, version[:8]], "hash": [version, other],
              "job": [done["id"], paged["id"], imported["id"], failed["id"]], "key": keys[:1] + [s.get("/v1/me").json["id"]], "approval": asked[:1]},
    "once": {"removeDataset": ["gone%d" % n for n in range(ONCE)], "revokeKey": keys[1:], "cancelJob": waiting,
             "approve": asked[1:ONCE], "refuse": asked[ONCE:]},
    "query": {"symbol": ["prices"], "from": ["2015-01-01"], "to": ["2015-12-31"], "columns": ["time,close"], "resample": ["7d"],
              "time": ["2015-06-30"], "limit": [5]},
    "study": version,
}
(here / "seeds.json").write_text(json.dumps(seeds))
# A request may follow the contract and still contradict what there is: a script that nobody sent, a symbol that a dataset has not,
# a parameter that is a time only by its pattern. Then 422 says so; everything else that follows the contract has to be accepted.
(here / "schemathesis.toml").write_text("""
[generation]
deterministic = true
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", "404", "409", "422"]
[[operations]]  # nobody approves what they asked for
include-operation-id = "approve"
checks.positive_data_acceptance.expected-statuses = ["2xx", "403", "404", "409", "422"]
""")
environment = dict(os.environ, PYTHONPATH=str(HOOKS), SCHEMATHESIS_HOOKS="contract_hooks", CONTRACT_SEEDS=str(here / "seeds.json"),
                   CONTRACT_NOTES=str(here / "notes.txt"))
run = subprocess.run([pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", here / "schemathesis.toml", "run", CONTRACT,
                      "--url", "http://127.0.0.1:%d" % s.port, "--header", "Authorization: Bearer " + s.key, "--seed", "1",
                      "--phases", "examples,coverage,fuzzing", "--max-examples", os.environ.get("CONTRACT_EXAMPLES", "25"),
                      "--checks", "all", "--continue-on-failure", "--no-shrink", "--no-color", "--warnings", "off"],
                     cwd=here, env=environment, capture_output=True, text=True)
check("no request makes an answer that is not as the contract says", run.returncode == 0, "")
if run.returncode:
    print(run.stdout.replace(s.key, "KEY"), run.stderr, flush=True)
answers = {}  # operation: statuses
wrong, good, accepted = 0, 0, {}
for line in (here / "notes.txt").read_text().splitlines():
    operation, mode, status = line.split()
    answers.setdefault(operation, set()).add(int(status))
    wrong, good = wrong + (mode == "negative"), good + (mode == "positive")
operations = re.findall(r"operationId: (\w+)", CONTRACT.read_text())
without = [o for o in operations if not any(200 <= status < 300 for status in answers.get(o, ()))]
check("each of the %d operations succeeded at least once" % len(operations), not without, {o: answers.get(o) for o in without})
check("it tried good and bad requests: %d and %d" % (good, wrong), good > 500 and wrong > 500)
# The options of jobs stand in the contract and in a table of the server.
types = {"n": "number", "t": "string", "f": "boolean", "l": "array"}
table = (pathlib.Path(source) / "core/server/job_kinds.c").read_text().split("} options[] = {")[1].split("};")[0]
have = {name: types[type] for name, kinds, type in re.findall(r'\{"([a-z-]+)", ([A-Z |]+), \'(.)\'\}', table) if kinds != "IMPORT"}
said = CONTRACT.read_text().split("    JobOptions:\n")[1].split("    ImportRequest:\n")[0]
said = dict(re.findall(r"^        ([a-z-]+): \{ type: (\w+)", said, re.M))
check("the %d options of jobs are those of the contract" % len(have), have == said and len(have) > 40, set(have.items()) ^ set(said.items()))
check("the server still answers", s.get("/v1/health", key=None).json == {"status": "ok"})
check("and ends cleanly", s.stop() == 0)
verified = subprocess.run([program, "audit", "verify", home / "journal"], capture_output=True, text=True)
check("its journal verifies", verified.returncode == 0, verified.stdout + verified.stderr)
finish()
