#!/usr/bin/env python3
"""Lets each call that changes the server's files fail in turn: faults.py [EVERY [FIRST]].

A server lives through a fixed script of requests while the Nth write (or sync, open, rename, new folder) fails, for every N
until there are no more: with ENOSPC, EIO, EMFILE, or as a short write (tests/faults/faults.c). It must not crash, and must
answer each request: as always, or with a problem. Its log says what failed. Started again without a fault it has all that
it acknowledged. With EVERY only each so-manieth N is tried, beginning with FIRST."""
import json, os, shutil, socket, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server, program, source
import power

LIBRARY = os.path.join(os.environ.get("BUILD_DIR", os.path.join(source, "build/release")), "tests/faults/faults.so")
FAULTS = ["write:ENOSPC", "write:EIO", "write:SHORT", "fsync:EIO", "open:EMFILE", "rename:EIO", "mkdir:ENOSPC"]
MESSAGE = {"ENOSPC": "No space left on device", "EIO": "Input/output error", "EMFILE": "Too many open files"}


class Faulty(Server):
    def __init__(self, home, fault):
        super().__init__(home)
        self.fault = fault

    def start(self):
        hit = os.path.join(os.path.dirname(self.home), "hit")
        mine = {"LD_PRELOAD": LIBRARY, "FAULT": self.fault, "FAULT_UNDER": self.home, "FAULT_HIT": hit}
        os.environ.update(mine)
        try:
            return super().start()
        finally:
            for name in mine:
                del os.environ[name]


def work(s):
    """The requests; returns what was acknowledged, and what is wrong with an answer."""
    facts, wrong, odd, said = [], [], [], []

    def ask(method, path, body=None, type=None):
        answer = s.call(method, path, body, type=type)
        if answer.status >= 400:
            said.append(answer.body.decode())
            if answer.headers["Content-Type"] != "application/problem+json" or answer.json["status"] != answer.status or not answer.json.get("detail"):
                wrong.append("%s %s: %d %r" % (method, path, answer.status, answer.body[:200]))
            if answer.status != 503:
                odd.append((method, path, answer.status, answer.body[:200]))
        return answer

    def wait(id):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            answer = ask("GET", "/v1/jobs/" + id)
            if answer.status == 200 and answer.json["ended"]:
                said.append(answer.json["reason"] or "")
                return answer.json["state"]
            if s.get("/v1/health", key=None).status == 503:
                return "unknown"
            time.sleep(0.02)
        wrong.append("job %s does not end" % id)

    key = ask("POST", "/v1/keys", {"name": "a", "role": "viewer"})
    if key.status == 201:
        facts.append(("key", key.json["id"], False))
        if ask("DELETE", "/v1/keys/" + key.json["id"]).status == 200:
            facts[-1] = ("key", key.json["id"], True)
    text = 'return study { name = "one", api = 1, run = function(p) return { x = 1 } end }\n'
    for _ in range(2):  # the second time after a failure must not be an answer that does not count
        script = ask("PUT", "/v1/scripts/one", text, "text/x-lua")
        if script.status in (200, 201):
            facts.append(("script", "one", script.json["version"], text))
    if script.status in (200, 201) and ask("POST", "/v1/scripts/one/activate", {"version": script.json["version"]}).status == 200:
        facts.append(("turn", "one", script.json["version"]))
    rows = ask("POST", "/v1/datasets/days/rows?symbol=x&timezone=UTC", "time,close\n2020-01-01,1\n2020-01-02,2\n", "text/csv")
    if rows.status == 201:
        facts.append(("there", rows.json["id"]))
        if wait(rows.json["id"]) == "done":
            facts.append(("rows", "days", 2))
    job = ask("POST", "/v1/jobs", {"kind": "run", "script": "one"})
    if job.status == 201:
        facts.append(("there", job.json["id"]))
        if wait(job.json["id"]) == "done":
            result = ask("GET", "/v1/jobs/%s/result" % job.json["id"])
            facts.append(("result", job.json["id"], result.body if result.status == 200 else None))
    wrong += ["lost at once: %r" % (f,) for f in facts if f[0] == "rows" and ask("GET", "/v1/datasets/days/rows").status not in (200, 503)]
    facts = [f for f in facts if f[0] != "rows"]  # what a removal that fails leaves is either
    if ask("DELETE", "/v1/datasets/days").status == 200:
        facts.append(("removed", "days"))
    return facts, wrong + [str(o) for o in odd if o[2] not in (404, 409, 422)], "".join(said)


