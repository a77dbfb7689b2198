#!/usr/bin/env python3
"""finsmart serve: starts without configuration, knows its people, keeps scripts, runs jobs as the command line does, and
has after any end what it acknowledged."""
import json, os, signal, stat, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from serving import *

folder = tempfile.TemporaryDirectory()
home = os.path.join(folder.name, "home")
csv = os.path.join(source, "scripts/data/sp500-2000.csv")
subprocess.run([program, "import", csv, "--dataset", "sp500", "--calendar", "NYSE", "--home", home], check=True, capture_output=True)
cross = open(os.path.join(source, "scripts/strategies/sma_cross.lua")).read()

s = Server(home).start()
key_path = os.path.join(home, "admin.key")
check("the first administrator's key is in a file of mode 0600, and only its path is printed",
      stat.S_IMODE(os.stat(key_path).st_mode) == 0o600 and any(key_path in line for line in s.said) and not any("fsk_" in line for line in s.said), s.said)
check("health and readiness need no key", s.get("/v1/health", key=None).json == {"status": "ok"} and s.get("/v1/ready", key=None).json == {"ready": True})
me = s.get("/v1/me").json
check("the key is an administrator's", me["role"] == "administrator" and s.key[4:20] == me["id"], me)

second = subprocess.run([program, "serve", "--home", home, "--listen", "127.0.0.1:0"], capture_output=True, text=True)
check("a second server does not get the same home", second.returncode == 1 and "another server has this home" in second.stderr, second.stderr)

# ---- refusals of every call ----
for what, answer, status, words in [
    ("no key", s.get("/v1/me", key=None), 401, "a key is needed"),
    ("a wrong secret", s.get("/v1/me", key=s.key[:-1] + ("0" if s.key[-1] != "0" else "1")), 401, "unknown, revoked or expired"),
    ("a key that is none", s.get("/v1/me", key="hello"), 401, "unknown, revoked or expired"),
    ("an unknown path", s.get("/v1/nothing"), 404, "nothing at this path"),
    ("another method", s.call("PATCH", "/v1/jobs"), 405, "GET, HEAD, POST"),
    ("an unknown name in the query", s.get("/v1/jobs?stat=done"), 400, "the query has no 'stat'"),
    ("a number that is none", s.get("/v1/jobs?limit=ten"), 400, "no whole number from 1 to 1000"),
    ("a body that is not JSON", s.post("/v1/keys", "{", type="application/json"), 400, "line 1, column"),
    ("a body of another type", s.post("/v1/keys", "x", type="text/plain"), 415, "application/json"),
    ("a member that is missing", s.post("/v1/keys", {"name": "a"}), 422, "'role' is missing"),
    ("a member that there is not", s.post("/v1/keys", {"name": "a", "role": "viewer", "rol": 1}), 422, "did you mean 'role'"),
    ("a member twice", s.post("/v1/keys", '{"name":"a","name":"b","role":"viewer"}', type="application/json"), 400, "duplicate"),
    ("another origin", s.get("/v1/me", headers={"Origin": "http://evil.example"}), 403, "another origin"),
    ("another host's name", s.get("/v1/me", headers={"Host": "evil.example"}), 421, "localhost"),
]:
    problem = answer.json if answer.headers["Content-Type"] == "application/problem+json" else {}
    check("refused: " + what, answer.status == status and words in answer.body.decode() and problem.get("status") == status and problem.get("title"),
          (answer.status, answer.headers["Content-Type"], answer.body))
check("405 names the methods there are", s.call("PATCH", "/v1/jobs").headers["Allow"] == "GET, HEAD, POST")
check("401 names the scheme", s.get("/v1/me", key=None).headers["WWW-Authenticate"].startswith("Bearer"))

# ---- answers ----
first = s.get("/v1/roles")
again = s.get("/v1/roles", headers={"If-None-Match": first.headers["ETag"]})
check("an answer that is known already is 304 without body", first.status == 200 and again.status == 304 and again.body == b"")
head = s.call("HEAD", "/v1/roles")
check("HEAD has the head of GET", head.status == 200 and head.body == b"" and int(head.headers["Content-Length"]) == len(first.body), head.headers)

