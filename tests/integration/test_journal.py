#!/usr/bin/env python3
"""Journals through the program: written, verified, shown, replayed; tampered with, cut, killed, on a full disk.

The format is read and written here once more, from docs/journal.md and with Python's own tools, so that the page is true and
so that journals can be forged by somebody who knows it.
"""
import ctypes
import hashlib
import json
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

PROGRAM, SOURCE = os.environ["FINSMART"], os.environ["SOURCE_DIR"]
SMA = os.path.join(SOURCE, "scripts", "strategies", "sma_cross.lua")
KEPT = open(os.path.join(SOURCE, "tests", "integration", "journal_hash.txt"), encoding="utf-8").read().strip()
failed = 0


def report(what, good, detail=""):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what)
    if not good:
        print("#   " + str(detail)[:3000])


def run(*args, env=None, **more):
    done = subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=300,
                          env=dict(os.environ, **(env or {})), **more)
    return done.returncode, done.stdout, done.stderr


def said(done, status, *texts):
    """Did a run end so, and say all of this?"""
    both = done[1] + done[2]
    return done[0] == status and all(text in both for text in texts)


# --- the format, a second time -------------------------------------------------------------------------------------------

zstd = ctypes.CDLL("libzstd.so.1")
for function in ("ZSTD_compress", "ZSTD_decompress", "ZSTD_compressBound"):
    getattr(zstd, function).restype = ctypes.c_size_t


def compress(content):
    room = zstd.ZSTD_compressBound(ctypes.c_size_t(len(content)))
    out = ctypes.create_string_buffer(room)
    length = zstd.ZSTD_compress(out, ctypes.c_size_t(room), content, ctypes.c_size_t(len(content)), 1)
    return out.raw[:length]


def decompress(frame, length):
    out = ctypes.create_string_buffer(length)
    done = zstd.ZSTD_decompress(out, ctypes.c_size_t(length), frame, ctypes.c_size_t(len(frame)))
    assert done == length, "the frame has another length"
    return out.raw


TABLE = []
for index in range(256):
    for _ in range(8):
        index = index >> 1 ^ (0x82f63b78 if index & 1 else 0)
    TABLE.append(index)


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xffffffff


def read_journal(path):
    """(id, blocks); a block is a list of (type, body). Every number and check is looked at."""
    data = open(path, "rb").read()
    assert data[:8] == b"FSJOURNL" and struct.unpack_from("<I", data, 8)[0] == 1
    assert struct.unpack_from("<I", data, 28)[0] == crc32c(data[:28])
    chain, at, blocks, number = hashlib.sha256(data[:32]).digest(), 32, [], 1
    while at < len(data):
        mark, frame, length, count, block, first, when = struct.unpack_from("<4sIIIQQq", data, at)
        assert mark == b"FSJB" and block == len(blocks) + 1 and first == number
        assert struct.unpack_from("<I", data, at + 72)[0] == crc32c(data[at:at + 72])
        stored = data[at + 76:at + 76 + frame]
        chain = hashlib.sha256(chain + data[at:at + 40] + stored).digest()
        assert chain == data[at + 40:at + 72]
        content, records, place = decompress(stored, length), [], 0
        while place < length:
            size, kind = struct.unpack_from("<Ic", content, place)
            end = place + 5 + size
            assert struct.unpack_from("<I", content, end)[0] == crc32c(content[place:end])
            records.append((kind.decode(), content[place + 5:end]))
            place = end + 4
        assert len(records) == count
        number += count
        blocks.append(records)
        at += 76 + frame
    return data[12:28], blocks


def write_journal(path, identity, blocks):
    """What somebody does who knows the format: everything fits again."""
    header = b"FSJOURNL" + struct.pack("<I", 1) + identity
    header += struct.pack("<I", crc32c(header))
    chain, out, number, when = hashlib.sha256(header).digest(), header, 1, -2**63
    for index, records in enumerate(blocks):
        content = b""
        for kind, body in records:
            record = struct.pack("<Ic", len(body), kind.encode()) + body
            content += record + struct.pack("<I", crc32c(record))
            if kind.isupper():
                when = struct.unpack_from("<q", body, 8)[0]
        frame = compress(content)
        head = struct.pack("<4sIIIQQq", b"FSJB", len(frame), len(content), len(records), index + 1, number, when)
        chain = hashlib.sha256(chain + head + frame).digest()
        head += chain
        out += head + struct.pack("<I", crc32c(head)) + frame
        number += len(records)
    with open(path, "wb") as f:
        f.write(out)


