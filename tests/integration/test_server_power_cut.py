#!/usr/bin/env python3
"""A server starts, and has what it acknowledged, on what a power cut may leave: some of the states that
contrib/test.sh power-cut tries in full."""
import os, sys, tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "server"))
import power

with tempfile.TemporaryDirectory() as where:
    raise SystemExit(power.main(os.path.realpath(where), 40, None) != 0)