# ---- keys ----
made = s.post("/v1/keys", {"name": "desk 7", "role": "analyst"})
check("a key is made, and its secret told once", made.status == 201 and made.headers["Location"] == "/v1/keys/" + made.json["id"] and made.json["key"].startswith("fsk_")
      and "key" not in s.get(made.headers["Location"]).json)
analyst = made.json["key"]
check("the new key works", s.get("/v1/me", key=analyst).json["name"] == "desk 7")
expired = s.post("/v1/keys", {"name": "x", "role": "viewer", "expires": "2020-01-01T00:00:00Z"})
check("a key that is over already is not made", expired.status == 422 and expired.json["field"] == "/expires", expired.body)
soon = s.post("/v1/keys", {"name": "soon over", "role": "viewer", "expires": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))}).json
works = s.get("/v1/me", key=soon["key"]).status
time.sleep(3)
check("a key ends when it says", works == 200 and s.get("/v1/me", key=soon["key"]).status == 401)
gone = s.post("/v1/keys", {"name": "gone", "role": "risk"}).json
revoked = s.call("DELETE", "/v1/keys/" + gone["id"])
check("a revoked key does not work any more", revoked.status == 200 and revoked.json["revoked"] and s.get("/v1/me", key=gone["key"]).status == 401)
check("it is revoked once", s.call("DELETE", "/v1/keys/" + gone["id"]).status == 409)
last = s.call("DELETE", "/v1/keys/" + me["id"])
check("the last administrator's key cannot be revoked", last.status == 409 and "last key of an administrator" in last.json["detail"], last.body)

# ---- every role on every call ----
calls = {  # operation: (method, path, body); ids that do not exist, so that nothing is changed
    "getVersion": ("GET", "/v1/version", None), "getRoles": ("GET", "/v1/roles", None), "getMe": ("GET", "/v1/me", None),
    "getMetrics": ("GET", "/metrics", None), "getJournal": ("GET", "/v1/journal", None), "importRows": ("POST", "/v1/datasets/.x/rows", "x"), "listKeys": ("GET", "/v1/keys", None), "createKey": ("POST", "/v1/keys", {}),
    "getKey": ("GET", "/v1/keys/none", None), "revokeKey": ("DELETE", "/v1/keys/none", None),
    "listDatasets": ("GET", "/v1/datasets", None), "getDataset": ("GET", "/v1/datasets/none", None),
    "removeDataset": ("DELETE", "/v1/datasets/none", None), "getRows": ("GET", "/v1/datasets/none/rows", None),
    "getAsOf": ("GET", "/v1/datasets/none/asof?time=2020-01-01", None), "listScripts": ("GET", "/v1/scripts", None),
    "getScript": ("GET", "/v1/scripts/none", None), "putScript": ("PUT", "/v1/scripts/1none", "x"),
    "getScriptVersion": ("GET", "/v1/scripts/none/versions/active", None), "activateScript": ("POST", "/v1/scripts/none/activate", {}),
    "rollBackScript": ("POST", "/v1/scripts/none/rollback", None), "listJobs": ("GET", "/v1/jobs", None),
    "submitJob": ("POST", "/v1/jobs", {}), "getJob": ("GET", "/v1/jobs/999", None), "cancelJob": ("POST", "/v1/jobs/999/cancel", None),
    "getJobResult": ("GET", "/v1/jobs/999/result", None), "getJobLog": ("GET", "/v1/jobs/999/log", None),
    "listApprovals": ("GET", "/v1/approvals", None), "getApproval": ("GET", "/v1/approvals/999", None), "approve": ("POST", "/v1/approvals/999/approve", None),
    "refuse": ("POST", "/v1/approvals/999/refuse", {}),
    "getJobFile": ("GET", "/v1/jobs/999/files/log.txt", None),
}
contract, operation = {}, None  # operationId: permission, as api/openapi.yaml says
for line in open(os.path.join(source, "api/openapi.yaml")):
    words = line.split()
    if words[:1] == ["operationId:"]:
        operation = words[1]
    elif words[:1] == ["x-permission:"]:
        contract[operation] = " ".join(words[1:])
