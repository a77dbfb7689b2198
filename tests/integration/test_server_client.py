#!/usr/bin/env python3
"""The Python client against a real server: data as every kind of frame, scripts, jobs, people, refusals as exceptions, and
what it does when connections are lost, calls are too many, or there is TLS."""
import datetime, json, os, pathlib, subprocess, sys, tempfile, threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import interop

interop.enter()

import pandas as pd
import polars as pl
import pyarrow as pa

source_dir = pathlib.Path(os.environ["SOURCE_DIR"])
sys.path[:0] = [str(source_dir / "tests/integration/server"), str(source_dir / "contrib/clients/python/src")]
import finsmart
import finsmart.transport
from certificates import Certificates
from serving import *
from unreliable import Unreliable

folder = tempfile.TemporaryDirectory()
here = pathlib.Path(folder.name)
csv = source_dir / "scripts/data/sp500-2000.csv"
(here / "server.lua").write_text('return { listen = { "127.0.0.1:0", "unix:%s/s.sock" }, http = { body = "2 MB", rate = "2000/s", burst = 2000 }, workers = { processes = 2 } }\n' % here)
s = Server(str(here / "home"), config=str(here / "server.lua"), listen=None).start()
url = "http://127.0.0.1:%d" % s.port
client = finsmart.Client(url, key_file=here / "home/admin.key")


def raised(what, kind=finsmart.Error):
    """The exception of a call."""
    try:
        what()
    except kind as error:
        return error
    return None


# ---- the server and its people ----
me = client.me()
check("a key from a file", me["role"] == "administrator" and finsmart.Client(url, s.key).me() == me)
nobody = finsmart.Client(url)
check("health and readiness need no key", nobody.health() == {"status": "ok"} and nobody.ready() == {"ready": True})
error = raised(nobody.me)
check("no key: Unauthorized, with all that the problem says", type(error) is finsmart.Unauthorized and error.status == 401 and error.title == "Unauthorized"
      and error.field == "Authorization" and "a key is needed" in error.detail and "a key is needed" in str(error), repr(error))
check("what runs there", client.version()["program"] == "finsmart" and "people.manage" in client.roles()["administrator"])
check("the journal and figures", client.journal()["failure"] is None and "finsmart_jobs{" in client.metrics())
key = client.keys.create("desk 7", "analyst", expires=datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc))
analyst = finsmart.Client(url, key["key"])
check("a key is made, works, and ends", analyst.me()["name"] == "desk 7" and key["expires"] == "2100-01-01T00:00:00Z" and "key" not in client.keys.get(key["id"]))
error = raised(lambda: list(analyst.keys.list()))
check("what a role may not do: Forbidden", type(error) is finsmart.Forbidden and "people.manage" in error.detail, repr(error))
error = raised(lambda: client.keys.create("x", "wizard"))
check("what makes no sense: Unprocessable, with the field", type(error) is finsmart.Unprocessable and error.field == "/role", repr(error))
many = [client.keys.create("key %d" % n, "viewer")["id"] for n in range(120)]
listed = [k["id"] for k in client.keys.list()]
check("a list has all its pages", listed[0] == me["id"] and listed[-120:] == many and len(set(listed)) == len(listed) == 122, listed)
check("a revoked key", client.keys.revoke(many[0])["revoked"] and type(raised(lambda: client.keys.revoke(many[0]))) is finsmart.Conflict)
check("a time without zone is refused here", type(raised(lambda: client.keys.create("x", "viewer", expires=datetime.datetime(2100, 1, 1)), ValueError)) is ValueError)

# ---- data ----
sent = client.datasets.send("sp500", csv, calendar="NYSE").wait()
check("a file is sent and imported", sent.state == "done" and sent.result()["rows"] == client.datasets.get("sp500")["rows"] > 5000, sent.info)
export = lambda format, *more: subprocess.run([program, "export", "sp500", "--format", format, "--home", s.home, *more], check=True, capture_output=True).stdout
direct = pa.ipc.open_stream(export("arrow")).read_all()
rows = client.datasets.rows("sp500")
table = rows.arrow()
check("pyarrow: the same table as finsmart export's", table.to_pydict() == direct.to_pydict() and table.schema.equals(direct.schema), (table.schema, direct.schema))
check("pandas: the same frame", rows.pandas().equals(direct.to_pandas()) and str(rows.pandas().dtypes["time"]) == "datetime64[ns, UTC]", rows.pandas().dtypes)
check("polars: the same frame", rows.polars().equals(pl.from_arrow(direct)))
lines = [json.loads(line) for line in export("ndjson").splitlines()]
check("dictionaries: the same rows", rows.dicts() == lines and list(rows) == lines)
check("CSV: the same bytes", rows.csv().encode() == export("csv"))
rows.save(here / "out.arrows")
check("a file: the same table", pa.ipc.open_stream(here / "out.arrows").read_all().equals(table))
check("a file of another suffix is refused", "suffix" in str(raised(lambda: rows.save(here / "out.xls"), ValueError)))
few = client.datasets.rows("sp500", start="2015-01-02", end="2015-01-06", columns=["time", "close"]).pandas()
check("a range and columns", list(few.columns) == ["time", "close"] and list(few.close) == [2058.199951, 2020.579956, 2002.609985], few)
check("a limit beyond JSON's, and none", len(client.datasets.rows("sp500", limit=5000).dicts()) == 5000 and client.datasets.rows("sp500", limit=0).polars().height == 0)
weekly = client.datasets.rows("sp500", resample="7d", start="2015-01-05", end="2015-01-16").polars()
check("bars of a longer interval", weekly.height in (2, 3), weekly)
check("as of a Sunday", client.datasets.as_of("sp500", "2015-01-04")[0]["close"] == 2058.199951)
error = raised(lambda: client.datasets.rows("sp50").dicts())
check("an unknown dataset: NotFound", type(error) is finsmart.NotFound, repr(error))
check("an unknown symbol says which there are", "sp500" in str(raised(client.datasets.rows("sp500", symbol="X").dicts)))

