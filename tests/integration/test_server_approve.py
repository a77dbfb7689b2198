#!/usr/bin/env python3
"""finsmart approve: lists what waits for a second person, approves it, refuses it, and says why it cannot."""
import os, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from serving import *

folder = tempfile.TemporaryDirectory()
at = lambda name: os.path.join(folder.name, name)
with open(at("finsmart.lua"), "w") as f:
    f.write('return { people = { second_person = { "scripts.activate" } } }\n')
s = Server(at("home"), at("finsmart.lua")).start()
for name, role in [("risk", "risk"), ("viewer", "viewer")]:
    with open(at(name + ".key"), "w") as f:
        f.write(s.new_key(role, name) + "\n")


def approve(*words, key="risk.key"):
    return subprocess.run([program, "approve", *words, "--url", "http://127.0.0.1:%d" % s.port, "--home", s.home] + (["--key-file", at(key)] if key else []),
                          capture_output=True, text=True, timeout=60)


empty = approve()
check("nothing waits", empty.returncode == 0 and empty.stdout == "nothing waits for a second person\n", empty.stdout + empty.stderr)
version = s.put_script("quick", 'return study { name = "quick", api = 1, run = function(p) return {} end }', active=False).json["version"]
first, second = (s.post("/v1/scripts/quick/activate", {"version": version}).json["id"] for _ in range(2))
listed = approve()
check("what waits is listed in words", listed.stdout.count("waiting: make version %s of the script quick the active one" % version) == 2 and first in listed.stdout, listed.stdout)
own = approve(first, key=None)  # the first administrator's key of the home: who asked
check("who asked cannot approve", own.returncode == 1 and "second person" in own.stderr, own.stderr)
low = approve(first, key="viewer.key")
check("a role that may not is told so", low.returncode == 1 and "approvals.decide" in low.stderr, low.stderr)
done = approve(first)
check("a second person approves", done.returncode == 0 and done.stdout.startswith(first + "  approved: ") and s.get("/v1/scripts/quick").json["active"] == version, done.stdout + done.stderr)
again = approve(first)
check("once", again.returncode == 1 and "it is approved" in again.stderr, again.stderr)
refused = approve(second, "--refuse", "not before the audit", "--json")
check("or refuses, with a reason", refused.returncode == 0 and json.loads(refused.stdout)["reason"] == "not before the audit", refused.stdout + refused.stderr)
for words, code, text in [(["x"], 2, "no number"), (["--refuse", "a"], 2, "needs the number"), (["999"], 1, "no approval of this id"), ([first, second], 2, "unexpected operand")]:
    answer = approve(*words)
    check("refused: finsmart approve " + " ".join(words), answer.returncode == code and text in answer.stderr, (answer.returncode, answer.stderr))
with open(at("none.key"), "w") as f:
    f.write("hello\n")
check("a file without a key is told", "there is no key in it" in approve(key="none.key").stderr)
s.stop()
finish()
