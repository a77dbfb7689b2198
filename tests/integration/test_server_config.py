#!/usr/bin/env python3
"""finsmart serve with a configuration: TLS and clients' certificates, signed heads of the journal, limits of calls, bodies and jobs."""
import http.client, json, os, signal, ssl, subprocess, sys, tempfile, time, warnings

warnings.simplefilter("ignore", DeprecationWarning)  # of old versions of TLS, which are tried on purpose

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
from certificates import Certificates
from serving import *

folder = tempfile.TemporaryDirectory()
made = Certificates(folder.name)
at, authority, certificate = made.at, made.authority, made.certificate


def write(name, text):
    with open(at(name), "w") as f:
        f.write(text)
    return at(name)


authority("ours")
authority("theirs")
certificate("server", "ours", "/CN=localhost")
certificate("desk", "ours", "/O=Example/CN=desk-7")
certificate("stranger", "theirs", "/CN=stranger")
subprocess.run([program, "audit", "key", at("signing.pem")], check=True, stdout=open(at("signing.pub"), "w"))
public = open(at("signing.pub")).read().strip()

config = write("finsmart.lua", """return {
  tls = { certificate = "server.pem", key = "server.key", client_ca = "ours.pem", client = "required" },
  journal = { head_file = "heads.txt", head_key = "signing.pem", durability = "written" },
  http = { rate = "20/s", burst = 40, body = "2 MB" },
  metrics = { open = true, path = "/figures" },
  people = { second_person = { "scripts.activate", "datasets.remove" } },
  workers = { processes = 2, time = "1m", memory = "512 MB", queue = 3,
              roles = { analyst = { time = "2s", memory = "64 MB", jobs = 1 } } },
}
""")


def tls(ca="ours", client="desk", **more):
    context = ssl.create_default_context(cafile=at(ca + ".pem"))
    for name, value in more.items():
        setattr(context, name, value)
    if client:
        context.load_cert_chain(at(client + ".pem"), at(client + ".key"))
    return context


def get(s, path, context):
    c = http.client.HTTPSConnection("127.0.0.1", s.port, timeout=20, context=context)
    try:
        c.request("GET", path)
        return Answer(c.getresponse())
    finally:
        c.close()


class Secure(Server):
    """The same over TLS."""

    def call(self, method, path, body=None, key=True, headers=(), type=None):
        plain, http.client.HTTPConnection = http.client.HTTPConnection, lambda h, p, timeout: http.client.HTTPSConnection(h, p, timeout=timeout, context=tls())
        try:
            return super().call(method, path, body, key, headers, type)
        finally:
            http.client.HTTPConnection = plain


home = at("home")
s = Secure(home, config).start()
check("a client with a certificate of ours is served over TLS", get(s, "/v1/health", tls()).json == {"status": "ok"})


def refused(context):
    try:
        get(s, "/v1/health", context)
        return False
    except (ssl.SSLError, ConnectionError, http.client.HTTPException):
        return True


check("one without is not", refused(tls(client=None)))
check("one with a stranger's is not", refused(tls(client="stranger")))
try:
    old = tls()
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    spoke_old = not refused(old)
except ValueError:
    spoke_old = False
check("TLS 1.1 is not spoken", not spoke_old)
serial = lambda: subprocess.run("openssl s_client -connect 127.0.0.1:%d -cert %s -key %s </dev/null 2>/dev/null | openssl x509 -noout -serial" % (s.port, at("desk.pem"), at("desk.key")),
                                shell=True, capture_output=True, text=True).stdout
before = serial()
certificate("server", "ours", "/CN=localhost")
s.process.send_signal(signal.SIGHUP)
for _ in range(100):
    if serial() != before:
        break
    time.sleep(0.1)
check("SIGHUP reads certificates again", before.startswith("serial=") and serial() not in ("", before), before)
write("server.pem", "nonsense")
s.process.send_signal(signal.SIGHUP)
end = time.monotonic() + 20
while "the certificates stay as they were" not in open(at("server.log")).read() and time.monotonic() < end:
    time.sleep(0.05)
