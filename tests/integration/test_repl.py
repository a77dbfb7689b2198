#!/usr/bin/env python3
"""finsmart repl: piped, and at a terminal (a pty): completion, history, several lines, Ctrl-C, Ctrl-D."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile

program = os.path.abspath(os.environ["FINSMART"])
failed = 0


def report(good, what, more=""):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what + ("" if good else f": {more!r}"), flush=True)
    if not good and terminal:  # what follows would only wait for what doesn't come
        terminal.kill()
        sys.exit(1)


terminal = None


home = tempfile.TemporaryDirectory()
environment = dict(os.environ, HOME=home.name, TERM="xterm", LC_ALL="C.UTF-8", FINSMART_HOME=os.path.join(home.name, "data"))


def piped(text):
    done = subprocess.run([program, "repl"], input=text, capture_output=True, text=True, env=environment, timeout=60)
    return done.returncode, done.stdout, done.stderr


# Piped.
report(piped("ta.sma({1,2,3},2)\n") == (0, "series of 3 values: NaN, 1.5, 2.5\n", ""), "a piped expression prints its value")
report(piped("= 1 + 1\n")[1] == "2\n", "= expression prints its value")
report(piped("x = 5\nx * 2\n")[1] == "10\n", "a name stays from line to line")
report(piped("for i = 1, 2 do\nprint(i)\nend\n")[1] == "1\n2\n", "a statement may take several lines")
report(piped("1 +\n2\n")[1] == "3\n", "an expression may take several lines")
report(piped("{\n1, 2,\n}\n")[1] == "1  1\n2  2\n", "a table may take several lines")
status, out, err = piped("error('first')\n'second'\n")
report(status == 1 and "first" in err and out == '"second"\n', "an error is told, the rest still runs, the status is 1", (out, err))
status, out, err = piped("x = nil + 1\n")
report(status == 1 and err.startswith("shell:1: ") and "traceback" not in err and ".lua" not in err,
       "an error names the line and nothing of the inside", err)
status, out, err = piped("print(\n")
report(status == 1 and "middle of a statement" in err, "an unfinished end is told", err)
status, out, err = piped("io.open('x')\n")
report("not available to scripts" in err, "the sandbox of scripts holds", err)
report(piped("local x = 1\n")[1].startswith("(a local ends with its line"), "a local says that it is gone")
report(piped("frame.new{ a = {1, 2}, b = {1.5, 20} }\n")[1].split("\n")[:2] == ["a    b", "1  1.5"], "a frame is a table in columns",
       piped("frame.new{ a = {1, 2}, b = {1.5, 20} }\n"))
out = piped("frame.new{ a = frame.range(1, 1000) }\n")[1]
report("(1000 rows, 1 column)" in out and len(out.splitlines()) < 30, "a long frame shows its head and tail", out)
report("period" in piped("help(ta.sma)\n")[1], "help explains a function")
report("data.load" in piped("help()\n")[1], "help alone says what there is")
report("frame:tail" in piped("help 'frame'\n")[1] or "frame:head" in piped("help 'frame'\n")[1], "help explains a kind of value")
report(piped("") == (0, "", ""), "no input is fine")
report("NUL" in piped("1\0 2\n")[2], "a NUL byte is refused")


# At a terminal.
class Terminal:
    def __init__(self):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(program, [program, "repl"], environment)
        self.seen = ""
        self.alive = True

    def expect(self, pattern, seconds=20):
        """Reads until the pattern appears behind what was matched before; its text, or None."""
        while True:
            match = re.search(pattern, self.seen)
            if match:
                before, self.seen = self.seen[:match.end()], self.seen[match.end():]
                return before
            if not select.select([self.fd], [], [], seconds)[0]:
                return None
            try:
                data = os.read(self.fd, 65536)
            except OSError:  # how Linux tells the end of a pty
                data = b""
            if not data:
                self.alive = False
                return None
            self.seen += data.decode("utf-8", "replace")

    def type(self, text):
        os.write(self.fd, text.encode())

    def status(self):
        if self.expect("a text that never comes") is None and self.alive:
            return None
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self):
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)


terminal = Terminal()
report(terminal.expect(r"(?s)Ctrl-D leaves.*?> ") is not None, "a terminal gets a greeting and a prompt", terminal.seen)
terminal.type("6 * 7\r")
report(terminal.expect(r"42\r\n.*> ") is not None, "a value is shown", terminal.seen)
terminal.type("ta.sm\t(frame.ser\t{2,4},2)\r")
report(terminal.expect(r"series of 2 values: NaN, 3\r\n.*> ") is not None, "Tab completes a field, and another inside a call", terminal.seen)
terminal.type("my_own_name = 1\r")
terminal.expect(r"> ")
terminal.type("my_o\t + 1\r")
report(terminal.expect(r"2\r\n.*> ") is not None, "Tab completes a name of one's own", terminal.seen)
terminal.type("string.re\t\t")
report(terminal.expect(r"rep +reverse") is not None, "Tab lists what is possible", terminal.seen)
terminal.type("\x03")
report(terminal.expect(r"\^C\r\n.*> ") is not None, "Ctrl-C drops the line", terminal.seen)
terminal.type("for i = 1, 2 do\r")
report(terminal.expect(r"\.\.\. ") is not None, "an unfinished statement asks for more", terminal.seen)
terminal.type("print('line', i) end\r")
report(terminal.expect(r"line\t? *2\r\n.*> ") is not None, "and runs when it is whole", terminal.seen)
terminal.type("if true then\r")
terminal.expect(r"\.\.\. ")
terminal.type("\x03")
terminal.expect(r"\^C")
terminal.type("8 * 8\r")
report(terminal.expect(r"64\r\n.*> ") is not None, "Ctrl-C leaves an unfinished statement", terminal.seen)
for name, loop in (("a loop", "while true do end"), ("a loop that catches errors", "while true do pcall(function() while true do end end) end"),
                   ("a loop over strings", "while true do x = ('x'):rep(100) end")):
    terminal.type(f"print('go' .. 'ing') {loop}\r")
    terminal.expect(r"going\r\n")
    terminal.type("\x03")
    report(terminal.expect(r"interrupted.*\r\n.*> ") is not None, f"Ctrl-C stops {name}", terminal.seen)
terminal.type("9 * 9\r")
report(terminal.expect(r"81\r\n.*> ") is not None, "the session lives on after it", terminal.seen)
terminal.type("\x1b[A\r")
report(terminal.expect(r"81\r\n.*> ") is not None, "arrow up brings the line before", terminal.seen)
terminal.type("'caf\u00e9'\r")
report(terminal.expect("\"caf\u00e9\"\r\n") is not None, "letters beyond ASCII can be typed", terminal.seen)
terminal.expect(r"> ")
terminal.type("\x04")
report(terminal.status() == 0, "Ctrl-D leaves with status 0")

history = os.path.join(home.name, "data", "repl_history")
report(os.path.exists(history) and "9 * 9" in open(history, encoding="utf-8").read(), "what was typed is kept")
report(os.path.exists(history) and os.stat(history).st_mode & 0o077 == 0, "for nobody else to read")
terminal = Terminal()
terminal.expect(r"> ")
terminal.type("\x1b[A\x1b[A\r")
report(terminal.expect(r"81\r\n.*> ") is not None, "and is there the next time", terminal.seen)
terminal.type("\x04")
report(terminal.status() == 0, "the second session ends too")
terminal = None

waiting = subprocess.Popen([program, "repl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
waiting.stdin.write(b"'ready'\n")
waiting.stdin.flush()
waiting.stdout.readline()
waiting.send_signal(signal.SIGTERM)
try:
    ended = waiting.wait(timeout=60)
except subprocess.TimeoutExpired:
    waiting.kill()
    ended = None
report(ended == 1, "whoever ends the session from outside ends it", ended)
sys.exit(1 if failed else 0)