book = pd.DataFrame({"time": pd.to_datetime(["2020-01-02", "2020-01-03", "2020-01-02"], utc=True), "symbol": ["A", "A", "B"], "open": [1.0, 2, 3],
                     "high": [2.0, 3, 4], "low": [0.5, 1, 2], "close": [1.5, 2.5, 3.5], "volume": [10.0, 20.0, 30.0]})
plain = [dict(row, time=row["time"].to_pydatetime()) for row in book.to_dict("records")]
text = here / "book.csv"
book.to_csv(text, index=False)
zipped = here / "book.csv.gz"
book.to_csv(zipped, index=False)
lines = here / "book"  # no suffix: the server looks
lines.write_text("".join(json.dumps(dict(row, time=row["time"].isoformat())) + "\n" for row in plain))
hashes = {}
for name, what in [("pandas", book), ("index", book.set_index("time")), ("polars", pl.from_pandas(book)), ("arrow", pa.Table.from_pandas(book)), ("dicts", plain), ("path", str(text)),
                   ("zipped", zipped), ("looked_at", lines)]:
    job = client.datasets.send(name, what).wait()
    check("sent as %s" % name, job.state == "done", job.info)
    hashes[name] = client.datasets.get(name)["hash"]
check("whatever frame it was, it is the same dataset", len(set(hashes.values())) == 1, hashes)
back = client.datasets.rows("pandas", symbol="A").pandas()
check("and comes back equal", back.to_dict("list") == book[book.symbol == "A"].drop(columns="symbol").to_dict("list"), back)
check("datasets by name", [d["name"] for d in client.datasets.list()] == sorted(list(hashes) + ["sp500"]))
client.datasets.remove("dicts")
check("a dataset is removed", type(raised(lambda: client.datasets.get("dicts"))) is finsmart.NotFound)
check("what is no rows is refused here", type(raised(lambda: client.datasets.send("x", 7), TypeError)) is TypeError)
check("a file that is not there is told as that", type(raised(lambda: client.datasets.send("x", here / "none.csv"), OSError)) is FileNotFoundError)
large = here / "large.csv"
large.write_text("time,close\n" + "2020-01-02,1\n" * 400000)
error = raised(lambda: client.datasets.send("x", large))
check("a body that is too large: TooLarge", type(error) is finsmart.TooLarge, repr(error))
bad = client.datasets.send("bad", [{"time": "2020-01-02", "close": "ten"}]).wait()
check("rows that are wrong: a job that failed", type(raised(bad.result)) is finsmart.JobFailed and "'close'" in bad.reason, bad.info)
check("a zone that there is not is told at once", raised(lambda: client.datasets.send("x", plain, timezone="Mars/Base")).field == "timezone")

# ---- scripts ----
cross = source_dir / "scripts/strategies/sma_cross.lua"
first = client.scripts.put("sma_cross", cross, activate=True)
check("a script is sent and active", first["active"] and client.scripts.text("sma_cross") == cross.read_text())
second = client.scripts.put("sma_cross", cross.read_text() + "-- changed\n")
check("a second version is not", not second["active"] and client.scripts.get("sma_cross")["latest"] == second["version"])
client.scripts.activate("sma_cross", second["version"][:8])
back = client.scripts.rollback("sma_cross")
check("rolled back", back["version"] == first["version"] and [t["version"] for t in client.scripts.get("sma_cross")["history"]] ==
      [first["version"], second["version"], first["version"]], back)