check("the calls tried here are those of the contract", set(calls) | {"getHealth", "getReady"} == set(contract), set(calls) ^ set(contract))
table = {}  # permission: roles, as docs/server.md says
for line in open(os.path.join(source, "docs/server.md")):
    cells = [c.strip().strip("`") for c in line.strip().strip("|").split("|")]
    if len(cells) == 7 and "." in cells[0]:
        table[cells[0]] = dict(zip(["viewer", "analyst", "risk", "compliance", "integrator", "administrator"], cells[1:]))
keys = {role: s.new_key(role) for role in ["viewer", "analyst", "risk", "compliance", "integrator", "administrator"]}
wrong = []
for operation, (method, path, body) in calls.items():
    for role, key in keys.items():
        status = s.call(method, path, body, key=key, type="text/x-lua" if operation == "putScript" else None).status
        allowed = contract[operation] == "any key" or table.get(contract[operation], {}).get(role) == "yes"
        if allowed == (status == 403):
            wrong.append((operation, role, status))
check("each of the %d pairs of role and call is as the table in docs/server.md says" % (len(calls) * len(keys)), not wrong and len(table) == 14, (wrong, table))

# ---- data ----
listed = s.get("/v1/datasets").json["items"]
check("datasets are listed", [d["name"] for d in listed] == ["sp500"] and listed[0]["kind"] == "bars" and listed[0]["rows"] > 5000, listed)
rows = s.get("/v1/datasets/sp500/rows?from=2015-01-02&to=2015-01-06&columns=time,close").json
check("rows as JSON", [r["close"] for r in rows] == [2058.199951, 2020.579956, 2002.609985] and list(rows[0]) == ["time", "close"], rows)
text = s.get("/v1/datasets/sp500/rows?from=2015-01-02&to=2015-01-06&columns=time,close", headers={"Accept": "text/csv"}).body.decode()
check("rows as CSV", text.split("\n")[0] == "time,close" and "2058.199951" in text and text.count("\n") == 4, text)
whole = s.get("/v1/datasets/sp500/rows", headers={"Accept": "text/csv"}).body
out = subprocess.run([program, "export", "sp500", "--format", "csv", "--home", home], capture_output=True).stdout
check("all rows are those of finsmart export", whole.count(b"\n") == out.count(b"\n"), (len(whole), len(out)))
weekly = s.get("/v1/datasets/sp500/rows?from=2015-01-05&to=2015-01-16&resample=7d&columns=time,open,close").json
check("rows as bars of a longer interval", len(weekly) in (2, 3), weekly)
asof = s.get("/v1/datasets/sp500/asof?time=2015-01-04").json
check("the row as of a Sunday is Friday's", len(asof) == 1 and asof[0]["symbol"] == "sp500" and asof[0]["close"] == 2058.199951, asof)
for what, path, status, words in [
    ("an unknown dataset", "/v1/datasets/sp50/rows", 404, "sp500"), ("an unknown symbol", "/v1/datasets/sp500/rows?symbol=X", 404, "X"),
    ("an unknown column", "/v1/datasets/sp500/rows?columns=clos", 404, "close"), ("a time that is none", "/v1/datasets/sp500/rows?from=yesterday", 422, "yesterday"),
    ("an interval that is none", "/v1/datasets/sp500/rows?resample=often", 422, "no interval")]:
    answer = s.get(path)
    check("refused: " + what, answer.status == status and words in answer.body.decode(), (answer.status, answer.body))
check("refused: a format that there is not", s.get("/v1/datasets/sp500/rows", headers={"Accept": "image/png"}).status == 406)

