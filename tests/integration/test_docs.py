#!/usr/bin/env python3
"""Runs the samples of the documentation.

In every page of docs/ and in README.md:
  ```sh            each line is run in one shell session of that page; the block must succeed
  ```sh fails      the same, and the block must fail
  ```lua file=NAME the block is written to NAME in the page's folder first
  ```text          right behind a sh block: these lines must appear in its output, in order; "..." matches anything
  ```sh serves     a server: one line, which runs until the page's end; the block is over when it listens. In that page port
                   8080 stands for one that is free
  ```sh skip       shown only (needs a person, a browser or root)
A page runs in a fresh folder with `finsmart` on PATH, FINSMART_HOME in it, and the shipped data as scripts/.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile

source = os.path.abspath(os.environ["SOURCE_DIR"])
program = os.environ["FINSMART"]
fence = re.compile(r"^```(\w+)?[ \t]*(.*)$")


def blocks(path):
    """(line, language, words, text) of each fenced block."""
    inside, out = None, []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            match = fence.match(line)
            if match and inside is None:
                inside = (number, match.group(1) or "", match.group(2).split(), [])
            elif line.startswith("```") and inside is not None:
                out.append((inside[0], inside[1], inside[2], "".join(inside[3])))
                inside = None
            elif inside is not None:
                inside[3].append(line)
    return out


def matches(expected, output):
    """The first expected line that is not found, in order, or None."""
    have = [line.rstrip() for line in output.splitlines()]
    at = 0
    for line in (l.rstrip() for l in expected.splitlines()):
        if not line or line == "...":
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("...")))
        while at < len(have) and not pattern.fullmatch(have[at]):
            at += 1
        if at == len(have):
            return line
        at += 1
    return None


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return str(s.getsockname()[1])


def serve(text, folder, env):
    """A server, and what it said until it listened."""
    server = subprocess.Popen(["bash", "-c", "exec " + text], cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    said = ""
    while "listening on" not in said and (line := server.stdout.readline()):
        said += line
    return server, said


def run_page(path):
    found = list(blocks(path))
    servers, port = [], free_port() if any("serves" in words for _, _, words, _ in found) else "8080"
    found = [(number, language, words, text.replace("8080", port)) for number, language, words, text in found]
    try:
        return run_blocks(path, found, servers)
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def run_blocks(path, found, servers):
    failures, ran, output = [], 0, None
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(source, "scripts"), os.path.join(folder, "scripts"))
        env = dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"],
                   FINSMART_HOME=os.path.join(folder, "finsmart-data"), HOME=folder)
        for number, language, words, text in found:
            where = f"{os.path.relpath(path, source)}:{number}"
            named = [w[5:] for w in words if w.startswith("file=")]
            if named:
                target = os.path.join(folder, named[0])
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "w", encoding="utf-8") as f:
                    f.write(text)
            elif language == "sh" and "serves" in words:
                server, output = serve(text, folder, env)
                servers.append(server)
                ran += 1
                if "listening on" not in output:
                    failures.append(f"{where}: it does not listen\n{output}")
            elif language == "sh" and "skip" not in words:
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=folder, env=env, timeout=300,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      text=True)
                output, ran = done.stdout, ran + 1
                if (done.returncode != 0) != ("fails" in words):
                    failures.append(f"{where}: exit status {done.returncode}\n{output}")
            elif language == "text" and output is not None:
                missing = matches(text, output)
                if missing is not None:
                    failures.append(f"{where}: this line is not in the output: {missing}\n{output}")
                output = None
            else:
                output = None
    return ran, failures


def main():
    pages = sys.argv[1:] or [os.path.join(source, "README.md")] + sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(source, "docs"))
        for name in names if name.endswith(".md"))
    failed = 0
    for page in pages:
        if not os.path.exists(page):
            continue
        ran, failures = run_page(page)
        name = os.path.relpath(page, source)
        for failure in failures:
            print("not ok -", failure)
        if ran and not failures:
            print(f"ok - {name}: {ran} samples run")
        failed += len(failures)
    return 1 if failed else 0


sys.exit(main())
