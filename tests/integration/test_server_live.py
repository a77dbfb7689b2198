#!/usr/bin/env python3
"""The WebSocket of finsmart serve: topics, order, slow readers, the end."""
import os, signal, sys, tempfile, threading, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from serving import *
from websocket import WebSocket

folder = tempfile.TemporaryDirectory()
s = Server(os.path.join(folder.name, "home")).start()
auth = {"Authorization": "Bearer " + s.key}
s.put_script("quick", 'return study { name = "quick", api = 1, run = function(p) return { n = 1 } end }')
s.put_script("loops", 'return study { name = "loops", api = 1, run = function(p) while true do end end }')

check("no key, no WebSocket", WebSocket(s.port, "/v1/live").status == 401)
check("a role that may not read jobs gets none", WebSocket(s.port, "/v1/live", {"Authorization": "Bearer " + s.new_key("integrator")}).status == 403)
check("a page of another origin gets none", WebSocket(s.port, "/v1/live", dict(auth, Origin="http://evil.example")).status == 403)
check("a call that asks for no WebSocket is told so", s.get("/v1/live").status == 400)

w = WebSocket(s.port, "/v1/live", auth)
check("a key gets one", w.status == 101)
for said, words in [({"subscribe": ["weather"]}, "there is no topic 'weather'"), ({"subscribe": "jobs"}, "a list"), ({"hello": 1}, "subscribe"), (b"{", "subscribe"),
                    ({"subscribe": ["jobs/999"]}, "there is no topic"), ({"subscribe": [7]}, "a topic is a text")]:
    w.send(said)
    answer = w.receive()
    check("told: %s" % words, words in answer.get("problem", ""), answer)
w.send({"subscribe": ["jobs"]})
id = s.job({"kind": "run", "script": "quick"}).json["id"]
seen = []
while not seen or seen[-1]["event"]["state"] != "done":
    seen.append(w.receive())
states = [m["event"]["state"] for m in seen]
check("states of a job come in their order, without gaps in the sequence", [x for i, x in enumerate(states) if not i or states[i - 1] != x] == ["queued", "running", "done"]
      and [m["sequence"] for m in seen] == list(range(1, len(seen) + 1)) and all(m["topic"] == "jobs/" + id for m in seen), seen)
running = s.job({"kind": "run", "script": "loops"}, wait=False).json["id"]
one = WebSocket(s.port, "/v1/live", auth)
one.send({"subscribe": ["jobs/" + running]})
check("who asks for one job is told where it is", one.receive()["event"]["id"] == running)
s.job({"kind": "run", "script": "quick"})
s.post("/v1/jobs/%s/cancel" % running)
got = []
while not got or got[-1]["event"]["state"] != "cancelled":
    got.append(one.receive())
check("and of no other job", all(m["event"]["id"] == running for m in got), got)
check("progress comes by itself, twice a second", len(got) >= 1)

key = s.post("/v1/keys", {"name": "short", "role": "viewer"}).json
short = WebSocket(s.port, "/v1/live", {"Authorization": "Bearer " + key["key"]})
quiet = WebSocket(s.port, "/v1/live", {"Authorization": "Bearer " + key["key"]})
short.send({"subscribe": ["jobs"]})
short.send({"subscribe": ["nothing"]})
short.receive()
s.call("DELETE", "/v1/keys/" + key["id"])
s.job({"kind": "run", "script": "quick"})
check("a revoked key's WebSocket is closed with 1008 before it is told anything", short.receive() == ("close", 1008))
quiet.send({"subscribe": ["jobs"]})
check("and so is one that says something", quiet.receive() == ("close", 1008))

# ---- slow readers ----
slow = WebSocket(s.port, "/v1/live", auth, buffer=4096)
memory = lambda: int([x for x in open("/proc/%d/status" % s.process.pid) if x.startswith("VmRSS")][0].split()[1])
before, asked = memory(), 40000
for _ in range(asked // 50):  # each is answered with what the job is: some 16 MB that nobody reads
    slow.send({"subscribe": ["jobs/" + id] * 50})
grown = memory() - before
missed, last, count = 0, 0, 0
while last < asked or last != count + missed:
    m = slow.receive()
    if "missed" in m:
        missed += m["missed"]
    elif "sequence" in m:
        count, last = count + 1, m["sequence"]
check("what a slow reader missed is what it is told", missed > 0 and last == count + missed == asked, (last, count, missed))
check("memory does not grow with a slow reader", grown < 30000, grown)
for x in (w, one, slow):
    x.close()
last = WebSocket(s.port, "/v1/live", auth)
end = threading.Thread(target=lambda: s.stop())
end.start()
try:
    while True:
        m = last.receive()
        if m[0] == "close" if isinstance(m, tuple) else False:
            break
except EOFError:
    m = None
end.join()
check("a server that ends says 1001", m == ("close", 1001), m)
finish()