few = "time,close\n2020-01-02,10\n2020-01-03,11\n"
sent = s.wait_job(s.post("/v1/datasets/few/rows?calendar=NYSE", few, type="text/csv").json["id"]).json
check("rows that are sent are imported by a job", sent["state"] == "done" and s.get("/v1/jobs/%s/result" % sent["id"]).json is not None and len(s.get("/v1/datasets/few/rows").json) == 2, sent)
check("what was sent is not kept", not os.listdir(os.path.join(home, "uploads")))
bad = s.wait_job(s.post("/v1/datasets/few/rows", "time,close\n2020-01-02,ten\n", type="text/csv").json["id"]).json
check("a bad row is told with its line, and nothing of it is imported", bad["state"] == "failed" and bad["reason"].startswith("rows:2") and len(s.get("/v1/datasets/few/rows").json) == 2, bad)
check("refused: rows that are none", s.post("/v1/datasets/few/rows", "", type="text/csv").status == 422)
check("refused: a dataset's name that is none", s.post("/v1/datasets/.few/rows", few, type="text/csv").status == 422)
check("an analyst may not remove a dataset", s.call("DELETE", "/v1/datasets/few", key=analyst).status == 403)
check("an administrator may", s.call("DELETE", "/v1/datasets/few").json["removed"] == "few" and s.get("/v1/datasets/few").status == 404)

# ---- scripts ----
put = s.put_script("sma_cross", cross, active=False)
check("a script is sent", put.status == 201 and len(put.json["version"]) == 64 and not put.json["active"], put.body)
version = put.json["version"]
check("the same text again is the same version", s.put_script("sma_cross", cross, active=False).status == 200)
check("its text comes back", s.get("/v1/scripts/sma_cross/versions/" + version[:8]).body.decode() == cross)
check("nothing is active yet", s.get("/v1/scripts/sma_cross").json["active"] is None and s.get("/v1/scripts/sma_cross/versions/active").status == 404)
other = s.put_script("sma_cross", cross + "-- changed\n", active=False).json["version"]
for v in (version, other):
    s.post("/v1/scripts/sma_cross/activate", {"version": v})
check("the second is active", s.get("/v1/scripts/sma_cross").json["active"] == other)
back = s.post("/v1/scripts/sma_cross/rollback")
check("rolling back makes the first active again", back.status == 200 and s.get("/v1/scripts/sma_cross").json["active"] == version, back.body)
check("its history says who did it when", [h["version"] for h in s.get("/v1/scripts/sma_cross").json["history"]] == [version, other, version])
check("a script that is no text is refused", s.put_script("x", b"\x1bLJ\x02", active=False).status == 422)
check("a name that is none is refused", s.put_script("..%2fx", "return 1", active=False).status == 422)

# ---- jobs ----
request = {"kind": "backtest", "script": "sma_cross", "data": "sp500", "params": {"fast": 20, "slow": 100}, "options": {"fee-bps": 5}, "report": True, "journal": True}
job = s.job(request).json
check("a backtest is done", job["state"] == "done" and job["exit_status"] == 0 and job["reason"] is None, job)
result = s.get("/v1/jobs/%s/result" % job["id"]).json
direct = json.loads(subprocess.run([program, "backtest", os.path.join(source, "scripts/strategies/sma_cross.lua"), "--data", "sp500", "--param", "fast=20",
                                    "--param", "slow=100", "--fee-bps", "5", "--json", "--home", home], capture_output=True, text=True).stdout)