def decisions_hash(blocks):
    return hashlib.sha256(b"FSJ1" + b"".join(kind.encode() + body for records in blocks for kind, body in records
                                             if kind.isupper())).hexdigest()


def item(name, value):
    return bytes([len(name)]) + name.encode() + value.encode()


def items(blocks, kind):
    return [(body[1:1 + body[0]].decode(), body[1 + body[0]:].decode()) for records in blocks
            for which, body in records if which == kind]


def with_hash(blocks):
    """The blocks with the journal hash that belongs to their decisions."""
    new = decisions_hash(blocks)
    return [[("r", item("journal_hash", new)) if kind == "r" and body[1:13] == b"journal_hash" else (kind, body)
             for kind, body in records] for records in blocks]


# --- the tests -----------------------------------------------------------------------------------------------------------

SLOW = """return strategy {
  name = "slow", version = "1", api = 1, description = "Orders at every bar, and takes its time.",
  params = { work = { 0, min = 0, max = 1e9, doc = "turns of a loop at each bar" }, fail = { 0, min = 0, doc = "bar" } },
  init = function(ctx, s) s.n, s.x = 0, 0 end,
  on_bar = function(ctx, s, bar)
    s.n = s.n + 1
    for i = 1, ctx.params.work do s.x = s.x + i % 7 end
    if s.n == ctx.params.fail then error("as was asked for") end
    if s.n % 2 == 1 then s:buy(10) else s:sell(10) end
  end,
}
"""
LIBRARY = 'return { size = function() return 5 end }\n'
IMPORTING = """local sizes = import "sizes"
return strategy { name = "importing", version = "1", api = 1, description = "Buys as the library says.",
  on_bar = function(ctx, s, bar) s:buy(sizes.size()) end }
"""


def bars(path, count, other=False):
    with open(path, "w", encoding="utf-8") as f:
        f.write("time,symbol,open,high,low,close,volume\n")
        for i in range(count):
            day = f"{2000 + i // 8760:04d}-{i // 730 % 12 + 1:02d}-{i // 24 % 28 + 1:02d}T{i % 24:02d}:00:00Z"
            for symbol, base in (("AAA", 100), ("BBB", 50)):
                price = base + (i * 7919 % 101) / 10
                close = price + (0.25 if other and i == count - 1 else 0.5)
                f.write(f"{day},{symbol},{price},{price + 1},{price - 1},{close},100\n")


def written_and_verified(work):
    run("import", os.path.join(SOURCE, "scripts", "data", "sp500-2000.csv"), "--dataset", "sp500", "--calendar", "NYSE")
    plain = json.loads(run("backtest", SMA, "--data", "sp500", "--fee-bps", "5", "--json")[1])
    done = run("backtest", SMA, "--data", "sp500", "--fee-bps", "5", "--json", "--journal", "run.fsj")
    result = json.loads(done[1])
    for one in (plain, result):
        del one["elapsed_seconds"], one["events_per_second"]
    report("a journal changes nothing of a result", result == plain and result["journal_hash"] == KEPT, done)
    status, out, err = run("audit", "verify", "run.fsj", "--json")
    found = json.loads(out)
    report("it verifies, and gives the journal hash that is kept",
           status == 0 and found["verified"] and found["state"] == "finished" and found["status"] == "complete"
           and found["journal_hash"] == KEPT and found["decisions"]["orders"] == result["orders"]
           and found["decisions"]["fills"] == result["fills"], (found, err))
    identity, blocks = read_journal("run.fsj")
    inputs, results = dict(items(blocks, "i")), dict(items(blocks, "r"))
    report("a reader of its own, from the page of the format, reads the same",
           decisions_hash(blocks) == KEPT and inputs["dataset_hash"] == result["data"]["hash"]
           and inputs["script_hash"] == result["script"]["hash"] and results["journal_hash"] == KEPT
           and float(results["final_equity"]) == result["metrics"]["final_equity"]
           and ("option", "fee-bps=5") in items(blocks, "i") and identity.hex() == found["id"], (inputs, results))
    before = open("run.fsj", "rb").read()
    done = run("backtest", SMA, "--data", "sp500", "--journal", "run.fsj")
    report("a journal is never written over",
           said(done, 1, "run.fsj: is there already") and open("run.fsj", "rb").read() == before, done)
    shown = json.loads(run("audit", "show", "run.fsj", "--json")[1])
    kinds = [d["kind"] for d in shown["decisions"]]
    report("show lists every decision",
           kinds.count("order") == result["orders"] and kinds.count("fill") == result["fills"]
           and shown["state"] == "finished" and {"name": "status", "value": "complete"} in shown["results"], kinds[:20])
    some = json.loads(run("audit", "show", "run.fsj", "--json", "--from", "2001-01-01", "--to", "2001-12-31")[1])
    report("show cuts out a time",
           0 < len(some["decisions"]) < len(kinds)
           and all(d["time"].startswith("2001") for d in some["decisions"]), some["decisions"][:3])


