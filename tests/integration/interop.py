"""The environments of tests that need packages of PyPI: venvs in the build folder; and our tool for the Arrow tests."""
import fcntl
import os
import pathlib
import subprocess
import sys
import venv

SOURCE = pathlib.Path(os.environ.get("SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("BUILD_DIR", SOURCE / "build/debug"))
TOOL = BUILD / "tests/unit/arrow_tool"


def enter(name="interop"):
    """Runs this script again with a venv's Python, which is made first if need be, of tests/oracles/requirements-NAME.txt.
    Returns there only."""
    requirements = SOURCE / f"tests/oracles/requirements-{name}.txt"
    home = BUILD / f"venv-{name}"
    if pathlib.Path(sys.prefix).resolve() == home.resolve():
        return
    stamp = home / "installed.txt"
    with open(BUILD / f"venv-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several tests may want it at once
        if not stamp.exists() or stamp.read_text() != requirements.read_text():
            print("# making", home.name, flush=True)
            venv.create(home, with_pip=True, clear=True)
            subprocess.run([home / "bin/pip", "install", "-q", "-r", requirements], check=True)
            stamp.write_text(requirements.read_text())
    os.execv(home / "bin/python", [str(home / "bin/python"), *sys.argv])


def tool(*args):
    """Our tool's standard output; an AssertionError with its message when it fails."""
    done = subprocess.run([TOOL, *map(str, args)], capture_output=True, text=True)
    assert done.returncode == 0, f"arrow_tool {' '.join(map(str, args))}: {done.stderr}"
    return done.stdout


def tool_error(*args):
    """The message that our tool fails with."""
    done = subprocess.run([TOOL, *map(str, args)], capture_output=True, text=True)
    assert done.returncode == 1, f"expected a failure with exit status 1, got {done.returncode}: {done.stdout[:200]}"
    return done.stderr


def run(cases):
    """Runs (name, function) pairs, printing `ok` and `not ok` lines; the exit status."""
    failed = 0
    for name, case in cases:
        try:
            case()
            print("ok -", name, flush=True)
        except Exception as error:  # a test that breaks has failed
            failed += 1
            print(f"not ok - {name}: {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0