check("its decisions are those of the command line", result["journal_hash"] == direct["journal_hash"] and result["metrics"] == direct["metrics"])
check("it left a page and a journal", b"<html" in s.get("/v1/jobs/%s/files/report.html" % job["id"]).body and s.get("/v1/jobs/%s/files/journal.fsj" % job["id"]).body[:8] == b"FSJOURNL")
swept = s.job({"kind": "sweep", "script": "sma_cross", "data": "sp500", "params": {"fast": "5:20:5", "slow": 50}, "options": {"jobs": 2}}).json
check("a sweep is done", swept["state"] == "done" and len(s.get("/v1/jobs/%s/result" % swept["id"]).json["top"]) == 4, swept)
checked = s.job({"kind": "check", "script": "sma_cross"}).json
check("a check is done", checked["state"] == "done", checked)
s.put_script("tail", 'return study { name = "tail", api = 1, run = function(p) local f = data.load("sp500") return { n = #f.close } end }')
ran = s.job({"kind": "run", "script": "tail"}).json
check("a study is run", ran["state"] == "done" and s.get("/v1/jobs/%s/result" % ran["id"]).json["n"] > 5000, ran)
tests = open(os.path.join(source, "scripts/strategies/sma_cross_test.lua")).read()
tested = s.job({"kind": "test", "script": "sma_cross", "tests": tests}).json
check("a script's tests are run", tested["state"] == "done", (tested, s.get("/v1/jobs/%s/log" % tested["id"]).body))
for what, wanted, field in [
    ("no kind", {}, "/kind"), ("an unknown kind", {"kind": "dance"}, "/kind"), ("no script", {"kind": "run"}, "/script"),
    ("an unknown script", {"kind": "run", "script": "none"}, "/script"), ("an unknown version", dict(request, version="0" * 64), "/version"),
    ("no data", {"kind": "backtest", "script": "sma_cross"}, "/data"), ("an unknown option", dict(request, options={"fee-bp": 1}), "/options/fee-bp"),
    ("an option of a wrong type", dict(request, options={"fee-bps": "5"}), "/options/fee-bps"), ("a file as an option", dict(request, options={"out": "/tmp"}), "/options/out"),
    ("a file as an objective", {"kind": "sweep", "script": "sma_cross", "data": "sp500", "options": {"objective": "/etc/x.lua"}}, "/options/objective"),
    ("a parameter that is a list", dict(request, params={"fast": [1]}), "/params/fast"), ("a member that there is not", dict(request, flags=1), "/flags")]:
    answer = s.job(wanted)
    check("refused: a job with " + what, answer.status in (422, 404) and answer.json.get("field") == field, answer.body)
failed = s.job(dict(request, params={"fast": 0})).json
check("a job that fails says why in words", failed["state"] == "failed" and "fast" in failed["reason"] and failed["exit_status"] in (1, 2), failed)

# ---- what a script can do to the server: nothing ----
bad = {
    "loops": ("while true do end", "ended"), "eats": ("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end", "memory"),
    "breaks": ("error('no')", "no"),
}
small = os.path.join(folder.name, "small.lua")
for name, (code, words) in bad.items():
    s.put_script(name, 'return study { name = "%s", api = 1, run = function(p) %s return {} end }' % (name, code))
check("the server still answers", s.get("/v1/health", key=None).json == {"status": "ok"})
broken = s.job({"kind": "run", "script": "breaks"}).json
check("a script's error is the job's reason", broken["state"] == "failed" and "breaks.lua:1" in broken["reason"], broken)
looping = s.job({"kind": "run", "script": "loops"}, wait=False).json
s.wait_job(looping["id"], ("running",))
check("a job that runs is cancelled", s.post("/v1/jobs/%s/cancel" % looping["id"]).status == 202 and s.wait_job(looping["id"]).json["state"] == "cancelled")
check("one that has ended is not", s.post("/v1/jobs/%s/cancel" % looping["id"]).status == 409)
theirs = s.job({"kind": "run", "script": "loops"}, wait=False, key=keys["analyst"]).json
check("another analyst may not cancel it", s.post("/v1/jobs/%s/cancel" % theirs["id"], key=analyst).status == 403)
check("a risk manager may", s.post("/v1/jobs/%s/cancel" % theirs["id"], key=keys["risk"]).status == 202)
s.wait_job(theirs["id"])

# ---- idempotency ----
once = {"Idempotency-Key": "order-66"}
a, b = (s.job({"kind": "check", "script": "sma_cross"}, headers=once, wait=False) for _ in range(2))
check("the same request with the same key is done once", a.status == b.status == 201 and a.json["id"] == b.json["id"], (a.body, b.body))
check("another request with that key is refused", s.job({"kind": "check", "script": "tail"}, headers=once).status == 422)
check("another person's key is another one", s.job({"kind": "check", "script": "sma_cross"}, headers=once, key=analyst, wait=False).json["id"] != a.json["id"])