check("scripts by name", [x["name"] for x in client.scripts.list()] == ["sma_cross"])
for name in ("put", "activate"):  # the same request again, as after a lost answer
    call = {"put": lambda: client.scripts.put("again", "return 1", idempotency_key="put-1"),
            "activate": lambda: client.scripts.activate("again", made["version"], idempotency_key="activate-1")}[name]
    made = call()
    check("%s sent twice is answered as before" % name, call()["version"] == made["version"] and len(client.scripts.get("again")["versions"]) == 1)

# ---- jobs ----
seen = []
job = client.jobs.submit("backtest", "sma_cross", data="sp500", params={"fast": 20, "slow": 100}, options={"fee-bps": 5}, report=True, journal=True)
job.wait(lambda j: seen.append((j.state, j.progress)), timeout=120)
direct = json.loads(subprocess.run([program, "backtest", cross, "--data", "sp500", "--param", "fast=20", "--param", "slow=100", "--fee-bps", "5", "--json",
                                    "--home", s.home], capture_output=True, text=True).stdout)
check("a backtest decides as the command line does", job.result()["journal_hash"] == direct["journal_hash"], job.info)
check("waiting tells of what changes", seen[-1][0] == "done" and len(seen) >= 2, seen)
check("its page and journal", b"<html" in job.file("report.html") and "journal" in job.log())
job.save("journal.fsj", here / "run.fsj")
check("a file is saved", subprocess.run([program, "audit", "verify", here / "run.fsj"], capture_output=True).returncode == 0)
check("a file that it has not left: NotFound", type(raised(lambda: sent.file("report.html"))) is finsmart.NotFound)
swept = client.jobs.submit("sweep", "sma_cross", data="sp500", params={"fast": "5:40:5", "slow": "50:100:10"}, options={"jobs": 1})
check("a sweep", len(swept.wait().result()["top"]) > 1, swept.info)
failed = client.jobs.submit("backtest", "sma_cross", data="sp500", params={"fast": 0}).wait()
error = raised(failed.result)
check("a job that failed: JobFailed with its reason", type(error) is finsmart.JobFailed and error.state == "failed" and "fast" in str(error), repr(error))
client.scripts.put("loops", "return study { name = 'loops', api = 1, run = function(p) while true do end end }", activate=True)
loops = client.jobs.submit("run", "loops")
check("waiting has an end", type(raised(lambda: loops.wait(timeout=0.1), TimeoutError)) is TimeoutError)
error = raised(loops.result)
check("a result that is not there yet: Conflict", type(error) is finsmart.Conflict and "no result yet" in error.detail, repr(error))
check("a job is cancelled", loops.cancel().wait().state == "cancelled" and type(raised(loops.cancel)) is finsmart.Conflict)
check("jobs of a script, newest first", [j.id for j in client.jobs.list(script="sma_cross")] == [failed.id, swept.id, job.id])
check("jobs of a state", {j.id for j in client.jobs.list(state="cancelled")} == {loops.id} and client.jobs.get(loops.id).state == "cancelled")
error = raised(lambda: client.jobs.submit("backtest", "sma_cross", data="sp500", options={"fee-bp": 5}))
check("a refused job has field and hint", error.field == "/options/fee-bp" and "fee-bps" in error.hint and "fee-bps" in str(error), repr(error))

# ---- a second person ----
(here / "second.lua").write_text('return { people = { second_person = { "scripts.activate", "datasets.remove" } } }\n')
with Server(str(here / "second"), config=str(here / "second.lua")) as careful:
    one = finsmart.Client("http://127.0.0.1:%d" % careful.port, careful.key)
    two = finsmart.Client("http://127.0.0.1:%d" % careful.port, one.keys.create("second", "risk")["key"])
    version = one.scripts.put("x", "return 1")["version"]
    waits = [raised(lambda: one.scripts.activate("x", version, idempotency_key="once")) for _ in range(2)]
    check("an activation that needs a second person: NeedsApproval, once", [type(w) for w in waits] == [finsmart.NeedsApproval] * 2
          and waits[0].approval["id"] == waits[1].approval["id"] and one.scripts.get("x")["active"] is None, waits)
    waiting = waits[0].approval["id"]
    check("who asked cannot approve: Forbidden", type(raised(lambda: one.approvals.approve(waiting))) is finsmart.Forbidden)
    check("a second person can", two.approvals.approve(waiting)["state"] == "approved" and one.scripts.get("x")["active"] == version)
    one.datasets.send("few", plain).wait()
    removal = raised(lambda: one.datasets.remove("few"))
    check("or refuses", two.approvals.refuse(removal.approval["id"], "needed")["reason"] == "needed" and one.datasets.get("few")["rows"] == 3
          and [a["id"] for a in one.approvals.list(state="refused")] == [removal.approval["id"]], removal)