check("a certificate that cannot be read leaves the old one in force", get(s, "/v1/health", tls()).status == 200)
certificate("server", "ours", "/CN=localhost")

# ---- limits ----
c = http.client.HTTPSConnection("127.0.0.1", s.port, timeout=20, context=tls())
answers = []
for _ in range(300):  # on one connection, so that they come fast enough
    c.request("GET", "/v1/me", headers={"Authorization": "Bearer " + s.key})
    answers.append(Answer(c.getresponse()))
c.close()
late = [a for a in answers if a.status == 429]
check("a key that calls too often is told when to come back", late and all(int(a.headers["Retry-After"]) >= 1 for a in late), [a.status for a in answers])
time.sleep(2)
check("a body beyond the limit is refused", s.call("PUT", "/v1/scripts/big", b"-" * (3 << 20), type="text/x-lua").status == 413)
analyst = s.new_key("analyst")
loop = 'return study { name = "x", api = 1, run = function(p) local t, n = {}, 0 while true do %s end end }'
loops = s.put_script("loops", loop % "n = n + 1", active=False).json["version"]
eats = s.put_script("eats", loop % "n = n + 1 t[n] = ('x'):rep(100000) .. n", active=False).json["version"]

figures = s.get("/figures", key=None)
check("metrics are where the configuration says, and open as it says", figures.status == 200 and b"finsmart_disk_free_bytes" in figures.body and s.get("/metrics").status == 404, figures.status)

# ---- a second person ----
risk = s.post("/v1/keys", {"name": "risk desk", "role": "risk"}).json["key"]
same = s.post("/v1/keys", {"name": "first administrator", "role": "administrator"}).json["key"]
asked = s.post("/v1/scripts/loops/activate", {"version": loops})
id = asked.json["id"]
check("a change that needs a second person waits", asked.status == 202 and asked.json["state"] == "waiting" and s.get("/v1/scripts/loops").json["active"] is None, asked.body)
check("who asked cannot approve it", s.post("/v1/approvals/%s/approve" % id).status == 403)
check("nor with another key of the same name", s.post("/v1/approvals/%s/approve" % id, key=same).status == 403)
check("an analyst cannot", s.post("/v1/approvals/%s/approve" % id, key=analyst).status == 403)
done = s.post("/v1/approvals/%s/approve" % id, key=risk)
check("another person approves it, and it is made", done.status == 200 and done.json["state"] == "approved" and s.get("/v1/scripts/loops").json["active"] == loops, done.body)
check("once", s.post("/v1/approvals/%s/approve" % id, key=risk).status == 409)
other = s.post("/v1/scripts/eats/activate", {"version": eats}).json["id"]
check("a refusal needs a reason", s.post("/v1/approvals/%s/refuse" % other, {"reason": ""}, key=risk).status == 422)
refusal = s.post("/v1/approvals/%s/refuse" % other, {"reason": "eats too much"}, key=risk)
check("and then nothing is changed", refusal.json["state"] == "refused" and refusal.json["reason"] == "eats too much" and s.get("/v1/scripts/eats").json["active"] is None)
s.wait_job(s.post("/v1/datasets/few/rows", "time,close\n2020-01-02,1\n", type="text/csv").json["id"])
removal = s.call("DELETE", "/v1/datasets/few")
check("a removal waits too", removal.status == 202 and s.get("/v1/datasets/few").status == 200, removal.body)
time.sleep(1)
s.wait_job(s.post("/v1/datasets/few/rows", "time,close\n2020-01-03,2\n", type="text/csv").json["id"])
check("what has changed since it was asked for is not removed", s.post("/v1/approvals/%s/approve" % removal.json["id"], key=risk).status == 409)
removal = s.call("DELETE", "/v1/datasets/few").json
check("asked anew it is", s.post("/v1/approvals/%s/approve" % removal["id"], key=risk).status == 200 and s.get("/v1/datasets/few").status == 404)
waiting = [a["id"] for a in s.get("/v1/approvals?state=waiting").json["items"]]
time.sleep(2)
s.stop(signal.SIGKILL)
s.start()
check("approvals are there after a kill", [a["id"] for a in s.get("/v1/approvals?state=waiting").json["items"]] == waiting and s.get("/v1/approvals/" + id).json["decided_by"] == risk[4:20])
time.sleep(1)
over = s.job({"kind": "run", "script": "loops"}, key=analyst, wait=False).json
waits = s.job({"kind": "run", "script": "eats", "version": eats}, key=analyst, wait=False).json
s.wait_job(over["id"], ("running",))
check("a person has as many jobs at once as the role allows", s.get("/v1/jobs/" + over["id"]).json["state"] == "running" and s.get("/v1/jobs/" + waits["id"]).json["state"] == "queued")
many = [s.job({"kind": "run", "script": "loops"}, key=analyst, wait=False) for _ in range(4)]
check("more than may wait are refused", [a.status for a in many] == [201, 201, 429, 429], [a.body for a in many])
for a in many[:2]:
    s.post("/v1/jobs/%s/cancel" % a.json["id"])
