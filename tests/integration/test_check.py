#!/usr/bin/env python3
"""finsmart check finds what it should, where it should, and nothing else.

- tests/lua/check/cases/*.lua: a line that ends with `-- expect: CODE [CODE...]` has these findings, all others none.
- docs/checking-scripts.md: each wrong example has its code, each right one nothing; every code is explained.
- scripts/: nothing is found in the shipped scripts.
- the parser accepts what LuaJIT accepts; the checker and the sandbox name the same things.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

program, source = os.path.abspath(os.environ["FINSMART"]), os.path.abspath(os.environ["SOURCE_DIR"])
os.chdir(source)
failed = 0


def report(good, what):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what)


def check(*arguments, cwd=None):
    done = subprocess.run([program, "check", *arguments], capture_output=True, text=True, cwd=cwd, timeout=120)
    return done.returncode, done.stdout, done.stderr


def findings(*paths):
    status, out, err = check("--json", *paths)
    assert status in (0, 1), err
    return json.loads(out)["findings"]


def listing(found):
    return [(f["line"], f["code"], f["text"]) for f in found]


# The cases.
for path in sorted(glob.glob("tests/lua/check/cases/*.lua")):
    expected = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            match = re.search(r"-- expect: ([\w -]+)$", line.rstrip())
            expected += [(number, code) for code in match.group(1).split()] if match else []
    found = [f for f in findings(path) if f["file"] == path]
    have = sorted((f["line"], f["code"]) for f in found)
    report(have == sorted(expected), f"{path}: {len(expected)} findings")
    if have != sorted(expected):
        print("  missing:", [x for x in expected if x not in have], "\n  too many:",
              [x for x in listing(found) if x[:2] not in expected])

# The page.
page = open("docs/checking-scripts.md", encoding="utf-8").read()
FRAME = 'return strategy {{ name = "s", api = 1, description = "d", {} }}\n'
explained = set()
with tempfile.TemporaryDirectory() as folder:
    code = None
    for heading, words, where, text in re.findall(r"^### (\S+)$|^```lua (wrong|right) ?(\w*)\n(.*?)^```$", page,
                                                  re.M | re.S):
        if heading:
            code = heading
            explained.add(code)
            continue
        if where == "fields":
            text = FRAME.format(text + (" on_bar = function(ctx, s, bar) s:buy(1) end" if "on_bar =" not in text else ""))
        elif where != "file":
            text = FRAME.format("on_bar = function(ctx, s, bar)\n" + text + "end")
        path = os.path.join(folder, "example.lua")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        found = findings(path)
        good = code in {f["code"] for f in found} if words == "wrong" else not found
        report(good, f"docs: {words} example of {code}")
        if not good:
            print(text, listing(found))

used = set()
for path in glob.glob("core/script/check/*.lua"):
    text = open(path, encoding="utf-8").read()
    used |= set(re.findall(r'report\(\s*"([\w-]+)"', text)) | set(re.findall(r'"(unknown-[\w]+|syntax)"', text))
report(used == explained, "docs explain every code")
if used != explained:
    print("  not explained:", used - explained, "\n  not used:", explained - used)

# Shipped scripts.
shipped = [p for p in glob.glob("scripts/**/*.lua", recursive=True)]
found = findings(*shipped) if shipped else []
report(not found, f"nothing is found in {len(shipped)} shipped scripts")
for f in found:
    print("  {file}:{line}:{column}: {text} [{code}]".format(**f))

# The command.
with tempfile.TemporaryDirectory() as folder:
    def write(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)
        return name

    write("warn.lua", FRAME.format("on_bar = function(ctx, s, bar) local x = 1 s:buy(1) end"))
    report(check("warn.lua", cwd=folder)[0] == 0, "a warning alone is exit status 0")
    report(check("--strict", "warn.lua", cwd=folder)[0] == 1, "a warning with --strict is exit status 1")
    write("bad.lua", "x = (")
    status, out, _ = check("bad.lua", "warn.lua", cwd=folder)
    report(status == 1 and out.startswith("bad.lua:1:6: error: "), "an error is exit status 1 and names its place")
    report(check(cwd=folder)[0] == 2, "no script is exit status 2")
    status, _, err = check("gone.lua", cwd=folder)
    report(status == 1 and "gone.lua" in err and "No such file" in err, "a missing file is named")
    status, _, err = check(".", cwd=folder)
    report(status == 1 and "can't read" in err, "a folder is refused")
    write("binary.lua", "\x1bLJ\x02")
    report("bytecode" in check("binary.lua", cwd=folder)[1], "bytecode is refused")
    write("lib_one.lua", "local M = {}\nfunction M.go() return nothing end\nreturn M\n")
    write("uses.lua", 'local one = import "lib_one"\n' + FRAME.format("on_bar = function(ctx, s, bar) one.goo() end"))
    status, out, _ = check("uses.lua", cwd=folder)
    report("lib_one.lua:2:24: error" in out, "imported modules are checked too")
    report('the module "lib_one" has no \'goo\'' in out and "did you mean go?" in out, "fields of imported modules are known")
    write("a.lua", 'local b = import "b"\nreturn { b = b }\n')
    write("b.lua", 'local a = import "a"\nreturn { a = a }\n')
    report("in turn" in check("a.lua", cwd=folder)[1], "files that import each other are found")
    write("deep.lua", "local t = " + "{" * 5000 + "}" * 5000)
    report("nesting" in check("deep.lua", cwd=folder)[1], "deep nesting is refused, not a crash")
    write("many.lua", "".join(f"local v{i} = {i}\n" for i in range(300)) + "return v1")
    report("many.lua:" in check("many.lua", cwd=folder)[1] and "local variables" in check("many.lua", cwd=folder)[1],
           "LuaJIT's own limits are reported")
    write("empty.lua", "")
    report(check("empty.lua", cwd=folder)[0] == 1, "an empty file is no script")

# Agreement with LuaJIT and with the sandbox.
files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "core/*.lua", "scripts/*.lua", "tests/lua/*.lua"],
                       capture_output=True, text=True).stdout.split()[:60]
for name, arguments in (("parser_agrees", ["core/script/check", "25", *files]), ("api_agrees", ["core/script"])):
    done = subprocess.run(["luajit", f"tests/lua/check/{name}.lua", *arguments], timeout=300)
    failed += done.returncode != 0
sys.exit(1 if failed else 0)
