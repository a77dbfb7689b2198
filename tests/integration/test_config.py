#!/usr/bin/env python3
"""finsmart config: what is right is accepted, and everything that is wrong is told with its line, all at once.

- config/finsmart.lua says the defaults; the examples check clean; docs/reference/config.md is what the program prints.
- one bad file for each kind of mistake, with the exact text of the message.
- nothing of a secret is ever printed.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

program, source = os.path.abspath(os.environ["FINSMART"]), os.path.abspath(os.environ["SOURCE_DIR"])
failed = 0
clean = {k: v for k, v in os.environ.items() if k not in ("FINSMART_HOME", "FINSMART_LOG")}


def report(good, what, more=""):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what + ("" if good or not more else "\n" + str(more)))


def config(*arguments, cwd=None, **env):
    done = subprocess.run([program, "config", *arguments], capture_output=True, text=True, cwd=cwd, timeout=60,
                          env={**clean, **env})
    return done.returncode, done.stdout, done.stderr


def values(*arguments, **more):
    status, out, err = config("show", "--json", *arguments, **more)
    assert status == 0, err
    return {v["key"]: v for v in json.loads(out)["values"]}


# Files that are shipped ----------------------------------------------------------------------------------------------
for path in [os.path.join(source, "config", "finsmart.lua")] + sorted(glob.glob(os.path.join(source, "config", "examples", "*.lua"))):
    status, out, err = config("check", path)
    report(status == 0 and out == f"{path}: good\n" and not err, f"{os.path.relpath(path, source)} checks clean", out + err)

own = os.path.join(source, "config", "finsmart.lua")
defaults, filed = values(), values(own)
report({k: v["value"] for k, v in defaults.items()} == {k: v["value"] for k, v in filed.items()},
       "config/finsmart.lua says the defaults")
with open(own, encoding="utf-8") as f:
    text = f.read()
status, out, err = config("keys", "--json")
keys = {k["key"]: k for k in json.loads(out)["keys"]}
leaves = {k.split(".")[-1] for k in keys if k.count(".") and not k.startswith("workers.roles.NAME")}
missing = [name for name in sorted(leaves) if not re.search(rf"\b{name} = ", text)]
report(not missing, "config/finsmart.lua shows every key", missing)
status, out, err = config("keys", "--format", "markdown")
with open(os.path.join(source, "docs", "reference", "config.md"), encoding="utf-8") as f:
    report(f.read() == out, "docs/reference/config.md is current (finsmart config keys --format markdown > docs/reference/config.md)")

# Where values come from ----------------------------------------------------------------------------------------------
with tempfile.TemporaryDirectory() as folder:
    def write(text, name="a.lua"):
        with open(os.path.join(folder, name), "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(text)
        return name

    name = write('return {\n home = "h",\n http = { body = "1 GB" }, tls = { certificate = "c.pem", key = "/k" },\n}')
    got = values(name, cwd=folder)
    report(got["http.body"] == {"key": "http.body", "value": "1 GB", "origin": "file", "from": "a.lua:3", "line": 3}
           and got["http.burst"]["origin"] == "default", "show says which line a value comes from", got["http.body"])
    got = values(os.path.join(folder, name))
    report(got["home"]["value"] == folder + "/h" and got["journal.folder"]["value"] == folder + "/h/journal"
           and got["tls.certificate"]["value"] == folder + "/c.pem" and got["tls.key"]["value"] == "/k",
           "paths are relative to the file, and defaults lie in home")
    got = values(name, cwd=folder, FINSMART_HOME="/e", FINSMART_LOG="debug")
    report(got["home"]["value"] == "/e" and got["home"]["from"] == "FINSMART_HOME"
           and got["log.level"] == {"key": "log.level", "value": "debug", "origin": "environment", "from": "FINSMART_LOG"},
           "the environment stands over the file")
    got = values(name, "--home", "/c", cwd=folder, FINSMART_HOME="/e")
    report(got["home"]["value"] == "/c" and got["home"]["origin"] == "command line", "the command line stands over the environment")

    # Secrets ---------------------------------------------------------------------------------------------------------
    token = "xyzzy-plugh-42"
    write(token + "\n", "secret")
    secrets = ['feeds = { f = { plugin = "p", settings = { key = env "T" } } }', 'alerts = { a = { kind = "webhook", url = "https://x/y", token = "%s" } }',
               'stores = { records = "postgres://u:" .. file "secret" .. "@h/d" }', 'stores = { records = "postgres://u:%s@h/d" }',
               'home = env "T"', 'http = { body = env "T" }', 'http = { bodi = env "T" }', 'listen = { env "T" }', 'listen = env "T"',
               'feeds = { [env "T"] = 1 }', 'log = { level = env "T" .. "x" }', 'disk = { low = file "secret" }', 'tls = env "T"',
               'stores = { records = "postgres:/u:" .. env "T" }', 'accounts = { a = { currency = env "T" } }',
               'limits = { l = { scope = "account", of = env "T", rule = "allow_short", value = env "T" } }',
               'metrics = { path = env "T" }', 'alerts = { a = { kind = "webhook", url = env "T" } }',
               'alerts = { a = { kind = "webhook", url = "ftp://" .. env "T" } }',
               'strategies = { s = { script = "a", feed = env "T", account = env "T" } }']
    for text in secrets:
        name = write("return { " + text.replace("%s", token) + " }")
        shown = [config(verb, name, *more, cwd=folder, T=token) for verb in ("show", "check") for more in ((), ("--json",))]
        report(all(token not in out + err for _, out, err in shown), "no secret is shown: " + text, shown)
    name = write('return { stores = { records = "postgres://u:" .. env "T" .. "@h/d" },\n feeds = { f = { plugin = "p", settings = { key = env "T" } } } }')
    got = values(name, cwd=folder, T=token)
    report(got["feeds.f.settings.key"]["value"] == "(secret)" and got["feeds.f.settings.key"]["from"] == "a.lua:2, env T"
           and got["stores.records"]["value"] == "(secret)", "a secret is shown as (secret), with where it comes from", got)

    # Mistakes --------------------------------------------------------------------------------------------------------
    size = 'expected a size such as "64 MB", or a number of bytes, from 1 KB to 1 TB'
    address = 'expected an address such as "127.0.0.1:8080", "[::1]:8080" or "unix:/path"'
    strategy = 'strategies = { s = { script = "a", feed = "f", account = "p" } }'
    cases = [
        ('hom = "x"', "hom is no key of the configuration", "did you mean 'home'?"),
        ('body = 1', "body is no key of the configuration", "there is 'http.body'"),
        ('http = { bodi = 1 }', "http.bodi is no key of the configuration", "did you mean 'http.body'?"),
        ('http = { xyzzy = 1 }', "http.xyzzy is no key of the configuration", "finsmart config keys http lists those there are"),
        ('feeds = { a = { pluggin = "x", dataset = "d" } }', "feeds.a.pluggin is no key of the configuration", "did you mean 'feeds.a.plugin'?"),
        ('7', "the configuration has 7 without a name; expected name = value"),
        ('http = 5', "http is 5; expected a table { key = value, ... }"),
        ('http = { body = "64 MBs" }', f'http.body is "64 MBs"; {size}'),
        ('http = { body = 10 }', f"http.body is 10; {size}"),
        ('http = { body = true }', f"http.body is true; {size}"),
        ('http = { body = {} }', f"http.body is a table; {size}"),
        ('http = { burst = "5" }', 'http.burst is "5"; expected a whole number, from 1 to 1000000'),
        ('http = { burst = 1.5 }', "http.burst is 1.5; expected a whole number, from 1 to 1000000"),
        ('http = { burst = 1/0 }', "http.burst is inf; expected a whole number, from 1 to 1000000"),
        ('http = { rate = 5 }', 'http.rate is 5; expected a rate such as "100/s", "10/m", "5000/h" or "20000/d"'),
        ('http = { idle_timeout = "5 s" }', 'http.idle_timeout is "5 s"; expected a duration such as "500ms" or "1h30m", from 100ms to 1d'),
        ('http = { idle_timeout = "2d" }', 'http.idle_timeout is "2d"; expected a duration such as "500ms" or "1h30m", from 100ms to 1d'),
        ('http = { burst = 1, burst = 2 }', "http.burst is given twice, first in line 1"),
        ('tls = { required = "yes" }', 'tls.required is "yes"; expected true or false'),
        ('placement = { rules = "inlined" }', 'placement.rules is "inlined"; expected one of isolated, inline'),
        ('home = ""', 'home is ""; expected a path'),
        ('home = "a\\0b"', 'home is "a"; expected a path'),
        ('home = "\\255"', 'home is "?"; expected a path'),
        ('home = "' + "x" * 61 + '" .. 1 .. "\\0"', 'home is "' + "x" * 60 + '..."; expected a path'),
        ('listen = "127.0.0.1:80"', 'listen is "127.0.0.1:80"; expected a list { value, ... } of addresses, such as '
         '{ "127.0.0.1:8080", "[::1]:8080", "unix:/run/finsmart.sock" }'),
        ('listen = {}', 'listen has no address; expected at least one, such as "127.0.0.1:8080"'),
        ('listen = { "localhost:80" }', f'listen is "localhost:80"; {address}'),
        ('listen = { 80 }', f"listen is 80; {address}"),
        ('listen = { a = "127.0.0.1:80" }', "listen has the name 'a' in a list; expected values only"),
        ('listen = { "127.0.0.1:80", "127.0.0.1:80" }', "listen has 127.0.0.1:80 twice"),
        ('listen = { "0.0.0.0:80" }', "listen has 0.0.0.0:80, which other machines can reach, and there is no TLS",
         "give tls.certificate and tls.key, or tls.required = false behind a proxy that speaks TLS"),
        ('tls = { certificate = "c" }', "tls.certificate is given without tls.key"),
        ('tls = { key = "c" }', "tls.key is given without tls.certificate"),
        ('tls = { client = "required" }', "tls.client asks for certificates of clients without tls.client_ca"),
        ('tls = { certificate = "c", key = "k", client_ca = "a" }', "tls.client_ca has no effect while tls.client is none"),
        ('tls = { client = "optional", client_ca = "a" }', "tls.client_ca is given without tls.certificate"),
        ('journal = { head_file = "h" }', "journal.head_file is given without journal.head_key"),
        ('stores = { records = "mysql://x" }', "stores.records begins with 'mysql:'; expected \"sqlite:PATH\" or \"postgres://...\""),
        ('stores = { records = "x.db" }', 'stores.records is "x.db"; expected a URL'),
        ('stores = { settings = { a = {} } }', "stores.settings.a is a table; expected a text, a number, true or false"),
        ('stores = { settings = { "a" } }', 'stores.settings has "a" without a name; expected name = value'),
        ('stores = { settings = { ["a b"] = 1 } }', "stores.settings.a b is 1; expected a name of letters, digits, '_' and '-'"),
        ('disk = { low = "1 GB", stop = "2 GB" }', "disk.stop is above disk.low; expected less free space than where the alert is given"),
        ('feeds = { f = {} }', "feeds.f has neither dataset nor plugin; expected one of the two"),
        ('feeds = { f = { dataset = "a", plugin = "b" } }', "feeds.f has both a dataset and a plugin; expected one of the two"),
        ('feeds = { f = { dataset = "a", settings = { b = 1 } } }', "feeds.f.settings are of a plugin, and this feed has a dataset"),
        ('feeds = { f = 5 }', "feeds.f is 5; expected { key = value, ... }"),
        ('feeds = { "f" }', 'feeds has "f" without a name; expected name = value'),
        ('feeds = { ["a b"] = {} }', "feeds has the name 'a b'; expected letters, digits, '_' and '-', at most 64, a letter or digit first"),
        ('feeds = { f = { dataset = "a" }, f = { dataset = "b" } }', "feeds.f is given twice, first in line 1"),
        ('accounts = { p = { currency = "eur" } }', 'accounts.p.currency is "eur"; expected three capital letters such as "EUR"'),
        ('accounts = { p = { cash = 0.123456789 } }', "accounts.p.cash is 0.123456789; expected an amount such as 100000 or \"0.015\", "
         "at most 8 digits after the point, from 0 to 10000000000"),
        ('accounts = { p = { cash = -1 } }', "accounts.p.cash is -1; expected an amount such as 100000 or \"0.015\", at most 8 digits "
         "after the point, from 0 to 10000000000"),
        ('accounts = { p = { kind = "live" } }', "accounts.p.kind is live, and there is no broker"),
        ('accounts = { p = { broker = "b" } }', "accounts.p.broker is of live accounts, and this one is paper"),
        ('strategies = { s = { feed = "f", account = "p" } }, feeds = { f = { dataset = "d" } }, accounts = { p = {} }',
         "strategies.s.script is missing; expected a path"),
        (strategy + ', feeds = { ff = { dataset = "d" } }, accounts = { p = {} }',
         'strategies.s.feed is "f", and there is no feed of that name', "did you mean 'ff'?"),
        (strategy + ', feeds = { f = { dataset = "d" } }', 'strategies.s.account is "p", and there is no account of that name'),
        (strategy.replace('"p" }', '"p", on_start = "run" }') + ', feeds = { f = { dataset = "d", enabled = false } }, accounts = { p = {} }',
         "strategies.s.on_start is run, and its feed 'f' is not enabled"),
        ('limits = { l = { scope = "firm", rule = "max_orders", value = 1 } }', 'limits.l.rule is "max_orders"; expected one of '
         "max_order_qty, max_order_notional, max_position, price_collar, max_leverage, allow_short"),
        ('limits = { l = { scope = "firm", rule = "max_position" } }', "limits.l.value is missing; expected a number, from 0 to 1e+15"),
        ('limits = { l = { scope = "firm", of = "x", rule = "max_position", value = 1 } }', 'limits.l.of is "x", and the scope is the whole firm'),
        ('limits = { l = { scope = "account", of = "x", rule = "max_position", value = 1 } }',
         'limits.l.of is "x", and there is no account of that name'),
        ('limits = { l = { scope = "strategy", of = "x", rule = "max_position", value = 1 } }',
         'limits.l.of is "x", and there is no strategy of that name'),
        ('limits = { l = { scope = "firm", rule = "allow_short", value = 2 } }', "limits.l.value has another value than 0 and 1, and the rule is allow_short"),
        ('limits = { a = { scope = "firm", rule = "max_position", value = 2 }, b = { scope = "firm", rule = "max_position", value = 3 } }',
         "limits.b limits the same as limits.a; one of them is enough"),
        ('calendars = { NYSE = { file = "x" } }', "calendars.NYSE is built in; choose another name"),
        ('metrics = { path = "m" }', "metrics.path is \"m\"; expected a path that begins with '/'"),
        ('alerts = { a = { url = "https://x" } }', "alerts.a.kind is missing; expected one of webhook, smtp, command"),
        ('alerts = { a = { kind = "webhook" } }', "alerts.a.url is missing; a webhook needs it"),
        ('alerts = { a = { kind = "webhook", url = "ftp://x" } }', "alerts.a.url begins with 'ftp:'; expected https:// or http://"),
        ('alerts = { a = { kind = "command", command = { "x" }, url = "https://x" } }', "alerts.a.url is of kind webhook, and this is a command"),
        ('alerts = { a = { kind = "smtp", server = "smtps://x", from = "a@b" } }', "alerts.a.to is missing; a smtp needs it"),
        ('home = nope', "there is no name 'nope' here", "a configuration knows env(\"NAME\"), file(\"path\") and its own locals; text stands in quotes"),
        ('home = env "NOPE"', "the environment has no variable NOPE", 'set it, or give a default: env("NOPE", "...")'),
        ('home = "x', 'this text is never closed with "', "text in quotes ends on the line it begins on; several lines go between [[ and ]]"),
    ]
    for text, expected, *hint in cases:
        name = write("return { " + text + " }")
        status, out, err = config("check", name, cwd=folder)
        want = f"a.lua:1: {expected}\n" + "".join(f"  hint: {h}\n" for h in hint) + "a.lua: 1 problem\n"
        report(status == 1 and out == want and not err, text[:80], f"got  {out}{err}want {want}")

    # All at once -----------------------------------------------------------------------------------------------------
    name = write('local x = nope\nreturn {\n  hom = 1,\n  http = { body = "x" },\n  listen = { "a" },\n  feeds = { f = {} },\n'
                 '  tls = { key = "k" },\n  home = x,\n}')
    status, out, err = config("check", name, "--json", cwd=folder)
    found = json.loads(out)
    report(status == 1 and not found["valid"] and [p["line"] for p in found["problems"]] == [1, 3, 4, 5, 6, 7],
           "all mistakes of a file are told at once, in the order of their lines", found)
    status, out, err = config("show", name, cwd=folder)
    report(status == 1 and not out and err.count("a.lua:") == 6, "show of a wrong file tells them too", err)
    status, out, err = config("check", "--json", write("return {}"), cwd=folder)
    report(status == 0 and json.loads(out) == {"file": "a.lua", "valid": True, "problems": []}, "a right file has no problems")
    status, out, err = config("check", "none.lua", cwd=folder)
    report(status == 1 and err == "finsmart config: the configuration none.lua cannot be read: No such file or directory\n",
           "a file that is not there", err)

# Usage ---------------------------------------------------------------------------------------------------------------
status, out, err = config("chek", "a")
report(status == 2 and "did you mean 'finsmart config check'?" in err, "an unknown verb")
status, out, err = config("check")
report(status == 2 and "which file?" in err, "check without a file")
status, out, err = config("keys", "htp")
report(status == 1 and "there is no key 'htp'" in err and "did you mean 'http'?" in err, "keys of an unknown section", err)
status, out, err = config("keys", "http.body")
report(status == 0 and out == 'http.body\n    The largest body of a request.\n    expected: a size such as "64 MB", or a number of bytes, '
       "from 1 KB to 1 TB\n    default: 64 MB\n", "keys explains one key", out)
status, out, err = config("keys", "http", "--format", "markdown")
report(status == 2, "markdown is the whole page")
sys.exit(1 if failed else 0)
