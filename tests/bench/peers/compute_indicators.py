"""Indicators of the C libraries TA-Lib and Tulip on the arrays of `finsmart bench compute`, called straight through ctypes.

    compute_indicators.py FOLDER VALUES RUNS

Prints one JSON line: for each contender and indicator the seconds of each run. The last run's outputs are written to the
folder, padded with NaN to the inputs' length.
"""
import ctypes
import glob
import importlib.metadata
import json
import os
import sys
import sysconfig
import time

import numpy as np

folder, values, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
high, low, close, volume = (np.fromfile(os.path.join(folder, name + ".f64"), count=values)
                            for name in ("high", "low", "close", "volume"))
pointer = ctypes.POINTER(ctypes.c_double)
results = {}

# name: inputs, TA-Lib's function and options, Tulip's function and options, outputs
BARS, REAL = (high, low, close), ctypes.c_double
JOBS = {
    "sma": ((close,), "SMA", (20,), "sma", (20,), 1),
    "ema": ((close,), "EMA", (20,), "ema", (20,), 1),
    "stddev": ((close,), "STDDEV", (20, REAL(1)), "stddev", (20,), 1),
    "bbands": ((close,), "BBANDS", (20, REAL(2), REAL(2), 0), "bbands", (20, 2), 3),
    "macd": ((close,), "MACD", (12, 26, 9), "macd", (12, 26, 9), 3),
    "rsi": ((close,), "RSI", (14,), "rsi", (14,), 1),
    "atr": (BARS, "ATR", (14,), "atr", (14,), 1),
    "adx": (BARS, "ADX", (14,), "adx", (14,), 1),
    "stoch": (BARS, "STOCH", (5, 3, 0, 3, 0), "stoch", (5, 3, 3), 2),
    "cci": (BARS, "CCI", (20,), "cci", (20,), 1),
    "linearreg_slope": ((close,), "LINEARREG_SLOPE", (14,), "linregslope", (14,), 1),
    "obv": ((close, volume), "OBV", (), "obv", (), 1),
}


def address(array):
    return array.ctypes.data_as(pointer)


def record(who, name, version, call, outputs, begin):
    """call() fills the outputs from their start; begin() is where that is in the inputs."""
    call()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    files = []
    for i, output in enumerate(outputs):
        padded, first = np.full(values, np.nan), begin()
        padded[first:] = output[:values - first]
        files.append(f"{who}-{name}-{i}.f64")
        padded.tofile(os.path.join(folder, files[-1]))
    results[f"{who} {name}"] = {"version": version, "seconds": seconds, "outputs": files}


def run_talib():
    site = sysconfig.get_paths()["platlib"]
    library = ctypes.CDLL(glob.glob(os.path.join(site, "ta_lib.libs", "libta-lib-*.so*"))[0])
    version = importlib.metadata.version("ta-lib")
    library.TA_Initialize()
    for name, (inputs, function, options, _, _, count) in JOBS.items():
        outputs = [np.zeros(values) for _ in range(count)]
        first, number = ctypes.c_int(), ctypes.c_int()
        function = getattr(library, "TA_" + function)
        arguments = [0, values - 1, *map(address, inputs), *options, ctypes.byref(first), ctypes.byref(number),
                     *map(address, outputs)]

        def call():
            if function(*arguments) != 0:
                sys.exit("TA-Lib failed")
        record("TA-Lib", name, version, call, outputs, lambda: first.value)


def run_tulip():
    path = os.path.join(sys.prefix, "lib", "libtulip.so")
    if not os.path.exists(path):
        return
    library = ctypes.CDLL(path)
    library.ti_version.restype = ctypes.c_char_p
    version = library.ti_version().decode()
    for name, (inputs, _, _, function, options, count) in JOBS.items():
        outputs = [np.zeros(values) for _ in range(count)]
        ins = (pointer * len(inputs))(*map(address, inputs))
        outs = (pointer * count)(*map(address, outputs))
        opts = (REAL * max(1, len(options)))(*options)
        begin = getattr(library, f"ti_{function}_start")(opts)
        function = getattr(library, "ti_" + function)

        def call():
            if function(values, ins, opts, outs) != 0:
                sys.exit("Tulip failed")
        if name == "bbands":  # lower, middle, upper
            record("Tulip", name, version, call, outputs[::-1], lambda: begin)
        else:
            record("Tulip", name, version, call, outputs, lambda: begin)


run_talib()
run_tulip()
print(json.dumps({"name": "indicators", "version": "", "results": results}))