def replayed(work):
    done = run("replay", "run.fsj")
    report("a replay is identical", said(done, 0, "run.fsj: identical: 542 decisions", KEPT), done)
    for tunables in ("glibc.cpu.hwcaps=-AVX2,-AVX512F,-FMA", "glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-BMI2"):
        status, out, err = run("replay", "run.fsj", "--json", env={"GLIBC_TUNABLES": tunables})
        found = json.loads(out)
        report(f"and with {tunables}", status == 0 and found["identical"] and found["difference"] is None
               and found["journal_hash"] == found["recorded_journal_hash"] == KEPT, (found, err))
    variants = {
        "plugin": ["plugin:sma_cross", "--data", "sp500", "--param", "fast=7", "--slippage-bps", "3"],
        "options": [SMA, "--data", "hours", "--param", "fast=3", "--param", "slow=9", "--symbol", "BBB", "--benchmark",
                    "AAA", "--from", "2000-01-02", "--to", "2000-01-20", "--no-short", "--lot", "0.001", "--warmup", "12",
                    "--max-order-qty", "500", "--cash", "12345.67", "--price-path", "worst", "--fee-per-share", "0.01"],
        "refused": [os.path.join(work, "slow.lua"), "--data", "hours", "--max-position", "5"],
        "stopped": [os.path.join(work, "slow.lua"), "--data", "hours", "--param", "fail=40"],
    }
    for name, words in variants.items():
        wrote = run("backtest", *words, "--journal", f"{name}.fsj")
        done = run("replay", f"{name}.fsj")
        verified = run("audit", "verify", f"{name}.fsj")
        report(f"{name}: a run with other options is verified and replayed",
               wrote[0] == (name == "stopped") and verified[0] == 0 and said(done, 0, "identical"), (wrote, verified, done))
    report("a run that failed says so, and is compared as far as it went",
           "as far as it goes: the recorded run failed" in run("replay", "stopped.fsj")[1]
           and "as was asked for" in run("audit", "show", "stopped.fsj")[1])
    out = run("audit", "show", "refused.fsj", "--symbol", "AAA")[1]
    report("show says why an order was refused",
           "AAA rejected by check 7" in out and "max_position: " in out and "BBB" not in out.split("decisions")[1], out)


