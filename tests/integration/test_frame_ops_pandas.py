#!/usr/bin/env python3
"""Sort, group, join, as-of join, resample and rolling against pandas, on random tables with missing values."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import interop

interop.enter()

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather

FOLDER = tempfile.TemporaryDirectory()
HERE = pathlib.Path(FOLDER.name)
interop.TOOL = interop.BUILD / "tests/unit/frame_tool"


def ours(what, frame, *args, right=None):
    frame.to_feather(HERE / "in.arrow", compression="uncompressed")
    if right is not None:
        right.to_feather(HERE / "right.arrow", compression="uncompressed")
        args = (HERE / "right.arrow", *args)
    interop.tool(what, HERE / "in.arrow", HERE / "out.arrow", *args)
    return plain(pa.feather.read_table(HERE / "out.arrow").to_pandas())


def plain(frame):
    """Texts as objects with None, times without zone, integers with gaps as doubles."""
    out = {}
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object or pd.api.types.is_string_dtype(column):
            out[name] = pd.Series([None if pd.isna(v) else str(v) for v in column], dtype=object)
        elif pd.api.types.is_datetime64_any_dtype(column):
            values = pd.Series(column.array)
            out[name] = (values.dt.tz_localize(None) if values.dt.tz else values).astype("datetime64[ns]")
        else:
            out[name] = pd.Series(column.array).astype("float64")
    return pd.DataFrame(out)


def same(got, want, tolerance=0.0):
    want = plain(want.reset_index(drop=True))
    pd.testing.assert_frame_equal(got[list(want.columns)], want, check_exact=tolerance == 0, rtol=tolerance, atol=0)
    assert len(got.columns) == len(want.columns), f"{list(got.columns)} for {list(want.columns)}"


def table(rows, seed, step=10):
    rng = np.random.default_rng(seed)
    hole = lambda values, p: pd.Series(values).mask(rng.random(rows) < p)
    return pd.DataFrame({
        "time": pd.to_datetime(np.cumsum(rng.integers(0, step, rows)) * 10**9),
        "symbol": hole(np.array(["AAPL", "MSFT", "GOOG", "X"])[rng.integers(0, 4, rows)], 0.05),
        "price": hole(rng.normal(100, 5, rows).round(3), 0.1),
        "volume": rng.integers(0, 10**9, rows),
        "side": hole(np.array(["b", "s"])[rng.integers(0, 2, rows)], 0.1),
        "lots": rng.integers(0, 5, rows),
    })


def check_sort():
    for seed in range(5):
        frame = table(2000, seed)
        want = frame.sort_values(["symbol", "lots"], kind="stable", na_position="last")
        same(ours("sort", frame, "symbol,lots"), want)
        want = frame.sort_values(["price"], ascending=False, kind="stable", na_position="last")
        same(ours("sort", frame, "^price"), want)


def check_group():
    kinds = ["count", "sum", "mean", "min", "max", "first", "last", "var", "std", "median", "nunique"]
    for seed in range(5):
        frame = table(3000, seed)
        for keys in (["symbol"], ["symbol", "side"], ["lots"]):
            got = ours("group", frame, ",".join(keys), ",".join(f"price:{k}:1" for k in kinds))
            want = frame.groupby(keys, sort=False, dropna=False)["price"].agg(kinds).reset_index()
            want.columns = keys + [f"price_{k}" for k in kinds]
            same(got, want, 1e-12)
        got = ours("group", frame, "symbol", "volume:sum:0,volume:max:0,time:first:0,side:count:0,side:nunique:0,side:last:0")
        groups = frame.groupby("symbol", sort=False, dropna=False)
        want = pd.DataFrame({"volume_sum": groups["volume"].sum(), "volume_max": groups["volume"].max(),
                             "time_first": groups["time"].first(), "side_count": groups["side"].count(),
                             "side_nunique": groups["side"].nunique(), "side_last": groups["side"].last()}).reset_index()
        same(got, want)


def check_join():
    for seed in range(5):
        left, right = table(300, seed), table(200, seed + 100)[["symbol", "lots", "price"]]
        # pandas lets missing keys match each other; ours match nothing
        keyed = right.dropna(subset=["symbol"])
        for how in ("inner", "left"):
            for keys in (["symbol"], ["symbol", "lots"]):
                want = left.merge(keyed, on=keys, how=how, suffixes=("", "_right"))
                same(ours("join", left, how, ",".join(keys), right=right), want)


def check_asof():
    for seed in range(5):
        left, right = table(1000, seed), table(800, seed + 50, step=13)[["time", "symbol", "price"]]
        right = right.rename(columns={"price": "bid"})
        for direction in ("backward", "forward", "nearest"):
            for tolerance in (-1, 3 * 10**9):
                for forbid in (0, 1):
                    for by in ("-", "symbol"):
                        a, b = (left, right) if by == "symbol" else (left, right.drop(columns="symbol"))
                        if by == "symbol":
                            a, b = a.dropna(subset=["symbol"]), b.dropna(subset=["symbol"])
                        b = b.assign(time_right=b["time"])
                        want = pd.merge_asof(a, b, on="time", by=None if by == "-" else by, direction=direction,
                                             tolerance=pd.Timedelta(tolerance) if tolerance >= 0 else None,
                                             allow_exact_matches=not forbid)
                        got = ours("asof", a.reset_index(drop=True), direction, "time", by, tolerance, forbid,
                                   right=b.drop(columns="time_right").reset_index(drop=True))
                        same(got, want)


def check_resample():
    for seed in range(5):
        frame = table(2000, seed).rename(columns={"price": "open"})
        for column in ("high", "low", "close"):
            frame[column] = frame["open"]
        frame = frame[["time", "symbol", "open", "high", "low", "close", "volume"]]
        how = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
        for seconds, origin in ((60, 0), (3600, 0), (97, 12345)):
            bars = frame.drop(columns="symbol").resample(f"{seconds}s", on="time", origin=pd.Timestamp(origin * 10**9))
            want = bars.agg(how)[bars.size() > 0].reset_index()
            got = ours("resample", frame.drop(columns="symbol"), "time", seconds * 10**9, origin * 10**9, "-")
            same(got, want)
            start = (frame["time"] - pd.Timestamp(origin * 10**9)) // pd.Timedelta(seconds=seconds)
            keys = pd.DataFrame({"time": pd.Timestamp(origin * 10**9) + start * pd.Timedelta(seconds=seconds),
                                 "symbol": frame["symbol"]})
            want = frame.drop(columns=["time", "symbol"]).groupby([keys["time"], keys["symbol"]], sort=False, dropna=False).agg(how)
            got = ours("resample", frame, "time", seconds * 10**9, origin * 10**9, "symbol")
            same(got, want.reset_index())


def check_rolling():
    for seed in range(3):
        frame = table(1500, seed)[["price"]]
        for window, least in ((1, 1), (7, 3), (50, 50), (400, 1)):
            windows = frame["price"].rolling(window, min_periods=least)
            want = pd.DataFrame({"price": frame["price"], "count": frame["price"].rolling(window, min_periods=0).count(),
                                 "sum": windows.sum(), "mean": windows.mean(), "min": windows.min(),
                                 "max": windows.max(), "std": windows.std(ddof=1)})
            got = ours("rolling", frame, "price", window, least, 1)
            same(got.drop(columns="std"), want.drop(columns="std"), 1e-11)
            # pandas' own std of a window loses about eight digits to what passed before it, so it is computed afresh
            values = frame["price"].to_numpy()
            fresh = [np.nanstd(v, ddof=1) if (n := np.count_nonzero(~np.isnan(v))) >= max(least, 2) else np.nan
                     for v in (values[max(0, i + 1 - window):i + 1] for i in range(len(values)))]
            np.testing.assert_allclose(got["std"], fresh, rtol=1e-11)


sys.exit(interop.run([("sorts as pandas does", check_sort), ("groups as pandas does", check_group),
                      ("joins as pandas does, missing keys apart", check_join),
                      ("joins as of a time as pandas does", check_asof),
                      ("resamples as pandas does", check_resample), ("rolls as pandas does", check_rolling)]))