# ---- metrics ----
metrics = s.get("/metrics").body.decode()
check("metrics are in Prometheus's format", 'finsmart_jobs{state="done"}' in metrics and "# TYPE finsmart_http_request_seconds histogram" in metrics
      and 'finsmart_http_requests_total{code="4xx"}' in metrics and "finsmart_journal_failed 0" in metrics, metrics[:500])

# ---- a kill, and what is there after it ----
before = {p: s.get(p).json for p in ("/v1/keys", "/v1/scripts/sma_cross", "/v1/jobs?limit=1000")}
running = s.job({"kind": "run", "script": "loops"}, wait=False).json["id"]
s.wait_job(running, ("running",))
waiting = [s.job({"kind": "run", "script": "loops"}, wait=False).json["id"] for _ in range(12)]
s.stop(signal.SIGKILL)
left, end = ["?"], time.monotonic() + 20
while left and time.monotonic() < end:  # the system ends them soon after
    left = subprocess.run(["pgrep", "-f", os.path.join(home, "scripts")], capture_output=True, text=True).stdout.split()
check("no job outlives a killed server", not left, left)
s.start()
check("people and scripts are there after a kill", s.get("/v1/keys").json == before["/v1/keys"] and s.get("/v1/scripts/sma_cross").json == before["/v1/scripts/sma_cross"])
after = {j["id"]: j for j in s.get("/v1/jobs?limit=1000").json["items"]}
check("so are jobs and their results", all(after[j["id"]] == j for j in before["/v1/jobs?limit=1000"]["items"] if j["ended"]) and
      s.get("/v1/jobs/%s/result" % job["id"]).json == result)
check("a job that ran when it was killed has failed, with that reason", after[running]["state"] == "failed" and after[running]["reason"] == "the server ended while it ran", after[running])
check("jobs that waited run now, or wait", all(after[w]["state"] in ("queued", "running", "failed") for w in waiting))
for w in waiting:
    s.post("/v1/jobs/%s/cancel" % w)
again = s.job({"kind": "check", "script": "sma_cross"}, headers=once, wait=False)
check("an Idempotency-Key holds over a restart", again.json["id"] == a.json["id"], again.body)
check("no second first key is made", not any("first administrator" in line for line in s.said))

# ---- the journal ----
check("SIGTERM ends it cleanly", s.stop() == 0)
verified = subprocess.run([program, "audit", "verify", os.path.join(home, "journal"), "--json"], capture_output=True, text=True)
check("the journal verifies", verified.returncode == 0 and json.loads(verified.stdout)["segments"] == 2, verified.stdout + verified.stderr)
journal = b"".join(open(os.path.join(home, "journal", n), "rb").read() for n in sorted(os.listdir(os.path.join(home, "journal"))))
shown = subprocess.run([program, "audit", "show", os.path.join(home, "journal", "00000001.fsj"), "--json"], capture_output=True, text=True)
acts = [r["act"] for r in json.loads(shown.stdout)["decisions"]]
check("it says who did what", any(x["act"] == "script.activated" and x["by"] == me["id"] for x in acts) and acts[0]["act"] == "key.created", acts[:2])
secrets = [k.split("_")[2] for k in [s.key, analyst, *keys.values()]]
logs = open(os.path.join(folder.name, "server.log")).read()
check("no secret stands in the journal or the log", not any(x in shown.stdout or x in logs for x in secrets))
path = os.path.join(home, "journal", "00000001.fsj")
data = bytearray(open(path, "rb").read())
data[len(data) // 2] ^= 1
open(path, "wb").write(data)
changed = subprocess.run([program, "serve", "--home", home, "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
check("a server does not start on a changed journal", changed.returncode == 1 and "00000001.fsj" in changed.stderr, changed.stderr)
finish()