def changed(work):
    os.mkdir("moved")
    shutil.copy("slow.lua", "moved/slow.lua")
    run("backtest", "slow.lua", "--data", "hours", "--journal", "moved.fsj")
    os.rename("slow.lua", "elsewhere.lua")
    done = run("replay", "moved.fsj")
    report("a script that is gone is told, with what to do", said(done, 1, "slow.lua", "--script FILE"), done)
    done = run("replay", "moved.fsj", "--script", "moved/slow.lua")
    report("--script names where it is now", said(done, 0, "identical"), done)
    with open("moved/slow.lua", "a", encoding="utf-8") as f:
        f.write("-- one word more\n")
    done = run("replay", "moved.fsj", "--script", "moved/slow.lua")
    recorded = dict(items(read_journal("moved.fsj")[1], "i"))
    report("a script with other content is refused", said(done, 1, "the script is not the one recorded",
                                                          recorded["script_hash"]), done)
    os.rename("elsewhere.lua", "slow.lua")
    with open("importing.lua", "w", encoding="utf-8") as f:
        f.write(IMPORTING)
    with open("sizes.lua", "w", encoding="utf-8") as f:
        f.write(LIBRARY)
    wrote = run("backtest", "importing.lua", "--data", "hours", "--journal", "importing.fsj")
    same = run("replay", "importing.fsj")
    with open("sizes.lua", "w", encoding="utf-8") as f:
        f.write(LIBRARY.replace("5", "6"))
    done = run("replay", "importing.fsj")
    report("an import with other content is refused too",
           wrote[0] == 0 and same[0] == 0 and said(done, 1, "the script is not the one recorded"), (wrote, same, done))
    bars("changed.csv", 500, other=True)
    run("import", "changed.csv", "--dataset", "changed")
    done = run("replay", "moved.fsj", "--data", "changed")
    report("data with other content are refused",
           said(done, 1, "the dataset is not the one recorded", "'changed'", recorded["dataset_hash"]), done)
    run("import", "hours.csv", "--dataset", "again")
    done = run("replay", "moved.fsj", "--data", "again")
    report("the same data under another name are taken", said(done, 0, "identical"), done)


