#!/usr/bin/env python3
"""What a power cut may leave of a server's home: power.py [STATES [PLACES]].

A server is recorded by strace while one client sends it requests: each write, rename, new name, removal and sync in the home,
and each answer. From the record the states are built that a disk may have when the power goes at any of these moments: what
was not synced is there, or is not, or is torn at a sector, or is zeros; new names and renames count once their folder is
synced. On each of them a server has to start, and all that was answered before has to be there.

Then the same with the syncs of one place left out, place by place (those that PLACES, a regular expression, finds): there has
to be a state now that shows that it is missed. STATES: so many of the states of the first part."""
import hashlib, os, re, shutil, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from serving import Server, program, source

SECTOR = 512
CALLS = "openat,write,pwrite64,writev,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,ftruncate,sendmsg,sendto,copy_file_range"
cross = open(os.path.join(source, "scripts/strategies/sma_cross.lua")).read()
CSV = "time,close\n" + "".join("2020-%02d-%02dT00:00:00Z,%d\n" % (m, d, 100 + (m * 7 + d * 3) % 20) for m in range(1, 13) for d in range(1, 28))


def read(path):
    with open(path, "rb") as f:
        return f.read()


# ---- recording ----

def strace_available():
    try:
        return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


class Traced(Server):
    def words(self):
        return ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "9000000", "-e", "signal=none", "-e", "trace=" + CALLS, "-o", self.home + ".trace"] + super().words()


def work(s, facts):
    """Each call that is answered adds a fact, or None: what has to be there from its answer on."""
    def sent(answer, *fact):
        assert answer.status < 300, (answer.status, answer.body)
        facts.append(fact or None)
        return answer

    def wait(id):
        while True:
            job = s.get("/v1/jobs/" + id)
            facts.append(None)
            if job.json["ended"]:
                assert job.json["state"] == "done", job.body
                facts[-1] = ("done", id)
                return
            time.sleep(0.05)

    key = sent(s.post("/v1/keys", {"name": "a", "role": "viewer"}), "key").json
    facts[-1] = ("key", key["id"], False)
    text = "return 1 -- first\n"
    version = sent(s.call("PUT", "/v1/scripts/first", text, type="text/x-lua")).json["version"]
    facts[-1] = ("script", "first", version, text)
    sent(s.post("/v1/scripts/first/activate", {"version": version}), "turn", "first", version)
    sent(s.call("DELETE", "/v1/keys/" + key["id"]), "key", key["id"], True)
    id = sent(s.post("/v1/datasets/days/rows?symbol=x&timezone=UTC", CSV, type="text/csv", headers={"Idempotency-Key": "i"})).json["id"]
    facts[-1] = ("job", id)
    wait(id)
    facts.append(("rows", "days", CSV.count("\n") - 1))
    sent(s.get("/v1/datasets"))
    facts.pop()  # the rows are a fact of that answer
    version = sent(s.call("PUT", "/v1/scripts/sma_cross", cross, type="text/x-lua")).json["version"]
    facts[-1] = ("script", "sma_cross", version, cross)
    request = {"kind": "backtest", "script": "sma_cross", "version": version, "data": "days", "params": {"fast": 5, "slow": 20}, "report": True, "journal": True}
    id = sent(s.post("/v1/jobs", request)).json["id"]
    facts[-1] = ("job", id)
    wait(id)
    facts[-1] = ("result", id, None)
    result = sent(s.get("/v1/jobs/%s/result" % id))
    facts[-1] = ("result", id, result.body)
    # Rows that have to wait for their turn.
    slow = 'return study { name = "slow", api = 1, run = function(p) local x = 0 for i = 1, 5e8 do x = x + i % 7 end return { x = x } end }'
    version = sent(s.call("PUT", "/v1/scripts/slow", slow, type="text/x-lua")).json["version"]
    first = sent(s.post("/v1/jobs", {"kind": "run", "script": "slow", "version": version})).json["id"]
    facts[-1] = ("job", first)
    id = sent(s.post("/v1/datasets/more/rows?symbol=y&timezone=UTC", CSV, type="text/csv")).json["id"]
    facts[-1] = ("job", id)
    wait(first)
    wait(id)
    sent(s.call("DELETE", "/v1/datasets/more"), "removed", "more")
    sent(s.get("/v1/me"))