timed = s.wait_job(over["id"]).json
check("a job beyond the time of its role is ended, and says so", timed["state"] == "failed" and "time limit of 2 seconds" in timed["reason"] and "loops.lua" in timed["reason"], timed)
eaten = s.wait_job(waits["id"]).json
check("a job beyond the memory of its role fails, and says so", eaten["state"] == "failed" and "memory" in eaten["reason"], eaten)

# ---- signed heads ----
check("it ends", s.stop() == 0)
verify = lambda: subprocess.run([program, "audit", "verify", os.path.join(home, "journal"), "--head", at("heads.txt"), "--public-key", public, "--json"], capture_output=True, text=True)
good = verify()
check("the journal agrees with its signed heads", good.returncode == 0 and json.loads(good.stdout)["signed_blocks"] > 5, good.stdout + good.stderr)
segment = os.path.join(home, "journal", "00000002.fsj")
whole = open(segment, "rb").read()
last = whole.rfind(b"FSJB", 0, whole.rfind(b"FSJB"))  # without the last two blocks: cut where a block ends
open(segment, "wb").write(whole[:last])
cut = verify()
check("a journal cut where a block ends is found by its heads", cut.returncode == 1 and "00000002.fsj" in cut.stderr, cut.stderr)
open(segment, "wb").write(whole)

# ---- what is wrong with a configuration ----
for what, text, words in [
    ("a key that there is not", "return { lisen = {} }", "did you mean"),
    ("other machines without TLS", 'return { listen = { "0.0.0.0:0" } }', "tls"),
    ("what is not served yet", 'return { accounts = { a = { cash = 1000 } } }', "accounts, which this version does not serve yet"),
    ("a certificate that is not there", 'return { tls = { certificate = "none.pem", key = "none.key" } }', "none.pem"),
]:
    done = subprocess.run([program, "serve", "--config", write("bad.lua", text), "--home", at("other")], capture_output=True, text=True, timeout=30)
    check("does not start: " + what, done.returncode in (1, 2) and words in done.stderr, done.stderr)
full = Server(at("full"), write("full.lua", 'return { disk = { low = "1024 TB", stop = "1024 TB", check_every = "1s" } }\n')).start()
check("on a disk without room nothing is begun", full.put_script("x", "return 1", active=False).status == 503 and b"disk.stop" in full.put_script("x", "return 1", active=False).body)
made = full.post("/v1/keys", {"name": "a", "role": "viewer"})
check("no key is made, but reading goes on", made.status == 503 and full.get("/v1/keys").status == 200 and full.get("/v1/health").status == 200)
check("and keys can be revoked", full.call("DELETE", "/v1/keys/" + full.key[4:20]).status == 409 and "last key" in full.call("DELETE", "/v1/keys/" + full.key[4:20]).json["detail"])
full.stop()
finish()