def holds(s, fact):
    return s.get("/v1/jobs/" + fact[1]).status == 200 if fact[0] == "there" else power.holds(s, fact)


def once(where, fault):
    """(was the call reached, what is wrong)"""
    home, hit = os.path.join(where, "home"), os.path.join(where, "hit")
    os.mkdir(where)
    kind = fault.split(":")[1]
    wrong, facts, answers = [], [], ""
    s = Faulty(home, fault)
    try:
        s.start()
        facts, wrong, answers = work(s)
    except RuntimeError:
        said = open(s.log.name).read()
        code = s.process.wait(20)
        if code != 1 or (kind in MESSAGE and MESSAGE[kind] not in said):
            wrong.append("it did not start: %s, %s" % (code, said[-300:]))
    except Exception as e:
        wrong.append("%r; exit status %s" % (e, s.process.poll()))
    if s.process.poll() not in (None, 1):
        wrong.append("it ended with %s" % s.process.poll())
    s.stop()
    if s.process.returncode not in (0, 1):
        wrong.append("it ended with %s" % s.process.returncode)
    reached = os.path.exists(hit)
    said = open(s.log.name).read()
    if reached and kind in MESSAGE and MESSAGE[kind] not in said + answers:
        wrong.append("neither the log nor an answer says what failed")
    s = Server(home)
    try:
        s.start()
        if not os.path.exists(os.path.join(home, "admin.key")) or s.get("/v1/me").status != 200:
            wrong.append("nobody has a key that works")
        wrong += ["lost: %r" % (f[:3],) for f in facts if not holds(s, f)]
    except RuntimeError as e:
        wrong.append("it does not start again: %s" % str(e)[-300:])
    finally:
        s.stop()
    if wrong:
        wrong.append("its log: " + said[-300:])
    return reached, wrong


def not_alive_with_a_failed_journal(where):
    """A journal that has failed: every act is refused, health says so, the service manager hears nothing more."""
    os.mkdir(where)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(os.path.join(where, "notify"))
    os.environ.update(NOTIFY_SOCKET=os.path.join(where, "notify"), WATCHDOG_USEC="200000")
    s = Faulty(os.path.join(where, "home"), "write:ENOSPC:5+")
    s.start()
    del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
    try:
        statuses = [s.post("/v1/keys", {"name": "a", "role": "viewer"}).status for _ in range(8)]
        time.sleep(0.3)  # longer than the watchdog's time: that nothing is said in it is what is looked for
        listener.setblocking(False)
        try:
            while listener.recv(100):
                pass
        except BlockingIOError:
            pass
        listener.settimeout(1)
        try:
            told = listener.recv(100)
        except socket.timeout:
            told = None
        health, keys = s.get("/v1/health", key=None), s.get("/v1/keys")
        good = statuses[-1] == 503 and 201 not in statuses[statuses.index(503):] and health.status == 503 and MESSAGE["ENOSPC"] in health.json["reason"] and keys.status == 200
        return [] if good and told is None else ["%s %s %s %s" % (statuses, health.body, keys.status, told)]
    finally:
        s.stop()
        listener.close()


def main(where, every=1, first=1):
    failed = runs = 0
    for fault in FAULTS:
        n, tried = first, 0
        while True:
            at = os.path.join(where, "f")
            shutil.rmtree(at, ignore_errors=True)
            at = tempfile.mkdtemp(dir=where) + "/f"
            reached, wrong = once(at, "%s:%d" % (fault, n))
            shutil.rmtree(os.path.dirname(at), ignore_errors=True)
            for w in wrong:
                print("not ok - %s:%d: %s" % (fault, n, w), flush=True)
            failed += bool(wrong)
            if not reached:
                break
            tried += 1
            n += every
        runs += tried
        print("ok - %s: %d of the first %d calls failed in turn" % (fault, tried, n - 1) if tried or every > 1 else "not ok - %s: no call" % fault, flush=True)
        failed += not tried and every == 1
    wrong = not_alive_with_a_failed_journal(os.path.join(where, "journal"))
    print(("not ok" if wrong else "ok") + " - a journal that has failed: acts are refused, reading goes on, no sign of life", *wrong, flush=True)
    print("%s - %d faults" % ("not ok" if failed else "ok", runs))
    return failed + bool(wrong)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        raise SystemExit(main(os.path.realpath(where), *map(int, sys.argv[1:])) != 0)
