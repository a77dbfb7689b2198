#!/usr/bin/env python3
"""A server lives through failing writes, syncs and opens, and acknowledges nothing that is not there afterwards: some of the
faults that contrib/test.sh faults tries in full."""
import os, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
import faults

with tempfile.TemporaryDirectory() as where:
    raise SystemExit(faults.main(os.path.realpath(where), 7, 3) != 0)
