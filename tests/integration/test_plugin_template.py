#!/usr/bin/env python3
"""The plugin template builds outside the tree against an installation alone, passes its tests, and its live feed survives
a server that is killed and comes back."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

BUILD = os.environ["BUILD_DIR"]
failures = 0


def report(what, good, detail=""):
    global failures
    print(("ok - " if good else "not ok - ") + what, flush=True)
    if not good:
        failures += 1
        print("".join(f"#   {line}\n" for line in str(detail).splitlines()[-40:]), end="", flush=True)
    return good


def run(*args, cwd=None, env=None):
    result = subprocess.run(args, capture_output=True, text=True, cwd=cwd, env=env, timeout=300)
    return result.returncode == 0, result.stdout + result.stderr


def install(prefix):
    if not report("installs into a prefix of its own", *run("cmake", "--install", BUILD, "--prefix", prefix)):
        sys.exit(1)
    for folder, _, files in os.walk(prefix):
        if "finsmart.pc" in files:
            return dict(os.environ, PKG_CONFIG_PATH=folder, FINSMART_LOG="off")
    report("finsmart.pc is installed", False)
    sys.exit(1)


def build_with_cmake(template, env):
    out = os.path.join(template, "build")
    report("CMake configures it", *run("cmake", "-S", template, "-B", out, env=env))
    report("CMake builds it, C and C++", *run("cmake", "--build", out, env=env))
    good, text = run("ctest", "--test-dir", out, "--output-on-failure", env=env)
    report("its tests pass with the fake host", good and "out of 3" in text, text)
    return out


def build_with_make(template, env):
    strict = dict(env, CFLAGS="-O2 -Wconversion -Wshadow -Werror", CXXFLAGS="-O2 -Wconversion -Wshadow -Werror")
    report("make builds it without a warning, strict ones included", *run("make", cwd=template, env=strict))
    report("its tests pass from make", *run("make", "test", cwd=template, env=strict))
    return os.path.join(template, "out")


def check(program, folder, env):
    for name in ("minimal", "line_feed", "pullback"):
        report(f"{os.path.basename(folder)}/{name}.so passes the conformance test",
               *run(program, "plugins", "check", os.path.join(folder, name + ".so"), env=env))


def start_server(template, port, first, count):
    server = subprocess.Popen([sys.executable, os.path.join(template, "tools", "feed_server.py"), "--port", str(port),
                               "--first", str(first), "--count", str(count)], stdout=subprocess.PIPE, text=True)
    return server, int(server.stdout.readline())


def live(program, template, folder, env):
    """Messages 1 to 20, the server dies, messages 24 to 43 from the next one: 21 to 23 are lost, and it is told."""
    server, port = start_server(template, 0, 1, 20)
    wanted = 18 + 1 + 18  # 20 messages less 2 heartbeats, the gap, 20 less 2
    feed = subprocess.Popen([program, "plugins", "run", os.path.join(folder, "line_feed.so"), "--set", f"port={port}",
                             "--for", "100s", "--events", str(wanted), "--format", "ndjson"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    events = [json.loads(feed.stdout.readline()) for _ in range(18)]
    server.kill()
    server.wait()
    server, _ = start_server(template, port, 24, 20)
    events += [json.loads(line) for line in feed.stdout]
    err = feed.stderr.read()
    feed.wait()
    server.kill()
    server.wait()
    report("the live feed ends by itself, with no breach", feed.returncode == 0 and len(events) == wanted,
           f"{feed.returncode} {len(events)}\n{err}")
    gaps = [e for e in events if e["type"] == "gap"]
    report("it tells of the gap, at its place", len(gaps) == 1 and gaps[0]["missed"] == 3 and events[18] == gaps[0],
           events[15:22])
    times = [e["time"] for e in events]
    report("and goes on in order after the reconnection", times == sorted(times) and "connections_total 2" in err, err)


def frames_with_the_fake_host(template, scratch, env):
    """The fake host's frames, under the sanitizers."""
    fake, tests = os.path.join(template, "fake_host"), os.path.join(os.environ["SOURCE_DIR"], "tests")
    flags = subprocess.run(["pkg-config", "--cflags", "finsmart"], capture_output=True, text=True, env=env).stdout.split()
    program = os.path.join(scratch, "fake_frames")
    good, text = run("cc", "-std=c11", "-D_GNU_SOURCE", "-g", "-fsanitize=address,undefined", "-Wall", "-Wextra", "-Werror",
                     *flags, "-I", fake, *(os.path.join(fake, f"fake_{part}.c") for part in ("host", "net", "trade", "frames")),
                     os.path.join(tests, "plugins", "good", "tables.c"),
                     os.path.join(tests, "integration", "fake_frames.c"), "-lm", "-o", program)
    if report("a source of frames builds with the fake host", good, text):
        report("and its frames are there to be looked at", *run(program, env=env))


def begin_anew(program, scratch):
    """An installed program's new plugin finds the headers by itself."""
    env = {k: v for k, v in os.environ.items() if k not in ("PKG_CONFIG_PATH", "FINSMART_SHARE")}
    good, text = run(program, "new", "plugin", "fresh", cwd=scratch, env=env)
    report("new plugin works where it is installed", good and "cd fresh" in text, text)
    fresh = os.path.join(scratch, "fresh")
    good, text = run("make", "test", cwd=fresh, env=env)
    report("what it wrote builds and passes its tests", good and "fresh: passed" in text, text)
    report("and CMake configures it", *run("cmake", "-S", fresh, "-B", os.path.join(fresh, "build"), env=env))


with tempfile.TemporaryDirectory() as scratch:
    prefix = os.path.join(scratch, "prefix")
    env = install(prefix)
    program = os.path.join(prefix, "bin", "finsmart")
    template = os.path.join(scratch, "my-plugins")
    shutil.copytree(os.path.join(prefix, "share", "finsmart", "plugin-template"), template)
    built = build_with_cmake(template, env)
    made = build_with_make(template, env)
    check(program, built, env)
    check(program, made, env)
    live(program, template, built, env)
    frames_with_the_fake_host(template, scratch, env)
    begin_anew(program, scratch)
    report("make install puts them where the program looks", *run("make", "install", cwd=template, env=env))
    good, text = run(program, "plugins", "list", "--json", env=env)
    names = {p["name"] for p in json.loads(text)["plugins"]} if good else set()
    report("and the program lists them", {"minimal", "line_feed", "pullback", "synthetic", "sma_cross"} <= names, text)
sys.exit(1 if failures else 0)
