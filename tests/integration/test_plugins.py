#!/usr/bin/env python3
"""finsmart plugins: what is listed, what is refused and with which words, what the conformance test finds."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM = os.environ["FINSMART"]
BUILD = os.environ["BUILD_DIR"]
PLUGINS = os.path.join(BUILD, "tests", "plugins")
failures = 0


def report(what, good, detail=""):
    global failures
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        failures += 1
        print("".join(f"#   {line}\n" for line in str(detail).splitlines()), end="")


def run(*args, env=None):
    result = subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=120,
                            env=dict(os.environ, FINSMART_LOG="off", **(env or {})))
    return result.returncode, result.stdout, result.stderr


def plugin(name):
    return os.path.join(PLUGINS, name + ".so")


REFUSED = {
    "wrong_magic": "magic is 0x0000000000001234; expected 0x314e4947554c5046\n"
    "  hint: begin the descriptor with FS_PLUGIN_HEAD of finsmart/plugin.h",
    "older_major": "abi_major is 0; this program has 1\n"
    "  hint: rebuild the plugin against this program's headers (docs/plugin-guide.md lists what changed)",
    "newer_major": "abi_major is 2; this program has 1\n  hint: the plugin needs a newer program",
    "newer_minor": "abi_minor is 4; this program has 1.3 and takes plugins up to it\n"
    "  hint: use a newer program, or build the plugin against headers of version 1.3",
    "truncated": "struct_size is 40; a descriptor of version 1.3 has at least 128 bytes\n"
    "  hint: set struct_size to sizeof(struct fs_plugin), or begin with FS_PLUGIN_HEAD",
    "oversized": "struct_size is 1073741824, more than the plugin's memory holds\n"
    "  hint: set struct_size to sizeof(struct fs_plugin), or begin with FS_PLUGIN_HEAD",
    "null_descriptor": "finsmart_plugin() returned NULL; expected the descriptor's address\n"
    "  hint: return the address of a constant struct fs_plugin",
    "null_name": "name is NULL; expected a text",
    "wild_name": "name points outside the plugin's memory; expected a constant text",
    "shouting_name": "name is 'Shouting-Name'; expected at most 63 lower case letters, digits and '_', beginning with "
    "a letter",
    "wrong_fingerprint": "fingerprint says size of long 4; this program was built with 8\n"
    "  hint: build the plugin for the same machine and with the same compiler options as the program (no "
    "-fpack-struct, -m32 or -mx32)",
    "no_capability": "capabilities are all NULL; expected at least one (source, strategy, store)",
    "later_capability": "broker is set, but interface version 1.3 does not define that capability yet\n"
    "  hint: leave it NULL, or use a program whose headers define it",
    "missing_symbol": "it exports no function finsmart_plugin\n"
    "  hint: define FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void); in C++ the macro makes it extern "
    '"C"',
    "unresolved_symbol": "the system cannot load it: undefined symbol: library_function_that_nobody_has\n"
    "  hint: the plugin uses a function that it neither defines nor links to; link it with its library and with "
    "-Wl,-z,defs, which finds this when building",
    "bad_default": "setting 'depth' has a default that it would not take: setting 'depth' is '0'; expected a whole "
    "number from 1 to 20",
    "double_setting": "settings[1].name is 'host', which settings[0] is called already",
    "wild_settings": "settings does not point to 999 settings of 64000 bytes in the plugin",
}


def test_refusals():
    for name, words in REFUSED.items():
        status, out, err = run("plugins", "run", plugin(name))
        expected = f"finsmart plugins: plugin {plugin(name)} refused: {words}\n"
        report(f"refuses {name} with its reason", (status, out, err) == (1, "", expected), f"{status}\n{out}{err}")


STOPPED = {
    "failing_start": "plugin 'failing_start': start: the server says no\n",
    "silent_start": "plugin 'silent_start': start failed without saying why\n"
    "  hint: a plugin calls the host's error() before it returns -1\n",
}


def test_failed_starts():
    for name, words in STOPPED.items():
        status, out, err = run("plugins", "run", plugin(name))
        report(f"says why {name} did not start", (status, out, err) == (1, "", "finsmart plugins: " + words),
               f"{status}\n{out}{err}")
    status, _, err = run("plugins", "run", plugin("slow_start"))
    report("says what a plugin offers instead", status == 2 and "is no source; it offers strategy" in err, err)


def test_not_elf(folder):
    path = os.path.join(folder, "text.so")
    with open(path, "w") as file:
        file.write("#!/bin/sh\n" + "echo this is no plugin\n" * 100)
    status, _, err = run("plugins", "run", path)
    report("refuses a file that is no shared object",
           status == 1 and f"plugin {path} refused: the system cannot load it: invalid ELF header" in err
           and "a plugin is a shared object for this machine" in err, err)
    status, _, err = run("plugins", "run", os.path.join(folder, "absent.so"))
    report("says that a file is not there", status == 1 and "No such file" in err, err)
    status, _, err = run("plugins", "run", "syntetic")
    report("suggests the nearest plugin", status == 1 and "did you mean 'synthetic'?" in err, err)


def test_folder_of_faults(folder):
    """Every plugin with a fault beside two good ones: the program runs on and lists both kinds."""
    for name in list(REFUSED) + ["recorder", "failing_start", "duplicate_name", "garbage"]:
        shutil.copy(plugin(name), folder)
    os.rename(os.path.join(folder, "duplicate_name.so"), os.path.join(folder, "zz_duplicate_name.so"))
    status, out, err = run("plugins", "list", "--json", env={"FINSMART_PLUGINS": folder})
    listing = json.loads(out)
    names = sorted(p["name"] for p in listing["plugins"])
    report("lists the sound ones of a folder of faults",
           status == 0 and names == ["failing_start", "garbage", "recorder"], f"{status} {names}\n{err}")
    refused = {os.path.basename(r["file"]): r["reason"] for r in listing["refused"]}
    report("and the refused ones", len(refused) == len(REFUSED) + 1, refused)
    duplicate = refused.get("zz_duplicate_name.so", "")
    report("refuses a name that is taken, naming both files",
           duplicate.endswith(f"refused: name is 'recorder', which {folder}/recorder.so has already"), duplicate)


GARBAGE = {
    "nan": "bar 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): open 10, high 11, low 9, close nan: prices must be "
    "finite",
    "crossed": "bar 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): high 8 is below low 9",
    "outside": "bar 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): open 20 or close 10.5 lies outside low 9 to "
    "high 11",
    "backwards": "bar 2 of the batch (TEST at 1970-01-01T00:00:00.000000999Z): time goes back from "
    "1970-01-01T00:00:00.000001Z",
    "stranger": "bar 2 of the batch (no symbol at 1970-01-01T00:00:00.000002Z): symbol 4711 is no id that the host gave",
    "type": "event 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): type is 77; expected FS_EVENT_BAR to "
    "FS_EVENT_GAP",
    "qty": "trade 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): qty is 0; expected more than 0",
    "reserved": "gap 2 of the batch (TEST at 1970-01-01T00:00:00.000002Z): a reserved member is not 0",
}


def test_garbage():
    for what, words in GARBAGE.items():
        status, out, _ = run("plugins", "run", plugin("garbage"), "--set", "what=" + what, "--json")
        result = json.loads(out)
        report(f"catches garbage: {what}",
               status == 1 and result["count"] == 0
               and result["breaches"] == ["published what the contract forbids: " + words], out)


def check(name, *args):
    status, out, err = run("plugins", "check", plugin(name), "--json", *args)
    results = json.loads(out)["files"][0]["results"]
    return status, {r["what"]: r.get("why", "") if not r["ok"] else None for r in results}, err


RUNS = "source: starts, and its events are well-formed"
CHECKED = {
    "crashing_start": ([], RUNS, "it crashed: signal 6 (Aborted)"),
    "hanging_poll": (["--limit", "3"], RUNS, "it hangs: not done after 3 s"),
    "leaky": ([], RUNS, "stop left 1 allocation (16 bytes) behind"),
    "wrong_thread": ([], RUNS, "alloc() was called from a thread that is not the instance's"),
    "double_free": ([], RUNS, "free() was given memory that alloc() did not give, or that was freed already"),
    "slow_start": (["--limit", "2"], "strategy: runs over bars of two symbols to the end", "it hangs: not done after 2 s"),
    "moody": ([], "strategy: decides the same a second time",
              "the same bars gave other orders: a strategy depends on nothing but events, settings and its own state (no "
              "clock, no chance, no variable that outlives the run)"),
    "startled": ([], "strategy: runs over splits, halts and symbols that end", "plugin 'startled': on_event of BETA at 2020-01-02T17:56:00Z: BETA became ALPHA"),
    "failing_start": ([], RUNS, "plugin 'failing_start': start: the server says no"),
    "extra_exports": ([], "exports finsmart_plugin and nothing else",
                      "it also exports 2 other symbols (parse_line, send_login), which may collide with those of the "
                      "program's libraries; build with -fvisibility=hidden and, in C++, a version script"),
    "missing_symbol": ([], "exports finsmart_plugin and nothing else",
                       "it exports no function finsmart_plugin; mark it with FS_PLUGIN_EXPORT"),
}


def test_check():
    for name, (args, what, why) in CHECKED.items():
        status, results, err = check(name, *args)
        found = (results.get(what) or "").replace("send_login, parse_line", "parse_line, send_login")
        report(f"check finds {name}", status == 1 and found == why, f"{status} {results}\n{err}")
    status, results, err = check("garbage")
    report("check finds garbage", status == 1 and GARBAGE["nan"] in (results.get(RUNS) or ""), results)
    for name in ("synthetic", "sma_cross"):
        status, out, err = run("plugins", "check", os.path.join(BUILD, "plugins", name + ".so"))
        report(f"check passes {name}", status == 0 and "not ok" not in out, out + err)
    with tempfile.TemporaryDirectory() as folder:
        test_check_stores(folder)


def test_check_stores(folder):
    sqlite = os.path.join(BUILD, "plugins", "sqlite.so")
    for synchronous in ("off", "normal", "full"):
        status, out, err = run("plugins", "check", sqlite, "--set", "path=" + os.path.join(folder, "a.db"), "--set",
                               "synchronous=" + synchronous)
        report(f"check passes sqlite (synchronous={synchronous})",
               status == 0 and "not ok" not in out and out.count("ok - store: ") == 11, out + err)
    status, out, err = run("plugins", "check", sqlite)
    report("check asks for the place of a store", status == 1 and "needs the setting 'path'" in out, out + err)
    # A database of somebody else's is not touched, nor are records that are there.
    other = os.path.join(folder, "other.db")
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    before = open(other, "rb").read()
    status, out, err = run("plugins", "check", sqlite, "--set", "path=" + other)
    report("check leaves the database of another program alone",
           status == 1 and f"{other} is a database of another program; choose another 'path'" in out
           and open(other, "rb").read() == before, out + err)
    ours = os.path.join(folder, "a.db")
    with sqlite3.connect(ours) as db:
        db.execute("UPDATE finsmart_store SET name = 'server', applied = 5")
    db.close()
    status, out, err = run("plugins", "check", sqlite, "--set", "path=" + ours)
    report("check leaves a store with records alone", status == 1 and f"{ours} holds the records of 'server'; expected those of "
           "'conformance'" in out, out + err)
    linked = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout
    report("the program itself is not linked to SQLite", "sqlite" not in linked, linked)


def test_exports():
    folder = os.path.join(BUILD, "plugins")
    for path in [PROGRAM] + [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".so")]:
        out = subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True, text=True, check=True).stdout
        names = {line.split()[-1].split("@")[0] for line in out.splitlines()}
        # What the compiler's own instrumentation shows is not ours.
        names = {n for n in names if not n.startswith(("__asan", "__ubsan", "__tsan", "__sanitizer", "__gcov", "__odr"))}
        expected = {"finsmart_plugin"} if path.endswith(".so") else set()
        allowed = expected | ({"_IO_stdin_used", "environ", "__environ", "_environ", "stdout", "stderr", "stdin",
                               "program_invocation_name", "__progname", "timezone", "optarg", "optind",
                               "pow"}  # ours comes before the C library's (core/script/pow.c)
                              if not path.endswith(".so") else set())
        report(f"{os.path.basename(path)} exports what it should", expected <= names <= allowed,
               f"unexpected: {sorted(names - allowed)}, missing: {sorted(expected - names)}")


def test_synthetic():
    def events(*sets):
        args = [a for s in sets for a in ("--set", s)]
        return run("plugins", "run", "synthetic", "--format", "csv", *args)

    one, again, other = events("seed=5"), events("seed=5"), events("seed=6")
    report("synthetic: the same seed gives the same market", one[0] == 0 and one[1] == again[1] and one[1] != other[1])
    report("synthetic: so many bars as asked for", len(events("count=123")[1].splitlines()) == 124)
    status, _, err = run("plugins", "run", "synthetic", "--set", "alpha=0.5", "--set", "beta=0.6")
    report("synthetic: refuses a variance that explodes", status == 1 and "add up to 1.1; expected less than 1" in err, err)
    status, out, err = events("from=2262-01-01", "count=1000")
    report("synthetic: bars end before the end of time, and say so", status == 1 and len(out.splitlines()) == 69
           and out.splitlines()[-1].startswith("2262-04-04T00:00:00Z") and "smaller 'count', an earlier 'from'" in err
           and "breach" not in err, f"{len(out.splitlines())} {err}")
    status, out, err = events("from=2262-04-01", "kind=book", "rate=0.001", "count=100000")
    report("synthetic: books too", status == 1 and "a higher 'rate'" in err and "breach" not in err, err)
    for time in ("2262-04-05", "1677-09-22"):
        status, _, err = events(f"from={time}")
        report(f"synthetic: refuses to begin in {time}", status == 1 and "start: setting 'from'" in err, err)
    status, _, err = run("plugins", "run", "synthetic", "--set", "sed=5")
    report("names the nearest setting", status == 2 and "did you mean 'seed'?" in err, err)
    status, _, err = run("plugins", "run", "synthetic", "--set", "kind=bar")
    report("names the choices", status == 2 and "setting 'kind' is 'bar'; expected one of bars|trades|book" in err, err)


TABLE = [
    "time,name,rate,number,days,fixed",
    "1970-01-01T00:00:00Z,SOFR,1,0,0,true",
    '1970-01-02T00:00:00Z,"ESTR, overnight",,,1,false',
    "1970-01-03T00:00:00Z,,1.5,2,2,true",
    "1970-01-04T00:00:00Z,SOFR,1.75,3,3,false",
]
BROKEN = {
    "bool": "frames->publish: row 1 of 'fixed' is 2; a bool is 0 or 1",
    "range": "frames->set_missing: row 0 of column 9; the frame has 2 rows and 6 columns",
    "text_data": "frames->data: column 'name' is of type string",
    "columns": "frames->publish: column 4 is 'weeks' (i32); the first frame has 'days' (i32) there",
    "twice": "column 'rate' is there twice",
    "type": "frame: column 'days' has type 99; expected FS_COLUMN_*",
}


def test_frames(folder):
    def tables(*args):
        return run("plugins", "run", plugin("tables"), "--set", "rows=2", *args)

    status, out, err = tables("--format", "csv")
    report("frames come as one table, missing values too", status == 0 and out.splitlines() == TABLE, out + err)
    report("and are counted", "0 events and 4 rows" in err, err)
    result = json.loads(tables("--json")[1])
    report("with --json as well", result["rows"] == 4 and result["events"] == []
           and result["table"][1] == {"time": "1970-01-02T00:00:00Z", "name": "ESTR, overnight", "rate": None, "number": None,
                                      "days": 1, "fixed": False}, result)
    file = os.path.join(folder, "rates.arrow")
    status, _, err = tables("--out", file, "--set", "frames=1000")
    report("more frames than wait at a time are kept in a file", status == 0 and "2000 rows in " + file in err, err)
    home = ["--home", os.path.join(folder, "home")]
    status, out, err = run("import", file, "--dataset", "rates", "--kind", "table", *home)
    status2, out, err2 = run("export", "rates", "--format", "csv", *home)
    report("which is imported as a dataset", status == status2 == 0 and out.splitlines()[:5] == TABLE
           and len(out.splitlines()) == 2001, out[:300] + err + err2)
    for what, words in BROKEN.items():
        status, _, err = tables("--set", "misuse=" + what)
        report(f"refuses a frame: {what}", status == 1 and "plugin 'tables': poll: " + words in err, err)
    status, _, err = tables("--set", "misuse=leak")
    report("finds a frame that was left behind", status == 1 and "stop left 1 frame behind" in err, err)
    status, _, err = tables("--set", "frames=1000000", "--for", "100ms", "--out", file)
    report("a source of frames is stopped in time", status == 0 and "stopped after 100ms" in err, err)
    status, _, err = run("plugins", "run", "synthetic", "--set", "count=5", "--out", os.path.join(folder, "x.arrow"))
    report("says that there were no frames to keep", status == 1 and "the source sent no frames" in err, err)
    status, out, _ = run("plugins", "check", plugin("tables"))
    report("check passes tables", status == 0 and "not ok" not in out, out)


def test_time_limit():
    endless = ["plugins", "run", "synthetic", "--set", "count=1000000000000", "--set", "interval=1s",
               "--for", "200ms"]
    said = "stopped after 200ms: the source was not at its end, and more may follow"
    status, out, err = run(*endless, "--format", "csv")
    report("says that the time was up before the end", status == 0 and said in err and said not in out, err)
    result = json.loads(run(*endless[:-1], "60s", "--events", "10", "--json")[1])
    report("but not where as many events came as asked for", result["count"] == 10 and not result["stopped_by_time"])
    status, out, err = run(*endless, "--json")
    report("and with --json in the document too", json.loads(out)["stopped_by_time"] and said in err, err)
    status, _, err = run("plugins", "run", "synthetic", "--set", "count=10")
    report("a source at its end is not cut short", status == 0 and "stopped after" not in err, err)


with tempfile.TemporaryDirectory() as scratch:
    test_refusals()
    test_failed_starts()
    test_not_elf(scratch)
    os.remove(os.path.join(scratch, "text.so"))
    test_folder_of_faults(scratch)
    test_garbage()
    test_check()
    test_exports()
    test_synthetic()
    test_time_limit()
    test_frames(scratch)
sys.exit(1 if failures else 0)