def record(where):
    """Two lives of a server: (path of the home, events, facts)."""
    home, facts = os.path.join(where, "home"), []
    config = os.path.join(where, "finsmart.lua")
    with open(config, "w") as f:
        f.write('return { journal = { rotate_size = "2 KB" }, workers = { processes = 1 }, http = { rate = "1000000/s", burst = 1000000 } }')
    s = Traced(home, config).start()
    work(s, facts)
    s.end_program()
    events = parse(open(home + ".trace").read().split("\n"), home)
    # A second life begins where a kill ended the first: an act is written, and not yet synced.
    end = max(i for i, e in enumerate(events) if e[0] == "write" and e[1].endswith(".fsj") and "/journal/" in e[1] and ("answer", 200) in events[i:])
    events = events[:end + 1]
    facts = facts[:sum(e[0] == "answer" for e in events)]
    disk = Disk(where)
    for e in events:
        disk.apply(e)
    build(disk.state(new, new), home)
    s = Traced(home, config).start()
    version = s.call("PUT", "/v1/scripts/second", "return 2\n", type="text/x-lua").json["version"]
    facts.append(("script", "second", version, "return 2\n"))
    s.end_program()
    return home, events + parse(open(home + ".trace").read().split("\n"), home), facts


def text_of(word):
    return bytes(int(x, 16) for x in re.findall(r"\\x([0-9a-f]{2})", word))