def tampered(work):
    data = open("run.fsj", "rb").read()
    for where, what in ((3, "is no journal"), (20, "file header"), (40, "block 1"), (150, "block 1"),
                        (len(data) // 2, "block 2"), (len(data) - 1, "block 2")):
        with open("bad.fsj", "wb") as f:
            f.write(data[:where] + bytes([data[where] ^ 4]) + data[where + 1:])
        done = run("audit", "verify", "bad.fsj")
        report(f"a changed byte {where} is found: {what}", said(done, 1, "bad.fsj: ", what), done)
    done = run("replay", "bad.fsj")
    report("a damaged journal is not replayed", said(done, 1, "is not whole", "audit verify"), done)
    done = run("audit", "show", "bad.fsj")
    report("and shown as far as it is whole", said(done, 1, "script_hash", "byte "), done)
    with open("bad.fsj", "wb") as f:
        f.write(data[:-1])
    done = run("audit", "verify", "bad.fsj")
    report("a cut tail is unfinished", said(done, 1, "NOT VERIFIED", "unfinished", "the file ends inside the block"), done)
    # somebody who knows the format: one price of one fill, 300 decisions in
    identity, blocks = read_journal("run.fsj")
    number, done_some = 0, 0
    for records in blocks:
        for at, (kind, body) in enumerate(records):
            number += 1
            done_some += kind == "F"
            if kind == "F" and done_some == 100:
                price = struct.unpack_from("<q", body, 24)[0]
                records[at] = (kind, body[:24] + struct.pack("<q", price + 1000000) + body[32:])
                record = number
    write_journal("forged.fsj", identity, with_hash(blocks))
    verified, done = run("audit", "verify", "forged.fsj"), run("replay", "forged.fsj", "--json")
    found = json.loads(done[1])["difference"]
    report("a forged journal verifies by itself, and a replay names the decision",
           verified[0] == 0 and done[0] == 1 and found["record"] == record and found["symbol"] == "sp500"
           and "order 100: sp500 filled" in found["expected"] and found["time"] and found["got"] != found["expected"],
           (verified, done, record))
    done = run("replay", "forged.fsj")
    report("in words too", said(done, 1, f"at record {record} in block", "expected  order 100", "got       order 100"), done)
    report("and signed heads find it", heads_find("forged.fsj", "is not the one signed in line"))
    identity, blocks = read_journal("run.fsj")
    blocks = [[("r", item("final_equity", "1e6")) if kind == "r" and body[1:13] == b"final_equity" else (kind, body)
               for kind, body in records] for records in blocks]
    write_journal("forged.fsj", identity, blocks)
    done = run("replay", "forged.fsj")
    report("a forged figure is named", said(done, 1, "expected  final_equity 1e6", "got       final_equity"), done)
    identity, blocks = read_journal("run.fsj")
    write_journal("forged.fsj", identity, [[(k, b.replace(b"fee-bps=5", b"journal=x")) for k, b in r] for r in blocks])
    done = run("replay", "forged.fsj")
    report("a forged option that would write a file is refused",
           said(done, 1, "the option 'journal'") and not os.path.exists("x"), done)
    write_journal("forged.fsj", identity, [[(k, b.replace(b"sma_cross.lua", b"\x1b[2J\x07a.lua")) for k, b in r]
                                           for r in blocks])
    out = run("audit", "show", "forged.fsj")[1]
    report("control characters of a journal do not reach the terminal", "?[2J?a.lua" in out and "\x1b" not in out, out[:800])


def heads_find(journal, text):
    done = run("audit", "verify", journal, "--head", "heads", "--public-key", PUBLIC)
    if not said(done, 1, "NOT VERIFIED", text):
        print("#  ", done)
        return False
    return True


def signed(work):
    global PUBLIC
    status, out, err = run("audit", "key", "key.pem")
    PUBLIC = out.strip()
    report("audit key makes a private file and prints the public key",
           status == 0 and len(PUBLIC) == 64 and os.stat("key.pem").st_mode & 0o777 == 0o600, (status, out, err))
    report("and never replaces one", said(run("audit", "key", "key.pem"), 1, "is there already"))
    os.remove("run.fsj")
    done = run("backtest", SMA, "--data", "sp500", "--fee-bps", "5", "--journal", "run.fsj", "--journal-head", "heads",
               "--journal-key", "key.pem")
    verified = run("audit", "verify", "run.fsj", "--head", "heads", "--public-key", PUBLIC)
    lines = open("heads", encoding="utf-8").read().splitlines()
    report("each block of a run has a signed head",
           done[0] == 0 and said(verified, 0, "2 of 2 blocks") and len(lines) == 2 and "2-end" in lines[1]
           and lines[1].split()[4] in done[1], (done, verified, lines))
    identity, blocks = read_journal("run.fsj")
    data = open("run.fsj", "rb").read()
    write_journal("cut.fsj", identity, blocks[:1])
    report("a tail cut at a block's end is found", heads_find("cut.fsj", "the journal was cut: more of it was signed"))
    run("backtest", SMA, "--data", "sp500", "--journal", "other.fsj")
    report("a journal that was never signed is found", heads_find("other.fsj", "no head of this journal was ever signed"))
    done = run("audit", "verify", "run.fsj", "--head", "heads", "--public-key", PUBLIC[:-1] + ("0" if PUBLIC[-1] != "0" else "1"))
    report("another key's heads are refused", said(done, 1, "heads: line 1"), done)
    openssl = shutil.which("openssl")
    if openssl:  # as the page says it
        with open("message", "w", encoding="utf-8") as f:
            f.write(lines[0].rsplit(" ", 1)[1] + lines[1].rsplit(" ", 1)[0] + " ")
        with open("signature", "wb") as f:
            f.write(bytes.fromhex(lines[1].rsplit(" ", 1)[1]))
        check = subprocess.run([openssl, "pkeyutl", "-verify", "-inkey", "key.pem", "-rawin", "-in", "message", "-sigfile",
                                "signature"], capture_output=True, text=True)
        report("openssl verifies a head by hand", check.returncode == 0, check)


WORDS = ["slow.lua", "--data", "hours", "--param", "work=600000", "--journal-head", "heads", "--journal-key", "key.pem"]


def begun(path):
    """A slow run that has written some blocks."""
    process = subprocess.Popen([PROGRAM, "backtest", *WORDS, "--journal", path], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 100
    while time.monotonic() < until and not (os.path.exists(path) and os.path.getsize(path) > 6000):
        time.sleep(0.02)
    return process


def killed(work):
    """kill -9 while blocks are written: of the whole program, and of the script's process alone."""
    for victim in ("program", "script"):
        path = f"killed-{victim}.fsj"
        process = begun(path)
        child = int(open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="utf-8").read().split()[0])
        end_of_child = os.pidfd_open(child)
        os.kill(process.pid if victim == "program" else child, signal.SIGKILL)
        err = process.communicate()[1]
        select.select([end_of_child], [], [], 100)  # the script's process follows its supervisor
        os.close(end_of_child)
        verified = run("audit", "verify", path)
        _, blocks = read_journal(path)
        report(f"{victim} killed: whole blocks verify, and the journal is unfinished",
               len(blocks) >= 2 and said(verified, 1, "unfinished", f"{len(blocks)} blocks")
               and "byte" not in verified[1].splitlines()[1], (verified, len(blocks)))
        done = run("replay", path)
        report(f"{victim} killed: what there is replays",
               said(done, 0, "identical", "as far as it goes: the recorded run has no end"), done)
        if victim == "script":
            heads = run("audit", "verify", path, "--head", "heads", "--public-key", PUBLIC)
            report("script killed: every block that it wrote is signed all the same",
                   process.returncode == 1 and said(heads, 1, f"{len(blocks)} of {len(blocks)} blocks"), (err, heads))


def stopped(work):
    """Ctrl-C ends a run, and its journal with it."""
    process = begun("interrupted.fsj")
    process.send_signal(signal.SIGINT)
    err = process.communicate()[1]
    verified = run("audit", "verify", "interrupted.fsj", "--head", "heads", "--public-key", PUBLIC)
    done = run("replay", "interrupted.fsj")
    report("a run that somebody stopped is finished, signed to its end, and replays as far as it goes",
           process.returncode == 1 and said(verified, 0, "finished; the run was stopped")
           and said(done, 0, "identical", "the recorded run was stopped"), (err, verified, done))


def full_disk(work):
    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
    done = run("backtest", SMA, "--data", "sp500", "--journal", "full.fsj", preexec_fn=small)
    report("a full disk is an error that names the journal, and the result is printed",
           said(done, 1, "Sharpe ratio", "full.fsj: the journal could not be written"), done)
    done = run("audit", "verify", "full.fsj")
    report("what was written before verifies", said(done, 1, "unfinished", "whole so far"), done)
    done = run("backtest", SMA, "--data", "sp500", "--journal", "unsigned.fsj", "--journal-head", "/dev/full",
               "--journal-key", "key.pem")
    report("heads that cannot be written are an error that names their file, and the result is printed",
           said(done, 1, "Sharpe ratio", "/dev/full: the signed head could not be written"), done)


def wrong_usage(work):
    for words, texts in (
            (["backtest", SMA, "--data", "sp500", "--journal", "u.fsj", "--journal-head", "heads"], ["--journal-key"]),
            (["backtest", SMA, "--data", "sp500", "--journal-head", "heads", "--journal-key", "key.pem"], ["--journal'"]),
            (["audit", "verfy", "run.fsj"], ["did you mean 'finsmart audit verify'"]),
            (["audit", "verify"], ["which file"]),
            (["audit", "verify", "run.fsj", "--head", "heads"], ["--public-key"]),
            (["audit", "verify", "run.fsj", "--head", "heads", "--public-key", "12"], ["64 hexadecimal"]),
            (["audit", "show", "run.fsj", "--from", "2001-01-01", "--to", "2000-01-01"], ["is after"]),
            (["replay"], ["missing operand"])):
        done = run(*words)
        report("wrong usage: " + " ".join(texts), said(done, 2, *texts), done)
    report("what is no journal is refused",
           said(run("audit", "verify", SMA), 1, "is no journal") and said(run("replay", SMA), 1, "is no journal")
           and said(run("audit", "show", "nowhere.fsj"), 1, "nowhere.fsj"))
    os.chmod("key.pem", 0o644)
    done = run("backtest", SMA, "--data", "sp500", "--journal", "u.fsj", "--journal-head", "heads", "--journal-key", "key.pem")
    report("a key that others can read is refused before the run",
           said(done, 1, "chmod 600") and not os.path.exists("u.fsj"), done)


def main():
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        os.environ["FINSMART_HOME"] = os.path.join(work, "home")
        with open("slow.lua", "w", encoding="utf-8") as f:
            f.write(SLOW)
        bars("hours.csv", 500)
        run("import", "hours.csv", "--dataset", "hours")
        for test in (written_and_verified, replayed, signed, tampered, changed, killed, stopped, full_disk, wrong_usage):
            test(work)
        os.chdir("/")
    return failed > 0


sys.exit(main())
