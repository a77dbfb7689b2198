#!/usr/bin/env python3
"""Kills a server under load, again and again: crash.py [ROUNDS] [SEED].

Each round: clients in parallel make and revoke keys, send scripts and turn to them, send jobs of every kind, import rows; at a
random moment SIGKILL ends the server, a job, the leader of a sweep or one of its workers. Then the server starts again, and
all that was acknowledged has to be there exactly once. What was under way may or may not have happened; sent again with its
Idempotency-Key it has happened once."""
import http.client, json, os, random, signal, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server, program, source

CONFIG = """return {
    http = { rate = "1000000/s", burst = 1000000 },
    workers = { processes = 3, jobs = 3, queue = 100000 },
    journal = { rotate_size = "16 KB" },
}
"""
CLIENTS, ROUNDS_OF_A_HOME = 4, 40
BROKEN = (OSError, http.client.HTTPException, ValueError)
ENDED = "the server ended while it ran"
cross = open(os.path.join(source, "scripts/strategies/sma_cross.lua")).read()
tests = open(os.path.join(source, "scripts/strategies/sma_cross_test.lua")).read()
STUDY = 'return study { name = "sum", api = 1, run = function(p) local x = 0 for i = 1, 3e6 do x = x + i % 7 end return { x = x } end }'