def parse(lines, home):
    """[(kind, path, ...)] of the home; ("answer", status) and ("fsync", path, who)."""
    events, halves, main = [], {}, None
    base = os.path.dirname(home)
    for line in lines:
        found = re.match(r"(\d+) +(.*)", line)
        if not found:
            continue
        pid, rest = found.groups()
        if rest.endswith("<unfinished ...>"):
            halves[pid] = rest[:-len("<unfinished ...>")]
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
        if resumed:
            rest = halves.pop(pid, "") + resumed[1]
        call = re.match(r"(\w+)\((.*)\) += (-?\d+)(.*)", rest)
        if not call or call[3].startswith("-"):
            continue
        name, args, value = call[1], call[2], int(call[3])
        main = main or pid
        strings = [text_of(x) for x in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', args)]
        fd = re.match(r"(?:AT_FDCWD|\d+)?<((?:\\x[0-9a-f]{2})*)>", args)
        at = text_of(fd[1]).decode(errors="replace") if fd else ""
        path = at
        if name in ("sendmsg", "sendto"):
            status = re.match(rb"HTTP/1\.1 (\d+)", strings[0]) if strings else None
            if status:
                events.append(("answer", int(status[1])))
            continue
        if name in ("openat", "mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2"):
            path = os.path.normpath(os.path.join(at, strings[0].decode()))
        path = os.path.normpath(path)
        if path != base and not (path + "/").startswith(home + "/"):
            continue
        if name == "openat":
            if "O_CREAT" in args or "O_TRUNC" in args:
                events.append(("open", path, "O_TRUNC" in args))
        elif name == "write":
            events.append(("write", path, None, strings[0][:value]))
        elif name == "pwrite64":
            events.append(("write", path, int(args.rsplit(",", 1)[1]), strings[0][:value]))
        elif name == "writev":
            events.append(("write", path, None, b"".join(strings)[:value]))
        elif name in ("mkdir", "mkdirat"):
            events.append(("mkdir", path))
        elif name in ("rename", "renameat", "renameat2"):
            events.append(("rename", path, os.path.normpath(strings[1].decode())))
        elif name in ("unlink", "unlinkat", "rmdir"):
            events.append(("unlink", path))
        elif name in ("fsync", "fdatasync"):
            events.append(("fsync", path, "loop" if pid == main else "other"))
        else:
            raise RuntimeError("%s is not modelled: %s" % (name, path))
    return events


# ---- the disk ----

class File:
    def __init__(self):
        self.now, self.synced = b"", b""


class Folder:
    def __init__(self):
        self.now, self.synced = {}, {}


class Disk:
    def __init__(self, base):
        self.base, self.root = base, Folder()

    def find(self, path):
        node = self.root
        for part in [] if path == self.base else os.path.relpath(path, self.base).split("/"):
            node = node.now.get(part) if isinstance(node, Folder) else None
        return node

    def above(self, path):
        return self.find(os.path.dirname(path)), os.path.basename(path)

    def apply(self, event):
        kind, path = event[0], event[1]
        if kind == "answer":
            return
        if kind == "fsync":
            node = self.find(path)
            if node:
                node.synced = dict(node.now) if isinstance(node, Folder) else node.now
            return
        folder, name = self.above(path)
        if kind == "open":
            if name not in folder.now:
                folder.now[name] = File()
            elif event[2]:
                folder.now[name].now = b""
        elif kind == "write":
            file = folder.now[name]
            at = len(file.now) if event[2] is None else event[2]
            file.now = file.now[:at].ljust(at, b"\0") + event[3] + file.now[at + len(event[3]):]
        elif kind == "mkdir":
            folder.now[name] = Folder()
        elif kind == "unlink":
            folder.now.pop(name, None)
        elif kind == "rename":
            other, to = self.above(event[2])
            other.now[to] = folder.now.pop(name)

    def state(self, names, content):
        """{path: bytes, or None for a folder}; `names` and `content`: which of a node's two is taken."""
        out = {}

        def walk(folder, path):
            for name, node in names(folder).items():
                inner = path + "/" + name if path else name
                out[inner] = None if isinstance(node, Folder) else content(node)
                if isinstance(node, Folder):
                    walk(node, inner)
        walk(self.root, "")
        return out


def torn(file):
    """What was appended is there up to a sector's end, half of it."""
    if not file.now.startswith(file.synced) or file.now == file.synced:
        return file.synced
    end = len(file.synced) + (len(file.now) - len(file.synced)) // 2
    return file.now[:max(len(file.synced), end // SECTOR * SECTOR)]


def zeros(file):
    if not file.now.startswith(file.synced):
        return file.synced
    return file.synced + bytes(len(file.now) - len(file.synced))


def torn_zeros(file):
    return torn(file).ljust(len(file.now), b"\0")


old, new = (lambda node: node.synced), (lambda node: node.now)
VARIANTS = {"nothing unsynced": (old, old), "all": (new, new), "names without content": (new, old), "content without names": (old, new),
            "names of the innermost folders alone": (lambda f: f.synced if any(isinstance(n, Folder) for n in f.synced.values()) else f.now, new),
            "torn": (new, torn), "zeros": (new, zeros), "torn, then zeros": (new, torn_zeros)}


# Syncs of which another one of the same path makes one needless here, and where they are needed.
ELSEWHERE = {"a journal of a job": "the same command is run without a server", "a page of a job, before its rename": "the same command is run without a server",
             "the home": "it is synced before, when its folders are made, unless one of them was removed",
             "the home (by the loop)": "the first key's file may be configured to lie elsewhere",
             "the folder above the home": "the first key's file may be configured to lie deeper, and the home's own name is synced before",
             "the folder above the home (by the loop)": "the first key's file may be configured to lie elsewhere"}


def states(events, base, facts, without=None):
    """(state, facts that must hold, what it is), at each moment that matters: before and after a sync, at an answer."""
    disk, seen, answers = Disk(base), set(), 0
    due = []
    for i, event in enumerate(events):
        if event[0] == "answer":
            fact = facts[answers] if answers < len(facts) else None
            answers += 1
            if fact:
                due = [f for f in due if not overrides(fact, f)] + [fact]
        elif not (event[0] == "fsync" and without and place(event) == without):
            disk.apply(event)
        last = i + 1 == len(events)
        if not last and events[i + 1][0] not in ("fsync", "answer") and event[0] not in ("fsync", "answer"):
            continue
        for what, (names, content) in VARIANTS.items():
            state = disk.state(names, content)
            digest = hashlib.sha256(repr((sorted(state.items()), due)).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield state, list(due), "after event %d (%s), %s" % (i, " ".join(map(str, event[:2])), what)


def overrides(fact, earlier):
    return fact[:2] == earlier[:2] or (fact[0] == "removed" and earlier[:2] == ("rows", fact[1]))


def place(event):
    """The place of a sync: which kind of file or folder, and who calls."""
    path = event[1]
    for pattern, name in [(r"/admin\.key$", "the first key's file"), (r"/journal/[^/]*\.fsj$", "a segment"), (r"/journal$", "the folder of segments"),
                          (r"/scripts/[^/]*/[^/]*$", "a script"), (r"/scripts/[^/]*$", "a script's folder"), (r"/scripts$", "the folder of scripts"),
                          (r"/jobs/[^/]*/[^/]*\.fsj$", "a journal of a job"), (r"/jobs/[^/]*/[^/]*\.tmp$", "a page of a job, before its rename"),
                          (r"/jobs/[^/]*/[^/]*$", "a file of a job"), (r"/jobs/[^/]*$", "a job's folder"), (r"/jobs$", "the folder of jobs"),
                          (r"/uploads/[^/]*/[^/]*$", "rows that were sent"), (r"/uploads/[^/]*$", "an upload's folder"), (r"/uploads$", "the folder of uploads"),
                          (r"/history/[^/]*/manifest[^/]*$", "a manifest"), (r"/history/[^/]*/[^/]*/[^/]*$", "a part of a dataset"),
                          (r"/history/[^/]*/[^/]*$", "a symbol's folder"), (r"/history/[^/]*$", "a dataset's folder"), (r"/history$", "the folder of datasets"),
                          (r"/home$", "the home"), (r"", "the folder above the home")]:
        if re.search(pattern, path):
            return name + (" (by the loop)" if event[2] == "loop" else "")


# ---- looking ----

def build(state, home):
    shutil.rmtree(home, ignore_errors=True)
    base = os.path.dirname(home)
    for path in sorted(p for p in state if p == "home" or p.startswith("home/")):
        full = os.path.join(base, path)
        if state[path] is None:
            os.mkdir(full)
        else:
            with open(full, "wb") as f:
                f.write(state[path])
    return home


def try_home(where):
    """A place of its own for each try; the one before is removed, where its last processes are gone."""
    shutil.rmtree(where, ignore_errors=True)
    os.makedirs(where, exist_ok=True)
    return os.path.join(tempfile.mkdtemp(dir=where), "home")


def look(home, facts):
    """Starts a server on it: None, or what is wrong."""
    s = Server(home)
    log = os.path.join(os.path.dirname(home), "server.log")
    if os.path.exists(log):
        os.unlink(log)
    try:
        s.start()
    except RuntimeError as e:
        return "it does not start: %s" % str(e)[-400:]
    try:
        if not s.key or s.get("/v1/me").status != 200:
            return "the first administrator's key is lost"
        for fact in facts:
            if not holds(s, fact):
                return "lost: %r" % (fact[:3],)
        for d in s.get("/v1/datasets").json["items"]:
            if d.get("problem") or s.get("/v1/datasets/%s/rows?limit=1000000" % d["name"], headers={"Accept": "text/csv"}).body.count(b"\n") != d["rows"] + 1:
                return "a broken dataset: %r" % d
    except Exception as e:
        return "%r; exit status %s" % (e, s.process.poll())
    finally:
        s.process.kill()
        s.stop()
    verified = subprocess.run([program, "audit", "verify", os.path.join(home, "journal")], capture_output=True, text=True)
    return None if verified.returncode == 0 else "the journal: " + verified.stderr


def holds(s, fact):
    kind, name = fact[0], fact[1]
    if kind == "key":
        answer = s.get("/v1/keys/" + name)
        return answer.status == 200 and (not fact[2] or bool(answer.json["revoked"]))
    if kind == "script":
        return s.get("/v1/scripts/%s/versions/%s" % (name, fact[2])).body.decode() == fact[3]
    if kind == "turn":
        return s.get("/v1/scripts/" + name).json.get("active") == fact[2]
    if kind == "rows":
        answer = s.get("/v1/datasets/%s/rows?limit=100000" % name)
        return answer.status == 200 and len(answer.json) == fact[2]
    if kind == "removed":
        return s.get("/v1/datasets/" + name).status == 404
    job = s.get("/v1/jobs/" + name)
    if kind == "job":  # it runs now, or ran before
        if job.status == 200:
            job = s.wait_job(name)
        return job.status == 200 and (job.json["state"] == "done" or job.json["reason"] == "the server ended while it ran")
    result = s.get("/v1/jobs/%s/result" % name)
    return job.json["state"] == "done" and result.status == 200 and (kind == "done" or fact[2] is None or result.body == fact[2])


def main(where, most=None, places=""):
    """`places` None: the first part alone."""
    if not strace_available():
        print("skipped: strace cannot trace here")
        raise SystemExit(0)
    home, events, facts = record(where)
    tries = os.path.join(where, "tries")
    syncs = [e for e in events if e[0] == "fsync"]
    all_states = list(states(events, where, facts))
    chosen = all_states if not most or most >= len(all_states) else [all_states[i * len(all_states) // most] for i in range(most)]
    failed = 0
    for state, due, what in chosen:
        wrong = look(build(state, try_home(tries)), due)
        if wrong:
            failed += 1
            print("not ok - %s: %s" % (what, wrong), flush=True)
    print("%s - a power cut at any of %d events (%d syncs, %d answers): %d of %d states tried" % (
        "not ok" if failed else "ok", len(events), len(syncs), sum(e[0] == "answer" for e in events), len(chosen), len(all_states)), flush=True)
    baseline = {hashlib.sha256(repr((sorted(s.items()), due)).encode()).digest() for s, due, _ in all_states}
    for kind in sorted(k for k in {place(e) for e in syncs} if places is not None and re.search(places, k)):
        tried, found = 0, None
        for state, due, what in states(events, where, facts, kind):
            if hashlib.sha256(repr((sorted(state.items()), due)).encode()).digest() in baseline:
                continue
            tried += 1
            found = look(build(state, try_home(tries)), due)
            if found:
                break
        if found:
            print("ok - without the sync of %s: %s: %s" % (kind, what, found.replace("\n", " ")[:200]), flush=True)
        elif kind in ELSEWHERE:
            print("ok - the sync of %s is not missed here: %s" % (kind, ELSEWHERE[kind]), flush=True)
        else:
            failed += 1
            print("not ok - the sync of %s is needed by none of %d states" % (kind, tried), flush=True)
    return failed


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        raise SystemExit(main(os.path.realpath(where), int(sys.argv[1]) if len(sys.argv) > 1 else None, sys.argv[2] if len(sys.argv) > 2 else "") != 0)
