#!/usr/bin/env python3
"""finsmart serve under load is killed 20 times, it or one of its processes: nothing that it acknowledged is lost or done
twice. contrib/test.sh crash does it 1000 times."""
import os, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
import crash

with tempfile.TemporaryDirectory() as where:
    raise SystemExit(crash.main(20, 1, where) != 0)
