#!/usr/bin/env python3
"""Ten million rows between us and pyarrow and polars, plain and compressed, in one batch and in many."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import interop

interop.enter()

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from interop import tool

ROWS = 10_000_000
FOLDER = tempfile.TemporaryDirectory(dir=interop.BUILD)
HERE = pathlib.Path(FOLDER.name)


def make():
    rng = np.random.default_rng(1)
    symbols = np.array(["AAPL", "MSFT", "GOOG", "a symbol of many letters"])
    return pa.table({
        "time": pa.array(np.arange(ROWS) * 60_000_000_000).cast(pa.timestamp("ns", "UTC")),
        "close": pa.array(rng.normal(100, 5, ROWS)),
        "volume": pa.array(rng.integers(0, 10**12, ROWS), mask=rng.random(ROWS) < 0.1),
        "size": pa.array(rng.integers(0, 1000, ROWS, dtype=np.int32)),
        "up": pa.array(rng.random(ROWS) < 0.5),
        "symbol": pa.array(symbols[rng.integers(0, 4, ROWS)]),
    })


TABLE = make()
EXPECTED = TABLE.set_column(5, "symbol", pc.dictionary_encode(TABLE.column("symbol")).cast(pa.dictionary(pa.int32(), pa.string())))


def check(path):
    with pa.memory_map(str(path)) as source:
        back = pa.ipc.open_file(source).read_all()
        for name in TABLE.column_names:
            got, want = back.column(name), TABLE.column(name)
            if name == "symbol":
                got = got.cast(pa.string())
            assert got.equals(want), f"{name} differs"


def through(batch, codec, ours):
    path, out = HERE / "in.arrow", HERE / "out.arrow"
    with pa.ipc.new_file(str(path), TABLE.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_table(TABLE, max_chunksize=batch)
    tool("copy", path, out, *ours)
    check(out)


def from_polars():
    path, out = HERE / "in.arrow", HERE / "out.arrow"
    frame = pl.from_arrow(TABLE)
    frame.write_ipc(path, compression="lz4")
    tool("copy", path, out, "zstd")
    back = pl.read_ipc(out).with_columns(pl.col("symbol").cast(pl.String))
    assert back.equals(frame), "polars reads something else"


sys.exit(interop.run([
    ("ten million rows in one plain batch", lambda: through(ROWS, None, [])),
    ("ten million rows in many LZ4 batches", lambda: through(65536, "lz4", ["lz4"])),
    ("ten million rows in ZSTD batches, rewritten in batches of a million", lambda: through(10**6, "zstd", ["zstd", "1000000"])),
    ("ten million rows from polars and back", from_polars),
]))