# ---- connections that are lost, calls that are too many ----
slept = []
finsmart.transport.time.sleep, sleep = lambda seconds: (slept.append(seconds), sleep(min(seconds, 1.1))), finsmart.transport.time.sleep
way = Unreliable(s.port)
far = finsmart.Client(way.url, s.key)
before = len(list(client.jobs.list()))
way.lose = 2
once = far.jobs.submit("check", "sma_cross")
check("an answer that was lost twice: the job was sent once", len(list(client.jobs.list())) == before + 1 and once.wait().state == "done" and len(slept) >= 2, slept)
way.lose = 1
check("a script, likewise", far.scripts.put("lost", "return 1")["version"] == client.scripts.get("lost")["latest"])
way.lose = 3
check("an activation, likewise", far.scripts.activate("lost", client.scripts.get("lost")["latest"])["active"] and len(client.scripts.get("lost")["history"]) == 1)
way.lose = 1000
error = raised(far.me)
check("after all tries: ConnectionFailed", type(error) is finsmart.ConnectionFailed and "no answer" in str(error), repr(error))
way.lose, way.cut = 0, 70000
error = raised(lambda: far.datasets.rows("sp500").csv())
check("an answer that breaks off is no short table: ConnectionFailed", type(error) is finsmart.ConnectionFailed, repr(error))
error = raised(lambda: far.datasets.rows("sp500").arrow(), Exception)
check("nor one of Arrow", isinstance(error, finsmart.ConnectionFailed), repr(error))
error = raised(lambda: finsmart.Client("http://127.0.0.1:1", s.key, tries=2).me())
check("nobody there: ConnectionFailed", type(error) is finsmart.ConnectionFailed and "refused" in str(error), repr(error))
check("an address that is none is refused here", "no address" in str(raised(lambda: finsmart.Client("localhost:8080"), ValueError)))
slow = here / "slow.lua"
slow.write_text('return { http = { rate = "5/s", burst = 2 } }\n')
with Server(str(here / "slow"), config=str(slow)) as limited:
    slept.clear()
    held = finsmart.Client("http://127.0.0.1:%d" % limited.port, limited.key)
    check("calls beyond the rate wait as Retry-After says", [held.me()["role"] for _ in range(5)] == ["administrator"] * 5 and 1.0 in slept, slept)
    error = raised(lambda: [finsmart.Client("http://127.0.0.1:%d" % limited.port, limited.key, tries=1).me() for _ in range(20)])
    check("without further tries: TooManyRequests", type(error) is finsmart.TooManyRequests and error.retry_after == 1.0, repr(error))
finsmart.transport.time.sleep = sleep

# ---- what is kept, threads, other ways ----
fresh = finsmart.Client(url, s.key, cache=True)
count = lambda: next(line.split()[1] for line in client.metrics().splitlines() if 'code="3xx"' in line)
before = count()
check("an answer is kept while the server says it is good", fresh.roles() == fresh.roles() and int(float(count())) == int(float(before)) + 1, (before, count()))
client.scripts.activate("sma_cross", second["version"])
check("and asked for anew when it is not", fresh.scripts.get("sma_cross") == client.scripts.get("sma_cross")
      and client.scripts.rollback("sma_cross") and fresh.scripts.get("sma_cross")["active"] == first["version"])
got = []
threads = [threading.Thread(target=lambda: got.extend(client.me()["id"] for _ in range(25))) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check("threads share a client", got == [me["id"]] * 100)
with finsmart.Client("unix:%s/s.sock" % here, s.key) as local:
    check("over a Unix socket", local.me() == me and local.datasets.rows("sp500").arrow().equals(table))
made = Certificates(str(here))
made.authority("ours")
made.authority("theirs")
made.certificate("server", "ours", "/CN=localhost")
made.certificate("desk", "ours", "/O=Example/CN=desk-7")
(here / "tls.lua").write_text('return { tls = { certificate = "server.pem", key = "server.key", client_ca = "ours.pem", client = "required" } }\n')
secure = Server(str(here / "secure"), config=str(here / "tls.lua")).start()
address = "https://localhost:%d" % secure.port
sure = finsmart.Client(address, secure.key, ca=made.at("ours.pem"), certificate=made.at("desk.pem"), certificate_key=made.at("desk.key"))
check("over TLS with a certificate of one's own", sure.me()["role"] == "administrator")
error = raised(lambda: finsmart.Client(address, secure.key, ca=made.at("theirs.pem"), certificate=made.at("desk.pem"), certificate_key=made.at("desk.key"), tries=1).me())
check("a server that is not trusted: ConnectionFailed", type(error) is finsmart.ConnectionFailed and "not trusted" in str(error), repr(error))
check("a client without its certificate: ConnectionFailed", type(raised(lambda: finsmart.Client(address, secure.key, ca=made.at("ours.pem"), tries=1).me())) is finsmart.ConnectionFailed)
check("both end cleanly", secure.stop() == 0 and s.stop() == 0)
finish()