def tree(root):
    """{pid: words of its command line} of the processes that `root` started, and theirs."""
    parents, words = {}, {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = open("/proc/%s/stat" % name).read().rsplit(")", 1)[1].split()
                if fields[0] != "Z":
                    parents[int(name)] = int(fields[1])
                    words[int(name)] = open("/proc/%s/cmdline" % name, "rb").read().decode(errors="replace").split("\0")
            except OSError:
                pass
    found, grows = {root}, True
    while grows:
        more = {p for p, parent in parents.items() if parent in found} - found
        found |= more
        grows = bool(more)
    return {p: words[p] for p in found - {root} if p in words}


class Truth:
    """What was acknowledged, and what was under way when the connection broke."""

    def __init__(self):
        self.lock = threading.Lock()
        self.serial = 0
        self.keys, self.key_names, self.revoked, self.maybe_revoked = {}, set(), set(), set()
        self.versions, self.maybe_versions, self.turns, self.maybe_turns = {}, {}, {}, {}
        self.jobs, self.open_jobs = {}, {}  # by Idempotency-Key: (path, body, id)
        self.rows = {}  # job: (dataset, time)
        self.ended = {}  # job: what was said of it once it had ended

    def next(self):
        with self.lock:
            self.serial += 1
            return self.serial


class Client(threading.Thread):
    def __init__(self, server, truth, number, seed):
        super().__init__(daemon=True)
        self.server, self.truth, self.number, self.random = server, truth, number, random.Random(seed)
        self.stopped, self.problems, self.done = False, [], 0
        self.jobs_left = 4  # each round waits for all of them

    def run(self):
        acts = [self.make_key, self.revoke, self.send_script, self.turn, self.job, self.job, self.rows, self.look]
        while not self.stopped:
            try:
                self.random.choice(acts)()
                self.done += 1
            except BROKEN:
                if self.server.process.poll() is not None:
                    return
                time.sleep(0.01)

    def expect(self, answer, *statuses):
        if answer.status not in statuses:
            self.problems.append("%s: %s" % (answer.status, answer.body[:300]))
        return answer.status == statuses[0]

    def make_key(self):
        name = "k%d" % self.truth.next()
        self.truth.key_names.add(name)
        answer = self.server.post("/v1/keys", {"name": name, "role": "viewer"})
        if self.expect(answer, 201):
            self.truth.keys[answer.json["id"]] = name

    def revoke(self):
        mine = [k for k in list(self.truth.keys) if k not in self.truth.maybe_revoked]
        if mine:
            id = self.random.choice(mine)
            self.truth.maybe_revoked.add(id)
            if self.expect(self.server.call("DELETE", "/v1/keys/" + id), 200, 409):
                self.truth.revoked.add(id)

    def send_script(self):
        name = "mine%d" % self.number
        text = STUDY + "\n-- %d\n" % self.truth.next()
        self.truth.maybe_versions.setdefault(name, set()).add(text)
        answer = self.server.call("PUT", "/v1/scripts/" + name, text, type="text/x-lua")
        if self.expect(answer, 201):
            self.truth.versions.setdefault(name, []).append((answer.json["version"], text))

    def turn(self):
        name = "mine%d" % self.number
        versions = self.truth.versions.get(name)
        if versions:
            version = self.random.choice(versions)[0]
            self.truth.maybe_turns.setdefault(name, []).append(version)
            if self.expect(self.server.post("/v1/scripts/%s/activate" % name, {"version": version}), 200):
                turns = self.truth.turns.setdefault(name, [])
                if not turns or turns[-1] != version:
                    turns.append(version)

    def send(self, key, path, body, type=None):
        self.truth.open_jobs[key] = (path, body, type)
        answer = self.server.post(path, body, type=type, headers={"Idempotency-Key": key})
        if self.expect(answer, 201):
            self.truth.jobs[key] = (path, body, type, answer.json["id"])
            self.truth.open_jobs.pop(key)
            return answer.json["id"]

    def job(self):
        self.jobs_left -= 1
        if self.jobs_left < 0:
            return
        n = self.truth.next()
        script = {"script": "sma_cross", "data": "sp500"}
        request = self.random.choice([
            dict(script, kind="backtest", params={"fast": 5 + n % 20, "slow": 100}, report=n % 2 == 0, journal=True),
            dict(script, kind="sweep", params={"fast": "5:25:5", "slow": "50:150:25"}, options={"jobs": 2}),
            {"kind": "run", "script": "sum"}, {"kind": "check", "script": "sma_cross"},
            {"kind": "test", "script": "sma_cross", "tests": tests}])
        self.send("job-%d" % n, "/v1/jobs", request)

    def rows(self):
        self.jobs_left -= 1
        if self.jobs_left < 0:
            return
        n = self.truth.next()
        stamp = "2020-01-01T%02d:%02d:%02dZ" % (n // 3600 % 24, n // 60 % 60, n % 60)
        dataset = "rows%d" % self.number
        id = self.send("rows-%d" % n, "/v1/datasets/%s/rows?symbol=x&timezone=UTC" % dataset, "time,close\n%s,%d\n" % (stamp, n), "text/csv")
        if id:
            self.truth.rows[id] = (dataset, n)

    def look(self):
        ids = [j[3] for j in list(self.truth.jobs.values()) if j[3] not in self.truth.ended]
        if ids:
            job = self.server.get("/v1/jobs/" + self.random.choice(ids[-8:])).json
            if job["ended"]:
                self.truth.ended[job["id"]] = job


class Home:
    def __init__(self, folder, seed):
        self.home = os.path.join(folder, "home")
        os.mkdir(folder)
        subprocess.run([program, "import", os.path.join(source, "scripts/data/sp500-2000.csv"), "--dataset", "sp500", "--calendar", "NYSE", "--home", self.home],
                       check=True, capture_output=True)
        config = os.path.join(folder, "finsmart.lua")
        open(config, "w").write(CONFIG)
        self.server = Server(self.home, config).start()
        self.random, self.truth, self.killed_jobs = random.Random(seed), Truth(), set()
        self.server.put_script("sma_cross", cross)
        self.server.put_script("sum", STUDY)

    def all(self, path):
        items, after = [], ""
        while after is not None:
            page = self.server.get(path + "?limit=1000" + after).json
            items += page["items"]
            after = "&after=" + page["next"] if page.get("next") else None
        return items

    def kill_one(self):
        """Of the server's processes; returns what was killed."""
        below = tree(self.server.process.pid)
        jobs = {p: w for p, w in below.items() if "serve" not in w}
        if not jobs or self.random.random() < 0.5:
            self.server.process.kill()
            return "server"
        pid = self.random.choice(sorted(jobs))
        leads = any(os.path.exists("/proc/%d" % p) for p in tree(pid))
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return "nobody"
        return "leader" if leads else "sweep worker" if "sweep" in jobs[pid] else "job"

    def round(self):
        truth, problems = self.truth, []
        clients = [Client(self.server, truth, i, self.random.random()) for i in range(CLIENTS)]
        for c in clients:
            c.start()
        killed = []
        time.sleep(self.random.uniform(0.02, 0.6))
        for _ in range(3):
            killed.append(self.kill_one())
            if killed[-1] == "server":
                break
            time.sleep(self.random.uniform(0.02, 0.3))
        below = set(tree(self.server.process.pid))
        if killed[-1] != "server":
            self.server.process.kill()
            killed.append("server")
        self.server.process.wait()
        for c in clients:
            c.stopped = True
        for c in clients:
            c.join(60)
            problems += c.problems
        end = time.monotonic() + 5
        while (left := [p for p in below if self.is_ours(p)]) and time.monotonic() < end:
            time.sleep(0.02)
        if left:
            problems.append("processes that outlive the server: %s" % left)
        verified = subprocess.run([program, "audit", "verify", os.path.join(self.home, "journal")], capture_output=True, text=True)
        if verified.returncode:
            problems.append("the journal: " + verified.stdout + verified.stderr)
        self.server.stop()
        self.server.start()
        try:
            problems += self.check()
        except BROKEN as e:
            problems.append("no answer: %r; exit status %s" % (e, self.server.process.poll()))
        return problems, killed, sum(c.done for c in clients)

    def is_ours(self, pid):
        try:
            return self.home.encode() in open("/proc/%d/cmdline" % pid, "rb").read() and open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    def check(self):
        t, s, wrong = self.truth, self.server, []
        # keys
        keys = self.all("/v1/keys")
        by_id = {k["id"]: k for k in keys}
        wrong += ["key %s is lost" % k for k in t.keys if k not in by_id]
        wrong += ["key %s works again" % k for k in t.revoked if k in by_id and not by_id[k]["revoked"]]
        wrong += ["nobody revoked key %s" % k["id"] for k in keys if k["revoked"] and k["id"] not in t.maybe_revoked and k["id"] in t.keys]
        names = [k["name"] for k in keys]
        wrong += ["key %s is there %d times" % (n, names.count(n)) for n in t.key_names if names.count(n) > 1]
        # scripts
        for name, sent in t.versions.items():
            script = s.get("/v1/scripts/" + name).json
            there = [v["version"] for v in script["versions"]]
            wrong += ["version %s of %s is there %d times" % (v, name, there.count(v)) for v, _ in sent if there.count(v) != 1]
            for v in there[-5:]:
                if s.get("/v1/scripts/%s/versions/%s" % (name, v)).body.decode() not in t.maybe_versions[name]:
                    wrong.append("the text of %s %s is another" % (name, v))
            history = iter(h["version"] for h in script["history"])
            wrong += ["the turn of %s to %s is lost" % (name, v) for v in t.turns.get(name, []) if v not in history]
            if len(script["history"]) > len(t.maybe_turns.get(name, [])):
                wrong.append("%s has more turns than were asked for" % name)
            t.turns[name] = [h["version"] for h in script["history"]]
        # jobs: those under way are sent again; those known are not done again
        for key, (path, body, type) in list(t.open_jobs.items()):
            answer = s.post(path, body, type=type, headers={"Idempotency-Key": key})
            if answer.status != 201:
                wrong.append("sent again: %d %s" % (answer.status, answer.body[:200]))
            else:
                t.jobs[key] = (path, body, type, answer.json["id"])
                t.open_jobs.pop(key)
        for key in self.random.sample(sorted(t.jobs), min(3, len(t.jobs))):
            path, body, type, id = t.jobs[key]
            answer = s.post(path, body, type=type, headers={"Idempotency-Key": key})
            if answer.status != 201 or answer.json["id"] != id:
                wrong.append("%s sent again is not job %s: %s" % (key, id, answer.body[:200]))
        end = time.monotonic() + 120
        while time.monotonic() < end:
            listed = self.all("/v1/jobs")
            if all(j["ended"] for j in listed):
                break
            time.sleep(0.05)
        jobs = {j["id"]: j for j in listed}
        known = {j[3] for j in t.jobs.values()}
        wrong += ["job %s has not ended: %s" % (i, j["state"]) for i, j in jobs.items() if not j["ended"]]
        wrong += ["job %s is lost" % i for i in known if i not in jobs]
        wrong += ["job %s was sent by nobody" % i for i in jobs if i not in known]
        if len(listed) != len(jobs) or len(known) != len(t.jobs):
            wrong.append("a job is there twice")
        wrong += ["job %s was %s, and is %s" % (i, j["state"], jobs[i]["state"]) for i, j in t.ended.items() if i in jobs and jobs[i]["state"] != j["state"]]
        for i, j in jobs.items():
            if j["state"] == "failed" and j["id"] not in t.ended:
                reason = j["reason"] or ""
                if not (ENDED in reason or "ended by the system" in reason or "crashed (signal 9" in reason or "worker" in reason):
                    wrong.append("job %s (%s) failed: %r" % (i, j["kind"] if "kind" in j else "", reason))
            if j["state"] == "done" and i not in t.ended:
                result = s.get("/v1/jobs/%s/result" % i)
                if result.status != 200 or not isinstance(json.loads(result.body), (dict, list)):
                    wrong.append("job %s is done and has no result" % i)
            t.ended[i] = j
        # rows
        for dataset in {d for d, _ in t.rows.values()}:
            answer = s.get("/v1/datasets/%s/rows?columns=close&limit=100000" % dataset)
            values = [r["close"] for r in answer.json] if answer.status == 200 else []
            for id, (its, n) in t.rows.items():
                if its == dataset and id in jobs and jobs[id]["state"] == "done" and values.count(n) != 1:
                    wrong.append("row %d of job %s is there %d times" % (n, id, values.count(n)))
        # nothing is left
        found = [os.path.join(d, f) for d, _, files in os.walk(self.home) for f in files]
        wrong += ["left behind: " + f for f in found if "/uploads/" in f or (f.endswith(".tmp") and "/history/" not in f)]
        folders = set(os.listdir(os.path.join(self.home, "jobs"))) - set(jobs)
        if folders:
            wrong.append("folders of no job: %s" % folders)
        return wrong


def main(rounds, seed, where):
    counts, acts, failed, began = {}, 0, 0, time.monotonic()
    home = None
    for n in range(rounds):
        if n % ROUNDS_OF_A_HOME == 0:
            if home:
                home.server.stop()
            home = Home(os.path.join(where, "h%d" % n), seed + n)
        problems, killed, done = home.round()
        acts += done
        for k in killed:
            counts[k] = counts.get(k, 0) + 1
        for p in problems[:10]:
            print("not ok - round %d (killed %s): %s" % (n + 1, ", ".join(killed), p), flush=True)
        failed += bool(problems)
        if problems and os.environ.get("KEEP"):
            print("    kept in " + where)
            os._exit(1)
        if (n + 1) % 50 == 0:
            print("%d rounds, %d failed, %.0f s" % (n + 1, failed, time.monotonic() - began), flush=True)
    descriptors = len(os.listdir("/proc/%d/fd" % home.server.process.pid))
    home.server.stop()
    print("%s - %d rounds, %d calls answered, killed: %s; descriptors at the end: %d; %.0f s" % (
        "not ok" if failed else "ok", rounds, acts, ", ".join("%d %s" % (v, k) for k, v in sorted(counts.items())), descriptors, time.monotonic() - began))
    return failed


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print("crash.py %d %d" % (rounds, seed), flush=True)
    if os.environ.get("KEEP"):
        raise SystemExit(main(rounds, seed, tempfile.mkdtemp()) != 0)
    with tempfile.TemporaryDirectory() as where:
        raise SystemExit(main(rounds, seed, where) != 0)
