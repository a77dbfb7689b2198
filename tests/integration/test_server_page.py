#!/usr/bin/env python3
"""The first page of finsmart serve in headless Chromium: signs in, shows what there is, follows a job, breaks nothing on a phone.

`--shots DIR` takes pictures instead."""
import os, shutil, sys, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "server"), here]
from serving import *
from browser import Browser, DESK, PHONE

chromium = shutil.which("chromium") or shutil.which("chromium-browser")
if not chromium:
    print("skipped: chromium is not installed, so no page was looked at")
    sys.exit(77)
folder = tempfile.TemporaryDirectory()
home = os.path.join(folder.name, "home")
config = os.path.join(folder.name, "finsmart.lua")
with open(config, "w") as f:
    f.write('return { people = { second_person = { "datasets.remove" } }, workers = { processes = 2 } }\n')
s = Server(home, config).start()
s.wait_job(s.post("/v1/datasets/sp500/rows?calendar=NYSE", open(os.path.join(source, "scripts/data/sp500-2000.csv")).read(), type="text/csv").json["id"])
s.put_script("sma_cross", open(os.path.join(source, "scripts/strategies/sma_cross.lua")).read())
s.put_script("loops", 'return study { name = "<b>loops</b>", api = 1, run = function(p) while true do end end }')
s.job({"kind": "backtest", "script": "sma_cross", "data": "sp500"})
s.job({"kind": "backtest", "script": "sma_cross", "data": "sp500", "params": {"fast": 0}})
running = s.job({"kind": "run", "script": "loops"}, wait=False).json["id"]
s.wait_job(running, ("running",))
s.call("DELETE", "/v1/datasets/sp500")

head = s.get("/", key=None)
check("the page needs no key, and may load nothing from elsewhere", head.status == 200 and "default-src 'none'" in head.headers["Content-Security-Policy"])
browser = Browser(chromium, os.path.join(folder.name, "profile"))


def open_page(size, fragment=""):
    browser.ask("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=size is PHONE)
    browser.ask("Page.navigate", url="about:blank")
    browser.ask("Page.navigate", url="http://localhost:%d/%s" % (s.port, fragment))


value = browser.value


def wait_for(words, limit=20):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        text = value("document.body ? document.body.innerText : ''") or ""
        if words in text:
            return text
        time.sleep(0.1)
    return text


def shot(name):
    if "--shots" in sys.argv:
        browser.shot(os.path.join(sys.argv[sys.argv.index("--shots") + 1], name))


open_page(DESK)
text = wait_for("Your key")
check("without a key it asks for one and shows nothing else", "Your key" in text and "sp500" not in text, text)
shot("sign-in.png")
value("document.querySelector('#key').value = 'fsk_wrong'; document.querySelector('#sign-in').requestSubmit()")
check("a wrong key is told so", "unknown, revoked or expired" in wait_for("unknown, revoked"))
value("document.querySelector('#key').value = '%s'; document.querySelector('#sign-in').requestSubmit()" % s.key)
text = wait_for("sp500")
check("it shows data, scripts, jobs and what waits for a second person", all(w in text for w in ["sp500", "sma_cross", "backtest of sma_cross", "Remove the dataset sp500 for good", "run of loops", "first administrator"]), text)
check("and the key is asked for no more", "Your key" not in text)
check("a failed job says why", "'fast'" in text or "fast" in text, text)
check("the key is not in the address", s.key not in value("location.href") and value("location.hash") == "")
shot("desk.png")
s.post("/v1/jobs/%s/cancel" % running)
check("it follows by itself what changes", "cancelled" in wait_for("it was cancelled"), text)
open_page(PHONE, "#" + s.key)
text = wait_for("sp500")
check("a link with a key signs in, and the key leaves the address", "sp500" in text and s.key not in value("location.href"))
check("no sideways scrolling on a phone", value("document.documentElement.scrollWidth <= innerWidth"), value("document.documentElement.scrollWidth"))
shot("phone.png")
s.stop()
check("it says when the server is gone", "does not answer" in wait_for("does not answer"))
bad = [e for e in browser.events if e["method"] in ("Runtime.exceptionThrown",) or (e["method"] == "Log.entryAdded" and e["params"]["entry"]["source"] not in ("network",))]
check("nothing is complained of in the console", not bad, bad[:3])
browser.close()
finish()
